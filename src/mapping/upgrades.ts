import { DecodingWalk, type Ownership } from '../codecs/walk/decoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import type { ArrayTable } from '../format/array-table.js';
import { ArraysInTree } from '../format/arrays-in-tree.js';
import { ARTIFACT_KEY, PROCEDURE_NAME_KEY, SCHEMA_VERSION_KEY } from '../format/layout.js';
import { StoredArray } from '../format/stored-array.js';
import { asStoredTree, type StoredObject, withDeclaredArrays } from '../format/stored-tree.js';
import { labelsOf } from '../model/array-labels.js';
import type { DType } from '../model/dtypes.js';
import { type ArrayPlace, Elements } from '../model/elements.js';
import { InvalidArtifactError, oneIssueError } from '../model/errors.js';
import { thrownText } from '../model/message-text.js';
import { NumberText } from '../model/number-text.js';
import { pointerOf } from '../model/pointer.js';
import { isTreeObject, type TreeObject } from '../model/tree.js';
import type { Upgrade } from './declarations.js';
import type { Plan } from './plan.js';
import { returnedMembers } from './returned-members.js';

// A file of an older version of its class becomes one of the present version before it is decoded. The functions of the user get what a
// file holds as plain values, its arrays as `StoredArray`, and what they return is checked and copied before anything else sees it.

/** The tree of a file as a reader gives it, and what is needed to decode it. */
export interface ReadTree {
  readonly root: TreeObject;
  /** The table of arrays; undefined if the file is unsealed. */
  readonly arrays: ArrayTable | undefined;
  /**
   * The version of the class that wrote the file.
   * @defaultValue 1
   */
  readonly schemaVersion?: number | undefined;
}

/** The tree of a file as the present version of its class has it. */
export interface ArtifactTree {
  readonly root: TreeObject;
  /** The arrays by the table of the file or, after an upgrade, by the tree itself; undefined if the file is unsealed. */
  readonly arrays: ArrayTable | ArraysInTree | undefined;
  /** The version of the file; undefined if it was not upgraded. */
  readonly upgradedFrom?: number;
}

/** True if a class loads files of a version, as far as the version decides. */
export const loadsVersion = (plan: Plan, version: number): boolean =>
  version === plan.schemaVersion || plan.upgrades.has(version);

/**
 * Returns the tree of a file as the present version of its class has it: the tree itself if it is of that version.
 *
 * @param ownership - `copy` if the caller keeps the tree, which otherwise is used up.
 * @returns undefined if an upgrade looks at the elements of an array that the reader has left in the file.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no upgrades lead from its version to that of the class, or one of them fails.
 */
export function upgradedTree(
  plan: Plan,
  tree: ReadTree,
  path: string | undefined,
  ownership: Ownership = 'move',
): ArtifactTree | undefined {
  const { root, arrays, schemaVersion = 1 } = tree;
  // A value class has no version: it reads what it can of any file.
  if (schemaVersion === plan.schemaVersion || plan.procedureName === undefined) return { root, arrays };
  refuseUnknownVersion(plan, schemaVersion, path);
  const places = new Map<StoredArray, ArrayPlace>();
  const own = ownership === 'copy' ? (copied(root, plan, path) as TreeObject) : root;
  const members =
    arrays === undefined
      ? (asStoredTree(own) as StoredObject)
      : withDeclaredArrays(own, arrays, path, (place) => {
          const { dtype, shape = [], missing, labels } = place;
          const array = StoredArray.unread({ dtype, shape, missing, ...labels }, () => undefined);
          places.set(array, place);
          return array;
        });
  refuseUnusedEntries(plan, arrays, path);
  const upgraded = upgradedMembers(plan, members, schemaVersion, path);
  if (upgraded === undefined) return undefined;
  const made = ArraysInTree.of(upgraded, (array) => places.get(array) ?? elementsOf(array));
  return { root: made.root, arrays: arrays && made.arrays, upgradedFrom: schemaVersion };
}

/**
 * Returns the stored members of a file as the present version of its class has them. The given ones are not changed.
 *
 * @param version - the version of the file, for which {@link loadsVersion} is true.
 * @returns undefined if an upgrade looks at the elements of an array that is not in memory.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if an upgrade throws, or returns what no file can hold.
 */
export function upgradedMembers(
  plan: Plan,
  members: StoredObject,
  version: number,
  path: string | undefined,
): StoredObject | undefined {
  const name = members[PROCEDURE_NAME_KEY];
  let present = members;
  for (let from = version; from < plan.schemaVersion; from++) {
    const next = new UpgradeRun(plan, from, path).result(plan.upgrades.get(from) as Upgrade, present);
    if (next === undefined) return undefined;
    if (name !== undefined && !Object.hasOwn(next, PROCEDURE_NAME_KEY)) next[PROCEDURE_NAME_KEY] = name;
    present = next;
  }
  return present;
}

/** Returns the node of an array in memory. Of a file without dtypes there are none. */
const elementsOf = (array: StoredArray): Elements =>
  new Elements(array.dtype as DType, array.shape, array.data, array.missing, labelsOf(array));

/** One call of an upgrade. */
class UpgradeRun {
  /** The arrays that stand for those that are not in memory. */
  readonly #unread = new Map<StoredArray, StoredArray>();
  /** The buffers of the arrays in memory, none of which the instance has got yet. */
  readonly #buffers = new Set<ArrayBufferLike>();
  #hasLooked = false;

  constructor(
    private readonly plan: Plan,
    private readonly version: number,
    private readonly path: string | undefined,
  ) {}

  result(upgrade: Upgrade, members: StoredObject): StoredObject | undefined {
    const given = this.#given(members);
    let returned: unknown;
    try {
      returned = upgrade(given);
    } catch (error) {
      if (this.#hasLooked) return undefined;
      const issue = { code: 'invalid-value', path: '', message: `${this.#name} throws ${thrownText(error)}` } as const;
      throw new InvalidArtifactError(procedureOf(this.plan), this.path, [issue], { cause: error });
    }
    if (this.#hasLooked) return undefined;
    const walk = new DecodingWalk(undefined);
    const result = returnedMembers(returned, walk, this.#unread, this.#buffers);
    // What it returns may have getters, and may be a Proxy.
    if (this.#hasLooked) return undefined;
    throwIssues(walk, this.plan, this.path, (message) => message.replace(/^found /, `${this.#name} returns `));
    return result as StoredObject;
  }

  get #name(): string {
    return `the upgrade from version ${this.version}`;
  }

  /** Returns the members for an upgrade, which may do with them what it likes. */
  #given(members: StoredObject): StoredObject {
    const walk = new DecodingWalk(undefined);
    const given = copyOf(members, walk, (leaf) => {
      if (leaf instanceof NumberText) return this.#numberOf(leaf, walk);
      if (!(leaf instanceof StoredArray)) return leaf;
      if (leaf.isInMemory) {
        this.#buffers.add(leaf.data.buffer);
        return leaf;
      }
      const unread = StoredArray.unread(leaf, () => {
        this.#hasLooked = true;
      });
      this.#unread.set(unread, leaf);
      return unread;
    });
    throwIssues(walk, this.plan, this.path, (message) => message);
    return given as StoredObject;
  }

  #numberOf(text: NumberText, walk: Walk): number | bigint | undefined {
    const number = text.double ?? text.integer;
    if (number === undefined) walk.wrongValue(text, `a number that a double or a bigint holds, for ${this.#name}`);
    return number;
  }
}

/** Copies the lists and objects of a tree. Reports those that contain themselves or are nested too deep. */
function copyOf(tree: unknown, walk: Walk, leafOf: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(tree))
    return walk.inside(tree, () =>
      tree.map((item, index) => {
        walk.atMember(index);
        return copyOf(item, walk, leafOf);
      }),
    );
  if (!isTreeObject(tree)) return leafOf(tree);
  return walk.inside(tree, () => {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(tree)) {
      walk.atMember(key);
      copy[key] = copyOf(tree[key], walk, leafOf);
    }
    return copy;
  });
}

function copied(root: TreeObject, plan: Plan, path: string | undefined): unknown {
  const walk = new DecodingWalk(undefined);
  const copy = copyOf(root, walk, (leaf) => leaf);
  throwIssues(walk, plan, path, (message) => message);
  return copy;
}

/** @throws InvalidArtifactError (`ARTIFACT_INVALID`) if a class has no upgrades that lead from a version to its own. */
export function refuseUnknownVersion(plan: Plan, version: number, path: string | undefined): void {
  if (loadsVersion(plan, version)) return;
  const { Class, schemaVersion, upgrades } = plan;
  const oldest = Math.min(schemaVersion, ...upgrades.keys());
  const expected = oldest === schemaVersion ? `version ${oldest}` : `versions from ${oldest} to ${schemaVersion}`;
  const reason =
    version > schemaVersion
      ? `a newer version of ${Class.name} has written it`
      : `${Class.name} has no upgrade from a version before ${oldest}`;
  throw oneIssueError(
    procedureOf(plan),
    path,
    'invalid-value',
    pointerOf([ARTIFACT_KEY, SCHEMA_VERSION_KEY]),
    `found version ${version}, expected ${expected}: ${reason}`,
  );
}

/** @throws InvalidArtifactError (`ARTIFACT_INVALID`) if entries of the table of arrays lead to no array of the file. */
function refuseUnusedEntries(plan: Plan, arrays: ArrayTable | undefined, path: string | undefined): void {
  const walk = new DecodingWalk(undefined);
  if (arrays !== undefined) walk.reportUnusedEntries(arrays);
  throwIssues(walk, plan, path, (message) => message);
}

function throwIssues(walk: Walk, plan: Plan, path: string | undefined, inMessage: (message: string) => string): void {
  const issues = walk.allIssues().map((issue) => ({ ...issue, message: inMessage(issue.message) }));
  if (issues.length > 0) throw new InvalidArtifactError(procedureOf(plan), path, issues);
}

const procedureOf = ({ Class, procedureName = Class.name }: Plan): string => procedureName;
