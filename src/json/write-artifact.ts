import { constants } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DType, TypedArray } from '../dtypes.js';
import { FormatError } from '../errors.js';
import type { ArrayTable } from './array-table.js';
import { FORMAT, SEAL_OPENING, SEAL_TAIL } from './layout.js';
import { Elements, isTreeObject, type Tree, type TreeObject, treeOfNumber } from './tree.js';

/** A file's bytes, and the seal that stands in them. */
export interface SealedFile {
  readonly bytes: Uint8Array;
  /** SHA-256, 64 hexadecimal digits. */
  readonly seal: string;
}

/** Writes a tree and what it says of its arrays as the sealed text of an artifact file. */
export function writeArtifact(root: TreeObject, arrays: ArrayTable): SealedFile {
  const text = new Text();
  text.add('{');
  for (const key of sortedKeys(root)) {
    text.add(`\n  ${JSON.stringify(key)}: `);
    writeValue(root[key] as Tree, '  ', text);
    text.add(',');
  }
  text.add('\n  "$artifact": {\n    "arrays": ');
  writeValue(arrays.toTree(), '    ', text);
  text.add(`,\n    "format": ${FORMAT},\n${SEAL_OPENING}`);
  const seal = text.digest();
  text.add(`${seal}${SEAL_TAIL}`);
  return { bytes: text.bytes(), seal };
}

/** Elements whose text is made in one go. */
const ROW_PIECE = 1 << 12;

function writeValue(tree: Tree, indent: string, text: Text): void {
  if (tree instanceof Elements) writeElements(tree, indent, text);
  else if (Array.isArray(tree)) {
    if (tree.every(isScalar)) text.add(`[${tree.map(scalarText).join(',')}]`);
    else writeLines('[', ']', tree, indent, text, (item, inner) => writeValue(item, inner, text));
  } else if (isTreeObject(tree)) {
    writeLines('{', '}', sortedKeys(tree), indent, text, (key, inner) => {
      const value = tree[key] as Tree;
      if (isScalar(value)) text.add(`${text.quoted(key)}: ${scalarText(value)}`);
      else {
        text.add(`${text.quoted(key)}: `);
        writeValue(value, inner, text);
      }
    });
  } else text.add(scalarText(tree));
}

function writeElements({ dtype, shape, values }: Elements, indent: string, text: Text): void {
  const lastAxis = shape.length - 1;
  let next = 0;
  const writeAxis = (axis: number, indent: string): void => {
    const length = shape[axis] as number;
    if (axis < lastAxis) {
      writeLines('[', ']', { length }, indent, text, (_, inner) => writeAxis(axis + 1, inner));
      return;
    }
    text.add('[');
    writeRow(dtype, values.subarray(next, next + length), text);
    text.add(']');
    next += length;
  };
  if (lastAxis < 0) writeRow(dtype, values, text);
  else writeAxis(0, indent);
}

/** Elements of one row, piece by piece. */
function writeRow(dtype: DType, row: TypedArray, text: Text): void {
  for (let start = 0; start < row.length; start += ROW_PIECE) {
    if (start > 0) text.add(',');
    text.add(pieceText(dtype, row.subarray(start, start + ROW_PIECE)));
  }
}

function pieceText(dtype: DType, piece: TypedArray): string {
  if (dtype === 'bool') return Array.from(piece as Uint8Array, (held) => held === 1).join(',');
  if (dtype === 'int64' || dtype === 'uint64') return piece.join(',');
  const numbers = Array.from(piece as Float64Array);
  // JSON has no words for these, and JSON.stringify no sign for -0.
  const isPlain = numbers.every((value) => Number.isFinite(value) && !Object.is(value, -0));
  return isPlain
    ? JSON.stringify(numbers).slice(1, -1)
    : numbers.map((value) => scalarText(treeOfNumber(value))).join(',');
}

/** Brackets with one item a line between them, or nothing between them. */
function writeLines<T>(
  open: string,
  close: string,
  items: ArrayLike<T>,
  indent: string,
  text: Text,
  write: (item: T, indent: string) => void,
): void {
  text.add(open);
  const inner = `${indent}  `;
  for (let index = 0; index < items.length; index++) {
    text.add(`${index === 0 ? '' : ','}\n${inner}`);
    write(items[index] as T, inner);
  }
  text.add(items.length === 0 ? close : `\n${indent}${close}`);
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

/** Text on its way to bytes, piece by piece, hashed as it goes. */
class Text {
  static readonly #PIECE = 1 << 16;
  readonly #hash = createHash('sha256');
  readonly #pieces: Buffer[] = [];
  #pending = '';
  #length = 0;

  readonly #quoted = new Map<string, string>();

  /** A key as JSON has it. The same keys come again and again. */
  quoted(key: string): string {
    let text = this.#quoted.get(key);
    if (text === undefined) this.#quoted.set(key, (text = JSON.stringify(key)));
    return text;
  }

  add(text: string): void {
    this.#pending += text;
    if (this.#pending.length > Text.#PIECE) this.#flush();
  }

  /** SHA-256 of all that was added so far. */
  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  bytes(): Uint8Array {
    this.#flush();
    return Buffer.concat(this.#pieces);
  }

  #flush(): void {
    const piece = Buffer.from(this.#pending, 'utf8');
    this.#length += piece.length;
    if (this.#length > constants.MAX_LENGTH) {
      throw new FormatError(
        undefined,
        `would have more than ${constants.MAX_LENGTH} bytes, which this version cannot write`,
      );
    }
    this.#hash.update(piece);
    this.#pieces.push(piece);
    this.#pending = '';
  }
}
