import { partsOf } from '../../../codecs/iso-8601.js';
import { isParameter, namesOf, SEED_POINTER } from '../../../display/key-names.js';
import { type Leaf, leavesOf } from '../../../display/leaves.js';
import { shapeText } from '../../../display/shape-text.js';
import { counted } from '../../../display/wording.js';
import { ARTIFACT_KEY } from '../../../format/layout.js';
import { StoredArray } from '../../../format/stored-array.js';
import {
  keyOfReference,
  type PlacedReference,
  type ReferenceTexts,
  referencesIn,
} from '../../../format/stored-reference.js';
import { isStoredObject, type StoredTree } from '../../../format/stored-tree.js';
import { NumberText } from '../../../model/number-text.js';
import { pointerOfPlace } from '../../../model/place.js';
import { pointerOf } from '../../../model/pointer.js';
import type { TreeObject } from '../../../model/tree.js';
import type { StoredArtifact } from '../../../repository/stored-artifact.js';
import { type JsonValue, jsonText } from '../../console/json-text.js';
import { compacted, type Entity, fileId, type Link, linkTo, localId, valueId } from './entity.js';
import type { SharedEntities } from './shared-entities.js';
import { addProgram, environmentsIn } from './used-environments.js';

// What a crate says of one artifact:
//
//   File             its bytes, with its seal and its arrays
//   CreateAction     the run that made it: by which program, from which parameters and artifacts, and when it ended
//   PropertyValue    the seal, each array, each input parameter and the seed

/** The greatest number of arrays, and of input parameters, that the metadata has of one artifact. The file has all of them. */
const MOST_DESCRIBED = 200;

/** The greatest number of parameters in a description for people. */
const MOST_IN_DESCRIPTION = 20;

/** The greatest length of a value in the metadata. Units: UTF-16 code units. */
const MAX_VALUE_LENGTH = 1000;

/** What is known of all artifacts of a crate. */
export interface CrateContext {
  /** The seal of each artifact in the crate by its key; undefined for an unsealed file. */
  readonly seals: ReadonlyMap<string, string | undefined>;
  /** The key of each sealed artifact in the crate by its seal. */
  readonly keys: ReadonlyMap<string, string>;
  /** The entities that several artifacts may name. */
  readonly shared: SharedEntities;
  /** The id of who ran the procedures; undefined if nobody says. */
  readonly agent: string | undefined;
}

/** Returns the id of the run that made an artifact. */
export const runId = (key: string): string => localId('run', ...key.replace(/\.json$/, '').split('/'));

/**
 * Yields the entities of an artifact.
 *
 * @param sha256 - of all bytes of the file.
 * @param outside - called with each reference that leads to no artifact of the crate.
 * @see https://w3id.org/ro/wfrun/process/0.5
 */
export function* describedRun(
  key: string,
  artifact: StoredArtifact,
  sha256: string,
  { seals, keys, shared, agent }: CrateContext,
  outside: (reference: ReferenceTexts) => void,
): Generator<Entity> {
  const { procedureName, procedureVersion, timestamp, root, seal, from } = artifact;
  const formerKey = from && keys.get(from);
  const time = partsOf(timestamp)?.time === undefined ? undefined : timestamp;
  const references = referencesIn(root as TreeObject);
  const arrays = [...artifact.arrays].filter(([pointer]) => !isInput(pointer));
  const parameters = parametersOf(artifact, references);
  const names = namesOf([...arrays.map(([pointer]) => pointer), ...parameters.map(({ pointer }) => pointer)]);
  const nameOf = (pointer: string) => names.get(pointer) as string;
  const sealEntity = seal === undefined ? [] : [valueEntity(key, SEAL_POINTER, 'seal', { value: seal })];
  const described = arrays
    .slice(0, MOST_DESCRIBED)
    .map(([pointer, array]) => valueEntity(key, pointer, nameOf(pointer), arrayProperties(array)));
  yield {
    '@id': fileId(key),
    '@type': 'File',
    name: `${procedureName}, ${timestamp}`,
    description: moreThanDescribed(arrays.length, 'array'),
    encodingFormat: 'application/json',
    contentSize: String(artifact.size),
    sha256,
    dateCreated: time,
    identifier: compacted(sealEntity.map(({ '@id': id }) => linkTo(id))),
    isBasedOn: from && (formerKey === undefined ? addFormerFile(shared, from) : linkTo(fileId(formerKey))),
    variableMeasured: compacted(described.map(({ '@id': id }) => linkTo(id))),
  };
  yield* sealEntity;
  yield* described;
  const inputs = parameters
    .slice(0, MOST_DESCRIBED)
    .map(({ pointer, tree }) => valueEntity(key, pointer, nameOf(pointer), valueProperties(tree)));
  const sources = new Map<string, Link>();
  for (const { reference } of references) {
    const isInside = seals.get(keyOfReference(reference)) === reference.seal;
    if (!isInside) outside(reference);
    const link = isInside ? linkTo(fileId(keyOfReference(reference))) : addOutsideFile(shared, reference);
    sources.set(link['@id'], link);
  }
  yield {
    '@id': runId(key),
    '@type': 'CreateAction',
    name: `Run of ${procedureName}, ${timestamp}`,
    description: descriptionOf(artifact, inputs, parameters.length),
    instrument: addProgram(shared, procedureName, procedureVersion, environmentsIn(root)),
    agent: agent === undefined ? undefined : linkTo(agent),
    object: compacted([...inputs.map(({ '@id': id }) => linkTo(id)), ...sources.values()]),
    result: linkTo(fileId(key)),
    endTime: time,
    actionStatus: 'http://schema.org/CompletedActionStatus',
  };
  yield* inputs;
}

const SEAL_POINTER = pointerOf([ARTIFACT_KEY, 'sha256']);

/** True for the pointer to an input parameter or to the seed. */
const isInput = (pointer: string): boolean => isParameter(pointer) || pointer === SEED_POINTER;

/** Returns the input parameters and the seed, without those that are references. */
function parametersOf({ root }: StoredArtifact, references: readonly PlacedReference[]): Leaf[] {
  const pointers = new Set(references.map(({ place }) => pointerOfPlace(place)));
  const isOfReference = (pointer: string) => pointers.has(pointer.slice(0, pointer.lastIndexOf('/')));
  return [...leavesOf(root)].filter(({ pointer }) => isInput(pointer) && !isOfReference(pointer));
}

/** Returns the entity of a value in an artifact. */
const valueEntity = (key: string, pointer: string, name: string, properties: ValueProperties): Entity => ({
  '@id': valueId(key, pointer),
  '@type': 'PropertyValue',
  name,
  ...properties,
});

/** What is said of a value. */
interface ValueProperties {
  readonly value?: JsonValue;
  readonly unitText?: string | undefined;
  readonly description?: string;
}

/** Returns what is said of an array: `float64[2,100], axes channel and time, x at time`. Its elements stand in the file. */
function arrayProperties({ dtype, shape, unit, axes, x }: StoredArray): ValueProperties {
  const labels = [shapeText({ dtype, shape })];
  if (axes !== undefined) labels.push(`axes: ${axes.join(', ')}`);
  if (x !== undefined) labels.push(`x: ${x}`);
  return { description: labels.join('; '), unitText: unit };
}

/**
 * Returns what is said of an input parameter. JSON-LD drops null, takes a list for a set, and may read a number as the nearest double: so all
 * but texts, booleans and numbers that are doubles become texts.
 *
 * @see https://www.w3.org/TR/json-ld11-api/#value-expansion
 */
function valueProperties(tree: StoredTree): ValueProperties {
  if (tree instanceof StoredArray) return arrayProperties(tree);
  if (typeof tree === 'string') return tree.length <= MAX_VALUE_LENGTH ? { value: tree } : tooLong('A text', tree);
  if (typeof tree === 'boolean') return { value: tree };
  if (typeof tree === 'number') return { value: Number.isFinite(tree) ? tree : String(tree) };
  if (typeof tree === 'bigint') return { value: String(tree) };
  const json = jsonText(withoutElements(tree));
  if (tree instanceof NumberText) return json.length <= MAX_VALUE_LENGTH ? { value: json } : tooLong('A number', json);
  return json.length <= MAX_VALUE_LENGTH ? { value: json, description: 'JSON' } : tooLong('JSON', json);
}

const tooLong = (kind: string, { length }: string): ValueProperties => ({
  description: `${kind} of ${length} characters, which stands in the file.`,
});

/** Returns a tree with the dtype and shape of each array in its place. */
const withoutElements = (tree: StoredTree): JsonValue =>
  tree instanceof StoredArray
    ? shapeText(tree)
    : Array.isArray(tree)
      ? tree.map(withoutElements)
      : isStoredObject(tree)
        ? Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, withoutElements(member)]))
        : tree;

/** Returns what a run is called by: its version and its parameters. */
function descriptionOf(
  { procedureName, procedureVersion }: StoredArtifact,
  inputs: readonly Entity[],
  count: number,
): string {
  const program = procedureVersion === '' ? procedureName : `${procedureName} ${procedureVersion}`;
  if (count === 0) return `${program}, without input parameters.`;
  const shown = inputs
    .slice(0, MOST_IN_DESCRIPTION)
    .map(({ name, value, description }) => `${name}=${value ?? `(${description})`}`);
  const more = count > shown.length ? `, and ${count - shown.length} more` : '';
  const notDescribed = moreThanDescribed(count, 'input parameter');
  return `${program} with ${shown.join(', ')}${more}.${notDescribed === undefined ? '' : ` ${notDescribed}`}`;
}

/** Returns a note if there are more values than the metadata has. */
const moreThanDescribed = (count: number, noun: string): string | undefined =>
  count > MOST_DESCRIBED
    ? `The metadata has ${MOST_DESCRIBED} of ${counted(count, noun)}. All of them stand in the file.`
    : undefined;

/** Adds an artifact that is not in the crate. It is known by its procedure, its name and its seal. */
const addOutsideFile = (shared: SharedEntities, { procedureName, name, seal }: ReferenceTexts): Link =>
  shared.add({
    '@id': localId('artifact', procedureName, name, seal),
    '@type': 'CreativeWork',
    name: `${procedureName}/${name}.json`,
    description: `An artifact that is not in this crate. Its seal is ${seal}.`,
    identifier: seal,
  });

/** Adds the file from which an artifact was upgraded. It is known by its seal. */
const addFormerFile = (shared: SharedEntities, seal: string): Link =>
  shared.add({
    '@id': localId('artifact', seal),
    '@type': 'CreativeWork',
    name: 'Artifact before an upgrade',
    description: `The artifact from which another one was upgraded. Its seal is ${seal}.`,
    identifier: seal,
  });
