import type { DType } from './dtypes.js';
import { FormatError } from './errors.js';
import { type Reached, reachedBy } from './json/array-table.js';
import { ARTIFACT_KEY, OtherLayout } from './json/layout.js';
import { Elements, isTreeObject, plainOf, type Tree } from './json/tree.js';
import { readAs } from './loading.js';
import type { Pace } from './pace.js';
import { PARAMETERS_KEY, PROCEDURE_KEY, TIMESTAMP_KEY, VERSION_KEY } from './plan.js';
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
export const describeFile = (source: Source, path: string, pace: Pace): Promise<ArtifactDescription> =>
  readAs(source, { path, pace, step: 'read', arrays: 'pass over' }, ({ root, arrays, seal }) => {
    const {
      [PROCEDURE_KEY]: procedureName,
      [VERSION_KEY]: procedureVersion,
      [PARAMETERS_KEY]: inputParameters,
      [TIMESTAMP_KEY]: timestamp,
      ...members
    } = plainOf(withoutArrays(root, arrays?.root ?? [], path)) as { [key: string]: unknown };
    if (typeof procedureName !== 'string' || typeof procedureVersion !== 'string' || typeof timestamp !== 'string') {
      const expected = `expected ${PROCEDURE_KEY}, ${VERSION_KEY} and ${TIMESTAMP_KEY} as text`;
      throw new FormatError(path, `is not an artifact: ${expected}`);
    }
    const entries = Object.fromEntries(arrays?.entries ?? []);
    return { path, procedureName, procedureVersion, inputParameters, timestamp, members, arrays: entries, seal };
  });

/** A tree without what lies at the places of arrays. An array that was passed over elsewhere was none. */
function withoutArrays(tree: Tree, reached: readonly Reached[], path: string): Tree {
  if (tree instanceof Elements) throw new OtherLayout();
  const below = ([key, child]: [string | number, Tree]): [string, Tree][] => {
    const next = reachedBy(reached, String(key));
    if (next === undefined)
      throw new FormatError(path, `is not an artifact: its ${ARTIFACT_KEY}.arrays name one place in too many ways`);
    return next.some(({ entry }) => entry !== undefined) ? [] : [[String(key), withoutArrays(child, next, path)]];
  };
  if (isTreeObject(tree)) return Object.fromEntries(Object.entries(tree).flatMap(below));
  return Array.isArray(tree) ? [...tree.entries()].flatMap(below).map(([, child]) => child) : tree;
}
