import { join, relative } from 'node:path';
import { type Problem, WrongUse } from '../base/problem.ts';
import { problemsOf, type Report, textReport } from './report.ts';

/** What a person reads, and besides, for each problem with a place, the line that makes `service` show it there. */
export function annotatedReport(service: string, root: string): Report {
  if (service !== 'github')
    throw new WrongUse(`no annotations for ${service}`, 'Write --annotations github.');
  const folder = relative('', root);
  return {
    ...textReport,
    failed: (error) => {
      textReport.failed(error);
      for (const problem of problemsOf(error)) {
        const line = annotation(problem, folder);
        if (line !== undefined) process.stdout.write(`${line}\n`);
      }
    },
  };
}

/**
 * A workflow command of GitHub Actions
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands). Its file is
 * told from the folder that the call was made in, the top of the checkout; `folder` leads from there to the book.
 */
export function annotation(
  { code, message, place, details, advice }: Problem,
  folder: string,
): string | undefined {
  if (!place) return undefined;
  const properties = {
    file: join(folder, place.file).replaceAll('\\', '/'),
    line: place.line,
    col: place.column,
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  const text = [message, ...(details === undefined ? [] : [details]), `→ ${advice}`].join('\n');
  return `::error ${written.join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
