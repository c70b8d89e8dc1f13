import { escaped } from './escaping.js';

/** Returns a word as somebody can type it in a shell: in single quotes if it has other characters than a name or path usually has. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${escaped(word).replaceAll("'", "'\\''")}'`;
