import { isPlainList, NOT_PLAIN_LIST } from './plain.js';
import { MAX_ISSUES } from './walk/issue-list.js';
import type { Walk } from './walk/walk.js';

/** True if the items of a list of the user can be walked through. Reports a list that is not plain. */
export function isWalkableList(list: readonly unknown[], walk: Walk): boolean {
  if (isPlainList(list)) return true;
  walk.report('invalid-value', NOT_PLAIN_LIST);
  // It may have four billion holes. It is not walked through if it has more elements than issues are listed.
  return list.length <= MAX_ISSUES;
}
