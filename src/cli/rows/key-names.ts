import { escapeKey, keysOfPointer, pointerOf } from '../../model/pointer.js';
import { escaped, escapedJson } from '../console/escaping.js';

// A key is named by the keys that lead to it, with dots between them: `detrend.bandwidth`. An input parameter is named without
// `input_parameters`, and a member that has the name of a parameter by its JSON Pointer, `/threshold`. So is whatever has a dot in a
// key. A JSON Pointer, and `input_parameters.threshold`, are understood everywhere.

const PARAMETERS = '/input_parameters';

/** Members whose names no parameter takes: one of the same name is `input_parameters.seed`. */
const MEMBERS_OF_ALL: readonly string[] = ['procedure_name', 'procedure_version', 'seed', 'timestamp'];

/** The key of the seed. */
export const SEED_KEY = 'seed';

/** The pointer to the seed. */
export const SEED_POINTER = `/${SEED_KEY}`;

/** The pointer to the procedure's version. */
export const VERSION_POINTER = '/procedure_version';

/** Tells whether a pointer leads to an input parameter. */
export const isParameter = (pointer: string): boolean => pointer.startsWith(`${PARAMETERS}/`);

/** The pointers that a name may stand for: of those that an artifact has, the first one is meant. */
export function pointersOfName(name: string): readonly string[] {
  if (name.startsWith('/')) return [name];
  const keys = name.split('.');
  const member = pointerOf(keys);
  const isMember = keys[0] === 'input_parameters' || (keys.length === 1 && MEMBERS_OF_ALL.includes(name));
  return isMember ? [member] : [PARAMETERS + member, member];
}

/** The names of keys, each of which stands for none of the others. */
export function namesOf(pointers: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const all = [...pointers];
  for (const pointer of all.filter(isParameter)) {
    const name = parameterName(pointer);
    names.set(pointer, name);
    taken.add(name);
  }
  for (const pointer of all.filter((each) => !isParameter(each))) {
    const name = dottedName(pointer);
    names.set(pointer, taken.has(name) ? pointer : name);
  }
  return names;
}

function parameterName(pointer: string): string {
  const short = dottedName(pointer.slice(PARAMETERS.length));
  if (short.startsWith('/')) return pointer;
  const isTaken = MEMBERS_OF_ALL.includes(short) || short.split('.')[0] === 'input_parameters';
  return isTaken ? dottedName(pointer) : short;
}

/** The keys with dots between them, or the pointer itself where that would not tell them apart. */
function dottedName(pointer: string): string {
  const keys = keysOfPointer(pointer);
  const isPlain = keys.every((key) => key !== '' && !key.includes('.')) && !keys[0]?.startsWith('/');
  return isPlain ? keys.join('.') : pointer;
}

/** The pointer to a member of what a pointer leads to. */
export const pointerBelow = (pointer: string, key: string): string => `${pointer}/${escapeKey(key)}`;

/** A name as it is written in a condition, an option or a list of keys: in quotes if it has signs that mean something there, or are not shown. */
export const writtenName = (name: string): string =>
  /^[^\s=<>!",']+$/.test(name) && !name.startsWith('-') && escaped(name) === name
    ? name
    : escapedJson(JSON.stringify(name));

/** The name that somebody wrote as the value of an option. */
export const parseName = (written: string): string =>
  written.startsWith('"') ? (parseJsonString(written) ?? written) : written;

/** What is wrong with a list of names. */
export class NameFault extends Error {}

const NAME_IN_LIST = /\s*(?:("(?:[^"\\]|\\.)*")\s*|([^",]*))(,|$)/sy;

/**
 * The names in a list that is separated by commas. A name in quotes may have commas.
 *
 * @throws NameFault if a name is empty, or its quotes are not those of JSON.
 */
export function parseNames(list: string): string[] {
  const names: string[] = [];
  NAME_IN_LIST.lastIndex = 0;
  for (let separator = ','; separator === ','; ) {
    const [, quoted, bare = '', next = ''] = NAME_IN_LIST.exec(list) ?? [];
    const name = quoted === undefined ? bare.trim() : parseJsonString(quoted);
    if (name === undefined || name === '') throw new NameFault(list);
    names.push(name);
    separator = next;
  }
  return names;
}

/** The text of a JSON string; undefined if it is none. */
export function parseJsonString(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Pointers in the order in which people look for them: inputs by name, the seed, all else by name. */
export function inputsFirst(pointers: Iterable<string>, names: ReadonlyMap<string, string>): string[] {
  const rank = (pointer: string) => (isParameter(pointer) ? 0 : pointer === SEED_POINTER ? 1 : 2);
  const name = (pointer: string) => names.get(pointer) as string;
  return [...pointers].sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}
