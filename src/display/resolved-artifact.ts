import type { Source } from '../storage/storage.js';

/** The artifact that a word on the command line names. */
export interface ResolvedArtifact {
  /** Its key in the storage; undefined for a file elsewhere. */
  readonly key: string | undefined;
  readonly path: string;
  readonly id: string;
  open(): Promise<Source>;
}
