import { FormatError } from '../errors.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { bufferOf } from './bytes.js';
import { ARTIFACT_OPENING, SEAL_OPENING } from './layout.js';
import { readJson } from './read-json.js';
import { isTreeObject, type Tree } from './tree.js';

/** Bytes at either end of a file that are looked at. */
const WINDOW = 1 << 14;

/** What begins a member of the root: no other line has this indent, and no string a line feed. */
const MEMBER = '\n  "';

/**
 * Looks for members of a sealed file's root near its two ends, without reading what is between them.
 *
 * The seal is not checked: what is found may tell that a file is not wanted, not what it holds.
 *
 * @returns what finds a member by its key: undefined if it is not near the ends. undefined if the file is not sealed.
 */
export async function glance(source: Source): Promise<((key: string) => Tree | undefined) | undefined> {
  const end = text(await readBytes(source, Math.max(0, source.size - WINDOW), source.size));
  if (!end.includes(SEAL_OPENING) || !end.includes(ARTIFACT_OPENING)) return undefined;
  const start = source.size <= WINDOW ? '' : text(await readBytes(source, 0, WINDOW));
  return (key) => memberIn(end, key) ?? memberIn(start, key);
}

const text = (bytes: Uint8Array): string => bufferOf(bytes).toString('latin1');

function memberIn(window: string, key: string): Tree | undefined {
  const start = window.indexOf(`${MEMBER}${key}": `);
  const end = window.indexOf(MEMBER, start + 1);
  const isAlone = window.indexOf(`${MEMBER}${key}": `, start + 1) < 0;
  if (start < 0 || end < 0 || !isAlone) return undefined;
  try {
    const member = readJson(Buffer.from(`{${window.slice(start, end).replace(/,$/, '')}}`, 'latin1'));
    return isTreeObject(member) ? member[key] : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
