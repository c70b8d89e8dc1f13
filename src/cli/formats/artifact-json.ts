import { isParameter, pointerBelow } from '../../display/key-names.js';
import { leavesOf } from '../../display/leaves.js';
import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredObject, type StoredTree } from '../../format/stored-tree.js';
import { keysOfPointer } from '../../model/pointer.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';

/** What a line says of an artifact. */
export interface ArtifactLineOptions {
  /** The pointers of the leaves that the line has; undefined for all leaves. */
  readonly wanted?: ReadonlySet<string> | undefined;
  /** Describes an array; by default by its dtype and shape. */
  readonly arrayOf?: (array: StoredArray) => JsonValue;
}

/** A JSON object that members are added to. */
type GrowingObject = { [key: string]: JsonValue };

/**
 * Returns an artifact as one line of JSON for programs: all that its file holds, except the elements of arrays. Arrays stand under
 * `arrays`, by their pointers. `non_finite` lists the pointers of all numbers that are written by name, such as "NaN".
 *
 *     {"type":"artifact","id":"c2b9…","path":"…","seal":"…","size":912,…,"input_parameters":{"n":2},
 *      "members":{"seed":3},"arrays":{"/curve":{"dtype":"float64","shape":[512]}}}
 */
export function artifactLine(
  artifact: StoredArtifact,
  id: string,
  { wanted, arrayOf = shapeJson }: ArtifactLineOptions = {},
): string {
  const [parameters, members, arrays]: GrowingObject[] = [{}, {}, {}];
  const nonFinite: string[] = [];
  for (const { pointer, tree } of leavesOf(artifact.root)) {
    if (wanted?.has(pointer) === false) continue;
    const value = splitTree(tree, pointer, arrays as GrowingObject, nonFinite, arrayOf);
    if (value === undefined) continue;
    if (isParameter(pointer)) put(parameters as GrowingObject, keysOfPointer(pointer).slice(1), value);
    else put(members as GrowingObject, keysOfPointer(pointer), value);
  }
  const { [PROCEDURE_VERSION_KEY]: _version, ...others } = members as GrowingObject;
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
    upgraded_from: artifact instanceof PresentArtifact ? artifact.schemaVersion : undefined,
    non_finite: nonFinite.length === 0 ? undefined : nonFinite.sort(),
  });
}

/** Returns dtype and shape of an array, and the labels that it has. */
export const shapeJson = ({ dtype, shape, unit, axes, x }: StoredArray) => ({
  dtype: dtype ?? null,
  shape,
  unit,
  axes,
  x,
});

/**
 * Returns a tree without its arrays; undefined for a tree that is an array.
 *
 * @param arrays - receives the arrays, by their pointers.
 * @param nonFinite - receives the pointers of the numbers that are written by name.
 */
function splitTree(
  tree: StoredTree,
  pointer: string,
  arrays: GrowingObject,
  nonFinite: string[],
  arrayOf: (array: StoredArray) => JsonValue,
): JsonValue | undefined {
  if (tree instanceof StoredArray) {
    arrays[pointer] = arrayOf(tree);
    return undefined;
  }
  const below = (item: StoredTree, key: string | number) =>
    splitTree(item, pointerBelow(pointer, String(key)), arrays, nonFinite, arrayOf);
  if (Array.isArray(tree)) return tree.map(below).filter((item) => item !== undefined);
  if (isStoredObject(tree)) {
    const members = Object.entries(tree as StoredObject).map(([key, member]) => [key, below(member, key)]);
    return Object.fromEntries(members);
  }
  if (typeof tree === 'number' && !Number.isFinite(tree)) nonFinite.push(pointer);
  return tree;
}

/** Sets a member at the end of a path of keys, and makes the objects on the way. */
function put(object: GrowingObject, keys: readonly string[], value: JsonValue): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) object[key] = value;
  else put((object[key] ??= {}) as GrowingObject, rest, value);
}
