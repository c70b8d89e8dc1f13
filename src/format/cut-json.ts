import { isAscii } from 'node:buffer';
import { QUOTE, SPACE } from '../json/bytes.js';
import { readJson } from '../json/read-json.js';
import { MAX_DEPTH, type Tree, type TreeObject } from '../model/tree.js';
import { CUT, type CutText, type Frame } from './array-cutter.js';

/** Text beyond this size is left to our own reader: V8's strings end at 512 MiB. */
const MAX_PARSED_TEXT = 1 << 28;

/**
 * Reads the text that arrays were cut out of, and puts them in again.
 *
 * JSON.parse reads it, if it can be seen that it lost nothing: no integer that no double is, no key that stood twice.
 *
 * @returns undefined if there is no memory for it, or an array is elsewhere than its line shows.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON. The place it tells is that in the text without arrays.
 */
export function readCutText({ pieces, cuts }: CutText): Tree | undefined {
  const bytes = joined(pieces);
  if (bytes === undefined) return undefined;
  const isText = bytes.length <= MAX_PARSED_TEXT && isAscii(bytes);
  const tree = (isText ? parsed(bytes.toString('latin1')) : undefined) ?? readJson(bytes);
  return putInPlace(cuts, tree) ? tree : undefined;
}

/** Joins pieces; undefined if there is no memory for them in one piece. */
function joined(pieces: readonly Uint8Array[]): Buffer | undefined {
  if (pieces.length === 1) return pieces[0] as Buffer;
  try {
    return Buffer.concat(pieces);
  } catch {
    return undefined;
  }
}

/** What JSON.parse makes of a text, or undefined if that may not be all. */
function parsed(text: string): Tree | undefined {
  let tree: Tree;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  const inspection = new Inspection();
  inspection.visit(tree, 0);
  const isFaithful = !inspection.isDoubtful && inspection.members === keysIn(text);
  return isFaithful ? tree : undefined;
}

/**
 * Puts arrays in the place of the strings that stand for them.
 *
 * @returns false if one of them is not where its line shows it: several members stand on one line.
 */
function putInPlace(cuts: CutText['cuts'], root: Tree): boolean {
  const containers = new Map<Frame, TreeObject>();
  const containerOf = (frame: Frame): TreeObject => {
    let container = containers.get(frame);
    if (container === undefined) {
      container = (frame.parent === undefined ? root : containerOf(frame.parent)[frame.key]) as TreeObject;
      if (typeof container !== 'object' || container === null) container = {};
      containers.set(frame, container);
    }
    return container;
  };
  return cuts.every(({ array, frame, key }, index) => {
    const container = containerOf(frame);
    if (container[key] !== `${CUT}${index}`) return false;
    container[key] = array;
    return true;
  });
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

/** A way through a tree that sees what JSON.parse may have lost. */
class Inspection {
  /** How many members all objects have. */
  members = 0;
  /** There is a number that may be rounded, or a key or depth that no artifact has. */
  isDoubtful = false;

  visit(tree: Tree, depth: number): void {
    if (typeof tree === 'number') {
      if (!Number.isSafeInteger(tree) && (Number.isInteger(tree) || !Number.isFinite(tree))) this.isDoubtful = true;
    } else if (typeof tree === 'object' && tree !== null) this.#visitWithin(tree as Tree[] | TreeObject, depth);
  }

  #visitWithin(parent: Tree[] | TreeObject, depth: number): void {
    if (depth >= MAX_DEPTH) this.isDoubtful = true;
    else if (Array.isArray(parent)) {
      for (let index = 0; index < parent.length; index++) this.visit(parent[index] as Tree, depth + 1);
    } else {
      for (const key in parent) {
        this.members++;
        if (key === '__proto__') this.isDoubtful = true;
        else this.visit(parent[key] as Tree, depth + 1);
      }
    }
  }
}
