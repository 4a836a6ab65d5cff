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
