import type { DType } from './dtypes.js';
import { FormatError } from './errors.js';
import { keysOf } from './json/pointer.js';
import { readArtifact } from './json/read-artifact.js';
import { isTreeObject, itemsOf, plainOf, type Tree, type TreeObject } from './json/tree.js';
import type { Pace } from './pace.js';
import { PARAMETERS_KEY, PROCEDURE_KEY, TIMESTAMP_KEY } from './plan.js';
import type { Source } from './storage/storage.js';

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
export async function describeFile(source: Source, path: string, pace: Pace): Promise<ArtifactDescription> {
  const { root, arrays, seal } = await readArtifact(source, { path, pace, step: 'read', arrays: 'pass over' });
  // Those in another layout than the writer's are still there.
  for (const pointer of arrays?.entries.keys() ?? []) leaveOut(keysOf(pointer), root);
  const {
    [PROCEDURE_KEY]: procedureName,
    procedure_version: procedureVersion,
    [PARAMETERS_KEY]: inputParameters,
    [TIMESTAMP_KEY]: timestamp,
    ...members
  } = plainOf(root) as { [key: string]: unknown };
  if (typeof procedureName !== 'string' || typeof procedureVersion !== 'string' || typeof timestamp !== 'string') {
    throw new FormatError(
      path,
      `is not an artifact: expected ${PROCEDURE_KEY}, procedure_version and timestamp as text`,
    );
  }
  const entries = Object.fromEntries(arrays?.entries ?? []);
  return { path, procedureName, procedureVersion, inputParameters, timestamp, members, arrays: entries, seal };
}

/** Leaves out what keys lead to, where `*` leads to all items. */
function leaveOut([key, ...others]: readonly string[], tree: Tree): void {
  if (key === undefined) return;
  const object = (isTreeObject(tree) ? tree : (itemsOf(tree) ?? {})) as TreeObject;
  for (const each of key === '*' ? Object.keys(object) : [key]) {
    if (!Object.hasOwn(object, each)) continue;
    if (others.length === 0) delete object[each];
    else leaveOut(others, object[each] as Tree);
  }
}
