import type { Elements } from '../model/elements.js';
import type { IntegrityError } from '../model/errors.js';
import type { Limits } from '../model/limits.js';
import type { Progress, ProgressReporter } from '../model/progress.js';
import type { Tree, TreeObject } from '../model/tree.js';
import type { ArrayTable } from './array-table.js';

/** What a reader has made of an artifact file. */
export interface ArtifactFile extends JsonFile {
  /** All members of the file but `$artifact`. */
  readonly root: TreeObject;
}

/** What a reader has made of any JSON file. */
export interface JsonFile {
  /** All of the file; of a sealed one, all members but `$artifact`. */
  readonly root: Tree;
  /** The table of arrays; undefined for an unsealed file. */
  readonly arrays: ArrayTable | undefined;
  /** The pointers and patterns of the numbers that are written by name; undefined for an unsealed file. */
  readonly nonFinite: readonly string[] | undefined;
  /** The 64 digits of the seal; undefined for an unsealed file. */
  readonly seal: string | undefined;
  /** The version of the class that wrote the file. That of an unsealed file is 1. */
  readonly schemaVersion: number;
  /** The seal of the file from which this one was upgraded; undefined if it was not. */
  readonly from: string | undefined;
  /** Why the seal does not hold, if the file was to be read all the same. */
  readonly sealFault?: IntegrityError | undefined;
  /** The reader that has read it. The quick reader makes a node of each array, the exact reader nested lists. */
  readonly reader: 'quick' | 'exact';
}

/**
 * What the quick reader makes of the arrays of a file. The exact reader makes nested lists in any case.
 *
 * - `'keep'`: {@link Elements}.
 * - `{ expected }`: the expected elements, in the order of the file, after they were compared with those of the file.
 * - `'pass over'`: an {@link ArrayPlace}, as fast as the bytes come. Elements are not looked at, and shapes only in the table.
 * - `'locate'`: an {@link ArrayPlace} with its shape, and with the text of a short array.
 */
export type ArrayTreatment = 'keep' | 'pass over' | 'locate' | { readonly expected: readonly Elements[] };

/** How a file is read. */
export interface ReadOptions {
  /** The path of the file, for errors. */
  readonly path: string | undefined;
  readonly progress: ProgressReporter;
  /** The step of the work that is reported as progress. */
  readonly step: Progress['step'];
  readonly arrays: ArrayTreatment;
  /**
   * Whether the seal is checked: a broken seal is thrown (`'check'`), or returned beside all that can be read (`'report'`).
   * @defaultValue 'check'
   */
  readonly seal?: 'check' | 'report' | 'skip';
  readonly limits?: Limits;
}
