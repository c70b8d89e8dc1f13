import { escaped } from '../../display/escaping.js';
import { counted } from '../../display/wording.js';
import { wrapped } from '../console/notes.js';
import type { Context } from '../context/context.js';
import { classNotes } from './class-notes.js';
import type { Selection, SelectionOptions } from './selection.js';

/**
 * Writes notes to stderr. After the given ones come notes on the values that were not compared, on the number of artifacts, and on the
 * files that could not be read.
 *
 * @param given - how many artifacts the command has written.
 * @param hasMore - true if `--limit` left some artifacts out.
 */
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
    ...classNotes(context),
    ...(incomparable.length === 0 ? [] : [`Not compared: ${incomparable.join('; ')}.`]),
    countNote(context, selection, options, given, hasMore),
  ];
  const verify = context.call('verify', ...(procedure === undefined ? [] : [procedure]));
  if (unread.length > 0) last.push(`${counted(unread.length, 'file')} could not be read: ${verify}`);
  const { terminal } = context;
  for (const note of [...notes, ...last]) await terminal.err.write(wrapped(note, terminal.width));
}

/** Returns a note such as `20 of 63 artifacts, newest first (--limit N, --all).` */
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
