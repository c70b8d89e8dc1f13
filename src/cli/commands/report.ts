import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { counted, sizeText } from '../../display/wording.js';
import { StorageError } from '../../model/errors.js';
import { ReportFile } from '../../report/document/report-file.js';
import { secondOf, writePages } from '../../report/write-pages.js';
import { isWithinStorage } from '../../storage/file/folders-apart.js';
import { failureText } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { checkPath, destinationFailure } from '../export/destination.js';
import { classCounts, classNotes } from '../selection/class-notes.js';
import { type Selection, type SelectionOptions, select } from '../selection/selection.js';

/** The options of `artifacts report`. */
export interface ReportCommandOptions extends SelectionOptions {
  readonly output: string;
  readonly max: string;
  readonly x?: readonly string[];
  readonly force?: boolean;
}

/**
 * `artifacts report`: writes tables and plots of artifacts into one file, which a browser opens.
 *
 * @param words - the procedures, and after them the conditions, as the user typed them.
 * @returns 0, or 1 if something is wrong with a file of an artifact.
 * @throws Failure if options or conditions are wrong, if no artifact matches, or if the file cannot be written.
 */
export async function report(
  context: Context,
  words: readonly string[],
  options: ReportCommandOptions,
): Promise<0 | 1> {
  const { output: path, force = false } = options;
  const max = maxOf(options.max);
  const x = xOf(options.x ?? []);
  await checkPath(path, force);
  checkIsOutside(context, path);
  const first = words.findIndex(isCondition);
  const [procedures, conditions] = first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
  const selection = await select(context, 'report', procedures, conditions, options, Number.POSITIVE_INFINITY);
  if (selection.entries.length === 0 && (selection.hasConditions || isWithinTimes(options)))
    throw nothingToReport(selection);
  const progress = new ProgressLine(context.terminal, context.json, 'files');
  const file = await ReportFile.create(path, force).catch((error) => {
    throw failureOfFile(path, error);
  });
  try {
    const written = await writePages(context, selection.entries, file, {
      root: context.root,
      isSelection: words.length > 0 || isWithinTimes(options),
      written: secondOf(new Date()),
      max,
      x,
      unread: selection.unread,
      onFile: (done, of) => progress.update({ done, of }),
    })
      .finally(() => progress.clear())
      .catch((error) => {
        throw failureOfFile(path, error);
      });
    for (const { array, x, meant } of written.withoutX)
      throw new Failure(
        `--x ${escaped(`${array}=${x}`)}: no artifact that is shown has both arrays.${
          meant === undefined ? '' : ` Did you mean ${escaped(meant.join('='))}?`
        }`,
      );
    await file.finish().catch((error) => {
      throw failureOfFile(path, error);
    });
    await writeSummary(context, path, file.bytes, written, selection);
    return written.problems.length === 0 ? 0 : 1;
  } finally {
    await file.discard();
  }
}

/** @throws Failure if a report is to be written among the artifacts, where `verify` would report it. */
function checkIsOutside({ storage, root }: Context, path: string): void {
  if (!isWithinStorage(path, storage)) return;
  throw new Failure(
    `${escaped(path)} is within ${escaped(root)}, where only artifacts may be. Name a file elsewhere with -o.`,
    { path },
  );
}

function maxOf(max: string): number {
  if (/^\d{1,9}$/.test(max)) return Number(max);
  throw new Failure(`--max ${escaped(max)} is no number of artifacts. Write for example --max 200.`);
}

function xOf(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const [, array, x] = /^([^=]+)=([^=]+)$/.exec(pair) ?? [];
    if (array === undefined || x === undefined)
      throw new Failure(`--x ${escaped(pair)} names no two arrays. Write for example --x density=grid.`);
    return [array, x] as const;
  });
  return Object.fromEntries(entries);
}

const isWithinTimes = ({ since, until }: SelectionOptions): boolean => since !== undefined || until !== undefined;

function nothingToReport({ hasConditions, examined }: Selection): Failure {
  const fault = hasConditions
    ? `No artifact matches (${examined} ${examined === 1 ? 'was' : 'were'} looked at)`
    : 'There is no artifact within these times';
  return new Failure(`${fault}. Nothing was written.`);
}

/** Returns the Failure for a file that cannot be written; any other error as it is. */
const failureOfFile = (path: string, error: unknown): unknown =>
  error instanceof StorageError && error.path === path ? destinationFailure(path, error) : error;

/** Writes what is wrong with files, and what was written. With `--json`, the latter is an object on standard output. */
async function writeSummary(
  context: Context,
  path: string,
  bytes: number,
  { artifacts, shown, problems }: Awaited<ReturnType<typeof writePages>>,
  { incomparable }: Selection,
): Promise<void> {
  const { terminal, json } = context;
  for (const { message, path } of problems)
    await terminal.err.write(failureText(new Failure(message, { code: 'PROBLEM', path }), json));
  if (json) {
    const counts = { artifacts, shown, problems: problems.length, bytes, ...classCounts(context) };
    return terminal.out.write(jsonLine({ type: 'summary', path, ...counts }));
  }
  const inFull = shown === artifacts ? '' : `, ${shown} of them in full`;
  const notes = [
    `${escaped(path)}: ${counted(artifacts, 'artifact')}${inFull}, ${sizeText(bytes)}.`,
    ...(incomparable.length > 0 ? [`Not compared: ${incomparable.join('; ')}.`] : []),
    ...classNotes(context),
    ...(problems.length > 0 ? [`${counted(problems.length, 'file')} with a problem: ${context.call('verify')}`] : []),
    `To look at it, open ${pathToFileURL(resolve(path)).href} in a browser.`,
  ];
  for (const note of notes) await terminal.err.write(wrapped(note, terminal.width));
}
