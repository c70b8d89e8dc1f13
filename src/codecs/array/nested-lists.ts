import { type DType, dtypeTraits } from '../../model/dtypes.js';
import { type Elements, type Missing, sizeOf } from '../../model/elements.js';
import { ElementsBuilder } from '../../model/elements-builder.js';
import { isList, NumberList } from '../../model/number-list.js';
import { NumberText } from '../../model/number-text.js';
import { isSameList } from '../../model/same-list.js';
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
  const rank = declared?.length ?? Number.POSITIVE_INFINITY;
  let inner = lists;
  while (isList(inner) && shape.length < rank) {
    if (outer.has(inner)) {
      walk.report('invalid-value', CYCLE);
      return undefined;
    }
    const lengths = inner instanceof NumberList ? inner.shape.slice(0, rank - shape.length) : [inner.length];
    if (!walk.fits(shape.length + lengths.length)) return undefined;
    outer.add(inner);
    shape.push(...lengths);
    inner = inner instanceof NumberList ? undefined : inner[0];
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
 * @param isUsedUp - true if nobody reads the lists again: then each NumberList gives its memory back, block by block.
 */
export function elementsOfLists(
  lists: unknown,
  shape: readonly number[],
  dtype: DType,
  toElement: ToElement,
  walk: Walk,
  isInMemory: boolean,
  missing?: Missing,
  isUsedUp = false,
): Elements | undefined {
  const before = walk.issueCount;
  const found = new ElementsBuilder(dtype, isInMemory ? undefined : scalarsIn(lists, shape.length), missing);
  const refuse = (element: unknown) => reportElement(element, dtype, walk, isInMemory, missing);
  const axes = (depth: number, list: NumberList): void => {
    let start = 0;
    for (const block of list.blocks) {
      found.takeBlock(block, toElement, (scalar, index) =>
        atIndex(walk, shape.slice(depth), start + index, () => refuse(scalar)),
      );
      start += block.length;
      if (isUsedUp) block.release();
    }
  };
  const axis = (depth: number, inner: unknown): void => {
    const length = shape[depth] as number;
    if (!isList(inner)) {
      walk.wrongType(inner, `a list of ${length}`);
    } else if (isInMemory && !isPlainList(inner as unknown[])) {
      walk.report('invalid-value', NOT_PLAIN_LIST);
    } else if (inner.length !== length) {
      walk.report('invalid-length', `found ${inner.length} elements, expected ${length}`);
    } else if (inner instanceof NumberList && isSameList(inner.shape, shape.slice(depth))) {
      axes(depth, inner);
    } else {
      const items = inner instanceof NumberList ? inner.items() : inner;
      for (let index = 0; index < length; index++) {
        const item = items[index];
        if (depth + 1 < shape.length) {
          walk.member(index, () => axis(depth + 1, item));
          continue;
        }
        const element = toElement(item);
        if (element === undefined) walk.member(index, () => refuse(item));
        else found.push(element);
      }
    }
  };
  if (shape.length > 0) axis(0, lists);
  else {
    const element = toElement(lists);
    if (element === undefined) refuse(lists);
    else found.push(element);
  }
  return walk.issueCount > before ? undefined : found.elements(shape);
}

/** Returns the number of scalars in lists of a tree that are nested so deep. */
function scalarsIn(lists: unknown, depth: number): number {
  if (!isList(lists)) return 1;
  if (lists instanceof NumberList) return lists.size;
  return depth <= 1 ? lists.length : lists.reduce<number>((sum, each) => sum + scalarsIn(each, depth - 1), 0);
}

/** Goes to the element of an array at an index in C order. */
function atIndex(walk: Walk, shape: readonly number[], index: number, visit: () => void): void {
  const [, ...inner] = shape;
  const size = sizeOf(inner);
  walk.member(Math.floor(index / size), () =>
    inner.length === 0 ? visit() : atIndex(walk, inner, index % size, visit),
  );
}

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
