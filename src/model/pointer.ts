/**
 * Returns the JSON Pointer of a sequence of keys: `/a~1b/0` for `a/b`, 0.
 * @see RFC 6901
 */
export const pointerOf = (keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${escapeKey(String(key))}`).join('');

/** Returns a key with the escapes of a JSON Pointer. */
export const escapeKey = (key: string): string =>
  /[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;

/** Returns the keys of a JSON Pointer. An index is returned as a string, too. */
export const keysOfPointer = (pointer: string): string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
