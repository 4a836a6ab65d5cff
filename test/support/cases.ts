/** How many random cases a property is tried on; fast-check prints the seed of one that fails. */
export const CASES = Number(process.env.WIREBOOK_CASES ?? 1_000);
