// node far-server.js port: stands between clients and a server on this machine, and passes each answer on 100 ms later, as if the server were far
// away. It prints the port that it listens to, and ends with its standard input. It is a program of its own, so that it takes none of the
// client's time.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Units: milliseconds. "Roughly 100-200 milliseconds" is what AWS says of small objects, in its guide to the performance of S3. */
const DELAY = 100;

const port = Number(process.argv[2]);
process.stdin.resume().on('end', () => process.exit());
const server = createServer((client) => {
  const upstream = connect(port, '127.0.0.1');
  client.pipe(upstream);
  upstream.on('data', (bytes) => later(() => client.write(bytes)));
  endTogether(client, upstream);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

const later = (act: () => void): void => void setTimeout(act, DELAY);

/** Ends each of two connections when the other one has ended. */
function endTogether(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) socket.on('error', () => undefined);
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => later(() => client.destroy()));
}
