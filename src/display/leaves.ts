import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { isStoredObject, type StoredObject, type StoredTree } from '../format/stored-tree.js';
import { FormatError } from '../model/errors.js';
import { keysOfPointer } from '../model/pointer.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import { pointerBelow } from './key-names.js';

// A table has one column for each leaf: a scalar, a list, an array, or an empty object. An object with members has no column of its own;
// a list is one leaf with all that is in it.
//
//   {"a": {"b": 1, "c": [2, {}]}, "d": {}}    has the leaves /a/b, /a/c and /d

/** A leaf of a file. */
export interface Leaf {
  /** The JSON Pointer to it. */
  readonly pointer: string;
  readonly tree: StoredTree;
}

/** The value at a pointer. */
export interface FoundValue extends Leaf {
  /** False for an object with members, for the procedure and for the time. */
  readonly isLeaf: boolean;
}

/** True for the members that every table shows in its own way: the procedure and the time. */
const isOfEveryFile = (key: string): boolean => key === PROCEDURE_NAME_KEY || key === TIMESTAMP_KEY;

const hasMembers = (tree: StoredTree | undefined): tree is StoredObject =>
  isStoredObject(tree) && Object.keys(tree).length > 0;

/** Characters that the pointers to all values of a file may have: for each of its bytes, and in a file of any size. */
const POINTER_CHARACTERS_PER_BYTE = 64;
const MIN_POINTER_CHARACTERS = 1 << 20;

/**
 * Checks that the pointers to all values of an artifact are no longer than its size explains. A table keeps each pointer: below one long
 * key, they would take memory by the length of the key times the number of values.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if they are longer.
 */
export function checkPointers({ root, size, path }: StoredArtifact): void {
  let left = Math.max(MIN_POINTER_CHARACTERS, POINTER_CHARACTERS_PER_BYTE * size);
  const visit = (tree: StoredTree, length: number): void => {
    if (Array.isArray(tree)) for (const [index, item] of tree.entries()) visit(item, length + 1 + `${index}`.length);
    else if (isStoredObject(tree))
      for (const [key, member] of Object.entries(tree)) visit(member, length + 1 + key.length);
    else left -= length;
    if (left < 0)
      throw new FormatError(
        path,
        `has too many values below long keys, expected pointers to them of ${POINTER_CHARACTERS_PER_BYTE} characters at most for each byte of the file`,
      );
  };
  visit(root, 0);
}

/** Yields the leaves of a file, except its procedure, its time, and input parameters that are an empty object. */
export function* leavesOf(root: StoredObject): Generator<Leaf> {
  for (const [key, tree] of Object.entries(root)) {
    const isEmptyParameters = key === INPUT_PARAMETERS_KEY && isStoredObject(tree) && !hasMembers(tree);
    if (!isOfEveryFile(key) && !isEmptyParameters) yield* leavesWithin(tree, pointerBelow('', key));
  }
}

function* leavesWithin(tree: StoredTree, pointer: string): Generator<Leaf> {
  if (!hasMembers(tree)) yield { pointer, tree };
  else for (const [key, member] of Object.entries(tree)) yield* leavesWithin(member, pointerBelow(pointer, key));
}

function valueAtPointer(root: StoredObject, pointer: string): FoundValue | undefined {
  const keys = keysOfPointer(pointer);
  let tree: StoredTree = root;
  for (const key of keys) {
    // To list all members at each step would take the square of the time of a file with many.
    if (!isStoredObject(tree) || !Object.hasOwn(tree, key)) return undefined;
    tree = tree[key] as StoredTree;
  }
  return { pointer, tree, isLeaf: !hasMembers(tree) && !isOfEveryFile(keys[0] as string) };
}

/** Returns the leaf at a pointer; undefined if there is none. */
export function leafAt(root: StoredObject, pointer: string): Leaf | undefined {
  const value = valueAtPointer(root, pointer);
  return value?.isLeaf ? value : undefined;
}

/**
 * Returns the value that a name stands for in an artifact: the first leaf, or else the first value, at the pointers of the name.
 *
 * @param pointers - as `pointersOfName` returns them.
 */
export function foundByName(root: StoredObject, pointers: readonly string[]): FoundValue | undefined {
  const found = pointers.flatMap((pointer) => valueAtPointer(root, pointer) ?? []);
  return found.find(({ isLeaf }) => isLeaf) ?? found[0];
}
