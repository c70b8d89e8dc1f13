import { FormatError } from '../errors.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayTable } from './array-table.js';
import { bufferOf } from './bytes.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, NON_FINITE_KEY, SEAL_OPENING } from './layout.js';
import { nonFinitePlacesOf, restoreNonFinite } from './non-finite.js';
import { readJson } from './read-json.js';
import { isTreeObject, type Tree } from './tree.js';

/** Bytes at either end of a file that are looked at. */
const WINDOW = 1 << 14;

/** What begins a member of the root: no other line has this indent, and no string a line feed. */
const MEMBER = '\n  "';

/** What is seen of a sealed file near its ends. */
export interface Glance {
  /** A member of the root, or undefined if it is not near the ends. */
  memberAt(key: string): Tree | undefined;
  /** What the file says of its arrays. */
  readonly arrays: ArrayTable;
}

/**
 * Looks at the two ends of a sealed file, without reading what is between them.
 *
 * The seal is not checked: what is found may tell that a file is not wanted, not what it holds.
 *
 * @returns undefined if the file is not sealed, or does not tell of its arrays there.
 */
export async function glance(source: Source): Promise<Glance | undefined> {
  const bytes = bufferOf(await readBytes(source, Math.max(0, source.size - WINDOW), source.size));
  const ending = bytes.includes(SEAL_OPENING) ? endingIn(bytes) : undefined;
  if (ending === undefined) return undefined;
  const end = bytes.toString('latin1');
  const start = source.size <= WINDOW ? '' : bufferOf(await readBytes(source, 0, WINDOW)).toString('latin1');
  const memberAt = (key: string): Tree | undefined => {
    const member = memberIn(end, key) ?? memberIn(start, key);
    if (member === undefined) return undefined;
    return restoreNonFinite({ [key]: member }, ending.nonFinite).root[key];
  };
  return { arrays: ending.arrays, memberAt };
}

/** What the end of a file says of its values. */
interface Ending {
  readonly arrays: ArrayTable;
  readonly nonFinite: readonly string[];
}

/** What the end of a file says; undefined if its `$artifact` is not there, or not as it should be. */
export function endingIn(end: Buffer): Ending | undefined {
  const opening = end.lastIndexOf(ARTIFACT_OPENING, undefined, 'latin1');
  if (opening < 0) return undefined;
  try {
    const tree = readJson(Buffer.concat([Buffer.from('{'), end.subarray(opening)]));
    const artifact = isTreeObject(tree) ? tree[ARTIFACT_KEY] : undefined;
    if (!isTreeObject(artifact)) return undefined;
    const arrays = ArrayTable.ofTree(artifact['arrays']);
    return arrays && { arrays, nonFinite: nonFinitePlacesOf(artifact[NON_FINITE_KEY]) ?? [] };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

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
