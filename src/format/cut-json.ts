import { CLOSE_OBJECT, COMMA } from '../json/bytes.js';
import { parseJson } from '../json/parse-json.js';
import { readJson } from '../json/read-json.js';
import type { Tree, TreeObject } from '../model/tree.js';
import { type Container, CUT, type CutText } from './array-cutter.js';

/**
 * Reads the text that arrays were cut out of, and puts the arrays back in place.
 *
 * @returns undefined if there is no memory for the text, it is not the beginning of an object, or an array is elsewhere than its line
 * shows.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON, with the place in the text without arrays.
 */
export function readCutText({ pieces, cuts }: CutText): Tree | undefined {
  const bytes = joined(pieces);
  // The line of `$artifact` follows, which is read on its own.
  if (bytes?.at(-1) !== COMMA) return undefined;
  bytes[bytes.length - 1] = CLOSE_OBJECT;
  const tree = parseJson(bytes) ?? readJson(bytes);
  return putInPlace(cuts, tree) ? tree : undefined;
}

/** Joins pieces in memory of their own; undefined if there is none. */
function joined(pieces: readonly Uint8Array[]): Buffer | undefined {
  try {
    return Buffer.concat(pieces);
  } catch {
    return undefined;
  }
}

/**
 * Puts arrays in the place of the strings that stand for them.
 *
 * @returns false if an array is not where its line shows it, because its line or one above it has several members.
 */
function putInPlace(cuts: CutText['cuts'], root: Tree): boolean {
  return cuts.every(({ array, container, key }, index) => {
    const tree = treeOf(container, root);
    if (tree?.[key] !== `${CUT}${index}`) return false;
    tree[key] = array;
    return true;
  });
}

/** Looks up a container by its keys; undefined if there is no object or list. */
function treeOf(container: Container, root: Tree): TreeObject | undefined {
  if (container.tree === undefined) {
    const { parent, key } = container;
    const tree = parent === undefined ? root : treeOf(parent, root)?.[key];
    if (typeof tree === 'object' && tree !== null) container.tree = tree as TreeObject;
  }
  return container.tree;
}
