import type { Codec } from '../codecs/codec.js';
import { OBJECT } from '../codecs/forms.js';
import { type DecodingOptions, DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import type { EncodedArtifact } from '../format/artifact-text.js';
import { ARTIFACT_KEY } from '../format/layout.js';
import type { PlacedReference } from '../format/stored-reference.js';
import { InvalidArtifactError } from '../model/errors.js';
import { Place } from '../model/place.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../model/validation-rules.js';
import type { Class } from './class.js';
import { classTransformerCodec } from './class-transformer/class-transformer-class.js';
import { isDeclared } from './declarations.js';
import { declaredClassCodec, expectedInstance, isDirectInstanceOf } from './declared-class.js';
import { type Kinds, kindsCodec } from './kinds.js';
import { planOf } from './plan.js';
import { type ArtifactTree, type ReadTree, upgradedTree } from './upgrades.js';

// Instance ⇄ tree, with all checks. The codecs of classes do the work.

/** What an instance is encoded as. */
export interface EncodedInstance extends EncodedArtifact {
  /** The references to other artifacts that are in it. */
  readonly references: readonly PlacedReference[];
}

/** How instances are encoded, and decoded. */
export type MappingOptions = Pick<DecodingOptions, 'rules' | 'profile' | 'loadReference'>;

/** How the tree of an instance is decoded. */
export interface DecodeOptions extends DecodingOptions {
  /** The file, for errors. */
  readonly path?: string | undefined;
}

/**
 * Returns the tree of an instance of a declared class, with all checks.
 *
 * @param Class - the class of the instance, if the caller knows it already.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with all issues of the instance.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if its class is not declared.
 */
export function encodeInstance(
  instance: object,
  options: MappingOptions = {},
  Class: Class = checkedClassOf(instance),
): EncodedInstance {
  const { root, walk, schemaVersion } = walkedThrough(instance, options, Class);
  const { nonFinite, references } = walk;
  return { root, arrays: walk.arraysOf(root), nonFinite, references, schemaVersion };
}

/** Returns the tree of an instance alone, with all that {@link encodeInstance} checks. */
export const treeOfInstance = (instance: object, options: MappingOptions, Class: Class): TreeObject =>
  walkedThrough(instance, options, Class).root;

function walkedThrough(
  instance: object,
  { rules = ALL_CONSTRAINTS, profile }: MappingOptions,
  Class: Class,
): { readonly root: TreeObject; readonly walk: EncodingWalk; readonly schemaVersion: number } {
  const { schemaVersion } = planOf(Class);
  const walk = new EncodingWalk(rules, { profile });
  const root = walk.runUserCode(() => codecOf(Class).encode(instance, walk)) as TreeObject;
  if (profile !== undefined) refuseVersion(Class, walk);
  throwIfInvalid(walk, nameOf(Class), undefined);
  return { root, walk, schemaVersion };
}

/**
 * Returns the instance of a tree, with all checks.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with all issues of the tree.
 */
export function decodeInstance<T extends object>(Class: Class<T>, tree: ReadTree, options: DecodeOptions = {}): T {
  const plan = planOf(Class);
  const { path, ownership } = options;
  // The arrays are in memory, so that an upgrade may look at their elements.
  const { root, arrays, upgradedFrom } = upgradedTree(plan, tree, path, ownership) as ArtifactTree;
  const walk = new DecodingWalk(arrays, options);
  const instance = codecOf(Class).decode(root, walk) as T;
  walk.reportUnusedArrays();
  throwIfInvalid(walk, nameOf(Class), path, upgradedFrom);
  return instance;
}

/** The tree of any JSON file, and what is needed to decode it. */
type JsonTree = Omit<ReadTree, 'root'> & { readonly root: Tree };

/**
 * Returns the value of the root of any JSON file, with all checks.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with all issues of the tree.
 */
export function decodeRoot(codec: Codec, { root, arrays, schemaVersion }: JsonTree, options: DecodeOptions): unknown {
  const Class = declaredClassOf(codec);
  if (Class !== undefined && isTreeObject(root)) return decodeInstance(Class, { root, arrays, schemaVersion }, options);
  const walk = new DecodingWalk(arrays, options);
  const value = codec.decode(root, walk);
  walk.reportUnusedArrays();
  throwIfInvalid(walk, rootName(codec), options.path);
  return value;
}

/**
 * Returns the tree of the root of a JSON file without `$artifact`, with all checks.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with all issues of the value.
 */
export function encodeRoot(codec: Codec, value: unknown, rules: ValidationRules): Tree {
  const walk = new EncodingWalk(rules, { profile: 'json' });
  const root = walk.runUserCode(() => codec.encode(value, walk)) as Tree;
  if (isTreeObject(root) && Object.hasOwn(root, ARTIFACT_KEY))
    walk.reportAt(new Place(undefined, ARTIFACT_KEY), 'invalid-value', ARTIFACT_KEY_TAKEN);
  const Class = declaredClassOf(codec);
  if (Class !== undefined) refuseVersion(Class, walk);
  throwIfInvalid(walk, rootName(codec), undefined);
  return root;
}

/** Reports that an instance of a later version than 1 cannot be written without `$artifact`: it would be upgraded when it is loaded. */
function refuseVersion(Class: Class, walk: Walk): void {
  const { schemaVersion } = planOf(Class);
  if (schemaVersion === 1) return;
  const expected = 'expected version 1, as which every file without $artifact is loaded';
  walk.reportAt(undefined, 'invalid-value', `found version ${schemaVersion} of ${Class.name}, ${expected}`);
}

const ARTIFACT_KEY_TAKEN = `found the key ${ARTIFACT_KEY}, expected another: it is that of sealed files`;

/** Returns what errors call the root of a file: the procedure of a class, or else the class; `value`, if there is none. */
export const rootName = (codec: Codec): string => nameOf(declaredClassOf(codec));

/**
 * Checks that a value is an instance of the class itself, not of a subclass.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if it is not.
 */
export function checkInstance<T extends object>(Class: Class<T>, value: unknown): asserts value is T {
  const walk = new EncodingWalk();
  walk.runUserCode(() => {
    if (!isDirectInstanceOf(Class, value)) walk.wrongType(value, expectedInstance(Class, value));
  });
  throwIfInvalid(walk, nameOf(Class), undefined);
}

/**
 * Returns the codec of the instances of a class, or of several classes with tags, so that an instance can be a field, or an item of a
 * list or Map.
 *
 * @param resolve - returns the class or classes. It is called when a value is first mapped: they may be defined later than the field.
 * @param kindKey - the key of the tag.
 */
export function instanceCodec(resolve: () => Class | Kinds, kindKey: string): Codec {
  let codec: Codec | undefined;
  const resolved = () => {
    if (codec === undefined) {
      const classes = resolve();
      codec = typeof classes === 'function' ? codecOf(classes) : kindsCodec(classes, kindKey);
    }
    return codec;
  };
  const instances: Codec = {
    get expected() {
      return resolved().expected;
    },
    forms: OBJECT,
    holds: (value) => resolved().holds(value),
    get parts() {
      return [resolved()];
    },
    encode: (value, walk) => resolved().encode(value, walk),
    decode: (tree, walk) => resolved().decode(tree, walk),
    schema: (place) => resolved().schema(place),
  };
  resolvers.set(instances, resolve);
  return instances;
}

/** The classes of the codecs of instances. */
const resolvers = new WeakMap<Codec, () => Class | Kinds>();

/** Returns the declared class for whose instances {@link instanceCodec} has made a codec; undefined for any other codec. */
export function declaredClassOf(codec: Codec): Class | undefined {
  const classes = resolvers.get(codec)?.();
  return typeof classes === 'function' && isDeclared(classes) ? classes : undefined;
}

const codecs = new WeakMap<Class, Codec>();

function codecOf(Class: Class): Codec {
  let codec = codecs.get(Class);
  if (codec === undefined)
    codecs.set(Class, (codec = isDeclared(Class) ? declaredClassCodec(planOf(Class)) : classTransformerCodec(Class)));
  return codec;
}

/**
 * @param upgradedFrom - the version of a file that was upgraded: its issues are not at the places that it has.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if there is an issue, or a constraint of class-validator that does not hold.
 */
function throwIfInvalid(walk: Walk, name: string, path: string | undefined, upgradedFrom?: number): void {
  const issues = walk.allIssuesWithViolations();
  if (issues.length === 0) return;
  const hint = ` (after the upgrade from version ${upgradedFrom})`;
  const hinted =
    upgradedFrom === undefined ? issues : issues.map((issue) => ({ ...issue, message: `${issue.message}${hint}` }));
  throw new InvalidArtifactError(name, path, hinted);
}

/** Returns what errors call an instance: the procedure of its class, or else the class; `value`, if there is none. */
function nameOf(Class: Class | undefined): string {
  if (Class === undefined) return 'value';
  const { procedureName = Class.name } = planOf(Class);
  return procedureName;
}

/**
 * Returns the class that made an instance.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the value is not an instance of a class.
 */
export function checkedClassOf<T extends object>(artifact: T): Class<T> {
  const walk = new EncodingWalk();
  const Class = walk.runUserCode(() => {
    const isObject = typeof artifact === 'object' && artifact !== null && !Array.isArray(artifact);
    const prototype = isObject ? Object.getPrototypeOf(artifact) : null;
    if (prototype !== null && prototype !== Object.prototype && typeof prototype.constructor === 'function') {
      return prototype.constructor as Class<T>;
    }
    const remedy = prototype === Object.prototype ? '; make it with YourClass.create({ … })' : '';
    walk.wrongType(artifact, `an instance of an artifact class${remedy}`);
    return undefined;
  });
  if (Class !== undefined) return Class;
  throw new InvalidArtifactError('unknown', undefined, walk.allIssues());
}
