import { escaped } from '../../display/escaping.js';
import { replaceFile } from '../../storage/file/atomic-file.js';
import { jsonLine } from '../console/json-text.js';
import { answerTo, isYes } from '../console/question.js';
import type { Context } from '../context/context.js';
import { type FileChange, projectChanges } from '../project/project-changes.js';

/**
 * `artifacts init`: shows the lines that a project needs to save artifacts, asks, and adds them.
 *
 * @returns 0 if the project has all lines now; 1 if lines are missing and were not added.
 * @throws Failure if there is no project, or a file cannot be read.
 * @throws StorageError (`ARTIFACT_STORAGE`) if a file cannot be written.
 */
export async function init(context: Context, { yes = false }: { readonly yes?: boolean }): Promise<0 | 1> {
  const { terminal, json } = context;
  const { changes, notes } = projectChanges(context.wantedRoot);
  for (const change of changes) await terminal.out.write(json ? changeJson(change) : changeText(change));
  for (const note of notes) await terminal.err.write(json ? jsonLine({ type: 'note', message: note }) : `${note}\n`);
  if (changes.length === 0) {
    if (!json) await terminal.out.write('Nothing to add: this project has what artifacts need.\n');
    return 0;
  }
  const count = changes.reduce((sum, { added }) => sum + added.length, 0);
  const lines = count === 1 ? 'this line' : `these ${count} lines`;
  if (!yes && (json || !terminal.isInteractive)) {
    if (!json) await terminal.err.write(`Nothing was written. To add ${lines}: artifacts init --yes\n`);
    return 1;
  }
  if (!yes && !isYes(await answerTo(`Add ${lines}? y/N:`, terminal))) {
    await terminal.err.write('Nothing was written.\n');
    return 1;
  }
  for (const { file, text } of changes) await replaceFile(file, text);
  if (!json) await terminal.out.write(`Added ${count === 1 ? '1 line' : `${count} lines`}.\n`);
  return 0;
}

function changeText({ file, removed, added }: FileChange): string {
  const lines = [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
  return `${file}\n${lines.map((line) => `  ${escaped(line)}\n`).join('')}`;
}

const changeJson = ({ file, removed, added }: FileChange): string =>
  jsonLine({ type: 'change', path: file, removed, added });
