import { dateCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import { integerCodec, nonEmptyStringCodec } from '../codecs/scalar.js';
import type { Class } from '../mapping/class.js';
import { newInstance } from '../mapping/construction.js';
import { declareField, type FieldDeclaration } from '../mapping/declarations.js';
import { artifactPlanOf } from '../mapping/plan.js';
import type { IsSame } from './property-types.js';

/**
 * What `create` takes: all properties of an artifact but its methods and `procedureName`. A readonly property may be left out, because
 * the compiler cannot distinguish it from a getter.
 */
export type FieldsOf<T extends object> = WritableFields<T> & ReadonlyFields<T>;
type WritableFields<T> = { [P in keyof T as KindOf<T, P> extends 'writable' ? P : never]: T[P] };
type ReadonlyFields<T> = { [P in keyof T as KindOf<T, P> extends 'readonly' ? P : never]?: T[P] };

/** What a class's function `create` gets: all properties of an instance but its methods and `procedureName`. */
export type LoadedFields<T extends object> = {
  [P in keyof T as KindOf<T, P> extends 'writable' | 'readonly' ? P : never]: T[P];
};

type KindOf<T, P extends keyof T> = P extends 'procedureName'
  ? 'given by the class'
  : T[P] extends (...args: never[]) => unknown
    ? 'method'
    : IsSame<Pick<T, P>, { -readonly [Q in P]: T[P] }> extends true
      ? 'writable'
      : 'readonly';

/**
 * The base class of artifact classes. It has the fields that are needed to reproduce a result; a subclass adds the fields of the result.
 *
 * @typeParam Parameters - the type of the input parameters: plain JSON values.
 */
export abstract class Artifact<Parameters = Record<string, unknown>> {
  /** The version of the procedure that made the result: a string that is not empty. */
  procedureVersion!: string;

  /** The parameters with which the procedure was run, as plain JSON values. Their hash is in the name of the file. */
  inputParameters!: Parameters;

  /** The seed of the random number generator: an integer. */
  seed?: number;

  /**
   * When the result was made. The name of the file has it in UTC, to the second.
   *
   * Units: milliseconds since 1970-01-01T00:00:00Z.
   */
  timestamp!: Date;

  /** The name of the procedure, which the class declares. */
  get procedureName(): string {
    return artifactPlanOf(this.constructor as Class).procedureName;
  }

  /**
   * Returns a new artifact with the given fields. If the class declares a function `create`, that function makes it.
   *
   * @throws DeclarationError (`ARTIFACT_DECLARATION`) if that function does not give an instance of the class itself.
   * @example
   * const artifact = ChangePointArtifact.create({ procedureVersion: '1.1.0', inputParameters, timestamp: new Date(), … });
   */
  // biome-ignore lint/suspicious/noExplicitAny: a class with `create` may need arguments of any types.
  static create<T extends object>(this: new (...args: any[]) => T, fields: FieldsOf<T>): T {
    // biome-ignore lint/complexity/noThisInStatic: it is the subclass on which it was called.
    return newInstance(this, fields);
  }
}

const required: Omit<FieldDeclaration, 'codec'> = {
  key: undefined,
  aliases: [],
  optional: false,
  default: undefined,
  nullable: false,
};
declareField(Artifact.prototype, 'procedureVersion', { ...required, codec: nonEmptyStringCodec });
declareField(Artifact.prototype, 'inputParameters', { ...required, codec: jsonValueCodec });
declareField(Artifact.prototype, 'seed', { ...required, codec: integerCodec, optional: true });
declareField(Artifact.prototype, 'timestamp', { ...required, codec: dateCodec });
