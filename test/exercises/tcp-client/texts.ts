import type { Trial } from '../../../tools/system/trial.ts';

export function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

export function words({ random }: Trial): string {
  return `${random.word(3)} ${random.word(4)}`;
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
