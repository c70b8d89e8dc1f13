/** The codes of all errors that this library throws. */
export type ArtifactErrorCode =
  | 'ARTIFACT_DECLARATION'
  | 'ARTIFACT_INVALID'
  | 'ARTIFACT_FORMAT'
  | 'ARTIFACT_INTEGRITY'
  | 'ARTIFACT_UNKNOWN_PROCEDURE'
  | 'ARTIFACT_NOT_FOUND'
  | 'ARTIFACT_CONFLICT'
  | 'ARTIFACT_STORAGE';

/** What kind of fault an {@link Issue} is. */
export type IssueCode =
  | 'invalid-type'
  | 'invalid-value'
  | 'invalid-length'
  | 'missing-field'
  | 'unknown-field'
  | 'constraint';

/** One fault of an instance or of a file. */
export interface Issue {
  readonly code: IssueCode;
  /**
   * Where: a JSON Pointer into the file, or into what the file would be.
   * @see RFC 6901
   */
  readonly path: string;
  /** What was found and what was expected. */
  readonly message: string;
}

/**
 * A text as messages show it: where it is long, its beginning and its length.
 *
 * @param most - characters that are shown.
 */
export function excerpt(text: string, most = 60): string {
  if (text.length <= most) return text;
  // A slice would keep all of the text in memory for as long as somebody keeps the message.
  return `${Array.from(text.slice(0, most)).join('')}… (${text.length} characters)`;
}

/** The same in quotes, with JSON's escapes. */
export function quoted(text: string, most = 60): string {
  const json = JSON.stringify(text.slice(0, most));
  if (text.length <= most && json.length <= most) return json;
  return `${json.slice(0, most)}… (a string of ${text.length} characters)`;
}

/** A JSON Pointer as messages show it: long enough for all but hostile ones. */
export const shownPointer = (pointer: string): string => excerpt(pointer, 200);

const IS_ARTIFACT_ERROR = Symbol.for('persisted-artifacts:error');

/** The base of every error that this library throws on purpose. Those of another copy of this package are instances of it too. */
export abstract class ArtifactError extends Error {
  static {
    Object.defineProperty(ArtifactError.prototype, IS_ARTIFACT_ERROR, { value: true });
    Object.defineProperty(ArtifactError, Symbol.hasInstance, { value: hasInstance });
  }

  /** The same for every error of a class. */
  abstract readonly code: ArtifactErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What `instanceof` means for `ArtifactError`, and for the classes of errors, which inherit it. */
function hasInstance(this: Function, value: unknown): boolean {
  if (this !== ArtifactError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === 'object' && value !== null && IS_ARTIFACT_ERROR in value;
}

/** A class is declared wrongly. */
export class DeclarationError extends ArtifactError {
  readonly code = 'ARTIFACT_DECLARATION';

  constructor(
    /** The class at fault. */
    readonly className: string,
    /** The property, or undefined if the fault is the class's own. */
    readonly field: string | undefined,
    fault: string,
    options?: ErrorOptions,
  ) {
    super(`${className}${field === undefined ? '' : `.${field}`}: ${fault}`, options);
  }
}

/** An instance cannot be stored, or a file does not fit its class. */
export class InvalidArtifactError extends ArtifactError {
  readonly code = 'ARTIFACT_INVALID';

  constructor(
    /** The procedure of the artifact, or the name of the class if it is none of an artifact. */
    readonly procedure: string,
    /** The file, or undefined if it is an instance that is at fault. */
    readonly path: string | undefined,
    /** Every fault: those of the fields in their order, then those of class-validator's constraints. */
    readonly issues: readonly Issue[],
  ) {
    const shown = issues.slice(0, 10).map((issue) => `\n  ${shownPointer(issue.path) || '(root)'}: ${issue.message}`);
    const hidden = issues.length > shown.length ? `\n  … and ${issues.length - shown.length} more` : '';
    super(
      `${path ?? `this ${procedure}`} has ${issues.length} ${issues.length === 1 ? 'fault' : 'faults'}:` +
        shown.join('') +
        hidden,
    );
  }
}

/** An error for one fault of an instance or of a file. */
export const oneIssueError = (
  procedure: string,
  path: string | undefined,
  code: IssueCode,
  pointer: string,
  message: string,
): InvalidArtifactError => new InvalidArtifactError(procedure, path, [{ code, path: pointer, message }]);

/** A file is not JSON, not an artifact, or of a newer format. */
export class FormatError extends ArtifactError {
  readonly code = 'ARTIFACT_FORMAT';

  constructor(
    /** The file, or undefined if the text is none of a file. */
    readonly path: string | undefined,
    fault: string,
  ) {
    super(`${path ?? 'the text'} ${fault}`);
  }
}

/** The bytes of a file are not those that were sealed, or the file does not bear its own name. */
export class IntegrityError extends ArtifactError {
  readonly code = 'ARTIFACT_INTEGRITY';

  constructor(
    readonly path: string | undefined,
    /** What the file says of itself. */
    readonly expected: string,
    /** What was computed from its bytes. */
    readonly found: string,
    fault = 'was changed since it was sealed',
  ) {
    super(`${path ?? 'the text'} ${fault}: expected ${excerpt(expected, 300)}, found ${excerpt(found, 300)}`);
  }
}

/** Where two classes of one name come from, in the words of a message. */
export const TWO_CLASSES =
  'a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed';

/** No class is known for the procedure that a file names. */
export class UnknownProcedureError extends ArtifactError {
  readonly code = 'ARTIFACT_UNKNOWN_PROCEDURE';

  constructor(
    readonly path: string | undefined,
    readonly procedure: string,
    /** The procedures that have a class. */
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

/** There is no such file. */
export class NotFoundError extends ArtifactError {
  readonly code = 'ARTIFACT_NOT_FOUND';

  constructor(
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`${path} does not exist`, options);
  }
}

/** Another artifact has the name already. */
export class ConflictError extends ArtifactError {
  readonly code = 'ARTIFACT_CONFLICT';

  constructor(readonly path: string) {
    super(`${path} holds another artifact already; nothing was written`);
  }
}

/** The storage failed: no space, no permission, not a file, outside of the root, … */
export class StorageError extends ArtifactError {
  readonly code = 'ARTIFACT_STORAGE';

  constructor(
    /** The step that failed, by the name of its system call where there is one. */
    readonly operation: string,
    readonly path: string,
    fault: string,
    options?: ErrorOptions,
  ) {
    super(`${operation} ${path}: ${fault}`, options);
  }
}

/** Some of what processes that have ended left behind could not be removed; all the rest was. */
export class SweepError extends StorageError {
  constructor(
    root: string,
    /** The paths of what was removed. */
    readonly removed: readonly string[],
    /** Why each of the others was not. */
    readonly failures: readonly ArtifactError[],
  ) {
    const reasons = failures.map(({ message }) => `\n  ${message}`).join('');
    super('sweep', root, `removed ${removed.length}, and could not remove ${failures.length}:${reasons}`);
  }
}

type ErrorOfCode = {
  ARTIFACT_DECLARATION: DeclarationError;
  ARTIFACT_INVALID: InvalidArtifactError;
  ARTIFACT_FORMAT: FormatError;
  ARTIFACT_INTEGRITY: IntegrityError;
  ARTIFACT_UNKNOWN_PROCEDURE: UnknownProcedureError;
  ARTIFACT_NOT_FOUND: NotFoundError;
  ARTIFACT_CONFLICT: ConflictError;
  ARTIFACT_STORAGE: StorageError;
};

/**
 * Tells whether an error is one of this library's, and with codes given, whether it is one of those.
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

/** What was thrown, in the words of a message. Anything can be thrown, also what cannot be made a text. */
export function thrownText(thrown: unknown): string {
  try {
    return excerpt(String(thrown), 400);
  } catch {
    return 'a value that has no text';
  }
}

/** Tells what `instanceof` tells, also of what anybody may have thrown: asked about a revoked Proxy, `instanceof` throws. */
export function isInstance<T>(value: unknown, Class: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof Class;
  } catch {
    return false;
  }
}
