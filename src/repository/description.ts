import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import { StoredArray } from '../format/stored-array.js';
import { asStoredTree, withDeclaredArrays, withoutArrays } from '../format/stored-tree.js';
import { type ArrayLabels, labelsOf } from '../model/array-labels.js';
import type { DType } from '../model/dtypes.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import { checkIsArtifact, type StoredArtifact } from './stored-artifact.js';

/**
 * What a file holds, as it is stored. Where the repository has one class for it, a file that is older than the class is described with the
 * members that the class gives it now.
 */
export interface ArtifactDescription {
  /** The path that `load` takes. */
  readonly path: string;
  readonly procedureName: string;
  readonly procedureVersion: string;
  readonly inputParameters: unknown;
  /** The text in the file. */
  readonly timestamp: string;
  /** All other members by their keys, the seed among them, without arrays. */
  readonly members: { readonly [key: string]: unknown };
  /**
   * The arrays of a sealed file by JSON Pointer. A pointer with `*` stands for all elements of a list or map; it has no shape, because
   * their shapes may differ. An unsealed file does not name its arrays: they are lists in `members`.
   */
  readonly arrays: { readonly [pointer: string]: DescribedArray };
  /** The digits of the seal, which was checked; undefined if the file is unsealed. */
  readonly seal: string | undefined;
  /** The version of the class that wrote the file: 1 if the file names none. */
  readonly schemaVersion: number;
  /** The seal of the file from which this one was upgraded; undefined if it was not. */
  readonly from: string | undefined;
}

/** What a file says of an array. */
export interface DescribedArray extends ArrayLabels {
  readonly dtype: DType;
  readonly missing?: null;
  readonly shape?: readonly number[];
}

/**
 * Describes a file. Passes over the elements of its arrays.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`) as loading does.
 */
export async function describeFile(
  source: Source,
  path: string,
  progress: ProgressReporter,
): Promise<ArtifactDescription> {
  const file = await readArtifact(source, { path, progress, step: 'read', arrays: 'pass over' });
  const { root, arrays, seal, schemaVersion, from } = file;
  checkIsArtifact(root, path);
  const stored = arrays === undefined ? asStoredTree(root) : withDeclaredArrays(root, arrays, path, () => PLACEHOLDER);
  const {
    [PROCEDURE_NAME_KEY]: procedureName,
    [PROCEDURE_VERSION_KEY]: procedureVersion,
    [INPUT_PARAMETERS_KEY]: inputParameters,
    [TIMESTAMP_KEY]: timestamp,
    ...members
  } = withoutArrays(stored) as { [key: string]: unknown };
  return {
    path,
    procedureName: procedureName as string,
    procedureVersion: procedureVersion as string,
    inputParameters,
    timestamp: timestamp as string,
    members,
    arrays: (arrays?.toTree() ?? {}) as unknown as ArtifactDescription['arrays'],
    seal,
    schemaVersion,
    from,
  };
}

/** Returns the description of a file with the members that its class gives it now. */
export const describedInPresentForm = (
  description: ArtifactDescription,
  present: StoredArtifact,
): ArtifactDescription => {
  const { procedureName, procedureVersion, inputParameters, timestamp, members } = present;
  const arrays = Array.from(present.arrays, ([pointer, { dtype, missing, shape, ...labels }]) => [
    pointer,
    { dtype, ...(missing === null && { missing }), shape, ...labelsOf(labels) },
  ]);
  return {
    ...description,
    procedureName,
    procedureVersion,
    inputParameters,
    timestamp,
    members,
    arrays: Object.fromEntries(arrays),
  };
};

/** Stands for each array until `withoutArrays` takes it out. */
const PLACEHOLDER = StoredArray.ofValues(undefined, [], new Float64Array(1));
