import type { Codec } from '../codecs/codec.js';
import { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { InvalidArtifactError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import type { Issue } from '../model/issue.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, MAX_DEPTH, type Tree, type TreeObject } from '../model/tree.js';
import { treeOfPlain } from './class-transformer/bridge.js';
import { declaredClassOf, decodeInstance } from './mapper.js';

/**
 * Decodes a stored value, as JSON.parse gives it. That of a declared class may have `$artifact`, as a file has. The value is not changed.
 *
 * @returns all issues; if there are none, the value in memory.
 */
export function decodeStored(codec: Codec, stored: unknown): { value: unknown; issues: readonly Issue[] } {
  const walk = new DecodingWalk(undefined, { ownership: 'copy' });
  try {
    const value = walk.runUserCode(() => {
      const tree = treeOfParsed(stored);
      const Class = declaredClassOf(codec);
      if (Class === undefined || !isTreeObject(tree)) return codec.decode(tree, walk);
      return decodeInstance(Class, treeOfPlain(tree, Class), { ownership: 'copy' });
    });
    return { value, issues: walk.allIssuesWithViolations() };
  } catch (error) {
    if (isInstance(error, InvalidArtifactError)) return { value: undefined, issues: error.issues };
    throw error;
  }
}

/** An integer beyond 2^53 that JSON.parse has given: a double, of which nobody knows whether the text was rounded to it. */
class ParsedInteger extends NumberText {
  readonly #double: number;

  constructor(double: number) {
    super(`${double}, which JSON.parse may have rounded`);
    this.#double = double;
  }

  override get double(): number {
    return this.#double;
  }

  override get integer(): undefined {
    return undefined;
  }
}

/** Returns what JSON.parse has given as a tree, in which no integer may be another one than the text named. */
function treeOfParsed(value: unknown, depth = 0): Tree {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? new ParsedInteger(value) : value;
  // What is nested deeper is refused.
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value as Tree;
  if (Array.isArray(value)) return copiedIfChanged(value, value.keys(), () => [...value], depth);
  return isTreeObject(value)
    ? copiedIfChanged(value, Object.keys(value), () => ({ ...value }), depth)
    : (value as Tree);
}

function copiedIfChanged<T extends Tree[] | TreeObject>(
  container: T,
  keys: Iterable<number | string>,
  copied: () => T,
  depth: number,
): T {
  let copy: T | undefined;
  for (const key of keys) {
    const member: unknown = container[key as never];
    const tree = treeOfParsed(member, depth + 1);
    if (tree === member) continue;
    copy ??= copied();
    copy[key as never] = tree as never;
  }
  return copy ?? container;
}
