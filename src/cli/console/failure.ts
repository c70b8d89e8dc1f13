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

/** What messages of the library say to programmers, and what the command line says instead. */
const FOR_PROGRAMMERS = [
  ['new FileStorage(folder, { followLinks: true })', '--follow-links'],
  ['see endpoint, AWS_ENDPOINT_URL_S3', 'see AWS_ENDPOINT_URL_S3'],
  ['see region and AWS_REGION', 'see AWS_REGION'],
  ['see bucket and endpoint', 'see --root and AWS_ENDPOINT_URL_S3'],
] as const;

/** Returns a message of the library with options of the command line in place of code for programmers. */
export const messageForCommandLine = (message: string): string =>
  FOR_PROGRAMMERS.reduce((text, [code, option]) => text.replace(code, option), message);

/** Returns a failure as it is written to stderr: its message, or one line of JSON. */
export function failureText({ message, code, path, issues, candidates }: Failure, json: boolean): string {
  if (!json) return `${escapedLines(message)}\n`;
  return jsonLine({ type: 'error', code, message, path, issues: issuesJson(issues), candidates });
}

/** Returns issues for programs. */
export const issuesJson = (issues: readonly Issue[]) => issues.map((issue) => ({ ...issue }));
