import { isInstance } from './is-instance.js';
import type { Issue, IssueCode } from './issue.js';
import { excerpt, quoted, shownPointer, TWO_CLASSES } from './message-text.js';

/** The class of each code. To add an error, add its class and its row here. */
type ErrorOfCode = ByCode<{
  ARTIFACT_DECLARATION: DeclarationError;
  ARTIFACT_INVALID: InvalidArtifactError;
  ARTIFACT_FORMAT: FormatError;
  ARTIFACT_INTEGRITY: IntegrityError;
  ARTIFACT_UNKNOWN_PROCEDURE: UnknownProcedureError;
  ARTIFACT_NOT_FOUND: NotFoundError;
  ARTIFACT_CONFLICT: ConflictError;
  ARTIFACT_REFERENCED: ReferencedError;
  ARTIFACT_STORAGE: StorageError;
}>;

/** Does not compile if a class has another code than the one at which it is listed. */
type ByCode<Map extends { [Code in keyof Map]: { readonly code: Code } }> = Map;

/** The codes of all errors that this library throws. */
export type ArtifactErrorCode = keyof ErrorOfCode;

const IS_ARTIFACT_ERROR = Symbol.for('persisted-artifacts:error');

/**
 * The base class of every error that this library throws on purpose. `instanceof ArtifactError` is also true for the errors of another
 * copy of this package in the same program.
 */
export abstract class ArtifactError extends Error {
  static {
    Object.defineProperty(ArtifactError.prototype, IS_ARTIFACT_ERROR, { value: true });
    Object.defineProperty(ArtifactError, Symbol.hasInstance, { value: hasInstance });
  }

  /** The same for all errors of a class. */
  abstract readonly code: ArtifactErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Answers `instanceof` for `ArtifactError`. Its subclasses inherit this method, and answer as any class does. */
function hasInstance(this: Function, value: unknown): boolean {
  if (this !== ArtifactError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === 'object' && value !== null && IS_ARTIFACT_ERROR in value;
}

/**
 * Code `ARTIFACT_DECLARATION`. Thrown when a class is defined, registered or first used, if it or one of its fields is declared in a way
 * that cannot be stored. `cause` is the error that a function of the declaration threw, if one did.
 */
export class DeclarationError extends ArtifactError {
  readonly code = 'ARTIFACT_DECLARATION';

  constructor(
    /** The name of the class. */
    readonly className: string,
    /** The name of the property; undefined if the fault is in the class as a whole. */
    readonly field: string | undefined,
    fault: string,
    options?: ErrorOptions,
  ) {
    super(`${className}${field === undefined ? '' : `.${field}`}: ${fault}`, options);
  }
}

/** Code `ARTIFACT_INVALID`. Thrown if an instance cannot be stored as its class declares, or if a file does not fit its class. */
export class InvalidArtifactError extends ArtifactError {
  readonly code = 'ARTIFACT_INVALID';

  constructor(
    /** The procedure of the artifact; the name of the class if it is not an artifact class. */
    readonly procedure: string,
    /** The path of the file; undefined if the fault is in an instance. */
    readonly path: string | undefined,
    /** All faults: first those of the fields, in the order of the fields, then those of class-validator's constraints. */
    readonly issues: readonly Issue[],
    options?: ErrorOptions,
  ) {
    const shown = issues.slice(0, 10).map((issue) => `\n  ${shownPointer(issue.path) || '(root)'}: ${issue.message}`);
    const hidden = issues.length > shown.length ? `\n  … and ${issues.length - shown.length} more` : '';
    super(
      `${path ?? `this ${procedure}`} has ${issues.length} ${issues.length === 1 ? 'fault' : 'faults'}:` +
        shown.join('') +
        hidden,
      options,
    );
  }
}

/** Returns an error with one issue. */
export const oneIssueError = (
  procedure: string,
  path: string | undefined,
  code: IssueCode,
  pointer: string,
  message: string,
): InvalidArtifactError => new InvalidArtifactError(procedure, path, [{ code, path: pointer, message }]);

/** Code `ARTIFACT_FORMAT`. Thrown if a text is not JSON, not an artifact, or an artifact of a newer format. */
export class FormatError extends ArtifactError {
  readonly code = 'ARTIFACT_FORMAT';

  constructor(
    /** The path of the file; undefined if the text was given as a string. */
    readonly path: string | undefined,
    fault: string,
  ) {
    super(`${path ?? 'the text'} ${fault}`);
  }
}

/** Code `ARTIFACT_INTEGRITY`. Thrown if the bytes of a sealed file have changed, or if a file does not have the name that it should have. */
export class IntegrityError extends ArtifactError {
  readonly code = 'ARTIFACT_INTEGRITY';

  constructor(
    /** The path of the file; undefined if the text was given as a string. */
    readonly path: string | undefined,
    /** The seal, hash or name that the file states. */
    readonly expected: string,
    /** The seal, hash or name that was computed from the bytes of the file. */
    readonly found: string,
    fault = 'was changed since it was sealed',
  ) {
    super(`${path ?? 'the text'} ${fault}: expected ${excerpt(expected, 300)}, found ${excerpt(found, 300)}`);
  }
}

/** Code `ARTIFACT_UNKNOWN_PROCEDURE`. Thrown if a repository has no class for the procedure of a file, or not the class of an artifact. */
export class UnknownProcedureError extends ArtifactError {
  readonly code = 'ARTIFACT_UNKNOWN_PROCEDURE';

  constructor(
    /** The path of the file; undefined if an artifact was to be saved. */
    readonly path: string | undefined,
    /** The procedure that the file or the class of the artifact names. */
    readonly procedure: string,
    /** The procedures for which the repository has a class. */
    readonly known: readonly string[],
  ) {
    super(
      (path === undefined
        ? `the artifact's class is not among the repository's classes, so ${quoted(procedure)} could not be loaded again; ` +
          (known.includes(procedure) ? `another class has that procedure name (${TWO_CLASSES}); ` : '')
        : `${path}: no class is known for the procedure ${quoted(procedure)}; `) +
        `known: ${known.length === 0 ? 'none' : known.join(', ')}`,
    );
  }
}

/** Code `ARTIFACT_NOT_FOUND`. Thrown if a file does not exist. */
export class NotFoundError extends ArtifactError {
  readonly code = 'ARTIFACT_NOT_FOUND';

  constructor(
    /** The path of the file. */
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`${path} does not exist`, options);
  }
}

/** Code `ARTIFACT_CONFLICT`. Thrown by a save if there is another artifact, or file, under the name already. Nothing was written. */
export class ConflictError extends ArtifactError {
  readonly code = 'ARTIFACT_CONFLICT';

  constructor(
    /** The path of the file that is there. */
    readonly path: string,
    what = 'another artifact',
  ) {
    super(`${path} holds ${what} already; nothing was written`);
  }
}

/** Code `ARTIFACT_REFERENCED`. Thrown if an artifact is to be removed that other artifacts refer to. Nothing was removed. */
export class ReferencedError extends ArtifactError {
  readonly code = 'ARTIFACT_REFERENCED';

  constructor(
    /** The path of the file. */
    readonly path: string,
    /** The paths of the files that refer to it. */
    readonly referrers: readonly string[],
  ) {
    const named = referrers.slice(0, 8).join(', ');
    const more = referrers.length > 8 ? ` and ${referrers.length - 8} more` : '';
    super(`${path} is referred to by ${named}${more}; nothing was removed`);
  }
}

/**
 * Code `ARTIFACT_STORAGE`. Thrown if a storage fails: no space, no permission, not a file, a path outside of the root, and so on.
 * `cause` is the error of the system or of the user's storage, if there is one.
 */
export class StorageError extends ArtifactError {
  readonly code = 'ARTIFACT_STORAGE';

  constructor(
    /** The step that failed, by the name of its system call if it has one. */
    readonly operation: string,
    /** The path of the file or folder at which it failed. */
    readonly path: string,
    fault: string,
    options?: ErrorOptions,
  ) {
    super(`${operation} ${path}: ${fault}`, options);
  }
}

/** Code `ARTIFACT_STORAGE`. Thrown by a sweep that could not remove everything that ended processes left. It removed all the rest. */
export class SweepError extends StorageError {
  constructor(
    root: string,
    /** The paths of the files and folders that were removed. */
    readonly removed: readonly string[],
    /** One error for each file or folder that was not removed. */
    readonly failures: readonly ArtifactError[],
  ) {
    const reasons = failures.map(({ message }) => `\n  ${message}`).join('');
    super('sweep', root, `removed ${removed.length}, and could not remove ${failures.length}:${reasons}`);
  }
}

/**
 * True if a value is an error of this library and, if codes are given, has one of them.
 *
 * @example
 * if (isArtifactError(error, 'ARTIFACT_INVALID')) console.log(error.issues);
 */
export function isArtifactError<Code extends ArtifactErrorCode = ArtifactErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is ErrorOfCode[Code] {
  return isInstance(error, ArtifactError) && (codes.length === 0 || codes.includes(error.code as Code));
}
