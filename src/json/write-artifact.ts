import { createHash } from 'node:crypto';
import type { DType, TypedArray } from '../dtypes.js';
import type { ArrayTable } from './array-table.js';
import { ARTIFACT_KEY, FORMAT, SEAL_OPENING, SEAL_TAIL } from './layout.js';
import { LIMITS, type Limits } from './limits.js';
import { ChangedElements, Elements, isTreeObject, sizeOf, type Tree, type TreeObject, treeOfNumber } from './tree.js';

/**
 * The sealed text of an artifact file. What the tree holds is read at once, all but arrays that are too large to be copied;
 * the text is made piece by piece.
 */
export class ArtifactText {
  /** The arrays that stand in the text as lists with items in them, in its order. */
  readonly elements: Elements[] = [];
  /** The text, with arrays where theirs is still to be made. */
  readonly #parts: (string | IndentedElements)[] = [];
  readonly #quoted = new Map<string, string>();
  readonly #limits: Limits;
  #text = '';
  #copied = 0;

  /** @param arrays - what the file says of its arrays. */
  constructor(root: TreeObject, arrays: ArrayTable, limits = LIMITS) {
    this.#limits = limits;
    this.#text += '{';
    for (const key of sortedKeys(root)) {
      this.#text += `\n  ${JSON.stringify(key)}: `;
      this.#add(root[key] as Tree, '  ');
      this.#text += ',';
    }
    this.#text += `\n  "${ARTIFACT_KEY}": {\n    "arrays": `;
    this.#add(arrays.toTree(), '    ');
    this.#text += `,\n    "format": ${FORMAT},\n${SEAL_OPENING}`;
    this.#parts.push(this.#text);
  }

  /**
   * The bytes, piece by piece.
   *
   * @throws ChangedElements if an array is shorter by now.
   * @returns the seal that stands in them: SHA-256, 64 hexadecimal digits.
   */
  *pieces(): Generator<Uint8Array, string> {
    const hash = createHash('sha256');
    let piece = Buffer.allocUnsafe(Math.min(this.#limits.piece, this.#most()));
    let length = 0;
    for (const part of this.#parts) {
      const encoding = typeof part === 'string' ? 'utf8' : 'latin1';
      for (const text of typeof part === 'string' ? [part] : textsOf(part, this.#limits.rowPiece)) {
        const most = encoding === 'utf8' ? 3 * text.length : text.length;
        if (length > 0 && length + most > piece.length) {
          const bytes = piece.subarray(0, length);
          hash.update(bytes);
          yield bytes;
          piece = Buffer.allocUnsafe(this.#limits.piece);
          length = 0;
        }
        if (most > piece.length) {
          const bytes = Buffer.from(text, encoding);
          hash.update(bytes);
          yield bytes;
        } else length += piece.write(text, length, encoding);
      }
    }
    const seal = hash.update(piece.subarray(0, length)).digest('hex');
    yield Buffer.concat([piece.subarray(0, length), Buffer.from(`${seal}${SEAL_TAIL}`)]);
    return seal;
  }

  /** As many bytes as there may be, roughly: a small artifact needs no large buffer. */
  #most(): number {
    let most = 0;
    for (const part of this.#parts)
      most += typeof part === 'string' ? 3 * part.length : 32 * part.elements.values.length;
    return most;
  }

  #add(tree: Tree, indent: string): void {
    if (tree instanceof Elements) this.#addElements(tree, indent);
    else if (Array.isArray(tree)) {
      if (tree.every(isScalar)) this.#addScalars(tree);
      else this.#addList(tree, indent);
    } else if (isTreeObject(tree)) {
      this.#addLines('{', '}', sortedKeys(tree), indent, (key, inner) => {
        const value = tree[key] as Tree;
        if (isScalar(value)) this.#text += `${this.#quote(key)}: ${scalarText(value)}`;
        else {
          this.#text += `${this.#quote(key)}: `;
          this.#add(value, inner);
        }
      });
    } else this.#text += scalarText(tree);
  }

  #addScalars(list: readonly Tree[]): void {
    this.#text += '[';
    for (let index = 0; index < list.length; index++) {
      this.#text += `${index === 0 ? '' : ','}${scalarText(list[index] as Tree)}`;
      this.#handOver();
    }
    this.#text += ']';
  }

  /** Items one a line, as many as possible by JSON.stringify. */
  #addList(list: readonly Tree[], indent: string): void {
    const inner = `${indent}  `;
    this.#text += '[';
    for (let index = 0; index < list.length; ) {
      if (index > 0) this.#text += ',';
      const native = nativeRun(list, index, indent.length / 2);
      if (native === 0) {
        this.#text += `\n${inner}`;
        this.#add(list[index] as Tree, inner);
        index++;
      } else {
        this.#text += nativeLines(list.slice(index, index + native), indent.length / 2);
        index += native;
      }
      this.#handOver();
    }
    this.#text += `\n${indent}]`;
  }

  /** A longer string would be slow to go on with, and end at 512 MiB. */
  #handOver(): void {
    if (this.#text.length <= this.#limits.piece) return;
    this.#parts.push(this.#text);
    this.#text = '';
  }

  #addElements(elements: Elements, indent: string): void {
    if (elements.shape.length > 0 && elements.shape[0] !== 0) this.elements.push(elements);
    const copied = this.#copied + elements.values.byteLength;
    if (copied <= this.#limits.copied) {
      elements.keep();
      this.#copied = copied;
    }
    this.#parts.push(this.#text, { elements, indent });
    this.#text = '';
  }

  #addLines<T>(
    open: string,
    close: string,
    items: readonly T[],
    indent: string,
    add: (item: T, indent: string) => void,
  ): void {
    this.#text += open;
    const inner = `${indent}  `;
    for (let index = 0; index < items.length; index++) {
      this.#text += `${index === 0 ? '' : ','}\n${inner}`;
      add(items[index] as T, inner);
      this.#handOver();
    }
    this.#text += items.length === 0 ? close : `\n${indent}${close}`;
  }

  /** A key as JSON has it. The same keys come again and again. */
  #quote(key: string): string {
    let text = this.#quoted.get(key);
    if (text === undefined) this.#quoted.set(key, (text = JSON.stringify(key)));
    return text;
  }
}

/** An array, and how deep the line is indented on which it begins. */
interface IndentedElements {
  readonly elements: Elements;
  readonly indent: string;
}

/** The text of an array, piece by piece: rows, and the brackets between them. */
function* textsOf({ elements, indent }: IndentedElements, piece: number): Generator<string> {
  const { dtype, shape, values } = elements;
  const size = sizeOf(shape);
  const empty = shape.indexOf(0);
  /** The axes above the rows. Lists that are empty are rows, whatever lies behind them. */
  const axes = empty < 0 ? Math.max(0, shape.length - 1) : empty;
  const line = (axis: number): string => `\n${indent}${'  '.repeat(axis)}`;
  const opening = (axis: number): string => `${line(axis)}[`;
  const closing = (axis: number): string => `${line(axis)}]`;
  /** Between two rows, by how many of the axes above them come to an end. */
  const between = Array.from({ length: axes }, (_, ended) => {
    const ends = Array.from({ length: ended }, (_, axis) => axes - 1 - axis);
    return `]${ends.map(closing).join('')},${line(axes - ended)}[${ends
      .map((axis) => opening(axis + 1))
      .reverse()
      .join('')}`;
  });
  const above = Array.from({ length: axes }, (_, axis) => axis);
  const length = shape[axes] ?? 1;
  const rows = sizeOf(shape.slice(0, axes));
  let text = shape.length === 0 ? '' : `[${above.map((axis) => opening(axis + 1)).join('')}`;
  for (let row = 0; row < rows; row++) {
    if (row > 0) text += between[endedBy(row, shape, axes)] as string;
    for (let at = row * length; at < (row + 1) * length; at += piece) {
      // A buffer may be shrunk, or transferred away, while it is written.
      if (values.length !== size) throw new ChangedElements(elements);
      if (at > row * length) text += ',';
      text += rowText(dtype, values, at, Math.min((row + 1) * length, at + piece));
      if (text.length < MANY) continue;
      yield text;
      text = '';
    }
  }
  yield shape.length === 0 ? text : `${text}]${above.reverse().map(closing).join('')}`;
}

/** Characters from which on rows are handed over. */
const MANY = 1 << 14;

/** How many axes above the rows come to an end before a row. */
function endedBy(row: number, shape: readonly number[], axes: number): number {
  let ended = 0;
  for (let rest = row; ended < axes - 1; ended++) {
    const length = shape[axes - 1 - ended] as number;
    if (rest % length !== 0) break;
    rest /= length;
  }
  return ended;
}

/** The elements from one index up to another. */
function rowText(dtype: DType, values: TypedArray, start: number, end: number): string {
  if (dtype === 'int64' || dtype === 'uint64') return values.subarray(start, end).join(',');
  const numbers: (number | boolean)[] = [];
  let isPlain = true;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    // JSON has no words for what is not finite, and JSON.stringify no sign for -0.
    if (value - value !== 0 || (value === 0 && Object.is(value, -0))) isPlain = false;
    numbers.push(dtype === 'bool' ? value === 1 : value);
  }
  return isPlain
    ? JSON.stringify(numbers).slice(1, -1)
    : numbers.map((value) => scalarText(treeOfNumber(value as number))).join(',');
}

/** Characters, roughly, that are handed to JSON.stringify at once. */
const NATIVE_RUN = 1 << 16;

/** How deep a list may be, and its items, for JSON.stringify to be worth while: its indent is made, and looks are taken, again and again. */
const NATIVE_DEPTH = 8;

/** How many items from an index on JSON.stringify lays out as we do. */
function nativeRun(list: readonly Tree[], start: number, depth: number): number {
  if (depth > NATIVE_DEPTH) return 0;
  let end = start;
  for (let room = NATIVE_RUN; room > 0 && end < list.length; end++) {
    room -= nativeSize(list[end] as Tree, NATIVE_DEPTH);
    if (Number.isNaN(room)) break;
  }
  return end - start;
}

/** The lines of items as JSON.stringify lays them out in a list at a depth: in as many lists that hold nothing else. */
function nativeLines(list: Tree[], depth: number): string {
  let nested: Tree = list;
  for (let level = 0; level < depth; level++) nested = [nested];
  const text = JSON.stringify(nested, null, 2);
  // Each of them begins with a bracket, a line feed and the next one's indent, and ends with the same, indented by its own.
  return text.slice(1 + depth * (depth + 3), -2 - depth * (depth + 3));
}

/**
 * About how many characters a tree takes, if JSON.stringify with two spaces writes it as we do: no list of scalars, no -0, keys
 * in order, and no long text, for which it would be no faster. NaN if not.
 */
function nativeSize(tree: Tree, depth: number): number {
  if (typeof tree === 'number') return tree === 0 && Object.is(tree, -0) ? Number.NaN : 16;
  if (typeof tree === 'string') return tree.length <= NATIVE_RUN ? tree.length : Number.NaN;
  if (typeof tree !== 'object') return typeof tree === 'bigint' ? Number.NaN : 8;
  if (tree === null) return 8;
  if (depth === 0) return Number.NaN;
  let size = 8;
  if (Array.isArray(tree)) {
    if (tree.length > 0 && tree.every(isScalar)) return Number.NaN;
    for (let index = 0; index < tree.length && size <= NATIVE_RUN; index++)
      size += nativeSize(tree[index] as Tree, depth - 1);
    return size <= NATIVE_RUN ? size : Number.NaN;
  }
  if (!isTreeObject(tree)) return Number.NaN;
  let previous = '';
  for (const key in tree) {
    if (key < previous || size > NATIVE_RUN) return Number.NaN;
    size += key.length + nativeSize(tree[key] as Tree, depth - 1);
    previous = key;
  }
  return size;
}

const isScalar = (tree: Tree): boolean => typeof tree !== 'object' || tree === null;

function scalarText(tree: Tree): string {
  if (typeof tree === 'string') return NEEDS_NO_ESCAPE.test(tree) ? `"${tree}"` : JSON.stringify(tree);
  if (tree === 0 && Object.is(tree, -0)) return '-0.0';
  return String(tree);
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/** In the order of UTF-16 code units, which is that of sort() without a comparison. */
function sortedKeys(object: TreeObject): string[] {
  const keys = Object.keys(object);
  // Those of a class are in order already.
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
