import { readJson } from '../json/read-json.js';
import { FormatError } from '../model/errors.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { ArrayTable } from './array-table.js';
import { ARTIFACT_KEY, ARTIFACT_OPENING, FORMAT, FROM_KEY, NON_FINITE_KEY, SCHEMA_VERSION_KEY } from './layout.js';
import { nonFinitePlacesOf, restoreNonFinite } from './non-finite.js';
import { isSeal } from './seal.js';

/** What `$artifact`, the last member of a sealed file, says about the other members. */
export interface ArtifactMember {
  readonly arrays: ArrayTable;
  /** The pointers to numbers that are written by name; undefined if `non_finite` is there but is not a list of them. */
  readonly nonFinite: readonly string[] | undefined;
  /** The version of the class that wrote the file. */
  readonly schemaVersion: number;
  /** The seal of the file from which this one was upgraded; undefined if it was not. */
  readonly from: string | undefined;
}

/** Returns what `$artifact` says; undefined if it is not of format 1. */
export function artifactMemberOf(tree: Tree | undefined): ArtifactMember | undefined {
  if (!isTreeObject(tree) || tree['format'] !== FORMAT) return undefined;
  const { arrays: table, [FROM_KEY]: from, [NON_FINITE_KEY]: places, [SCHEMA_VERSION_KEY]: version } = tree;
  const optional = [from, places, version].filter((member) => member !== undefined).length;
  const arrays = ArrayTable.ofTree(table);
  const schemaVersion = schemaVersionOf(version);
  if (arrays === undefined || schemaVersion === undefined) return undefined;
  // Beside these, the format and the seal. Whether that is there is known by then, or its key was damaged, which is another error.
  if (Object.keys(tree).length !== 3 + optional) return undefined;
  if (from !== undefined && !isSeal(from)) return undefined;
  return { arrays, nonFinite: places === undefined ? [] : nonFinitePlacesOf(places), schemaVersion, from };
}

/** Returns the version that `schema_version` says: 1 if it is not there; undefined if it is not an integer above 1. */
export function schemaVersionOf(tree: Tree | undefined): number | undefined {
  if (tree === undefined) return 1;
  return Number.isSafeInteger(tree) && (tree as number) > 1 ? (tree as number) : undefined;
}

/**
 * Finds and reads `$artifact` in the last bytes of a file.
 *
 * @returns what it says, and where its line begins in the bytes; undefined if it is not there, not the last member, or not of format 1.
 */
export function artifactMemberAtEnd(end: Buffer): (ArtifactMember & { readonly start: number }) | undefined {
  const start = end.lastIndexOf(ARTIFACT_OPENING, undefined, 'latin1');
  if (start < 0) return undefined;
  try {
    const { [ARTIFACT_KEY]: tree, ...others } = readJson(
      Buffer.concat([Buffer.from('{'), end.subarray(start)]),
    ) as TreeObject;
    const member = Object.keys(others).length === 0 ? artifactMemberOf(tree) : undefined;
    return member && { ...member, start };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Puts the numbers of a root in the place of their names; undefined if there is no name at one of the places. */
export function withNonFinite(root: TreeObject, { nonFinite }: ArtifactMember): TreeObject | undefined {
  if (nonFinite?.length === 0) return root;
  const restored = nonFinite && restoreNonFinite(root, nonFinite);
  return restored?.fits === true ? restored.root : undefined;
}
