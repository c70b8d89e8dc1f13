import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { keysOfPointer } from '../../model/pointer.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { isStoredObject, type StoredObject, type StoredTree } from '../../repository/stored-tree.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';
import { isParameter, pointerBelow } from '../rows/key-names.js';
import { leavesOf } from '../rows/leaves.js';

/** What a line has of an artifact. */
export interface ArtifactLineOptions {
  /** The pointers of the only leaves that are wanted; undefined for all. */
  readonly wanted?: ReadonlySet<string> | undefined;
  /** What is told of an array. */
  readonly arrayOf?: (array: StoredArray) => JsonValue;
}

type JsonObject = { [key: string]: JsonValue };

/**
 * An artifact as a line for programs: what its file holds but the elements of its arrays. `non_finite` has the pointers of all numbers
 * that are written by name, as in the file.
 */
export function artifactLine(
  artifact: StoredArtifact,
  id: string,
  { wanted, arrayOf = shapeJson }: ArtifactLineOptions = {},
): string {
  const [parameters, members, arrays]: JsonObject[] = [{}, {}, {}];
  const nonFinite: string[] = [];
  for (const { pointer, tree } of leavesOf(artifact.root)) {
    if (wanted?.has(pointer) === false) continue;
    const value = withoutArrays(tree, pointer, arrays as JsonObject, nonFinite, arrayOf);
    if (value === undefined) continue;
    if (isParameter(pointer)) put(parameters as JsonObject, keysOfPointer(pointer).slice(1), value);
    else put(members as JsonObject, keysOfPointer(pointer), value);
  }
  const { [PROCEDURE_VERSION_KEY]: _version, ...others } = members as JsonObject;
  return jsonLine({
    type: 'artifact',
    id,
    path: artifact.path,
    seal: artifact.seal ?? null,
    size: artifact.size,
    [PROCEDURE_NAME_KEY]: artifact.procedureName,
    [PROCEDURE_VERSION_KEY]: artifact.procedureVersion,
    [TIMESTAMP_KEY]: artifact.timestamp,
    [INPUT_PARAMETERS_KEY]: parameters,
    members: others,
    arrays,
    non_finite: nonFinite.length === 0 ? undefined : nonFinite.sort(),
  });
}

/** What a line tells of an array, unless somebody wants more. */
export const shapeJson = ({ dtype, shape }: StoredArray) => ({ dtype: dtype ?? null, shape });

/** A tree without its arrays, which are listed by their pointers; undefined for an array. */
function withoutArrays(
  tree: StoredTree,
  pointer: string,
  arrays: JsonObject,
  nonFinite: string[],
  arrayOf: (array: StoredArray) => JsonValue,
): JsonValue | undefined {
  if (tree instanceof StoredArray) {
    arrays[pointer] = arrayOf(tree);
    return undefined;
  }
  const below = (item: StoredTree, key: string | number) =>
    withoutArrays(item, pointerBelow(pointer, String(key)), arrays, nonFinite, arrayOf);
  if (Array.isArray(tree)) return tree.map(below).filter((item) => item !== undefined);
  if (isStoredObject(tree)) {
    const members = Object.entries(tree as StoredObject).map(([key, member]) => [key, below(member, key)]);
    return Object.fromEntries(members);
  }
  if (typeof tree === 'number' && !Number.isFinite(tree)) nonFinite.push(pointer);
  return tree;
}

function put(object: JsonObject, keys: readonly string[], value: JsonValue): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) object[key] = value;
  else put((object[key] ??= {}) as JsonObject, rest, value);
}
