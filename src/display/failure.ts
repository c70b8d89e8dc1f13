import type { Issue } from '../model/issue.js';

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
