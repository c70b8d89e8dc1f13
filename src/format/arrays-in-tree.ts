import { labelsOf } from '../model/array-labels.js';
import { Elements } from '../model/elements.js';
import { Place } from '../model/place.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { type ArrayEntry, entryWith } from './array-table.js';
import { StoredArray } from './stored-array.js';
import type { StoredObject, StoredTree } from './stored-tree.js';

/**
 * The arrays of a tree whose nodes alone tell what is an array, as after an upgrade. A table with a pointer for each of them would take
 * memory by the number of arrays times the length of the keys above them.
 */
export class ArraysInTree {
  /** The arrays that no field has asked for yet, with their places. */
  readonly #left: Map<Tree, Place>;

  private constructor(left: Map<Tree, Place>) {
    this.#left = left;
  }

  /**
   * Makes a tree of stored members. Changes their lists and objects instead of copying them.
   *
   * @param nodeOf - returns the node of an array: another one for each place.
   */
  static of(
    members: StoredObject,
    nodeOf: (array: StoredArray) => Tree,
  ): { readonly root: TreeObject; readonly arrays: ArraysInTree } {
    const left = new Map<Tree, Place>();
    const visit = (container: StoredTree[] | StoredObject, parent: Place | undefined): void => {
      for (const key of Array.isArray(container) ? container.keys() : Object.keys(container)) {
        const member = container[key as never] as StoredTree;
        if (typeof member !== 'object' || member === null) continue;
        const place = new Place(parent, key);
        if (!(member instanceof StoredArray)) {
          visit(member as StoredTree[] | StoredObject, place);
          continue;
        }
        const node = withoutLostX(nodeOf(member), container);
        left.set(node, place);
        container[key as never] = node as never;
      }
    };
    visit(members, undefined);
    return { root: members as TreeObject, arrays: new ArraysInTree(left) };
  }

  /** Returns the entry that a file's table would have for a node; undefined if it is no array. */
  entryOf(node: Tree): ArrayEntry | undefined {
    if (!(node instanceof Elements)) return undefined;
    this.#left.delete(node);
    return entryWith(node, node.shape);
  }

  /** Marks the arrays in a tree as used. */
  useAllWithin(tree: Tree): void {
    this.#left.delete(tree);
    if (Array.isArray(tree)) for (const item of tree) this.useAllWithin(item);
    else if (isTreeObject(tree)) for (const member of Object.values(tree)) this.useAllWithin(member);
  }

  /** The places of the arrays that are not used. */
  get unusedPlaces(): Iterable<Place> {
    return this.#left.values();
  }
}

/** Returns the node of an array without its x, if an upgrade has given the array of x another key. */
function withoutLostX(node: Tree, container: object): Tree {
  if (!(node instanceof Elements) || node.labels?.x === undefined || Object.hasOwn(container, node.labels.x))
    return node;
  return node.with(node.missing, labelsOf({ ...node.labels, x: undefined }));
}
