import { isDeepStrictEqual } from 'node:util';
import { takesFormerTrees } from '../codecs/former-trees.js';
import { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { readArtifact } from '../format/read-artifact.js';
import { StoredArray } from '../format/stored-array.js';
import {
  arraysWithin,
  copyAsStoredTree,
  copyOfStoredTree,
  isStoredObject,
  type StoredObject,
  type StoredTree,
} from '../format/stored-tree.js';
import type { Class } from '../mapping/class.js';
import { storedDefault } from '../mapping/default-value.js';
import { type Field, takesFormerMembers } from '../mapping/fields.js';
import { formerKeysIn } from '../mapping/former-keys.js';
import { decodeInstance, type MappingOptions, treeOfInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf, type Plan } from '../mapping/plan.js';
import { refuseUnknownVersion, upgradedMembers } from '../mapping/upgrades.js';
import { InvalidArtifactError } from '../model/errors.js';
import { isSameList } from '../model/same-list.js';
import type { Tree } from '../model/tree.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../model/validation-rules.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { PresentArtifact } from './present-artifact.js';
import type { OpenStoredOptions, StoredArtifact } from './stored-artifact.js';

/** True if a file of the present version of a class may have other members than the class gives it. */
export const takesFormerFiles = (Class: Class<ArtifactLike>): boolean => {
  const { procedureAliases, fields } = artifactPlanOf(Class);
  return procedureAliases.length > 0 || fields.some(takesFormer);
};

const takesFormer = (field: Field): boolean => takesFormerMembers(field) || takesFormerTrees(field.codec);

/** True if the members of each file of a version of a class are those that the class gives it now. */
export const hasPresentMembers = (Class: Class<ArtifactLike>, schemaVersion: number): boolean =>
  schemaVersion === artifactPlanOf(Class).schemaVersion && !takesFormerFiles(Class);

/**
 * Returns an artifact with the members that its class gives it now: upgraded, under the present keys, and with defaults. Its arrays stay in
 * the file, unless an upgrade or a class within a member needs their elements.
 *
 * @param mapping - how the repository encodes and decodes.
 * @param open - opens the file once more.
 * @returns the artifact itself if its file has these members.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the file does not fit its class. Not everything is checked.
 */
export async function inPresentForm(
  stored: StoredArtifact,
  Class: Class<ArtifactLike>,
  mapping: MappingOptions,
  open: () => Promise<Source>,
  options: OpenStoredOptions,
): Promise<StoredArtifact> {
  const plan = artifactPlanOf(Class);
  const { root, path, schemaVersion, seal } = stored;
  if (hasPresentMembers(Class, schemaVersion)) return stored;
  // An unsealed file does not tell which lists are arrays, and its elements are in memory.
  const members = seal === undefined ? undefined : presentMembers(plan, root, schemaVersion, path, mapping);
  const present = members ?? (await decodedMembers(Class, path, mapping, open, options));
  if (schemaVersion === plan.schemaVersion && isSame(present, root)) return stored;
  return new PresentArtifact(stored, present, plan.schemaVersion);
}

/** True if two trees are the same but for the dtypes and elements of arrays. */
function isSame(a: StoredTree | undefined, b: StoredTree | undefined): boolean {
  // An unsealed file does not tell an empty array from an empty list.
  if (a instanceof StoredArray)
    return isSameList(a.shape, b instanceof StoredArray ? b.shape : Array.isArray(b) ? [b.length] : []);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isStoredObject(a) || !isStoredObject(b)) return isDeepStrictEqual(a, b);
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(a[key], b[key]));
}

/**
 * True if the file of an artifact, which is of the version of its class, has former keys, a former procedure name, or lacks keys that have
 * defaults. That values are written in another way, as other tools do in unsealed files, makes no difference.
 *
 * @param present - the artifact in its present form.
 */
export const hasFormerMembers = (stored: StoredArtifact, present: StoredArtifact): boolean =>
  stored.procedureName !== present.procedureName || !hasSameKeys(stored.root, present.root);

function hasSameKeys(a: StoredTree | undefined, b: StoredTree | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => hasSameKeys(item, b[index]));
  if (!isStoredObject(a) || !isStoredObject(b)) return isStoredObject(a) === isStoredObject(b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && hasSameKeys(a[key], b[key]))
  );
}

/** Returns the members of a sealed file in their present form; undefined if the elements of arrays are needed for it. */
function presentMembers(
  plan: Plan,
  root: StoredObject,
  schemaVersion: number,
  path: string,
  { rules = ALL_CONSTRAINTS }: MappingOptions,
): StoredObject | undefined {
  if (schemaVersion !== plan.schemaVersion) refuseUnknownVersion(plan, schemaVersion, path);
  const upgraded = upgradedMembers(plan, root, schemaVersion, path);
  if (upgraded === undefined) return undefined;
  const walk = new DecodingWalk(undefined);
  const formerKeys = formerKeysIn(
    upgraded as never,
    plan.fields.filter(({ aliases }) => aliases.length > 0),
    walk,
  );
  throwIssues(walk, plan, path);
  const present = new Map(Object.entries(upgraded));
  if (plan.procedureName !== undefined) present.set(PROCEDURE_NAME_KEY, plan.procedureName);
  for (const field of plan.fields) {
    const formerKey = formerKeys.get(field.property) ?? field.key;
    const tree = present.get(formerKey);
    present.delete(formerKey);
    if (tree !== undefined) {
      const member = presentMember(field, tree, plan, path, rules);
      if (member === undefined) return undefined;
      present.set(field.key, member);
    } else if (field.default !== undefined) present.set(field.key, copyAsStoredTree(storedDefault(field, rules).tree));
  }
  return Object.fromEntries([...present].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns a member in its present form; undefined if there are arrays in it, and classes in it take trees in a former form. */
function presentMember(
  field: Field,
  tree: StoredTree,
  plan: Plan,
  path: string,
  rules: ValidationRules,
): StoredTree | undefined {
  if (!takesFormerTrees(field.codec)) return tree;
  for (const _ of arraysWithin(tree, '')) return undefined;
  const decoding = new DecodingWalk(undefined, { ownership: 'copy', rules });
  decoding.atMember(field.key);
  const value = field.codec.decode(copyOfStoredTree(tree) as Tree, decoding);
  throwIssues(decoding, plan, path);
  const encoding = new EncodingWalk(rules);
  encoding.atMember(field.key);
  const encoded = encoding.runUserCode(() => field.codec.encode(value, encoding)) as Tree;
  throwIssues(encoding, plan, path);
  return copyAsStoredTree(encoded);
}

/** Reads a file with its arrays, decodes it, and returns the members of what is encoded of it. */
const decodedMembers = (
  Class: Class<ArtifactLike>,
  path: string,
  mapping: MappingOptions,
  open: () => Promise<Source>,
  options: OpenStoredOptions,
): Promise<StoredObject> =>
  withSource(open(), async (source) => {
    const file = await readArtifact(source, { ...options, path, step: 'read', arrays: 'keep' });
    const instance = decodeInstance(Class, file, { ...mapping, path });
    // A file for Python is unsealed, and of version 1.
    const isForPython = file.seal === undefined && artifactPlanOf(Class).schemaVersion === 1;
    const profile = isForPython ? mapping.profile : undefined;
    return copyAsStoredTree(treeOfInstance(instance, { ...mapping, profile }, Class)) as StoredObject;
  });

function throwIssues(walk: Walk, { Class, procedureName = Class.name }: Plan, path: string): void {
  const issues = walk.allIssuesWithViolations();
  if (issues.length > 0) throw new InvalidArtifactError(procedureName, path, issues);
}
