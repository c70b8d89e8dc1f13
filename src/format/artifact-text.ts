import { createHash } from 'node:crypto';
import { isScalar, quotedPieces, scalarText } from '../json/scalars.js';
import { Elements } from '../model/elements.js';
import { LIMITS, type Limits } from '../model/limits.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import type { ArrayTable } from './array-table.js';
import { arrayTexts } from './array-text.js';
import { ARTIFACT_KEY, FORMAT, NON_FINITE_KEY, SEAL_CLOSING, SEAL_OPENING } from './layout.js';
import { nativeLines, nativeRun } from './native-lines.js';
import type { NonFinitePlaces } from './non-finite.js';

/** What is written of an artifact. */
export interface EncodedArtifact {
  readonly root: TreeObject;
  readonly arrays: ArrayTable;
  readonly nonFinite: NonFinitePlaces;
}

/**
 * The sealed text of an artifact file. What the tree holds is read at once, all but arrays that are too large to be copied;
 * the text is made piece by piece.
 */
export class ArtifactText {
  /** The arrays that stand in the text as lists with items in them, in its order. */
  readonly elements: Elements[] = [];
  /** The text, with arrays and long strings where theirs is still to be made. */
  readonly #parts: (string | IndentedElements | LongString)[] = [];
  /** The keys of the root, each with the index of the part in which it stands. */
  readonly #members: { readonly key: string; readonly part: number }[] = [];
  readonly #quoted = new Map<string, string>();
  readonly #limits: Limits;
  #text = '';
  #copied = 0;

  constructor({ root, arrays, nonFinite }: EncodedArtifact, limits = LIMITS) {
    this.#limits = limits;
    this.#text += '{';
    for (const key of sortedKeys(root)) {
      this.#members.push({ key, part: this.#parts.length });
      this.#text += '\n  ';
      this.#addKey(key);
      this.#add(root[key] as Tree, '  ');
      this.#text += ',';
    }
    this.#text += `\n  "${ARTIFACT_KEY}": {\n    "arrays": `;
    this.#add(arrays.toTree(), '    ');
    this.#text += `,\n    "format": ${FORMAT},\n`;
    const places = nonFinite.sorted;
    if (places.length > 0) {
      this.#text += `    "${NON_FINITE_KEY}": `;
      this.#add(places, '    ');
      this.#text += ',\n';
    }
    this.#text += SEAL_OPENING;
    this.#parts.push(this.#text);
  }

  /**
   * The bytes, piece by piece.
   *
   * @throws ChangedElements if an array is shorter by now.
   * @throws LongText if all but the arrays is longer than a reader takes.
   * @returns the seal that stands in them: SHA-256, 64 hexadecimal digits.
   */
  *pieces(): Generator<Uint8Array, string> {
    const hash = createHash('sha256');
    let piece = Buffer.allocUnsafe(Math.min(this.#limits.piece, this.#most()));
    let length = 0;
    let room = this.#limits.text;
    for (const [text, encoding, part] of this.#texts()) {
      if (encoding === 'utf8') room -= Buffer.byteLength(text);
      if (room < 0)
        throw new TextTooLong(this.#members.findLast((member) => member.part <= part)?.key, this.#limits.text);
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
    const seal = hash.update(piece.subarray(0, length)).digest('hex');
    yield Buffer.concat([piece.subarray(0, length), Buffer.from(`${seal}${SEAL_CLOSING}`)]);
    return seal;
  }

  /** The text up to the seal, as it comes. That of arrays is ASCII. */
  *#texts(): Generator<readonly [text: string, encoding: 'utf8' | 'latin1', part: number]> {
    const { piece, rowPiece } = this.#limits;
    for (const [index, part] of this.#parts.entries()) {
      if (typeof part === 'string') yield [part, 'utf8', index];
      else if ('string' in part) for (const text of quotedPieces(part.string, piece)) yield [text, 'utf8', index];
      else for (const text of arrayTexts(part.elements, part.indent, rowPiece)) yield [text, 'latin1', index];
    }
  }

  /** As many bytes as there may be, roughly: a small artifact needs no large buffer. */
  #most(): number {
    let most = 0;
    for (const part of this.#parts) {
      if (typeof part === 'string') most += 3 * part.length;
      else most += 'string' in part ? 6 * part.string.length : 32 * part.elements.values.length;
    }
    return most;
  }

  #add(tree: Tree, indent: string): void {
    if (tree instanceof Elements) this.#addElements(tree, indent);
    else if (Array.isArray(tree)) {
      if (tree.every(isScalar)) this.#addScalars(tree);
      else this.#addList(tree, indent);
    } else if (isTreeObject(tree)) this.#addObject(tree, indent);
    else this.#addScalar(tree);
  }

  /** Members one a line. */
  #addObject(object: TreeObject, indent: string): void {
    const inner = `${indent}  `;
    const keys = sortedKeys(object);
    let separator = `{\n${inner}`;
    for (const key of keys) {
      this.#text += separator;
      this.#addKey(key);
      this.#add(object[key] as Tree, inner);
      separator = `,\n${inner}`;
      this.#handOver();
    }
    this.#text += keys.length === 0 ? '{}' : `\n${indent}}`;
  }

  #addScalars(list: readonly Tree[]): void {
    this.#text += '[';
    for (let index = 0; index < list.length; index++) {
      if (index > 0) this.#text += ',';
      this.#addScalar(list[index] as Tree);
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
      elements.takeCopy();
      this.#copied = copied;
    }
    this.#parts.push(this.#text, { elements, indent });
    this.#text = '';
  }

  /** A key and its colon. The same keys come again and again. */
  #addKey(key: string): void {
    let text = this.#quoted.get(key);
    if (text === undefined && !this.#isLong(key)) this.#quoted.set(key, (text = JSON.stringify(key)));
    if (text === undefined) this.#addLong(key);
    else this.#text += text;
    this.#text += ': ';
  }

  #addScalar(tree: Tree): void {
    if (typeof tree === 'string' && this.#isLong(tree)) this.#addLong(tree);
    else this.#text += scalarText(tree);
  }

  #isLong(text: string): boolean {
    return text.length > this.#limits.piece;
  }

  #addLong(string: string): void {
    this.#parts.push(this.#text, { string });
    this.#text = '';
  }
}

/** What is thrown where all but the arrays is longer than a reader takes. */
export class TextTooLong extends Error {
  constructor(
    /** The member of the root at which there is too much of it. */
    readonly key: string | undefined,
    /** The bytes that there may be. */
    readonly most: number,
  ) {
    super('found too long a text');
  }
}

/** A string whose text is made piece by piece: as a whole it may be longer than any string. */
interface LongString {
  readonly string: string;
}

/** An array, and how deep the line is indented on which it begins. */
interface IndentedElements {
  readonly elements: Elements;
  readonly indent: string;
}

/** In the order of UTF-16 code units, which is that of sort() without a comparison. */
function sortedKeys(object: TreeObject): string[] {
  const keys = Object.keys(object);
  // Those of a class are in order already.
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
