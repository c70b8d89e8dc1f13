import { relative, sep } from 'node:path';
import { escaped, escapedLines } from '../../display/escaping.js';
import { idOf } from '../../display/ids.js';
import type { ArtifactError } from '../../model/errors.js';
import type { VerifiedEntry } from '../../repository/verification.js';
import { failureOf, issuesJson, messageForCommandLine } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import type { Terminal } from '../console/terminal.js';
import { isBucketUrl } from '../context/bucket-url.js';

/** Returns a path relative to the folder of the artifacts, or their place in a bucket: `PROCEDURE/NAME.json`. */
export const pathBelow = (root: string, path: string): string =>
  isBucketUrl(root) ? path.slice(root.length + 1) : relative(root, path).split(sep).join('/');

/** Returns the problem of a file for people: the path below the folder of the artifacts, and below it what is wrong. */
export function problemText(verification: VerifiedEntry, root: string, { width }: Terminal): string {
  const lines = escapedLines(problemMessage(verification)).split('\n');
  const fault = lines.map((line) => wrapped(`  ${line}`, width)).join('');
  return `${escaped(pathBelow(root, verification.path))}\n${fault}`;
}

/** Returns the message of a problem without the path, which stands on the line before it. */
function problemMessage({ path, key, problem, content }: VerifiedEntry): string {
  const keys = content?.keys ?? [];
  if (key !== undefined && keys[0] !== undefined && !keys.includes(key)) {
    const [procedure, name] = keys[0].split('/');
    return key.startsWith(`${procedure}/`)
      ? `has another artifact's name: its own is ${name}`
      : `is in the wrong folder: its procedure is ${procedure}`;
  }
  const message = messageForCommandLine(problem?.message ?? '').replace(DIGESTS, '');
  const subjects = [path, key ?? path].map((subject) => ({ subject, at: message.indexOf(subject) }));
  const found = subjects.find(({ at }) => at >= 0 && /^(?:\w+ )?$/.test(message.slice(0, at)));
  return found === undefined ? message : message.slice(found.at + found.subject.length).replace(/^:? /, '');
}

/** The two digests at the end of a message. People do not compare them by eye, so only the output of `--json` has them. */
const DIGESTS = /: expected [0-9a-f]{64}, found [0-9a-f]{64}$/;

/** Returns a file that cannot be loaded for programs, with all that is wrong with it. */
export function faultJson(key: string, path: string, error: ArtifactError): string {
  const { code, message, issues } = failureOf(error);
  return jsonLine({ type: 'problem', id: idOf(key), path, code, message, issues: issuesJson(issues) });
}

/** Returns a problem that the verification of a file or folder has found, for programs. */
export function problemJson({ path, key, problem, content }: VerifiedEntry): string {
  const id = key && idOf(key);
  const { code, message = '' } = problem ?? {};
  return jsonLine({ type: 'problem', id, path, seal: content?.seal, code, message: messageForCommandLine(message) });
}
