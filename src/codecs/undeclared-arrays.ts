import { type ArrayTable, entryOfMatches, type PointerMatch } from '../format/array-table.js';
import { StoredArray } from '../format/stored-array.js';
import { arrayOfTree } from '../format/stored-tree.js';
import { Elements } from '../model/elements.js';
import { isList } from '../model/number-list.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';

/** The arrays of a sealed file at a place of which no class says what is there, and below it. */
export interface UndeclaredArrays {
  /** Returns those at a member or item of the tree at the place; undefined if there are none. */
  child(tree: Tree, key: string | number): UndeclaredArrays | undefined;
  /** True if patterns lead to the items of the list or object at the place. */
  hasPatternsIn(tree: Tree[] | TreeObject): boolean;
  /** The dtype of the array that the tree at the place should be; undefined if it should be none. */
  dtypeOf(tree: Tree): string | undefined;
  /** Returns the array that the tree at the place is; undefined if it is none, or another one than it should be. */
  arrayOf(tree: Tree): StoredArray | undefined;
}

/** Those that the table of a file declares. */
export class ArraysOfTable implements UndeclaredArrays {
  readonly #table: ArrayTable;
  readonly #matches: readonly PointerMatch[];

  constructor(table: ArrayTable, matches: readonly PointerMatch[]) {
    this.#table = table;
    this.#matches = matches;
  }

  child(tree: Tree, key: string | number): UndeclaredArrays | undefined {
    const hasPattern = !isTreeObject(tree) || !Object.hasOwn(tree, '*');
    const matches = this.#table.childMatches(this.#matches, String(key), hasPattern);
    return matches === undefined || matches.length === 0 ? undefined : new ArraysOfTable(this.#table, matches);
  }

  hasPatternsIn(tree: Tree[] | TreeObject): boolean {
    return !Object.hasOwn(tree, '*') && this.#table.childMatches(this.#matches, '*', false)?.length !== 0;
  }

  dtypeOf(tree: Tree): string | undefined {
    return this.#entryFor(tree)?.dtype;
  }

  arrayOf(tree: Tree): StoredArray | undefined {
    const entry = this.#entryFor(tree);
    return entry && arrayOfTree(tree, entry, entry.missing);
  }

  /** A pattern leads to an array only if it leads to a list. */
  #entryFor(tree: Tree) {
    const entry = entryOfMatches(this.#matches);
    return entry?.shape !== undefined || isList(tree) || tree instanceof Elements ? entry : undefined;
  }
}

/** Those of a tree whose nodes alone tell what is an array, as after an upgrade. */
export const NODES: UndeclaredArrays = {
  child: () => NODES,
  hasPatternsIn: () => false,
  dtypeOf: (tree) => (tree instanceof Elements ? tree.dtype : undefined),
  arrayOf: (tree) => (tree instanceof Elements ? StoredArray.ofElements(tree) : undefined),
};
