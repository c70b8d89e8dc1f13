import { AssertionError } from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';
import { type ArtifactErrorCode, isArtifactError } from '../model/errors.js';
import { excerpt, thrownText } from '../model/message-text.js';

/** Throws an AssertionError that says what was found and expected, unless both are the same. */
export function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected)) throw unexpected(what, shown(found), shown(expected));
}

/** Compares bytes. The message says where they differ first. */
export function expectBytes(found: Uint8Array, expected: Uint8Array, what: string): void {
  expectSame(found.length, expected.length, `the number of bytes of ${what}`);
  const at = found.findIndex((byte, index) => byte !== expected[index]);
  if (at >= 0) throw unexpected(`byte ${at} of ${what}`, `${found[at]}`, `${expected[at]}`);
}

/**
 * Calls a function that has to throw an ArtifactError with a code, or to reject with one.
 *
 * @returns the error.
 */
export async function expectError(act: () => unknown, code: ArtifactErrorCode, what: string): Promise<Error> {
  let result: unknown;
  try {
    result = await act();
  } catch (error) {
    if (isArtifactError(error, code)) return error;
    throw unexpected(what, `the error ${thrownText(error)}`, `an error with the code ${code}`);
  }
  throw unexpected(what, `no error, but ${shown(result)}`, `an error with the code ${code}`);
}

const unexpected = (what: string, found: string, expected: string): AssertionError =>
  new AssertionError({ message: `${what}: found ${found}, expected ${expected}`, actual: found, expected });

const shown = (value: unknown): string =>
  excerpt(inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true, maxArrayLength: 8 }), 300);
