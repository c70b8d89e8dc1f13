import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy between a client and a server. */
export interface Proxy {
  readonly endpoint: string;
  /** How many answers were not passed on. */
  readonly cuts: number;
  close(): void;
}

/**
 * Starts a TCP proxy that passes on every request, and ends the connection in place of every so many answers: the server has then done
 * what was asked, and the client does not know it.
 */
export async function cuttingProxy(target: string, every: number): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let [answers, cuts] = [0, 0];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
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
      isAnswering = false;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isAnswering && ++answers % every === 0) {
        cuts++;
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
      return cuts;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
