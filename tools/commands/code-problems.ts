import type { Place } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import type { CodePlan, HandEdit } from '../book/code-plan.ts';
import { MANIFEST } from '../book/manifest.ts';

/** Hand edits in `code/`, each with the difference and the ways on. */
export async function handEditProblems(edits: readonly HandEdit[]): Promise<readonly Problem[]> {
  if (edits.length === 0) return [];
  const { difference } = await import('../book/difference.ts');
  return edits.map(({ path, mine, wanted, place }) => {
    const drop = `npx wirebook tangle --discard code/${path} (keeps a copy)`;
    const ways = `Bring it into the chapters: npx wirebook stitch. Or drop it: ${drop}.`;
    if (wanted === undefined) {
      const advice = `Put what it holds into a chapter, or drop it: ${drop}.`;
      const message = `code/${path} is made by no chapter`;
      return { code: 'file-of-no-chapter', message, place, advice };
    }
    const details = difference(wanted, Buffer.from(mine).toString(), [
      'from the chapters',
      `code/${path}`,
    ]);
    const message = `code/${path} was edited by hand`;
    return { code: 'edited-by-hand', message, place, details, advice: ways };
  });
}

/** All that keeps `code/` from being what the chapters say: nobody should run it as it is. */
export async function codeProblems(plan: CodePlan): Promise<readonly Problem[]> {
  const stale = plan.places.map(codeIsStale);
  return [...plan.problems, ...(await handEditProblems(plan.edits)), ...stale];
}

/** A file that tangling has written, and would write otherwise now. */
export function codeIsStale(place: Place): Problem {
  const message = `${place.file} is not what the chapters say`;
  return { code: 'code-is-stale', message, place, advice: 'Run npx wirebook tangle.' };
}

/** What has yet to be written, or the manifest alone. */
export function staleProblems({ changes, places }: CodePlan): readonly Problem[] {
  const manifest = { file: MANIFEST, line: 1, column: 1 };
  const stale = places.length === 0 && changes.length > 0 ? [manifest] : places;
  const advice = 'Run npx wirebook tangle.';
  return stale.map((place) => {
    const message = `${place.file} would change`;
    return { code: 'code-is-stale', message, place, advice };
  });
}
