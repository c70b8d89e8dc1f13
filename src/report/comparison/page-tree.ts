import { PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { shapedArray } from '../../format/listed-array.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import { escapeKey, keysOfPointer } from '../../model/pointer.js';
import { isTreeObject, type Tree } from '../../model/tree.js';
import type { ArrayForm, ValueObject, ValueTree } from '../../repository/compared-values.js';
import { unpack } from '../data/packed.js';
import type { PackedTree } from '../data/packed-tree.js';
import type { ArrayData, ArtifactData } from '../data/page-data.js';
import { elementsOf } from '../plots/elements-text.js';

/** An array of a page, or a part of one. */
export class PageArray {
  #elements: TypedArray | undefined;

  /**
   * @param data - undefined for an array that is no array of its artifact: lists, or a row.
   * @param isNullNaN - whether the file has `null` for NaN in it.
   */
  constructor(
    readonly data: ArrayData | undefined,
    readonly dtype: DType | undefined,
    readonly shape: readonly number[],
    readonly isNullNaN: boolean,
    elements?: TypedArray,
  ) {
    this.#elements = elements;
  }

  /** The elements; undefined if the page does not have them. */
  get elements(): TypedArray | undefined {
    if (this.#elements === undefined && this.data !== undefined) this.#elements = elementsOf(this.data);
    return this.#elements;
  }
}

/** A long text, of which the page has the beginning. Two of them are the same object if they are the same text. */
export class LongText {
  constructor(
    readonly beginning: string,
    readonly length: number,
  ) {}
}

/** A tree of a page. */
export type PageTree = ValueTree<PageArray>;

/** Unpacks the trees of artifacts that are compared with one another. */
export class TreeUnpacker {
  readonly #longTexts = new Map<string, LongText>();

  /** Returns the members of an artifact. */
  unpack({ tree, arrays }: ArtifactData): ValueObject<PageArray> {
    const byPointer = new Map(arrays.map((array) => [array.pointer, array]));
    return this.#tree(tree, '', byPointer) as ValueObject<PageArray>;
  }

  #tree(packed: PackedTree, pointer: string, arrays: ReadonlyMap<string, ArrayData>): PageTree {
    if (packed === null || typeof packed !== 'object' || isList(packed)) return unpack(packed);
    if ('list' in packed) return packed.list.map((item, index) => this.#tree(item, `${pointer}/${index}`, arrays));
    if ('object' in packed)
      return Object.fromEntries(
        packed.object.map(([key, member]) => [key, this.#tree(member, `${pointer}/${escapeKey(key)}`, arrays)]),
      );
    if ('text' in packed) return this.#longText(packed.text, packed.length, packed.digest) as unknown as PageTree;
    const data = arrays.get(pointer);
    return new PageArray(data, data?.dtype, data?.shape ?? [], packed.isNullNaN);
  }

  #longText(beginning: string, length: number, digest: string): LongText {
    const text = this.#longTexts.get(digest) ?? new LongText(beginning, length);
    this.#longTexts.set(digest, text);
    return text;
  }
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The arrays of pages. */
export const PAGE_ARRAYS: ArrayForm<PageArray> = {
  isArray: (value) => value instanceof PageArray,
  arrayOf: (lists, { dtype, shape, isNullNaN }) => {
    const missing = isNullNaN ? 'either' : undefined;
    const array =
      shapedArray(lists as Tree, { dtype, shape }, missing) ?? shapedArray(lists as Tree, { dtype }, missing);
    return array && new PageArray(undefined, dtype, array.shape, isNullNaN, array.values);
  },
  rowsOf: ({ shape: [length = 0, ...shape], elements, isNullNaN }) => {
    const size = sizeOf(shape);
    return Array.from(
      { length },
      (_, row) =>
        new PageArray(undefined, undefined, shape, isNullNaN, elements?.subarray(row * size, (row + 1) * size)),
    );
  },
};

/** Returns the value at a JSON Pointer; undefined if there is none. */
export function valueAt(root: ValueObject<PageArray>, pointer: string): PageTree | undefined {
  let tree: PageTree = root;
  for (const key of keysOfPointer(pointer)) {
    if (!(Array.isArray(tree) || isTreeObject(tree)) || !Object.hasOwn(tree, key)) return undefined;
    tree = tree[key as never];
  }
  return tree;
}

/** Generates the pointers to the values of an artifact, except its procedure and its time: lists count as one value. */
export function* leafPointers(tree: PageTree, pointer = ''): Generator<string> {
  if (!isTreeObject(tree) || Object.keys(tree).length === 0) yield pointer;
  else
    for (const [key, member] of Object.entries(tree))
      if (pointer !== '' || !(key === PROCEDURE_NAME_KEY || key === TIMESTAMP_KEY))
        yield* leafPointers(member as PageTree, `${pointer}/${escapeKey(key)}`);
}
