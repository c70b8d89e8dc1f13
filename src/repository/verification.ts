import { type ArtifactError, type ArtifactErrorCode, InvalidArtifactError, isArtifactError } from '../model/errors.js';
import { LargeFiles } from '../model/large-files.js';
import { mapInOrder } from '../model/map-in-order.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import type { ProgressReporter } from '../model/progress.js';
import { withSource } from '../storage/bytes-source.js';
import type { Storage, SurveyProblem } from '../storage/storage.js';
import type { ContentDecoder } from './content-decoder.js';
import { ReferenceTargets } from './reference-targets.js';
import { faultOfName, type VerifiedContent, verifiedContent } from './verified-content.js';
import { type VerifyProgressOptions, VerifyProgressReporter } from './verify-progress.js';

/** How files are verified. */
export interface VerifyOptions extends VerifyProgressOptions {
  /**
   * Which contents are decoded: 'declared' decodes files of procedures that have a class; 'all' decodes every file, so that a
   * procedure without a class is a problem; 'none' decodes no file.
   * @defaultValue 'declared'
   */
  readonly decode?: 'declared' | 'all' | 'none';
}

const VERIFY_OPTIONS = optionNames<VerifyOptions>({ decode: true, signal: true, onProgress: true });

/** A fault that `verify` found, or a file that a search could not load. */
export interface VerifyProblem {
  /** The path of the file or folder. */
  readonly path: string;
  /**
   * The code of the error that `load` would throw; `ARTIFACT_INTEGRITY` also for a file whose name does not fit its content,
   * `ARTIFACT_INVALID` for one with a reference that leads to no file or to one with another seal, and `ARTIFACT_STORAGE` for anything
   * that is not a file.
   */
  readonly code: ArtifactErrorCode;
  /** What was found and what was expected. */
  readonly message: string;
}

/** What a verification found. */
export interface VerifyReport {
  /** How many files were read. */
  readonly checked: number;
  /** In the order of the storage. */
  readonly problems: readonly VerifyProblem[];
  /** How many files are sealed and have no problem. */
  readonly sealed: number;
  /** How many files are unsealed, because another tool wrote them, and have no problem. */
  readonly unsealed: number;
  /** The procedures whose files have no problem and were not decoded, in the order of their names. */
  readonly undecoded: readonly { readonly procedureName: string; readonly count: number }[];
}

/** What the verification of one entry of a storage found. */
export interface VerifiedEntry {
  readonly path: string;
  /** The key of a file; undefined for anything that is not a file. */
  readonly key?: string;
  readonly problem?: VerifyProblem;
  /**
   * What the file says of its artifact; undefined if the file has a fault. A file under a wrong name, or with a reference to what is not
   * there, has both this and a problem.
   */
  readonly content?: VerifiedContent;
}

/** The largest number of entries that are verified at the same time. */
const ENTRIES_AT_A_TIME = 8;

/**
 * Checks the options of `verify`.
 *
 * @throws TypeError for wrong options.
 */
export function checkVerifyOptions(options: VerifyOptions): void {
  checkOptions(options, VERIFY_OPTIONS);
  checkChoice('decode', options.decode, ['declared', 'all', 'none']);
}

/**
 * Verifies the entries of a storage. Reads every file and checks its seal, its JSON except for the elements of arrays, its name
 * with the hash of its input parameters, and whether its references lead to files with the seals that they state. Of files that are
 * decoded, checks also the arrays and all that the class says. Anything that is not a file is a problem too, because it may hide
 * artifacts.
 *
 * @param choose - returns the entries to verify, in the order of the results.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read. A fault below it is a problem.
 */
export async function* verifyEntries(
  storage: Storage,
  decoder: ContentDecoder,
  progressOptions: VerifyProgressOptions = {},
  choose: (all: readonly (string | SurveyProblem)[]) => readonly (string | SurveyProblem)[] = (all) => all,
): AsyncGenerator<VerifiedEntry> {
  const progress = new VerifyProgressReporter(progressOptions);
  const all: (string | SurveyProblem)[] = [];
  for await (const found of storage.survey?.() ?? storage.list()) all.push(found);
  const entries = choose(all);
  progress.of = entries.length;
  const largeFiles = new LargeFiles();
  const targets = new ReferenceTargets(storage);
  yield* mapInOrder(entries, ENTRIES_AT_A_TIME, async (entry) => {
    const verified =
      typeof entry === 'string'
        ? await verifyFile(storage, entry, decoder, progress.ofFile(), largeFiles, targets)
        : notAFile(entry);
    await progress.entryDone();
    return verified;
  });
}

async function verifyFile(
  storage: Storage,
  key: string,
  decoder: ContentDecoder,
  progress: ProgressReporter,
  largeFiles: LargeFiles,
  targets: ReferenceTargets,
): Promise<VerifiedEntry> {
  const path = storage.pathOf(key);
  const problemOf = ({ code, message }: ArtifactError): VerifyProblem => ({ path, code, message });
  try {
    const content = await withSource(storage.open(key), (source) => {
      const read = () => verifiedContent({ source, key, path }, decoder, progress);
      return largeFiles.oneAtATime(source.size, read);
    });
    const wrongName = faultOfName(content, key, path);
    if (wrongName !== undefined) return { path, key, content, problem: problemOf(wrongName) };
    const issues = await targets.issuesOf(content.references);
    if (issues.length === 0) return { path, key, content };
    const error = new InvalidArtifactError(content.procedureName, path, issues);
    return { path, key, content, problem: problemOf(error) };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    return { path, key, problem: problemOf(error) };
  }
}

const notAFile = ({ path, message }: SurveyProblem): VerifiedEntry => ({
  path,
  problem: { path, code: 'ARTIFACT_STORAGE', message },
});

/** Counts verified entries by what was found. */
export class VerifyCounts {
  /** How many files there are. */
  checked = 0;
  /** How many of the files have a problem. */
  damaged = 0;
  /** How many entries are not files. */
  others = 0;
  /** How many files without a problem are sealed. */
  sealed = 0;
  /** How many files without a problem are unsealed. */
  unsealed = 0;
  /** How many files without a problem were decoded. */
  decoded = 0;
  readonly #undecoded = new Map<string, number>();

  /** The procedures whose files have no problem and were not decoded, in the order of their names. */
  get undecoded(): VerifyReport['undecoded'] {
    const byName = [...this.#undecoded].sort(([a], [b]) => (a < b ? -1 : 1));
    return byName.map(([procedureName, count]) => ({ procedureName, count }));
  }

  /** Counts one more entry. */
  add({ key, problem, content }: VerifiedEntry): void {
    if (key === undefined) this.others++;
    else this.checked++;
    if (key !== undefined && problem !== undefined) this.damaged++;
    if (problem !== undefined || content === undefined) return;
    const { procedureName, seal, isDecoded } = content;
    if (seal === undefined) this.unsealed++;
    else this.sealed++;
    if (isDecoded) this.decoded++;
    else this.#undecoded.set(procedureName, (this.#undecoded.get(procedureName) ?? 0) + 1);
  }
}

/** Returns the report on verified entries. */
export async function verifyReport(entries: AsyncIterable<VerifiedEntry>): Promise<VerifyReport> {
  const counts = new VerifyCounts();
  const problems: VerifyProblem[] = [];
  for await (const entry of entries) {
    counts.add(entry);
    if (entry.problem !== undefined) problems.push(entry.problem);
  }
  const { checked, sealed, unsealed, undecoded } = counts;
  return { checked, problems, sealed, unsealed, undecoded };
}
