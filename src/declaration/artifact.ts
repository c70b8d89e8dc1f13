import { dateCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import { integerCodec, nonEmptyStringCodec } from '../codecs/scalar.js';
import type { Class } from '../mapping/class.js';
import { declareField, type FieldDeclaration } from '../mapping/declarations.js';
import { artifactPlanOf } from '../mapping/plan.js';

/**
 * The fields of an artifact that are to be given: all but methods and what the class gives itself. A readonly one may be left out,
 * for the compiler does not tell it from a getter.
 */
export type FieldsOf<T extends object> = WritableFields<T> & ReadonlyFields<T>;
type WritableFields<T> = { [P in keyof T as KindOf<T, P> extends 'writable' ? P : never]: T[P] };
type ReadonlyFields<T> = { [P in keyof T as KindOf<T, P> extends 'readonly' ? P : never]?: T[P] };

type KindOf<T, P extends keyof T> = P extends 'procedureName'
  ? 'given by the class'
  : T[P] extends (...args: never[]) => unknown
    ? 'method'
    : IsSame<Pick<T, P>, { -readonly [Q in P]: T[P] }> extends true
      ? 'writable'
      : 'readonly';
type IsSame<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/**
 * What a result needs to be reproduced. Classes of artifacts extend it with the fields of their results.
 *
 * @typeParam Parameters - the input parameters: plain JSON values.
 */
export abstract class Artifact<Parameters = Record<string, unknown>> {
  /** The version of the procedure that made the result. Not empty. */
  procedureVersion!: string;

  /** All that the procedure was told, as plain JSON values. Their hash stands in the file's name. */
  inputParameters!: Parameters;

  /** The seed of the random numbers, an integer. */
  seed?: number;

  /** When the result was made. Units: milliseconds. It stands in the file's name, in UTC, to the second. */
  timestamp!: Date;

  /** The name of the procedure, as the class declares it. */
  get procedureName(): string {
    return artifactPlanOf(this.constructor as Class).procedureName;
  }

  /**
   * Makes an artifact from all its fields.
   *
   * @example
   * const artifact = ChangePointArtifact.create({ procedureVersion: '1.1.0', inputParameters, timestamp: new Date(), … });
   */
  static create<T extends object>(this: new () => T, fields: FieldsOf<T>): T {
    return Object.assign(new this(), fields);
  }
}

const required: Omit<FieldDeclaration, 'codec'> = { key: undefined, optional: false, nullable: false };
declareField(Artifact.prototype, 'procedureVersion', { ...required, codec: nonEmptyStringCodec });
declareField(Artifact.prototype, 'inputParameters', { ...required, codec: jsonValueCodec });
declareField(Artifact.prototype, 'seed', { ...required, codec: integerCodec, optional: true });
declareField(Artifact.prototype, 'timestamp', { ...required, codec: dateCodec });
