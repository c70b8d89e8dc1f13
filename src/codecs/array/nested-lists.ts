import { type DType, dtypeTraits } from '../../model/dtypes.js';
import type { Elements, Missing } from '../../model/elements.js';
import { ElementsBuilder } from '../../model/elements-builder.js';
import { isList, NumberList } from '../../model/number-list.js';
import { NumberText } from '../../model/number-text.js';
import type { ToElement } from '../../model/tree-elements.js';
import { NON_FINITE } from '../../model/tree-numbers.js';
import { isPlainList, NOT_PLAIN_LIST } from '../plain.js';
import { CYCLE, type Walk } from '../walk/walk.js';
import type { DeclaredShape } from './shape.js';

/**
 * Returns the shape of nested lists: the lengths of the first list, of the first list in that, and so on. Behind an empty list, the
 * declared lengths are taken. Returns undefined, with a report, if a list contains itself or is nested too deep.
 */
export function shapeOfLists(lists: unknown, declared: DeclaredShape, walk: Walk): number[] | undefined {
  const shape: number[] = [];
  const outer = new Set<unknown>();
  let inner = lists;
  while (isList(inner) && shape.length < (declared?.length ?? Number.POSITIVE_INFINITY)) {
    if (outer.has(inner)) {
      walk.report('invalid-value', CYCLE);
      return undefined;
    }
    if (!walk.fits(shape.length + 1)) return undefined;
    outer.add(inner);
    shape.push(lengthOf(inner));
    inner = inner instanceof NumberList ? inner.values[0] : inner[0];
  }
  if (shape.at(-1) === 0) for (const length of declared?.slice(shape.length) ?? []) shape.push(length ?? 0);
  return shape;
}

/**
 * Returns the elements of nested lists; undefined, with reports, if a list has another length than the shape says, or an element is not
 * one of the dtype.
 *
 * @param toElement - gives what the typed array holds for an element.
 * @param isInMemory - true for lists of the user, which may have holes and properties; false for those of a tree.
 * @param missing - null if the lists may have `null` for NaN.
 */
export function elementsOfLists(
  lists: unknown,
  shape: readonly number[],
  dtype: DType,
  toElement: ToElement,
  walk: Walk,
  isInMemory: boolean,
  missing?: Missing,
): Elements | undefined {
  const before = walk.issueCount;
  const found = new ElementsBuilder(dtype, undefined, missing);
  const axis = (depth: number, inner: unknown): void => {
    const length = shape[depth] as number;
    if (!isList(inner)) {
      walk.wrongType(inner, `a list of ${length}`);
    } else if (isInMemory && !isPlainList(inner as unknown[])) {
      walk.report('invalid-value', NOT_PLAIN_LIST);
    } else if (lengthOf(inner) !== length) {
      walk.report('invalid-length', `found ${lengthOf(inner)} elements, expected ${length}`);
    } else if (dtype === 'float64' && inner instanceof NumberList && depth + 1 === shape.length) {
      found.take(inner.values);
    } else {
      const items = inner instanceof NumberList ? inner.values : inner;
      for (let index = 0; index < length; index++) {
        const item = items[index];
        if (depth + 1 < shape.length) {
          walk.member(index, () => axis(depth + 1, item));
          continue;
        }
        const element = toElement(item);
        if (element === undefined) walk.member(index, () => reportElement(item, dtype, walk, isInMemory, missing));
        else found.push(element);
      }
    }
  };
  if (shape.length > 0) axis(0, lists);
  else {
    const element = toElement(lists);
    if (element === undefined) reportElement(lists, dtype, walk, isInMemory, missing);
    else found.push(element);
  }
  return walk.issueCount > before ? undefined : found.elements(shape);
}

const lengthOf = (list: unknown[] | NumberList): number => (list instanceof NumberList ? list.values : list).length;

function reportElement(found: unknown, dtype: DType, walk: Walk, isInMemory: boolean, missing: Missing): void {
  const { kind, expected, remedy } = dtypeTraits(dtype);
  const isRemediable = isInMemory && remedy !== undefined && typeof found === 'number';
  const wanted = `${expected}${missing === null ? ' or null' : ''} (${dtype})${isRemediable ? `; ${remedy}` : ''}`;
  // A file has numbers only; memory has numbers and bigints.
  const takesBigints = !isInMemory || kind === 'bigint';
  const isNumber =
    typeof found === 'number' ||
    (typeof found === 'bigint' && takesBigints) ||
    found instanceof NumberText ||
    (typeof found === 'string' && Object.hasOwn(NON_FINITE, found));
  if (Number.isSafeInteger(found) && !Object.is(found, -0) && kind === 'bigint')
    walk.wrongType(found, `a bigint, for that is what comes back (${dtype})`);
  else if (isNumber && kind !== 'bool') walk.wrongValue(found, wanted);
  else walk.wrongType(found, wanted);
}
