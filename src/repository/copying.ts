import { readSeal } from '../format/seal.js';
import { type ArtifactError, ConflictError, isArtifactError, StorageError } from '../model/errors.js';
import { LargeFiles } from '../model/large-files.js';
import { BYTES_PER_COPY } from '../model/limits.js';
import { mapInOrder } from '../model/map-in-order.js';
import { ProgressReporter } from '../model/progress.js';
import { haveSameBytes, piecesOf, withSource } from '../storage/bytes-source.js';
import { FileStorage } from '../storage/file/file-storage.js';
import { areStoragesApart } from '../storage/file/folders-apart.js';
import type { Draft, Source, Storage, SurveyProblem } from '../storage/storage.js';
import { NO_DECODER } from './content-decoder.js';
import { type CopyOptions, checkCopyOptions, entriesToCopy } from './copy-options.js';
import { guardedStorage } from './guarded-storage.js';
import { ReferenceCounts } from './reference-counts.js';
import { prepareAndProve } from './saving.js';
import type { VerifyProblem } from './verification.js';
import { faultOfName, type VerifiedContent, verifiedContent } from './verified-content.js';
import { type VerifyProgressOptions, VerifyProgressReporter } from './verify-progress.js';

/** A file that was not copied, or anything that is not a file. */
export interface CopyProblem extends VerifyProblem {
  /** The path that the copy should have, if something else is there. */
  readonly targetPath?: string;
}

/** What a copy has done. */
export interface CopyReport {
  /** How many artifacts were copied. */
  readonly copied: number;
  /** How many artifacts were there already. Of a sealed one, the size and the seal were compared, of an unsealed one all bytes. */
  readonly identical: number;
  /** How many of the copied artifacts are unsealed, because another tool wrote them: nothing shows whether their files were damaged. */
  readonly unsealed: number;
  /** The size of the files that were copied. Units: bytes. */
  readonly bytes: number;
  /** How many references of the copied artifacts lead to none in the target, because what they name was not copied. */
  readonly dangling: number;
  /** What was not copied, and why. */
  readonly problems: readonly CopyProblem[];
}

/** What became of one entry of a storage that is copied. */
export interface CopiedEntry {
  readonly outcome: 'copied' | 'identical' | 'problem';
  readonly path: string;
  /** The key of a file; undefined for anything that is not a file. */
  readonly key?: string;
  readonly targetPath?: string;
  /** Units: bytes. */
  readonly size?: number;
  /** The digits of the file's seal; undefined if it is unsealed, or was not copied. */
  readonly seal?: string | undefined;
  readonly problem?: CopyProblem;
  /** What the file says of its artifact, if it was read as a whole. */
  readonly content?: VerifiedContent;
}

/**
 * Copies artifacts from one storage to another, byte for byte and under the same keys. A copy appears whole or not at all, and nothing is
 * overwritten: if another file has its key, that is reported. What was written is read back before it has a name, and is checked as `verify`
 * checks it, so that no damaged file is copied; an artifact that was there before is not copied again. So a copy that was ended in the
 * middle goes on where it was, when it is started again.
 *
 * Without options, everything else in the storage is reported, as `verify` does: it may hide artifacts.
 *
 * @returns what was copied, and what was not, and why.
 * @throws StorageError (`ARTIFACT_STORAGE`) if `from` cannot be listed, if `to` cannot be written to, or if one of two folders is the other
 * one or lies in it. Everything that was copied before stays.
 * @throws TypeError for wrong options, RangeError for a time that does not exist.
 *
 * @example
 * const { copied, problems } = await copyArtifacts(new FileStorage('results'), new FileStorage('/mnt/archive'), { newer: true });
 */
export async function copyArtifacts(from: Storage, to: Storage, options: CopyOptions = {}): Promise<CopyReport> {
  checkCopyOptions(options);
  checkApart(from, to);
  const [source, target] = [guardedStorage(from), guardedStorage(to)];
  const counts = new CopyCounts();
  const problems: CopyProblem[] = [];
  const entries = await entriesToCopy(source, target, options);
  for await (const entry of copyEntries(source, target, entries, options)) {
    counts.add(entry);
    if (entry.problem !== undefined) problems.push(entry.problem);
  }
  const { copied, identical, unsealed, bytes } = counts;
  return { copied, identical, unsealed, bytes, dangling: await counts.danglingIn(target), problems };
}

/** @throws StorageError (`ARTIFACT_STORAGE`) if the storages are one, or if of two folders, one lies in the other. */
function checkApart(from: Storage, to: Storage): void {
  if (areStoragesApart(from, to)) return;
  const [source, target] = [from, to].map((storage) => (storage instanceof FileStorage ? storage.root : '(root)'));
  const fault = `is not apart from ${source}, from which artifacts are to be copied; expected another place`;
  throw new StorageError('copy', target as string, fault);
}

/** Counts entries by what became of them. */
export class CopyCounts {
  copied = 0;
  identical = 0;
  unsealed = 0;
  /** How many files have a problem. */
  refused = 0;
  /** How many entries are not files. */
  others = 0;
  /** Units: bytes, of the files that were copied. */
  bytes = 0;
  readonly #references = new ReferenceCounts();

  /** Counts one more entry. */
  add({ outcome, key, content, size = 0 }: CopiedEntry): void {
    if (outcome === 'identical') this.identical++;
    else if (outcome === 'copied') {
      this.copied++;
      this.bytes += size;
      if (content?.seal === undefined) this.unsealed++;
      this.#references.add(content?.references ?? []);
    } else if (key === undefined) this.others++;
    else this.refused++;
  }

  /** Returns how many references of the artifacts that were copied lead to nothing in a storage. */
  danglingIn(storage: Storage): Promise<number> {
    return this.#references.danglingIn(storage);
  }
}

/** The largest number of files that are copied at the same time. */
const FILES_AT_A_TIME = 8;

/**
 * Copies files, and yields what became of each, in their order.
 *
 * @param entries - keys, and what is not a file.
 * @param options - with `newer`, each file is published after those before it: so wherever a copy ends, no file is missing before the newest
 * one, and the next one finds all that is newer.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the target cannot be written to.
 */
export async function* copyEntries(
  from: Storage,
  to: Storage,
  entries: readonly (string | SurveyProblem)[],
  { newer = false, signal, onProgress }: VerifyProgressOptions & Pick<CopyOptions, 'newer'>,
): AsyncGenerator<CopiedEntry> {
  const progress = new VerifyProgressReporter({ signal, onProgress });
  progress.of = entries.length;
  const largeFiles = new LargeFiles();
  let last = Promise.resolve();
  yield* mapInOrder(entries, FILES_AT_A_TIME, async (entry) => {
    const before = newer ? last : undefined;
    const copying =
      typeof entry === 'string'
        ? copyFile({ from, to, key: entry, before, largeFiles, progress: progress.ofFile(), signal })
        : Promise.resolve(notAFile(entry));
    last = copying.then(() => undefined);
    // An error is thrown below, and keeps the files after this one from being published.
    last.catch(() => undefined);
    const copied = await copying;
    await progress.entryDone();
    return copied;
  });
}

/** One file that is copied. */
interface Copying {
  readonly from: Storage;
  readonly to: Storage;
  readonly key: string;
  /** Resolves when the file may be published. */
  readonly before: Promise<void> | undefined;
  readonly largeFiles: LargeFiles;
  readonly progress: ProgressReporter;
  readonly signal: AbortSignal | undefined;
}

async function copyFile(copying: Copying): Promise<CopiedEntry> {
  const { from, to, key } = copying;
  const path = from.pathOf(key);
  try {
    const targetPath = to.pathOf(key);
    return await withSource(from.open(key), (source) => copyFromSource(copying, source, path, targetPath));
  } catch (error) {
    // What no file can help ends the copy: a full disk would refuse all others, too.
    if (error instanceof TargetFault) throw error.cause;
    if (!isArtifactError(error)) throw error;
    return { outcome: 'problem', path, key, problem: problemOf(error, path) };
  }
}

async function copyFromSource(
  copying: Copying,
  source: Source,
  path: string,
  targetPath: string,
): Promise<CopiedEntry> {
  const { to, key } = copying;
  const entry = { path, key, targetPath, size: source.size };
  const seal = await readSeal(source);
  const state = await stateOf(to, key, source, seal);
  if (state === 'identical') return { ...entry, outcome: 'identical', seal };
  if (state === 'different') {
    // If the source is damaged, that is the reason.
    await copying.largeFiles.oneAtATime(source.size, () => checkedContent(copying, source, path));
    return conflict(entry);
  }
  const draft = await ofTarget(async () => to.draft(key.split('/', 1)[0] as string));
  try {
    const { content, result } = await publishCopy(copying, draft, source, path);
    if (result === 'different') return conflict(entry);
    return { ...entry, outcome: result === 'created' ? 'copied' : 'identical', content, seal: content.seal };
  } finally {
    await draft.close();
  }
}

/** Compares a file with the one that has its key in the target: sealed ones by their sizes and seals, others byte by byte. */
async function stateOf(
  to: Storage,
  key: string,
  source: Source,
  seal: string | undefined,
): Promise<'missing' | 'identical' | 'different'> {
  const isSame = async (target: Source) =>
    seal === undefined
      ? haveSameBytes(source, target)
      : source.size === target.size && seal === (await readSeal(target));
  try {
    return (await withSource(to.open(key), isSame)) ? 'identical' : 'different';
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return 'missing';
    throw error;
  }
}

/** Writes a file into a draft, checks what was written, and publishes it. */
async function publishCopy(copying: Copying, draft: Draft, source: Source, path: string) {
  const { key, before, largeFiles, progress, signal } = copying;
  const content = await largeFiles.oneAtATime(source.size, async () => {
    let done = 0;
    for await (const piece of piecesOf(source, 0, source.size, BYTES_PER_COPY)) {
      await ofTarget(() => draft.write(piece));
      done += piece.length;
      await progress.report('write', done, source.size);
    }
    let checked: VerifiedContent | undefined;
    let fault: unknown;
    const prove = async (written: Source) => {
      checked = await checkedContent(copying, written, path).catch((error) => void (fault = error));
    };
    await ofTarget(() => prepareAndProve(draft, key, prove, new ProgressReporter({ signal })));
    if (checked === undefined) throw fault;
    return checked;
  });
  const result = await ofTarget(async () => {
    await before;
    return draft.publish(key);
  });
  return { content, result };
}

/**
 * Returns what a file says of its artifact.
 *
 * @throws all that `verify` would report of it.
 */
async function checkedContent({ key, signal }: Copying, source: Source, path: string): Promise<VerifiedContent> {
  const content = await verifiedContent({ source, key, path }, NO_DECODER, new ProgressReporter({ signal }));
  const wrongName = faultOfName(content, key, path);
  if (wrongName !== undefined) throw wrongName;
  return content;
}

/** An error of the storage that is copied to. */
class TargetFault extends Error {}

/** Does something with the target, and marks its errors. */
async function ofTarget<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new TargetFault('', { cause });
  }
}

const problemOf = ({ code, message }: ArtifactError, path: string): CopyProblem => ({ path, code, message });

function conflict(entry: { readonly path: string; readonly key: string; readonly targetPath: string }): CopiedEntry {
  const { path, targetPath } = entry;
  const error = new ConflictError(targetPath, `other bytes than ${path}`);
  return { ...entry, outcome: 'problem', problem: { ...problemOf(error, path), targetPath } };
}

const notAFile = ({ path, message }: SurveyProblem): CopiedEntry => ({
  outcome: 'problem',
  path,
  problem: { path, code: 'ARTIFACT_STORAGE', message },
});
