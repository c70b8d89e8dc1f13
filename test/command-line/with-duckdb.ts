// `artifacts` as a user has it who has installed DuckDB.

import type { Call, Ran } from './installed.js';
import { installedWith, running } from './installed-with.js';

/** Installs a copy of the packed package beside DuckDB. Returns the path of its executable. */
export const installedWithDuckdb = (): Promise<string> => installedWith('@duckdb');

/** Runs `artifacts` without a terminal, with DuckDB installed. */
export const withDuckdb = (args: readonly string[], call: Call = {}): Promise<Ran> => running(executable, args, call);

const executable = installedWithDuckdb();
