/**
 * True if a text has a key with a backslash. JSON.parse is no judge of such a key: from V8 12.8 on, which is in Node 24, it may give the key
 * the name of another one.
 * @see https://github.com/nodejs/node/issues/63785
 */
export const hasEscapedKey = (text: string): boolean =>
  (text.match(/"(?:[^"\\]|\\.)*"\s*:?/gs) ?? []).some((found) => found.endsWith(':') && found.includes('\\'));
