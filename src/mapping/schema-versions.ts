import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import type { Class } from './class.js';
import type { ClassDeclaration, Upgrade } from './declarations.js';

/** The version of a class, and how files of older versions become files of it. */
export interface SchemaVersions {
  /** The version that files of the class name: an integer from 1. */
  readonly schemaVersion: number;
  /** The upgrades, by the version that they upgrade: from the oldest one that can be loaded to the one before the class's, without gaps. */
  readonly upgrades: ReadonlyMap<number, Upgrade>;
}

/**
 * Returns the version and the upgrades that a class itself declares. A subclass has other fields than its parent, so it inherits neither.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if they are declared wrongly, or for a value class.
 */
export function checkedVersions(
  Class: Class,
  { schemaVersion, upgradesFrom }: ClassDeclaration,
  isArtifact: boolean,
): SchemaVersions {
  const fail = (fault: string): never => {
    throw new DeclarationError(Class.name, undefined, fault);
  };
  if (!isArtifact && (schemaVersion !== undefined || upgradesFrom !== undefined)) {
    const option = schemaVersion === undefined ? 'upgradesFrom' : 'schemaVersion';
    fail(
      `found ${option}, but it is no artifact class; expected the version on the class of the artifacts that hold it, whose upgrades see all of a file`,
    );
  }
  const version = schemaVersion === undefined ? 1 : schemaVersion;
  if (!Number.isSafeInteger(version) || version < 1)
    fail(`found schemaVersion: ${inspected(schemaVersion)}, expected an integer from 1`);
  if (upgradesFrom === undefined) return { schemaVersion: version, upgrades: new Map() };
  if (typeof upgradesFrom !== 'object' || upgradesFrom === null || Array.isArray(upgradesFrom))
    fail(`found upgradesFrom: ${inspected(upgradesFrom)}, expected an object with a function for each older version`);
  const upgrades = new Map<number, Upgrade>();
  for (const key of Reflect.ownKeys(upgradesFrom)) {
    const from = typeof key === 'string' && /^[1-9]\d*$/.test(key) ? Number(key) : Number.NaN;
    const shown = typeof key === 'string' ? JSON.stringify(key) : String(key);
    if (!Number.isSafeInteger(from)) fail(`found ${shown} in upgradesFrom, expected versions: integers from 1`);
    if (from >= version)
      fail(
        `found an upgrade from version ${from}, expected upgrades from versions below schemaVersion, which is ${version}`,
      );
    const upgrade: unknown = upgradesFrom[from];
    if (typeof upgrade !== 'function')
      fail(`found upgradesFrom: { ${from}: ${inspected(upgrade)} }, expected a function (file) => ({ …file, … })`);
    upgrades.set(from, upgrade as Upgrade);
  }
  const first = Math.min(version, ...upgrades.keys());
  for (let from = first; from < version; from++)
    if (!upgrades.has(from))
      fail(
        `found no upgrade from version ${from}, expected one from each version between ${first}, the oldest, and ${version}, its schemaVersion`,
      );
  return { schemaVersion: version, upgrades };
}
