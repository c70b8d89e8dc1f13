import { fileURLToPath } from 'node:url';
import { onTmpfs } from '../../support/tmpfs.js';

/** What was seen of saving into a folder until there was no room. */
export interface Filling {
  /** How many saves were acknowledged, and how many of these are not what was saved. */
  readonly saved: number;
  readonly lost: number;
  /** How many files have a name, and how many of them are not right. */
  readonly files: number;
  readonly torn: number;
  /** How many other files the save that was refused left. */
  readonly left: number;
  /** Why it was refused. */
  readonly refusal: string;
  /** Whether saving works again once there is room. */
  readonly savesAgain: boolean;
}

const FILLER = fileURLToPath(new URL('filler.js', import.meta.url));

/**
 * Fills a file system of its own, which nobody else sees.
 *
 * @param options - its size: `size=1m`, or `nr_inodes=10`.
 * @param index - of the artifacts, which tells how large they are.
 */
export const fill = async (folder: string, options: string, index: number): Promise<Filling> =>
  JSON.parse(await onTmpfs(folder, options, FILLER, String(index)));
