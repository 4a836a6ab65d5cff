import { distance } from 'fastest-levenshtein';

/** Advice that names the words nearest to one that nobody knows. */
export function closestTo(word: string, words: readonly string[], ifNone: string): string {
  const nearest = [...words].sort((a, b) => distance(word, a) - distance(word, b)).slice(0, 3);
  return nearest.length === 0 ? ifNone : `Did you mean ${nearest.join(', ')}?`;
}
