import { scalarText } from '../../json/scalars.js';
import type { DType } from '../../model/dtypes.js';
import { NumberText } from '../../model/number-text.js';
import type { StoredScalar } from '../../repository/stored-tree.js';
import { escaped } from '../console/escaping.js';
import { widthOf } from '../console/table.js';

/** What is known of an array in a row. */
export interface ArraySummary {
  readonly kind: 'array';
  /** undefined in the file of another tool, which does not tell it. */
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  /** Equal for equal arrays only; undefined if the elements were not read. */
  readonly digest: string | undefined;
  /** All elements as a cell, if they are few. */
  readonly elements: string | undefined;
  /** Its curve in so many columns; undefined if the elements were not read. */
  readonly strips: { readonly 9: string; readonly 16: string } | undefined;
}

/** What is known of a list, or an empty object, in a row. */
export interface ListSummary {
  readonly kind: 'list' | 'object';
  /** Equal for equal lists only; those that hold lists or objects are taken for equal if they have as many items. */
  readonly digest: string;
  readonly cell: string;
}

/** What a row has under a key. */
export type RowValue = StoredScalar | ArraySummary | ListSummary;

/** How wide strips are. */
export type StripWidth = 9 | 16;

/** What stands for a key that an artifact does not have. */
export const ABSENT = '-';

/** Columns that a text takes before it is cut. */
const TEXT_WIDTH = 24;

/** Digits of a number before it is cut. */
const DIGITS = 6;

/** Characters of a text that may show in a cell: hidden ones and those that take no column are among them. */
const LOOKED_AT = 256;

/** So many numbers of a list are shown one by one. */
const FEW = 4;

const CUT = '…';

/** Texts that would read as something else without quotes: a number, list, boolean or null, the sign of an absent key, a quoted text. */
const READS_AS_OTHER =
  /^(?:|-|null|true|false|["[].*|\s.*|.*\s|[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+)…?)$/is;

/** The cell of a scalar. */
export function scalarCell(value: StoredScalar): string {
  if (typeof value === 'string') return textCell(value);
  if (value instanceof NumberText) return cutToWidth(value.text);
  return typeof value === 'number' || typeof value === 'bigint' ? numberCell(value) : String(value);
}

/** The cell of a text, in quotes if it would read as something else. Of a long text, nobody looks at more than its beginning. */
export function textCell(text: string): string {
  const beginning = text.slice(0, LOOKED_AT);
  const isWhole = beginning.length === text.length;
  const isQuoted = READS_AS_OTHER.test(isWhole ? text : beginning.trimEnd()) || /\s$/.test(text.slice(-1));
  const cell = cutToWidth(escaped(isQuoted ? JSON.stringify(beginning) : beginning));
  return isWhole || cell.endsWith(CUT) ? cell : cell + CUT;
}

/** The cell of a number: six digits, and `…` if there are more; all of them for an integer. */
export function numberCell(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  if (!Number.isFinite(value) || Number.isInteger(value)) return text;
  const [, sign, whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(e.*)?$/.exec(text) ?? ([] as unknown as RegExpExecArray);
  // Zeros before the first other digit tell the magnitude, as an exponent does.
  const leading = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const room = leading + Math.max(0, DIGITS - (whole === '0' ? 0 : whole.length));
  const kept = fraction.slice(0, room);
  const cut = kept.length < fraction.length ? CUT : '';
  return `${sign}${whole}${kept === '' ? '' : `.${kept}`}${cut}${exponent ?? ''}`;
}

/** The text up to a width, and `…` if there was more. Characters that belong together stay so. */
export function cutToWidth(text: string, width = TEXT_WIDTH): string {
  if (text.length <= width / 2 || widthOf(text) <= width) return text;
  let kept = '';
  let room = width;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept + CUT;
}

/** A few numbers as a cell, `[28 82]`; undefined if they are many, or one of them has too many digits. */
export function fewNumbersCell(values: ArrayLike<number | bigint>): string | undefined {
  if (values.length > FEW) return undefined;
  const cell = `[${Array.from(values, numberCell).join(' ')}]`;
  return cell.includes(CUT) || cell.length > TEXT_WIDTH ? undefined : cell;
}

/** The cell of a list of scalars: its numbers if they are few, else its JSON text, up to a width. */
export function listCell(items: readonly StoredScalar[]): string {
  const isNumbers = items.every((item) => typeof item === 'number' || typeof item === 'bigint');
  const few = isNumbers ? fewNumbersCell(items as readonly (number | bigint)[]) : undefined;
  return few ?? cutToWidth(escaped(`[${items.map(itemText).join(',')}]`));
}

const itemText = (item: StoredScalar): string =>
  item instanceof NumberText ? item.text : typeof item === 'number' ? numberCell(item) : scalarText(item);

/** Dtype and shape of an array: `float64[2,100]`, and `numbers[100]` if the file does not tell the dtype. */
export const shapeText = ({ dtype, shape }: Pick<ArraySummary, 'dtype' | 'shape'>): string =>
  `${dtype ?? 'numbers'}[${shape.join(',')}]`;

/** How the cells of a column are made. */
export interface CellOptions {
  readonly strip: StripWidth;
  /** The shapes of the column's arrays vary, so that each strip tells its own. */
  readonly hasShapes: boolean;
}

/** The cell of whatever a row has under a key. */
export function cellOf(value: RowValue | undefined, { strip, hasShapes }: CellOptions): string {
  if (value === undefined) return ABSENT;
  if (value === null || typeof value !== 'object' || value instanceof NumberText) return scalarCell(value);
  if (value.kind !== 'array') return value.cell;
  if (value.elements !== undefined) return value.elements;
  if (value.strips === undefined) return shapeText(value);
  return hasShapes ? `${value.shape.join('x')} ${value.strips[strip]}` : value.strips[strip];
}

/** Tells whether a value is a number, whose cell stands at the right of its column. */
export const isNumber = (value: RowValue): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberText;

/** A text that is equal for equal values of one type only: -0 is not 0, and 10 not "10". */
export function identityOf(value: RowValue): string {
  if (value === null || typeof value !== 'object') return `${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
  if (value instanceof NumberText) return `text of a number ${value.text}`;
  return value.kind === 'array' ? `${shapeText(value)} ${value.digest ?? ''}` : `${value.kind} ${value.digest}`;
}
