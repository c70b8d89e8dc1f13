import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idOf } from '../../display/ids.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import { NO_DECODER } from '../../repository/content-decoder.js';
import { surplusKeys, withCounterparts } from '../../repository/counterparts.js';
import { VerifyCounts, verifyEntries } from '../../repository/verification.js';
import type { VerifyProgress } from '../../repository/verify-progress.js';
import type { Storage, SurveyProblem } from '../../storage/storage.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { arePlacesApart } from '../context/storage-at.js';
import { pathBelow, problemJson, problemText } from '../formats/problem.js';
import { resolveFolders } from '../selection/procedures.js';

/** The options of `artifacts verify`. */
interface VerifyCommandOptions {
  /** The folder that has the copies of the files. */
  readonly against?: string;
}

/** The copies with which the files are compared. */
interface Copies {
  readonly where: string;
  readonly storage: Storage;
}

/**
 * `artifacts verify`: reads every file, and checks its seal, its name and its folder. With `--import`, also decodes the artifacts of known
 * classes. With `--against`, also compares each file with its copy in another folder, and names what only that one has.
 *
 * @param words - the procedures as the user typed them; empty for all procedures. With `--against`, the folder that is verified.
 * @returns 0 if there is no problem, else 1.
 * @throws Failure if there is no such procedure or folder, or the module cannot be imported.
 */
export async function verify(
  given: Context,
  words: readonly string[],
  { against }: VerifyCommandOptions,
): Promise<0 | 1> {
  const context = against === undefined ? given : await contextOf(given, words);
  const copies = against === undefined ? undefined : await copiesOf(context, against);
  const { storage, terminal, json } = context;
  const procedures = copies === undefined ? await resolveFolders(context, words) : [];
  const decoder = context.classes?.decoder ?? NO_DECODER;
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.update({ done: files, of, bytes });
  const counts = new VerifyCounts();
  const keys = new Set<string>();
  try {
    const choose = (all: readonly (string | SurveyProblem)[]) => entriesOfProcedures(all, context, procedures);
    const entries = verifyEntries(storage, decoder, { onProgress }, choose);
    for await (const entry of copies === undefined ? entries : withCounterparts(entries, storage, copies.storage)) {
      counts.add(entry);
      if (entry.key !== undefined) keys.add(entry.key);
      if (entry.problem === undefined) continue;
      progress.clear();
      await terminal.out.write(json ? problemJson(entry) : problemText(entry, context.root, terminal));
    }
  } finally {
    progress.clear();
  }
  const surplus = copies === undefined ? undefined : await surplusKeys(copies.storage, keys);
  if (json) {
    for (const key of surplus ?? [])
      await terminal.out.write(jsonLine({ type: 'surplus', id: idOf(key), path: copies?.storage.pathOf(key) }));
    await terminal.out.write(summaryJson(counts, surplus?.length));
  } else {
    await terminal.out.write(summaryText(counts, context, procedures));
    if (copies !== undefined)
      await terminal.out.write(wrapped(copiesText(counts, copies, surplus ?? []), terminal.width));
  }
  return isWithoutProblem(counts) ? 0 : 1;
}

/** Returns the command on the folder that stands before `--against`. */
async function contextOf(context: Context, words: readonly string[]): Promise<Context> {
  const [folder, ...others] = words;
  if (others.length > 0)
    throw new Failure('With --against, verify takes one folder. Write for example artifacts verify A --against B.');
  return folder === undefined ? context : context.at(folder);
}

/** @throws Failure if the folder of the copies is the one that is verified, or one of the two lies in the other. */
async function copiesOf(context: Context, where: string): Promise<Copies> {
  const storage = await context.storageAt(where);
  if (arePlacesApart(context.storage, storage)) return { where, storage };
  throw new Failure(`${escaped(context.root)} and ${escaped(where)} are not apart from each other.`);
}

/** Returns what is said of the copies. */
function copiesText(counts: VerifyCounts, { where }: Copies, surplus: readonly string[]): string {
  const all = isWithoutProblem(counts)
    ? `${escaped(where)} has the same bytes of ${counted(counts.checked, 'file')}. `
    : '';
  if (surplus.length === 0) return `${all}It has nothing else.`.replace(/^It/, escaped(where));
  const names = someOf(surplus.map(escaped), MOST_LISTED_NAMES);
  return `${all}It has ${counted(surplus.length, 'file')} more: ${names}.`.replace(/^It/, escaped(where));
}

/** Returns the entries of these procedures, or all entries if no procedure is given, in the order of their names. */
function entriesOfProcedures(
  all: readonly (string | SurveyProblem)[],
  context: Context,
  procedures: readonly string[],
): readonly (string | SurveyProblem)[] {
  const named = all.map((entry) => ({
    entry,
    name: typeof entry === 'string' ? entry : pathBelow(context.root, entry.path),
  }));
  const wanted = named.filter(
    ({ name }) => procedures.length === 0 || procedures.includes(name.split('/', 1)[0] as string),
  );
  return wanted.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ entry }) => entry);
}

const isWithoutProblem = ({ damaged, others }: VerifyCounts): boolean => damaged === 0 && others === 0;

/** Returns the lines below the problems, which count the files. */
function summaryText(counts: VerifyCounts, context: Context, procedures: readonly string[]): string {
  if (!isWithoutProblem(counts)) return problemsText(counts, context);
  const { checked, sealed, unsealed } = counts;
  if (checked === 0) return `There are no artifacts in ${escaped(context.root)}${ofProcedures(procedures)} yet.\n`;
  const parts = [
    ...(sealed > 0 ? [`${sealed} ${sealed === 1 ? 'seal and name' : 'seals and names'} right`] : []),
    ...(unsealed > 0 ? [`${unsealed} ${unsealed === 1 ? 'has' : 'have'} no seal (other tools)`] : []),
  ];
  const decoding = wrapped(decodingText(counts, context), context.terminal.width);
  return `${counted(checked, 'file')}, no problem: ${parts.join(', ')}.\n${decoding}`;
}

function problemsText({ checked, damaged, others }: VerifyCounts, context: Context): string {
  const files =
    damaged === 0
      ? `${counted(checked, 'file')}, no problem`
      : `${damaged} of ${counted(checked, 'file')} ${damaged === 1 ? 'has' : 'have'} a problem`;
  const things = others === 1 ? '1 other thing is no artifact' : `${others} other things are no artifacts`;
  const found = others === 0 ? files : `${files}, ${things}`;
  const advice = damaged === 0 ? '' : `What is still readable of one: ${context.call('show', 'PATH')}\n`;
  return `${wrapped(`${found}. Nothing was changed.`, context.terminal.width)}${advice}`;
}

function decodingText({ decoded, undecoded }: VerifyCounts, context: Context): string {
  if (context.classes === undefined) return 'Contents were not decoded: no class is known (--import ./classes.js).';
  if (undecoded.length === 0) return 'All contents were decoded.';
  const names = undecoded.map(({ procedureName, count }) => `${procedureName} (${count})`);
  return `Decoded were ${decoded}. No class is known of ${names.join(', ')}.`;
}

const summaryJson = (
  { checked, damaged, others, sealed, unsealed, decoded, undecoded }: VerifyCounts,
  surplus: number | undefined,
): string =>
  jsonLine({
    type: 'summary',
    files: checked,
    problems: damaged + others,
    sealed,
    unsealed,
    decoded,
    undecoded: undecoded.map(({ procedureName, count }) => ({ procedure: procedureName, files: count })),
    surplus,
  });

const ofProcedures = (procedures: readonly string[]): string =>
  procedures.length === 0 ? '' : ` of ${procedures.join(', ')}`;
