import { bufferOf } from '../json/bytes.js';
import { readJson } from '../json/read-json.js';
import { FormatError } from '../model/errors.js';
import { BYTES_PER_GLANCE } from '../model/limits.js';
import { isTreeObject, type Tree } from '../model/tree.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { ArrayTable } from './array-table.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, NON_FINITE_KEY, SEAL_OPENING } from './layout.js';
import { nonFinitePlacesOf, restoreNonFinite } from './non-finite.js';

/** What begins a member of the root: no other line has this indent, and no string a line feed. */
const MEMBER = /\n {2}"((?:[^"\\\n]|\\.)*)": /g;

/** Keys that stand in a file as they are. */
const PLAIN_KEY = /^[ !#-[\]-~]*$/;

/** Members of a file's root, as far as they are known. */
export interface Members {
  /** A member, or undefined if it is not there, or not known. */
  memberAt(key: string): Tree | undefined;
  /** Tells whether it is known that there is no such member. */
  lacks(key: string): boolean;
  /** What the file says of its arrays; undefined if another tool wrote it. */
  readonly arrays: ArrayTable | undefined;
}

/**
 * Looks at the two ends of a sealed file, without reading what is between them. The beginning is read only if the end does not tell of
 * all keys.
 *
 * The seal is not checked: what is found may tell that a file is not wanted, not what it holds.
 *
 * @returns undefined if the file is not sealed, or does not tell of its arrays there.
 */
export async function glance(source: Source, keys: readonly string[]): Promise<Members | undefined> {
  const isWhole = source.size <= BYTES_PER_GLANCE;
  const end = bufferOf(await readBytes(source, Math.max(0, source.size - BYTES_PER_GLANCE), source.size));
  const ending = end.includes(SEAL_OPENING) ? endingIn(end) : undefined;
  if (ending === undefined) return undefined;
  const windows = [new Window(end, isWhole)];
  const lacks = (key: string) => windows.some((window) => window.lacks(key));
  const isTold = (key: string) => lacks(key) || windows.some((window) => window.textOf(key) !== undefined);
  if (!isWhole && !keys.every(isTold))
    windows.push(new Window(bufferOf(await readBytes(source, 0, BYTES_PER_GLANCE)), true));
  const memberAt = (key: string): Tree | undefined => {
    for (const window of windows) {
      const member = memberIn(window.textOf(key), key);
      if (member !== undefined) return restoreNonFinite({ [key]: member }, ending.nonFinite).root[key];
    }
    return undefined;
  };
  return { arrays: ending.arrays, memberAt, lacks };
}

/** A part of a file's text, and the members of the root that begin in it. */
class Window {
  readonly #text: string;
  readonly #keys: string[] = [];
  readonly #starts: number[] = [];
  /** The file begins here. */
  readonly #isBeginning: boolean;

  constructor(bytes: Buffer, isBeginning: boolean) {
    this.#text = bytes.toString('latin1');
    this.#isBeginning = isBeginning;
    for (const { 1: key = '', index } of this.#text.matchAll(MEMBER)) {
      this.#keys.push(key);
      this.#starts.push(index);
    }
  }

  /** The text of a member, if all of it is here. */
  textOf(key: string): string | undefined {
    const index = this.#keys.indexOf(key);
    const isAlone = this.#keys.indexOf(key, index + 1) < 0;
    const end = this.#starts[index + 1];
    return index < 0 || !isAlone || end === undefined ? undefined : this.#text.slice(this.#starts[index], end);
  }

  /** Tells whether the place of a member is here, by the order of keys, and the member is not. */
  lacks(key: string): boolean {
    if (!PLAIN_KEY.test(key) || this.#keys.includes(key) || this.#keys.some((each) => each.includes('\\')))
      return false;
    const next = this.#keys.findIndex((each) => each === ARTIFACT_KEY || each > key);
    return next > 0 || (next === 0 && this.#isBeginning);
  }
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

function memberIn(text: string | undefined, key: string): Tree | undefined {
  if (text === undefined) return undefined;
  try {
    const member = readJson(Buffer.from(`{${text.replace(/,$/, '')}}`, 'latin1'));
    return isTreeObject(member) ? member[key] : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
