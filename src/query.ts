import { isDeepStrictEqual } from 'node:util';
import { InvalidArtifactError } from './errors.js';
import { glance } from './json/glance.js';
import { decodeField, encodeField } from './mapper.js';
import { type ArtifactLike, artifactPlanOf, type Class, type Field, PARAMETERS_KEY } from './plan.js';
import type { Source } from './storage/storage.js';
import type { TimeBounds } from './times.js';
import { Walk } from './walk.js';

/** Which artifacts to list. */
export interface ListOptions extends TimeBounds {
  /** @defaultValue all procedures */
  readonly procedure?: string;
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
  return decodeField(field, tree, Walk.decoding(encoding.arrays, 'copy'));
}
