// Run as a program: the writing part of `wirebook tangle`, without the reading of chapters. Arguments: the book's
// top folder, and a JSON file with the wanted texts by path.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planCode } from '../../tools/book/code-plan.ts';
import { MANIFEST } from '../../tools/book/manifest.ts';
import { applyChanges, readIfThere, readTree, removeLeftovers } from '../../tools/system/disk.ts';

const [root = '', file = ''] = process.argv.slice(2);
const wanted = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object));
const code = join(root, 'code');
const manifest = Buffer.from(readIfThere(join(root, MANIFEST)) ?? []).toString();
const { changes, edits, problems } = planCode(wanted, readTree(code), manifest);
if (edits.length > 0 || problems.length > 0) throw new Error('code/ is not as a run has left it');
removeLeftovers(code);
applyChanges(root, changes);
