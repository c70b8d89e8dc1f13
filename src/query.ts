import { InvalidArtifactError } from './errors.js';
import { glance } from './json/glance.js';
import { differenceOf, type Tree } from './json/tree.js';
import type { ListOptions } from './listing.js';
import { decodeField, encodeField } from './mapper.js';
import { type ArtifactLike, artifactPlanOf, type Class, type Field } from './plan.js';
import type { Source } from './storage/storage.js';
import { Walk } from './walk.js';

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

/** What a field of an artifact has to be in its file. */
export interface Wanted {
  readonly field: Field;
  readonly tree: Tree | undefined;
}

/**
 * The parameters, seed and version that are given, as an artifact's file would have them. Files' values are compared, not those in
 * memory: two instances with other private fields behind getters are equal to `isDeepStrictEqual`.
 *
 * @throws TypeError if the class has no such field.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters, seed or version.
 */
export function wantedOf<T extends ArtifactLike>(
  Class: Class<T>,
  { parameters, seed, procedureVersion }: FindOptions<T>,
): readonly Wanted[] {
  const { byProperty } = artifactPlanOf(Class);
  const given = { inputParameters: parameters, seed, procedureVersion };
  return Object.entries(given).flatMap(([property, value]) => {
    if (value === undefined) return [];
    const field = byProperty.get(property);
    if (field === undefined) throw new TypeError(`found the option ${property}, but ${Class.name} has no such field`);
    const { tree, arrays } = encoded(field, given);
    // As it would be loaded, and whatever becomes of the given arrays meanwhile.
    const loaded = decodeField(field, tree, Walk.decoding(arrays, 'copy'));
    return [{ field, tree: encoded(field, { [property]: loaded }).tree }];
  });
}

/**
 * Tells whether an artifact has all that is wanted.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the artifact could not be saved for what is compared.
 */
export const isMatch = (artifact: ArtifactLike, wanted: readonly Wanted[]): boolean =>
  wanted.every(({ field, tree }) => differenceOf(encoded(field, artifact).tree, tree) === undefined);

/**
 * Tells of a file whether {@link isMatch} may take its artifact, from what stands near the file's ends. What stands
 * elsewhere, and what other tools wrote, may always match.
 */
export async function mayMatch(source: Source, wanted: readonly Wanted[]): Promise<boolean> {
  const seen = wanted.length === 0 ? undefined : await glance(source);
  return wanted.every(({ field, tree }) => {
    const member = seen?.memberAt(field.key);
    if (member === undefined) return true;
    const walk = Walk.decoding(seen?.arrays);
    const found = decodeField(field, member, walk);
    return walk.faults > 0 || differenceOf(encoded(field, { [field.property]: found }).tree, tree) === undefined;
  });
}

/**
 * A field of an artifact as its file would have it.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it could not be saved.
 */
function encoded(field: Field, artifact: object) {
  const walk = Walk.encoding();
  const tree = encodeField(field, artifact, walk);
  if (walk.faults === 0) return { tree, arrays: walk.arrays };
  throw new InvalidArtifactError(artifactPlanOf(field.Class).procedure, undefined, walk.allIssues());
}
