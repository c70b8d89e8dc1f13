import { escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { isArtifactError } from '../../model/errors.js';
import type { Issue } from '../../model/issue.js';
import { jsonLine } from './json-text.js';

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
