import { ABSENT, fewNumbersCell, MOST_CELL_NUMBERS } from '../../display/number-cell.js';
import { shapeText } from '../../display/shape-text.js';
import { valueText } from '../../display/value-text.js';
import { counted } from '../../display/wording.js';
import type { StoredScalar } from '../../format/stored-tree.js';
import { sizeOf } from '../../model/elements.js';
import { isTreeObject } from '../../model/tree.js';
import { LongText, PageArray, type PageTree } from './page-tree.js';

/** Returns a value on one line, as the command line's `compare` writes it. Texts stand in quotes, as in the file. */
export function comparisonCell(value: PageTree | undefined): string {
  if (value === undefined) return ABSENT;
  if (value instanceof PageArray) return elementsCell(value) ?? shapeText(value);
  if (value instanceof LongText) return `${valueText(value.beginning)}… (${value.length} characters)`;
  if (Array.isArray(value)) return counted(value.length, 'item');
  if (isTreeObject(value)) return counted(Object.keys(value).length, 'member');
  return valueText(value as StoredScalar);
}

/** Returns the elements of an array in one cell; undefined if they are too many or too long. */
export function elementsCell({ shape, elements }: PageArray): string | undefined {
  if (shape.length > 1 || sizeOf(shape) > MOST_CELL_NUMBERS || elements === undefined) return undefined;
  return fewNumbersCell(elements as ArrayLike<number | bigint>);
}
