import { isParameter, pointerBelow, SEED_KEY } from '../../display/key-names.js';
import { valueText } from '../../display/value-text.js';
import { PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import {
  isStoredObject,
  isStoredScalar,
  type StoredObject,
  type StoredScalar,
  type StoredTree,
} from '../../format/stored-tree.js';
import { MOST_CHARACTERS } from '../data/packed-tree.js';
import type { MemberData } from '../data/page-data.js';
import { cutText } from './cut-text.js';

/** Units: characters. A longer text stands below its name. */
const LONG_TEXT = 80;

/** The greatest number of items that are shown of a list of scalars, or of lists of them. */
const MOST_SCALARS = 100;

/** The greatest number of members that a page shows of one artifact. */
const MOST_MEMBERS = 1000;

/** The members of an artifact without arrays, as a page shows them. */
export interface MembersData {
  readonly parameters: readonly MemberData[];
  readonly results: readonly MemberData[];
  readonly membersLeftOut?: number;
}

/**
 * Returns the members of an artifact, without arrays and without those that the head of a page shows. A list of scalars, or of lists
 * of them, is one member; of other lists, and of objects, each item or member is one.
 *
 * @param nameOf - returns the name of the key at a pointer.
 */
export function membersData(root: StoredObject, nameOf: (pointer: string) => string): MembersData {
  const [parameters, results]: [MemberData[], MemberData[]] = [[], []];
  let count = 0;
  for (const [pointer, tree] of membersWithin(root, '')) {
    if (isInHead(pointer, tree) || ++count > MOST_MEMBERS) continue;
    (isParameter(pointer) ? parameters : results).push(memberData(cutText(pointer), nameOf(pointer), tree));
  }
  return { parameters, results, ...(count > MOST_MEMBERS ? { membersLeftOut: count - MOST_MEMBERS } : {}) };
}

const IN_HEAD: ReadonlySet<string> = new Set(
  [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY].map((key) => `/${key}`),
);

const isInHead = (pointer: string, tree: StoredTree): boolean =>
  pointer === `/${SEED_KEY}` ? isStoredScalar(tree) : typeof tree === 'string' && IN_HEAD.has(pointer);

/** A list of scalars, or of such lists. */
type NestedScalars = (StoredScalar | NestedScalars)[];

const isNestedScalars = (tree: StoredTree): tree is StoredScalar | NestedScalars =>
  isStoredScalar(tree) || (Array.isArray(tree) && tree.every(isNestedScalars));

/** Yields the scalars and the lists of scalars of a tree, each with its pointer. */
function* membersWithin(tree: StoredTree, pointer: string): Generator<[string, StoredTree]> {
  if (tree instanceof StoredArray) return;
  const isList = Array.isArray(tree);
  if (isList && !isNestedScalars(tree))
    for (const [index, item] of tree.entries()) yield* membersWithin(item, `${pointer}/${index}`);
  else if (!isList && isStoredObject(tree) && Object.keys(tree).length > 0)
    for (const [key, member] of Object.entries(tree)) yield* membersWithin(member, pointerBelow(pointer, key));
  else if (pointer !== '') yield [pointer, tree];
}

function memberData(pointer: string, name: string, tree: StoredTree): MemberData {
  if (typeof tree === 'string') {
    const text = tree.slice(0, MOST_CHARACTERS);
    const kind = tree.length > LONG_TEXT || tree.includes('\n') ? 'long' : 'text';
    return { pointer, name, kind, text, ...(text.length < tree.length ? { length: tree.length } : {}) };
  }
  if (!isStoredScalar(tree))
    return { pointer, name, kind: 'other', text: Array.isArray(tree) ? listText(tree as NestedScalars) : '{}' };
  return {
    pointer,
    name,
    kind: tree === null || typeof tree === 'boolean' ? 'other' : 'number',
    text: valueText(tree),
  };
}

/** Returns the text of a list, with the first scalars that are in it; a list without any counts as one. */
function listText(items: NestedScalars): string {
  let left = MOST_SCALARS;
  const textsOf = (list: NestedScalars): string[] => {
    const texts: string[] = [];
    for (const item of list) {
      if (left === 0) return [...texts, '…'];
      if (isStoredScalar(item) || item.length === 0) left--;
      texts.push(isStoredScalar(item) ? shortText(item) : `[${textsOf(item).join(', ')}]`);
    }
    return texts;
  };
  const text = textsOf(items).join(', ');
  const count = countOf(items);
  const more = count - MOST_SCALARS;
  return more > 0 ? `[${text}${text.endsWith('…') ? '' : ', …'} ${more} of ${count} items more]` : `[${text}]`;
}

const countOf = (items: NestedScalars): number =>
  items.reduce<number>((count, item) => count + (isStoredScalar(item) || item.length === 0 ? 1 : countOf(item)), 0);

const shortText = (value: StoredScalar): string =>
  typeof value === 'string' && value.length > MOST_CHARACTERS
    ? `${valueText(value.slice(0, MOST_CHARACTERS))}… (${value.length} characters)`
    : valueText(value);
