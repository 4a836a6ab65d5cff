/** One thing that a command is going to do to a file below the top folder. */
export type Change =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly text: string | Uint8Array;
      /** The bytes that it takes the place of: if others stand there by then, nothing is done. */
      readonly was?: Uint8Array;
    }
  | { readonly kind: 'remove'; readonly path: string };
