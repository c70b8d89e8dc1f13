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

/** Units: characters. A longer text stands below its name. */
const LONG_TEXT = 80;

/** The greatest number of items that are shown of a list of scalars. */
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
 * Returns the members of an artifact, without arrays and without those that the head of a page shows. A list of scalars is one member; of
 * other lists, and of objects, each item or member is one.
 *
 * @param nameOf - returns the name of the key at a pointer.
 */
export function membersData(root: StoredObject, nameOf: (pointer: string) => string): MembersData {
  const [parameters, results]: [MemberData[], MemberData[]] = [[], []];
  let count = 0;
  for (const [pointer, tree] of membersWithin(root, '')) {
    if (isInHead(pointer, tree) || ++count > MOST_MEMBERS) continue;
    (isParameter(pointer) ? parameters : results).push(memberData(pointer, nameOf(pointer), tree));
  }
  return { parameters, results, ...(count > MOST_MEMBERS ? { membersLeftOut: count - MOST_MEMBERS } : {}) };
}

const IN_HEAD: ReadonlySet<string> = new Set(
  [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY].map((key) => `/${key}`),
);

const isInHead = (pointer: string, tree: StoredTree): boolean =>
  pointer === `/${SEED_KEY}` ? isStoredScalar(tree) : typeof tree === 'string' && IN_HEAD.has(pointer);

/** Yields the scalars and the lists of scalars of a tree, each with its pointer. */
function* membersWithin(tree: StoredTree, pointer: string): Generator<[string, StoredTree]> {
  if (tree instanceof StoredArray) return;
  const isList = Array.isArray(tree);
  if (isList && !tree.every(isStoredScalar))
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
    return { pointer, name, kind: 'other', text: Array.isArray(tree) ? listText(tree as StoredScalar[]) : '{}' };
  return {
    pointer,
    name,
    kind: tree === null || typeof tree === 'boolean' ? 'other' : 'number',
    text: valueText(tree),
  };
}

function listText(items: readonly StoredScalar[]): string {
  const texts = items.slice(0, MOST_SCALARS).map(shortText);
  const more = items.length - texts.length;
  return `[${texts.join(', ')}${more > 0 ? `, … ${more} of ${items.length} items more` : ''}]`;
}

const shortText = (value: StoredScalar): string =>
  typeof value === 'string' && value.length > MOST_CHARACTERS
    ? `${valueText(value.slice(0, MOST_CHARACTERS))}… (${value.length} characters)`
    : valueText(value);
