import { createHash } from 'node:crypto';
import type { ArrayTable } from '../../format/array-table.js';
import { glance } from '../../format/glance.js';
import { INPUT_PARAMETERS_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { sizeOf } from '../../model/elements.js';
import { LIMITS } from '../../model/limits.js';
import { keysOfPointer } from '../../model/pointer.js';
import { ProgressReporter } from '../../model/progress.js';
import { Semaphore } from '../../model/semaphore.js';
import type { ListedEntry } from '../../repository/listing.js';
import { openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import {
  asStoredTree,
  isStoredObject,
  isStoredScalar,
  type StoredObject,
  type StoredTree,
} from '../../repository/stored-tree.js';
import { BytesSource, readBytes, withSource } from '../../storage/bytes-source.js';
import type { Source, Storage } from '../../storage/storage.js';
import { jsonText } from '../console/json-text.js';
import { type ArraySummary, fewNumbersCell, type ListSummary, listCell, type RowValue } from './cells.js';
import { pointersOfName } from './key-names.js';
import { checkPointers, type FoundValue, foundByName, leafAt, leavesOf } from './leaves.js';
import { curveOf, stripOf } from './strip.js';

/** Bytes up to which reading a file takes no longer than looking at its ends. */
const SHORT = 1 << 14;

/** Files that are not small are read one after the other, for those of other tools take as much memory. */
const LARGE = new Semaphore(1);

/** What the table shows of an artifact. */
export interface Row {
  readonly entry: ListedEntry;
  /** As it is written in the file. */
  readonly time: string;
  /** The size of the file, in bytes. */
  readonly size: number;
  /** What it has, by JSON Pointer. */
  readonly values: ReadonlyMap<string, RowValue>;
}

/**
 * Reads what the table shows of an artifact: the elements of its arrays only if the file is small. Its seal is not checked.
 *
 * @throws StorageError, NotFoundError, FormatError if the file cannot be read.
 */
export async function readRow(storage: Storage, entry: ListedEntry): Promise<Row> {
  const artifact = await openArtifact(storage, entry);
  const values = new Map<string, RowValue>();
  for (const { pointer, tree } of leavesOf(artifact.root))
    values.set(pointer, await valueOfLeaf(tree, artifact.size <= LIMITS.small));
  return { entry, time: artifact.timestamp, size: artifact.size, values };
}

/**
 * Opens an artifact without its class. Its seal is not checked. A small file is read into memory.
 *
 * @throws StorageError, NotFoundError, FormatError if the file cannot be read.
 */
export const openArtifact = (storage: Storage, { key, path }: ListedEntry): Promise<StoredArtifact> =>
  withSource(storage.open(key), async (source) => {
    const artifact = await artifactIn(source, path, () => storage.open(key));
    checkPointers(artifact);
    return artifact;
  });

async function artifactIn(source: Source, path: string, reopen: () => Promise<Source>): Promise<StoredArtifact> {
  const options = { progress: new ProgressReporter(), seal: 'skip' } as const;
  if (source.size <= LIMITS.small) {
    const whole = new BytesSource(await readBytes(source, 0, source.size));
    return openStoredArtifact(async () => whole, path, options);
  }
  return LARGE.run(() => openStoredArtifact(reopen, path, options));
}

/**
 * What names stand for in an artifact, one for each name, and undefined where there is none. Of a sealed file that is not
 * short, only the ends are read if they tell.
 *
 * @throws StorageError, NotFoundError, FormatError if the file cannot be read.
 */
export const readNamedValues = (
  storage: Storage,
  { key, path }: ListedEntry,
  names: readonly string[],
): Promise<readonly (FoundValue | undefined)[]> =>
  withSource(storage.open(key), async (source) => {
    const seen = source.size > SHORT ? await seenNamed(source, names) : undefined;
    if (seen !== undefined) return seen;
    const { root } = await artifactIn(source, path, () => storage.open(key));
    return names.map((name) => foundByName(root, pointersOfName(name)));
  });

/** The values that stand near the ends of a file; undefined if it does not tell of all of them there, or one is an array. */
async function seenNamed(source: Source, names: readonly string[]): Promise<(FoundValue | undefined)[] | undefined> {
  const meant = names.map(pointersOfName);
  const seen = await glance(source, [INPUT_PARAMETERS_KEY, ...meant.flat().map(memberOf)]);
  if (seen?.arrays === undefined) return undefined;
  const root: StoredObject = {};
  /** Adds a member to the root, and tells whether it is known. */
  const isKnown = (key: string): boolean => {
    const member = Object.hasOwn(root, key) ? undefined : seen.memberAt(key);
    if (member !== undefined) root[key] = asStoredTree(member);
    return Object.hasOwn(root, key) || seen.lacks(key);
  };
  const found: (FoundValue | undefined)[] = [];
  for (const pointers of meant) {
    for (const pointer of pointers) {
      if (!isKnown(memberOf(pointer))) return undefined;
      if (leafAt(root, pointer) !== undefined) break;
    }
    const value = foundByName(root, pointers);
    if (value !== undefined && isArrayAt(seen.arrays, value.pointer)) return undefined;
    found.push(value);
  }
  return found;
}

/** The key of the root's member that a pointer leads to, or into. */
const memberOf = (pointer: string): string => keysOfPointer(pointer)[0] as string;

/** Tells whether a file says of a place that an array is there. */
function isArrayAt(table: ArrayTable, pointer: string): boolean {
  let reached = table.rootMatches;
  for (const key of keysOfPointer(pointer)) reached = table.childMatches(reached, key) ?? [];
  return reached.some(({ entry }) => entry !== undefined);
}

/** What a row tells of a leaf. The elements of arrays are read only of files that are in memory. */
async function valueOfLeaf(tree: StoredTree, isWhole: boolean): Promise<RowValue> {
  if (tree instanceof StoredArray) return isWhole ? summaryOf(tree) : shapeOf(tree);
  if (Array.isArray(tree) || isStoredObject(tree)) return summaryOfList(tree);
  return tree;
}

const shapeOf = ({ dtype, shape }: StoredArray): ArraySummary => ({
  kind: 'array',
  dtype,
  shape,
  digest: undefined,
  elements: undefined,
  strips: undefined,
});

async function summaryOf(array: StoredArray): Promise<ArraySummary> {
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

function summaryOfList(list: StoredTree[] | StoredObject): ListSummary {
  if (!Array.isArray(list)) return { kind: 'object', digest: '{}', cell: '{}' };
  if (list.every(isStoredScalar)) return { kind: 'list', digest: digestOf(jsonText(list)), cell: listCell(list) };
  const cell = `[${list.length} ${list.length === 1 ? 'item' : 'items'}]`;
  return { kind: 'list', digest: cell, cell };
}

const digestOf = (data: string | NodeJS.ArrayBufferView): string => createHash('sha256').update(data).digest('base64');
