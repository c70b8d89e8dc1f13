import { extname } from 'node:path';
import { isCondition } from '../../display/conditions.js';
import { escaped, escapedJson, escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { counted } from '../../display/wording.js';
import type { ArtifactError } from '../../model/errors.js';
import { failureOf, failureText } from '../console/failure.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine, type Step } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { type Destination, FileDestination, StandardOutput } from '../export/destination.js';
import { ExportedArtifacts } from '../export/exported-artifacts.js';
import { writeNdjson } from '../export/ndjson.js';
import { writeNpy } from '../export/npy.js';
import { writeParquet } from '../export/parquet.js';
import { CRATE_OPTIONS, type CrateOptions } from '../export/ro-crate/crate-details.js';
import { guardedText } from '../formats/csv.js';
import { writeCsvTable } from '../formats/csv-table.js';
import { classCounts, classNotes } from '../selection/class-notes.js';
import { type Selection, type SelectionOptions, select } from '../selection/selection.js';

/** The options of `artifacts export`. */
interface ExportOptions extends SelectionOptions, CrateOptions {
  /** Undefined for a folder. */
  readonly output?: string;
  readonly roCrate?: string;
  readonly parquet?: string;
  readonly import?: string;
  readonly format?: string;
  readonly force?: boolean;
  readonly raw?: boolean;
  readonly array?: string;
}

/** The outcome of an export, to be reported to people and to programs. */
interface ExportSummary {
  /** The number of artifacts that were written. */
  readonly artifacts: number;
  /** Notes for people. The first one says what the file holds. */
  readonly notes: readonly string[];
  /** Members of the JSON summary for programs. */
  readonly members: { readonly [key: string]: JsonValue };
}

const FORMATS = ['csv', 'ndjson', 'parquet', 'npy'] as const;
type Format = (typeof FORMATS)[number];

/** How often all artifacts are read. Most formats need two passes: the beginning of the file depends on all artifacts. */
const PASSES: Readonly<Record<Format, number>> = { csv: 2, ndjson: 1, parquet: 1, npy: 2 };

/** The name of standard output in `-o -`. */
const STANDARD_OUTPUT = '-';

/**
 * `artifacts export`: writes the artifacts of a procedure into one file for other programs, the newest artifact first, or those of several
 * procedures into a folder for archives.
 *
 * @param words - the procedures, and after them the conditions, as the user typed them.
 * @returns 0 if all artifacts were exported, 1 if some could not be read.
 * @throws Failure if options or conditions are wrong, if there is nothing to export, or if the file cannot be written.
 */
export async function exportArtifacts(
  context: Context,
  words: readonly string[],
  options: ExportOptions,
): Promise<0 | 1> {
  if (options.parquet !== undefined) {
    checkParts(words, options);
    const { exportParts } = await import('../export/export-parts.js');
    return exportParts(context, words, options.parquet);
  }
  checkTarget(options);
  if (options.roCrate === undefined) return exportFile(context, words, options as FileOptions);
  const { exportRoCrate } = await import('../export/ro-crate/export-ro-crate.js');
  return exportRoCrate(context, words, options.roCrate, options);
}

/** @throws Failure if less than whole procedures is asked for, or another export: the manifest of the parts could not say so. */
function checkParts(words: readonly string[], options: ExportOptions): void {
  const condition = words.find(isCondition);
  if (condition !== undefined)
    throw new Failure(`${escaped(condition)} is a condition. --parquet exports all artifacts of procedures.`);
  const wrong = PARTS_TAKE_NONE_OF.find((option) => options[option] !== undefined);
  if (wrong !== undefined)
    throw new Failure(
      `--${wrong === 'roCrate' ? 'ro-crate' : wrong} does not go with --parquet, which exports all artifacts of procedures.`,
    );
}

/** @throws Failure for an option that does not go with what is written: a file, or an RO-Crate. */
function checkTarget(options: ExportOptions): void {
  const isCrate = options.roCrate !== undefined;
  const wrong = (isCrate ? FILE_OPTIONS : CRATE_OPTIONS).find((option) => options[option] !== undefined);
  if (wrong === 'import')
    throw new Failure('--import does not go with --ro-crate, which copies the files as they are stored.');
  if (wrong === 'force') throw new Failure('--force is for files. --ro-crate writes a new folder, and replaces none.');
  if (wrong !== undefined) throw new Failure(`--${wrong} ${isCrate ? 'does not go with' : 'is for'} --ro-crate.`);
}

/** The options that are for files alone. */
const FILE_OPTIONS = ['output', 'format', 'force', 'array', 'raw', 'import'] as const;

/** The options that do not go with parts. */
const PARTS_TAKE_NONE_OF = [...FILE_OPTIONS, 'roCrate', ...CRATE_OPTIONS, 'has', 'lacks', 'since', 'until'] as const;

type FileOptions = ExportOptions & { readonly output: string };

/** Writes the artifacts of one procedure into a file, or to standard output. */
async function exportFile(
  context: Context,
  [procedure = '', ...words]: readonly string[],
  options: FileOptions,
): Promise<0 | 1> {
  const format = formatOf(options);
  checkFormatOptions(format, options);
  const destination = await destinationOf(context, format, options);
  try {
    const selection = await select(context, 'export', [procedure], words, options, Number.POSITIVE_INFINITY);
    const progress = new ProgressLine(context.terminal, context.json, 'files');
    const onStep = async (step: Step) => {
      // On a terminal that shows the exported lines themselves, a line of progress would stand between them.
      if (destination instanceof FileDestination || !context.terminal.out.isTerminal) await progress.update(step);
    };
    const artifacts = new ExportedArtifacts(context, selection.entries, PASSES[format], onStep);
    const exported = await writeExport(format, artifacts, destination, options).finally(() => progress.clear());
    const unread = [...selection.unread, ...artifacts.unread.values()];
    if (exported.artifacts > 0) await destination.finish();
    await writeErrors(context, unread);
    if (exported.artifacts === 0) throw nothingExportedFailure(selection, options);
    await writeSummary(context, options.output, exported, selection, unread.length);
    return unread.length === 0 ? 0 : 1;
  } finally {
    await destination.discard();
  }
}

function formatOf({ output, format }: FileOptions): Format {
  const isOutput = output === STANDARD_OUTPUT;
  if (!isOutput && format !== undefined)
    throw new Failure('--format is for -o -, a file has the format of its ending.');
  if (isOutput && format === undefined) throw new Failure('-o - has no ending. Write for example -o - --format csv.');
  const ending = (isOutput ? `.${format}` : extname(output)).toLowerCase();
  const known = FORMATS.find((each) => `.${each}` === ending);
  if (known !== undefined) return known;
  const fault = ending === '' ? 'has no ending' : `ends in ${escaped(ending)}`;
  throw new Failure(
    `${isOutput ? `--format ${escaped(format ?? '')} is none of these` : `${escaped(output)} ${fault}`}. ${ENDINGS}`,
  );
}

/** The end of each message about a wrong ending or format. */
const ENDINGS = `What can be written:
  .csv      a table, without arrays
  .ndjson   one line of JSON for each artifact, with arrays
  .parquet  a table with arrays, by DuckDB
  .npy      one array`;

function checkFormatOptions(format: Format, { output, array, raw, force }: FileOptions): void {
  if (array !== undefined && format !== 'npy') throw new Failure('--array is for .npy, which holds one array.');
  if (raw && format !== 'csv')
    throw new Failure('--raw is for .csv. In all other formats, texts are as they are stored.');
  if (output !== STANDARD_OUTPUT) return;
  if (force) throw new Failure('--force is for files. The output needs none.');
  if (format === 'parquet')
    throw new Failure('.parquet cannot be written to the output. Write for example -o runs.parquet.');
}

async function destinationOf(
  { terminal: { out } }: Context,
  format: Format,
  { output, force = false }: FileOptions,
): Promise<FileDestination | StandardOutput> {
  if (output !== STANDARD_OUTPUT) return FileDestination.create(output, force);
  if (format === 'npy' && out.isTerminal)
    throw new Failure('.npy is no text for a terminal. Write for example -o curve.npy.');
  return new StandardOutput(
    out,
    format === 'csv' ? (text) => escapedLines(text.replaceAll('\r\n', '\n')) : escapedJsonLines,
  );
}

const escapedJsonLines = (text: string): string => text.split('\n').map(escapedJson).join('\n');

async function writeExport(
  format: Format,
  artifacts: ExportedArtifacts,
  destination: FileDestination | StandardOutput,
  { raw = false, array }: ExportOptions,
): Promise<ExportSummary> {
  if (format === 'csv') return csv(artifacts, destination, raw);
  if (format === 'npy') return npy(artifacts, destination, array);
  if (destination instanceof FileDestination && format === 'parquet') return parquet(artifacts, destination);
  const lines = await writeNdjson(artifacts, destination);
  return { artifacts: lines, notes: [`${counted(lines, 'artifact')}, one a line.`], members: {} };
}

async function csv(artifacts: ExportedArtifacts, destination: Destination, isRaw: boolean): Promise<ExportSummary> {
  const { rows, columns, arrays, guarded } = await writeCsvTable(artifacts, (text) => destination.write(text), {
    isRaw,
  });
  const table = `${counted(rows, 'row')}, ${counted(columns, 'column')}.`;
  const notes = [
    arrays.length === 0
      ? table
      : `${table} Left out are the arrays: ${arrays.map(escaped).join(', ')} (.ndjson has them).`,
    ...(guarded === 0 ? [] : [`${guardedText(guarded)} (--raw: as stored).`]),
  ];
  return { artifacts: rows, notes, members: { columns, left_out: arrays, guarded } };
}

async function npy(
  artifacts: ExportedArtifacts,
  destination: Destination,
  array: string | undefined,
): Promise<ExportSummary> {
  const written = await writeNpy(artifacts, array, destination);
  if (written === undefined) return { artifacts: 0, notes: [], members: {} };
  const { pointer, dtype, shape } = written;
  const of = `${escaped(pointer)} of ${counted(written.artifacts, 'artifact')}`;
  const order = written.artifacts === 1 ? '' : ', the newest first';
  return {
    artifacts: written.artifacts,
    notes: [`${dtype}[${shape}], ${of}${order}.`],
    members: { array: pointer, dtype, shape },
  };
}

async function parquet(artifacts: ExportedArtifacts, destination: FileDestination): Promise<ExportSummary> {
  const { rows, columns } = await writeParquet(artifacts, destination);
  return { artifacts: rows, notes: [`${counted(rows, 'row')}, ${counted(columns, 'column')}.`], members: { columns } };
}

/** Writes the error of each artifact that could not be read. */
async function writeErrors({ terminal, json }: Context, unread: readonly ArtifactError[]): Promise<void> {
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
}

/**
 * Writes notes to standard error. With `--json`, writes a summary object instead: to standard output, or to standard error if the
 * artifacts themselves go to standard output.
 */
async function writeSummary(
  context: Context,
  output: string,
  { artifacts, notes, members }: ExportSummary,
  { incomparable }: Selection,
  unread: number,
): Promise<void> {
  const { terminal, json } = context;
  const isFile = output !== STANDARD_OUTPUT;
  if (json) {
    const path = isFile ? output : null;
    const line = jsonLine({ type: 'summary', path, artifacts, ...members, not_read: unread, ...classCounts(context) });
    return (isFile ? terminal.out : terminal.err).write(line);
  }
  const [first = '', ...others] = notes;
  const all = [isFile ? `${escaped(output)}: ${first}` : first, ...others];
  if (incomparable.length > 0) all.push(`Not compared: ${incomparable.join('; ')}.`);
  all.push(...classNotes(context));
  if (unread > 0)
    all.push(`${counted(unread, 'file')} could not be read and ${unread === 1 ? 'is' : 'are'} not in it.`);
  for (const note of all) await terminal.err.write(wrapped(note, terminal.width));
}

function nothingExportedFailure(
  { procedure, entries, examined, hasConditions }: Selection,
  { since, until }: ExportOptions,
): Failure {
  const isWithin = since !== undefined || until !== undefined;
  const fault =
    entries.length > 0
      ? `No artifact of ${procedure} that was asked for could be read`
      : hasConditions
        ? `No artifact of ${procedure} matches (${examined} ${examined === 1 ? 'was' : 'were'} looked at)`
        : `There is no artifact of ${procedure}${isWithin ? ' within these times' : ''}`;
  return new Failure(`${fault}. Nothing was exported.`);
}
