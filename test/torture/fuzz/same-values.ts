import { ARTIFACT_KEY } from '../../../src/format/layout.js';
import { isTreeObject, itemsOf, type Tree } from '../../../src/model/tree.js';
import { doubleOf } from '../../../src/model/tree-numbers.js';

/**
 * True if two trees have the same values, `$artifact` left out. 1e20 and 100000000000000000000 are the same value, and so are two texts
 * of one instant.
 */
export function isSameValue(a: Tree, b: Tree, key = ''): boolean {
  if (key === ARTIFACT_KEY || Object.is(a, b)) return true;
  const [listA, listB] = [itemsOf(a), itemsOf(b)];
  if (listA !== undefined && listB !== undefined)
    return listA.length === listB.length && listA.every((item, index) => isSameValue(item, listB[index] as Tree));
  if (isTreeObject(a) && isTreeObject(b))
    return Object.keys({ ...a, ...b }).every((each) => isSameValue(a[each] as Tree, b[each] as Tree, each));
  if (typeof a === 'string' && typeof b === 'string') return instantOf(a) === instantOf(b);
  const double = doubleOf(a);
  return double !== undefined && Object.is(double, doubleOf(b));
}

/** Parses an ISO 8601 time, also with a decimal comma, and with a zone without minutes or without a colon. */
const instantOf = (text: string): number =>
  Date.parse(
    text.replace(',', '.').replace(/([+-]\d\d):?(\d\d)?$/, (_, hours, minutes = '00') => `${hours}:${minutes}`),
  );
