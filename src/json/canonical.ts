import { stringify } from '../libraries.cjs';
import { readJson } from './read-json.js';
import { isTreeObject, NumberText, plainOf, type Tree, type TreeObject } from './tree.js';

/**
 * The canonical text of a tree. Integers that no double holds keep all their digits.
 * @see RFC 8785 (JCS)
 */
export const canonicalJson = (tree: Tree): string => stringify(plainOf(tree)) as string;

/**
 * What `json.dumps(parameters, sort_keys=True)` gives for the member `key` of a file that Python wrote: every number as it
 * stands in the file, for 1.0 and 1 are one number here and two there.
 * @see https://docs.python.org/3/library/json.html#json.dumps
 */
export function pythonJson(bytes: Uint8Array, key: string): string {
  const root = readJson(bytes, { bareTokens: true, numberTexts: true }) as TreeObject;
  return pythonText(root[key] as Tree);
}

function pythonText(tree: Tree): string {
  if (tree instanceof NumberText) return tree.text;
  if (Array.isArray(tree)) return `[${tree.map(pythonText).join(', ')}]`;
  if (isTreeObject(tree)) {
    const keys = Object.keys(tree).sort(byCodePoint);
    return `{${keys.map((key) => `${pythonText(key)}: ${pythonText(tree[key] as Tree)}`).join(', ')}}`;
  }
  return JSON.stringify(tree).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Python's order of strings, which differs from that of UTF-16 where astral characters meet those from U+E000 on. */
function byCodePoint(a: string, b: string): number {
  const [pointsA, pointsB] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(pointsA.length, pointsB.length); index++) {
    const difference = (pointsA[index]?.codePointAt(0) ?? 0) - (pointsB[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return pointsA.length - pointsB.length;
}
