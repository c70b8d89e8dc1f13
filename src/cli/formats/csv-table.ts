import { inputsFirst, namesOf, pointerBelow } from '../../display/key-names.js';
import { checkPointers, leafAt, leavesOf } from '../../display/leaves.js';
import { PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredTree } from '../../format/stored-tree.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import type { NameResolution } from '../selection/name-resolution.js';
import { CsvWriter } from './csv.js';

/** The artifacts of a table, which are read twice. */
export interface TableRows {
  /** Reads the artifacts one after the other, and calls `act` for each. */
  each(act: (row: { readonly id: string; readonly artifact: StoredArtifact }) => Promise<void>): Promise<void>;
}

/** Options of a table. */
export interface CsvTableOptions {
  /** True if texts are written as they are stored, also those that a spreadsheet would run. */
  readonly isRaw?: boolean;
  /** True if the table has a column with the sizes of the files. */
  readonly hasSize?: boolean;
  /** The keys that become columns; undefined for all keys. */
  readonly wanted?: NameResolution | undefined;
}

/** What was written. */
export interface WrittenTable {
  readonly rows: number;
  readonly columns: number;
  /** The names of the arrays that the table leaves out. */
  readonly arrays: readonly string[];
  /** How many texts got a `'`, so that no spreadsheet runs them. */
  readonly guarded: number;
}

/** The columns that every table has before those of the keys. */
const FIRST_COLUMNS: readonly string[] = ['id', 'path', 'seal', PROCEDURE_NAME_KEY, TIMESTAMP_KEY];
const SIZE_COLUMN = 'size';

/**
 * Writes a table with one row for each artifact, and one column for each key that has no array.
 *
 * The header comes first and depends on all artifacts, so all files are read twice. Only their keys are kept in memory.
 *
 * @throws Failure if no artifact has one of the wanted keys.
 */
export async function writeCsvTable(
  artifacts: TableRows,
  write: (text: string) => Promise<void>,
  { isRaw = false, hasSize = false, wanted }: CsvTableOptions = {},
): Promise<WrittenTable> {
  const { scalars, arrays } = await pointersIn(artifacts, wanted);
  const pointers = await wanted?.pointers();
  const firstColumns = hasSize ? [...FIRST_COLUMNS, SIZE_COLUMN] : FIRST_COLUMNS;
  const names = keyColumnNames([...scalars, ...arrays, ...(pointers ?? [])], firstColumns);
  const nameOf = (pointer: string) => names.get(pointer) as string;
  const columns = pointers?.filter((pointer) => !arrays.has(pointer)) ?? inputsFirst(scalars, names);
  const leftOut = pointers?.filter((pointer) => arrays.has(pointer)) ?? [...arrays];
  const csv = new CsvWriter({ isRaw });
  await write(csv.line([...firstColumns, ...columns.map(nameOf)]));
  let rows = 0;
  await artifacts.each(async ({ id, artifact: { path, seal, procedureName, timestamp, size, root } }) => {
    const own = [id, path, seal, procedureName, timestamp, ...(hasSize ? [size] : [])];
    const values = columns.map((pointer) => leafAt(root, pointer)?.tree);
    await write(csv.line([...own, ...values.map((value) => (value instanceof StoredArray ? undefined : value))]));
    rows++;
  });
  return {
    rows,
    columns: firstColumns.length + columns.length,
    arrays: leftOut.map(nameOf).sort(),
    guarded: csv.guarded,
  };
}

/** Returns the pointers of all keys: those of arrays, and all others. */
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
  // An unsealed file does not say whether an empty list is an array. It is one if it is an array in another file.
  for (const pointer of empty) if (!arrays.has(pointer)) scalars.add(pointer);
  return { scalars, arrays };
}

/** Yields the pointers to the arrays in a tree, with `*` for each item of a list. */
function* arraysWithin(tree: StoredTree, pointer: string): Generator<string> {
  if (tree instanceof StoredArray) yield pointer;
  else if (Array.isArray(tree)) for (const item of tree) yield* arraysWithin(item, pointerBelow(pointer, '*'));
  else if (isStoredObject(tree))
    for (const [key, member] of Object.entries(tree)) yield* arraysWithin(member, pointerBelow(pointer, key));
}

/** Returns the names of keys, by pointer. A key that would have the name of one of the first columns is named by its pointer. */
function keyColumnNames(pointers: readonly string[], firstColumns: readonly string[]): ReadonlyMap<string, string> {
  const named = Array.from(namesOf(pointers), ([pointer, name]): [string, string] => [
    pointer,
    firstColumns.includes(name) ? pointer : name,
  ]);
  return new Map(named);
}
