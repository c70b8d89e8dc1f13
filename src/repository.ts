import { type Address, addressOf, hashOf, keyOf, sealPrefixOf, secondOf } from './address.js';
import {
  ArtifactError,
  type ArtifactErrorCode,
  ConflictError,
  DeclarationError,
  FormatError,
  IntegrityError,
  InvalidArtifactError,
  type IssueCode,
  isArtifactError,
  StorageError,
  UnknownProcedureError,
} from './errors.js';
import { canonicalJson, pythonJson } from './json/canonical.js';
import { pointerOf } from './json/pointer.js';
import { type ArtifactFile, readArtifact } from './json/read-artifact.js';
import { differenceOf, type Tree, type TreeObject } from './json/tree.js';
import { writeArtifact } from './json/write-artifact.js';
import { type ArtifactTree, checkedClassOf, fromTree, toTree } from './mapper.js';
import { checkChoice, checkOptions } from './options.js';
import {
  type ArtifactLike,
  artifactPlanOf,
  type Class,
  declaredClasses,
  PARAMETERS_KEY,
  PROCEDURE_KEY,
  TIMESTAMP_KEY,
} from './plan.js';
import { type FindOptions, type FindOrCreateOptions, instantOf, isMatch, isWithin, type ListOptions } from './query.js';
import { FileStorage, readRegularFile } from './storage/file-storage.js';
import type { Storage } from './storage/storage.js';
import { describe } from './walk.js';

/** How artifacts are saved. */
export interface SaveOptions {
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

/** Options of a repository. */
export interface RepositoryOptions<C extends Class<ArtifactLike> = Class<ArtifactLike>> extends SaveOptions {
  /** @defaultValue `new FileStorage('artifacts/exploratory')` */
  readonly storage?: Storage;
  /**
   * The classes that are loaded by their procedure names.
   * @defaultValue every artifact class declared so far
   */
  readonly classes?: readonly C[];
}

/** What the name of an artifact's file tells. */
export interface ArtifactEntry {
  /** What `load` takes. */
  readonly path: string;
  /** The name of its folder. */
  readonly procedureName: string;
  /** `YYYY-MM-DDThh:mm:ss` */
  readonly timestamp: string;
  /** The first 6 hexadecimal digits of the SHA-256 of the input parameters. */
  readonly parameterHash: string;
}

/** What is wrong with a file. */
export interface Problem {
  /** The file. */
  readonly path: string;
  /** That of the error that loading gives; `ARTIFACT_INTEGRITY` too for a file that does not bear its own name. */
  readonly code: ArtifactErrorCode;
  /** What was found and what was expected. */
  readonly message: string;
}

/** What {@link ArtifactRepository.verify} found. */
export interface VerifyReport {
  /** How many files were read. */
  readonly checked: number;
  /** In the order of the storage. */
  readonly problems: readonly Problem[];
}

/**
 * Saves artifacts and loads them: what is loaded is what was saved, or there is an error that says where and why.
 *
 * A call with wrong options is a TypeError or RangeError; all other errors are `ArtifactError`s.
 *
 * @typeParam C - the repository's classes: `load` gives an instance of one of them.
 */
export class ArtifactRepository<C extends Class<ArtifactLike> = Class<ArtifactLike>> {
  readonly #storage: Storage;
  readonly #givenClasses: readonly C[] | undefined;
  readonly #saveOptions: Required<SaveOptions>;

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two classes have one procedure name. */
  constructor(options: RepositoryOptions<C> = {}) {
    checkOptions(options, ['storage', 'classes', ...SAVE_OPTIONS]);
    checkChoice('onConflict', options.onConflict, ON_CONFLICT);
    checkStorage(options.storage);
    if (options.classes !== undefined && !Array.isArray(options.classes)) {
      throw new TypeError('found classes that are no list, expected [Class, …]');
    }
    this.#storage = options.storage ?? new FileStorage();
    this.#givenClasses = options.classes;
    this.#saveOptions = { proof: options.proof ?? true, onConflict: options.onConflict ?? 'keep-both' };
    this.#classes();
  }

  /**
   * Saves an artifact to `{root}/{procedure}/{YYYY-MM-DDTHH-MM-SS}_{hash}.json`. Nothing is ever overwritten: the identical
   * artifact is there already, another one of the same name gets `_{seal}` added to its own.
   *
   * @returns the path, once the file is durable.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the artifact cannot be stored exactly.
   * @throws DeclarationError (`ARTIFACT_DECLARATION`), UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`) if its class
   * could not be loaded again.
   * @throws ConflictError (`ARTIFACT_CONFLICT`) if the name is taken and `onConflict` is 'error'.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be written; nothing is left then.
   */
  async save(artifact: ArtifactLike, options: SaveOptions = {}): Promise<string> {
    checkOptions(options, SAVE_OPTIONS);
    checkChoice('onConflict', options.onConflict, ON_CONFLICT);
    const { proof = this.#saveOptions.proof, onConflict = this.#saveOptions.onConflict } = options;
    // All that reads the instance happens before the first await: later changes to it do not matter.
    const Class = checkedClassOf(artifact);
    const { procedure } = artifactPlanOf(Class);
    const tree = toTree(artifact);
    const classes = this.#classes();
    if (classes.get(procedure) !== Class) throw new UnknownProcedureError(undefined, procedure, [...classes.keys()]);
    const { bytes, seal } = writeArtifact(tree.root, tree.arrays);
    if (proof) prove(Class, procedure, tree, bytes);
    const address = addressOfRoot(tree.root, canonicalJson(tree.root[PARAMETERS_KEY] as Tree));
    const key = keyOf(address);
    if ((await this.#storage.create(key, bytes)) !== 'different') return this.#storage.pathOf(key);
    const contentKey = keyOf({ ...address, sealPrefix: sealPrefixOf(seal) });
    if (onConflict === 'error' && !(await this.#holds(contentKey, bytes)))
      throw new ConflictError(this.#storage.pathOf(key));
    if ((await this.#storage.create(contentKey, bytes)) !== 'different') return this.#storage.pathOf(contentKey);
    throw new ConflictError(this.#storage.pathOf(contentKey));
  }

  /**
   * Loads an artifact: an instance of the class given, or of the class with the procedure name that the file says.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`),
   * UnknownProcedureError (`ARTIFACT_UNKNOWN_PROCEDURE`), InvalidArtifactError (`ARTIFACT_INVALID`) with every fault,
   * StorageError (`ARTIFACT_STORAGE`), among others for a path outside of the storage's root.
   */
  load(path: string): Promise<InstanceType<C>>;
  load<Given extends ArtifactLike>(path: string, Class: Class<Given>): Promise<Given>;
  async load(path: string, Class?: Class<ArtifactLike>): Promise<ArtifactLike> {
    checkPath(path);
    const bytes = await this.#storage.read(this.#storage.keyOf(path));
    return decode(readArtifact(bytes, path), path, Class ?? this.#classes());
  }

  /**
   * Lists artifacts from the names of their files alone.
   *
   * @throws RangeError for a time that is none.
   * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read.
   */
  async *list(options: ListOptions = {}): AsyncGenerator<ArtifactEntry> {
    checkOptions(options, ['procedure', 'since', 'until', 'order']);
    checkChoice('order', options.order, ['oldest', 'newest']);
    const isWanted = isWithin(options);
    if (options.order !== undefined && options.order !== 'oldest' && options.order !== 'newest') {
      throw new RangeError(`found the order ${String(options.order)}, expected 'oldest' or 'newest'`);
    }
    const entries: ArtifactEntry[] = [];
    for await (const key of this.#storage.list(options.procedure)) {
      const address = addressOf(key);
      if (address === undefined || !isWanted(address.timestamp)) continue;
      const { procedureName, timestamp, parameterHash } = address;
      entries.push({ path: this.#storage.pathOf(key), procedureName, timestamp, parameterHash });
    }
    entries.sort((a, b) => (a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.path < b.path) ? -1 : 1));
    yield* options.order === 'newest' ? entries.reverse() : entries;
  }

  /**
   * Loads the artifacts of a class that fit. Every file of its procedure and time is read for that.
   *
   * @throws all that `load` throws: a file that cannot be loaded is an error, not passed over.
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if no artifact of the class could have such parameters.
   */
  async *find<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOptions<Found> = {},
  ): AsyncGenerator<Found> {
    checkOptions(options, ['parameters', 'seed', 'procedureVersion', 'since', 'until', 'order']);
    const isWanted = isMatch(Class, options);
    const { parameters, seed, procedureVersion, ...listOptions } = options;
    for await (const { path } of this.list({ ...listOptions, procedure: artifactPlanOf(Class).procedure })) {
      const artifact = await this.load(path, Class);
      if (isWanted(artifact)) yield artifact;
    }
  }

  /**
   * Loads the latest artifact of a class that fits, by its own timestamp, or gives undefined if there is none.
   *
   * @throws all that `find` throws.
   */
  async findLatest<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: Omit<FindOptions<Found>, 'order'> = {},
  ): Promise<Found | undefined> {
    let latest: Found | undefined;
    for await (const artifact of this.find(Class, { ...options, order: 'newest' })) {
      if (latest === undefined || instantOf(artifact) > instantOf(latest)) latest = artifact;
      // Names are in order to the second; within it, only the artifacts themselves know.
      else if (instantOf(artifact).slice(0, 19) !== instantOf(latest).slice(0, 19)) break;
    }
    return latest;
  }

  /**
   * Loads the latest artifact that fits or, if there is none, creates one, saves it and loads that.
   *
   * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if what was created does not fit either; it is not saved then.
   * @throws all that `find` and `save` throw.
   */
  async findOrCreate<Found extends ArtifactLike>(
    Class: Class<Found>,
    options: FindOrCreateOptions<Found>,
    create: () => Found | Promise<Found>,
  ): Promise<Found> {
    checkOptions(options, ['parameters', 'seed', 'procedureVersion']);
    if (options?.parameters === undefined)
      throw new TypeError('found no parameters, expected those to find or create with');
    const found = await this.findLatest(Class, options);
    if (found !== undefined) return found;
    const created = await create();
    const { procedure } = artifactPlanOf(Class);
    if (Object.getPrototypeOf(created) !== Class.prototype) {
      throw refusal(
        procedure,
        undefined,
        'invalid-type',
        [],
        `found ${describe(created)}, expected an instance of ${Class.name}`,
      );
    }
    if (!isMatch(Class, options)(created)) {
      const message = 'found an artifact of other parameters, seed or version, expected those it was asked for';
      throw refusal(procedure, undefined, 'invalid-value', [], message);
    }
    return this.load(await this.save(created), Class);
  }

  /**
   * Reads every file and checks its seal, its name, its input parameters' hash, and that it can be decoded.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if a folder could not be read; what is wrong with files is reported.
   */
  async verify(): Promise<VerifyReport> {
    let checked = 0;
    const problems: Problem[] = [];
    for await (const key of this.#storage.list()) {
      checked++;
      const path = this.#storage.pathOf(key);
      try {
        await this.#verifyFile(key, path);
      } catch (error) {
        if (!(error instanceof ArtifactError)) throw error;
        problems.push({ path, code: error.code, message: error.message });
      }
    }
    return { checked, problems };
  }

  async #verifyFile(key: string, path: string): Promise<void> {
    const bytes = await this.#storage.read(key);
    const file = readArtifact(bytes, path);
    decode(file, path, this.#classes());
    const parametersText =
      file.seal === undefined ? pythonJson(bytes, PARAMETERS_KEY) : canonicalJson(file.root[PARAMETERS_KEY] as Tree);
    const address = addressOfRoot(file.root, parametersText);
    const hasContentName = addressOf(key)?.sealPrefix !== undefined && file.seal !== undefined;
    const expected = keyOf(hasContentName ? { ...address, sealPrefix: sealPrefixOf(file.seal) } : address);
    if (key !== expected) throw new IntegrityError(path, expected, key, 'does not bear its own name');
  }

  async #holds(key: string, bytes: Uint8Array): Promise<boolean> {
    try {
      return Buffer.compare(await this.#storage.read(key), bytes) === 0;
    } catch (error) {
      if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return false;
      throw error;
    }
  }

  #classes(): ClassesByProcedure {
    return byProcedure(this.#givenClasses ?? declared());
  }
}

/**
 * Saves an artifact to `artifacts/exploratory`.
 *
 * @throws all that {@link ArtifactRepository.save} throws.
 */
export const saveArtifact = (artifact: ArtifactLike, options?: SaveOptions): Promise<string> =>
  new ArtifactRepository().save(artifact, options);

/**
 * Loads an artifact from any path.
 *
 * @throws all that {@link ArtifactRepository.load} throws.
 */
export function loadArtifact(filepath: string): Promise<ArtifactLike>;
export function loadArtifact<T extends ArtifactLike>(filepath: string, Class: Class<T>): Promise<T>;
export async function loadArtifact(filepath: string, Class?: Class<ArtifactLike>): Promise<ArtifactLike> {
  checkPath(filepath);
  return decode(readArtifact(await readRegularFile(filepath), filepath), filepath, Class ?? byProcedure(declared()));
}

type ClassesByProcedure = Map<string, Class<ArtifactLike>>;

const declared = () => declaredClasses() as Iterable<Class<ArtifactLike>>;

function byProcedure(all: Iterable<Class<ArtifactLike>>): ClassesByProcedure {
  const classes = new Map<string, Class<ArtifactLike>>();
  for (const Class of all) {
    const { procedure } = artifactPlanOf(Class);
    const other = classes.get(procedure);
    if (other !== undefined && other !== Class) {
      throw new DeclarationError(
        Class.name,
        undefined,
        `has the procedure name ${procedure}, which another class ${other.name} has already; give one of them another with @Persisted({ procedure }), or pass classes to the repository`,
      );
    }
    classes.set(procedure, Class);
  }
  return classes;
}

/** Decodes a file as the class given, or as the one of the procedure that the file names. */
function decode(file: ArtifactFile, path: string, from: Class<ArtifactLike> | ClassesByProcedure): ArtifactLike {
  const procedure = file.root[PROCEDURE_KEY];
  if (typeof procedure !== 'string') throw new FormatError(path, `is not an artifact: it has no ${PROCEDURE_KEY}`);
  if (from instanceof Map) {
    const Class = from.get(procedure);
    if (Class === undefined) throw new UnknownProcedureError(path, procedure, [...from.keys()]);
    return fromTree(Class, file, path);
  }
  const expected = artifactPlanOf(from).procedure;
  if (procedure === expected) return fromTree(from, file, path);
  const message = `found ${JSON.stringify(procedure)}, expected ${JSON.stringify(expected)}`;
  throw refusal(expected, path, 'invalid-value', [PROCEDURE_KEY], message);
}

const SAVE_OPTIONS = ['proof', 'onConflict'];
const ON_CONFLICT = ['keep-both', 'error'];
const STORAGE_METHODS = ['create', 'read', 'list', 'pathOf', 'keyOf'];

function checkStorage(storage: unknown): void {
  if (storage === undefined) return;
  const missing = STORAGE_METHODS.filter((method) => typeof Object(storage)[method] !== 'function');
  if (missing.length > 0)
    throw new TypeError(`found a storage without ${missing.join(', ')}, expected new FileStorage(folder)`);
}

function checkPath(path: unknown): void {
  if (typeof path !== 'string') throw new StorageError('resolve', String(path), 'is no path, expected a string');
}

/** An error for one fault. */
const refusal = (
  procedure: string,
  path: string | undefined,
  code: IssueCode,
  keys: readonly (string | number)[],
  message: string,
): InvalidArtifactError => new InvalidArtifactError(procedure, path, [{ code, path: pointerOf(keys), message }]);

/** Decodes what was produced and compares it with what it was produced from. */
function prove(Class: Class, procedure: string, tree: ArtifactTree, bytes: Uint8Array): void {
  const again = toTree(fromTree(Class, readArtifact(bytes, undefined)));
  const difference = differenceOf(tree.root, again.root);
  if (difference === undefined) return;
  const message = 'found a value that does not come back identical from its own file, expected one that does';
  throw refusal(procedure, undefined, 'invalid-value', difference, message);
}

function addressOfRoot(root: TreeObject, parametersText: string): Address {
  return {
    procedureName: root[PROCEDURE_KEY] as string,
    timestamp: secondOf(root[TIMESTAMP_KEY] as string) as string,
    parameterHash: hashOf(parametersText),
  };
}
