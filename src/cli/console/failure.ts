import { distance } from 'fastest-levenshtein';
import { isArtifactError } from '../../model/errors.js';
import type { Issue } from '../../model/issue.js';
import { escapedLines } from './escaping.js';
import { jsonLine } from './json-text.js';

/** What a {@link Failure} may say besides its message. */
interface FailureOptions extends ErrorOptions {
  /** The same for every failure of a kind; `USAGE` is wrong usage. */
  readonly code?: string;
  /** The file at fault. */
  readonly path?: string | undefined;
  readonly issues?: readonly Issue[];
  /** The paths of the artifacts that may be meant. */
  readonly candidates?: readonly string[];
}

/** A command ends, with exit code 2, because of something that its user can mend: the message says what it is, and what to type. */
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

/** Whatever was thrown, as a failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (!isArtifactError(thrown)) {
    // A fault of this program: its place is what helps to mend it.
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

/** The library's messages advise programmers; the users of the command line have an option instead. */
export const messageForCommandLine = (message: string): string =>
  message.replace('new FileStorage(folder, { followLinks: true })', '--follow-links');

/** A failure as it is written to stderr: its message, or an object for programs. */
export function failureText({ message, code, path, issues, candidates }: Failure, json: boolean): string {
  if (!json) return `${escapedLines(message)}\n`;
  const listed = issues.map((issue) => ({ ...issue }));
  return jsonLine({ type: 'error', code, message, path, issues: listed, candidates });
}

/** Changes of letters, at most, between a word and what may be meant by it; and as a part of the longer one. Commander's are the same. */
const MOST_CHANGES = 3;
const MOST_CHANGED = 0.6;

/** The candidate that somebody may have meant who typed a word; undefined if none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = MOST_CHANGES + 1;
  for (const candidate of candidates) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes >= least || changes >= MOST_CHANGED * Math.max(word.length, candidate.length)) continue;
    best = candidate;
    least = changes;
  }
  return best;
}
