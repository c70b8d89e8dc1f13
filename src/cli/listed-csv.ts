import type { Context } from './context.js';
import { guardedText } from './csv.js';
import { type TableSource, writeCsvTable } from './csv-table.js';
import { shown, shownLines } from './escaping.js';
import type { Unread } from './search.js';
import { artifactsOf, NameResolution, type Selection, type SelectionOptions } from './selection.js';
import { writeNotes } from './selection-notes.js';

/**
 * Writes artifacts as CSV, a line each, and notes on them.
 *
 * @param names - the names of the only keys that are wanted; undefined for all.
 * @throws Failure if no artifact has one of the keys.
 */
export async function writeListedCsv(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: SelectionOptions,
): Promise<void> {
  const { out } = context.terminal;
  let unread: Unread[] = [];
  const each: TableSource['each'] = async (act) => {
    unread = [];
    for await (const row of artifactsOf(context, { ...selection, unread }, limit)) await act(row);
  };
  const write = (text: string) => out.write(out.isTerminal ? shownLines(text.replaceAll('\r\n', '\n')) : text);
  const wanted = names && new NameResolution(context, selection.procedure, names);
  const { rows, arrays, guarded } = await writeCsvTable({ each }, write, { wanted });
  selection.unread.push(...unread);
  const notes: string[] = [];
  if (arrays.length > 0) notes.push(`Left out are the arrays: ${arrays.map(shown).join(', ')}.`);
  if (guarded > 0) notes.push(`${guardedText(guarded)}.`);
  await writeNotes(context, selection, options, notes, rows, limit < selection.entries.length);
}
