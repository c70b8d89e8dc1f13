// What this program and the child process that runs an engine say to each other: a request, and then its answer.

import type { LoadFault } from './load-fault.js';

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

/** Some rows of a result. */
export type SentRows = readonly (readonly SentValue[])[];

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  readonly isNumeric: boolean;
}

/** What a SELECT names. */
export interface NamedTables {
  /** The names of tables, as they are written. */
  readonly tables: readonly string[];
  /** Those among them that the engine has itself, and those that the statement declares with WITH. */
  readonly known: readonly string[];
  /** Names with a dot outside of quotes, which the engine takes for a table in a schema that is not there. */
  readonly dotted: readonly string[];
  /** False if the statement can read other tables than those it names: all, by a function. */
  readonly isComplete: boolean;
}

/** What a child process can be asked for, by these names, and what it answers. */
export type Requests<Names extends PropertyKey> = {
  readonly [Name in Names]: { readonly request: unknown; readonly answer: unknown };
};

/** What every child process can be asked for. */
export interface CommonRequests {
  /** Loads the engine. Answers why it could not. */
  load: { request: undefined; answer: LoadFault | undefined };
  /** Begins a SELECT. */
  select: { request: string; answer: readonly ResultColumn[] };
  /** Returns the next rows; none at the end. */
  next: { request: undefined; answer: SentRows };
}

/** A request as it is sent. */
export interface Request {
  readonly name: string;
  readonly request: unknown;
}

/** An answer as it is sent: what was asked for, or the engine's message. */
export type Answer = { readonly answer: unknown } | { readonly fault: string };
