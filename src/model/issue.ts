/** The kind of fault that an {@link Issue} reports. */
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
   * The place of the fault: a JSON Pointer into the file, or into the file that the instance would become. Empty for the root.
   * @see RFC 6901
   */
  readonly path: string;
  /** What was found and what was expected. */
  readonly message: string;
}
