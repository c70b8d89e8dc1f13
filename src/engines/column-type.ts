import { TIMESTAMP_KEY } from '../format/layout.js';
import { MAX_MATCHES, PointerIndex, type PointerRange } from '../format/pointer-index.js';
import { StoredArray } from '../format/stored-array.js';
import type { StoredObject, StoredTree } from '../format/stored-tree.js';
import type { DType, TypedArray } from '../model/dtypes.js';
import { FormatError } from '../model/errors.js';
import { excerpt } from '../model/message-text.js';
import { NumberText } from '../model/number-text.js';
import { Place, pointerOfPlace } from '../model/place.js';
import { NON_FINITE } from '../model/tree-numbers.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import {
  commonNumbers,
  NAME_OF_NUMBER,
  type NumbersSeen,
  numbersOfDType,
  numbersOfPlain,
  numbersOfValues,
} from './number-type.js';

// Chooses the type of each column of a table from the values that all artifacts have in it. An engine must not guess: it would make a text
// column of an array that contains "NaN", and an integer of 1.5. A type is chosen only if it holds every value exactly; if there is no such
// type, the column has the values as JSON text. What the types are called is a table for each engine.
//
//   1 and 2                         int64
//   1 and "1"                       JSON
//   [] and [1]                      list of int64
//   {"a": 1}                        object with the member a
//   {"a": 1} with a pattern /x/*    map to int64

/** The type that holds all values of a column that were seen so far, and whether it has to hold null, too. */
export type ColumnType = ValueType & { readonly hasNull?: true };

type ValueType =
  /** No value but null was seen. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'boolean' | 'text' | 'json' }
  /** The time at which an artifact was made. `hasLocal`: some of them have no offset. */
  | { readonly kind: 'timestamp'; readonly hasLocal: boolean }
  | { readonly kind: 'numbers'; readonly numbers: NumbersSeen }
  | { readonly kind: 'list'; readonly item: ColumnType }
  /** Objects whose values have a type in common, because a file declares them by a pattern. */
  | { readonly kind: 'map'; readonly value: ColumnType }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ColumnType> }
  /** Objects with too many members for a type of their own, and what their values have in common, should they turn out to be maps. */
  | { readonly kind: 'wide'; readonly value: ColumnType };

/** The types of columns, by their names. */
export type ColumnTypes = ReadonlyMap<string, ColumnType>;

/** The type of a column without values. */
const NOTHING: ColumnType = { kind: 'nothing' };
/** The type of a column that has null, or that some files do not have. */
const NULL: ColumnType = { kind: 'nothing', hasNull: true };
const BOOLEAN: ColumnType = { kind: 'boolean' };
const TEXT: ColumnType = { kind: 'text' };
const JSON_TEXT: ColumnType = { kind: 'json' };

/** An object with more members than this has no type of its own. */
const MOST_MEMBERS = 64;

/** Engines read nested values by recursion, and one of them ends on a deep one. */
const MOST_LEVELS = 500;

/**
 * Returns the types of the members of an artifact. Reads the elements of an array only if the file does not name a dtype.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if it holds something that no engine reads exactly: deeper nesting, half of a surrogate pair, or
 * a number that a double would round and that is not written as an integer.
 */
export async function memberTypesOf(artifact: StoredArtifact): Promise<Map<string, ColumnType>> {
  const members = await new TypeWalk(artifact.path, artifact.places).membersOf(artifact.root);
  return members.set(TIMESTAMP_KEY, typeOfTimestamp(artifact.timestamp));
}

/** Returns the type of one value of an unsealed file. */
export const columnTypeOf = (tree: StoredTree): Promise<ColumnType> =>
  new TypeWalk('', undefined).typeOf(tree, [], undefined, 1);

/** One pass over the values of an artifact. */
class TypeWalk {
  readonly #path: string;
  /** The patterns of the file, which show what is a map; undefined if it has none. */
  readonly #patterns: PointerIndex | undefined;
  /** True if the file lists the numbers that it writes by name, so that any other text is a text. */
  readonly #listsNames: boolean;

  constructor(path: string, places: StoredArtifact['places']) {
    this.#path = path;
    const patterns = [...(places?.arrays ?? []), ...(places?.nonFinite ?? [])].filter((each) => each.includes('/*'));
    this.#patterns = patterns.length === 0 ? undefined : new PointerIndex([...new Set(patterns)]);
    this.#listsNames = (places?.nonFinite.length ?? 0) > 0;
  }

  async membersOf(
    object: StoredObject,
    ranges: readonly PointerRange[] = this.#patterns === undefined ? [] : [this.#patterns.root],
    place?: Place,
    level = 1,
  ): Promise<Map<string, ColumnType>> {
    const members = new Map<string, ColumnType>();
    for (const [key, member] of Object.entries(object)) {
      const inner = new Place(place, key);
      this.#checkText(key, inner);
      members.set(key, await this.typeOf(member, this.#rangesOf(object, key, ranges), inner, level + 1));
    }
    return members;
  }

  async typeOf(
    tree: StoredTree,
    ranges: readonly PointerRange[],
    place: Place | undefined,
    level: number,
  ): Promise<ColumnType> {
    if (tree === null) return NULL;
    if (typeof tree === 'boolean') return BOOLEAN;
    if (typeof tree === 'number' || typeof tree === 'bigint') return numbers(numbersOfPlain(tree));
    if (typeof tree === 'string') {
      this.#checkText(tree, place);
      return !this.#listsNames && Object.hasOwn(NON_FINITE, tree) ? numbers(NAME_OF_NUMBER) : TEXT;
    }
    if (tree instanceof NumberText) return this.#typeOfText(tree, place);
    if (level + (tree instanceof StoredArray ? tree.shape.length : 0) > MOST_LEVELS)
      throw this.#fault(`is nested in more than ${MOST_LEVELS} levels`, place);
    if (tree instanceof StoredArray) return typeOfArray(tree);
    if (Array.isArray(tree)) {
      let item = NOTHING;
      for (const [index, each] of tree.entries()) {
        const within = this.#rangesOf(tree, index, ranges);
        item = commonType(item, await this.typeOf(each, within, new Place(place, index), level + 1));
      }
      return { kind: 'list', item };
    }
    const members = await this.membersOf(tree, ranges, place, level);
    const isMap = !Object.hasOwn(tree, '*') && ranges.some((range) => this.#patterns?.child(range, '*') !== undefined);
    return isMap ? { kind: 'map', value: commonOf(members.values()) } : objectOf(members);
  }

  /** Returns the ranges of a member or item. In an object that has the key `*`, that is no pattern. */
  #rangesOf(
    parent: StoredTree[] | StoredObject,
    key: string | number,
    ranges: readonly PointerRange[],
  ): readonly PointerRange[] {
    const index = this.#patterns;
    if (index === undefined || ranges.length === 0) return ranges;
    const hasPattern = Array.isArray(parent) || !Object.hasOwn(parent, '*');
    const keys = hasPattern ? [key, '*'] : [key];
    const inner = ranges.flatMap((range) => keys.flatMap((each) => index.child(range, each) ?? []));
    return inner.slice(0, MAX_MATCHES);
  }

  #typeOfText(number: NumberText, place: Place | undefined): ColumnType {
    if (number.double !== undefined) return numbers(numbersOfPlain(number.double));
    // An engine keeps the digits of an integer, and of a number beyond the doubles.
    if (/^-?\d+$/.test(number.text) || !Number.isFinite(Number(number.text))) return JSON_TEXT;
    throw this.#fault(`has the number ${excerpt(number.text)}, which engines round`, place);
  }

  #checkText(text: string, place: Place | undefined): void {
    if (HALF_PAIR.test(text)) throw this.#fault('has half of a surrogate pair, which no engine reads,', place);
  }

  #fault(fault: string, place: Place | undefined): FormatError {
    return new FormatError(this.#path, `${fault} at ${excerpt(pointerOfPlace(place))}`);
  }
}

const HALF_PAIR = /\p{Cs}/u;

const numbers = (seen: NumbersSeen): ColumnType => ({ kind: 'numbers', numbers: seen });

async function typeOfArray(array: StoredArray): Promise<ColumnType> {
  const { dtype, missing } = array;
  const item = dtype === undefined ? typeOfPlain(await array.read()) : typeOfDType(dtype);
  return array.shape.reduce<ColumnType>(
    (type) => ({ kind: 'list', item: type }),
    missing === null ? orNull(item) : item,
  );
}

function typeOfPlain(values: TypedArray): ColumnType {
  const seen = numbersOfValues(values);
  return seen === undefined ? NOTHING : numbers(seen);
}

const typeOfDType = (dtype: DType): ColumnType => (dtype === 'bool' ? BOOLEAN : numbers(numbersOfDType(dtype)));

/** A time that a timestamp of microseconds holds, in the years of four digits. */
const TIME =
  /^(?!0000)(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

function typeOfTimestamp(text: string): ColumnType {
  const [, day, offset] = TIME.exec(text) ?? [];
  // In UTC, a time may be in another year: of five digits, which some engines do not hold.
  const inUtc = (): string => new Date(offset === undefined ? `${text}Z` : text).toISOString();
  const isHeld = day !== undefined && isDayOfCalendar(day) && /^\d{4}-/.test(inUtc());
  return isHeld ? { kind: 'timestamp', hasLocal: offset === undefined } : TEXT;
}

/** @param day - `YYYY-MM-DD`; false for 2026-02-30. */
function isDayOfCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Returns the narrowest type that holds all values of two types: JSON text if there is no other. */
export function commonType(a: ColumnType, b: ColumnType): ColumnType {
  const type = commonTypeOfValues(a, b);
  return a.hasNull || b.hasNull ? orNull(type) : type;
}

const orNull = (type: ColumnType): ColumnType => (type.hasNull ? type : { ...type, hasNull: true });

function commonTypeOfValues(a: ColumnType, b: ColumnType): ColumnType {
  if (a.kind === 'nothing') return b;
  if (b.kind === 'nothing') return a;
  if (a.kind === 'numbers' && b.kind === 'numbers') return numbers(commonNumbers(a.numbers, b.numbers));
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: commonType(a.item, b.item) };
  if (a.kind === 'object' && b.kind === 'object') return objectOf(commonMemberTypes(a.members, b.members));
  if (a.kind === 'timestamp' && b.kind === 'timestamp')
    return { kind: 'timestamp', hasLocal: a.hasLocal || b.hasLocal };
  if (a.kind === 'text' && isText(b)) return a;
  if (b.kind === 'text' && isText(a)) return b;
  const [valueOfA, valueOfB] = [valueTypeOf(a), valueTypeOf(b)];
  if (valueOfA !== undefined && valueOfB !== undefined)
    return {
      kind: a.kind === 'map' || b.kind === 'map' ? 'map' : 'wide',
      value: commonType(valueOfA, valueOfB),
    };
  return a.kind === b.kind ? a : JSON_TEXT;
}

/** True for times, and for texts that may be the names of numbers: beside other texts, they are texts. */
const isText = (type: ColumnType): boolean =>
  type.kind === 'timestamp' || (type.kind === 'numbers' && type.numbers.names === 'all');

/** Returns the type that all values of an object have in common; undefined if the type is not one of objects. */
const valueTypeOf = (type: ColumnType): ColumnType | undefined =>
  type.kind === 'map' || type.kind === 'wide'
    ? type.value
    : type.kind === 'object'
      ? commonOf(type.members.values())
      : undefined;

const commonOf = (types: Iterable<ColumnType>): ColumnType => [...types].reduce(commonType, NOTHING);

const objectOf = (members: ReadonlyMap<string, ColumnType>): ColumnType =>
  members.size > MOST_MEMBERS ? { kind: 'wide', value: commonOf(members.values()) } : { kind: 'object', members };

/**
 * Returns the types of all members that one or both of two objects have.
 *
 * @param a - undefined if there was no object before.
 */
export function commonMemberTypes(a: ColumnTypes | undefined, b: ColumnTypes): ColumnTypes {
  if (a === undefined) return b;
  const members = new Map(a);
  for (const key of a.keys()) if (!b.has(key)) members.set(key, commonType(a.get(key) as ColumnType, NULL));
  for (const [key, type] of b) members.set(key, commonType(a.get(key) ?? NULL, type));
  return members;
}
