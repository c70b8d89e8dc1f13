import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { readAs } from '../format/read-artifact.js';
import { StoredArray } from '../format/stored-array.js';
import type { DType } from '../model/dtypes.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import { checkIsArtifact } from './stored-artifact.js';
import { asStoredTree, withDeclaredArrays, withoutArrays } from './stored-tree.js';

/** What a file tells of its artifact, as it stands in the file: no class is asked. */
export interface ArtifactDescription {
  /** What `load` takes. */
  readonly path: string;
  readonly procedureName: string;
  readonly procedureVersion: string;
  readonly inputParameters: unknown;
  /** Its text in the file. */
  readonly timestamp: string;
  /** All other members by their keys, the seed among them. Arrays are left out. */
  readonly members: { readonly [key: string]: unknown };
  /** The arrays by JSON Pointer. One with `*` stands for all items of a list or map: their shapes may differ, and are not told. */
  readonly arrays: { readonly [pointer: string]: { readonly dtype: DType; readonly shape?: readonly number[] } };
  /** The digits of its seal, which holds; undefined for a file that another tool wrote. What its arrays are nobody knows: they are in `members`. */
  readonly seal: string | undefined;
}

/**
 * Describes a file. Its arrays are passed over as they are read.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`) as loading does.
 */
export const describeFile = (source: Source, path: string, progress: ProgressReporter): Promise<ArtifactDescription> =>
  readAs(source, { path, progress, step: 'read', arrays: 'pass over' }, ({ root, arrays, seal }) => {
    checkIsArtifact(root, path);
    const stored =
      arrays === undefined ? asStoredTree(root) : withDeclaredArrays(root, arrays, path, () => PASSED_OVER);
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
      arrays: Object.fromEntries(arrays?.entries ?? []),
      seal,
    };
  });

/** What stands for an array of a description, which is left out in the end. */
const PASSED_OVER = StoredArray.ofValues(undefined, [], new Float64Array(1));
