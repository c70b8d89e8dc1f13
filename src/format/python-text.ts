import { createHash } from 'node:crypto';
import { isScalar, quotedPieces, scalarText } from '../json/scalars.js';
import { Elements } from '../model/elements.js';
import { LIMITS, type Limits } from '../model/limits.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { PieceGatherer } from './piece-gatherer.js';
import { indentedLayout, pythonArrayText } from './python-array-text.js';
import { byCodePoint, inAscii, pythonNumber } from './python-scalars.js';

/**
 * The text of a file for the Python implementation: what `json.dump(artifact, file, indent=4, sort_keys=True)` writes there. The constructor
 * copies small arrays; {@link pieces} makes the text piece by piece, so that it is never in memory as a whole.
 *
 * @see https://docs.python.org/3/library/json.html#json.dump
 */
export class PythonText {
  readonly #root: TreeObject;
  readonly #limits: Limits;
  /** What was made and not yielded. */
  #text = '';
  /** The bytes of all arrays that were copied. */
  #copied = 0;

  constructor(root: TreeObject, limits = LIMITS) {
    this.#root = root;
    this.#limits = limits;
    this.#copyArrays(root);
  }

  /**
   * Yields the bytes of the file piece by piece.
   *
   * @returns their SHA-256, 64 hexadecimal digits.
   * @throws ChangedElements if an array has become shorter.
   */
  *pieces(): Generator<Uint8Array, string> {
    const hash = createHash('sha256');
    const gatherer = new PieceGatherer(this.#limits.piece, this.#limits.piece);
    for (const text of this.#tree(this.#root, '')) {
      for (const piece of gatherer.add(text)) {
        hash.update(piece);
        yield piece;
      }
    }
    const rest = Buffer.concat([gatherer.rest(), Buffer.from(this.#takeText())]);
    yield rest;
    return hash.update(rest).digest('hex');
  }

  /** Adds the text of a tree to `#text`, and yields that where it is long. */
  *#tree(tree: Tree, indent: string): Generator<string | Uint8Array> {
    const short = shortText(tree);
    if (short !== undefined) this.#text += short;
    else if (tree instanceof Elements) {
      yield this.#takeText();
      yield* pythonArrayText(tree, indentedLayout(indent), this.#limits.rowPiece);
    } else if (typeof tree === 'string') yield* this.#longString(tree);
    else if (isTreeObject(tree)) yield* this.#object(tree, indent);
    else yield* this.#list(itemsOf(tree) ?? [], indent);
    if (this.#text.length > this.#limits.piece) yield this.#takeText();
  }

  *#object(object: TreeObject, indent: string): Generator<string | Uint8Array> {
    const inner = `${indent}    `;
    const keys = Object.keys(object).sort(byCodePoint);
    for (const [index, key] of keys.entries()) {
      this.#text += `${index === 0 ? '{' : ','}\n${inner}`;
      yield* this.#tree(key, inner);
      this.#text += ': ';
      yield* this.#tree(object[key] as Tree, inner);
    }
    this.#text += keys.length === 0 ? '{}' : `\n${indent}}`;
  }

  *#list(items: readonly Tree[], indent: string): Generator<string | Uint8Array> {
    const inner = `${indent}    `;
    for (let index = 0; index < items.length; index++) {
      const item = items[index] as Tree;
      const short = shortText(item);
      this.#text += `${index === 0 ? '[' : ','}\n${inner}${short ?? ''}`;
      if (short === undefined) yield* this.#tree(item, inner);
      else if (this.#text.length > this.#limits.piece) yield this.#takeText();
    }
    this.#text += items.length === 0 ? '[]' : `\n${indent}]`;
  }

  *#longString(text: string): Generator<string> {
    yield this.#takeText();
    for (const piece of quotedPieces(text, this.#limits.piece)) yield inAscii(piece);
  }

  #takeText(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** Copies arrays, as long as they are small, so that later changes of the user's arrays do not reach the text. */
  #copyArrays(tree: Tree): void {
    if (tree instanceof Elements) {
      const copied = this.#copied + tree.values.byteLength;
      if (copied > this.#limits.copied) return;
      tree.takeCopy();
      this.#copied = copied;
    } else if (Array.isArray(tree)) for (const item of tree) this.#copyArrays(item);
    else if (isTreeObject(tree)) for (const key of Object.keys(tree)) this.#copyArrays(tree[key] as Tree);
  }
}

/** Units: characters. A longer string is not written in one step. */
const SHORT_STRING = 1 << 12;

/** Returns the text of a value that has nothing below it; undefined for lists, objects, arrays and long strings. */
function shortText(tree: Tree): string | undefined {
  if (typeof tree === 'string') return tree.length <= SHORT_STRING ? inAscii(scalarText(tree)) : undefined;
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) return pythonNumber(tree);
  return isScalar(tree) ? String(tree) : undefined;
}
