import type { ArtifactFile, ReadOptions } from '../format/artifact-file.js';
import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import { StoredArray } from '../format/stored-array.js';
import {
  arraysWithin,
  copyOfStoredTree,
  type StoredObject,
  type StoredTree,
  valueAt,
  withDeclaredArrays,
  withNumberListsAsArrays,
  withoutArrays,
} from '../format/stored-tree.js';
import { FormatError, type IntegrityError } from '../model/errors.js';
import { excerpt } from '../model/message-text.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';

/** How a file is opened without its class. */
export interface OpenStoredOptions extends Pick<ReadOptions, 'progress' | 'seal' | 'limits'> {
  /**
   * Whether arrays stay in the file until their elements are asked for, or are read at once: of a small file whose arrays are all wanted,
   * that takes less time.
   * @defaultValue 'locate'
   */
  readonly arrays?: 'locate' | 'keep';
}

/** An artifact as it is stored, opened without its class. Arrays are read from the file when their elements are asked for. */
export class StoredArtifact {
  /** The path that `load` takes. */
  readonly path: string;
  /** The digits of the seal; undefined if the file is unsealed. */
  readonly seal: string | undefined;
  /** The fault of the seal, if the file was opened in spite of it; otherwise undefined. */
  readonly sealFault: IntegrityError | undefined;
  /** The version of the class that wrote the file: 1 if the file names none. */
  readonly schemaVersion: number;
  /** The seal of the file from which this one was upgraded; undefined if it was not. */
  readonly from: string | undefined;
  /**
   * The pointers and patterns that `$artifact` lists: of the arrays, and of the numbers that are written by name. Undefined for an
   * unsealed file.
   */
  readonly places: { readonly arrays: readonly string[]; readonly nonFinite: readonly string[] } | undefined;
  /** The size of the file. Units: bytes. */
  readonly size: number;
  /** All members by their keys, as a tree. Numbers are exactly as they are stored. */
  readonly root: StoredObject;

  /** @throws FormatError (`ARTIFACT_FORMAT`) if the procedure's name, its version or the timestamp is missing. */
  constructor(
    path: string,
    size: number,
    root: StoredObject,
    { seal, sealFault, schemaVersion, from }: Pick<ArtifactFile, 'seal' | 'sealFault' | 'schemaVersion' | 'from'>,
    places: StoredArtifact['places'],
  ) {
    checkIsArtifact(root, path);
    this.path = path;
    this.size = size;
    this.root = root;
    this.seal = seal;
    this.sealFault = sealFault;
    this.schemaVersion = schemaVersion;
    this.from = from;
    this.places = places;
  }

  get procedureName(): string {
    return this.root[PROCEDURE_NAME_KEY] as string;
  }

  get procedureVersion(): string {
    return this.root[PROCEDURE_VERSION_KEY] as string;
  }

  /** The text in the file. */
  get timestamp(): string {
    return this.root[TIMESTAMP_KEY] as string;
  }

  /** The input parameters as plain values, without arrays. */
  get inputParameters(): unknown {
    return withoutArrays(copyOfStoredTree(this.root[INPUT_PARAMETERS_KEY] as StoredTree));
  }

  /** All other members by their keys, the seed among them, as plain values, without arrays. */
  get members(): { readonly [key: string]: unknown } {
    const {
      [PROCEDURE_NAME_KEY]: _procedureName,
      [PROCEDURE_VERSION_KEY]: _procedureVersion,
      [INPUT_PARAMETERS_KEY]: _inputParameters,
      [TIMESTAMP_KEY]: _timestamp,
      ...members
    } = this.root;
    return withoutArrays(copyOfStoredTree(members)) as { [key: string]: unknown };
  }

  /**
   * All arrays with their JSON Pointers, in the order of the file. In an unsealed file, the arrays are the lists of numbers outside of
   * the input parameters. Each iteration searches the tree again, because a list of all pointers may take far more memory than the file.
   *
   * @example
   * for (const [pointer, array] of artifact.arrays) console.log(pointer, array.dtype, array.shape);
   */
  get arrays(): Iterable<[pointer: string, array: StoredArray]> {
    return { [Symbol.iterator]: () => arraysWithin(this.root, '') };
  }

  /**
   * Returns an array by its JSON Pointer.
   *
   * @throws RangeError if there is no such array.
   *
   * @example
   * const { min, max } = await artifact.array('/statistic_curve').stats();
   */
  array(pointer: string): StoredArray {
    const array = valueAt(this.root, pointer);
    if (array instanceof StoredArray) return array;
    const known: string[] = [];
    for (const [each] of this.arrays) if (known.push(excerpt(each)) === 8) break;
    const expected = known.length === 0 ? 'none, for there is no array in it' : `one of ${known.join(', ')}`;
    throw new RangeError(`found no array at ${excerpt(pointer)} in ${this.path}, expected ${expected}`);
  }
}

/**
 * Opens a file without its class. Reads the whole file once to check its seal, and passes over the elements of its arrays, or keeps them.
 *
 * @param open - opens the file: now, and each time that elements of an array are asked for.
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`) as loading does.
 */
export const openStoredArtifact = (
  open: () => Promise<Source>,
  path: string,
  options: OpenStoredOptions,
): Promise<StoredArtifact> =>
  withSource(open(), async (source) => {
    const file = await readArtifact(source, { arrays: 'locate', ...options, path, step: 'read' });
    const { root, arrays, seal } = file;
    const { size } = source;
    if (arrays === undefined || seal === undefined)
      return new StoredArtifact(path, size, withNumberListsAsArrays(root), file, undefined);
    const fileOfArrays = { open, path, size, seal, limits: options.limits };
    const stored = withDeclaredArrays(root, arrays, path, (array, place) =>
      StoredArray.inFile(fileOfArrays, array, place),
    );
    const places = { arrays: [...arrays.entries.keys()], nonFinite: file.nonFinite ?? [] };
    return new StoredArtifact(path, size, stored, file, places);
  });

/** @throws FormatError (`ARTIFACT_FORMAT`) if the procedure's name, its version or the timestamp is missing. */
export function checkIsArtifact(root: object, path: string): void {
  const keys = [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY];
  if (keys.every((key) => typeof (root as { [key: string]: unknown })[key] === 'string')) return;
  const expected = `expected ${PROCEDURE_NAME_KEY}, ${PROCEDURE_VERSION_KEY} and ${TIMESTAMP_KEY} as text`;
  throw new FormatError(path, `is not an artifact: ${expected}`);
}
