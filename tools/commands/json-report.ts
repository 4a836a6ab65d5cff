import type { Problem } from '../base/problem.ts';
import { problemsOf, type Report } from './report.ts';

/** The fields below are stable: a later version may add some, and counts up where one changes or goes. */
const VERSION = 1;

/** One JSON document on standard output, when all is over; nothing else is printed. */
export function jsonReport(): Report {
  const said: string[] = [];
  const say = (line: string) => said.push(...line.split('\n'));
  const end = (problems: readonly Problem[]) => {
    const ok = problems.length === 0;
    const report = { version: VERSION, ok, problems: problems.map(problemFields), said };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  };
  return {
    say,
    done: (lines) => {
      lines.forEach(say);
      end([]);
    },
    failed: (error) => end(problemsOf(error)),
  };
}

/** All fields are always there; what a problem doesn't have is null. */
function problemFields({ code, message, place, frame, details, advice }: Problem) {
  return {
    ...{ code, message },
    ...{ file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null },
    ...{ frame: frame ?? null, details: details ?? null, advice },
  };
}
