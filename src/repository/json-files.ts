import type { Codec } from '../declaration/codec.js';
import { rootCodec } from '../declaration/root-codec.js';
import { readAnyJson } from '../format/read-artifact.js';
import { type Class, classOf } from '../mapping/class.js';
import { decodeRoot } from '../mapping/mapper.js';
import { THENABLE } from '../mapping/plan.js';
import { DeclarationError } from '../model/errors.js';
import { withSource } from '../storage/bytes-source.js';
import { openExistingFile } from '../storage/file/file-source.js';
import { checkedPath } from './checked-path.js';
import { type ReadJsonOptions, readJsonSettings } from './load-arguments.js';

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

/** Refuses a value with a function `then`: `await` would take it for a promise, and call the function. */
function refusePromiseLike(value: unknown): void {
  if (typeof value !== 'object' || value === null || typeof (value as { then?: unknown }).then !== 'function') return;
  throw new DeclarationError(classOf(value).name, 'then', THENABLE);
}
