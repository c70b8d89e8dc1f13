import { escaped } from '../display/escaping.js';
import { Failure } from '../display/failure.js';
import type { LoadFault } from './load-fault.js';

/** A package that a user may have installed beside this one. */
export interface OptionalPackage {
  readonly package: string;
  /** The code of its failures. */
  readonly code: string;
}

/** What needs a package, and what to do without. */
export interface PackageNeed {
  /** What needs it, as a message begins: `.parquet is written by DuckDB`. */
  readonly purpose: string;
  /** A line that says what can be done without it; undefined if there is nothing. */
  readonly otherwise?: string;
}

/** Returns the Failure that says why a package could not be loaded, how to install it, or what to do without. */
export function loadFailure({ package: name, code }: OptionalPackage, need: PackageNeed, fault: LoadFault): Failure {
  const { purpose, otherwise } = need;
  const found = fault === 'missing' ? 'is not installed' : `does not start: ${escaped(fault)}`;
  const lines = [`${purpose}, which ${found}. To install it:`, `  npm install ${name}`];
  return new Failure([...lines, ...(otherwise === undefined ? [] : [otherwise])].join('\n'), { code });
}
