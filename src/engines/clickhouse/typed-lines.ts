import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from '../../json/bytes.js';
import type { ColumnType, ColumnTypes } from '../column-type.js';
import { typeOfNumbers } from '../number-type.js';
import { areMembers } from './clickhouse-types.js';

// ClickHouse reads no integer that is written as 1.0 or 1e5, and takes the quotes off a text where it reads JSON as text, so that 1 and "1"
// would be one value. So the lines are written once more, in a way that depends on the types of their columns. For example, from
//
//   {"n":[1.0,2],"mixed":"1","curve":[1.0]}
//
// the line {"n":[1,2],"mixed":"\"1\"","curve":[1.0]} is made if n is a list of integers, mixed is JSON, and curve a list of doubles.

/** How a value is written: as it is, as a text that has its JSON, or with its integers as digits; an object or list by its members. */
type Plan = 'copy' | 'text' | 'digits' | { readonly each: Plan } | { readonly members: ReadonlyMap<string, Plan> };

function planOf(type: ColumnType | undefined): Plan {
  if (type === undefined) return 'copy';
  if (type.kind === 'json' || type.kind === 'wide') return 'text';
  if (type.kind === 'numbers') {
    const chosen = typeOfNumbers(type.numbers);
    if (type.numbers.names === 'all') return 'copy';
    return chosen === undefined ? 'text' : /int/.test(chosen) ? 'digits' : 'copy';
  }
  if (type.kind === 'list' || type.kind === 'map') {
    const each = planOf(type.kind === 'list' ? type.item : type.value);
    return each === 'copy' ? 'copy' : { each };
  }
  if (type.kind !== 'object') return 'copy';
  return type.members.size === 0 || !areMembers(type.members.keys()) ? 'text' : planOfMembers(type.members);
}

function planOfMembers(types: ColumnTypes): Plan {
  const members = new Map(Array.from(types, ([key, type]) => [key, planOf(type)]));
  return [...members.values()].every((plan) => plan === 'copy') ? 'copy' : { members };
}

/** The first letter of null. */
const LETTER_N = 0x6e;
const [QUOTE_IN_TEXT, BACKSLASH_IN_TEXT, QUOTE_OF_TEXT] = [Buffer.from('\\"'), Buffer.from('\\\\'), Buffer.from('"')];

const isOpening = (byte: number): boolean => byte === OPEN_OBJECT || byte === OPEN_LIST;
const isClosing = (byte: number): boolean => byte === CLOSE_OBJECT || byte === CLOSE_LIST;
const isEnd = (byte: number): boolean => byte === COMMA || byte === NEWLINE || isClosing(byte);

/** An object or list that is open. */
interface Level {
  readonly plan: Plan;
  readonly isObject: boolean;
  /** True if a key comes next. */
  awaitsKey: boolean;
  /** The plan of the next value. */
  next: Plan;
}

/** A value in whose middle the lines are. */
interface OpenValue {
  readonly isText: boolean;
  depth: number;
  string: 'none' | 'inside' | 'escape';
}

/** Writes lines of JSON as ClickHouse reads them, piece by piece. */
export class TypedLines {
  readonly #root: Plan;
  readonly #levels: Level[] = [];
  /** The bytes of a key or number whose end has not come yet. */
  #rest: Buffer = Buffer.alloc(0);
  #value: OpenValue | undefined;

  constructor(types: ColumnTypes) {
    this.#root = planOfMembers(types);
  }

  /** Returns the pieces that are written for the next piece of the lines, which have no white space between their tokens. */
  push(piece: Buffer): Buffer[] {
    if (this.#root === 'copy') return [piece];
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    this.#rest = Buffer.alloc(0);
    const written: Buffer[] = [];
    let [at, from] = [0, 0];
    const replace = (start: number, end: number, text: Buffer): void => {
      written.push(bytes.subarray(from, start), text);
      from = end;
    };
    while (at < bytes.length) {
      if (this.#value !== undefined) {
        at = this.#pass(bytes, at, this.#value, replace);
        continue;
      }
      const byte = bytes[at] as number;
      const level = this.#levels.at(-1);
      const plan = level === undefined ? this.#root : level.next;
      if (isEnd(byte) || byte === COLON) {
        if (isClosing(byte)) this.#levels.pop();
        else if (byte === COMMA && level !== undefined) level.awaitsKey = level.isObject;
        at++;
      } else if (level?.awaitsKey) {
        const end = endOfString(bytes, at);
        if (end === undefined) break;
        level.next = memberOf(level.plan, bytes.toString('utf8', at, end));
        level.awaitsKey = false;
        at = end;
      } else if (plan === 'digits') {
        const end = endOfScalar(bytes, at);
        if (end === undefined) break;
        const text = bytes.toString('latin1', at, end);
        if (/^[-\d].*[.eE]/.test(text)) replace(at, end, Buffer.from(String(Number(text))));
        at = end;
      } else if (typeof plan === 'object' && isOpening(byte)) {
        const isObject = byte === OPEN_OBJECT;
        this.#levels.push({ plan, isObject, awaitsKey: isObject, next: isObject ? 'copy' : eachOf(plan) });
        at++;
      } else {
        // A null is null, and no text.
        const isText = plan === 'text' && byte !== LETTER_N;
        if (isText) replace(at, at, QUOTE_OF_TEXT);
        this.#value = { isText, depth: 0, string: 'none' };
      }
    }
    if (at > from) written.push(bytes.subarray(from, at));
    this.#rest = bytes.subarray(at);
    return written;
  }

  /** Passes over the bytes of a value, up to its end or that of the piece. Returns where that is. */
  #pass(
    bytes: Buffer,
    start: number,
    value: OpenValue,
    replace: (start: number, end: number, text: Buffer) => void,
  ): number {
    const { isText } = value;
    let { depth, string } = value;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (string === 'none') {
        if (depth === 0 && isEnd(byte)) {
          if (isText) replace(at, at, QUOTE_OF_TEXT);
          this.#value = undefined;
          return at;
        }
        if (byte === QUOTE) string = 'inside';
        else if (isOpening(byte)) depth++;
        else if (isClosing(byte)) depth--;
      } else if (string === 'escape') string = 'inside';
      else if (byte === BACKSLASH) string = 'escape';
      else if (byte === QUOTE) string = 'none';
      if (isText && byte === QUOTE) replace(at, at + 1, QUOTE_IN_TEXT);
      else if (isText && byte === BACKSLASH) replace(at, at + 1, BACKSLASH_IN_TEXT);
    }
    Object.assign(value, { depth, string });
    return bytes.length;
  }
}

const eachOf = (plan: Plan): Plan => (typeof plan === 'object' && 'each' in plan ? plan.each : 'copy');

/** @param key - as it is written, in quotes. */
const memberOf = (plan: Plan, key: string): Plan =>
  typeof plan === 'object' && 'members' in plan ? (plan.members.get(JSON.parse(key)) ?? 'copy') : eachOf(plan);

/** Returns where a string that begins somewhere ends; undefined if it goes on in the next piece. */
function endOfString(bytes: Buffer, start: number): number | undefined {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return undefined;
}

/** Returns where a number or literal ends; undefined if it may go on in the next piece. */
function endOfScalar(bytes: Buffer, start: number): number | undefined {
  for (let at = start; at < bytes.length; at++) if (isEnd(bytes[at] as number)) return at;
  return undefined;
}
