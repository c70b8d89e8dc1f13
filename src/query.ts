import { isDeepStrictEqual } from 'node:util';
import { secondOf } from './address.js';
import { InvalidArtifactError } from './errors.js';
import { glance } from './json/glance.js';
import { plainOf, type Tree } from './json/tree.js';
import { decodeField, encodeField } from './mapper.js';
import { type ArtifactLike, artifactPlanOf, type Class, type Field, PARAMETERS_KEY } from './plan.js';
import type { Source } from './storage/storage.js';
import { Walk } from './walk.js';

/** Which artifacts to list. */
export interface ListOptions {
  /** @defaultValue all procedures */
  readonly procedure?: string;
  /**
   * The first time to include. Names tell the time to the second, so seconds are compared; a text is compared as far as
   * it goes, so that '2026-02' stands for the whole month.
   */
  readonly since?: Date | string;
  /** The last time to include, compared in the same way. */
  readonly until?: Date | string;
  /** @defaultValue 'oldest' */
  readonly order?: 'oldest' | 'newest';
}

/** Which artifacts of a class to find. What is not given does not matter. */
export interface FindOptions<T extends ArtifactLike> extends Omit<ListOptions, 'procedure'> {
  /** All input parameters: an artifact that has others besides does not fit. Objects are compared whatever the order of their keys. */
  readonly parameters?: T['inputParameters'];
  /** The seed. */
  readonly seed?: T extends { seed?: infer Seed } ? Seed : never;
  /** The version of the procedure. */
  readonly procedureVersion?: string;
}

/** What to find, or to create with. */
export type FindOrCreateOptions<T extends ArtifactLike> = Pick<FindOptions<T>, 'seed' | 'procedureVersion'> & {
  readonly parameters: T['inputParameters'];
};

/** A timestamp as text that sorts by time, however fine it is. Zones do not count, as in names. */
export function instantOf({ timestamp }: ArtifactLike): string {
  const text = timestamp instanceof Date ? timestamp.toISOString() : timestamp;
  return `${secondOf(text)}.${/^.{19}[.,](\d+)/.exec(text)?.[1] ?? ''}`;
}

/** Tells whether a second is within the bounds. */
export function isWithin({ since, until }: ListOptions): (second: string) => boolean {
  const [first, last] = [boundOf(since), boundOf(until)];
  return (second) => second.slice(0, first.length) >= first && (last === '' || second.slice(0, last.length) <= last);
}

function boundOf(bound: Date | string | undefined): string {
  if (bound === undefined) return '';
  const text = bound instanceof Date && !Number.isNaN(bound.getTime()) ? bound.toISOString() : String(bound);
  const match = /^(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?)(?:\.\d+)?Z?$/.exec(text);
  if (match?.[1] !== undefined && isTime(match[1])) return match[1];
  throw new RangeError(`found the time ${text}, expected a Date, or YYYY-MM-DDThh:mm:ss or its beginning`);
}

/** Tells whether there is such a time: not 31 February. */
function isTime(beginning: string): boolean {
  const second = `${beginning}${'0000-01-01T00:00:00'.slice(beginning.length)}`;
  const milliseconds = Date.parse(`${second}Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(second);
}

/** What a property of an artifact has to be, as it would be loaded. */
export interface Wanted {
  readonly property: string;
  readonly expected: unknown;
}

/**
 * The parameters, seed and version that are given.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters.
 */
export function wantedOf<T extends ArtifactLike>(
  Class: Class<T>,
  { parameters, seed, procedureVersion }: FindOptions<T>,
): readonly Wanted[] {
  const inputParameters = parameters === undefined ? undefined : loadedParameters(Class, parameters);
  return Object.entries({ inputParameters, seed, procedureVersion })
    .filter(([, expected]) => expected !== undefined)
    .map(([property, expected]) => ({ property, expected }));
}

/** Tells whether an artifact has all that is wanted. */
export const isMatch = (artifact: ArtifactLike, wanted: readonly Wanted[]): boolean =>
  wanted.every(({ property, expected }) => isDeepStrictEqual(artifact[property as keyof ArtifactLike], expected));

/** Tells whether an artifact will fit once it is loaded: in memory, arrays among its parameters may have other containers yet. */
export function willMatch<T extends ArtifactLike>(Class: Class<T>, artifact: T, options: FindOptions<T>): boolean {
  const [parameters] = wantedOf(Class, { parameters: artifact.inputParameters });
  return wantedOf(Class, options).every(({ property, expected }) => {
    const own = property === parameters?.property ? parameters.expected : artifact[property as keyof T];
    return isDeepStrictEqual(own, expected);
  });
}

/**
 * Tells of a file whether {@link isMatch} may take its artifact, from what stands near the file's ends. What stands
 * elsewhere, and what other tools wrote, may always match.
 */
export async function mayMatch(source: Source, Class: Class, wanted: readonly Wanted[]): Promise<boolean> {
  const { byProperty } = artifactPlanOf(Class);
  const seen = wanted.length === 0 ? undefined : await glance(source);
  return wanted.every(({ property, expected }) => {
    const field = byProperty.get(property);
    const member = field && seen?.memberAt(field.key);
    if (field === undefined || member === undefined) return true;
    const walk = Walk.decoding(seen?.arrays);
    const found = decodeField(field, member, walk);
    return walk.faults > 0 || isDeepStrictEqual(found, expected);
  });
}

/**
 * Input parameters as they would be loaded.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters.
 */
function loadedParameters(Class: Class, inputParameters: unknown): unknown {
  const { byKey, procedure } = artifactPlanOf(Class);
  const field = byKey.get(PARAMETERS_KEY) as Field;
  const encoding = Walk.encoding();
  const tree = encodeField(field, { inputParameters }, encoding);
  if (encoding.faults > 0) throw new InvalidArtifactError(procedure, undefined, encoding.allIssues());
  return decodeField(field, plainOf(tree as Tree) as Tree, Walk.decoding(encoding.arrays));
}
