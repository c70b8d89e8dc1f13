import { types } from 'node:util';
import { describeValue } from '../codecs/describe-value.js';
import { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Members } from '../format/glance.js';
import { INPUT_PARAMETERS_KEY } from '../format/layout.js';
import type { Class } from '../mapping/class.js';
import { decodeField, encodeField } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf, type Field } from '../mapping/plan.js';
import { InvalidArtifactError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { optionNames } from '../model/options.js';
import type { Tree } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import type { ListOptions } from './listing.js';
import type { TimeBounds } from './time-bounds.js';
import { boundsOfInstants, isMadeWithin } from './times.js';
import type { VerifyProblem } from './verification.js';

/** What an artifact was made with: what `where` is asked about. The values are decoded, by the names of the properties. */
export type ArtifactInputs<T extends ArtifactLike> = Readonly<
  Pick<T, Extract<keyof T, 'inputParameters' | 'seed' | 'procedureVersion' | 'timestamp'>>
>;

/** Which artifacts of a class are meant. What is not given does not matter. */
export interface QueryOptions<T extends ArtifactLike> extends TimeBounds {
  /**
   * All input parameters: an artifact that has others besides does not fit. They are the same if their stored forms are: keys may come
   * in any order; 0 and -0 differ, and so do the number NaN and the text "NaN".
   *
   * Only files are opened whose names have the hash of these parameters, as this library or Python's json computes it. Python tells 1
   * from 1.0, so that many integers have many hashes: if there are more than eight a file, or more than 65,536, every file within the times is
   * opened. A file under a wrong name is not found so; `verify` names it.
   */
  readonly parameters?: T['inputParameters'];
  /** The seed. */
  readonly seed?: T extends { seed?: infer Seed } ? Seed : never;
  /** The version of the procedure. */
  readonly procedureVersion?: string;
  /**
   * Tells whether an artifact is meant. It is asked before the arrays of its result are read, and not asynchronous. What it throws ends
   * the call.
   *
   * @example
   * ({ inputParameters: { windowSize } }) => windowSize >= 10 && windowSize <= 20
   */
  readonly where?: (inputs: ArtifactInputs<T>) => boolean;
  /**
   * Is told of each file that may be meant and cannot be loaded, which is then passed over.
   * @defaultValue such a file is an error
   */
  readonly onProblem?: (problem: VerifyProblem) => void;
}

/** Which artifacts of a class to find, and how many. */
export interface FindOptions<T extends ArtifactLike> extends QueryOptions<T>, Pick<ListOptions, 'order'> {
  /** How many to find at most, the first ones in the order. */
  readonly limit?: number;
}

/** What to find, or to create with. */
export type FindOrCreateOptions<T extends ArtifactLike> = Pick<FindOptions<T>, 'seed' | 'procedureVersion'> & {
  readonly parameters: T['inputParameters'];
};

/** The names of the options of `findOrCreate`. */
export const FIND_OR_CREATE_OPTIONS = optionNames<FindOrCreateOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
});

/** The names of the options of `count` and `first`. */
export const QUERY_OPTIONS = optionNames<QueryOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
  where: true,
  since: true,
  until: true,
  onProblem: true,
});

/** The names of the options of `find`. */
export const FIND_OPTIONS = optionNames<FindOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
  where: true,
  since: true,
  until: true,
  onProblem: true,
  order: true,
  limit: true,
});

/** What a field of an artifact has to be in its file. */
interface Wanted {
  readonly field: Field;
  readonly tree: Tree | undefined;
}

/** Which artifacts of a class are meant: a question that is put to files and to artifacts. */
export class Query<T extends ArtifactLike> {
  readonly #wanted: readonly Wanted[];
  readonly #where: QueryOptions<T>['where'];
  /** Times that names alone do not tell. */
  readonly #instants: TimeBounds | undefined;
  /** What the question is about. */
  readonly #fields: readonly Field[];

  /**
   * @throws TypeError for wrong options, or if the class has no such field.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters, seed or version.
   */
  constructor(Class: Class<T>, options: QueryOptions<T>) {
    for (const option of ['where', 'onProblem'] as const)
      if (options[option] !== undefined && typeof options[option] !== 'function')
        throw new TypeError(`found ${option}: ${inspected(options[option])}, expected a function`);
    this.#wanted = wantedOf(Class, options);
    this.#where = options.where;
    this.#instants = boundsOfInstants(Class, options);
    const wanted = this.#wanted.map(({ field }) => field.property);
    const asked = this.#where === undefined ? wanted : ['inputParameters', 'seed', 'procedureVersion', 'timestamp'];
    const properties = new Set([...asked, ...(this.#instants === undefined ? [] : ['timestamp'])]);
    const { byProperty } = artifactPlanOf(Class);
    this.#fields = [...properties].flatMap((property) => byProperty.get(property) ?? []);
  }

  /** The keys that it is about. If there are none, the name of a file answers it. */
  get keys(): string[] {
    return this.#fields.map(({ key }) => key);
  }

  /** Loading artifacts only to ask them would read arrays that nobody wants. */
  get hasWhere(): boolean {
    return this.#where !== undefined;
  }

  /** The parameters that are wanted, as they are stored; undefined if any are. */
  get parameters(): Tree | undefined {
    return this.#wanted.find(({ field }) => field.key === INPUT_PARAMETERS_KEY)?.tree;
  }

  /** Tells whether another question wants the same parameters, seed and version. */
  wantsTheSame(other: Query<T>): boolean {
    const isSame = ({ field, tree }: Wanted, index: number) => {
      const wanted = other.#wanted[index];
      return wanted?.field === field && differenceOf(wanted.tree, tree) === undefined;
    };
    return other.#wanted.length === this.#wanted.length && this.#wanted.every(isSame);
  }

  /** What the members of a file answer; undefined if one of them is not known, or wrong, so that only loading the file tells. */
  answerOf(members: Members): boolean | undefined {
    const values: Record<string, unknown> = {};
    for (const field of this.#fields) {
      const tree = members.memberAt(field.key);
      if (tree === undefined && !members.lacks(field.key)) continue;
      const walk = new DecodingWalk(members.arrays);
      const value = decodeField(field, tree, walk);
      if (walk.issueCount === 0) values[field.property] = value;
    }
    const known = ({ property }: Field) => Object.hasOwn(values, property);
    if (
      !isMatch(
        values,
        this.#wanted.filter(({ field }) => known(field)),
      )
    )
      return false;
    return this.#fields.every(known) ? this.#isMeant(values as Partial<T>) : undefined;
  }

  /** @param isAsked - `where` was asked already, and says yes. */
  isAnsweredBy(artifact: T, isAsked: boolean): boolean {
    if (!isMatch(artifact, this.#wanted)) return false;
    return isAsked || this.#isMeant(artifact);
  }

  /** Asks for what cannot be compared. */
  #isMeant(values: Partial<T>): boolean {
    if (this.#instants !== undefined && !isMadeWithin(values as T, this.#instants)) return false;
    if (this.#where === undefined) return true;
    const inputs = Object.fromEntries(this.#fields.map(({ property }) => [property, values[property as keyof T]]));
    return answerOfUser(this.#where, inputs as ArtifactInputs<T>);
  }
}

/** What `where` has thrown: no problem of a file, whatever it is. */
export class ThrownByWhere {
  constructor(readonly error: unknown) {}
}

/** @throws ThrownByWhere with what `where` throws, or a TypeError if it answers neither true nor false. */
function answerOfUser<T extends ArtifactLike>(
  where: (inputs: ArtifactInputs<T>) => boolean,
  inputs: ArtifactInputs<T>,
): boolean {
  let answer: unknown;
  try {
    answer = where(inputs);
  } catch (error) {
    throw new ThrownByWhere(error);
  }
  if (typeof answer === 'boolean') return answer;
  if (types.isPromise(answer)) answer.catch(() => undefined);
  const hint = types.isPromise(answer) ? ': it is not waited for' : '';
  throw new TypeError(`where answers ${describeValue(answer)}, expected true or false${hint}`);
}

/**
 * Tells whether an artifact has all that is wanted. Files' values are compared, not those in memory: two instances with other private fields
 * behind getters are equal to `isDeepStrictEqual`.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the artifact could not be saved for what is compared.
 */
const isMatch = (artifact: object, wanted: readonly Wanted[]): boolean =>
  wanted.every(({ field, tree }) => differenceOf(encoded(field, artifact).tree, tree) === undefined);

/** The parameters, seed and version that are given, as an artifact's file would have them. */
function wantedOf<T extends ArtifactLike>(
  Class: Class<T>,
  { parameters, seed, procedureVersion }: QueryOptions<T>,
): readonly Wanted[] {
  const { byProperty } = artifactPlanOf(Class);
  const given = { inputParameters: parameters, seed, procedureVersion };
  return Object.entries(given).flatMap(([property, value]) => {
    if (value === undefined) return [];
    const field = byProperty.get(property);
    if (field === undefined) throw new TypeError(`found the option ${property}, but ${Class.name} has no such field`);
    const { tree, arrays } = encoded(field, given);
    // As it would be loaded, and whatever becomes of the given arrays meanwhile.
    const loaded = decodeField(field, tree, new DecodingWalk(arrays, 'copy'));
    return [{ field, tree: encoded(field, { [property]: loaded }).tree }];
  });
}

/**
 * A field of an artifact as its file would have it.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it could not be saved.
 */
function encoded(field: Field, artifact: object) {
  const walk = new EncodingWalk();
  const tree = encodeField(field, artifact, walk);
  if (walk.issueCount === 0) return { tree, arrays: walk.arrays };
  throw new InvalidArtifactError(artifactPlanOf(field.Class).procedureName, undefined, walk.allIssues());
}
