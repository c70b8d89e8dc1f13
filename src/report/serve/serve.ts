import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Store } from '../../display/store.js';
import { LivePages } from '../gathering/live-pages.js';
import { type Answer, answerTo, type OnFault, plainText, refusalOf } from './answer.js';
import { checkRequest } from './checked-request.js';
import { RESPONSE_HEADERS } from './response-headers.js';

/** How artifacts are served. */
export interface ServeOptions {
  /** The port of 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Ends the server and its open connections when it aborts. */
  readonly signal?: AbortSignal;
  readonly onFault: OnFault;
}

/** A server that runs. */
export interface Served {
  /** The address of its first page. */
  readonly url: string;
  /** Ends the server and its open connections. */
  close(): Promise<void>;
}

/** Only programs of this machine reach this address. */
const LOOPBACK = '127.0.0.1';

/** What a client may take that sends slowly, much, or nothing. Units: milliseconds, bytes. */
const SERVER_OPTIONS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 1 << 14,
};

/** Units: milliseconds. A connection on which nothing moves for so long is closed. */
const IDLE_TIME = 60_000;

/** The greatest number of open connections. A browser opens 6. */
const MOST_CONNECTIONS = 64;

/**
 * Serves the pages of a store to this machine, for reading alone.
 *
 * @throws Error with the code of the system (`EADDRINUSE`, `EACCES`) if the port cannot be had.
 */
export async function serve(store: Store, { port, signal, onFault }: ServeOptions): Promise<Served> {
  const pages = new LivePages(store);
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    // Nobody needs the content of a request that reads.
    request.resume();
    answerOf(pages, request, onFault)
      .then((answer) => send(request, response, answer))
      .catch((error) => {
        onFault(error);
        response.destroy();
      });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = IDLE_TIME;
  server.on('clientError', refuseGarbage);
  server.listen({ port, host: LOOPBACK, signal });
  await once(server, 'listening');
  signal?.addEventListener('abort', () => server.closeAllConnections());
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerOf(pages: LivePages, request: IncomingMessage, onFault: OnFault): Promise<Answer> {
  try {
    checkRequest(request, request.socket.localPort as number);
  } catch (error) {
    return plainText(refusalOf(error, onFault));
  }
  return answerTo(pages, request.url as string, onFault, () => request.socket.destroyed);
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void {
  const bytes = Buffer.from(body);
  const allow = status === 405 ? { Allow: 'GET, HEAD' } : {};
  response.writeHead(status, { ...RESPONSE_HEADERS, ...allow, 'Content-Type': type, 'Content-Length': bytes.length });
  response.end(method === 'HEAD' ? undefined : bytes);
}

/** What to say of something that is no request. */
const STATUS_OF_GARBAGE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers something that is no request, and ends the connection. */
function refuseGarbage({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  const status = STATUS_OF_GARBAGE[code] ?? '400 Bad Request';
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  else socket.destroy();
}
