import { distance } from 'fastest-levenshtein';

/** Advice that names the words nearest to one that nobody knows. */
export function closestTo(word: string, words: readonly string[], ifNone: string): string {
  const nearest = byDistance(word, words).slice(0, 3);
  return nearest.length === 0 ? ifNone : `Did you mean ${nearest.join(', ')}?`;
}

/** Words, the nearest to another first. */
export function byDistance(word: string, words: readonly string[]): readonly string[] {
  return [...words].sort((a, b) => distance(word, a) - distance(word, b));
}

/** The word that somebody may have meant who wrote another, as a question with a blank behind it; nothing where all are far off. */
export function didYouMean(word: string, words: readonly string[], mark = ''): string {
  const [nearest = ''] = byDistance(word, words);
  const isNear = distance(word, nearest) <= NEAR * Math.max(word.length, nearest.length);
  return isNear ? `Did you mean ${mark}${nearest}? ` : '';
}

/** This part of a word may be wrong: two letters of five. */
const NEAR = 0.4;
