import { StoredArray } from '../../format/stored-array.js';
import { elementKindOf } from '../../model/dtypes.js';
import type { Difference } from '../../repository/comparison.js';
import { isStoredObject, type StoredScalar, type StoredTree, valueAt } from '../../repository/stored-tree.js';
import { escaped } from '../console/escaping.js';
import { counted } from '../console/notes.js';
import { type Column, GAP, type TableOptions, tableText, widthOf } from '../console/table.js';
import { indicesOf } from '../one-artifact/array-slice.js';
import { roundedText, valueText, wrappedAt } from '../one-artifact/value-text.js';
import { ABSENT, fewNumbersCell, shapeText } from '../rows/cells.js';
import { timeColumn } from '../rows/times.js';
import type { Compared, DifferingValue } from './compare-artifacts.js';

/** How wide a key may be that stands beside its values. */
const WIDEST_KEY = 32;

/** Elements up to which an array is read to be shown by its values. */
const FEW = 4;

/** Units in the last place up to which the distance of two floats is told in them. */
const MOST_ULPS = 4096;

/** Digits of a distance. */
const DIGITS = 6;

/** Values that are shown. */
const MOST_LINES = 200;

const INDENT = '    ';

/** A key, its value in each artifact, and what is said of how that differs from the first one. */
interface Line {
  readonly name: string;
  readonly cells: readonly string[];
  readonly notes: readonly (string | undefined)[];
}

/** A table of what differs, an artifact in each column. A value that has no room in its column stands below its key, whole. */
export async function compareTable(
  compared: readonly Compared[],
  values: readonly DifferingValue[],
  names: ReadonlyMap<string, string>,
  width: number | undefined,
  options: TableOptions,
): Promise<string> {
  const ids = compared.map(({ id }) => id);
  const lines = await Promise.all(values.slice(0, MOST_LINES).map((value) => lineOf(value, compared, names)));
  const keyWidth = Math.max(0, ...lines.map(({ name }) => widthOf(name)).filter((each) => each <= WIDEST_KEY));
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.floor((width - keyWidth) / ids.length) - GAP;
  const times = timesOf(compared);
  const heads = headsWithin(room, ids, times);
  const isBeside = ({ name, cells }: Line) =>
    heads !== undefined && widthOf(name) <= keyWidth && cells.every((cell) => widthOf(cell) <= room);
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
  if (values.length > MOST_LINES) text.push(`… ${values.length - MOST_LINES} more of ${values.length} (--json)`);
  return text.map((line) => `${line}\n`).join('');
}

/** The heads of columns, with date and time on one line or on two; undefined if columns have no room for them. */
function headsWithin(room: number, ids: readonly string[], times: readonly string[]): readonly string[] | undefined {
  const heads = ids.map((id, index) => `${id}\n${times[index]}`);
  const taller = heads.map((head) => head.replace(' ', '\n'));
  const fit = (head: string) => head.split('\n').every((line) => widthOf(line) <= room);
  return [heads, taller].find((each) => each.every(fit));
}

/** What is said below a line of the table. Of two artifacts, the second one needs no id. */
const notesBelow = ({ notes }: Line, ids: readonly string[], width: number | undefined): string[] =>
  notes.flatMap((note, index) =>
    note === undefined ? [] : indented(ids.length === 2 ? '' : `${ids[index]}: `, note, width),
  );

/** The values below their key. A note stands for a value that looks like the first one. */
const valuesBelow = ({ cells, notes }: Line, ids: readonly string[], width: number | undefined): string[] =>
  cells.flatMap((cell, index) => indented(`${ids[index]}: `, cell === cells[0] ? (notes[index] ?? cell) : cell, width));

const left = (head: string): Column => ({ head, align: 'left' });

function indented(start: string, text: string, width: number | undefined): string[] {
  const column = INDENT.length + widthOf(start);
  const [first, ...others] = wrappedAt(text, column, width);
  return [`${INDENT}${start}${first}`, ...others.map((line) => `${' '.repeat(column)}${line}`)];
}

/** Times to the minute, or to the second where these would be the same for different ones. */
function timesOf(compared: readonly Compared[]): readonly string[] {
  const { cells } = timeColumn(compared.map(({ artifact }) => artifact.timestamp));
  const minutes = cells.map((cell) => cell.replace(/^(\S+ \d\d:\d\d):\d\d/, '$1'));
  return (new Set(minutes).size === new Set(cells).size ? minutes : cells).map(escaped);
}

async function lineOf(
  { pointer, differences }: DifferingValue,
  compared: readonly Compared[],
  names: ReadonlyMap<string, string>,
): Promise<Line> {
  const trees = compared.map(({ artifact }) => valueAt(artifact.root, pointer));
  const notes = differences.map((difference, index) => {
    const array = [trees[0], trees[index + 1]].find((tree) => tree instanceof StoredArray);
    return difference && noteOn(difference, array);
  });
  return {
    name: escaped(names.get(pointer) ?? pointer),
    cells: await Promise.all(trees.map(cellOf)),
    notes: [undefined, ...notes],
  };
}

/** A value on one line. Texts are in quotes, as in the file. */
async function cellOf(tree: StoredTree | undefined): Promise<string> {
  if (tree === undefined) return ABSENT;
  if (tree instanceof StoredArray) return (await elementsCell(tree)) ?? shapeText(tree);
  if (Array.isArray(tree)) return counted(tree.length, 'item');
  if (isStoredObject(tree)) return counted(Object.keys(tree).length, 'member');
  return valueText(tree as StoredScalar);
}

/** The elements of an array, if they are few and short. */
async function elementsCell(array: StoredArray): Promise<string | undefined> {
  if (array.shape.length > 1 || array.size > FEW) return undefined;
  return fewNumbersCell((await array.read()) as ArrayLike<number | bigint>);
}

/**
 * What is said of a difference besides the two values.
 *
 * @param array - one that differs, if it is one that does.
 */
function noteOn(difference: Difference, array: StoredArray | undefined): string | undefined {
  if (difference.kind === 'length') return 'another length';
  if (difference.kind === 'shape') return 'another length or shape';
  if (difference.kind === 'dtype') return 'another dtype';
  if (difference.kind !== 'values' || array === undefined) return undefined;
  const { differing, of, largestAbsolute, at, largestUlps } = difference;
  const placeText = (place: number) => `[${indicesOf(place, array.shape)}]`;
  const told = [`${differing} of ${of} differ`, `first at ${placeText(difference.first)}`];
  if (elementKindOf(array.dtype) !== 'bool' && largestAbsolute !== undefined && at !== undefined)
    told.push(`most at ${placeText(at)}`, `by ${distanceText(largestAbsolute)}`);
  if (largestUlps !== undefined && largestUlps <= MOST_ULPS) told.push(counted(largestUlps, 'ULP'));
  return told.join(', ');
}

const distanceText = (distance: number | bigint): string =>
  typeof distance === 'bigint' ? String(distance) : roundedText(distance, DIGITS);
