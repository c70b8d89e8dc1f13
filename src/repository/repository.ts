import { describeValue } from '../codecs/describe-value.js';
import { type Address, keyOfAddress, sealPrefixOf, secondOf } from '../format/address.js';
import { PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { parameterHashOf } from '../format/parameter-hash.js';
import type { Class } from '../mapping/class.js';
import { checkedClassOf, checkInstance, encodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { ConflictError, isArtifactError, oneIssueError, StorageError, UnknownProcedureError } from '../model/errors.js';
import { mapInOrder } from '../model/in-order.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames, wrongOptions } from '../model/options.js';
import { type ProgressOptions, ProgressReporter } from '../model/progress.js';
import type { TreeObject } from '../model/tree.js';
import { haveSameBytes, withSource } from '../storage/bytes-source.js';
import { openExistingFile } from '../storage/file/file-source.js';
import { FileStorage } from '../storage/file/file-storage.js';
import type { Draft, Source, Storage } from '../storage/storage.js';
import { ArtifactClasses } from './artifact-classes.js';
import { type ComparisonRules, checkComparisonOptions, compareStored, type Difference } from './comparison.js';
import { type ArtifactDescription, describeFile } from './description.js';
import { type Candidate, entriesWithParameters, isMeant, loadIfMeant, type Outcome } from './finding.js';
import { type GuardedStorage, guardedStorage } from './guarded-storage.js';
import {
  type ArtifactEntry,
  artifactEntry,
  type ListedEntry,
  type ListOptions,
  listedEntry,
  readEntries,
  sortedEntries,
} from './listing.js';
import { contentDecoder, loadFrom, refuseThenable } from './loading.js';
import { textOf } from './proof.js';
import {
  FIND_OPTIONS,
  FIND_OR_CREATE_OPTIONS,
  type FindOptions,
  type FindOrCreateOptions,
  QUERY_OPTIONS,
  Query,
  type QueryOptions,
  ThrownByWhere,
} from './query.js';
import { makeReady, writeInto } from './saving.js';
import { openStoredArtifact, type StoredArtifact } from './stored-artifact.js';
import { copyAsStoredTree, type StoredObject } from './stored-tree.js';
import { boundsOfNames, isLater, mayBeLater } from './times.js';
import { reportOf, type VerifyProgressOptions, type VerifyReport, verifyEntries } from './verification.js';

/** How artifacts are saved, unless a save says otherwise. */
export interface SaveDefaults {
  /**
   * Whether to read back what was produced, and to compare it with the artifact, before it gets its name.
   * @defaultValue true
   */
  readonly proof?: boolean;
  /**
   * What to do when another artifact has the name: give this one its content's name beside it, or throw.
   * @defaultValue 'keep-both'
   */
  readonly onConflict?: 'keep-both' | 'error';
}

/** How an artifact is saved. */
export interface SaveOptions extends SaveDefaults, ProgressOptions {}

/** How an artifact is loaded. */
export interface LoadOptions extends ProgressOptions {}

/** How two artifacts are compared. */
export interface CompareOptions extends ComparisonRules, ProgressOptions {}

/** In what two artifacts differ. */
export interface Comparison {
  /** They differ in nothing that counts. */
  readonly same: boolean;
  /** In the order of their keys. */
  readonly differences: readonly Difference[];
}

/** Options of a repository. */
export interface RepositoryOptions<C extends Class<ArtifactLike> = Class<ArtifactLike>> extends SaveDefaults {
  /** @defaultValue `new FileStorage('artifacts/exploratory')` */
  readonly storage?: Storage;
  /**
   * The classes that are loaded by their procedure names.
   * @defaultValue every artifact class declared so far
   */
  readonly classes?: readonly C[];
}

/** How files are verified. */
export interface VerifyOptions extends VerifyProgressOptions {
  /**
   * Whether contents are decoded: of procedures that have a class, of all procedures, so that one without a class is a problem, or
   * of none.
   * @defaultValue 'declared'
   */
  readonly decode?: 'declared' | 'all' | 'none';
}

/** A call of findOrCreate. */
interface Flight {
  readonly Class: Class<ArtifactLike>;
  // biome-ignore lint/suspicious/noExplicitAny: a question about its class.
  readonly question: Query<any>;
  readonly result: Promise<ArtifactLike>;
}

/**
 * Saves artifacts and loads them: what is loaded is what was saved, or there is an error that says where and why.
 *
 * A call with wrong options is a TypeError or RangeError; all other errors are `ArtifactError`s.
 *
 * @typeParam C - the repository's classes: `load` gives an instance of one of them.
 */
export class ArtifactRepository<C extends Class<ArtifactLike> = Class<ArtifactLike>> {
  readonly #storage: GuardedStorage;
  readonly #givenClasses: ArtifactClasses | undefined;
  readonly #saveDefaults: Required<SaveDefaults>;
  /** The calls of findOrCreate that are not done. */
  readonly #flights: Flight[] = [];
  /** The paths of the artifacts that were saved, loaded or found. */
  readonly #paths = new WeakMap<ArtifactLike, string>();

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two of the given classes have one procedure name. */
  constructor(options: RepositoryOptions<C> = {}) {
    const fault = wrongOptions(options, REPOSITORY_OPTIONS);
    if (fault !== undefined)
      throw new TypeError(`${fault}; a folder is given as { storage: new FileStorage('results') }`);
    checkSaveDefaults(options);
    if (options.classes !== undefined && !Array.isArray(options.classes)) {
      throw new TypeError('found classes that are no list, expected [Class, …]');
    }
    this.#storage = guardedStorage(options.storage === undefined ? new FileStorage() : options.storage);
    this.#givenClasses = options.classes && new ArtifactClasses(options.classes);
    this.#givenClasses?.refuseNamesakes();
    this.#saveDefaults = { proof: options.proof ?? true, onConflict: options.onConflict ?? 'keep-both' };
  }

  /**
   * Saves an artifact to `{root}/{procedure}/{YYYY-MM-DDTHH-MM-SS}_{hash}.json`. Nothing is ever overwritten: the identical
   * artifact is there already, another one of the same name gets `_{seal}` added to its own.
   *
   * The artifact may be changed as soon as this was called, but for arrays beyond 16 MiB in all: they are read while they are
   * written. What is changed before it is written is saved as it is then, and what is changed after is refused by the proof.
   *
   * @returns the path, once the file is durable.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the artifact cannot be stored exactly.
   * @throws DeclarationError (`ARTIFACT_DECLARATION`), UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if its class
   * could not be loaded again.
   * @throws ConflictError (`ARTIFACT_CONFLICT`) if the name is taken and `onConflict` is 'error'.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be written; nothing is there under its name then, or the message
   * says so.
   */
  async save(artifact: ArtifactLike, options: SaveOptions = {}): Promise<string> {
    checkOptions(options, SAVE_OPTIONS);
    checkSaveDefaults(options);
    const { proof = this.#saveDefaults.proof, onConflict = this.#saveDefaults.onConflict } = options;
    const progress = new ProgressReporter(options);
    progress.throwIfAborted();
    // All that reads the instance happens before the first await, but for large arrays.
    const Class = checkedClassOf(artifact);
    const tree = encodeInstance(artifact);
    refuseThenable(artifact);
    const procedure = this.#procedureOf(Class);
    const written = { Class, tree, text: textOf(Class, tree) };
    const address = addressOfRoot(tree.root);
    const draft = this.#storage.draft(procedure);
    try {
      const seal = await writeInto(draft, written, progress);
      await makeReady(draft, keyOfAddress(address), proof ? written : undefined, progress);
      const path = await this.#publish(draft, address, seal, onConflict);
      this.#paths.set(artifact, path);
      return path;
    } finally {
      await draft.close();
    }
  }

  /** Gives a draft its name: the artifact's, or the content's beside it. */
  async #publish(
    draft: Draft,
    address: Address,
    seal: string,
    onConflict: SaveDefaults['onConflict'],
  ): Promise<string> {
    const key = keyOfAddress(address);
    if ((await draft.publish(key)) !== 'different') return this.#storage.pathOf(key);
    const contentKey = keyOfAddress({ ...address, sealPrefix: sealPrefixOf(seal) });
    if (onConflict === 'error' && !(await this.#holds(contentKey, draft.reread())))
      throw new ConflictError(this.#storage.pathOf(key));
    if ((await draft.publish(contentKey)) !== 'different') return this.#storage.pathOf(contentKey);
    throw new ConflictError(this.#storage.pathOf(contentKey));
  }

  /**
   * Loads an artifact: an instance of the class given, or of the class with the procedure name that the file says.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`),
   * UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`), InvalidArtifactError (`ARTIFACT_INVALID`) with every fault,
   * StorageError (`ARTIFACT_STORAGE`), among others for a path outside of the storage's root.
   */
  load(path: string, options?: LoadOptions): Promise<InstanceType<C>>;
  load<Given extends ArtifactLike>(path: string, Class: Class<Given>, options?: LoadOptions): Promise<Given>;
  async load(path: string, ClassOrOptions?: ClassOrOptions, options?: LoadOptions): Promise<ArtifactLike> {
    const { Class = this.#classes(), progress } = loadArguments(ClassOrOptions, options);
    const key = this.#keyOf(path);
    const artifact = await withSource(this.#storage.open(key), (source) => loadFrom(source, path, Class, progress));
    this.#paths.set(artifact, this.#storage.pathOf(key));
    return artifact;
  }

  /**
   * The path of an artifact that this repository has saved, loaded, found or created: what `save` returned, or would return.
   *
   * @throws TypeError for any other artifact.
   */
  pathOf(artifact: ArtifactLike): string {
    const path = this.#paths.get(artifact);
    if (path !== undefined) return path;
    throw new TypeError(
      `found ${describeValue(artifact)}, expected an artifact that this repository has saved, loaded or found`,
    );
  }

  /**
   * Tells whether a file is there. It is not read.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if that cannot be known, because it is out of reach, and for a path outside of the
   * storage's root.
   */
  async has(path: string): Promise<boolean> {
    try {
      return await withSource(this.#open(path), async () => true);
    } catch (error) {
      if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return false;
      throw error;
    }
  }

  /**
   * Removes an artifact's file. Once it resolves, the file is gone for good.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be removed, or may come back after a power cut; for a link, unless links are
   * followed; for a path outside of the storage's root.
   */
  async remove(path: string): Promise<void> {
    await this.#storage.remove(this.#keyOf(path));
  }

  /**
   * Describes an artifact without having its arrays in memory, however large they are: parameters, version, timestamp, all
   * other members, and the arrays' dtypes and shapes.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`),
   * StorageError (`ARTIFACT_STORAGE`)
   */
  async describe(path: string, options: LoadOptions = {}): Promise<ArtifactDescription> {
    checkOptions(options, LOAD_OPTIONS);
    return withSource(this.#open(path), (source) => describeFile(source, path, new ProgressReporter(options)));
  }

  /**
   * Opens an artifact without its class: its members as they are stored, and its arrays to be read piece by piece.
   *
   * @throws all that {@link ArtifactRepository.describe} throws.
   *
   * @example
   * const artifact = await repository.open(path);
   * const curve = artifact.array('/statistic_curve');
   * for await (const piece of curve.pieces()) sum += piece.reduce((a, b) => a + b);
   */
  async open(path: string, options: LoadOptions = {}): Promise<StoredArtifact> {
    checkOptions(options, LOAD_OPTIONS);
    return openStoredArtifact(() => this.#open(path), path, { progress: new ProgressReporter(options) });
  }

  /**
   * Compares two artifacts value by value: two paths, two instances, or one of each. No class is needed for a file. Arrays are read
   * piece by piece, so that artifacts of any size are compared in little memory.
   *
   * @throws TypeError, RangeError for wrong options.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if an instance could not be stored.
   * @throws all that {@link ArtifactRepository.open} throws.
   *
   * @example
   * const { same, differences } = await repository.compare(path, again, { relative: 1e-9, exclude: ['/timestamp'] });
   */
  async compare(a: string | ArtifactLike, b: string | ArtifactLike, options: CompareOptions = {}): Promise<Comparison> {
    checkOptions(options, COMPARE_OPTIONS);
    checkComparisonOptions(options);
    const progress = new ProgressReporter(options);
    const [first, second] = [await this.#stored(a, progress), await this.#stored(b, progress)];
    const differences: Difference[] = [];
    for await (const { difference } of compareStored(first, second, options, progress))
      if (difference !== undefined) differences.push(difference);
    return { same: differences.length === 0, differences };
  }

  /**
   * Lists artifacts from the names of their files alone.
   *
   * @throws RangeError for a time that is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read.
   */
  async *list(options: ListOptions = {}): AsyncGenerator<ArtifactEntry> {
    const entries = await readEntries(this.#storage, options, artifactEntry);
    // To delegate to the list takes longer.
    for (const entry of sortedEntries(entries, options.order)) yield entry;
  }

  /**
   * Loads the artifacts of a class that are meant. Where the ends of a file tell that its artifact is not, no more of it is read, and
   * nothing checked: `verify` does that. Files up to 1 MiB are loaded several ahead.
   *
   * @throws all that `load` throws: a file that may be meant and cannot be loaded is an error, unless `onProblem` is given.
   * @throws TypeError for wrong options, RangeError for a limit that is no count.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters, seed or version.
   */
  async *find<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOptions<Found> = {},
  ): AsyncGenerator<Found> {
    checkOptions(options, FIND_OPTIONS);
    const { limit } = options;
    if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0))
      throw new RangeError(`found limit: ${inspected(limit)}, expected a count`);
    const question = new Query(Class, options);
    let found = 0;
    if (limit === 0) return;
    for await (const artifact of this.#found(Class, question, options)) {
      yield artifact;
      if (++found === limit) return;
    }
  }

  /**
   * Loads the latest artifact of a class that is meant, by its own timestamp: by instants where timestamps have zones, else by what
   * their clocks said. It gives undefined if there is none. Files whose names tell that they are earlier are not opened.
   *
   * @throws all that `find` throws.
   */
  async findLatest<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: QueryOptions<Found> = {},
  ): Promise<Found | undefined> {
    checkOptions(options, QUERY_OPTIONS);
    return this.#latest(Class, new Query(Class, options), options);
  }

  /**
   * Counts the artifacts of a class that are meant. Files are opened only if their names do not tell, and not loaded: what is wrong with
   * their results, `verify` tells.
   *
   * @throws all that `find` throws.
   */
  async count<Found extends ArtifactLike>(Class: Class<Found>, options: QueryOptions<Found> = {}): Promise<number> {
    checkOptions(options, QUERY_OPTIONS);
    const question = new Query(Class, options);
    const entries = await this.#candidates(Class, question, options);
    if (question.keys.length === 0) return entries.length;
    let count = 0;
    for await (const { result } of this.#outcomes(Class, question, options, entries, isMeant)) if (result) count++;
    return count;
  }

  /**
   * Loads the latest artifact that is meant or, if there is none, creates one, saves it and loads that. It first makes sure that the
   * storage can be written to, for creating one may take hours.
   *
   * While one call searches and creates, all others of this repository for the same class, parameters, seed and version wait for it, and get
   * the same instance, or its error. (So `create` must not ask for the very artifact that it creates.) A failure is not remembered.
   *
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if what was created does not fit either; it is not saved then.
   * @throws UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if the class could not be loaded again; nothing is created then.
   * @throws all that `find` and `save` throw.
   */
  async findOrCreate<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOrCreateOptions<Found>,
    create: () => Found | Promise<Found>,
  ): Promise<Found> {
    checkOptions(options, FIND_OR_CREATE_OPTIONS);
    if (options?.parameters === undefined)
      throw new TypeError('found no parameters, expected those to find or create with');
    if (typeof create !== 'function')
      throw new TypeError(`found ${describeValue(create)}, expected a function that creates`);
    this.#procedureOf(Class);
    const question = new Query(Class, options);
    const flying = this.#flights.find((flight) => flight.Class === Class && flight.question.wantsTheSame(question));
    if (flying !== undefined) return flying.result as Promise<Found>;
    const flight = { Class, question, result: this.#foundOrCreated(Class, question, create) };
    this.#flights.push(flight);
    try {
      return await flight.result;
    } finally {
      this.#flights.splice(this.#flights.indexOf(flight), 1);
    }
  }

  async #foundOrCreated<Found extends ArtifactLike>(
    Class: Class<Found>,
    question: Query<Found>,
    create: () => Found | Promise<Found>,
  ): Promise<Found> {
    const found = await this.#latest(Class, question, {});
    if (found !== undefined) return found;
    const procedure = this.#procedureOf(Class);
    await this.#storage.checkWritable?.(procedure);
    const created: unknown = await create();
    checkInstance(Class, created);
    if (!question.isAnsweredBy(created, true)) {
      const message = 'found an artifact of other parameters, seed or version, expected those it was asked for';
      throw oneIssueError(procedure, undefined, 'invalid-value', '', message);
    }
    return this.load(await this.save(created), Class);
  }

  /**
   * Reads every file and checks its seal, its name and its input parameters' hash, and, where its procedure has a class, that it can be
   * decoded. Whatever else is in the storage is reported too: it may hide artifacts, or be one in the wrong place.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read; what is wrong below it is reported.
   */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    checkOptions(options, VERIFY_OPTIONS);
    checkChoice('decode', options.decode, ['declared', 'all', 'none']);
    const { decode = 'declared', ...progress } = options;
    return reportOf(verifyEntries(this.#storage, contentDecoder(this.#classes(), decode), progress));
  }

  /**
   * Removes the temporary files and the claims that killed processes left behind. Those of living processes stay, and those of
   * other machines and containers, of which nothing is known.
   *
   * @returns the paths of what was removed.
   * @throws SweepError (`ARTIFACT_STORAGE`) if something could not be removed, after all else was: it names both.
   */
  async sweep(): Promise<string[]> {
    return (await this.#storage.sweep?.()) ?? [];
  }

  async #latest<Found extends ArtifactLike>(
    Class: Class<Found>,
    question: Query<Found>,
    options: QueryOptions<Found>,
  ): Promise<Found | undefined> {
    let latest: Found | undefined;
    const mayCount = ({ timestamp }: ListedEntry) => latest === undefined || mayBeLater(timestamp, latest);
    for await (const artifact of this.#found(Class, question, { ...options, order: 'newest' }, mayCount)) {
      if (latest === undefined || isLater(artifact, latest)) latest = artifact;
    }
    return latest;
  }

  /** @param mayCount - tells of a file, before it is opened, whether it and those behind it are wanted. */
  async *#found<Found extends ArtifactLike>(
    Class: Class<Found>,
    question: Query<Found>,
    options: FindOptions<Found>,
    mayCount: (entry: ListedEntry) => boolean = () => true,
  ): AsyncGenerator<Found> {
    const entries = sortedEntries(await this.#candidates(Class, question, options), options.order);
    function* wanted(): Generator<ListedEntry> {
      for (const entry of entries) {
        if (!mayCount(entry)) return;
        yield entry;
      }
    }
    for await (const { path, result } of this.#outcomes(Class, question, options, wanted(), loadIfMeant)) {
      if (result === undefined) continue;
      this.#paths.set(result, path);
      yield result;
    }
  }

  /** The files that may be meant, by their names. */
  async #candidates<Found extends ArtifactLike>(
    Class: Class<Found>,
    { parameters }: Query<Found>,
    options: FindOptions<Found>,
  ): Promise<ListedEntry[]> {
    const { procedureName } = artifactPlanOf(Class);
    const bounds = boundsOfNames(Class, options);
    const entries = await readEntries(
      this.#storage,
      { order: options.order, ...bounds, procedure: procedureName },
      listedEntry,
    );
    return parameters === undefined ? entries : entriesWithParameters(entries, parameters);
  }

  /** Looks into files, several at a time, and tells of each in the order of their names what came of it. */
  async *#outcomes<Found extends ArtifactLike, R>(
    Class: Class<Found>,
    question: Query<Found>,
    { onProblem }: QueryOptions<Found>,
    entries: Iterable<ListedEntry>,
    look: (candidate: Candidate<Found>) => Promise<Outcome<R>>,
  ): AsyncGenerator<{ path: string; result: R }> {
    const begun = mapInOrder(entries, AT_ONCE, async ({ key, path }) => {
      const open = () => this.#storage.open(key);
      return { path, outcome: await look({ open, path, Class, question }) };
    });
    for await (const { path, outcome } of begun) {
      let result: R;
      try {
        result = await outcome();
      } catch (error) {
        if (error instanceof ThrownByWhere) throw error.error;
        // A class that is declared wrongly is not a file's problem.
        if (onProblem === undefined || !isArtifactError(error) || error.code === 'ARTIFACT_DECLARATION') throw error;
        onProblem({ path, code: error.code, message: error.message });
        continue;
      }
      yield { path, result };
    }
  }

  /** What an artifact has, or would have, in its file. */
  async #stored(given: string | ArtifactLike, progress: ProgressReporter): Promise<StoredObject> {
    if (typeof given === 'object' && given !== null)
      return copyAsStoredTree(encodeInstance(given).root) as StoredObject;
    return (await openStoredArtifact(() => this.#open(given), given, { progress })).root;
  }

  async #open(path: unknown): Promise<Source> {
    return this.#storage.open(this.#keyOf(path));
  }

  #keyOf(path: unknown): string {
    return this.#storage.keyOf(checkedPath(path));
  }

  async #holds(key: string, content: Source): Promise<boolean> {
    try {
      return await withSource(this.#storage.open(key), (there) => haveSameBytes(there, content));
    } catch (error) {
      if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return false;
      throw error;
    }
  }

  /** @throws UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if instances of the class could not be loaded again. */
  #procedureOf(Class: Class<ArtifactLike>): string {
    const { procedureName } = artifactPlanOf(Class);
    const classes = this.#classes();
    if (classes.has(Class)) return procedureName;
    throw new UnknownProcedureError(undefined, procedureName, classes.procedures);
  }

  #classes(): ArtifactClasses {
    return this.#givenClasses ?? ArtifactClasses.declared();
  }
}

/**
 * Saves an artifact to `artifacts/exploratory`.
 *
 * @throws all that {@link ArtifactRepository.save} throws.
 */
export const saveArtifact = async (artifact: ArtifactLike, options?: SaveOptions): Promise<string> =>
  new ArtifactRepository().save(artifact, options);

/**
 * Loads an artifact from any path.
 *
 * @throws all that {@link ArtifactRepository.load} throws.
 */
export function loadArtifact(filepath: string, options?: LoadOptions): Promise<ArtifactLike>;
export function loadArtifact<T extends ArtifactLike>(
  filepath: string,
  Class: Class<T>,
  options?: LoadOptions,
): Promise<T>;
export async function loadArtifact(
  filepath: string,
  ClassOrOptions?: ClassOrOptions,
  options?: LoadOptions,
): Promise<ArtifactLike> {
  const { Class, progress } = loadArguments(ClassOrOptions, options);
  return withSource(openExistingFile(checkedPath(filepath)), (source) =>
    loadFrom(source, filepath, Class ?? ArtifactClasses.declared(), progress),
  );
}

/** What may follow the path: a class, options, or both. */
type ClassOrOptions = Class<ArtifactLike> | LoadOptions;

function loadArguments(first: ClassOrOptions | undefined, second: LoadOptions | undefined) {
  const isClass = second !== undefined || typeof first !== 'object' || first === null;
  const options = isClass ? second : first;
  checkOptions(options, LOAD_OPTIONS);
  return {
    Class: isClass ? (first as Class<ArtifactLike> | undefined) : undefined,
    progress: new ProgressReporter(options),
  };
}

/** Files that are looked into at a time. */
const AT_ONCE = 16;

const REPOSITORY_OPTIONS = optionNames<RepositoryOptions>({
  storage: true,
  classes: true,
  proof: true,
  onConflict: true,
});
const SAVE_OPTIONS = optionNames<SaveOptions>({ proof: true, onConflict: true, signal: true, onProgress: true });
const LOAD_OPTIONS = optionNames<LoadOptions>({ signal: true, onProgress: true });
const COMPARE_OPTIONS = optionNames<CompareOptions>({
  absolute: true,
  relative: true,
  exclude: true,
  signal: true,
  onProgress: true,
});
const VERIFY_OPTIONS = optionNames<VerifyOptions>({ decode: true, signal: true, onProgress: true });

function checkSaveDefaults({ proof, onConflict }: SaveDefaults): void {
  checkChoice('proof', proof, [true, false]);
  checkChoice('onConflict', onConflict, ['keep-both', 'error']);
}

function checkedPath(path: unknown): string {
  if (typeof path === 'string') return path;
  throw new StorageError('resolve', inspected(path), 'is no path, expected a string');
}

function addressOfRoot(root: TreeObject): Address {
  return {
    procedureName: root[PROCEDURE_NAME_KEY] as string,
    timestamp: secondOf(root[TIMESTAMP_KEY] as string) as string,
    parameterHash: parameterHashOf(root),
  };
}
