import { type DType, dtypeOf } from '../dtypes.js';
import { Elements, NON_FINITE, NumberText, type Tree } from '../json/tree.js';
import type { Walk } from '../walk.js';
import { BARE_LIST, isBareList } from './bare.js';
import { doubleOf } from './scalar.js';
import type { DeclaredShape } from './shape.js';

/** An element as its typed array holds it, or undefined if the dtype has no such element. */
type ToElement = (value: unknown) => number | bigint | undefined;

/** Elements of a file: floats may be names or integers of any size there. */
export function elementOfTree(dtype: DType): ToElement {
  const { exact } = dtypeOf(dtype);
  const isFloat = dtype === 'float32' || dtype === 'float64';
  return isFloat ? (tree) => exact(doubleOf(tree as Tree)) : exact;
}

/**
 * The shape that nested lists show by their first elements. Where an empty list ends it early, the declared lengths
 * stand for the rest.
 */
export function shapeOfLists(lists: unknown, declared: DeclaredShape): number[] {
  const shape: number[] = [];
  let inner = lists;
  while (Array.isArray(inner) && shape.length < (declared?.length ?? Number.POSITIVE_INFINITY)) {
    shape.push(inner.length);
    inner = inner[0];
  }
  if (shape.at(-1) === 0) for (const length of declared?.slice(shape.length) ?? []) shape.push(length ?? 0);
  return shape;
}

/**
 * Takes the elements out of nested lists, all of which must have the lengths that the shape says.
 *
 * @param isLive - the lists are the user's, and may have holes and properties.
 */
export function gather(
  lists: unknown,
  shape: readonly number[],
  dtype: DType,
  toElement: ToElement,
  walk: Walk,
  isLive: boolean,
): Elements | undefined {
  const before = walk.faults;
  const found: (number | bigint)[] = [];
  const take = (item: unknown, report: () => void) => {
    const element = toElement(item);
    if (element === undefined) report();
    else found.push(element);
  };
  const axis = (depth: number, inner: unknown): void => {
    const length = shape[depth] as number;
    if (!Array.isArray(inner)) {
      walk.wrongType(inner, `a list of ${length}`);
    } else if (isLive && !isBareList(inner)) {
      walk.report('invalid-value', BARE_LIST);
    } else if (inner.length !== length) {
      walk.report('invalid-length', `found ${inner.length} elements, expected ${length}`);
    } else {
      for (let index = 0; index < length; index++) {
        const item = inner[index];
        if (depth + 1 < shape.length) walk.member(index, () => axis(depth + 1, item));
        else take(item, () => walk.member(index, () => reportElement(item, dtype, walk)));
      }
    }
  };
  if (shape.length === 0) take(lists, () => reportElement(lists, dtype, walk));
  else axis(0, lists);
  if (walk.faults > before) return undefined;
  const values = new (dtypeOf(dtype).TypedArray)(found.length);
  values.set(found as never);
  return new Elements(dtype, shape, values);
}

function reportElement(found: unknown, dtype: DType, walk: Walk): void {
  const expected = `${dtypeOf(dtype).expected} (${dtype})`;
  const isNumber =
    typeof found === 'number' ||
    typeof found === 'bigint' ||
    found instanceof NumberText ||
    (typeof found === 'string' && Object.hasOwn(NON_FINITE, found));
  if (isNumber && dtype !== 'bool') walk.wrongValue(found, expected);
  else walk.wrongType(found, expected);
}
