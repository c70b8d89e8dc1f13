// How messages of errors show values and texts: in a bounded length, and without running into an error of the value's own code.

import { inspect } from 'node:util';

/**
 * Returns a text in full if it is short, else its beginning and its length.
 *
 * @param most - the greatest number of characters that are shown.
 */
export function excerpt(text: string, most = 60): string {
  if (text.length <= most) return text;
  // Copied character by character: a slice would keep the whole text in memory for as long as somebody keeps the message.
  return `${Array.from(text.slice(0, most)).join('')}… (${text.length} characters)`;
}

/**
 * Returns the JSON string of a text in full if it is short, else its beginning and the length of the text.
 *
 * @param most - the greatest number of characters that are shown.
 */
export function quoted(text: string, most = 60): string {
  const json = JSON.stringify(text.slice(0, most));
  if (text.length <= most && json.length <= most) return json;
  return `${json.slice(0, most)}… (a string of ${text.length} characters)`;
}

/** Returns a JSON Pointer in full if it has at most 200 characters, as those of all usual files have; else its beginning and its length. */
export const shownPointer = (pointer: string): string => excerpt(pointer, 200);

/** Returns the text of a thrown value. Anything can be thrown, also a value whose `toString` throws. */
export function thrownText(thrown: unknown): string {
  try {
    return excerpt(String(thrown), 400);
  } catch {
    return 'a value that has no text';
  }
}

/** Returns the text of an argument that a caller gave. Inspecting an object may run its code, which may throw. */
export function inspected(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return inspect(value);
  } catch {
    return 'a value that cannot be inspected';
  }
}

/** Why a program may have two classes of one name. */
export const TWO_CLASSES =
  'a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed';
