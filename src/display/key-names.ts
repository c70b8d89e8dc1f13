import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { escapeKey, keysOfPointer, pointerOf } from '../model/pointer.js';
import { escaped, escapedJson } from './escaping.js';

// The command line names a key by the keys that lead to it, with dots between them. `input_parameters` is left out.
//
//   /detrend/bandwidth             detrend.bandwidth
//   /input_parameters/threshold    threshold
//   /threshold                     threshold; but /threshold if there is such a parameter, too
//   /input_parameters/seed         input_parameters.seed, because every artifact may have a member `seed`
//   /a.b/c                         /a.b/c, because a key has a dot
//
// Somebody who types a name may always type the JSON Pointer, or `input_parameters.threshold`, instead.

const PARAMETERS_POINTER = `/${INPUT_PARAMETERS_KEY}`;

/** The key of the seed. */
export const SEED_KEY = 'seed';

/** The JSON Pointer to the seed. */
export const SEED_POINTER = `/${SEED_KEY}`;

/** The JSON Pointer to the version of the procedure. */
export const VERSION_POINTER = `/${PROCEDURE_VERSION_KEY}`;

/** Members that keep their names even if a parameter has the same key. */
const COMMON_MEMBERS: readonly string[] = [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, SEED_KEY, TIMESTAMP_KEY];

/** True if a pointer leads to an input parameter. */
export const isParameter = (pointer: string): boolean => pointer.startsWith(`${PARAMETERS_POINTER}/`);

/** Returns the pointers that a name may stand for. In an artifact, it stands for the first of them that leads to something. */
export function pointersOfName(name: string): readonly string[] {
  if (name.startsWith('/')) return [name];
  const keys = name.split('.');
  const member = pointerOf(keys);
  const isMember = keys[0] === INPUT_PARAMETERS_KEY || (keys.length === 1 && COMMON_MEMBERS.includes(name));
  return isMember ? [member] : [PARAMETERS_POINTER + member, member];
}

/** Returns names for keys, by pointer. No two keys get the same name. */
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
  const short = dottedName(pointer.slice(PARAMETERS_POINTER.length));
  if (short.startsWith('/')) return pointer;
  const isTaken = COMMON_MEMBERS.includes(short) || short.split('.')[0] === INPUT_PARAMETERS_KEY;
  return isTaken ? dottedName(pointer) : short;
}

/** Returns the keys of a pointer with dots between them, or the pointer itself if a key is empty or has a dot. */
function dottedName(pointer: string): string {
  const keys = keysOfPointer(pointer);
  const isPlain = keys.every((key) => key !== '' && !key.includes('.')) && !keys[0]?.startsWith('/');
  return isPlain ? keys.join('.') : pointer;
}

/** Returns the pointer to a member of the value at a pointer. */
export const pointerBelow = (pointer: string, key: string): string => `${pointer}/${escapeKey(key)}`;

/** Returns a name as it is written in a condition, an option or a list of names: in quotes if it has signs of these, or hidden characters. */
export const writtenName = (name: string): string =>
  /^[^\s=<>!",']+$/.test(name) && !name.startsWith('-') && escaped(name) === name
    ? name
    : escapedJson(JSON.stringify(name));

/** Returns the name that the value of an option is: without its quotes, if it is a JSON string. */
export const parseName = (written: string): string =>
  written.startsWith('"') ? (parseJsonString(written) ?? written) : written;

/** Thrown if a text is no list of names. */
export class NameFault extends Error {}

const NAME_IN_LIST = /\s*(?:("(?:[^"\\]|\\.)*")\s*|([^",]*))(,|$)/sy;

/**
 * Returns the names in a list with commas. A name in quotes is a JSON string, and may have commas.
 *
 * @throws NameFault if a name is empty, or if a quoted one is no JSON string.
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

/** Returns the text that a JSON string stands for; undefined if it is no JSON string. */
export function parseJsonString(quoted: string): string | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Sorts pointers: inputs by name, the seed, all others by name. */
export function inputsFirst(pointers: Iterable<string>, names: ReadonlyMap<string, string>): string[] {
  const rank = (pointer: string) => (isParameter(pointer) ? 0 : pointer === SEED_POINTER ? 1 : 2);
  const name = (pointer: string) => names.get(pointer) as string;
  return [...pointers].sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}
