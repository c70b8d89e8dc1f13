import { StoredArray } from '../../format/stored-array.js';
import type { DType, TypedArray } from '../../model/dtypes.js';
import { NumberText } from '../../model/number-text.js';
import type { StoredObject, StoredTree } from '../../repository/stored-tree.js';

// The types of DuckDB's columns, by what all files hold in them. A type is chosen so that every value is in it exactly; where there
// is none, the column is JSON's text.

/** What is known of the values of a column so far. */
export type ColumnType =
  /** Nothing but null, or nothing at all. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'boolean' | 'text' | 'float32' | 'float64' | 'json' }
  /** Integers from `min` to `max`. */
  | { readonly kind: 'integer'; readonly min: bigint; readonly max: bigint; readonly areDoubles: boolean }
  | { readonly kind: 'list'; readonly item: ColumnType }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ColumnType> };

type IntegerType = Extract<ColumnType, { kind: 'integer' }>;

/** What is known of a column before any value was seen. */
export const NOTHING: ColumnType = { kind: 'nothing' };
const JSON_TEXT: ColumnType = { kind: 'json' };

/** DuckDB's types of integers, the smallest of each sign first. */
const INTEGERS = (
  [
    ['TINYINT', 'int8', -(2n ** 7n), 2n ** 7n],
    ['UTINYINT', 'uint8', 0n, 2n ** 8n],
    ['SMALLINT', 'int16', -(2n ** 15n), 2n ** 15n],
    ['USMALLINT', 'uint16', 0n, 2n ** 16n],
    ['INTEGER', 'int32', -(2n ** 31n), 2n ** 31n],
    ['UINTEGER', 'uint32', 0n, 2n ** 32n],
    ['BIGINT', 'int64', -(2n ** 63n), 2n ** 63n],
    ['UBIGINT', 'uint64', 0n, 2n ** 64n],
  ] as const
).map(([name, dtype, min, end]) => ({ name, dtype, min, max: end - 1n, areDoubles: end <= 2n ** 53n }));

/** Members of an object up to which each is a field of its own. */
const MOST_MEMBERS = 100;

/** The type of one value. */
export async function typeOfValue(tree: StoredTree): Promise<ColumnType> {
  if (tree === null) return NOTHING;
  if (typeof tree === 'boolean') return { kind: 'boolean' };
  if (typeof tree === 'string') return { kind: 'text' };
  if (typeof tree === 'bigint') return typeOfInteger(tree);
  if (typeof tree === 'number') return isPlainInteger(tree) ? typeOfInteger(BigInt(tree)) : { kind: 'float64' };
  if (tree instanceof NumberText) return tree.double === undefined ? JSON_TEXT : { kind: 'float64' };
  if (tree instanceof StoredArray) return typeOfArray(tree);
  if (Array.isArray(tree)) {
    let item = NOTHING;
    for (const each of tree) item = common(item, await typeOfValue(each));
    return { kind: 'list', item };
  }
  return { kind: 'object', members: await typesOfMembers(tree) };
}

/** The types of the members of an object. */
export async function typesOfMembers(object: StoredObject): Promise<Map<string, ColumnType>> {
  const members = new Map<string, ColumnType>();
  for (const [key, member] of Object.entries(object)) members.set(key, await typeOfValue(member));
  return members;
}

/** Tells integers that a double holds exactly; -0 is none. */
const isPlainInteger = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

/** Integers beyond 64 bits are few, and most of them were written from doubles. */
function typeOfInteger(value: bigint): ColumnType {
  const areDoubles = BigInt(Number(value)) === value;
  const { min, max } = INTEGERS.find(
    (each) => each.dtype.endsWith('int64') && value >= each.min && value <= each.max,
  ) ?? { min: value, max: value };
  return { kind: 'integer', min, max, areDoubles };
}

async function typeOfArray(array: StoredArray): Promise<ColumnType> {
  const item = array.dtype === undefined ? typeOfNumbers(await array.read()) : typeOfDType(array.dtype);
  return array.shape.reduce<ColumnType>((type) => ({ kind: 'list', item: type }), item);
}

/** Numbers of which nothing is known but their digits. Integers among doubles are written as integers by other tools too. */
function typeOfNumbers(values: TypedArray): ColumnType {
  if (values instanceof BigInt64Array) return typeOfDType('int64');
  if (values instanceof BigUint64Array) return typeOfDType('uint64');
  return values.every(isPlainInteger) ? typeOfInteger(0n) : { kind: 'float64' };
}

function typeOfDType(dtype: DType): ColumnType {
  if (dtype === 'bool') return { kind: 'boolean' };
  if (dtype === 'float32' || dtype === 'float64') return { kind: dtype };
  const { min, max, areDoubles } = INTEGERS.find((each) => each.dtype === dtype) as (typeof INTEGERS)[number];
  return { kind: 'integer', min, max, areDoubles };
}

/** The type that has the values of both. */
export function common(a: ColumnType, b: ColumnType): ColumnType {
  if (a.kind === 'nothing') return b;
  if (b.kind === 'nothing') return a;
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: common(a.item, b.item) };
  if (a.kind === 'object' && b.kind === 'object')
    return { kind: 'object', members: commonMembers(a.members, b.members) };
  if (a.kind === 'integer' && b.kind === 'integer')
    return {
      kind: 'integer',
      min: a.min < b.min ? a.min : b.min,
      max: a.max > b.max ? a.max : b.max,
      areDoubles: a.areDoubles && b.areDoubles,
    };
  if (a.kind === b.kind) return a;
  return areDoubles(a) && areDoubles(b) ? { kind: 'float64' } : JSON_TEXT;
}

/** The types of the members that either of two objects has. */
export function commonMembers(
  a: ReadonlyMap<string, ColumnType>,
  b: ReadonlyMap<string, ColumnType>,
): Map<string, ColumnType> {
  const members = new Map(a);
  for (const [key, type] of b) members.set(key, common(members.get(key) ?? NOTHING, type));
  return members;
}

const areDoubles = (type: ColumnType): boolean =>
  type.kind === 'float32' || type.kind === 'float64' || (type.kind === 'integer' && type.areDoubles);

/** The type as SQL. */
export function sqlOf(type: ColumnType): string {
  if (type.kind === 'nothing' || type.kind === 'text') return 'VARCHAR';
  if (type.kind === 'boolean') return 'BOOLEAN';
  if (type.kind === 'float32') return 'FLOAT';
  if (type.kind === 'float64') return 'DOUBLE';
  if (type.kind === 'integer') return integerSql(type);
  if (type.kind === 'list') return `${sqlOf(type.item)}[]`;
  if (type.kind === 'object' && isStruct(type.members)) {
    const fields = sortedMembers(type.members).map(([key, member]) => `${identifier(key)} ${sqlOf(member)}`);
    return `STRUCT(${fields.join(', ')})`;
  }
  return 'JSON';
}

/** In the order in which the library writes them. */
export const sortedMembers = (members: ReadonlyMap<string, ColumnType>): [string, ColumnType][] =>
  [...members].sort(([a], [b]) => (a < b ? -1 : 1));

function integerSql({ min, max, areDoubles }: IntegerType): string {
  const smallest = INTEGERS.find((each) => min >= each.min && max <= each.max);
  return smallest?.name ?? (areDoubles ? 'DOUBLE' : 'JSON');
}

/** DuckDB tells no fields apart by their case, and has none without a name. */
const isStruct = (members: ReadonlyMap<string, ColumnType>): boolean =>
  members.size > 0 &&
  members.size <= MOST_MEMBERS &&
  !members.has('') &&
  new Set(Array.from(members.keys(), (key) => key.toLowerCase())).size === members.size;

/** A name as SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
