import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredTree } from '../../format/stored-tree.js';
import { ProgressReporter } from '../../model/progress.js';
import { jsonText } from '../console/json-text.js';
import { ArraySlice } from '../one-artifact/array-slice.js';
import { nestedJson } from '../one-artifact/array-values.js';

/** Yields a tree as JSON on one line, piece by piece, with the elements of its arrays as nested lists. */
export async function* treeJson(tree: StoredTree): AsyncGenerator<string> {
  if (tree instanceof StoredArray) {
    yield* nestedJson(tree, new ArraySlice(undefined, tree.shape), new ProgressReporter());
    return;
  }
  if (!Array.isArray(tree) && !isStoredObject(tree)) {
    yield jsonText(tree);
    return;
  }
  const [opening, closing] = Array.isArray(tree) ? '[]' : '{}';
  yield opening as string;
  let isFirst = true;
  for (const [key, member] of Object.entries(tree)) {
    yield (isFirst ? '' : ',') + (Array.isArray(tree) ? '' : `${jsonText(key)}:`);
    yield* treeJson(member);
    isFirst = false;
  }
  yield closing as string;
}
