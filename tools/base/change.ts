/** One thing that a command is going to do to a file below the top folder. */
export type Change = {
  readonly path: string;
  /** The bytes that stand there, or `null` for none: if others do by then, somebody else's are not taken away. */
  readonly was?: Uint8Array | null;
} & ({ readonly kind: 'write'; readonly text: string | Uint8Array } | { readonly kind: 'remove' });
