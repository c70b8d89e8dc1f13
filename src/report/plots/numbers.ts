import { elementText } from '../../display/value-text.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import type { ArrayData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { elementsOf } from './elements-text.js';

/** The most numbers of an array with one axis that stand one by one, and not as a curve. */
export const MOST_IN_LINE = 20;

/** The most numbers of a curve whose table stands in a page that was written; a script makes longer ones. */
const MOST_IN_PAGE = 100;

/** The numbers in a row of the table. */
const PER_ROW = 10;

/** Returns the numbers of an array with one axis, in a table that opens; a script fills it where they are many. */
export function numbersOf(array: ArrayData): Markup {
  const elements = elementsOf(array);
  if (elements === undefined) return undefined;
  const isLater = elements.length > MOST_IN_PAGE;
  return element(
    'details',
    { class: isLater ? 'numbers later' : 'numbers' },
    element('summary', {}, 'Numbers'),
    isLater ? undefined : numbersTable(array, 0, elements.length),
  );
}

/** Returns the numbers of an array with one axis, from one index up to another, as a table with ten a row. */
export function numbersTable(array: ArrayData, start: number, end: number): Markup {
  const elements = elementsOf(array);
  if (elements === undefined) return undefined;
  const rows: Markup[] = [];
  for (let at = start; at < end; at += PER_ROW)
    rows.push(rowMarkup(String(at), cellsOf(elements.subarray(at, Math.min(end, at + PER_ROW)), array.dtype)));
  return element('div', { class: 'table' }, element('table', {}, element('tbody', {}, rows)));
}

/** Returns the numbers of an array with two axes as a table. */
export function matrixTable(
  elements: TypedArray,
  [rows = 0, columns = 0]: readonly number[],
  dtype: DType | undefined,
): Markup {
  const heads = Array.from({ length: columns }, (_, column) => element('th', { scope: 'col' }, String(column)));
  const lines = Array.from({ length: rows }, (_, row) =>
    rowMarkup(String(row), cellsOf(elements.subarray(row * columns, (row + 1) * columns), dtype)),
  );
  return element(
    'div',
    { class: 'table' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, element('td', {}), heads)),
      element('tbody', {}, lines),
    ),
  );
}

/** Returns few numbers on a line. */
export const numbersLine = (elements: TypedArray, dtype: DType | undefined): Markup =>
  element(
    'p',
    { class: 'values' },
    textsOf(elements, dtype).map((text) => [element('span', {}, text), ' ']),
  );

const rowMarkup = (head: string, cells: Markup): Markup =>
  element('tr', {}, element('th', { scope: 'row' }, head), cells);

const cellsOf = (elements: TypedArray, dtype: DType | undefined): Markup =>
  textsOf(elements, dtype).map((text) => element('td', {}, text));

export const textsOf = (elements: TypedArray, dtype: DType | undefined): string[] =>
  Array.from(elements as ArrayLike<number | bigint>, (held) => elementText(held, dtype));
