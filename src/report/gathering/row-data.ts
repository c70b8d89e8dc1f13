import { listCell, scalarCell } from '../../display/cells.js';
import { CUT_MARK } from '../../display/number-cell.js';
import type { StoredArray } from '../../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../../format/stored-tree.js';
import { pack } from '../data/packed.js';
import { MOST_CHARACTERS } from '../data/packed-tree.js';
import type { PackedValue } from '../data/page-data.js';
import { digestOfText } from './array-data.js';
import { packTree } from './comparison-tree.js';

/** The state of a seal, as `TableData` has it: right, none, wrong, or not checked. */
export type SealLetter = 'r' | 'n' | 'w' | 'u';

/** One artifact as a row of a table. */
export interface RowData {
  readonly id: string;
  readonly procedure: string;
  /** The timestamp, as the file has it. */
  readonly time: string;
  readonly version: string | undefined;
  /** Units: bytes. */
  readonly size: number;
  readonly seal: SealLetter;
  /** The values of the artifact, by JSON Pointer. */
  readonly values: ReadonlyMap<string, PackedValue>;
  /** The pointers of the arrays that are the x of others. */
  readonly xs: ReadonlySet<string>;
}

/** Packs a leaf that is no array. Its cell is that of `list`. */
export function packedValue(tree: Exclude<StoredTree, StoredArray>): PackedValue {
  if (typeof tree === 'string') {
    const cell = scalarCell(tree);
    if (tree.length > MOST_CHARACTERS) return { cell, digest: digestOfText(tree) };
    return cell === tree ? tree : { cell, value: tree };
  }
  if (isStoredScalar(tree)) return pack(tree);
  if (!Array.isArray(tree)) return { cell: '{}' };
  const digest = () => digestOfText(JSON.stringify(packTree(tree)));
  if (!tree.every(isStoredScalar))
    return { cell: `[${tree.length} ${tree.length === 1 ? 'item' : 'items'}]`, digest: digest() };
  const cell = listCell(tree);
  return cell.includes(CUT_MARK) ? { cell, digest: digest() } : { cell };
}
