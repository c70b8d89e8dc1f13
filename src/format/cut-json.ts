import { isAscii } from 'node:buffer';
import { QUOTE, SPACE } from '../json/bytes.js';
import { readJson } from '../json/read-json.js';
import { MAX_PARSED_TEXT } from '../model/limits.js';
import { isTreeObject, MAX_DEPTH, OtherLayout, type Tree } from '../model/tree.js';
import { CUT, type CutText } from './array-cutter.js';

/**
 * Reads the text that arrays were cut out of, and puts them in again.
 *
 * JSON.parse reads it, if it can be seen that it lost nothing: no integer that no double is, no key that stood twice.
 *
 * @throws OtherLayout if there is no memory for it.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON. The place it tells is that in the text without arrays.
 */
export function readCutText({ pieces, cuts }: CutText): Tree {
  const bytes = joined(pieces);
  const isText = bytes.length <= MAX_PARSED_TEXT && isAscii(bytes);
  const tree = isText ? parsed(bytes.toString('latin1'), cuts) : undefined;
  return tree ?? new Restoration(cuts).root(readJson(bytes));
}

/** @throws OtherLayout if there is no memory for them in one piece. */
function joined(pieces: readonly Uint8Array[]): Buffer {
  if (pieces.length === 1) return pieces[0] as Buffer;
  try {
    return Buffer.concat(pieces);
  } catch {
    throw new OtherLayout();
  }
}

/** What JSON.parse makes of a text, or undefined if that may not be all. */
function parsed(text: string, cuts: CutText['cuts']): Tree | undefined {
  let tree: Tree;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  const restoration = new Restoration(cuts);
  restoration.root(tree);
  const isFaithful = !restoration.isDoubtful && restoration.members === keysIn(text);
  return isFaithful ? tree : undefined;
}

/**
 * How many keys a text has; NaN if that is not to be seen so simply, for a colon does not stand right behind its key. More than
 * the keys may count, such as strings that begin with a colon, but no key is ever missed.
 */
function keysIn(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    const before = text.charCodeAt(colon - 1);
    if (before === QUOTE) keys++;
    else if (before <= SPACE) return Number.NaN;
  }
  return keys;
}

/** A way through a tree that puts arrays into their places, and sees what JSON.parse may have lost. */
class Restoration {
  /** How many members all objects have. */
  members = 0;
  /** There is a number that may be rounded, or a key or depth that no artifact has. */
  isDoubtful = false;
  readonly #cuts: CutText['cuts'];

  constructor(cuts: CutText['cuts']) {
    this.#cuts = cuts;
  }

  root(tree: Tree): Tree {
    this.#visit(tree, 0);
    return tree;
  }

  #visit(tree: Tree, depth: number): void {
    if (typeof tree === 'number') {
      if (!Number.isSafeInteger(tree) && (Number.isInteger(tree) || !Number.isFinite(tree))) this.isDoubtful = true;
    } else if (Array.isArray(tree)) {
      if (depth < MAX_DEPTH) for (let index = 0; index < tree.length; index++) this.#child(tree, index, depth);
      else this.isDoubtful = true;
    } else if (isTreeObject(tree)) {
      if (depth >= MAX_DEPTH) this.isDoubtful = true;
      else {
        for (const key in tree) {
          this.members++;
          if (key === '__proto__') this.isDoubtful = true;
          else this.#child(tree, key, depth);
        }
      }
    }
  }

  #child<Key extends string | number>(parent: { [K in Key]?: Tree }, key: Key, depth: number): void {
    const child = parent[key];
    if (typeof child === 'string') {
      const elements = child.startsWith(CUT) ? this.#cuts[Number(child.slice(CUT.length))] : undefined;
      if (elements !== undefined) parent[key] = elements;
    } else if (child !== null && typeof child !== 'boolean') this.#visit(child as Tree, depth + 1);
  }
}
