import { isScalar, scalarText } from '../json/scalars.js';
import { Elements } from '../model/elements.js';
import type { Limits } from '../model/limits.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { countNativeItems, nativeLines } from './native-lines.js';

/** An array whose text is still to be made. */
export interface IndentedElements {
  readonly elements: Elements;
  /** The indent of the line on which the array begins. */
  readonly indent: string;
}

/** A string whose text is still to be made: with its escapes, it may be longer than the longest string. */
export interface LongString {
  readonly string: string;
}

/** A section of a text: characters, or a node of the tree whose text is made when its turn comes. */
export type TextSection = string | IndentedElements | LongString;

/** Units: characters of lines that become a section of their own. */
const MANY_LINES = 1 << 12;

/**
 * Lays out trees in the layout of format 1, section by section: objects with one member a line, lists of scalars on one line, other lists
 * with one item a line. Small arrays are copied at once, so that later changes of the user's arrays do not reach the text; the text of an array
 * or of a long string is not made here.
 */
export class TreeLayout {
  /** The sections that are complete. */
  readonly sections: TextSection[] = [];
  /** The arrays that stand in the text as lists with items in them, in its order. */
  readonly elements: Elements[] = [];
  readonly #limits: Limits;
  readonly #quotedKeys = new Map<string, string>();
  /** The section that is being made. */
  #text = '';
  /** The bytes of all arrays that were copied. */
  #copied = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Adds characters as they are. */
  addText(text: string): void {
    this.#text += text;
  }

  /** Adds a key and its colon. */
  addKey(key: string): void {
    let quoted = this.#quotedKeys.get(key);
    if (quoted === undefined && !this.#isLong(key)) this.#quotedKeys.set(key, (quoted = JSON.stringify(key)));
    if (quoted === undefined) this.#addLong(key);
    else this.#text += quoted;
    this.#text += ': ';
  }

  /**
   * Adds a tree.
   *
   * @param indent - the indent of the line on which it begins.
   */
  addTree(tree: Tree, indent: string): void {
    if (tree instanceof Elements) this.#addElements(tree, indent);
    else if (Array.isArray(tree)) {
      if (tree.every(isOnOneLine)) this.#addScalars(tree);
      else this.#addList(tree, indent);
    } else if (isTreeObject(tree)) this.#addObject(tree, indent);
    else this.#addScalar(tree);
  }

  /** Completes the section that is being made. */
  endSection(): void {
    this.sections.push(this.#text);
    this.#text = '';
  }

  #addObject(object: TreeObject, indent: string): void {
    const inner = `${indent}  `;
    const keys = sortedKeys(object);
    let separator = `{\n${inner}`;
    for (const key of keys) {
      this.#text += separator;
      this.addKey(key);
      this.addTree(object[key] as Tree, inner);
      separator = `,\n${inner}`;
      this.#endLongSection();
    }
    this.#text += keys.length === 0 ? '{}' : `\n${indent}}`;
  }

  #addScalars(list: readonly Tree[]): void {
    this.#text += '[';
    for (let index = 0; index < list.length; index++) {
      if (index > 0) this.#text += ',';
      this.addTree(list[index] as Tree, '');
      this.#endLongSection();
    }
    this.#text += ']';
  }

  /** Adds a list of other items than scalars, as many of them as possible by JSON.stringify. */
  #addList(list: readonly Tree[], indent: string): void {
    const inner = `${indent}  `;
    this.#text += '[';
    for (let index = 0; index < list.length; ) {
      if (index > 0) this.#text += ',';
      const native = countNativeItems(list, index, indent.length / 2);
      if (native === 0) {
        this.#text += `\n${inner}`;
        this.addTree(list[index] as Tree, inner);
        index++;
      } else {
        this.#addLines(nativeLines(list.slice(index, index + native), indent.length / 2));
        index += native;
      }
      this.#endLongSection();
    }
    this.#text += `\n${indent}]`;
  }

  /** Adds lines. Many of them become a section of their own: appended to others, V8 would copy them once more. */
  #addLines(lines: string): void {
    if (lines.length < MANY_LINES) this.#text += lines;
    else {
      this.endSection();
      this.sections.push(lines);
    }
  }

  #addElements(elements: Elements, indent: string): void {
    if (elements.shape.length > 0 && elements.shape[0] !== 0) this.elements.push(elements);
    const copied = this.#copied + elements.values.byteLength;
    if (copied <= this.#limits.copied) {
      elements.takeCopy();
      this.#copied = copied;
    }
    this.endSection();
    this.sections.push({ elements, indent });
  }

  #addScalar(tree: Tree): void {
    if (typeof tree === 'string' && this.#isLong(tree)) this.#addLong(tree);
    else this.#text += scalarText(tree);
  }

  #isLong(text: string): boolean {
    return text.length > this.#limits.piece;
  }

  #addLong(string: string): void {
    this.endSection();
    this.sections.push({ string });
  }

  /** Completes the section if it is long. Appending to an ever longer string would be slow, and fail at 512 MiB. */
  #endLongSection(): void {
    if (this.#text.length > this.#limits.piece) this.endSection();
  }
}

/** True for a scalar, and for an array without axes, which is written as one. */
const isOnOneLine = (tree: Tree): boolean => isScalar(tree) || (tree instanceof Elements && tree.shape.length === 0);

/** Returns the keys of an object in the order of their UTF-16 code units. */
export function sortedKeys(object: TreeObject): string[] {
  const keys = Object.keys(object);
  // The keys of an instance's class are sorted already. `sort` without a comparison sorts by UTF-16 code units.
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
