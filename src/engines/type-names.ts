import type { ColumnType } from './column-type.js';
import { type NumberType, typeOfNumbers } from './number-type.js';

/** What an engine calls the types of columns. */
export interface TypeNames {
  readonly boolean: string;
  readonly text: string;
  /** The type of values that no other type holds, as JSON text. */
  readonly json: string;
  readonly timestamp: string;
  readonly numbers: Readonly<Record<NumberType, string>>;
  list(item: string): string;
  /** Keys are texts. */
  map(value: string): string;
  /** Returns the type of objects with some members; undefined if the engine cannot hold such names. */
  object(members: readonly (readonly [name: string, type: string])[]): string | undefined;
  /** Returns the type that holds null, too. Left out if every type does. */
  orNull?(type: string): string;
}

/** Returns what an engine calls a type. */
export function typeText(type: ColumnType, names: TypeNames): string {
  const text = textOfValues(type, names);
  return type.hasNull ? (names.orNull?.(text) ?? text) : text;
}

function textOfValues(type: ColumnType, names: TypeNames): string {
  if (type.kind === 'nothing' || type.kind === 'text') return names.text;
  if (type.kind === 'boolean') return names.boolean;
  if (type.kind === 'timestamp') return names.timestamp;
  if (type.kind === 'list') return names.list(typeText(type.item, names));
  if (type.kind === 'map') return names.map(typeText(type.value, names));
  if (type.kind === 'numbers') {
    const chosen = type.numbers.names === 'all' ? 'text' : typeOfNumbers(type.numbers);
    return chosen === 'text' ? names.text : chosen === undefined ? names.json : names.numbers[chosen];
  }
  const members = type.kind === 'object' ? sortedMembers(type.members) : [];
  const own =
    members.length === 0 ? undefined : names.object(members.map(([key, each]) => [key, typeText(each, names)]));
  return own ?? names.json;
}

/** Returns members in the order in which the library writes them, which is by code unit. */
export const sortedMembers = (members: ReadonlyMap<string, ColumnType>): [string, ColumnType][] =>
  [...members].sort(([a], [b]) => (a < b ? -1 : 1));
