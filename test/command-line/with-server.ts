// `artifacts` as a user has it who lets a server of ClickHouse answer.

import { type ClickhouseServer, clickhouseServer } from '../support/clickhouse-server.js';
import type { Call, Ran } from './installed.js';
import { installedWith, running } from './installed-with.js';

/** The path of `artifacts`, installed beside the client of ClickHouse. */
export const installedWithClient = installedWith('@clickhouse');

let server: Promise<ClickhouseServer> | undefined;

/** Returns the server of the tests of one file. */
export const startedServer = (): Promise<ClickhouseServer> => (server ??= clickhouseServer());

/** Ends it, if it was started. */
export const endServer = async (): Promise<void> => (await server)?.close();

/** Runs `artifacts` without a terminal, with the client of ClickHouse installed. */
export const withClient = (args: readonly string[], call: Call = {}): Promise<Ran> =>
  running(installedWithClient, args, call);

/** Runs `artifacts query` on the server. */
export async function onServer(args: readonly string[], call: Call = {}): Promise<Ran> {
  const { address } = await startedServer();
  return withClient(['query', '--server', address, ...args], call);
}
