import type { ComparedArtifact } from '../../display/compare-artifacts.js';
import { differenceNote } from '../../display/difference-note.js';
import { escaped } from '../../display/escaping.js';
import type { DifferingValue } from '../../display/member-comparison.js';
import { ABSENT, fewNumbersCell, MOST_CELL_NUMBERS } from '../../display/number-cell.js';
import { shapeText } from '../../display/shape-text.js';
import { widthOf } from '../../display/text-width.js';
import { timeColumn } from '../../display/times.js';
import { valueText } from '../../display/value-text.js';
import { counted } from '../../display/wording.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredScalar, type StoredTree, valueAt } from '../../format/stored-tree.js';
import { type Column, GAP, type TableOptions, tableText } from '../console/table.js';
import { wrappedAt } from '../console/wrapped-at.js';
import { keyColumnWidth } from '../one-artifact/key-column.js';

// Lays out the values that differ between artifacts: an artifact in each column, a key in each row. For example
//
//          48ee2167          473d17cd
//          2026-02-26 11:40  2026-02-26 14:38
//   seed   42                1
//   curve  float64[5]        float64[5]
//       1 of 5 differ, first at [0], most at [0], by 6.66134e-16, 3 ULPs

/** The greatest number of values that the table shows. */
const MOST_DIFFERING_VALUES = 200;

/** The indent of the lines that stand below a key. */
const BELOW_KEY = '    ';

/** A row of the table. */
interface Line {
  readonly name: string;
  /** The value in each artifact. */
  readonly cells: readonly string[];
  /** How the value of each artifact differs from that of the first one, in words. */
  readonly notes: readonly (string | undefined)[];
}

/**
 * Returns the table of the values that differ, with an artifact in each column. If one value of a key does not fit into its column, all
 * values of the key stand below it, uncut.
 *
 * @param names - the names of the keys by JSON Pointer.
 * @param width - the columns that a line may take; undefined if there is no limit.
 */
export async function comparisonTable(
  compared: readonly ComparedArtifact[],
  values: readonly DifferingValue[],
  names: ReadonlyMap<string, string>,
  width: number | undefined,
  options: TableOptions,
): Promise<string> {
  const ids = compared.map(({ id }) => id);
  const lines = await Promise.all(
    values.slice(0, MOST_DIFFERING_VALUES).map((value) => lineFor(value, compared, names)),
  );
  const keyWidth = keyColumnWidth(lines.map(({ name }) => name));
  const cellWidth = width === undefined ? Number.POSITIVE_INFINITY : Math.floor((width - keyWidth) / ids.length) - GAP;
  const times = timesOf(compared);
  const heads = headsWithin(cellWidth, ids, times);
  const isBeside = ({ name, cells }: Line) =>
    heads !== undefined && widthOf(name) <= keyWidth && cells.every((cell) => widthOf(cell) <= cellWidth);
  const beside = lines.filter(isBeside).map(({ name, cells }) => [name, ...cells]);
  const idRows = ids.map((id, index) => [id, times[index] as string]);
  const table =
    heads === undefined
      ? tableText([left('ID'), left('TIME')], idRows, options)
      : tableText([left(''), ...heads.map(left)], beside, options);
  const rows = table.split('\n').slice(0, -1);
  const text = rows.splice(0, rows.length - beside.length);
  for (const line of lines) {
    if (isBeside(line)) text.push(rows.shift() as string, ...notesBelow(line, ids, width));
    else text.push(line.name, ...valuesBelow(line, ids, width));
  }
  if (values.length > MOST_DIFFERING_VALUES)
    text.push(`… ${values.length - MOST_DIFFERING_VALUES} more of ${values.length} (--json)`);
  return text.map((line) => `${line}\n`).join('');
}

/** Returns the heads of the columns, with date and time on one line or on two; undefined if neither fits. */
function headsWithin(
  cellWidth: number,
  ids: readonly string[],
  times: readonly string[],
): readonly string[] | undefined {
  const heads = ids.map((id, index) => `${id}\n${times[index]}`);
  const taller = heads.map((head) => head.replace(' ', '\n'));
  const fit = (head: string) => head.split('\n').every((line) => widthOf(line) <= cellWidth);
  return [heads, taller].find((each) => each.every(fit));
}

/** Returns the notes that stand below a row of the table. If only two artifacts are compared, the note needs no id. */
const notesBelow = ({ notes }: Line, ids: readonly string[], width: number | undefined): string[] =>
  notes.flatMap((note, index) =>
    note === undefined ? [] : indented(ids.length === 2 ? '' : `${ids[index]}: `, note, width),
  );

/** Returns the values that stand below their key. If a value looks like the first one, its note stands in its place. */
const valuesBelow = ({ cells, notes }: Line, ids: readonly string[], width: number | undefined): string[] =>
  cells.flatMap((cell, index) => indented(`${ids[index]}: `, cell === cells[0] ? (notes[index] ?? cell) : cell, width));

const left = (head: string): Column => ({ head, align: 'left' });

/** Returns the lines of a text that stands below a key. The lines after the first one are indented under the text. */
function indented(start: string, text: string, width: number | undefined): string[] {
  const column = BELOW_KEY.length + widthOf(start);
  const [first, ...others] = wrappedAt(text, column, width);
  return [`${BELOW_KEY}${start}${first}`, ...others.map((line) => `${' '.repeat(column)}${line}`)];
}

/** Returns the times of the artifacts to the minute, or to the second if different times are the same to the minute. */
function timesOf(compared: readonly ComparedArtifact[]): readonly string[] {
  const { cells } = timeColumn(compared.map(({ artifact }) => artifact.timestamp));
  const minutes = cells.map((cell) => cell.replace(/^(\S+ \d\d:\d\d):\d\d/, '$1'));
  return (new Set(minutes).size === new Set(cells).size ? minutes : cells).map(escaped);
}

async function lineFor(
  { pointer, differences }: DifferingValue,
  compared: readonly ComparedArtifact[],
  names: ReadonlyMap<string, string>,
): Promise<Line> {
  const trees = compared.map(({ artifact }) => valueAt(artifact.root, pointer));
  const notes = differences.map((difference, index) => {
    const array = [trees[0], trees[index + 1]].find((tree) => tree instanceof StoredArray);
    return difference && differenceNote(difference, array);
  });
  return {
    name: escaped(names.get(pointer) ?? pointer),
    cells: await Promise.all(trees.map(comparisonCell)),
    notes: [undefined, ...notes],
  };
}

/** Returns a value on one line. Texts stand in quotes, as in the file. */
async function comparisonCell(tree: StoredTree | undefined): Promise<string> {
  if (tree === undefined) return ABSENT;
  if (tree instanceof StoredArray) return (await elementsCell(tree)) ?? shapeText(tree);
  if (Array.isArray(tree)) return counted(tree.length, 'item');
  if (isStoredObject(tree)) return counted(Object.keys(tree).length, 'member');
  return valueText(tree as StoredScalar);
}

/** Returns the elements of an array in one cell; undefined if they are too many or too long. */
async function elementsCell(array: StoredArray): Promise<string | undefined> {
  // A longer array does not fit into a cell, so it need not be read.
  if (array.shape.length > 1 || array.size > MOST_CELL_NUMBERS) return undefined;
  return fewNumbersCell((await array.read()) as ArrayLike<number | bigint>);
}
