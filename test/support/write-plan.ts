// Run as a program: the writing part of `wirebook tangle`, without the reading of chapters. Arguments: the book's
// top folder, and a JSON file with the wanted texts by path.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planCode } from '../../tools/book/code-plan.ts';
import { readManifestText, writeCode } from '../../tools/commands/write-code.ts';
import { readTree } from '../../tools/system/tree.ts';

const [root = '', file = ''] = process.argv.slice(2);
const wanted = new Map<string, string>(Object.entries(JSON.parse(readFileSync(file, 'utf8'))));
const plan = planCode(wanted, readTree(join(root, 'code')), readManifestText(root));
if (plan.edits.length > 0 || plan.problems.length > 0)
  throw new Error('code/ is not as a run leaves it');
writeCode(root, plan);
