import { listCell, scalarCell } from '../../display/cells.js';
import type { StoredArray } from '../../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../../format/stored-tree.js';
import { pack } from '../data/packed.js';
import { MOST_CHARACTERS } from '../data/packed-tree.js';
import type { PackedValue } from '../data/page-data.js';

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
}

/** Packs a leaf that is no array. Its cell is that of `list`. */
export function packedValue(tree: Exclude<StoredTree, StoredArray>): PackedValue {
  if (typeof tree === 'string') {
    const cell = scalarCell(tree);
    if (tree.length > MOST_CHARACTERS) return { cell };
    return cell === tree ? tree : { cell, value: tree };
  }
  if (isStoredScalar(tree)) return pack(tree);
  if (!Array.isArray(tree)) return { cell: '{}' };
  if (tree.every(isStoredScalar)) return { cell: listCell(tree) };
  return { cell: `[${tree.length} ${tree.length === 1 ? 'item' : 'items'}]` };
}
