import { escaped } from '../../display/escaping.js';
import { counted } from '../../display/wording.js';
import type { ContentDecoder } from '../../repository/content-decoder.js';
import { VerifyCounts, verifyEntries } from '../../repository/verification.js';
import type { VerifyProgress } from '../../repository/verify-progress.js';
import type { SurveyProblem } from '../../storage/storage.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { pathBelow, problemJson, problemText } from '../formats/problem.js';
import { resolveFolders } from '../selection/procedures.js';

/** Decodes nothing, because no class is known. */
const NO_DECODER: ContentDecoder = { includes: () => false, decode: () => {} };

/**
 * `artifacts verify`: reads every file, and checks its seal, its name and its folder. With `--import`, also decodes the artifacts of known
 * classes.
 *
 * @param words - the procedures as the user typed them; empty for all procedures.
 * @returns 0 if there is no problem, else 1.
 * @throws Failure if there is no such procedure, or the module cannot be imported.
 */
export async function verify(context: Context, words: readonly string[]): Promise<0 | 1> {
  const { storage, terminal, json } = context;
  const procedures = await resolveFolders(context, words);
  const decoder = context.classes?.decoder ?? NO_DECODER;
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.update({ done: files, of, bytes });
  const counts = new VerifyCounts();
  try {
    const choose = (all: readonly (string | SurveyProblem)[]) => entriesOfProcedures(all, context, procedures);
    for await (const verification of verifyEntries(storage, decoder, { onProgress }, choose)) {
      counts.add(verification);
      if (verification.problem === undefined) continue;
      progress.clear();
      await terminal.out.write(json ? problemJson(verification) : problemText(verification, context.root, terminal));
    }
  } finally {
    progress.clear();
  }
  await terminal.out.write(json ? summaryJson(counts) : summaryText(counts, context, procedures));
  return isWithoutProblem(counts) ? 0 : 1;
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

const summaryJson = ({ checked, damaged, others, sealed, unsealed, decoded, undecoded }: VerifyCounts): string =>
  jsonLine({
    type: 'summary',
    files: checked,
    problems: damaged + others,
    sealed,
    unsealed,
    decoded,
    undecoded: undecoded.map(({ procedureName, count }) => ({ procedure: procedureName, files: count })),
  });

const ofProcedures = (procedures: readonly string[]): string =>
  procedures.length === 0 ? '' : ` of ${procedures.join(', ')}`;
