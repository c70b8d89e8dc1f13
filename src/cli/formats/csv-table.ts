import { PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { isStoredObject, type StoredTree } from '../../repository/stored-tree.js';
import { inputsFirst, namesOf, pointerBelow } from '../rows/key-names.js';
import { checkPointers, leafAt, leavesOf } from '../rows/leaves.js';
import type { NameResolution } from '../selection/name-resolution.js';
import { CsvWriter } from './csv.js';

/** Artifacts that can be gone through more than once. */
export interface TableRows {
  /** Gives one after the other to `act`. */
  each(act: (row: { readonly id: string; readonly artifact: StoredArtifact }) => Promise<void>): Promise<void>;
}

/** What a table has. */
export interface CsvTableOptions {
  /** Whether texts that a spreadsheet would run stay as they are stored. */
  readonly isRaw?: boolean;
  /** Whether the sizes of the files are a column. */
  readonly hasSize?: boolean;
  /** The only keys that are wanted; undefined for all. */
  readonly wanted?: NameResolution | undefined;
}

/** A table that was written. */
export interface WrittenTable {
  readonly rows: number;
  readonly columns: number;
  /** The names of the arrays that are not in it. */
  readonly arrays: readonly string[];
  /** How many texts begin with `'` so that no spreadsheet runs them. */
  readonly guarded: number;
}

/** Columns of what the keys of a file do not tell. */
const OWN_COLUMNS: readonly string[] = ['id', 'path', 'seal', PROCEDURE_NAME_KEY, TIMESTAMP_KEY];
const SIZE_COLUMN = 'size';

/**
 * Writes a table: a row for each artifact, a column for each key that is none of an array.
 *
 * All files are read twice, for the header comes first: nothing is kept but the keys.
 *
 * @throws Failure if no artifact has a key that is wanted.
 */
export async function writeCsvTable(
  artifacts: TableRows,
  write: (text: string) => Promise<void>,
  { isRaw = false, hasSize = false, wanted }: CsvTableOptions = {},
): Promise<WrittenTable> {
  const { scalars, arrays } = await pointersIn(artifacts, wanted);
  const pointers = await wanted?.pointers();
  const ownColumns = hasSize ? [...OWN_COLUMNS, SIZE_COLUMN] : OWN_COLUMNS;
  const names = columnNames([...scalars, ...arrays, ...(pointers ?? [])], ownColumns);
  const nameOf = (pointer: string) => names.get(pointer) as string;
  const columns = pointers?.filter((pointer) => !arrays.has(pointer)) ?? inputsFirst(scalars, names);
  const leftOut = pointers?.filter((pointer) => arrays.has(pointer)) ?? [...arrays];
  const csv = new CsvWriter({ isRaw });
  await write(csv.line([...ownColumns, ...columns.map(nameOf)]));
  let rows = 0;
  await artifacts.each(async ({ id, artifact: { path, seal, procedureName, timestamp, size, root } }) => {
    const own = [id, path, seal, procedureName, timestamp, ...(hasSize ? [size] : [])];
    const values = columns.map((pointer) => leafAt(root, pointer)?.tree);
    await write(csv.line([...own, ...values.map((value) => (value instanceof StoredArray ? undefined : value))]));
    rows++;
  });
  return {
    rows,
    columns: ownColumns.length + columns.length,
    arrays: leftOut.map(nameOf).sort(),
    guarded: csv.guarded,
  };
}

/** The pointers of all keys: those of arrays, and all others. */
async function pointersIn(
  artifacts: TableRows,
  wanted: NameResolution | undefined,
): Promise<{ scalars: Set<string>; arrays: Set<string> }> {
  const [scalars, arrays, empty] = [new Set<string>(), new Set<string>(), new Set<string>()];
  await artifacts.each(async ({ artifact }) => {
    checkPointers(artifact);
    const { root } = artifact;
    for (const { pointer, tree } of leavesOf(root)) {
      for (const place of arraysWithin(tree, pointer)) arrays.add(place);
      if (tree instanceof StoredArray) continue;
      const isEmpty = Array.isArray(tree) && tree.length === 0;
      (isEmpty ? empty : scalars).add(pointer);
    }
    wanted?.add((pointer) => leafAt(root, pointer) !== undefined);
  });
  // In a file of another tool, an array without elements is a list like any other.
  for (const pointer of empty) if (!arrays.has(pointer)) scalars.add(pointer);
  return { scalars, arrays };
}

/** The pointers to the arrays in a tree, with `*` for the elements of lists. */
function* arraysWithin(tree: StoredTree, pointer: string): Generator<string> {
  if (tree instanceof StoredArray) yield pointer;
  else if (Array.isArray(tree)) for (const item of tree) yield* arraysWithin(item, pointerBelow(pointer, '*'));
  else if (isStoredObject(tree))
    for (const [key, member] of Object.entries(tree)) yield* arraysWithin(member, pointerBelow(pointer, key));
}

/** The names of keys. One that has the name of another column is named by its pointer. */
function columnNames(pointers: readonly string[], ownColumns: readonly string[]): ReadonlyMap<string, string> {
  const named = Array.from(namesOf(pointers), ([pointer, name]): [string, string] => [
    pointer,
    ownColumns.includes(name) ? pointer : name,
  ]);
  return new Map(named);
}
