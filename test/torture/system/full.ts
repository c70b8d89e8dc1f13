import { fileURLToPath } from 'node:url';
import { onTmpfs } from '../../support/tmpfs.js';

/** The result of saving until the disk is full. */
export interface Filling {
  /** The number of acknowledged saves, and how many of these artifacts cannot be loaded as they were saved. */
  readonly saved: number;
  readonly lost: number;
  /** The number of files, and how many of them `verify` reports. */
  readonly files: number;
  readonly torn: number;
  /** How many temporary files the failed save left. */
  readonly left: number;
  /** Why the last save failed. */
  readonly refusal: string;
  /** Whether a save works again once there is room. */
  readonly savesAgain: boolean;
}

const FILLER = fileURLToPath(new URL('filler.js', import.meta.url));

/**
 * Fills a tmpfs that no other process sees.
 *
 * @param options - the mount options that limit it: `size=1m`, or `nr_inodes=10`.
 * @param index - the index of the samples, which decides how large they are.
 */
export const fill = async (folder: string, options: string, index: number): Promise<Filling> =>
  JSON.parse(await onTmpfs(folder, options, FILLER, String(index)));
