import { haveSameLabels } from './array-labels.js';
import { Elements } from './elements.js';
import { NumberText } from './number-text.js';
import { haveSameElements } from './same-elements.js';
import { isSameList } from './same-list.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from './tree.js';

/**
 * Returns the keys that lead to the first difference of two trees; undefined if there is none. Numbers are compared by Object.is,
 * texts of numbers letter for letter, arrays by dtype, labels, shape and every element.
 */
export function differenceOf(a: Tree | undefined, b: Tree | undefined): (string | number)[] | undefined {
  if (a instanceof Elements && b instanceof Elements) {
    const isSameType = a.dtype === b.dtype && a.missing === b.missing && haveSameLabels(a.labels, b.labels);
    const isSame = isSameType && isSameList(a.shape, b.shape) && haveSameElements(a.values, b.values);
    return isSame ? undefined : [];
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) return differenceOfLists(a, b);
  if (isTreeObject(a) && isTreeObject(b)) return differenceOfObjects(a, b);
  if (a instanceof NumberText && b instanceof NumberText) return a.text === b.text ? undefined : [];
  return Object.is(a, b) ? undefined : [];
}

function differenceOfLists(a: readonly Tree[], b: readonly Tree[]): (string | number)[] | undefined {
  for (let index = 0; index < a.length; index++) {
    const difference = differenceOf(a[index], b[index]);
    if (difference !== undefined) return [index, ...difference];
  }
  return undefined;
}

function differenceOfObjects(a: TreeObject, b: TreeObject): (string | number)[] | undefined {
  for (const key of Object.keys(a)) {
    const difference = differenceOf(a[key], memberOf(b, key));
    if (difference !== undefined) return [key, ...difference];
  }
  const other = Object.keys(b).find((key) => !Object.hasOwn(a, key));
  return other === undefined ? undefined : [other];
}

/** Returns the keys that lead from a tree to a node of it, found by identity; undefined if the tree does not have this node. */
export function keysTo(node: Tree, tree: Tree): (string | number)[] | undefined {
  if (node === tree) return [];
  const children: Iterable<[string | number, Tree]> = Array.isArray(tree)
    ? tree.entries()
    : isTreeObject(tree)
      ? Object.entries(tree)
      : [];
  for (const [key, child] of children) {
    const keys = keysTo(node, child);
    if (keys !== undefined) return [key, ...keys];
  }
  return undefined;
}
