import { escaped, escapedLines } from '../../display/escaping.js';
import type { ArtifactError } from '../../model/errors.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { NameResolution } from '../selection/name-resolution.js';
import { type Selection, type SelectionOptions, selectedArtifacts } from '../selection/selection.js';
import { writeSelectionNotes } from '../selection/selection-notes.js';
import { guardedText } from './csv.js';
import { type TableRows, writeCsvTable } from './csv-table.js';

/**
 * Writes artifacts as CSV to stdout, one line each, and notes to stderr.
 *
 * @param names - the keys that `--columns` names; undefined for all keys.
 * @throws Failure if no artifact has one of these keys.
 */
export async function writeListedCsv(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: SelectionOptions & { readonly size?: boolean },
): Promise<void> {
  const { terminal } = context;
  const { out } = terminal;
  let unread: ArtifactError[] = [];
  let progress: ProgressLine | undefined;
  const each: TableRows['each'] = async (act) => {
    unread = [];
    progress = new ProgressLine(terminal, false, 'files');
    for await (const row of selectedArtifacts(context, { ...selection, unread }, limit, progress)) await act(row);
  };
  const write = (text: string) => {
    if (!out.isTerminal) return out.write(text);
    progress?.clear();
    return out.write(escapedLines(text.replaceAll('\r\n', '\n')));
  };
  const wanted = names && new NameResolution(context, selection.procedure, names);
  const { rows, arrays, guarded } = await writeCsvTable({ each }, write, { wanted, hasSize: options.size ?? false });
  for (const error of unread) selection.unread.push(error);
  const notes: string[] = [];
  if (arrays.length > 0) notes.push(`Left out are the arrays: ${arrays.map(escaped).join(', ')}.`);
  if (guarded > 0) notes.push(`${guardedText(guarded)}.`);
  await writeSelectionNotes(context, selection, options, notes, rows, limit < selection.entries.length);
}
