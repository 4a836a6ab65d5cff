import type { Trial } from '../../../tools/system/trial.ts';

/** What the contract's checks have to know of the exercise whose server they try. */
export interface Contract {
  readonly transport: 'udp' | 'tcp';
  /** Whether the server at that address does its work; asks it once. */
  readonly serves: (trial: Trial, at: { host: string; port: number }) => Promise<boolean>;
  /** The check that shows that it works at all. */
  readonly works: string;
  readonly id: string;
  readonly reads: {
    readonly contract: string;
    readonly taken: string;
    readonly host: string;
    readonly stop: string;
  };
}
