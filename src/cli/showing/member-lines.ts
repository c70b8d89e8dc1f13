import { StoredArray } from '../../format/stored-array.js';
import {
  isStoredObject,
  isStoredScalar,
  type StoredObject,
  type StoredScalar,
  type StoredTree,
} from '../../repository/stored-tree.js';
import { escaped } from '../console/escaping.js';
import { widthOf } from '../console/table.js';
import { shapeText } from '../rows/cells.js';
import { pointerBelow } from '../rows/key-names.js';
import { valueText, wrappedAt } from './value-text.js';

/** Keys are as wide as the widest of their group, up to this. */
const WIDEST_KEY = 32;

/** Items of a list of scalars, items of one of lists and objects, members of an object, characters of a text that are shown. */
const MOST_SCALARS = 100;
const MOST_ITEMS = 5;
const MOST_MEMBERS = 100;
const MOST_CHARACTERS = 2000;

const INDENT = 2;

/** The lines of members, and the arrays that were met on the way. */
interface MemberLines {
  readonly lines: readonly string[];
  /** The arrays among all that is shown, by JSON Pointer. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/**
 * Members in lines: each key, and its value behind it or, indented, below it. What is long is shortened, and told to be.
 *
 * @param pointer - the JSON Pointer to the object.
 * @param width - the columns that a line may take; undefined if there is no limit.
 */
export function memberLines(object: StoredObject, pointer: string, width: number | undefined): MemberLines {
  const arrays = new Map<string, StoredArray>();
  return { lines: [...linesOf(object, { pointer, indent: INDENT, width, arrays })], arrays };
}

/** Where something stands in the file, and on the screen. */
interface Place {
  readonly pointer: string;
  readonly indent: number;
  readonly width: number | undefined;
  /** Takes the arrays that are met. */
  readonly arrays: Map<string, StoredArray>;
}

const below = (place: Place, key: string | number): Place => ({
  ...place,
  pointer: pointerBelow(place.pointer, String(key)),
  indent: place.indent + INDENT,
});

/** The lines of the members of an object. */
function* linesOf(object: StoredObject, place: Place): Generator<string> {
  const entries = Object.entries(object).slice(0, MOST_MEMBERS);
  const keys = entries.map(([key]) => escaped(key));
  const keyWidth = Math.max(0, ...keys.map(widthOf).filter((each) => each <= WIDEST_KEY));
  for (const [index, [key, member]] of entries.entries())
    yield* valueLines(keys[index] as string, keyWidth, member, place, key);
  yield* moreLine(Object.keys(object).length, entries.length, 'members', place);
}

/** The lines of a value, the first one with its name. */
function* valueLines(
  name: string,
  nameWidth: number,
  value: StoredTree,
  place: Place,
  key: string | number,
): Generator<string> {
  const inner = below(place, key);
  const blanks = ' '.repeat(place.indent);
  const text = textOf(value, inner);
  if (text !== undefined) {
    const start = `${blanks}${name}${' '.repeat(Math.max(0, nameWidth - widthOf(name)))}  `;
    const column = widthOf(start);
    const lines = wrappedAt(text, column, place.width);
    yield start + lines[0];
    for (const line of lines.slice(1)) yield ' '.repeat(column) + line;
  } else if (Array.isArray(value)) {
    yield `${blanks}${name}  ${value.length} ${value.length === 1 ? 'item' : 'items'}`;
    const items = value.slice(0, MOST_ITEMS);
    for (const [index, item] of items.entries()) yield* valueLines(`[${index}]`, 0, item, inner, index);
    yield* moreLine(value.length, items.length, 'items', inner);
  } else {
    yield `${blanks}${name}`;
    yield* linesOf(value as StoredObject, inner);
  }
}

function* moreLine(all: number, most: number, what: string, { indent }: Place): Generator<string> {
  if (all > most) yield `${' '.repeat(indent)}… ${all - most} of ${all} ${what} more (--json)`;
}

/** The text of what stands behind its key; undefined for what stands below it. */
function textOf(value: StoredTree, { pointer, arrays }: Place): string | undefined {
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
