import { escaped } from '../../display/escaping.js';
import { pointerBelow } from '../../display/key-names.js';
import { shapeText } from '../../display/shape-text.js';
import { widthOf } from '../../display/text-width.js';
import { valueText } from '../../display/value-text.js';
import { StoredArray } from '../../format/stored-array.js';
import {
  isStoredObject,
  isStoredScalar,
  type StoredObject,
  type StoredScalar,
  type StoredTree,
} from '../../format/stored-tree.js';
import { wrappedAt } from '../console/wrapped-at.js';
import { keyColumnWidth } from './key-column.js';

// Shows the members of an object. A scalar or a list of scalars stands beside its key; an object or another list stands below it:
//
//   lag       1
//   label     "a"
//   levels    [1, 2.5]
//   detrend
//     method  "gaussian"

/** The greatest number of items that are shown of a list of scalars. */
const MOST_SCALARS = 100;

/** The greatest number of items that are shown of a list of lists or objects. */
const MOST_ITEMS = 5;

/** The greatest number of members that are shown of an object. */
const MOST_MEMBERS = 100;

/** The greatest number of characters that are shown of a text. */
const MOST_CHARACTERS = 2000;

/** The blanks by which each level is indented. */
const LEVEL_INDENT = 2;

/** The lines that show members, and the arrays among these members. */
interface MemberLines {
  readonly lines: readonly string[];
  /** The arrays of which the lines show dtype and shape, by JSON Pointer. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/**
 * Returns the lines that show the members of an object: each key with its value beside it, or indented below it. Long texts and lists are
 * shortened, and the line says by how much.
 *
 * @param pointer - the JSON Pointer to the object.
 * @param width - the columns that a line may take; undefined if there is no limit.
 */
export function memberLines(object: StoredObject, pointer: string, width: number | undefined): MemberLines {
  const arrays = new Map<string, StoredArray>();
  return { lines: [...objectLines(object, { pointer, indent: LEVEL_INDENT, width, arrays })], arrays };
}

/** The place of a value in the file and on the screen. */
interface Place {
  readonly pointer: string;
  readonly indent: number;
  readonly width: number | undefined;
  /** Receives the arrays, by JSON Pointer. */
  readonly arrays: Map<string, StoredArray>;
}

const below = (place: Place, key: string | number): Place => ({
  ...place,
  pointer: pointerBelow(place.pointer, String(key)),
  indent: place.indent + LEVEL_INDENT,
});

/** Yields the lines of all members of an object. */
function* objectLines(object: StoredObject, place: Place): Generator<string> {
  const entries = Object.entries(object).slice(0, MOST_MEMBERS);
  const keys = entries.map(([key]) => escaped(key));
  const keyWidth = keyColumnWidth(keys);
  for (const [index, [key, member]] of entries.entries())
    yield* namedValueLines(keys[index] as string, keyWidth, member, place, key);
  yield* moreLine(Object.keys(object).length, entries.length, 'members', place);
}

/** Yields the lines of one value. The first line begins with its name: a key, or `[0]` in a list. */
function* namedValueLines(
  name: string,
  nameWidth: number,
  value: StoredTree,
  place: Place,
  key: string | number,
): Generator<string> {
  const inner = below(place, key);
  const blanks = ' '.repeat(place.indent);
  const text = textBesideKey(value, inner);
  if (text !== undefined) {
    const start = `${blanks}${name}${' '.repeat(Math.max(0, nameWidth - widthOf(name)))}  `;
    const column = widthOf(start);
    const lines = wrappedAt(text, column, place.width);
    yield start + lines[0];
    for (const line of lines.slice(1)) yield ' '.repeat(column) + line;
  } else if (Array.isArray(value)) {
    yield `${blanks}${name}  ${value.length} ${value.length === 1 ? 'item' : 'items'}`;
    const items = value.slice(0, MOST_ITEMS);
    for (const [index, item] of items.entries()) yield* namedValueLines(`[${index}]`, 0, item, inner, index);
    yield* moreLine(value.length, items.length, 'items', inner);
  } else {
    yield `${blanks}${name}`;
    yield* objectLines(value as StoredObject, inner);
  }
}

/** Yields a line that says how many items or members are not shown, if there are any. */
function* moreLine(all: number, most: number, what: string, { indent }: Place): Generator<string> {
  if (all > most) yield `${' '.repeat(indent)}… ${all - most} of ${all} ${what} more (--json)`;
}

/** Returns the text of a value that stands beside its key; undefined for a value that stands below it. */
function textBesideKey(value: StoredTree, { pointer, arrays }: Place): string | undefined {
  if (value instanceof StoredArray) {
    arrays.set(pointer, value);
    return shapeText(value);
  }
  if (Array.isArray(value)) return value.every(isStoredScalar) ? listText(value) : undefined;
  if (isStoredObject(value)) return Object.keys(value).length === 0 ? '{}' : undefined;
  return shortText(value as StoredScalar);
}

function listText(items: readonly StoredScalar[]): string {
  const texts = items.slice(0, MOST_SCALARS).map(shortText);
  const more = items.length - texts.length;
  return `[${texts.join(', ')}${more > 0 ? `, … ${more} of ${items.length} items more (--json)` : ''}]`;
}

function shortText(value: StoredScalar): string {
  if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return valueText(value);
  return `${valueText(value.slice(0, MOST_CHARACTERS))}… (${value.length} characters, all by --json)`;
}
