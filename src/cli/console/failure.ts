import { distance } from 'fastest-levenshtein';
import { isArtifactError } from '../../model/errors.js';
import type { Issue } from '../../model/issue.js';
import { escapedLines } from './escaping.js';
import { jsonLine } from './json-text.js';

/** What a {@link Failure} has besides its message. */
interface FailureOptions extends ErrorOptions {
  /** A word for programs that names the kind of failure. `USAGE`, the default, is wrong usage. */
  readonly code?: string;
  /** The file that the failure is about. */
  readonly path?: string | undefined;
  readonly issues?: readonly Issue[];
  /** The paths of the artifacts that an ambiguous word names. */
  readonly candidates?: readonly string[];
}

/** An error that the user of the command line can correct. The message says what is wrong, and what to type. The exit code is 2. */
export class Failure extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly issues: readonly Issue[];
  readonly candidates: readonly string[] | undefined;

  constructor(message: string, { code = 'USAGE', path, issues = [], candidates, ...options }: FailureOptions = {}) {
    super(message, options);
    this.code = code;
    this.path = path;
    this.issues = issues;
    this.candidates = candidates;
  }
}

/** Returns anything that was thrown as a Failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (!isArtifactError(thrown)) {
    // A bug of this program. The stack shows where it is.
    const text = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
    return new Failure(`This is a fault of artifacts itself, please report it:\n${text}`, {
      code: 'INTERNAL',
      cause: thrown,
    });
  }
  const { code, message } = thrown;
  const path = 'path' in thrown ? thrown.path : undefined;
  const issues = 'issues' in thrown ? thrown.issues : [];
  return new Failure(messageForCommandLine(message), { code, path, issues, cause: thrown });
}

/** Returns a message of the library with the option of the command line in place of code for programmers. */
export const messageForCommandLine = (message: string): string =>
  message.replace('new FileStorage(folder, { followLinks: true })', '--follow-links');

/** Returns a failure as it is written to stderr: its message, or one line of JSON. */
export function failureText({ message, code, path, issues, candidates }: Failure, json: boolean): string {
  if (!json) return `${escapedLines(message)}\n`;
  return jsonLine({ type: 'error', code, message, path, issues: issuesJson(issues), candidates });
}

/** Returns issues for programs. */
export const issuesJson = (issues: readonly Issue[]) => issues.map((issue) => ({ ...issue }));

/** A candidate is similar up to this edit distance, and below this part of the longer word's length. Commander has the same limits. */
const MAX_DISTANCE = 3;
const MAX_DISTANCE_PART = 0.6;

/** Returns the candidate that is most similar to a misspelled word, regardless of case; undefined if none is similar. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = MAX_DISTANCE + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits >= least || edits >= MAX_DISTANCE_PART * Math.max(word.length, candidate.length)) continue;
    best = candidate;
    least = edits;
  }
  return best;
}
