// A store that is served to a test, and requests that no browser sends.

import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';
import type { Store } from '../../src/display/store.js';
import type { ArrayPartData, ChangesData, PageData, RefusalData, TableData } from '../../src/report/data/page-data.js';
import { serve } from '../../src/report/serve/serve.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { FileStorage } from '../../src/storage/file/file-storage.js';
import type { Storage } from '../../src/storage/storage.js';

/** An answer of the server. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request has beside its path. */
interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** A server that runs until the test ends. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** The errors that are faults of the program. */
  readonly faults: unknown[];
  /** Sends a request for a path, which no parser of addresses changes. */
  ask(path: string, asking?: Asking): Promise<Answered>;
  /** Returns the data of a page. */
  page(query: string): Promise<PageData>;
  /** Returns the table of a page: asks until all is looked at that it depends on. */
  table(query: string): Promise<TableData>;
  part(query: string): Promise<ArrayPartData>;
  changes(): Promise<ChangesData>;
  /** Returns what a request for data is refused with. */
  refusal(path: string): Promise<RefusalData>;
  /**
   * Sends bytes over a connection of their own, and returns all that comes back.
   *
   * @param client - whether it says that nothing more will come, or waits for the server to end the connection.
   */
  send(bytes: string | Uint8Array, client?: 'ends' | 'waits'): Promise<string>;
  close(): Promise<void>;
}

/** Returns a store without classes. */
export const storeOf = (storage: Storage): Store => ({
  storage,
  openStored: openStoredArtifact,
  readsAsStored: () => true,
});

/** Serves a storage, or the folder of one, until the test ends. */
export async function served(t: ExecutionContext, storage: Storage | string): Promise<TestServer> {
  const faults: unknown[] = [];
  const store = storeOf(typeof storage === 'string' ? new FileStorage(storage) : storage);
  const { url, close } = await serve(store, { port: 0, onFault: (error) => faults.push(error) });
  t.teardown(close);
  const port = Number(new URL(url).port);
  const ask = (path: string, asking?: Asking) => answerTo(port, path, asking);
  const json = async (path: string) => {
    const { status, body } = await ask(path);
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    return JSON.parse(body);
  };
  const page = (query: string): Promise<PageData> => json(`/page.json?${query}`);
  return {
    url,
    port,
    faults,
    ask,
    page,
    table: async (query) => {
      for (;;) {
        const [table] = (await page(query)).tables;
        if (table?.part?.isFinished) return table;
      }
    },
    part: (query) => json(`/array.json?${query}`),
    changes: () => json('/changes.json'),
    refusal: async (path) => JSON.parse((await ask(path)).body),
    send: async (bytes, client = 'ends') => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(bytes);
      if (client === 'ends') socket.end();
      return text(socket).catch(() => '');
    },
    close,
  };
}

/** Sends a request to a port of 127.0.0.1. */
export async function answerTo(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: Asking = {},
): Promise<Answered> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end();
  });
  return { status: response.statusCode as number, headers: response.headers, body: await text(response) };
}
