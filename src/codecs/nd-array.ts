import { type DType, dtypeOf, type TypedArray } from '../dtypes.js';
import { Elements, NON_FINITE, nestedLists, type Tree } from '../json/tree.js';
import { BARE_LIST, type Codec, isBareList, type Walk } from './codec.js';
import { doubleOf } from './scalar.js';

/**
 * An n-dimensional array: its elements in C order (last index fastest), and the length of each axis.
 *
 * Shape: `data.length` is the product of `shape`; `[]` is the shape of a single element without axes.
 * @see https://numpy.org/doc/stable/glossary.html#term-row-major
 */
export interface NdArray<Data extends TypedArray = TypedArray> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** Builds a container of the user's own, from elements in C order and the length of each axis. */
export type ArrayBuilder = (data: never, shape: number[]) => unknown;

/** What an array is in memory: its own typed array, nested lists, `{ data, shape }`, or what a builder makes. */
export type Container = 'typed-array' | 'lists' | 'nd-array' | ArrayBuilder;

/** How a field declares its array. */
export interface ArrayDeclaration {
  readonly dtype: DType;
  /** The length of each axis, null where it is free; undefined if rank and lengths are free. */
  readonly shape: readonly (number | null)[] | undefined;
  readonly container: Container;
  /** Take no other container than the one that comes back, for the declaration is a guess. */
  readonly isGuessed: boolean;
}

/** An array without elements is as many empty lists as the axes before the first length of zero say: no more than these. */
const MAX_EMPTY_LISTS = 1 << 20;

export function ndArrayCodec(declaration: ArrayDeclaration): Codec {
  const { dtype, container } = declaration;
  const shape = declaration.shape ?? (container === 'typed-array' ? [null] : undefined);
  /** What is true of an array in memory and in the file alike. */
  const isKept = (elements: Elements, walk: Walk): boolean =>
    walk.fits(elements.shape.length) &&
    hasFewEmptyLists(elements.shape, walk) &&
    isOfShape(elements.shape, shape, walk) &&
    (container !== 'lists' || isShownByLists(elements.shape, shape, walk));
  return {
    encode(value, walk) {
      const elements = elementsOf(value, { ...declaration, shape }, walk);
      if (elements === undefined || !isKept(elements, walk)) return null;
      walk.addArray(dtype, elements.shape);
      return elements;
    },
    decode(tree, walk) {
      const entry = walk.arrays?.find(walk.pointer, walk.pattern);
      if (walk.isSealed && entry === undefined) {
        walk.report('missing-field', `found no entry in $artifact.arrays, expected one with the dtype ${dtype}`);
        return undefined;
      }
      if (entry !== undefined && entry.dtype !== dtype) {
        walk.report('invalid-type', `found the dtype ${entry.dtype}, expected ${dtype}`);
        return undefined;
      }
      const elements = gather(
        tree,
        entry?.shape ?? shapeOfLists(tree, shape),
        dtype,
        elementOfTree(dtype),
        walk,
        false,
      );
      return elements && isKept(elements, walk) ? build(elements, container, walk) : undefined;
    },
  };
}

function build(elements: Elements, container: Container, walk: Walk): unknown {
  const { dtype, values } = elements;
  const shape = [...elements.shape];
  if (container === 'typed-array') return values;
  if (container === 'nd-array') return { data: values, shape };
  if (container === 'lists') return nestedLists(elements, dtypeOf(dtype).live);
  try {
    return container(values as never, shape);
  } catch (error) {
    walk.report('invalid-value', `found elements that the function given as "as" throws on: ${String(error)}`);
    return undefined;
  }
}

// ── What goes in ────────────────────────────────────────────────────────────────────────────────────────────────────

function elementsOf(value: unknown, declaration: ArrayDeclaration, walk: Walk): Elements | undefined {
  const { dtype, container, isGuessed } = declaration;
  const given = containerOf(value);
  if (given === undefined || (isGuessed && given !== container)) {
    walk.wrongType(value, expectedContainer(declaration));
    return undefined;
  }
  if (given === 'typed-array') {
    const data = dataOf(value, dtype, walk);
    return data && new Elements(dtype, [data.length], data);
  }
  if (given === 'nd-array') return elementsOfView(value as ArrayView, dtype, typeof container === 'function', walk);
  return gather(value, shapeOfLists(value, declaration.shape), dtype, dtypeOf(dtype).exact, walk, true);
}

function containerOf(value: unknown): Exclude<Container, ArrayBuilder> | undefined {
  if (ArrayBuffer.isView(value)) return 'typed-array';
  if (Array.isArray(value)) return 'lists';
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value ? 'nd-array' : undefined;
}

function expectedContainer({ dtype, container, isGuessed }: ArrayDeclaration): string {
  const { name } = dtypeOf(dtype).TypedArray;
  if (!isGuessed) return `a ${name}, nested lists or { data, shape }`;
  const expected = { 'typed-array': `a ${name}`, 'nd-array': '{ data, shape }', lists: 'nested lists' };
  return (
    `${expected[container as keyof typeof expected]}, because the declaration does not tell what is to come back; ` +
    `write the property's type, or say it with the option type: ${name}, Array or Object`
  );
}

/** A typed array of the dtype's own type, or undefined with a report. */
function dataOf(value: unknown, dtype: DType, walk: Walk): TypedArray | undefined {
  const { TypedArray, expected } = dtypeOf(dtype);
  if (!ArrayBuffer.isView(value) || (value as Partial<TypedArray>)[Symbol.toStringTag] !== TypedArray.name) {
    walk.wrongType(value, `a ${TypedArray.name} for the dtype ${dtype}`);
    return undefined;
  }
  const data = value as TypedArray;
  if (isDetached(data)) {
    walk.report('invalid-value', `found a ${TypedArray.name} whose buffer was transferred away, expected its elements`);
    return undefined;
  }
  if (dtype !== 'bool' || (data as Uint8Array).every((held) => held <= 1)) return data;
  data.forEach((held, index) => {
    if (held > 1) walk.member(index, () => walk.wrongValue(held, `0 or 1 for ${expected}`));
  });
  return undefined;
}

/** A transferred buffer looks like an empty one until it is used. */
function isDetached(data: TypedArray): boolean {
  if (data.length > 0) return false;
  try {
    new Uint8Array(data.buffer);
    return false;
  } catch {
    return true;
  }
}

/** `{ data, shape }`, or a strided view such as scijs makes. Strides and offset are counted in elements. */
interface ArrayView {
  readonly data: unknown;
  readonly shape: unknown;
  readonly stride?: unknown;
  readonly offset?: unknown;
}

const VIEW_KEYS: readonly (string | symbol)[] = ['data', 'shape', 'stride', 'offset'];

/** @param isBuilt - a function of the user's builds the container: what else it holds is known there. */
function elementsOfView(view: ArrayView, dtype: DType, isBuilt: boolean, walk: Walk): Elements | undefined {
  const before = walk.faults;
  for (const key of isBuilt ? [] : Reflect.ownKeys(view)) {
    if (VIEW_KEYS.includes(key)) continue;
    walk.member(String(key), () =>
      walk.report('unknown-field', 'found a key that would be lost, expected data, shape, stride, offset'),
    );
  }
  const data = walk.member('data', () =>
    Array.isArray(view.data)
      ? gather(view.data, [view.data.length], dtype, dtypeOf(dtype).exact, walk, true)?.values
      : dataOf(view.data, dtype, walk),
  );
  const shape = integersOf(view.shape, 0);
  if (shape === undefined) {
    walk.member('shape', () => walk.wrongType(view.shape, 'a list of lengths, integers from 0'));
    return undefined;
  }
  const stride = view.stride === undefined ? stridesInC(shape) : integersOf(view.stride, Number.MIN_SAFE_INTEGER);
  if (stride === undefined || stride.length !== shape.length) {
    walk.member('stride', () => walk.wrongType(view.stride, `a list of ${shape.length} integers, one for each axis`));
    return undefined;
  }
  const offset = view.offset ?? 0;
  if (!Number.isSafeInteger(offset)) {
    walk.member('offset', () => walk.wrongType(offset, 'an integer'));
    return undefined;
  }
  if (data === undefined || walk.faults > before) return undefined;
  return gatherStrided(data, shape, stride, offset as number, dtype, view.offset === undefined, walk);
}

function integersOf(list: unknown, least: number): number[] | undefined {
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) return undefined;
  const integers = Array.from(list as ArrayLike<unknown>);
  return integers.every((item) => Number.isSafeInteger(item) && (item as number) >= least)
    ? integers.map((item) => (item as number) + 0)
    : undefined;
}

/** Strides of an array without gaps, last index fastest. */
function stridesInC(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

function gatherStrided(
  data: TypedArray,
  shape: number[],
  stride: number[],
  offset: number,
  dtype: DType,
  isWhole: boolean,
  walk: Walk,
): Elements | undefined {
  const size = sizeOf(shape);
  const isGapless = stridesInC(shape).every(
    (gapless, axis) => gapless === stride[axis] || (shape[axis] as number) <= 1,
  );
  if (isWhole && isGapless && size !== data.length) {
    walk.report('invalid-length', `found ${data.length} elements, expected ${size} for the shape ${shapeText(shape)}`);
    return undefined;
  }
  const reach = stride.map((step, axis) => step * ((shape[axis] as number) - 1));
  const first = offset + reach.reduce((sum, step) => sum + Math.min(step, 0), 0);
  const last = offset + reach.reduce((sum, step) => sum + Math.max(step, 0), 0);
  if (size > 0 && (first < 0 || last >= data.length)) {
    walk.report(
      'invalid-length',
      `found ${data.length} elements, expected them from index ${first} to ${last} for the shape ${shapeText(shape)}`,
    );
    return undefined;
  }
  if (size === 0 || isGapless) return new Elements(dtype, shape, data.subarray(offset, offset + size));
  const values = allocate(dtype, size);
  if (values === undefined) {
    walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected one that fits into memory`);
    return undefined;
  }
  let next = 0;
  const axis = (depth: number, from: number): void => {
    if (depth === shape.length) {
      values[next++] = data[from] as never;
      return;
    }
    for (let index = 0; index < (shape[depth] as number); index++)
      axis(depth + 1, from + index * (stride[depth] as number));
  };
  axis(0, offset);
  return new Elements(dtype, shape, values);
}

function allocate(dtype: DType, size: number): TypedArray | undefined {
  try {
    return new (dtypeOf(dtype).TypedArray)(size);
  } catch {
    return undefined;
  }
}

// ── Nested lists, live or from a file ───────────────────────────────────────────────────────────────────────────────

/** An element as its typed array holds it, or undefined if the dtype has no such element. */
type ToElement = (value: unknown) => number | bigint | undefined;

/** Elements of a file: floats may be names or integers of any size there. */
function elementOfTree(dtype: DType): ToElement {
  const { exact } = dtypeOf(dtype);
  const isFloat = dtype === 'float32' || dtype === 'float64';
  return isFloat ? (tree) => exact(doubleOf(tree as Tree)) : exact;
}

/**
 * The shape that nested lists show by their first elements. Where an empty list ends it early, the declared lengths
 * stand for the rest.
 */
function shapeOfLists(lists: unknown, declared: readonly (number | null)[] | undefined): number[] {
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
function gather(
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
    (typeof found === 'string' && Object.hasOwn(NON_FINITE, found));
  if (isNumber && dtype !== 'bool') walk.wrongValue(found, expected);
  else walk.wrongType(found, expected);
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const shapeText = (shape: readonly (number | null)[]): string =>
  `(${shape.map((length) => length ?? 'any').join(', ')})`;

function isOfShape(shape: readonly number[], declared: readonly (number | null)[] | undefined, walk: Walk): boolean {
  if (declared === undefined) return true;
  const isSame =
    shape.length === declared.length && declared.every((length, axis) => length === null || length === shape[axis]);
  if (!isSame) walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected ${shapeText(declared)}`);
  return isSame;
}

/** Tells whether the lists that stand for an array without elements are few enough to be written. */
function hasFewEmptyLists(shape: readonly number[], walk: Walk): boolean {
  const empty = shape.indexOf(0);
  if (empty < 0 || sizeOf(shape.slice(0, empty)) <= MAX_EMPTY_LISTS) return true;
  walk.report('invalid-length', `found the shape ${shapeText(shape)}, expected at most ${MAX_EMPTY_LISTS} empty lists`);
  return false;
}

/** Nested lists must be able to give the shape back: lists cannot show what lies behind an axis of length zero. */
function isShownByLists(
  shape: readonly number[],
  declared: readonly (number | null)[] | undefined,
  walk: Walk,
): boolean {
  const empty = shape.indexOf(0);
  const shown =
    empty < 0
      ? shape
      : [...shape.slice(0, empty + 1), ...(declared?.slice(empty + 1).map((length) => length ?? 0) ?? [])];
  if (shape.length > 0 && String(shown) === String(shape)) return true;
  walk.report(
    'invalid-length',
    `found the shape ${shapeText(shape)}, expected one that nested lists can show; declare NdArray or shape`,
  );
  return false;
}
