// Grades a class of more than 300 students, each with one program: every mistake of the museum, every solution in
// several spellings, and the oddities that folders of submissions have. Tells the time for each, and exits with 1
// where a grade is not what the book says.
//
//   npx tsx test/scripts/whole-class.ts
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $, tmpdir } from 'zx';
import { firstFailed, type Grade } from '../../tools/book/grades.ts';
import { exhibits } from '../../tools/book/museum.ts';
import { loadBook } from '../../tools/commands/load.ts';
import { wirebookCommand } from '../../tools/system/node.ts';

interface Student {
  readonly name: string;
  readonly exercise: string;
  readonly program: string;
  /** `passed`, `missing`, `unread`, or the check that is the first to fail. */
  readonly wanted: string;
  /** Below the student's folder; as the book wants it where this is not said. */
  readonly path?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = tmpdir();
const classFolder = join(folder, 'class');
const out = join(folder, 'grades');
try {
  const students = wholeClass();
  for (const student of students) handIn(student);
  symlinkSync(join(root, 'code/a-solutions'), join(classFolder, 'link'));
  const words = [...wirebookCommand(), 'grade', classFolder, '--out', out, '--root', root];
  const grade = async () => await $({ cwd: folder, stdio: 'inherit' })`${words}`;
  await grade();
  const retry = readFileSync(join(out, 'retry.txt'), 'utf8');
  if (retry !== '') {
    console.log(`\n${retry}\nonce more, for these:\n`);
    await grade();
  }
  const wrong = students.filter((student) => gradeOf(student) !== student.wanted);
  for (const student of wrong)
    console.log(`${student.name}: ${gradeOf(student)} instead of ${student.wanted}`);
  console.log(`${students.length} students, ${wrong.length} wrong grades`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function wholeClass(): readonly Student[] {
  const mistakes = exhibits(loadBook(root).listings).map(({ exercise, name, path, caughtBy }) => ({
    name: `${exercise} ${name}`,
    exercise,
    program: codeOf(path),
    wanted: caughtBy,
  }));
  const exercises = [...new Set(mistakes.map(({ exercise }) => exercise))];
  const right = exercises.map((exercise) => ({
    name: `${exercise} right`,
    exercise,
    program: codeOf(`a-solutions/${exercise}.ts`),
    wanted: 'passed',
  }));
  const windows = right.map((student) => ({
    ...student,
    name: `Žofie "${student.exercise}", Ñ`,
    path: `answers/${student.exercise}.ts`,
    program: student.program.replaceAll('\n', '\r\n'),
  }));
  return [...mistakes, ...right, ...windows, ...oddOnes(codeOf('a-solutions/udp-server.ts'))];
}

function oddOnes(right: string): readonly Student[] {
  const odd = (name: string, program: string, wanted: string, path = 'udp-server.ts') => {
    return { name, exercise: 'udp-server', program, wanted, path };
  };
  const attack = (...deeds: readonly string[]) => `
import { rmSync, writeFileSync } from 'node:fs';
${deeds.map((deed) => `try { ${deed}; } catch {}`).join('\n')}
${right}`;
  const victim = JSON.stringify(join(classFolder, 'udp-server right'));
  const checks = JSON.stringify(join(root, 'test/exercises/udp-server.ts'));
  const vandal = attack(
    `rmSync(${victim}, { recursive: true })`,
    `rmSync(${JSON.stringify(out)}, { recursive: true })`,
    `writeFileSync(${checks}, '')`,
  );
  return [
    odd('vandal', vandal, 'passed'),
    // Reaches nobody but its own first server, whose port the second then takes.
    odd('killer', attack("process.kill(-1, 'SIGKILL')"), 'taken-port'),
    odd('empty', '', 'ready-line'),
    odd('no program', 'for (\n', 'unread'),
    odd('another name', right, 'missing', 'server.ts'),
  ];
}

function codeOf(path: string): string {
  return readFileSync(join(root, 'code', path), 'utf8');
}

function handIn({ name, exercise, program, path = `${exercise}.ts` }: Student): void {
  const file = join(classFolder, name, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program);
}

function gradeOf({ name, exercise }: Student): string {
  const file = join(out, 'results', name, `${exercise}.json`);
  if (!existsSync(file)) return 'not graded';
  const grade = JSON.parse(readFileSync(file, 'utf8')) as Grade;
  return firstFailed(grade)?.id ?? grade.state;
}
