import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy between a client and a server. */
export interface Proxy {
  readonly endpoint: string;
  /** How many answers were not passed on. */
  readonly cuts: number;
  close(): void;
}

/** The line that a request begins with: the method and what is asked for. */
const REQUEST_LINE = /^[A-Z]+ \S+ HTTP/;

/**
 * Starts a TCP proxy that passes on every request, and ends the connection in place of the first answers to each request line: the
 * server has then done what was asked, and the client does not know it.
 *
 * @param times - how many answers to a request line are not passed on, so that a client that asks once more than that has an answer.
 */
export async function cuttingProxy(target: string, times: number): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const cutsOf = new Map<string, number>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let line = '';
    let isAnswering = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          upstream.destroy();
        });
    }
    client.on('data', (bytes) => {
      line = REQUEST_LINE.exec(bytes.toString('latin1', 0, 4096))?.[0] ?? line;
      isAnswering = false;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      const cuts = cutsOf.get(line) ?? 0;
      if (!isAnswering && cuts < times) {
        cutsOf.set(line, cuts + 1);
        client.destroy();
        return;
      }
      isAnswering = true;
      client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return [...cutsOf.values()].reduce((sum, cuts) => sum + cuts, 0);
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
