// Finds out how a sealed file was changed whose seal does not hold, for the message of the error. The file is refused in any case.

import { BYTE_ORDER_MARK } from '../json/bytes.js';
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
export const changeOfLayout = (bytes: Buffer): string =>
  bytes.includes(ARTIFACT_OPENING) ? 'does not end as it was sealed' : LAID_OUT_ANEW;

const LAID_OUT_ANEW =
  'was laid out anew since it was sealed, as formatters, minifiers and jq do; restore the file, and keep them away from it';

/**
 * Looks for a seal elsewhere in a file that does not end in one.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the lines of the file end in CRLF, or bytes follow the seal.
 */
export function checkLostSeal(bytes: Buffer, path: string | undefined): void {
  const opening = bytes.lastIndexOf(SEAL_OPENING, undefined, 'latin1');
  if (opening < 0) return;
  const digits = opening + SEAL_OPENING.length;
  const end = bytes.toString('latin1', digits + SEAL_LENGTH, digits + SEAL_LENGTH + 2 * SEAL_CLOSING.length);
  if (
    end.startsWith(SEAL_CLOSING.replaceAll('\n', '\r\n')) &&
    bytes.includes(ARTIFACT_OPENING.replaceAll('\n', '\r\n'))
  ) {
    const cause = "git does so with autocrlf, unless there is a line '*.json -text' in .gitattributes";
    throw new IntegrityError(path, 'LF', 'CRLF', `has other line ends than it was sealed with (${cause})`);
  }
  const length = digits + SEAL_LENGTH + SEAL_CLOSING.length;
  if (end.startsWith(SEAL_CLOSING) && length < bytes.length && bytes.includes(ARTIFACT_OPENING)) {
    const fault = 'goes on behind its seal; cut off what stands there';
    throw new IntegrityError(path, `${length} bytes`, `${bytes.length} bytes`, fault);
  }
}
