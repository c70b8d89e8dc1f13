import { isCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idOf } from '../../display/ids.js';
import { counted, sizeText } from '../../display/wording.js';
import { type CopyOptions, entriesToCopy, newerFilter } from '../../repository/copy-options.js';
import { type CopiedEntry, CopyCounts, copyEntries } from '../../repository/copying.js';
import type { VerifyProgress } from '../../repository/verify-progress.js';
import type { Storage, SurveyProblem } from '../../storage/storage.js';
import { failureOf, failureText, messageForCommandLine } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { arePlacesApart } from '../context/storage-at.js';
import { problemText } from '../formats/problem.js';
import { type Selection, type SelectionOptions, select } from '../selection/selection.js';

/** The options of `artifacts copy`. */
interface CopyCommandOptions extends SelectionOptions {
  /** Copies only what is later than the newest artifact of its procedure in the target. */
  readonly newer?: boolean;
}

/** What is copied. */
interface Chosen {
  readonly entries: readonly (string | SurveyProblem)[];
  /** The selection by the words and options; undefined if everything is copied. */
  readonly selection: Selection | undefined;
}

/**
 * `artifacts copy`: copies artifacts to another place, byte for byte. What is there already is compared and not copied again, and nothing is
 * overwritten.
 *
 * @param words - procedures, and after them conditions, as the user typed them; none for everything.
 * @returns 0 if all is there, 1 if something could not be copied.
 * @throws Failure if a place, a procedure or a condition is wrong.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the target cannot be written to.
 */
export async function copy(
  given: Context,
  from: string,
  to: string,
  words: readonly string[],
  options: CopyCommandOptions,
): Promise<0 | 1> {
  if (to === '') throw new Failure('The folder to copy to is empty. Write for example artifacts copy results archive.');
  const context = await given.at(from, 'copy', from, to);
  const { storage: source, terminal, json } = context;
  const target = await context.storageAt(to, { mayBeNew: true });
  if (!arePlacesApart(source, target))
    throw new Failure(
      `${escaped(from)} and ${escaped(to)} are not apart from each other.\n` +
        'Nothing is changed in the folder that is read: write another one after it.',
    );
  const { newer = false } = options;
  const { entries, selection } = await chosenEntries(context, target, words, options);
  const unread = selection?.unread ?? [];
  const counts = new CopyCounts();
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.update({ done: files, of, bytes });
  try {
    for await (const entry of copyEntries(source, target, entries, { newer, onProgress })) {
      counts.add(entry);
      if (json) await terminal.out.write(entryJson(entry));
      else if (entry.problem !== undefined) {
        progress.clear();
        await terminal.out.write(problemText(entry, context.root, terminal));
      }
    }
  } finally {
    progress.clear();
  }
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
  const dangling = await counts.danglingIn(target);
  const files = entries.length - counts.others;
  if (json) await terminal.out.write(summaryJson(counts, files, dangling, unread.length));
  else
    for (const text of summaryTexts(context, to, counts, files, dangling, {
      ...options,
      unread: unread.length,
      isAll: selection === undefined,
    }))
      await terminal.out.write(wrapped(text, terminal.width));
  return counts.refused + counts.others + unread.length === 0 ? 0 : 1;
}

/** Returns what is to be copied: all that is there, or the artifacts that the words and options select, in the order of their names. */
async function chosenEntries(
  context: Context,
  target: Storage,
  words: readonly string[],
  options: CopyCommandOptions,
): Promise<Chosen> {
  const { since, until, has = [], lacks = [], newer = false } = options;
  const isAll = words.length + has.length + lacks.length === 0 && since === undefined && until === undefined;
  if (isAll) {
    const copied: CopyOptions = { newer };
    return { entries: await entriesToCopy(context.storage, target, copied), selection: undefined };
  }
  const first = words.findIndex(isCondition);
  const [procedures, conditions] = first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
  const selection = await select(context, 'copy', procedures, conditions, options, 0);
  const isWanted = newer ? await newerFilter(target) : () => true;
  const keys = selection.entries.map(({ key }) => key).filter(isWanted);
  return { entries: keys.sort(), selection };
}

/** What became of an entry, for programs. */
function entryJson({ outcome, key, path, targetPath, seal, size, problem }: CopiedEntry): string {
  const id = key && idOf(key);
  if (problem === undefined)
    return jsonLine({
      type: outcome === 'copied' ? 'copied' : 'present',
      id,
      path: targetPath,
      seal,
      size,
      from: path,
    });
  const { code, message } = problem;
  const target = problem.targetPath;
  return jsonLine({ type: 'problem', id, path, code, message: messageForCommandLine(message), target });
}

const summaryJson = (
  { copied, identical, unsealed, bytes, refused, others }: CopyCounts,
  files: number,
  dangling: number,
  unread: number,
): string =>
  jsonLine({
    type: 'summary',
    files,
    copied,
    present: identical,
    unsealed,
    bytes,
    problems: refused + others + unread,
    dangling,
  });

/** Returns sentences such as `7 files: 5 copied to archive (2.3 kB), 1 was there already, 1 could not be copied.` */
function summaryTexts(
  context: Context,
  to: string,
  { copied, identical, unsealed, bytes, refused, others }: CopyCounts,
  files: number,
  dangling: number,
  { newer, isAll, unread }: CopyCommandOptions & { readonly isAll: boolean; readonly unread: number },
): string[] {
  const where = escaped(to);
  if (files + others === 0 && unread === 0) {
    if (newer) return [`There is nothing in ${escaped(context.root)} that is newer than what ${where} has.`];
    return [isAll ? context.noArtifactsText : `No artifact in ${escaped(context.root)} matches. Nothing was copied.`];
  }
  const parts = [
    ...(copied > 0 ? [`${copied} copied to ${where} (${sizeText(bytes)})`] : []),
    ...(identical > 0
      ? [`${identical} ${identical === 1 ? 'was' : 'were'} ${copied > 0 ? 'there' : `in ${where}`} already`]
      : []),
    ...(refused > 0 ? [`${refused} could not be copied`] : []),
    ...(unread > 0 ? [`${unread} could not be read`] : []),
    ...(others > 0
      ? [
          `${others === 1 ? '1 other thing is' : `${others} other things are`} no ${others === 1 ? 'artifact' : 'artifacts'}`,
        ]
      : []),
  ];
  const texts = [`${counted(files + unread, 'file')}: ${parts.join(', ')}.`];
  if (unsealed > 0)
    texts.push(
      `Of the copied, ${unsealed} ${unsealed === 1 ? 'has' : 'have'} no seal (other tools): nothing shows whether ${unsealed === 1 ? 'it is' : 'they are'} intact.`,
    );
  if (dangling > 0)
    texts.push(
      `${counted(dangling, 'reference')} of the copied ${dangling === 1 ? 'leads' : 'lead'} to what is not in ${where}.`,
    );
  return texts;
}
