import { escaped } from '../console/escaping.js';
import { counted, wrapped } from '../console/notes.js';
import type { Context } from '../context/context.js';
import type { Selection, SelectionOptions } from './selection.js';

/** Writes notes, the last of which tell how many artifacts are given, and how many could not be read. */
export async function writeSelectionNotes(
  context: Context,
  selection: Selection,
  options: SelectionOptions,
  notes: readonly string[],
  given: number,
  hasMore: boolean,
): Promise<void> {
  const { incomparable, unread, procedure } = selection;
  const last = [
    ...(incomparable.length === 0 ? [] : [`Not compared: ${incomparable.join('; ')}.`]),
    countNote(context, selection, options, given, hasMore),
  ];
  if (unread.length > 0) {
    const what = unread.length === 1 ? '1 file' : `${unread.length} files`;
    last.push(`${what} could not be read: ${context.call('verify', ...(procedure === undefined ? [] : [procedure]))}`);
  }
  const { terminal } = context;
  for (const note of [...notes, ...last]) await terminal.err.write(wrapped(note, terminal.width));
}

/** How many of how many artifacts are given, and in which order. */
function countNote(
  context: Context,
  { procedure, entries, examined, hasConditions, unread }: Selection,
  { sort, reverse, since, until }: SelectionOptions,
  given: number,
  hasMore: boolean,
): string {
  const of = procedure === undefined ? '' : ` of ${procedure}`;
  if (entries.length === 0) {
    if (hasConditions && examined + unread.length > 0)
      return `No artifact${of} matches (${examined} ${examined === 1 ? 'was' : 'were'} looked at).`;
    if (procedure === undefined && since === undefined && until === undefined) return context.noArtifactsText;
    return `There is no artifact${of}${since === undefined && until === undefined ? '' : ' within these times'}.`;
  }
  const count = `${given < entries.length ? `${given} of ` : ''}${counted(entries.length, 'artifact')}`;
  const matching = hasConditions ? ` that match${entries.length === 1 ? 'es' : ''} (${examined} looked at)` : '';
  const order =
    sort === undefined
      ? reverse
        ? 'oldest first'
        : 'newest first'
      : `by ${escaped(sort)}${reverse ? ', falling' : ''}`;
  return `${count}${matching}, ${order}${hasMore ? ' (--limit N, --all)' : ''}.`;
}
