import { noProcedureFailure } from '../display/name-failures.js';
import { byOwnTimes } from '../display/own-times.js';
import type { Store } from '../display/store.js';
import { addressOfKey } from '../format/address.js';
import { type ArtifactError, isArtifactError, StorageError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import { ProgressReporter } from '../model/progress.js';
import { type ListedEntry, listEntries, sortedEntries } from '../repository/listing.js';
import { type ArtifactRepository, insideOf } from '../repository/repository.js';
import { openStoredArtifact } from '../repository/stored-artifact.js';
import type { TimeBounds } from '../repository/time-bounds.js';
import { isWithinStorage } from '../storage/file/folders-apart.js';
import type { Storage } from '../storage/storage.js';
import { isTaken, ReportFile } from './document/report-file.js';
import { rootOf } from './gathering/root-of.js';
import { matchingEntries, parsedConditions } from './matching-entries.js';
import { secondOf, writePages } from './write-pages.js';

/** How far the writing of a report has come. */
export interface ReportProgress {
  /** How many artifacts are read. */
  readonly artifacts: number;
  /** How many artifacts there are. */
  readonly of: number;
}

/** What a report shows, and where it is written. */
export interface ReportOptions extends TimeBounds {
  /** The file. It appears whole or not at all. */
  readonly path: string;
  /**
   * The names of the procedures whose artifacts it shows.
   * @defaultValue all procedures
   */
  readonly procedures?: readonly string[] | undefined;
  /**
   * The conditions that an artifact has to match, each as `artifacts list` takes it.
   *
   * @example ['threshold>=0.5', 'window_size=10..20']
   */
  readonly conditions?: readonly string[] | undefined;
  /**
   * The greatest number of artifacts in full, the newest ones. All others are rows of the tables.
   * @defaultValue 1000
   */
  readonly max?: number | undefined;
  /**
   * Which array has the x of another one, by their names: `{ density_curve: 'density_grid' }`. Where nothing is given, the class says it,
   * or the names of the arrays suggest it.
   */
  readonly x?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether the report may replace a file that is there.
   * @defaultValue false
   */
  readonly overwrite?: boolean | undefined;
  /** Stops the writing: it rejects with the signal's reason, and leaves no file behind. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each artifact, and awaited. What it throws stops the writing. */
  readonly onProgress?: ((progress: ReportProgress) => void | Promise<void>) | undefined;
}

/** What was written. */
export interface WrittenReport {
  readonly path: string;
  /** How many artifacts the report has, in full or as rows. */
  readonly artifacts: number;
  /** How many of them it shows in full. */
  readonly shown: number;
  /**
   * What is wrong with files: the report shows what is whole in them, and this message. A file that does not fit its class is shown as it
   * is stored.
   */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  /** The size of the file. Units: bytes. */
  readonly bytes: number;
}

const REPORT_OPTIONS = optionNames<ReportOptions>({
  path: true,
  procedures: true,
  conditions: true,
  since: true,
  until: true,
  max: true,
  x: true,
  overwrite: true,
  signal: true,
  onProgress: true,
});

/** The greatest number of artifacts that a report shows in full, unless another one is asked for. */
const DEFAULT_MAX = 1000;

/**
 * Writes a report: one file of HTML that opens from disk and loads nothing, with an overview, a table of each procedure, and the newest
 * artifacts in full, with plots. A file that is damaged is shown with what is whole in it; one that cannot be read is named.
 *
 * @throws TypeError, RangeError for wrong options, and for a procedure that neither an artifact nor a class of the repository has.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be written, if there is one already and `overwrite` is not true, if it is
 * within the folder of the artifacts, or if a folder of the storage cannot be read.
 *
 * @example
 * const { artifacts, problems } = await writeReport(repository, { path: 'report.html', procedures: ['ChangePoints'] });
 */
export async function writeReport(repository: ArtifactRepository, options: ReportOptions): Promise<WrittenReport> {
  checkReportOptions(options);
  const { path, procedures, conditions = [], since, until, max = DEFAULT_MAX, x, overwrite = false } = options;
  const { signal, onProgress } = options;
  const wanted = parsedConditions(conditions);
  const misfits = new Map<string, ArtifactError>();
  const store = storeOf(repository, misfits);
  signal?.throwIfAborted();
  if (isWithinStorage(path, store.storage))
    throw new StorageError('write', path, `is within ${rootOf(store.storage)}, where only artifacts may be`);
  if (!overwrite && (await isTaken(path)))
    throw new StorageError('write', path, 'is there already; to replace it, pass overwrite: true');
  const entries = await entriesOf(repository, procedures, { since, until });
  const unread: ArtifactError[] = [];
  const matching = await matchingEntries(store, entries, wanted, unread);
  const ordered = await byOwnTimes(store, matching, matching.length, 'newest');
  const file = await ReportFile.create(path, overwrite);
  try {
    const written = await writePages(store, ordered, file, {
      root: rootOf(store.storage),
      isSelection: [procedures, since, until].some((each) => each !== undefined) || wanted.length > 0,
      written: secondOf(new Date()),
      max,
      x,
      unread,
      signal,
      onFile: (artifacts, of) => onProgress?.({ artifacts, of }),
    });
    const { artifacts, shown, problems, withoutX } = written;
    for (const { array, x, meant } of withoutX)
      throw new RangeError(
        `found x: { ${array}: ${inspected(x)} }, but no artifact that is shown has both arrays${
          meant === undefined ? '' : `; did you mean { ${meant[0]}: ${inspected(meant[1])} }?`
        }`,
      );
    await file.finish();
    const unfit = [...misfits].map(([path, { message }]) => ({ path, message }));
    const faults = problems.map(({ path, message }) => ({ path, message }));
    return { path, artifacts, shown, problems: [...faults, ...unfit], bytes: file.bytes };
  } finally {
    await file.discard();
  }
}

/** @throws TypeError, RangeError */
function checkReportOptions(options: ReportOptions): void {
  if (options === undefined) throw new TypeError("found no options, expected { path: 'report.html' }");
  checkOptions(options, REPORT_OPTIONS);
  const { path, procedures, conditions, max, x, overwrite, signal, onProgress } = options;
  if (typeof path !== 'string' || path === '')
    throw new TypeError(`found path: ${inspected(path)}, expected the path of a file, such as 'report.html'`);
  for (const [option, list] of Object.entries({ procedures, conditions }))
    if (list !== undefined && !(Array.isArray(list) && list.every((each) => typeof each === 'string')))
      throw new TypeError(`found ${option}: ${inspected(list)}, expected a list of strings`);
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= 0))
    throw new RangeError(`found max: ${inspected(max)}, expected a number of artifacts`);
  const isRecord = typeof x === 'object' && x !== null && !Array.isArray(x);
  if (x !== undefined && !(isRecord && Object.values(x).every((name) => typeof name === 'string')))
    throw new TypeError(`found x: ${inspected(x)}, expected names of arrays by names of arrays: { density: 'grid' }`);
  checkChoice('overwrite', overwrite, [true, false]);
  new ProgressReporter({ signal, onProgress: onProgress as never });
}

/**
 * Opens artifacts as their classes have them now, where the repository has these classes. A file that does not fit its class is opened as
 * it is stored.
 *
 * @param misfits - receives the errors of such files, by path.
 */
function storeOf(repository: ArtifactRepository, misfits: Map<string, ArtifactError>): Store {
  const { storage, openInPresentForm, readsAsStored } = insideOf(repository);
  return {
    storage,
    misfits,
    readsAsStored,
    openStored: async (open, path, options) => {
      try {
        return await openInPresentForm(open, path, options);
      } catch (error) {
        if (!isArtifactError(error) || isArtifactError(error, 'ARTIFACT_DECLARATION')) throw error;
        // If the file is damaged, this throws the same error again.
        const stored = await openStoredArtifact(open, path, options);
        misfits.set(path, error);
        return stored;
      }
    },
  };
}

/** @throws RangeError for a procedure that neither an artifact nor a class of the repository has. */
async function entriesOf(
  repository: ArtifactRepository,
  procedures: readonly string[] | undefined,
  bounds: TimeBounds,
): Promise<readonly ListedEntry[]> {
  const { storage, foldersOf } = insideOf(repository);
  if (procedures === undefined) return listEntries(storage, { ...bounds, order: 'newest' });
  const folders = new Set<string>();
  for (const name of procedures) {
    const known = foldersOf(name);
    if (known === undefined) await checkHasArtifacts(storage, name);
    for (const folder of known ?? [name]) folders.add(folder);
  }
  const lists: ListedEntry[][] = [];
  for (const procedure of folders) lists.push(await listEntries(storage, { ...bounds, procedure }));
  return sortedEntries(lists.flat(), 'newest');
}

/** @throws RangeError if a procedure has no artifacts. */
async function checkHasArtifacts(storage: Storage, procedure: string): Promise<void> {
  for await (const key of storage.list(procedure)) if (addressOfKey(key) !== undefined) return;
  const names = new Set<string>();
  for await (const key of storage.list()) names.add(addressOfKey(key)?.procedureName ?? procedure);
  names.delete(procedure);
  throw new RangeError(noProcedureFailure(procedure, [...names].sort(), rootOf(storage)).message);
}
