import type { ArrayEntry } from '../../format/array-table.js';
import { elementOfTree, type ToElement } from '../../format/elements-builder.js';
import { type DType, dtypeTraits, type TypedArray } from '../../model/dtypes.js';
import { Elements, nestedLists } from '../../model/elements.js';
import { listsAsRead } from '../../model/lists-as-read.js';
import { thrownText } from '../../model/message-text.js';
import { isSameList } from '../../model/same-list.js';
import type { Tree } from '../../model/tree.js';
import type { Codec } from '../codec.js';
import type { DecodingWalk } from '../walk/decoding-walk.js';
import type { Walk } from '../walk/walk.js';
import { gather, shapeOfLists } from './nested-lists.js';
import { type DeclaredShape, hasFewEmptyLists, isOfShape, isShownByLists } from './shape.js';
import { type ArrayView, elementsOfView } from './strided-view.js';
import { dataOf } from './typed-array.js';

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
  readonly shape: DeclaredShape;
  readonly container: Container;
  /** Take no other container than the one that comes back, for the declaration is a guess. */
  readonly isGuessed: boolean;
}

export function ndArrayCodec(declaration: ArrayDeclaration): Codec {
  const { dtype, container } = declaration;
  const shape = declaration.shape ?? (container === 'typed-array' ? [null] : undefined);
  /** What is true of an array in memory and in the file alike. */
  const isKept = (elements: Elements, walk: Walk): boolean =>
    walk.fits(elements.shape.length) &&
    hasFewEmptyLists(elements.shape, walk) &&
    isOfShape(elements.shape, shape, walk) &&
    (container !== 'lists' || isShownByLists(elements.shape, shape, walk));
  const gathered = (tree: Tree, entry: ArrayEntry | undefined, walk: Walk): Elements | undefined => {
    // A sealed file says or shows the whole shape; in another, the declared one stands for what is not to be seen.
    const shown = entry?.shape ?? shapeOfLists(tree, entry === undefined ? shape : undefined, walk);
    if (shown?.length === 0 && shape !== undefined && shape.length > 0) {
      walk.wrongType(tree, `${shape.length === 1 ? 'a list' : `lists, nested ${shape.length} deep`} (${dtype})`);
      return undefined;
    }
    return shown && gather(tree, shown, dtype, elementOfTree(dtype), walk, false);
  };
  return {
    encode(value, walk) {
      const elements = elementsOf(value, { ...declaration, shape }, walk);
      if (elements === undefined || !isKept(elements, walk)) return null;
      walk.addArray(dtype, elements.shape);
      return elements;
    },
    decode(tree, walk) {
      const entry = walk.findArray();
      if (walk.isSealed && entry === undefined) {
        walk.report('missing-field', `found no entry in $artifact.arrays, expected one with the dtype ${dtype}`);
        return undefined;
      }
      if (entry !== undefined && entry.dtype !== dtype) {
        walk.report('invalid-type', `found the dtype ${entry.dtype}, expected ${dtype}`);
        return undefined;
      }
      // Lists that show another shape than the file says are looked at one by one, to report which of them is wrong.
      const elements = isOfEntry(tree, entry)
        ? tree
        : gathered(tree instanceof Elements ? listsAsRead(tree) : tree, entry, walk);
      return elements && isKept(elements, walk) ? build(elements, container, walk) : undefined;
    },
  };
}

/** True if a tree is an array that was read with the dtype and shape of its entry in the table. */
const isOfEntry = (tree: Tree, entry: ArrayEntry | undefined): tree is Elements =>
  tree instanceof Elements && tree.dtype === entry?.dtype && isSameList(tree.shape, entry.shape ?? tree.shape);

function build(elements: Elements, container: Container, walk: DecodingWalk): unknown {
  const { dtype, values } = elements;
  const shape = [...elements.shape];
  const isCopied = walk.ownership === 'copy' || (walk.ownership === 'borrow' && typeof container === 'function');
  const given = isCopied ? elements.copy() : values;
  if (container === 'typed-array') return given;
  if (container === 'nd-array') return { data: given, shape };
  if (container === 'lists') return nestedLists(elements, dtypeTraits(dtype).toElement);
  try {
    return container(given as never, shape);
  } catch (error) {
    walk.report('invalid-value', `found elements that the function given as "as" throws on: ${thrownText(error)}`);
    return undefined;
  }
}

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
  const shown = shapeOfLists(value, declaration.shape, walk);
  return shown && gather(value, shown, dtype, liveElementOf(dtype, container), walk, true);
}

/** Elements of the user's lists: where lists come back, a 64-bit integer comes back as a bigint, so that it has to be one. */
function liveElementOf(dtype: DType, container: Container): ToElement {
  const { kind, toHeld } = dtypeTraits(dtype);
  if (kind !== 'bigint' || container !== 'lists') return toHeld;
  return (value) => (typeof value === 'bigint' ? toHeld(value) : undefined);
}

function containerOf(value: unknown): Exclude<Container, ArrayBuilder> | undefined {
  if (ArrayBuffer.isView(value)) return 'typed-array';
  if (Array.isArray(value)) return 'lists';
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value ? 'nd-array' : undefined;
}

function expectedContainer({ dtype, container, isGuessed }: ArrayDeclaration): string {
  const { name } = dtypeTraits(dtype).TypedArray;
  if (!isGuessed) return `a ${name}, nested lists or { data, shape }`;
  if (container === 'nd-array')
    return `{ data: ${name}.of(…), shape: […] }, as for the type NdArray<${name}>; for a property of another type, say type: ${name} or type: Array`;
  return `a ${name}, as nothing tells another type at run time; say it with the option type: ${name}, Array or Object`;
}
