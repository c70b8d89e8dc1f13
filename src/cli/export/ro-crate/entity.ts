import type { JsonValue } from '../../console/json-text.js';

// The metadata of a crate is flat JSON-LD: a list of entities, which name each other by their ids.
//
//   artifacts/P/NAME.json              the file of an artifact
//   artifacts/P/NAME.json#/a/b         a value in it, by its JSON Pointer
//   #run/P/NAME                        the run that made it
//   #software/Node.js/v22.18.0         something that has no id but this one

/** An entity of a crate. A property that is undefined is left out. */
export interface Entity {
  readonly '@id': string;
  readonly '@type': string;
  readonly [property: string]: JsonValue | undefined;
}

/** The value of a property that is another entity. */
export interface Link {
  readonly [key: string]: JsonValue;
  readonly '@id': string;
}

/** Returns the value of a property that is another entity. */
export const linkTo = (id: string): Link => ({ '@id': id });

/** Returns the values of a property as compacted JSON-LD has them: a single one without a list, and none as undefined. */
export const compacted = <T extends JsonValue>(values: readonly T[]): T | readonly T[] | undefined =>
  values.length > 1 ? values : values[0];

/** Returns the id of an entity that only this crate knows. */
export const localId = (...parts: readonly string[]): string => `#${parts.map(percentEncoded).join('/')}`;

/** Returns the id of an artifact's file by its key. It is the path of the file in the crate. */
export const fileId = (key: string): string => `${ARTIFACTS_FOLDER}/${key.split('/').map(percentEncoded).join('/')}`;

/**
 * Returns the id of a value in an artifact's file.
 * @see RFC 6901, section 6: a JSON Pointer as the fragment of a URI
 */
export const valueId = (key: string, pointer: string): string =>
  `${fileId(key)}#${pointer.split('/').map(percentEncoded).join('/')}`;

/** The folder of a crate that has the artifacts. It is a folder of artifacts like every other one: `artifacts --root` reads it. */
export const ARTIFACTS_FOLDER = 'artifacts';

/**
 * Returns a text as a part of a URI. Half of a surrogate pair, which has no UTF-8, becomes three bytes all the same, so that different texts
 * stay different.
 * @see RFC 3986, section 2.1
 */
const percentEncoded = (text: string): string =>
  text.replace(/\p{Cs}|\P{Cs}+/gu, (part) => (/\p{Cs}/u.test(part) ? surrogateBytes(part) : encodeURIComponent(part)));

function surrogateBytes(half: string): string {
  const code = half.charCodeAt(0);
  const bytes = [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
}
