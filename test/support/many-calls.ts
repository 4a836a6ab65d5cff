// Run as a program: answers many command lines in one process, and prints after each its exit code
// behind a mark. Arguments: the mark, and the command lines as JSON.
const [node = '', file = '', mark = '', json = '[]'] = process.argv;
const calls = JSON.parse(json) as readonly (readonly string[])[];

for (const [index, words] of calls.entries()) {
  process.exitCode = undefined;
  process.argv = [node, file, ...words];
  await import(`../../tools/cli.ts?call=${index}`);
  process.stdout.removeAllListeners('error');
  process.stderr.removeAllListeners('error');
  process.stdout.write(`${mark}${process.exitCode}\n`);
}
process.exitCode = 0;
