import { createHash } from 'node:crypto';
import { type ArraySummary, type ListSummary, listCell, type RowValue } from '../../display/cells.js';
import { leavesOf } from '../../display/leaves.js';
import { fewNumbersCell } from '../../display/number-cell.js';
import { openArtifact } from '../../display/open-artifact.js';
import type { Store } from '../../display/store.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, isStoredScalar, type StoredObject, type StoredTree } from '../../format/stored-tree.js';
import { sizeOf } from '../../model/elements.js';
import { LIMITS } from '../../model/limits.js';
import type { ListedEntry } from '../../repository/listing.js';
import { jsonText } from '../console/json-text.js';
import { curveOf, stripOf } from './strip.js';

/** One artifact, as a table shows it. */
export interface Row {
  readonly entry: ListedEntry;
  /** The timestamp, as the file has it. */
  readonly time: string;
  /** The size of the file. Units: bytes. */
  readonly size: number;
  /** The values of the artifact, by JSON Pointer. */
  readonly values: ReadonlyMap<string, RowValue>;
}

/**
 * Reads an artifact as a row, without checking its seal. The elements of its arrays are read only if the file is small.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`), NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`) if the file cannot
 * be read.
 */
export async function readRow(store: Store, entry: ListedEntry): Promise<Row> {
  const artifact = await openArtifact(store, entry);
  const values = new Map<string, RowValue>();
  for (const { pointer, tree } of leavesOf(artifact.root))
    values.set(pointer, await rowValueOf(tree, artifact.size <= LIMITS.small));
  return { entry, time: artifact.timestamp, size: artifact.size, values };
}

async function rowValueOf(tree: StoredTree, readsElements: boolean): Promise<RowValue> {
  if (tree instanceof StoredArray) return readsElements ? arraySummary(tree) : unreadArraySummary(tree);
  if (Array.isArray(tree) || isStoredObject(tree)) return listSummary(tree);
  return tree;
}

const unreadArraySummary = ({ dtype, shape }: StoredArray): ArraySummary => ({
  kind: 'array',
  dtype,
  shape,
  digest: undefined,
  elements: undefined,
  strips: undefined,
});

async function arraySummary(array: StoredArray): Promise<ArraySummary> {
  const { dtype, shape } = array;
  const elements = await array.read();
  const few = shape.length === 1 || sizeOf(shape) === 0 ? fewNumbersCell(elements) : undefined;
  const curve = curveOf(elements, shape);
  return {
    kind: 'array',
    dtype,
    shape,
    digest: digestOf(elements),
    elements: few,
    strips: { 9: stripOf(curve, 9), 16: stripOf(curve, 16) },
  };
}

function listSummary(list: StoredTree[] | StoredObject): ListSummary {
  if (!Array.isArray(list)) return { kind: 'object', digest: '{}', cell: '{}' };
  if (list.every(isStoredScalar)) return { kind: 'list', digest: digestOf(jsonText(list)), cell: listCell(list) };
  const cell = `[${list.length} ${list.length === 1 ? 'item' : 'items'}]`;
  return { kind: 'list', digest: cell, cell };
}

const digestOf = (content: string | NodeJS.ArrayBufferView): string =>
  createHash('sha256').update(content).digest('base64');
