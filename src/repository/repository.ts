import { describeValue } from '../codecs/describe-value.js';
import { Reference } from '../codecs/reference.js';
import { keyOfReference, type ReferenceTexts } from '../format/stored-reference.js';
import { copyAsStoredTree, type StoredObject } from '../format/stored-tree.js';
import type { Class } from '../mapping/class.js';
import { checkedClassOf, checkInstance, encodeInstance, type MappingOptions } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { loadsVersion } from '../mapping/upgrades.js';
import { InvalidArtifactError, isArtifactError, oneIssueError, UnknownProcedureError } from '../model/errors.js';
import { checkChoice, optionNames, wrongOptions } from '../model/options.js';
import type { Profile } from '../model/profile.js';
import { ProgressReporter } from '../model/progress.js';
import { withSource } from '../storage/bytes-source.js';
import { FileStorage } from '../storage/file/file-storage.js';
import type { Source, Storage } from '../storage/storage.js';
import { ArtifactClasses } from './artifact-classes.js';
import { checkedPath } from './checked-path.js';
import { type CompareOptions, type Comparison, checkCompareOptions, comparisonOf } from './comparison.js';
import { type ConstraintOptions, validationRules } from './constraint-options.js';
import { type ArtifactDescription, describedInPresentForm, describeFile } from './description.js';
import { countArtifacts, findArtifacts, findLatestArtifact } from './finding.js';
import { type GuardedStorage, guardedStorage } from './guarded-storage.js';
import { type ArtifactEntry, artifactEntry, type ListOptions, readEntries, sortedEntries } from './listing.js';
import { type ClassOr, classAndOptions, type LoadOptions, loadProgress } from './load-arguments.js';
import { contentDecoder, loadFrom } from './loading.js';
import { PresentArtifact } from './present-artifact.js';
import { hasPresentMembers, inPresentForm } from './present-form.js';
import { prove } from './proof.js';
import { addressOfRoot, draftKeys, publish } from './publishing.js';
import { Query } from './query.js';
import {
  checkFindOptions,
  checkFindOrCreateOptions,
  checkQueryOptions,
  type FindOptions,
  type FindOrCreateOptions,
  type QueryOptions,
} from './query-options.js';
import { ReferenceTargets } from './reference-targets.js';
import { checkSealOfReference, referenceToFile } from './referenced-file.js';
import { refuseReferenced } from './referrers.js';
import { checkRemoveOptions, type RemoveOptions } from './remove-options.js';
import { checkSaveDefaults, type SaveDefaults, type SaveOptions, saveSettings } from './save-options.js';
import { prepareAndProve, writeInto } from './saving.js';
import { SingleFlight } from './single-flight.js';
import { sealOfFile, sealOfLoaded } from './source-seal.js';
import { type OpenStoredOptions, openStoredArtifact, type StoredArtifact } from './stored-artifact.js';
import { refuseThenable } from './thenable.js';
import {
  checkVerifyOptions,
  type VerifyOptions,
  type VerifyReport,
  verifyEntries,
  verifyReport,
} from './verification.js';
import { type WrittenArtifact, writtenArtifact } from './written-artifact.js';

/** Options of a repository. */
export interface RepositoryOptions<C extends Class<ArtifactLike> = Class<ArtifactLike>>
  extends SaveDefaults,
    ConstraintOptions {
  /** @defaultValue `new FileStorage('artifacts/exploratory')` */
  readonly storage?: Storage;
  /**
   * The classes that artifacts are loaded as, each by its procedure name.
   * @defaultValue every artifact class declared so far
   */
  readonly classes?: readonly C[];
  /**
   * For whom files are written. 'python': for the Python implementation, plain JSON without `$artifact` and seal, as its
   * `json.dump(…, indent=4, sort_keys=True)` writes it, with its timestamps, its NaN, and the names that it gives. Then a Date takes a
   * time without a zone for one in UTC where a file is unsealed.
   * @defaultValue files are sealed
   */
  readonly profile?: Extract<Profile, 'python'>;
}

const REPOSITORY_OPTIONS = optionNames<RepositoryOptions>({
  storage: true,
  classes: true,
  proof: true,
  onConflict: true,
  validation: true,
  profile: true,
});

/** The inside of a repository, for what this library shows of its artifacts. */
interface RepositoryInside {
  readonly storage: Storage;
  /** Opens a file with the members that its class gives it now, as {@link ArtifactRepository.describe} does. */
  openInPresentForm(open: () => Promise<Source>, path: string, options: OpenStoredOptions): Promise<StoredArtifact>;
  /** True if the artifacts of a procedure are opened as they are stored. */
  readsAsStored(procedureName: string): boolean;
  /** Returns the names of the folders that have the artifacts of a procedure; undefined if no class of the repository has this name. */
  foldersOf(procedureName: string): readonly string[] | undefined;
}

/** Returns the inside of a repository. No user of the library can. */
export let insideOf: (repository: ArtifactRepository) => RepositoryInside;

/** The file that an artifact was saved in or loaded from. */
interface FileOfArtifact {
  readonly path: string;
  /** The digits of its seal; undefined if it is unsealed. */
  readonly seal: string | undefined;
}

/**
 * Saves artifacts in a storage and loads them again: what you load is bit for bit what you saved, or you get an error that says where
 * and why.
 *
 * A call with wrong options throws a TypeError or a RangeError. All other errors are `ArtifactError`s.
 *
 * @typeParam C - the classes of the repository: `load` resolves with an instance of one of them.
 *
 * @example
 * const repository = new ArtifactRepository({ storage: new FileStorage('results'), classes: [ChangePoints] });
 */
export class ArtifactRepository<C extends Class<ArtifactLike> = Class<ArtifactLike>> {
  static {
    insideOf = (repository) => ({
      storage: repository.#storage,
      openInPresentForm: (...file) => repository.#openInPresentForm(...file),
      readsAsStored: (procedureName) => {
        const Class = repository.#classes().onlyOf(procedureName);
        return Class === undefined || hasPresentMembers(Class, 1);
      },
      foldersOf: (name) => {
        const classes = repository.#classes();
        if (!classes.includes(name)) return undefined;
        const Class = classes.onlyOf(name);
        const plan = Class && artifactPlanOf(Class);
        return plan?.procedureName === name ? [name, ...plan.procedureAliases] : [name];
      },
    });
  }

  readonly #storage: GuardedStorage;
  readonly #givenClasses: ArtifactClasses | undefined;
  readonly #saveDefaults: Required<SaveDefaults>;
  /** How artifacts are encoded and decoded. */
  readonly #mapping: MappingOptions;
  /** The calls of findOrCreate that are running. */
  readonly #creations = new SingleFlight<Query<ArtifactLike>, ArtifactLike>((a, b) => a.wantsTheSame(b));
  /** The files of the artifacts that were saved, loaded or found. */
  readonly #files = new WeakMap<ArtifactLike, FileOfArtifact>();

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two of the given classes have one procedure name. */
  constructor(options: RepositoryOptions<C> = {}) {
    const fault = wrongOptions(options, REPOSITORY_OPTIONS);
    if (fault !== undefined)
      throw new TypeError(`${fault}; a folder is given as { storage: new FileStorage('results') }`);
    checkSaveDefaults(options);
    const { proof = true, onConflict = 'keep-both' } = options;
    this.#saveDefaults = { proof, onConflict };
    checkChoice('profile', options.profile, ['python']);
    this.#mapping = {
      rules: validationRules(options),
      profile: options.profile,
      loadReference: this.#loadReferenced.bind(this),
    };
    if (options.classes !== undefined && !Array.isArray(options.classes)) {
      throw new TypeError('found classes that are not a list, expected [Class, …]');
    }
    this.#storage = guardedStorage(options.storage === undefined ? new FileStorage() : options.storage);
    this.#givenClasses = options.classes && new ArtifactClasses(options.classes);
    this.#givenClasses?.refuseNamesakes();
  }

  /**
   * Saves an artifact to `{root}/{procedure}/{YYYY-MM-DDTHH-MM-SS}_{hash}.json`. Never overwrites a file: if the identical artifact
   * is there, nothing is written; if another artifact has the name, this one is saved beside it with `_{seal}` added to its name.
   *
   * The caller may change the artifact as soon as `save` has been called, except for arrays beyond 16 MiB in all: they are read while
   * they are written. A change made before its elements are written is saved; the proof refuses a change made after.
   *
   * @returns the path, once the file is durable.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the artifact cannot be stored exactly, or if it refers to an
   * artifact that is not in this storage with the seal of the reference.
   * @throws DeclarationError (`ARTIFACT_DECLARATION`), UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if the artifact could not
   * be loaded again because of its class.
   * @throws ConflictError (`ARTIFACT_CONFLICT`) if another artifact has the name and `onConflict` is 'error'.
   * @throws all that reading the file of the option `from` throws, and TypeError for an artifact that this repository does not know.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be written. Then there is no file under its name, or the message
   * says so.
   *
   * @example
   * const path = await repository.save(artifact);
   * // 'artifacts/exploratory/ChangePoints/2026-02-11T15-40-12_3f8a9b.json'
   */
  async save(artifact: ArtifactLike, options: SaveOptions = {}): Promise<string> {
    const { proof, onConflict, from, progress } = saveSettings(options, this.#saveDefaults);
    progress.throwIfAborted();
    const Class = checkedClassOf(artifact);
    const procedureName = this.#procedureNameOf(Class);
    refuseThenable(artifact);
    // Reads all of the instance, except for large arrays, before the first await: the caller may change it afterwards.
    const written = writtenArtifact(Class, artifact, this.#mapping);
    await this.#checkReferences(written, procedureName);
    const source = from === undefined ? undefined : await this.#sealOfSource(from, Class, progress);
    const address = addressOfRoot(written.root, this.#mapping.profile);
    const draft = this.#storage.draft(procedureName);
    try {
      const digest = await writeInto(draft, written, progress, source);
      const keys = draftKeys(address, digest);
      const proving = proof ? (source: Source) => prove(written, source, progress) : undefined;
      await prepareAndProve(draft, keys.own, proving, progress);
      const path = await publish(this.#storage, draft, keys, onConflict);
      this.#files.set(artifact, { path, seal: this.#mapping.profile === undefined ? digest : undefined });
      return path;
    } finally {
      await draft.close();
    }
  }

  /**
   * Loads an artifact as an instance of the given class or, if none is given, of the class with the procedure name in the file.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`),
   * UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`), InvalidArtifactError (`ARTIFACT_INVALID`) with every fault,
   * StorageError (`ARTIFACT_STORAGE`), also for a path outside of the storage's root.
   *
   * @example
   * const artifact = await repository.load(path, ChangePoints);
   */
  load(path: string, options?: LoadOptions): Promise<InstanceType<C>>;
  load<Given extends ArtifactLike>(path: string, Class: Class<Given>, options?: LoadOptions): Promise<Given>;
  async load(path: string, first?: ClassOr<LoadOptions>, second?: LoadOptions): Promise<ArtifactLike> {
    const [Class = this.#classes(), options] = classAndOptions(first, second);
    const progress = loadProgress(options);
    const key = this.#keyOf(path);
    const { artifact, seal } = await withSource(this.#storage.open(key), (source) =>
      loadFrom(source, path, Class, this.#mapping, progress),
    );
    this.#files.set(artifact, { path: this.#storage.pathOf(key), seal });
    return artifact;
  }

  /**
   * Returns the path of an artifact that this repository has saved, loaded, found or created: the path that `save` returns for it.
   *
   * @throws TypeError for any other artifact.
   *
   * @example
   * for await (const artifact of repository.find(ChangePoints)) console.log(repository.pathOf(artifact));
   */
  pathOf(artifact: ArtifactLike): string {
    return this.#fileOf(artifact).path;
  }

  /**
   * Returns a reference to an artifact that this repository has saved, loaded, found or created: to its file, as it is sealed.
   *
   * @throws TypeError for any other artifact, and for one from a file that is unsealed, or does not bear an artifact's name.
   *
   * @example
   * const burst = Burst.create({ …, source: repository.referenceTo(changePoints) });
   */
  referenceTo<T extends ArtifactLike>(artifact: T): Reference<T> {
    const { path, seal } = this.#fileOf(artifact);
    const Class = checkedClassOf(artifact);
    const reference = referenceToFile(path, this.#keyOf(path), seal, artifactPlanOf(Class));
    return new Reference(reference, () => this.#loadReferenced(reference, Class) as Promise<T>);
  }

  /**
   * Resolves with true if there is a file at a path. Does not read it.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot tell because the file is out of reach, and for a path outside of
   * the storage's root.
   *
   * @example
   * if (await repository.has(path)) console.log(`${path} is still there`);
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
   * Removes an artifact's file, unless another file of the storage refers to the artifact: to find that out, all files are read, but for
   * most of them only the bytes. Once `remove` has resolved, a power cut does not bring the file back.
   *
   * @throws ReferencedError (`ARTIFACT_REFERENCED`) if other files refer to the artifact, and `evenIfReferenced` is not true.
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the file could not be removed, or may come back after a power cut; for a link, unless
   * the storage follows links; for a path outside of the storage's root.
   *
   * @example
   * await repository.remove(path);
   */
  async remove(path: string, options: RemoveOptions = {}): Promise<void> {
    checkRemoveOptions(options);
    const key = this.#keyOf(path);
    if (options.evenIfReferenced !== true) await refuseReferenced(this.#storage, key);
    await this.#storage.remove(key);
  }

  /**
   * Describes an artifact: parameters, version, timestamp and all other members, and the dtypes and shapes of its arrays. It needs no
   * class. If the repository has one, a file that is older than the class is described with the members that the class gives it now.
   * Arrays of a sealed file are not kept in memory, however large they are, unless an upgrade needs their elements.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`),
   * StorageError (`ARTIFACT_STORAGE`), InvalidArtifactError (`ARTIFACT_INVALID`) if an upgrade fails.
   *
   * @example
   * const { procedureName, inputParameters, arrays } = await repository.describe(path);
   */
  async describe(path: string, options: LoadOptions = {}): Promise<ArtifactDescription> {
    const progress = loadProgress(options);
    const description = await withSource(this.#open(path), (source) => describeFile(source, path, progress));
    const { procedureName, schemaVersion } = description;
    const Class = this.#classes().onlyOf(procedureName);
    if (Class === undefined || hasPresentMembers(Class, schemaVersion)) return description;
    const present = await this.#openInPresentForm(() => this.#open(path), path, { progress });
    return present instanceof PresentArtifact ? describedInPresentForm(description, present) : description;
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
    const progress = loadProgress(options);
    return openStoredArtifact(() => this.#open(path), path, { progress });
  }

  /**
   * Compares two artifacts value by value: two paths, two instances, or one of each. Files need no class; those that
   * are older than their class are compared by the members that the class gives them now. Arrays are read piece by piece, so artifacts of
   * any size are compared in little memory.
   *
   * @throws TypeError, RangeError for wrong options.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if an instance cannot be stored.
   * @throws all that {@link ArtifactRepository.open} throws.
   *
   * @example
   * const { same, differences } = await repository.compare(path, again, { relative: 1e-9, exclude: ['/timestamp'] });
   */
  async compare(a: string | ArtifactLike, b: string | ArtifactLike, options: CompareOptions = {}): Promise<Comparison> {
    checkCompareOptions(options);
    const progress = new ProgressReporter(options);
    const [first, second] = [await this.#storedRootOf(a, progress), await this.#storedRootOf(b, progress)];
    return comparisonOf(first, second, options, progress);
  }

  /**
   * Lists artifacts by the names of their files. Opens no file.
   *
   * @throws TypeError for wrong options, RangeError for a time that does not exist.
   * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read.
   *
   * @example
   * for await (const { path, timestamp } of repository.list({ since: '2026-02', order: 'newest' })) console.log(timestamp, path);
   */
  async *list(options: ListOptions = {}): AsyncGenerator<ArtifactEntry> {
    const entries = await readEntries(this.#storage, options, artifactEntry);
    // yield* would be slower.
    for (const entry of sortedEntries(entries, options.order)) yield entry;
  }

  /**
   * Loads the artifacts of a class that match, in the order of the times in their names. If the members at the two ends of a file
   * show that its artifact does not match, the rest of the file is neither read nor checked; `verify` checks whole files. Files up to
   * 1 MiB are loaded several at a time, ahead of their turn.
   *
   * @throws all that `load` throws: a file that may match and cannot be loaded is an error, unless `onProblem` is given.
   * @throws TypeError for wrong options, RangeError for a limit that is not a count.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class can have such parameters, seed or version.
   *
   * @example
   * const where = ({ inputParameters: { windowSize } }) => windowSize >= 10;
   * for await (const artifact of repository.find(ChangePoints, { where, limit: 20 })) console.log(artifact.timestamp);
   */
  async *find<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOptions<Found> = {},
  ): AsyncGenerator<Found> {
    checkFindOptions(options);
    const query = new Query(Class, options, this.#mapping);
    const { limit } = options;
    if (limit === 0) return;
    let count = 0;
    for await (const { path, seal, artifact } of findArtifacts(this.#storage, query, options)) {
      this.#files.set(artifact, { path, seal });
      yield artifact;
      if (++count === limit) return;
    }
  }

  /**
   * Loads the latest artifact of a class that matches, by its own timestamp; resolves with undefined if none matches. Timestamps with
   * a time zone are compared as instants, others as local times. Does not open files whose names show that they are earlier.
   *
   * @throws all that `find` throws.
   *
   * @example
   * const last = await repository.findLatest(ChangePoints, { parameters: { windowSize: 12 } });
   */
  async findLatest<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: QueryOptions<Found> = {},
  ): Promise<Found | undefined> {
    checkQueryOptions(options);
    return this.#latest(new Query(Class, options, this.#mapping), options);
  }

  /**
   * Counts the artifacts of a class that match. Opens files only if their names do not decide, and reads no arrays of their results:
   * `verify` finds faults there.
   *
   * @throws all that `find` throws.
   *
   * @example
   * const count = await repository.count(ChangePoints, { seed: 7, since: '2026-02-11' });
   */
  async count<Found extends ArtifactLike>(Class: Class<Found>, options: QueryOptions<Found> = {}): Promise<number> {
    checkQueryOptions(options);
    return countArtifacts(this.#storage, new Query(Class, options, this.#mapping), options);
  }

  /**
   * Loads the latest artifact that matches or, if there is none, calls `create`, saves the artifact that it returns, and loads that.
   * Checks before that the storage can be written to, because `create` may run for hours.
   *
   * While one call runs, all other calls of this repository for the same class, parameters, seed and version wait for it, and resolve
   * with the same instance or reject with its error. So `create` must not ask for the very artifact that it creates. An error is not
   * remembered: the next call tries again.
   *
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the artifact from `create` does not match either; it is not saved then.
   * @throws UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if the artifact could not be loaded again; `create` is not called.
   * @throws all that `find`, `save` and `create` throw.
   *
   * @example
   * const artifact = await repository.findOrCreate(ChangePoints, { parameters, seed: 7 }, () => procedure.execute(parameters));
   */
  async findOrCreate<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOrCreateOptions<Found>,
    create: () => Found | Promise<Found>,
  ): Promise<Found> {
    checkFindOrCreateOptions(options);
    if (typeof create !== 'function')
      throw new TypeError(`found ${describeValue(create)}, expected a function that creates`);
    const procedureName = this.#procedureNameOf(Class);
    const query = new Query(Class, options, this.#mapping);
    const found = this.#creations.run(
      query as unknown as Query<ArtifactLike>,
      async () => (await this.#latest(query, {})) ?? this.#created(query, procedureName, create),
    );
    return found as Promise<Found>;
  }

  /**
   * Verifies every file: its seal, its name and the hash of its input parameters and, if its procedure has a class, that it can be
   * decoded. Reports also everything else in the storage: it may hide artifacts, or be an artifact in the wrong place.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the storage's root could not be read. A fault below it is reported.
   *
   * @example
   * const { checked, problems } = await repository.verify();
   */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    checkVerifyOptions(options);
    const { decode = 'declared', ...progressOptions } = options;
    const decoder = contentDecoder(this.#classes(), decode, this.#mapping);
    return verifyReport(verifyEntries(this.#storage, decoder, progressOptions));
  }

  /**
   * Removes the temporary files and the claims that killed processes left behind. Keeps those of living processes, and those of other
   * machines and containers, because this process cannot tell whether their owners live.
   *
   * @returns the paths of what was removed.
   * @throws SweepError (`ARTIFACT_STORAGE`) if something could not be removed, after everything else was; it names both.
   *
   * @example
   * const removed = await repository.sweep();
   */
  async sweep(): Promise<string[]> {
    return (await this.#storage.sweep?.()) ?? [];
  }

  async #latest<Found extends ArtifactLike>(
    query: Query<Found>,
    options: QueryOptions<Found>,
  ): Promise<Found | undefined> {
    const latest = await findLatestArtifact(this.#storage, query, options);
    if (latest === undefined) return undefined;
    const { path, seal, artifact } = latest;
    this.#files.set(artifact, { path, seal });
    return artifact;
  }

  /** Creates an artifact, saves it, and loads it. */
  async #created<Found extends ArtifactLike>(
    query: Query<Found>,
    procedureName: string,
    create: () => Found | Promise<Found>,
  ): Promise<Found> {
    const { Class } = query;
    await this.#storage.checkWritable?.(procedureName);
    const created: unknown = await create();
    checkInstance(Class, created);
    if (!query.matches(created, true)) {
      const message = 'found an artifact of other parameters, seed or version, expected those it was asked for';
      throw oneIssueError(procedureName, undefined, 'invalid-value', '', message);
    }
    return this.load(await this.save(created), Class);
  }

  /** @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the artifact refers to one that is not in the storage. */
  async #checkReferences({ references }: WrittenArtifact, procedureName: string): Promise<void> {
    if (references.length === 0) return;
    const issues = await new ReferenceTargets(this.#storage).issuesOf(references);
    if (issues.length > 0) throw new InvalidArtifactError(procedureName, undefined, issues);
  }

  /** Loads the artifact that a reference names. */
  async #loadReferenced(reference: ReferenceTexts, Class: Function): Promise<ArtifactLike> {
    const path = this.#storage.pathOf(keyOfReference(reference));
    const { artifact, seal } = await withSource(this.#open(path), async (source) => {
      await checkSealOfReference(source, path, reference);
      return loadFrom(source, path, Class as Class<ArtifactLike>, this.#mapping, new ProgressReporter());
    });
    this.#files.set(artifact, { path, seal });
    return artifact;
  }

  /** Returns the members of a file, or those that the file of an instance would have. */
  async #storedRootOf(given: string | ArtifactLike, progress: ProgressReporter): Promise<StoredObject> {
    if (typeof given === 'object' && given !== null)
      return copyAsStoredTree(encodeInstance(given, this.#mapping).root) as StoredObject;
    return (await this.#openInPresentForm(() => this.#open(given), given, { progress })).root;
  }

  /**
   * Opens a file with the members that its class gives it now; as it is stored, if there is no class for it, several, or one that does not
   * load files of its version.
   */
  async #openInPresentForm(
    open: () => Promise<Source>,
    path: string,
    options: OpenStoredOptions,
  ): Promise<StoredArtifact> {
    const stored = await openStoredArtifact(open, path, options);
    const Class = this.#classes().onlyOf(stored.procedureName);
    if (Class === undefined || !loadsVersion(artifactPlanOf(Class), stored.schemaVersion)) return stored;
    return inPresentForm(stored, Class, this.#mapping, open, options);
  }

  /** @throws TypeError for an artifact that this repository has not saved, loaded or found. */
  #fileOf(artifact: ArtifactLike): FileOfArtifact {
    const file = this.#files.get(artifact);
    if (file !== undefined) return file;
    throw new TypeError(
      `found ${describeValue(artifact)}, expected an artifact that this repository has saved, loaded or found`,
    );
  }

  /** Returns the seal of the file from which an artifact of a class was upgraded. */
  #sealOfSource(
    from: string | ArtifactLike,
    Class: Class<ArtifactLike>,
    progress: ProgressReporter,
  ): string | Promise<string> {
    if (this.#mapping.profile !== undefined)
      throw new TypeError('found from, but a file for Python has no place for it; expected no such option');
    if (typeof from !== 'string') return sealOfLoaded(from, this.#fileOf(from), Class);
    return withSource(this.#open(from), (source) => sealOfFile(source, from, Class, progress));
  }

  async #open(path: unknown): Promise<Source> {
    return this.#storage.open(this.#keyOf(path));
  }

  #keyOf(path: unknown): string {
    return this.#storage.keyOf(checkedPath(path));
  }

  /** @throws UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if instances of the class could not be loaded again. */
  #procedureNameOf(Class: Class<ArtifactLike>): string {
    const { procedureName } = artifactPlanOf(Class);
    const classes = this.#classes();
    if (classes.has(Class)) return procedureName;
    throw new UnknownProcedureError(undefined, procedureName, classes.procedureNames);
  }

  #classes(): ArtifactClasses {
    return this.#givenClasses ?? ArtifactClasses.declared();
  }
}
