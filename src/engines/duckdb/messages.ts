// What this program and the child process that runs DuckDB say to each other: a request, and then its answer.

/** A value of a result, as it is sent: exactly. */
export type SentValue =
  | null
  | boolean
  | number
  | bigint
  | string
  /** The digits of a number that has no other form. */
  | { readonly digits: string }
  /** JSON text. */
  | { readonly json: string }
  | { readonly names: readonly string[]; readonly values: readonly SentValue[] }
  | readonly SentValue[];

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  /** DuckDB's type. */
  readonly type: string;
}

/** What a SELECT names. */
export interface NamedTables {
  /** The names of tables, as they are written. */
  readonly tables: readonly string[];
  /** Those among them that DuckDB has itself, and those that the statement declares with WITH. */
  readonly known: readonly string[];
  /** Names with a dot outside of quotes, which DuckDB takes for a table in a schema that is not there. */
  readonly dotted: readonly string[];
  /** False if the statement can read other tables than those it names: all, by a function. */
  readonly isComplete: boolean;
}

/** What the child process is asked to do, and what it answers. */
export interface Requests {
  /** Loads DuckDB. Answers why it could not. */
  load: { request: undefined; answer: { readonly fault?: 'missing' | string } };
  /** Opens an empty database, and runs statements in it. Closes the one before. */
  open: { request: readonly string[]; answer: undefined };
  /** Reads a statement without running it. */
  parse: { request: string; answer: NamedTables };
  /** Begins a SELECT. */
  select: { request: string; answer: readonly ResultColumn[] };
  /** Returns the next rows; none at the end. */
  next: { request: undefined; answer: readonly (readonly SentValue[])[] };
}

/** A request as it is sent. */
export type Request = {
  [Name in keyof Requests]: { readonly name: Name; readonly request: Requests[Name]['request'] };
}[keyof Requests];

/** An answer as it is sent: what was asked for, or DuckDB's message. */
export type Answer = { readonly answer: unknown } | { readonly fault: string };
