import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { errorCodeOf } from '../../src/storage/file/system-calls.js';
import { S3Storage, type S3StorageOptions } from '../../src/storage/s3/index.js';
import { clientOf } from './object-server.js';

/** A daemon of the server: the gateway, which speaks S3, or the one that keeps the objects. */
type Daemon = 'radosgw' | 'osd';

/** A real S3 server on this machine, for one test file. */
export interface S3Server {
  readonly endpoint: string;
  /** Variables that give a program the credentials and the address of the server. */
  readonly environment: NodeJS.ProcessEnv;
  /** Returns a storage in the server's bucket, by a client with the right credentials or a changed one. */
  storage(prefix: string, options?: Partial<S3StorageOptions>, client?: Partial<S3ClientConfig>): S3Storage;
  /** Kills daemons. */
  kill(...daemons: Daemon[]): Promise<void>;
  /** Starts the daemons again that were killed. */
  restart(): Promise<void>;
  /** Stops the gateway in the middle of whatever it does, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Runs the programs of the server. Rejects if one is missing. */
export async function runCeph(): Promise<void> {
  for (const program of ['ceph-mon', 'ceph-osd', 'radosgw', 'curl']) await promisify(execFile)(program, ['--version']);
}

/** The bucket that `.ci/s3-server.sh` creates. */
export const BUCKET = 'artifacts';

/**
 * Starts Ceph's gateway in a folder of its own on free ports.
 *
 * @param store - `memstore` keeps objects in memory, `bluestore` on disk: they are there after the OSD was killed.
 */
export async function s3Server(store: 'memstore' | 'bluestore' = 'memstore'): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 's3-server-'));
  const [port, monitorPort] = [await freePort(), await freePort()];
  const run = (command: string, ...daemons: Daemon[]) =>
    promisify(execFile)(resolve('.ci/s3-server.sh'), [command, folder, ...daemons], {
      env: { ...process.env, S3_PORT: `${port}`, S3_MONITOR_PORT: `${monitorPort}`, S3_STORE: store },
    });
  const signal = (daemon: string, name: NodeJS.Signals): void => {
    process.kill(Number(readFileSync(join(folder, 'run', `${daemon}.pid`), 'utf8')), name);
  };
  // Whatever ends this process, its daemons end with it.
  const end = (): void => {
    for (const daemon of ['radosgw', 'osd', 'mon']) {
      try {
        signal(daemon, 'SIGKILL');
      } catch {
        // It was not started, or has ended.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  await run('start');
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    environment: { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: 'testkey', AWS_SECRET_ACCESS_KEY: 'testsecret' },
    storage: (prefix, options = {}, client = {}) =>
      new S3Storage({ bucket: BUCKET, prefix, client: clientOf(endpoint, client), ...options }),
    kill: async (...daemons) => void (await run('kill', ...daemons)),
    restart: async () => void (await run('restart')),
    freeze: () => signal('radosgw', 'SIGSTOP'),
    thaw: () => signal('radosgw', 'SIGCONT'),
    stop: async () => {
      process.off('exit', end);
      await run('stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The ports to choose from. They are below those that systems give to connections that programs open: one of these could take a port before
 * a daemon does, or while it does not run. Linux begins at 32768.
 */
const [LOWEST_PORT, HIGHEST_PORT] = [10_000, 32_000];

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (errorCodeOf(error) === 'EADDRINUSE') continue;
      throw error;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
