import { FILE_NAME } from '../format/address.js';
import { PROCEDURE_NAME_KEY, SEAL_LENGTH } from '../format/layout.js';
import { SEAL_DIGITS } from '../format/seal.js';
import { keyOfReference, type ReferenceTexts, treeOfReference } from '../format/stored-reference.js';
import type { Codec } from './codec.js';
import { OBJECT } from './forms.js';
import { objectCodec } from './object.js';
import { oneOfCodec } from './one-of.js';
import { stringCodec } from './scalar.js';
import { unchanged } from './unchanged.js';

/**
 * Names an artifact: where its file is, and which bytes it has. It never changes. A repository makes it of an artifact, or loads it.
 *
 * @typeParam T - the type of the artifact.
 */
export class Reference<out T = unknown> implements ReferenceTexts {
  readonly procedureName: string;
  /** The name of the file, without `.json`. */
  readonly name: string;
  /** The digits of the file's seal. */
  readonly seal: string;
  readonly #load: (() => Promise<T>) | undefined;

  /** @param load - loads the artifact; undefined if no repository has loaded the reference. */
  constructor({ procedureName, name, seal }: ReferenceTexts, load: (() => Promise<T>) | undefined) {
    this.procedureName = procedureName;
    this.name = name;
    this.seal = seal;
    this.#load = load;
    Object.freeze(this);
  }

  /**
   * Loads the artifact from the repository that has made or loaded the reference.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the file has another seal than the reference.
   * @throws all that `load` of a repository throws.
   * @throws TypeError if no repository has made or loaded the reference.
   */
  async load(): Promise<T> {
    if (this.#load !== undefined) return this.#load();
    const found = `a reference to ${keyOfReference(this)} that no repository has loaded`;
    throw new TypeError(`found ${found}, expected one of an artifact that was loaded by load or find of a repository`);
  }

  /** True if a value is a reference that this copy of the library has made. */
  static is(value: unknown): value is Reference {
    return typeof value === 'object' && value !== null && #load in value;
  }
}

/** The class of the artifacts that references name, and the names that its procedure has in them. */
export interface ReferenceTarget {
  readonly Class: Function;
  readonly procedureNames: readonly string[];
}

/** Returns the codec of texts of one form. */
const textCodec = (expected: string, form: RegExp): Codec<string> =>
  unchanged({ ...stringCodec, expected, schema: (place) => place.text({ pattern: form.source }) }, (value, walk) => {
    if (typeof value !== 'string') walk.wrongType(value, expected);
    else if (!form.test(value)) walk.wrongValue(value, expected);
    return value as string;
  });

const nameCodec = textCodec('the name of a file without .json: "2026-02-11T15-40-12_3f8a9b"', FILE_NAME);
const sealCodec = textCodec(`${SEAL_LENGTH} digits of a seal, 0 to 9 and a to f`, SEAL_DIGITS);

/**
 * Reference to an artifact ⇄ object of three texts: name, procedure_name and seal.
 *
 * @param target - returns whose instances are referred to. It is called when a value is first mapped.
 */
export function referenceCodec(target: () => ReferenceTarget): Codec<Reference> {
  let resolved: { readonly Class: Function; readonly texts: Codec<Record<string, unknown>> } | undefined;
  const resolve = () => {
    if (resolved === undefined) {
      const { Class, procedureNames } = target();
      const codecs = { name: nameCodec, [PROCEDURE_NAME_KEY]: oneOfCodec(procedureNames), seal: sealCodec };
      resolved = { Class, texts: objectCodec(codecs) };
    }
    return resolved;
  };
  return {
    expected: 'a reference',
    forms: OBJECT,
    holds: Reference.is,
    encode(value, walk) {
      if (!Reference.is(value)) {
        walk.wrongType(value, 'a reference, which repository.referenceTo(artifact) makes');
        return null;
      }
      walk.addReference(value);
      return resolve().texts.encode(treeOfReference(value), walk);
    },
    decode(tree, walk) {
      const { Class, texts } = resolve();
      const { name, [PROCEDURE_NAME_KEY]: procedureName, seal } = texts.decode(tree, walk);
      const reference = { procedureName, name, seal } as ReferenceTexts;
      const { loadReference } = walk;
      return new Reference(reference, loadReference && (() => loadReference(reference, Class)));
    },
    schema: (place) => resolve().texts.schema(place),
  };
}
