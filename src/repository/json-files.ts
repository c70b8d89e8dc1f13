import type { Codec as FieldCodec } from '../codecs/codec.js';
import type { Codec } from '../declaration/codec.js';
import { rootCodec } from '../declaration/root-codec.js';
import { JsonText } from '../format/json-text.js';
import { readAnyJson } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import { decodeRoot, encodeRoot, rootName } from '../mapping/mapper.js';
import { ConflictError } from '../model/errors.js';
import type { ProgressReporter } from '../model/progress.js';
import type { ValidationRules } from '../model/validation-rules.js';
import { withSource } from '../storage/bytes-source.js';
import { draftOfFile } from '../storage/file/draft-of-file.js';
import { openExistingFile } from '../storage/file/file-source.js';
import type { Source } from '../storage/storage.js';
import { checkedPath } from './checked-path.js';
import { type ReadJsonOptions, readJsonSettings } from './load-arguments.js';
import { checkSameTree } from './proof.js';
import { type WriteJsonOptions, writeJsonSettings } from './save-options.js';
import { prepareAndProve, writeInto } from './saving.js';
import { refusePromiseLike } from './thenable.js';
import { asInvalidArtifactError, rethrowAsInvalid, type Written } from './written.js';

/**
 * Reads any JSON file, of whatever tool, as an instance of a declared class, or as what a codec says. The file may have Python's NaN and
 * Infinity. Nothing is lost: every fault is reported with its place, all at once.
 *
 * Of a sealed file, the seal is checked. An unsealed file of an artifact class need not have a `procedure_name`.
 *
 * @param path - any path, absolute or relative to the working directory.
 * @param type - a class with `@Persisted()`, or a codec: `codec.list(codec.nested(() => Row))` where the root is a list.
 * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`) if the file is not JSON, IntegrityError
 * (`ARTIFACT_INTEGRITY`), InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, StorageError (`ARTIFACT_STORAGE`).
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the type is neither, or is declared wrongly; TypeError for wrong options.
 * @see RFC 8259
 *
 * @example
 * const report = await readJson('hyperfine.json', Benchmark, { unknown: 'ignore' });
 */
export function readJson<T extends object>(path: string, type: Class<T>, options?: ReadJsonOptions): Promise<T>;
export function readJson<Out>(path: string, type: Codec<Out, never>, options?: ReadJsonOptions): Promise<Out>;
export async function readJson(
  path: string,
  type: Class | Codec<unknown, never>,
  options?: ReadJsonOptions,
): Promise<unknown> {
  const { progress, decoding } = readJsonSettings(options);
  const codec = rootCodec(type);
  const file = await withSource(openExistingFile(checkedPath(path)), (source) =>
    readAnyJson(source, { path, progress, step: 'read', arrays: 'keep' }),
  );
  const value = decodeRoot(codec, file, { ...decoding, path });
  refusePromiseLike(value);
  return value;
}

/**
 * Writes a JSON file for any tool: the mirror of {@link readJson}, which gives the identical value. The file has no `$artifact`; its keys are
 * sorted. Never overwrites a file: if there is an identical one, nothing is written.
 *
 * JSON has no NaN and no infinities: where a number is declared, the file has their names as text (or null, with `missing: null`), and
 * elsewhere they are refused. A bigint is written as a number.
 *
 * The file names no version, and is read as one of version 1: a class with a greater `schemaVersion` is refused.
 *
 * When it has resolved, the file is durable. It is read-only, as that of an artifact is. Folders that are missing are created.
 *
 * @param path - any path, absolute or relative to the working directory.
 * @param type - the class of the value, or a codec.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the value cannot be stored exactly.
 * @throws ConflictError (`ARTIFACT_CONFLICT`) if there is another file.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be written. Then there is no file, or the message says so.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the type is neither, or is declared wrongly; TypeError for wrong options.
 * @see RFC 8259
 *
 * @example
 * await writeJson('rows.json', rows, codec.list(codec.nested(() => Row)));
 */
export function writeJson<T extends object>(
  path: string,
  value: T,
  type: Class<T>,
  options?: WriteJsonOptions,
): Promise<void>;
export function writeJson<In>(
  path: string,
  value: In,
  type: Codec<unknown, In>,
  options?: WriteJsonOptions,
): Promise<void>;
export async function writeJson(
  path: string,
  value: unknown,
  type: Class | Codec<unknown, never>,
  options?: WriteJsonOptions,
): Promise<void> {
  const { proof, rules, progress } = writeJsonSettings(options);
  progress.throwIfAborted();
  const codec = rootCodec(type);
  // Reads all of the value, except for large arrays, before the first await: the caller may change it afterwards.
  const written = writtenJson(codec, value, rules);
  const draft = draftOfFile(checkedPath(path));
  try {
    await writeInto(draft, written, progress);
    const proving = proof ? (source: Source) => proveJson(written, source, codec, rules, progress) : undefined;
    await prepareAndProve(draft, path, proving, progress);
    if ((await draft.publish(path)) === 'different') throw new ConflictError(path, 'another file');
  } finally {
    await draft.close();
  }
}

function writtenJson(codec: FieldCodec, value: unknown, rules: ValidationRules): Written & { readonly text: JsonText } {
  const owner = rootName(codec);
  const root = encodeRoot(codec, value, rules);
  try {
    return { owner, root, text: new JsonText(root) };
  } catch (error) {
    throw asInvalidArtifactError(error, { owner, root });
  }
}

/**
 * Reads a draft back, decodes it, and compares the result with the value that was written.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if what was read back is not identical.
 */
const proveJson = (
  written: Written,
  draft: Source,
  codec: FieldCodec,
  rules: ValidationRules,
  progress: ProgressReporter,
): Promise<void> =>
  rethrowAsInvalid(written, async () => {
    const file = await readAnyJson(draft, { path: undefined, progress, step: 'prove', arrays: 'keep' });
    const found = decodeRoot(codec, file, { rules, procedure: 'known' });
    checkSameTree(written, encodeRoot(codec, found, rules));
  });
