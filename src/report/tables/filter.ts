import { ComparedValues, checkCompared, incomparableNotes } from '../../display/compared-values.js';
import { type Condition, writtenCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { pointersOfName, writtenName } from '../../display/key-names.js';
import { scalarType } from '../../display/scalar-types.js';
import { UNKNOWN_DTYPE } from '../../display/shape-text.js';
import { someOf } from '../../display/wording.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { isTreeScalar } from '../../model/tree-scalar.js';
import type { PackedValue } from '../data/page-data.js';
import type { Column } from './column.js';
import { FILTER_ADVICE } from './filter-advice.js';
import { cellOf, isArrayValue } from './packed-values.js';
import { readQuery } from './query.js';

/** The rows that are filtered. */
export interface FilteredTable {
  readonly length: number;
  readonly columns: readonly Column[];
  /** The text of each row in which words are looked for, without capital letters. */
  readonly texts: readonly string[];
  /** Returns the columns that a name may stand for, in the order in which it does. */
  columnsOfName(name: string): readonly Column[];
}

/** The rows that match what stands in the filter field. */
export interface FilterResult {
  /** The places of the rows in the data, in their order there. */
  readonly rows: readonly number[];
  /** What is wrong with a condition, and what to type. The rows match all others. */
  readonly problem: string | undefined;
  /** Notes on the values that a condition could not compare. */
  readonly incomparable: readonly string[];
}

/** Keys that a message lists. */
const MOST_LISTED_KEYS = 8;

type RowTest = (row: number) => boolean;

/** Returns the rows of a table that match what stands in the filter field. */
export function filteredRows(table: FilteredTable, query: string): FilterResult {
  const tests: RowTest[] = [];
  const incomparable: string[] = [];
  const { words, problem } = readQuery(query, (condition) => {
    tests.push(conditionTest(table, condition, incomparable));
  });
  const texts = words.length > 0 ? table.texts : [];
  for (const word of words) tests.push((row) => (texts[row] as string).includes(word));
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (tests.every((test) => test(row))) rows.push(row);
  return { rows, problem, incomparable };
}

/**
 * Returns the test of a row for a condition.
 *
 * @param notes - notes on the values that it cannot compare are added here.
 * @throws Failure if no row has its key, or if it can compare no value.
 */
function conditionTest(table: FilteredTable, condition: Condition, notes: string[]): RowTest {
  const { key } = condition;
  const columns = table.columnsOfName(key).filter(({ count }) => count > 0);
  if (columns.length === 0) throw noValueFailure(table, key);
  const matches = new Uint8Array(table.length);
  const compared = new ComparedValues();
  const used = new Set<Column>();
  for (let row = 0; row < table.length; row++) {
    const column = columns.find(({ trees }) => trees[row] !== undefined);
    const tree = column?.trees[row];
    const result = condition.test(tree);
    if (result === 'match') matches[row] = 1;
    if (column === undefined) continue;
    used.add(column);
    const value = column.valueAt(row) as PackedValue;
    compared.addValue(tree as StoredTree, typeOf(tree as StoredTree, value), result !== 'incomparable', () =>
      cellOf(value),
    );
  }
  if (used.size > 1) throw ambiguousFailure(key, [...used]);
  checkCompared(condition, compared, table.length, exampleOf);
  notes.push(...incomparableNotes(condition, compared));
  return (row) => matches[row] === 1;
}

const typeOf = (tree: StoredTree, value: PackedValue): string =>
  isTreeScalar(tree) ? scalarType(tree) : isArrayValue(value) ? (value.dtype ?? UNKNOWN_DTYPE) : 'list';

/** Returns what to type in place of a condition that cannot compare a value. */
const exampleOf = (key: string, value: StoredTree | undefined): string =>
  isTreeScalar(value) ? writtenCondition(key, value) : FILTER_ADVICE.insteadOn(key);

const ambiguousFailure = (key: string, columns: readonly Column[]): Failure =>
  new Failure(
    `${escaped(key)} is a parameter in some artifacts here, and a result in others. Write one of\n` +
      columns.map(({ pointer }) => `  ${writtenName(pointer)}`).join('\n'),
  );

/** Returns the Failure that no row has a value under a name. The message lists keys that may have been meant. */
function noValueFailure(table: FilteredTable, name: string): Failure {
  if (/^time(?:stamp)?$/i.test(name)) return new Failure(FILTER_ADVICE.times);
  const listed = (columns: readonly Column[]) =>
    someOf(
      columns.map((column) => writtenName(column.name)),
      MOST_LISTED_KEYS,
    );
  const within = table.columns.filter(({ pointer }) =>
    pointersOfName(name).some((beginning) => pointer.startsWith(`${beginning}/`)),
  );
  if (within.length > 0) return new Failure(`${escaped(name)} is an object; its keys: ${listed(within)}.`);
  const lower = name.toLowerCase();
  const similar = table.columns.find((column) => name !== '' && column.name.toLowerCase().includes(lower));
  const advice = similar === undefined ? '' : ` Did you mean ${writtenName(similar.name)}?`;
  return new Failure(`No artifact here has "${escaped(name)}".${advice}\nKeys: ${listed(table.columns)}.`);
}
