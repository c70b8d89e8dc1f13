import type { StoredScalar } from '../format/stored-tree.js';
import { scalarText } from '../json/scalars.js';
import type { DType } from '../model/dtypes.js';
import { NumberText } from '../model/number-text.js';
import { escaped } from './escaping.js';
import { ABSENT, CUT_MARK, fewNumbersCell, numberCell, TEXT_WIDTH } from './number-cell.js';
import { shapeText } from './shape-text.js';
import { widthOf } from './text-width.js';

// The values of a row, and their cells. A cell is for people: it may be cut, and then ends in `…`.
//
//   0.1234567   0.123456…        "10"     "10"         [28,82]         [28 82]
//   12345678    12345678         null     null         [1,…,512]       ▁▂▄█▇▃▂▁▁

/** An array in a row. */
export interface ArraySummary {
  readonly kind: 'array';
  /** undefined in an unsealed file, which does not say it. */
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  /** A digest of the elements; undefined if they were not read. */
  readonly digest: string | undefined;
  /** The cell that shows all elements; undefined if they are too many, or were not read. */
  readonly elements: string | undefined;
  /** The strips, by the columns that they take; undefined if the elements were not read. */
  readonly strips: { readonly 9: string; readonly 16: string } | undefined;
}

/** A list, or an empty object, in a row. */
export interface ListSummary {
  readonly kind: 'list' | 'object';
  /** A digest of the items. For a list that contains lists or objects, it stands for the number of items only. */
  readonly digest: string;
  readonly cell: string;
}

/** The value that a row has under a key. */
export type RowValue = StoredScalar | ArraySummary | ListSummary;

/** The columns of the terminal that a strip takes. */
export type StripWidth = 9 | 16;

/** Units: characters. The part of a text that is examined: characters that take no column may stand among those that fill a cell. */
const EXAMINED_LENGTH = 256;

/** Matches a text that a reader would take for something else without quotes: a number, a list, `null`, `true`, `-`, a quoted text. */
const READS_AS_OTHER =
  /^(?:|-|null|true|false|["[].*|\s.*|.*\s|[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+)…?)$/is;

/** Returns the cell of a scalar: a text is cut to a width. */
export function scalarCell(value: StoredScalar, width = TEXT_WIDTH): string {
  if (typeof value === 'string') return textCell(value, width);
  if (value instanceof NumberText) return cutToWidth(value.text, width);
  return typeof value === 'number' || typeof value === 'bigint' ? numberCell(value) : String(value);
}

/** Returns the cell of a text: in quotes if a reader would take it for something else. Only the beginning of a long text is examined. */
function textCell(text: string, width: number): string {
  const beginning = text.slice(0, EXAMINED_LENGTH);
  const isWhole = beginning.length === text.length;
  const isQuoted = READS_AS_OTHER.test(isWhole ? text : beginning.trimEnd()) || /\s$/.test(text.slice(-1));
  const cell = cutToWidth(escaped(isQuoted ? JSON.stringify(beginning) : beginning), width);
  return isWhole || cell.endsWith(CUT_MARK) ? cell : cell + CUT_MARK;
}

/** Cuts a text to a width and adds `…`, or returns it whole if it fits. An emoji or a letter with accents is never split. */
export function cutToWidth(text: string, width = TEXT_WIDTH): string {
  if (text.length <= width / 2 || widthOf(text) <= width) return text;
  let kept = '';
  let room = width;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept + CUT_MARK;
}

/** Returns the cell of a list of scalars: at most four numbers as `[28 82]`, or else its JSON, cut to a width. */
export function listCell(items: readonly StoredScalar[]): string {
  const isNumbers = items.every((item) => typeof item === 'number' || typeof item === 'bigint');
  const few = isNumbers ? fewNumbersCell(items as readonly (number | bigint)[]) : undefined;
  return few ?? cutToWidth(escaped(`[${items.map(itemText).join(',')}]`));
}

const itemText = (item: StoredScalar): string =>
  item instanceof NumberText ? item.text : typeof item === 'number' ? numberCell(item) : scalarText(item);

/** Options for the cells of a column. */
export interface CellOptions {
  readonly strip: StripWidth;
  /** True if the arrays of the column have different shapes. Then the shape stands before each strip. */
  readonly hasShapes: boolean;
}

/** Returns the cell of any value; undefined is the value of an absent key. */
export function cellOf(value: RowValue | undefined, { strip, hasShapes }: CellOptions): string {
  if (value === undefined) return ABSENT;
  if (value === null || typeof value !== 'object' || value instanceof NumberText) return scalarCell(value);
  if (value.kind !== 'array') return value.cell;
  if (value.elements !== undefined) return value.elements;
  if (value.strips === undefined) return shapeText(value);
  return hasShapes ? `${value.shape.join('x')} ${value.strips[strip]}` : value.strips[strip];
}

/** True for a number. A column of numbers is aligned at the right. */
export const isNumber = (value: RowValue): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText;

/** Returns a text that is the same for two values only if they are equal and of one type: -0 differs from 0, and 10 from "10". */
export function identityOf(value: RowValue): string {
  if (value === null || typeof value !== 'object') return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
  if (value instanceof NumberText) return `text of a number ${value.text}`;
  return value.kind === 'array' ? `${shapeText(value)} ${value.digest ?? ''}` : `${value.kind} ${value.digest}`;
}
