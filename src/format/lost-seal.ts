// Finds out how a sealed file was changed whose seal does not hold, for the message of the error. The file is refused in any case.

import { BYTE_ORDER_MARK, bufferOf } from '../json/bytes.js';
import { IntegrityError } from '../model/errors.js';
import { ARTIFACT_OPENING, SEAL_CLOSING, SEAL_LENGTH, SEAL_OPENING } from './layout.js';

/** The line of a scalar. It does not end in an opening bracket: such a line would be tried for two lists, which takes quadratic time. */
const SCALAR_LINE = String.raw`[^\s[\]{}](?:[^\n]*[^\n[{])?`;

/** A list of scalars with one on each line. The writer puts them all on one line, so a formatter has spread them. */
const SPREAD_LIST = new RegExp(String.raw`\[\n( +)${SCALAR_LINE}(?:\n\1${SCALAR_LINE})*\n *\]`);

/** Returns how a file was changed that still ends in a seal, by the beginning of the file. */
export function changeSeenIn(beginning: Buffer): string {
  if (beginning.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    return 'begins with a byte order mark, which an editor has put before what was sealed; take these three bytes away';
  }
  if (SPREAD_LIST.test(beginning.toString('latin1'))) return LAID_OUT_ANEW;
  return 'was changed since it was sealed';
}

/** Returns how a file was changed that has an `$artifact` and no seal at its end. */
export const changeOfLayout = ({ hasOpening }: SealSearch): string =>
  hasOpening ? 'does not end as it was sealed' : LAID_OUT_ANEW;

const LAID_OUT_ANEW =
  'was laid out anew since it was sealed, as formatters, minifiers and jq do; restore the file, and keep them away from it';

const ARTIFACT_OPENING_CRLF = ARTIFACT_OPENING.replaceAll('\n', '\r\n');
const SEAL_CLOSING_CRLF = SEAL_CLOSING.replaceAll('\n', '\r\n');

/** Units: bytes. What is looked for is no longer than this. */
const LONGEST = SEAL_OPENING.length + SEAL_LENGTH + 2 * SEAL_CLOSING.length;

/** Looks for `$artifact` and a seal anywhere in a file that does not end in one, piece by piece. */
export class SealSearch {
  #hasOpening = false;
  #hasCrlfOpening = false;
  /** The position of the last seal; undefined if there is none. */
  #seal: number | undefined;
  /** What follows its digits. */
  #ending = '';
  #length = 0;
  /** The last bytes before the next piece. */
  #rest: Buffer = Buffer.alloc(0);

  /** True if there is an `$artifact` as this library writes it. */
  get hasOpening(): boolean {
    return this.#hasOpening;
  }

  push(bytes: Uint8Array): this {
    const window = this.#rest.length === 0 ? bufferOf(bytes) : Buffer.concat([this.#rest, bytes]);
    const start = this.#length - this.#rest.length;
    this.#length += bytes.length;
    this.#hasOpening ||= window.includes(ARTIFACT_OPENING);
    this.#hasCrlfOpening ||= window.includes(ARTIFACT_OPENING_CRLF);
    const seal = window.lastIndexOf(SEAL_OPENING, undefined, 'latin1');
    if (seal >= 0) {
      this.#seal = start + seal;
      const digits = seal + SEAL_OPENING.length;
      this.#ending = window.toString('latin1', digits + SEAL_LENGTH, digits + SEAL_LENGTH + SEAL_CLOSING_CRLF.length);
    }
    this.#rest = Buffer.from(window.subarray(-LONGEST));
    return this;
  }

  /**
   * Tells whether the file had a seal, after all bytes were pushed.
   *
   * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the lines of the file end in CRLF, or bytes follow the seal.
   */
  check(path: string | undefined): void {
    if (this.#seal === undefined) return;
    if (this.#ending.startsWith(SEAL_CLOSING_CRLF) && this.#hasCrlfOpening) {
      const cause = "git does so with autocrlf, unless there is a line '*.json -text' in .gitattributes";
      throw new IntegrityError(path, 'LF', 'CRLF', `has other line ends than it was sealed with (${cause})`);
    }
    const length = this.#seal + SEAL_OPENING.length + SEAL_LENGTH + SEAL_CLOSING.length;
    if (this.#ending.startsWith(SEAL_CLOSING) && length < this.#length && this.#hasOpening) {
      const fault = 'goes on behind its seal; cut off what stands there';
      throw new IntegrityError(path, `${length} bytes`, `${this.#length} bytes`, fault);
    }
  }
}
