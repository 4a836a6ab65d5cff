import { showPlace } from '../base/place.ts';
import type { Problem } from '../base/problem.ts';
import { blockProblem } from '../book/block-problem.ts';
import { closestTo } from '../book/nearest.ts';
import type { Transcript } from '../book/transcript.ts';
import { allNeeds, isNeed, type Need, requiredNeeds, whyNotHere } from '../system/machine.ts';

/** Parts transcripts into those that this machine can play and those that it can't, with the reasons. */
export async function playable(transcripts: readonly Transcript[]): Promise<{
  readonly here: readonly Transcript[];
  readonly unseen: readonly string[];
  readonly problems: readonly Problem[];
}> {
  const here: Transcript[] = [];
  const unseen: string[] = [];
  const problems: Problem[] = [];
  for (const transcript of transcripts) {
    const { block, needs } = transcript;
    const unknown = needs.find((need) => !isNeed(need));
    const missing = await firstMissing(needs);
    if (unknown !== undefined) problems.push(unknownNeed(transcript, unknown));
    else if (!missing) here.push(transcript);
    else if (missing.isRequired)
      problems.push(requiredNeed(transcript, missing.need, missing.reason));
    else unseen.push(`${showPlace(block.place)}: needs ${missing.need}: ${missing.reason}`);
  }
  return { here, unseen, problems };
}

async function firstMissing(
  needs: readonly string[],
): Promise<
  { readonly need: Need; readonly reason: string; readonly isRequired: boolean } | undefined
> {
  for (const need of needs.filter(isNeed)) {
    const reason = await whyNotHere(need);
    if (reason === undefined) continue;
    return { need, reason, isRequired: requiredNeeds().includes(need) };
  }
  return undefined;
}

function unknownNeed({ block }: Transcript, need: string): Problem {
  return blockProblem(block, {
    code: 'unknown-need',
    message: `unknown need ${need}`,
    advice: closestTo(need, allNeeds(), 'Nothing can be needed.'),
  });
}

function requiredNeed({ block }: Transcript, need: string, reason: string): Problem {
  return blockProblem(block, {
    code: 'need-not-here',
    message: `this transcript can’t be played here, but WIREBOOK_REQUIRE names ${need}: ${reason}`,
    advice: 'Install what it needs; npx wirebook doctor tells what this machine has.',
  });
}
