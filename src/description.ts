import type { DType } from './dtypes.js';
import { FormatError } from './errors.js';
import { ArrayTable, type Reached } from './json/array-table.js';
import { ARTIFACT_KEY, OtherLayout } from './json/layout.js';
import { readAs } from './json/read-artifact.js';
import { Elements, isTreeObject, plainOf, type Tree } from './json/tree.js';
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
  readAs(source, { path, pace, step: 'read', arrays: 'pass over' }, ({ root, arrays = ArrayTable.empty(), seal }) => {
    const {
      [PROCEDURE_KEY]: procedureName,
      [VERSION_KEY]: procedureVersion,
      [PARAMETERS_KEY]: inputParameters,
      [TIMESTAMP_KEY]: timestamp,
      ...members
    } = described(root, arrays.root, arrays, path) as { [key: string]: unknown };
    if (typeof procedureName !== 'string' || typeof procedureVersion !== 'string' || typeof timestamp !== 'string') {
      const expected = `expected ${PROCEDURE_KEY}, ${VERSION_KEY} and ${TIMESTAMP_KEY} as text`;
      throw new FormatError(path, `is not an artifact: ${expected}`);
    }
    const entries = Object.fromEntries(arrays.entries);
    return { path, procedureName, procedureVersion, inputParameters, timestamp, members, arrays: entries, seal };
  });

/** A tree as JSON.parse would have it, but without what lies at the places of arrays. Lists and objects are changed, not copied. */
function described(tree: Tree, reached: readonly Reached[], table: ArrayTable, path: string): unknown {
  // Here the table names no array, yet the reader skipped one: let the exact reader decide.
  if (tree instanceof Elements) throw new OtherLayout();
  const wayTo = (key: string): Reached[] | undefined => {
    const next = table.reachedBy(reached, key);
    if (next === undefined)
      throw new FormatError(path, `is not an artifact: its ${ARTIFACT_KEY}.arrays name one place in too many ways`);
    return next.some(({ entry }) => entry !== undefined) ? undefined : next;
  };
  if (Array.isArray(tree)) {
    let length = 0;
    for (const [index, item] of tree.entries()) {
      const way = wayTo(String(index));
      if (way !== undefined) tree[length++] = described(item, way, table, path) as Tree;
    }
    tree.length = length;
    return tree;
  }
  if (!isTreeObject(tree)) return typeof tree === 'number' ? tree : plainOf(tree);
  for (const key of Object.keys(tree)) {
    const way = wayTo(key);
    if (way === undefined) delete tree[key];
    else tree[key] = described(tree[key] as Tree, way, table, path) as Tree;
  }
  return tree;
}
