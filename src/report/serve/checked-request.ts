import type { IncomingMessage } from 'node:http';
import { LiveRefusal } from '../gathering/live-refusal.js';

// Any page in a browser can send requests to a server on this machine, and with a name that leads to 127.0.0.1 it could read the answers.
// So every request has to name this server as its host, and must not come from another site.

/** The names of this machine in an address. */
const HOST_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Checks that a request reads something, that it is meant for this server, and that no page of another site sends it.
 *
 * @param port - the port of this server.
 * @throws LiveRefusal for any other request.
 * @see https://owasp.org/www-community/attacks/DNS_Rebinding
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function checkRequest({ method, url = '', headers, rawHeaders }: IncomingMessage, port: number): void {
  const hosts = HOST_NAMES.map((name) => `${name}:${port}`);
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  const hostCount = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hostCount > 1 || !hosts.includes(host.toLowerCase()))
    throw new LiveRefusal(421, `This server is called ${hosts.join(' or ')}, and by no other name.`);
  if (origin !== undefined && !hosts.some((name) => origin === `http://${name}`))
    throw new LiveRefusal(403, 'Another site has asked for this, which only pages of this server may.');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new LiveRefusal(403, 'Another site leads here. Type or paste the address instead.');
  if (method !== 'GET' && method !== 'HEAD') throw new LiveRefusal(405, 'This server answers GET and HEAD alone.');
  if (!url.startsWith('/'))
    throw new LiveRefusal(400, `found no path in the request, expected one that begins with /.`);
}
