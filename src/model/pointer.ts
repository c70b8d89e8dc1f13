/**
 * The JSON Pointer of a sequence of keys.
 * @see RFC 6901
 */
export const pointerOf = (keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${escapeKey(String(key))}`).join('');

/** A key as it stands in a JSON Pointer. */
export const escapeKey = (key: string): string =>
  /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;

/** The keys of a JSON Pointer. */
export const keysOfPointer = (pointer: string): string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
