import { StoredArray } from '../../format/stored-array.js';
import type { StoredObject, StoredTree } from '../../format/stored-tree.js';
import { type DType, dtypeTraits, isBigintArray, type TypedArray, undeclaredDTypeOf } from '../../model/dtypes.js';
import { NumberText } from '../../model/number-text.js';

// Chooses the type of each column of a .parquet file from the values that all artifacts have in it. DuckDB must not guess: it would make a
// text column of an array that contains "NaN". A type is chosen only if it holds every value exactly. If there is no such type, the column
// has the values as JSON text. For example
//
//   1 and 2       BIGINT
//   1 and 0.5     DOUBLE
//   1 and "1"     JSON
//   [] and [1]    BIGINT[]
//   {"a": 1}      STRUCT("a" BIGINT)

/** The type that holds all values of a column that were seen so far. */
export type ColumnType =
  /** No value but null was seen. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'boolean' | 'text' | 'float32' | 'float64' | 'json' }
  /** Integers from `min` to `max`. `areDoubles`: a double holds each of them exactly. */
  | { readonly kind: 'integer'; readonly min: bigint; readonly max: bigint; readonly areDoubles: boolean }
  | { readonly kind: 'list'; readonly item: ColumnType }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, ColumnType> };

type IntegerType = Extract<ColumnType, { kind: 'integer' }>;

/** The type of a column without values. */
export const NOTHING: ColumnType = { kind: 'nothing' };
const JSON_TEXT: ColumnType = { kind: 'json' };

/** DuckDB's integer types, from the smallest to the largest, the signed one before the unsigned one. */
const INTEGERS = (
  [
    ['TINYINT', 'int8'],
    ['UTINYINT', 'uint8'],
    ['SMALLINT', 'int16'],
    ['USMALLINT', 'uint16'],
    ['INTEGER', 'int32'],
    ['UINTEGER', 'uint32'],
    ['BIGINT', 'int64'],
    ['UBIGINT', 'uint64'],
  ] as const
).map(([name, dtype]) => ({ name, ...(typeOfDType(dtype) as IntegerType) }));

/** An object with more members than this is JSON text, not a STRUCT. */
const MOST_STRUCT_FIELDS = 100;

/** Returns the type of one value. Reads the elements of an array only if the file does not name a dtype. */
export async function columnTypeOf(tree: StoredTree): Promise<ColumnType> {
  if (tree === null) return NOTHING;
  if (typeof tree === 'boolean') return { kind: 'boolean' };
  if (typeof tree === 'string') return { kind: 'text' };
  if (typeof tree === 'bigint') return typeOfInteger(tree);
  if (typeof tree === 'number') return isPlainInteger(tree) ? typeOfInteger(BigInt(tree)) : { kind: 'float64' };
  if (tree instanceof NumberText) return tree.double === undefined ? JSON_TEXT : { kind: 'float64' };
  if (tree instanceof StoredArray) return typeOfArray(tree);
  if (Array.isArray(tree)) {
    let item = NOTHING;
    for (const each of tree) item = commonType(item, await columnTypeOf(each));
    return { kind: 'list', item };
  }
  return { kind: 'object', members: await memberTypesOf(tree) };
}

/** Returns the types of the members of an object. */
export async function memberTypesOf(object: StoredObject): Promise<Map<string, ColumnType>> {
  const members = new Map<string, ColumnType>();
  for (const [key, member] of Object.entries(object)) members.set(key, await columnTypeOf(member));
  return members;
}

/** True for an integer below 2^53, which any integer type holds exactly. False for -0, which no integer type holds. */
const isPlainInteger = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

/**
 * Returns the type of an integer: the smallest of BIGINT and UBIGINT that holds it. A column of small integers is BIGINT all the same,
 * so that its type does not depend on the artifacts that are exported. An integer beyond 64 bits has a range of its own.
 */
function typeOfInteger(value: bigint): ColumnType {
  const areDoubles = BigInt(Number(value)) === value;
  const { min, max } = INTEGERS.find((each) => !each.areDoubles && value >= each.min && value <= each.max) ?? {
    min: value,
    max: value,
  };
  return { kind: 'integer', min, max, areDoubles };
}

async function typeOfArray(array: StoredArray): Promise<ColumnType> {
  const item = array.dtype === undefined ? typeOfNumbers(await array.read()) : typeOfDType(array.dtype);
  return array.shape.reduce<ColumnType>((type) => ({ kind: 'list', item: type }), item);
}

/**
 * Returns the type of numbers without a dtype. Other tools may write the double 2.0 as the integer 2, so small integers get a type that can be
 * combined with doubles.
 */
function typeOfNumbers(values: TypedArray): ColumnType {
  if (isBigintArray(values)) return typeOfDType(undeclaredDTypeOf(values));
  return values.every(isPlainInteger) ? typeOfInteger(0n) : { kind: 'float64' };
}

function typeOfDType(dtype: DType): ColumnType {
  const { kind, range } = dtypeTraits(dtype);
  if (range !== undefined) return { kind: 'integer', ...range, areDoubles: kind === 'integer' };
  if (kind === 'bool') return { kind: 'boolean' };
  return { kind: dtype === 'float32' ? 'float32' : 'float64' };
}

/** Returns the narrowest type that holds all values of two types: JSON text if there is no other. */
export function commonType(a: ColumnType, b: ColumnType): ColumnType {
  if (a.kind === 'nothing') return b;
  if (b.kind === 'nothing') return a;
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: commonType(a.item, b.item) };
  if (a.kind === 'object' && b.kind === 'object')
    return { kind: 'object', members: commonMemberTypes(a.members, b.members) };
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

/** Returns the types of all members that one or both of two objects have. */
export function commonMemberTypes(
  a: ReadonlyMap<string, ColumnType>,
  b: ReadonlyMap<string, ColumnType>,
): Map<string, ColumnType> {
  const members = new Map(a);
  for (const [key, type] of b) members.set(key, commonType(members.get(key) ?? NOTHING, type));
  return members;
}

const areDoubles = (type: ColumnType): boolean =>
  type.kind === 'float32' || type.kind === 'float64' || (type.kind === 'integer' && type.areDoubles);

/** Returns the type in DuckDB's SQL. */
export function sqlOf(type: ColumnType): string {
  if (type.kind === 'nothing' || type.kind === 'text') return 'VARCHAR';
  if (type.kind === 'boolean') return 'BOOLEAN';
  if (type.kind === 'float32') return 'FLOAT';
  if (type.kind === 'float64') return 'DOUBLE';
  if (type.kind === 'integer') return integerSql(type);
  if (type.kind === 'list') return `${sqlOf(type.item)}[]`;
  if (type.kind === 'object' && isStruct(type.members)) {
    const fields = sortedMembers(type.members).map(([key, member]) => `${sqlIdentifier(key)} ${sqlOf(member)}`);
    return `STRUCT(${fields.join(', ')})`;
  }
  return 'JSON';
}

/** Returns members in the order in which the library writes them, which is by code unit. */
export const sortedMembers = (members: ReadonlyMap<string, ColumnType>): [string, ColumnType][] =>
  [...members].sort(([a], [b]) => (a < b ? -1 : 1));

function integerSql({ min, max, areDoubles }: IntegerType): string {
  const smallest = INTEGERS.find((each) => min >= each.min && max <= each.max);
  return smallest?.name ?? (areDoubles ? 'DOUBLE' : 'JSON');
}

/** True if a STRUCT can have these fields. DuckDB ignores the case of field names and allows no empty name. */
const isStruct = (members: ReadonlyMap<string, ColumnType>): boolean =>
  members.size > 0 &&
  members.size <= MOST_STRUCT_FIELDS &&
  !members.has('') &&
  new Set(Array.from(members.keys(), (key) => key.toLowerCase())).size === members.size;

/** Returns a name as an identifier of SQL. */
export const sqlIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Returns a text as a string literal of SQL. */
export const sqlLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;
