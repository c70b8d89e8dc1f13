import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { FormatError } from '../../model/errors.js';
import { NumberText } from '../../model/number-text.js';
import { keysOfPointer } from '../../model/pointer.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { isStoredObject, type StoredObject, type StoredTree } from '../../repository/stored-tree.js';
import { pointerBelow } from './key-names.js';

/** What a file has at one place: a scalar, a list, an array, or an empty object. */
export interface Leaf {
  /** The JSON Pointer to it. */
  readonly pointer: string;
  readonly tree: StoredTree;
}

/** What a file has at one place, whatever that is. */
export interface FoundValue extends Leaf {
  /** Whether it is a leaf of which the table tells: no object with members, and neither the procedure nor the time. */
  readonly isLeaf: boolean;
}

/** Members that every file has, of which the table tells in its own way. */
const isOfEveryFile = (key: string): boolean => key === PROCEDURE_NAME_KEY || key === TIMESTAMP_KEY;

const hasMembers = (tree: StoredTree | undefined): tree is StoredObject =>
  isStoredObject(tree) && Object.keys(tree).length > 0;

/** Characters that the pointers to all values may have, for each byte of the file, and in any file. */
const POINTERS_A_BYTE = 64;
const POINTERS_IN_ALL = 1 << 20;

/**
 * Checks that the pointers to all values of an artifact are no longer than its size explains: below one long key, they would take memory
 * by the product of its length and their number.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if they are longer.
 */
export function checkPointers({ root, size, path }: StoredArtifact): void {
  let left = Math.max(POINTERS_IN_ALL, POINTERS_A_BYTE * size);
  const visit = (tree: StoredTree, length: number): void => {
    if (Array.isArray(tree)) for (const [index, item] of tree.entries()) visit(item, length + 1 + `${index}`.length);
    else if (isStoredObject(tree))
      for (const [key, member] of Object.entries(tree)) visit(member, length + 1 + key.length);
    else left -= length;
    if (left < 0)
      throw new FormatError(
        path,
        `has too many values below long keys, expected pointers to them of ${POINTERS_A_BYTE} characters at most for each byte of the file`,
      );
  };
  visit(root, 0);
}

/** All that a file holds, but its procedure and time. Lists are whole: nothing in them is a leaf of its own. */
export function* leavesOf(root: StoredObject): Generator<Leaf> {
  for (const [key, tree] of Object.entries(root)) {
    const isNothing = isOfEveryFile(key) || (key === INPUT_PARAMETERS_KEY && isStoredObject(tree) && !hasMembers(tree));
    if (!isNothing) yield* leavesWithin(tree, pointerBelow('', key));
  }
}

function* leavesWithin(tree: StoredTree, pointer: string): Generator<Leaf> {
  if (!hasMembers(tree)) yield { pointer, tree };
  else for (const [key, member] of Object.entries(tree)) yield* leavesWithin(member, pointerBelow(pointer, key));
}

/** What is at a pointer; undefined if nothing is. */
export function foundAt(root: StoredObject, pointer: string): FoundValue | undefined {
  const keys = keysOfPointer(pointer);
  let tree: StoredTree = root;
  for (const key of keys) {
    if (!hasMembers(tree) || !Object.hasOwn(tree, key)) return undefined;
    tree = tree[key] as StoredTree;
  }
  return { pointer, tree, isLeaf: !hasMembers(tree) && !isOfEveryFile(keys[0] as string) };
}

/** The leaf at a pointer; undefined if there is none. */
export function leafAt(root: StoredObject, pointer: string): Leaf | undefined {
  const value = foundAt(root, pointer);
  return value?.isLeaf ? value : undefined;
}

/** What a name stands for in an artifact: of the places that it may mean, the first leaf, or else the first one. */
export function foundByName(root: StoredObject, pointers: readonly string[]): FoundValue | undefined {
  const found = pointers.flatMap((pointer) => foundAt(root, pointer) ?? []);
  return found.find(({ isLeaf }) => isLeaf) ?? found[0];
}

/** The names of types but dtypes, in the order in which several are written. */
const TYPES = ['text', 'integer', 'number', 'boolean', 'null', 'list', 'object', 'numbers'] as const;

/** The name of a leaf's type: `integer`, `number`, `text`, `boolean`, `null`, `list`, `object`, a dtype, `numbers` where it is not known. */
export function typeName(tree: StoredTree): string {
  if (tree === null) return 'null';
  if (typeof tree === 'string') return 'text';
  if (typeof tree === 'boolean') return 'boolean';
  if (typeof tree === 'bigint') return 'integer';
  if (typeof tree === 'number') return Number.isInteger(tree) && !Object.is(tree, -0) ? 'integer' : 'number';
  if (tree instanceof NumberText) return 'number';
  if (tree instanceof StoredArray) return tree.dtype ?? 'numbers';
  return Array.isArray(tree) ? 'list' : 'object';
}

/** Several types in words: an integer is a number where there are others. */
export function typeNames(types: ReadonlySet<string>): string {
  const named = [...types].filter((type) => type !== 'integer' || !types.has('number'));
  const rank = (type: string) => (TYPES as readonly string[]).indexOf(type);
  const isNamed = (type: string) => rank(type) >= 0;
  return [
    ...named.filter(isNamed).sort((a, b) => rank(a) - rank(b)),
    ...named.filter((type) => !isNamed(type)).sort(),
  ].join('|');
}
