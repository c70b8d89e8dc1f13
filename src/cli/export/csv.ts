import { PROCEDURE_KEY, TIMESTAMP_KEY } from '../../json/layout.js';
import { StoredArray } from '../../json/stored-array.js';
import { isStoredObject, type StoredTree } from '../../stored-artifact.js';
import { CsvWriter } from '../csv.js';
import { inputsFirst, namesOf, pointerBelow } from '../key-names.js';
import { leavesOf } from '../leaves.js';
import type { Destination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';

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
const OWN_COLUMNS: readonly string[] = ['id', 'path', 'seal', PROCEDURE_KEY, TIMESTAMP_KEY];

/**
 * Writes a table as `list --csv` does: a row for each artifact, a column for each key that is none of an array.
 *
 * All files are read twice, for the header comes first: nothing is kept but the keys.
 *
 * @param isRaw - whether texts that a spreadsheet would run stay as they are stored.
 */
export async function writeCsv(
  artifacts: ExportedArtifacts,
  destination: Destination,
  isRaw: boolean,
): Promise<WrittenTable> {
  const { scalars, arrays } = await keysOf(artifacts);
  const names = columnNames([...scalars, ...arrays]);
  const nameOf = (pointer: string) => names.get(pointer) as string;
  const columns = inputsFirst(scalars, names);
  const csv = new CsvWriter({ isRaw });
  await destination.write(csv.line([...OWN_COLUMNS, ...columns.map(nameOf)]));
  let rows = 0;
  await artifacts.each(async ({ id, artifact: { path, seal, procedureName, timestamp, root } }) => {
    const values = new Map<string, StoredTree>();
    for (const { pointer, tree } of leavesOf(root)) if (!(tree instanceof StoredArray)) values.set(pointer, tree);
    const own = [id, path, seal, procedureName, timestamp];
    await destination.write(csv.line([...own, ...columns.map((pointer) => values.get(pointer))]));
    rows++;
  });
  return {
    rows,
    columns: OWN_COLUMNS.length + columns.length,
    arrays: [...arrays].map(nameOf).sort(),
    guarded: csv.guarded,
  };
}

/** The pointers of all keys: those of arrays, and all others. */
async function keysOf(artifacts: ExportedArtifacts): Promise<{ scalars: Set<string>; arrays: Set<string> }> {
  const [scalars, arrays, empty] = [new Set<string>(), new Set<string>(), new Set<string>()];
  await artifacts.each(async ({ artifact: { root } }) => {
    for (const { pointer, tree } of leavesOf(root)) {
      for (const place of arraysWithin(tree, pointer)) arrays.add(place);
      if (tree instanceof StoredArray) continue;
      const isEmpty = Array.isArray(tree) && tree.length === 0;
      (isEmpty ? empty : scalars).add(pointer);
    }
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
function columnNames(pointers: readonly string[]): ReadonlyMap<string, string> {
  const named = Array.from(namesOf(pointers), ([pointer, name]): [string, string] => [
    pointer,
    OWN_COLUMNS.includes(name) ? pointer : name,
  ]);
  return new Map(named);
}
