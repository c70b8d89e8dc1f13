import { addressOfKey, keyOfAddress, sealPrefixOf, secondOf } from '../format/address.js';
import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { parameterHashOf, pythonParameterHashes } from '../format/parameter-hash.js';
import { type ArtifactFile, readAs, readWhole } from '../format/read-artifact.js';
import {
  type ArtifactError,
  type ArtifactErrorCode,
  FormatError,
  IntegrityError,
  isArtifactError,
} from '../model/errors.js';
import { mapInOrder } from '../model/in-order.js';
import { LIMITS } from '../model/limits.js';
import { type Progress, type ProgressOptions, ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source, Storage, SurveyProblem } from '../storage/storage.js';
import { checkIsArtifact } from './stored-artifact.js';

/** One fault that `verify` found, or a file that `find` could not load. */
export interface VerifyProblem {
  /** The path of the file or folder. */
  readonly path: string;
  /**
   * The code of the error that `load` would throw; `ARTIFACT_INTEGRITY` also for a file whose name does not fit its content,
   * `ARTIFACT_STORAGE` for anything that is no file.
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
  /** How many files have a seal and a name that are right, and no other problem. */
  readonly sealed: number;
  /** How many files have no problem and no seal, because another tool wrote them. */
  readonly unsealed: number;
  /** The procedures whose files have no problem and were not decoded, in the order of their names. */
  readonly undecoded: readonly { readonly procedureName: string; readonly count: number }[];
}

/** How far a verification has come. */
export interface VerifyProgress {
  /** How many files and other entries are done. */
  readonly files: number;
  /** How many there are. */
  readonly of: number;
  /** How many bytes were read, over all files. A file that is read twice counts twice. */
  readonly bytes: number;
}

/** What may go along with a verification. */
export interface VerifyProgressOptions extends Pick<ProgressOptions, 'signal'> {
  /** Is told how far it is, after every 256 KiB or so and after every file, and waited for. What it throws stops the verification. */
  readonly onProgress?: ((progress: VerifyProgress) => void | Promise<void>) | undefined;
}

/** How the contents of files are decoded by those who know classes. */
export interface ContentDecoder {
  /** Tells whether files of a procedure are decoded. */
  readonly includes: (procedureName: string) => boolean;
  /** Decodes a file. What it throws is the file's problem if it is an ArtifactError. */
  readonly decode: (file: ArtifactFile, path: string) => void;
}

/** What was found out about one entry of a storage. */
export interface VerifiedEntry {
  readonly path: string;
  /** The key of a file; undefined for what is none. */
  readonly key?: string;
  readonly problem?: VerifyProblem;
  /** What a file says of itself, if it is sound. It may be under a wrong name all the same: that is its problem then. */
  readonly content?: VerifiedContent;
}

/** What a sound file says of itself. */
interface VerifiedContent {
  readonly procedureName: string;
  /** The digits of its seal; undefined if another tool wrote it. */
  readonly seal: string | undefined;
  readonly isDecoded: boolean;
  /** The keys of which the file should have one. A file of Python has several if it does not tell how its parameters were sorted. */
  readonly keys: readonly string[];
}

/** Entries that are verified at a time. */
const AT_ONCE = 8;

/**
 * Reads every file and checks its seal, its name and its input parameters' hash, and that all but its arrays is JSON; where files are
 * decoded, also their arrays, and all that the class says. Whatever else is in the storage is a problem too: it may hide artifacts.
 *
 * @param chosen - which entries of the storage are verified, and in which order.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read; what is wrong below it is a problem.
 */
export async function* verifyEntries(
  storage: Storage,
  decoding: ContentDecoder,
  progress: VerifyProgressOptions = {},
  chosen: (all: readonly (string | SurveyProblem)[]) => readonly (string | SurveyProblem)[] = (all) => all,
): AsyncGenerator<VerifiedEntry> {
  const meter = new Meter(progress);
  const all: (string | SurveyProblem)[] = [];
  for await (const found of storage.survey?.() ?? storage.list()) all.push(found);
  const entries = chosen(all);
  meter.of = entries.length;
  const large = new Semaphore(1);
  yield* mapInOrder(entries, AT_ONCE, async (found) => {
    const verification =
      typeof found === 'string'
        ? await verified(storage, found, decoding, meter.progress(), large)
        : {
            path: found.path,
            problem: { path: found.path, code: 'ARTIFACT_STORAGE' as const, message: found.message },
          };
    await meter.fileDone();
    return verification;
  });
}

/** Counts what verifications have found. */
export class VerifyCounts {
  /** How many files there are. */
  checked = 0;
  /** How many of them have a problem. */
  damaged = 0;
  /** How many entries are no files. */
  others = 0;
  /** How many files without a problem have a seal, how many have none, and how many were decoded. */
  sealed = 0;
  unsealed = 0;
  decoded = 0;
  readonly #undecoded = new Map<string, number>();

  /** The procedures whose files have no problem and were not decoded, in the order of their names. */
  get undecoded(): VerifyReport['undecoded'] {
    const byName = [...this.#undecoded].sort(([a], [b]) => (a < b ? -1 : 1));
    return byName.map(([procedureName, count]) => ({ procedureName, count }));
  }

  /** Counts one more. */
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

/** Reports what verifications have found. */
export async function reportOf(all: AsyncIterable<VerifiedEntry>): Promise<VerifyReport> {
  const count = new VerifyCounts();
  const problems: VerifyProblem[] = [];
  for await (const verification of all) {
    count.add(verification);
    if (verification.problem !== undefined) problems.push(verification.problem);
  }
  const { checked, sealed, unsealed, undecoded } = count;
  return { checked, problems, sealed, unsealed, undecoded };
}

/** Tells how far a verification is, in one call after the other, whatever is read at the same time. */
class Meter {
  of = 0;
  #files = 0;
  #bytes = 0;
  readonly #signal: VerifyProgressOptions['signal'];
  readonly #onProgress: VerifyProgressOptions['onProgress'];
  #told: Promise<void> = Promise.resolve();

  constructor({ signal, onProgress }: VerifyProgressOptions) {
    // It refuses what is no signal and no function.
    new ProgressReporter({ signal, onProgress: onProgress as ProgressOptions['onProgress'] }).throwIfAborted();
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** The progress of one file. */
  progress(): ProgressReporter {
    if (this.#onProgress === undefined) return new ProgressReporter({ signal: this.#signal });
    let before = 0;
    const onProgress = async ({ bytes }: Progress) => {
      // A file that is read again begins anew.
      this.#bytes += bytes > before ? bytes - before : bytes;
      before = bytes;
      await this.#tell();
    };
    return new ProgressReporter({ signal: this.#signal, onProgress });
  }

  async fileDone(): Promise<void> {
    this.#files++;
    await this.#tell();
  }

  /** Once a call has failed, there are no more: all that is still read fails with the same error. */
  #tell(): Promise<void> {
    this.#told = this.#told.then(() => this.#onProgress?.({ files: this.#files, of: this.of, bytes: this.#bytes }));
    return this.#told;
  }
}

/** Where a large file waits for the last one: two may not fit into memory. */
type Large = Semaphore;

async function verified(
  storage: Storage,
  key: string,
  decoding: ContentDecoder,
  progress: ProgressReporter,
  large: Large,
): Promise<VerifiedEntry> {
  const path = storage.pathOf(key);
  const problemOf = ({ code, message }: ArtifactError): VerifyProblem => ({ path, code, message });
  try {
    const content = await withSource(storage.open(key), (source) => {
      const read = () => contentOf(source, key, path, decoding, progress);
      return source.size > LIMITS.small ? large.run(read) : read();
    });
    if (content.keys.includes(key)) return { path, key, content };
    const error = new IntegrityError(path, content.keys[0] as string, key, 'does not bear its own name');
    return { path, key, content, problem: problemOf(error) };
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    return { path, key, problem: problemOf(error) };
  }
}

async function contentOf(
  source: Source,
  key: string,
  path: string,
  { includes, decode }: ContentDecoder,
  progress: ProgressReporter,
): Promise<VerifiedContent> {
  const options = { path, progress, step: 'read' } as const;
  const folder = key.split('/', 1)[0] as string;
  /** Undefined if the arrays are needed. */
  const withoutArrays = () =>
    readAs(source, { ...options, arrays: 'pass over' }, (file) => {
      const procedure = file.root[PROCEDURE_NAME_KEY];
      const isDecoded = typeof procedure === 'string' && includes(procedure);
      if (isDecoded || file.arrays?.hasArraysIn(INPUT_PARAMETERS_KEY)) return undefined;
      return { ...identityOf(file, path), isDecoded, parameterHash: sealedHashOf(file) };
    });
  const withArrays = () =>
    readAs(source, { ...options, arrays: 'keep' }, (file) => {
      // An instance may share the parameters, and change them.
      const parameterHash = sealedHashOf(file);
      const procedure = file.root[PROCEDURE_NAME_KEY];
      const isDecoded = includes(typeof procedure === 'string' ? procedure : folder);
      if (isDecoded) decode(file, path);
      return { ...identityOf(file, path), isDecoded, parameterHash };
    });
  const read = (includes(folder) ? undefined : await withoutArrays()) ?? (await withArrays());
  const { procedureName, timestamp, seal, isDecoded, parameterHash } = read;
  const parameterHashes =
    parameterHash === undefined
      ? pythonParameterHashes(await readWhole(source, { ...options, arrays: 'keep' }))
      : [parameterHash];
  const isNamedByContent = addressOfKey(key)?.sealPrefix !== undefined && seal !== undefined;
  const sealPrefix = isNamedByContent ? sealPrefixOf(seal) : undefined;
  const keys = parameterHashes.map((each) =>
    keyOfAddress({ procedureName, timestamp, parameterHash: each, sealPrefix }),
  );
  return { procedureName, seal, isDecoded, keys };
}

/** The parameters' hash of a sealed file. That of another tool's can only be had from its bytes. */
const sealedHashOf = ({ root, seal }: ArtifactFile): string | undefined =>
  seal === undefined || root[INPUT_PARAMETERS_KEY] === undefined ? undefined : parameterHashOf(root);

/** What a file says of itself that stands in its name, and its seal. */
function identityOf({ root, seal }: ArtifactFile, path: string) {
  checkIsArtifact(root, path);
  const timestamp = secondOf(root[TIMESTAMP_KEY] as string);
  if (timestamp === undefined || root[INPUT_PARAMETERS_KEY] === undefined) {
    const expected = `expected ${INPUT_PARAMETERS_KEY}, and YYYY-MM-DDThh:mm:ss at the beginning of ${TIMESTAMP_KEY}`;
    throw new FormatError(path, `is not an artifact: ${expected}`);
  }
  return { procedureName: root[PROCEDURE_NAME_KEY] as string, timestamp, seal };
}
