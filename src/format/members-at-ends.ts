import { bufferOf } from '../json/bytes.js';
import { readJson } from '../json/read-json.js';
import { FormatError } from '../model/errors.js';
import { BYTES_PER_END } from '../model/limits.js';
import { isTreeObject, type Tree } from '../model/tree.js';
import { readBytes } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import type { ArrayTable } from './array-table.js';
import type { ArraysInTree } from './arrays-in-tree.js';
import { artifactMemberAtEnd } from './artifact-member.js';
import { ARTIFACT_KEY } from './layout.js';
import { restoreNonFinite } from './non-finite.js';
import { sealAtEnd } from './seal.js';

/** The beginning of a member of the root: no other line has its indent, and no string has a line feed. */
const MEMBER = /\n {2}"((?:[^"\\\n]|\\.)*)": /g;

/** Keys that are written in a file without escapes, in ASCII: their order in the file is their order here. */
const PLAIN_KEY = /^[ !#-[\]-~]*$/;

/** Members of the root of a file, some of which may be unknown. */
export interface Members {
  /** Returns a member; undefined if there is none, or if it is unknown. */
  memberAt(key: string): Tree | undefined;
  /** True if it is known that there is no such member. */
  lacks(key: string): boolean;
  /** The table of arrays, or the arrays of an upgraded tree; undefined for an unsealed file. */
  readonly arrays: ArrayTable | ArraysInTree | undefined;
}

/** The members at the ends of a sealed file. */
export interface MembersAtEnds extends Members {
  readonly arrays: ArrayTable;
  /** The version of the class that wrote the file. */
  readonly schemaVersion: number;
}

/**
 * Reads the members that stand near the two ends of a sealed file, and nothing of what is between them. The beginning is read only if the
 * end does not answer for all the keys.
 *
 * The seal is not checked. So the members serve to choose files, and not to load artifacts.
 *
 * @returns undefined if the file is not sealed, or `$artifact` is too long for the end that is read.
 */
export async function membersAtEnds(source: Source, keys: readonly string[]): Promise<MembersAtEnds | undefined> {
  const isWhole = source.size <= BYTES_PER_END;
  const end = bufferOf(await readBytes(source, Math.max(0, source.size - BYTES_PER_END), source.size));
  const artifact = sealAtEnd(end) === undefined ? undefined : artifactMemberAtEnd(end);
  if (artifact?.nonFinite === undefined) return undefined;
  const { arrays, nonFinite, schemaVersion } = artifact;
  const windows = [new Window(end, isWhole)];
  const lacks = (key: string) => windows.some((window) => window.lacks(key));
  const isKnown = (key: string) => lacks(key) || windows.some((window) => window.textOf(key) !== undefined);
  if (!isWhole && !keys.every(isKnown))
    windows.push(new Window(bufferOf(await readBytes(source, 0, BYTES_PER_END)), true));
  const memberAt = (key: string): Tree | undefined => {
    for (const window of windows) {
      const member = memberOfText(window.textOf(key), key);
      if (member !== undefined) return restoreNonFinite({ [key]: member }, nonFinite).root[key];
    }
    return undefined;
  };
  return { arrays, memberAt, lacks, schemaVersion };
}

/** A slice of a file's text, with the members of the root that begin in it. */
class Window {
  readonly #text: string;
  readonly #keys: string[] = [];
  readonly #starts: number[] = [];
  /** True if the slice begins where the file begins. */
  readonly #isBeginning: boolean;

  constructor(bytes: Buffer, isBeginning: boolean) {
    this.#text = bytes.toString('latin1');
    this.#isBeginning = isBeginning;
    for (const { 1: key = '', index } of this.#text.matchAll(MEMBER)) {
      this.#keys.push(key);
      this.#starts.push(index);
    }
  }

  /** Returns the text of a member, one character per byte; undefined if not all of it is in the slice. */
  textOf(key: string): string | undefined {
    const index = this.#keys.indexOf(key);
    const isAlone = this.#keys.indexOf(key, index + 1) < 0;
    const end = this.#starts[index + 1];
    return index < 0 || !isAlone || end === undefined ? undefined : this.#text.slice(this.#starts[index], end);
  }

  /** True if the slice has the line where a member would stand by the order of keys, and the member is not there. */
  lacks(key: string): boolean {
    if (!PLAIN_KEY.test(key) || this.#keys.includes(key) || this.#keys.some((each) => each.includes('\\')))
      return false;
    const next = this.#keys.findIndex((each) => each === ARTIFACT_KEY || each > key);
    return next > 0 || (next === 0 && this.#isBeginning);
  }
}

/** Reads a member from its text; undefined if the text is not that of a member. */
function memberOfText(text: string | undefined, key: string): Tree | undefined {
  if (text === undefined) return undefined;
  try {
    const object = readJson(Buffer.from(`{${text.replace(/,$/, '')}}`, 'latin1'));
    return isTreeObject(object) ? object[key] : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
