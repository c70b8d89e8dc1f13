// `artifacts` as a user has it who has installed ClickHouse.

import type { Call, Ran } from './installed.js';
import { installedWith, running } from './installed-with.js';

/** The path of `artifacts`, installed beside ClickHouse. */
export const installedWithClickhouse = installedWith('chdb');

/** Runs `artifacts` without a terminal, with ClickHouse installed. */
export const withClickhouse = (args: readonly string[], call: Call = {}): Promise<Ran> =>
  running(installedWithClickhouse, args, call);
