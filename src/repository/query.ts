import { takesFormerTrees } from '../codecs/former-trees.js';
import { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import { INPUT_PARAMETERS_KEY } from '../format/layout.js';
import type { Members } from '../format/members-at-ends.js';
import type { Class } from '../mapping/class.js';
import { decodeField, encodeField } from '../mapping/field-mapping.js';
import { type Field, takesFormerMembers } from '../mapping/fields.js';
import type { MappingOptions } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf, planOf } from '../mapping/plan.js';
import { InvalidArtifactError } from '../model/errors.js';
import type { Tree } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import { boundsForInstants, isWithinInstants } from './artifact-times.js';
import type { ArtifactInputs, QueryOptions } from './query-options.js';
import type { TimeBounds } from './time-bounds.js';
import { askWhere } from './where.js';

/** A field, and what it must have in an artifact that is wanted. */
interface WantedField {
  readonly field: Field;
  /** The tree that it has in a sealed file. */
  readonly tree: Tree | undefined;
  /** The value that it has in a loaded artifact. */
  readonly loaded: unknown;
}

/** The properties that `where` is given, as far as the class has them. */
const PROPERTIES_OF_WHERE = ['inputParameters', 'seed', 'procedureVersion', 'timestamp'];

/** Decides which artifacts of a class are wanted, from the members of a file or from an artifact. */
export class Query<T extends ArtifactLike> {
  readonly Class: Class<T>;
  /** Which constraints the artifacts have to satisfy, and for whom files are written. */
  readonly mapping: MappingOptions;
  readonly #wanted: readonly WantedField[];
  readonly #where: QueryOptions<T>['where'];
  /** The times that the names of files do not decide. */
  readonly #instants: TimeBounds | undefined;
  /** The fields that decide whether an artifact is wanted. */
  readonly #fields: readonly Field[];

  /**
   * @throws TypeError if the class does not have a field that an option asks for.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class can have such parameters, seed or version.
   */
  constructor(Class: Class<T>, options: QueryOptions<T>, mapping: MappingOptions) {
    this.Class = Class;
    this.mapping = mapping;
    this.#wanted = wantedFields(Class, options, mapping);
    this.#where = options.where;
    this.#instants = boundsForInstants(Class, options);
    const properties = new Set([
      ...(this.#where === undefined ? this.#wanted.map(({ field }) => field.property) : PROPERTIES_OF_WHERE),
      ...(this.#instants === undefined ? [] : ['timestamp']),
    ]);
    const { byProperty } = artifactPlanOf(Class);
    this.#fields = [...properties].flatMap((property) => byProperty.get(property) ?? []);
  }

  /** The keys, present and former, of the fields that decide whether an artifact is wanted. If there are none, the name of its file decides. */
  get keys(): string[] {
    return this.#fields.flatMap(({ key, aliases }) => [key, ...aliases]);
  }

  /** True if `where` is given: then an artifact is not loaded before its other members are known, which saves reading arrays. */
  get hasWhere(): boolean {
    return this.#where !== undefined;
  }

  /**
   * The input parameters that are wanted, in the forms that files may have of them; undefined if the hashes in the names of files do not say
   * which files may have them, or if artifacts with any parameters are wanted.
   */
  get formsOfParameters(): readonly Tree[] | undefined {
    const wanted = this.#wanted.find(({ field }) => field.key === INPUT_PARAMETERS_KEY);
    if (wanted?.tree === undefined || !doHashesDecide(wanted.field)) return undefined;
    const { field, tree, loaded } = wanted;
    const walk = new EncodingWalk(this.mapping.rules, { profile: 'python' });
    const forPython = encodeField(field, { [field.property]: loaded }, walk);
    const isOther = walk.issueCount === 0 && forPython !== undefined && differenceOf(tree, forPython) !== undefined;
    return isOther ? [tree, forPython] : [tree];
  }

  /** True if the other query is for the same class and wants the same parameters, seed and version. */
  wantsTheSame(other: Query<T>): boolean {
    const isSame = ({ field, tree }: WantedField, index: number) => {
      const wanted = other.#wanted[index];
      return wanted?.field === field && differenceOf(wanted.tree, tree) === undefined;
    };
    return other.Class === this.Class && other.#wanted.length === this.#wanted.length && this.#wanted.every(isSame);
  }

  /**
   * True or false if the members of a file decide whether its artifact is wanted; undefined if one of them is unknown or invalid, so
   * that the file must be loaded.
   */
  matchesMembers(members: Members): boolean | undefined {
    const values: Record<string, unknown> = {};
    for (const field of this.#fields) {
      const key = [field.key, ...field.aliases].find((each) => !members.lacks(each)) ?? field.key;
      const tree = members.memberAt(key);
      if (tree === undefined && !members.lacks(key)) continue;
      const walk = new DecodingWalk(members.arrays, this.mapping);
      const value = decodeField(field, tree, walk, key);
      if (walk.issueCount === 0) values[field.property] = value;
    }
    const isKnown = ({ property }: Field) => Object.hasOwn(values, property);
    const known = this.#wanted.filter(({ field }) => isKnown(field));
    if (!hasWanted(values, known, this.mapping)) return false;
    return this.#fields.every(isKnown) ? this.#matchesTimesAndWhere(values as Partial<T>) : undefined;
  }

  /**
   * True if an artifact is wanted.
   *
   * @param isPrechecked - whether the times match and `where` has returned true already.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if a field that decides cannot be saved.
   */
  matches(artifact: T, isPrechecked: boolean): boolean {
    return hasWanted(artifact, this.#wanted, this.mapping) && (isPrechecked || this.#matchesTimesAndWhere(artifact));
  }

  #matchesTimesAndWhere(values: Partial<T>): boolean {
    if (this.#instants !== undefined && !isWithinInstants(values as T, this.#instants)) return false;
    if (this.#where === undefined) return true;
    const inputs = Object.fromEntries(this.#fields.map(({ property }) => [property, values[property as keyof T]]));
    return askWhere(this.#where, inputs as ArtifactInputs<T>);
  }
}

/**
 * True if the hash in the name of a file is that of the parameters of its artifact. It is not where the parameters of an older file become
 * others when they are loaded: then every file has to be opened.
 *
 * @param field - that of the input parameters.
 */
const doHashesDecide = (field: Field): boolean =>
  planOf(field.Class).schemaVersion === 1 && !takesFormerMembers(field) && !takesFormerTrees(field.codec);

/**
 * True if an artifact has all that is wanted. Stored forms are compared, because two instances that keep their values in private
 * fields behind getters are equal to `isDeepStrictEqual` whatever the values are.
 */
const hasWanted = (artifact: object, wanted: readonly WantedField[], { rules }: MappingOptions): boolean =>
  wanted.every(({ field, tree }) => differenceOf(encoded(field, artifact, { rules }).tree, tree) === undefined);

/** Returns the parameters, seed and version that are given, in their stored forms. */
function wantedFields<T extends ArtifactLike>(
  Class: Class<T>,
  { parameters, seed, procedureVersion }: QueryOptions<T>,
  { rules }: MappingOptions,
): readonly WantedField[] {
  const { byProperty } = artifactPlanOf(Class);
  const given = { inputParameters: parameters, seed, procedureVersion };
  return Object.entries(given).flatMap(([property, value]) => {
    if (value === undefined) return [];
    const field = byProperty.get(property);
    if (field === undefined) throw new TypeError(`found the option ${property}, but ${Class.name} has no such field`);
    const { tree, walk } = encoded(field, given, { rules });
    const arrays = walk.arraysOf(tree === undefined ? {} : { [field.key]: tree });
    // Loading may give other containers than the user's. The copy keeps what the user does to the given arrays meanwhile out of it.
    const loaded = decodeField(field, tree, new DecodingWalk(arrays, { ownership: 'copy', rules }));
    return [{ field, tree: encoded(field, { [property]: loaded }, { rules }).tree, loaded }];
  });
}

/**
 * Encodes one field of an artifact.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it cannot be saved.
 */
function encoded(field: Field, artifact: object, { rules }: MappingOptions) {
  const walk = new EncodingWalk(rules);
  const tree = encodeField(field, artifact, walk);
  if (walk.issueCount === 0) return { tree, walk };
  throw new InvalidArtifactError(artifactPlanOf(field.Class).procedureName, undefined, walk.allIssues());
}
