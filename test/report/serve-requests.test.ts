// The server reads, and only for pages of its own: whatever is sent to it, nothing outside of the listing is read, and it goes on running.

import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { FileStorage } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import { saveScans } from './scans.js';
import { served } from './served.js';

/** Stands in files that are no artifacts. */
const SECRET = 'nobody-may-read-this';

/** Makes a folder with two artifacts, and with secrets in it and beside it. */
async function rootWithSecrets(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts');
  await saveScans(new FileStorage(root), 0, 2);
  await mkdir(join(root, 'Other'));
  for (const path of ['secret.json', 'artifacts/secret.json', 'artifacts/Scan/.secret', 'artifacts/Other/secret.json'])
    await writeFile(join(folder, path), `{"secret": "${SECRET}"}`);
  return root;
}

const root = await rootWithSecrets();

/** The addresses that are answered. */
const ADDRESSES = [
  '/',
  '/?p=Scan',
  '/page.json',
  '/page.json?p=Scan',
  '/array.json?a=00000000&zoom=/curve:0..1',
  '/changes.json',
];

test('every answer forbids to keep it, to frame it, to guess its type, to read it elsewhere, and to run or load anything else', async (t) => {
  const { ask } = await served(t, root);
  for (const path of [...ADDRESSES, '/nothing', '/%00']) {
    const { headers } = await ask(path);
    const policy = headers['content-security-policy'] as string;
    for (const part of ["default-src 'none'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'"])
      t.true(policy.split('; ').includes(part), `${path} ${part}`);
    t.is(headers['x-content-type-options'], 'nosniff');
    t.is(headers['x-frame-options'], 'DENY');
    t.is(headers['referrer-policy'], 'no-referrer');
    t.is(headers['cross-origin-resource-policy'], 'same-origin');
    t.is(headers['cross-origin-opener-policy'], 'same-origin');
    t.is(headers['cache-control'], 'no-store');
    t.is(headers['access-control-allow-origin'], undefined);
  }
});

test('the policy of a document and that of its header allow the same', async (t) => {
  const { ask } = await served(t, root);
  const { body, headers } = await ask('/');
  const [, inDocument = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(body) ?? [];
  t.is(headers['content-security-policy'], `${inDocument.replaceAll('&#39;', "'")}; frame-ancestors 'none'`);
});

test('the names of this machine with the port are its hosts, and no others', async (t) => {
  const { ask, port } = await served(t, root);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    for (const path of ADDRESSES.slice(0, 4)) t.is((await ask(path, { headers: { host } })).status, 200, host + path);
  const others = [
    'localhost',
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `evil.test:${port}`,
    `localhost.evil.test:${port}`,
  ];
  others.push(
    `evil.test@localhost:${port}`,
    `localhost:${port}.evil.test`,
    `0.0.0.0:${port}`,
    `127.1:${port}`,
    `[::]:${port}`,
  );
  for (const host of others) {
    for (const path of ADDRESSES) {
      const { status, body } = await ask(path, { headers: { host } });
      t.is(status, 421, `${host} ${path}`);
      t.false(body.includes('Scan'));
    }
  }
});

test('no other site is answered, whatever it asks for', async (t) => {
  const { ask, port } = await served(t, root);
  const others: Record<string, string>[] = [
    { origin: 'http://evil.test' },
    { origin: 'null' },
    { origin: `https://127.0.0.1:${port}` },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: `http://127.0.0.1:${port}.evil.test` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of others) {
    for (const path of [...ADDRESSES, '/nothing']) {
      const { status, body } = await ask(path, { headers });
      t.is(status, 403, `${JSON.stringify(headers)} ${path}`);
      t.false(body.includes('Scan'));
    }
  }
  const own: Record<string, string>[] = [
    { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' },
    { origin: `http://localhost:${port}` },
    { 'sec-fetch-site': 'none' },
  ];
  for (const headers of own) t.is((await ask('/page.json', { headers })).status, 200, JSON.stringify(headers));
});

test('GET and HEAD are answered, and every other method is refused', async (t) => {
  const { ask } = await served(t, root);
  for (const path of ADDRESSES.slice(0, 4)) {
    const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })];
    t.is(head.status, 200);
    t.is(head.body, '');
    t.is(head.headers['content-type'], get.headers['content-type']);
    t.is(head.headers['content-length'], String(Buffer.byteLength(get.body)));
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE']) {
    const { status, headers } = await ask('/', { method });
    t.is(status, 405, method);
    t.is(headers.allow, 'GET, HEAD');
  }
});

/** Paths that lead to files on other servers, and what this one answers. */
const HOSTILE_PATHS: readonly (readonly [path: string, status: number])[] = [
  ['/secret.json', 404],
  ['/../secret.json', 404],
  ['/..%2fsecret.json', 404],
  ['/%2e%2e/secret.json', 404],
  ['/Scan/../../secret.json', 404],
  ['/Scan/.secret', 404],
  ['/artifacts', 404],
  ['//evil.test/', 404],
  ['/\\evil.test', 404],
  ['/%00', 404],
  ['/page.json/', 404],
  ['/page.json%3Fp=Scan', 404],
  ['/PAGE.JSON', 404],
  ['/favicon.ico', 404],
  ['/.git/config', 404],
  ['/etc/passwd', 404],
  ['/?p=..', 404],
  ['/?p=../Scan', 404],
  ['/?p=Scan/..', 404],
  ['/?p=%2e%2e%2fartifacts%2fScan', 404],
  ['/?p=Scan%00', 404],
  ['/?p=__proto__', 404],
  ['/?p=constructor', 404],
  ['/?p=Other', 404],
  ['/?p=', 404],
  ['/?a=../secret', 404],
  ['/?a=..%2fsecret.json', 404],
  ['/?a=%00', 404],
  ['/?a=__proto__', 404],
  ['/?a=', 404],
  ['/?c=../a,../b', 404],
  ['/?c=1', 404],
  ['/?p=%E0%A4%A', 404],
  ['/?%', 200],
  ['/?p=Scan&from=-1', 200],
  ['/?p=Scan&from=999999999', 200],
  ['/?p=Scan&from=1e9', 200],
  ['/?p=Scan&sort=__proto__', 200],
  ['/?p=Scan&q=__proto__%3D1', 200],
  ['/?p=Scan&q=%00%27%22%3C%3E', 200],
  ['/?p=Scan&q=(((((%5B%5B%5B%2B%2B%2B', 200],
  ['/array.json', 400],
  ['/array.json?p=Scan', 400],
  ['/array.json?a=../x&zoom=/curve:0..1', 404],
  [`/?q=${'x'.repeat(10_000)}`, 200],
];

for (const [path, expected] of HOSTILE_PATHS)
  test(`no path becomes one on disk: ${path.slice(0, 60)}`, async (t) => {
    const { ask, faults } = await served(t, root);
    const { status, body } = await ask(path);
    t.is(status, expected);
    t.false(body.includes(SECRET));
    t.false(/\bat .*\.js:\d+/.test(body), 'a stack');
    t.deepEqual(faults, []);
    t.is((await ask('/changes.json')).status, 200);
  });

test('a condition of a hundred thousand characters, and a filter of thousands of conditions, are too long to be asked', async (t) => {
  const { ask } = await served(t, root);
  const { status } = await ask(`/?p=Scan&q=${'n%3D1%20'.repeat(10_000)}`);
  t.is(status, 431);
  t.is((await ask('/')).status, 200);
});

const HOST = 'Host: 127.0.0.1:PORT';

/** The answer, or none: the server closes the connection while the client still sends, and the system may then drop the answer. */
const TOO_LARGE = /^(?:HTTP\/1.1 431 .*|)$/;

/** Bytes that are no request of a browser, and what the first line of the answer is. */
const GARBAGE: readonly (readonly [what: string, bytes: string | Uint8Array, answer: RegExp])[] = [
  ['nothing', '', /^$/],
  ['random bytes', Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256), /^HTTP\/1.1 400 /],
  ['a TLS handshake', Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3), /^HTTP\/1.1 400 /],
  ['a request without an end', `GET / HTTP/1.1\r\n${HOST}\r\n`, /^(?:HTTP\/1.1 400 .*|)$/],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /],
  ['no host in HTTP 1.0', 'GET / HTTP/1.0\r\n\r\n', /^HTTP\/1.1 421 /],
  ['two hosts', `GET / HTTP/1.1\r\n${HOST}\r\nHost: evil.test\r\n\r\n`, /^HTTP\/1.1 4\d\d /],
  ['a whole address', `GET http://evil.test/ HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 400 /],
  ['a whole address of this server', `GET http://127.0.0.1:PORT/ HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 400 /],
  ['a file address', `GET file:///etc/passwd HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 400 /],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 4\d\d /],
  ['a tunnel', `CONNECT evil.test:443 HTTP/1.1\r\n${HOST}\r\n\r\n`, /^(?:HTTP\/1.1 4\d\d .*|)$/],
  ['a NUL in the path', `GET /\0 HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 400 /],
  ['dots in the path', `GET /../../secret.json HTTP/1.1\r\n${HOST}\r\n\r\n`, /^HTTP\/1.1 404 /],
  ['an address of 100 kB', `GET /?q=${'x'.repeat(100_000)} HTTP/1.1\r\n${HOST}\r\n\r\n`, TOO_LARGE],
  ['a header of 100 kB', `GET / HTTP/1.1\r\n${HOST}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, TOO_LARGE],
  ['50,000 headers', `GET / HTTP/1.1\r\n${HOST}\r\n${'a: b\r\n'.repeat(50_000)}\r\n`, TOO_LARGE],
  ['a line feed in a header', `GET / HTTP/1.1\r\n${HOST}\r\nX: a\n b: c\r\n\r\n`, /^HTTP\/1.1 \d\d\d /],
  ['two lengths', `GET / HTTP/1.1\r\n${HOST}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`, /^HTTP\/1.1 400 /],
  [
    'a length and chunks',
    `GET / HTTP/1.1\r\n${HOST}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    /^HTTP\/1.1 400 /,
  ],
  [
    'another protocol',
    `GET / HTTP/1.1\r\n${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    /^(?:HTTP\/1.1 200 .*|)$/,
  ],
  [
    'garbage behind a request',
    `GET /changes.json HTTP/1.1\r\n${HOST}\r\n\r\n\u0001\u0002 garbage\r\n\r\n`,
    /^HTTP\/1.1 (?:200|400) /,
  ],
];

for (const [what, bytes, answer] of GARBAGE)
  test(`what is no request is refused, and the server goes on: ${what}`, async (t) => {
    const { send, port, ask, faults } = await served(t, root);
    const received = await send(typeof bytes === 'string' ? bytes.replaceAll('PORT', String(port)) : bytes);
    t.regex(received.split('\r\n')[0] as string, answer);
    t.false(received.includes(SECRET));
    t.is((await ask('/changes.json')).status, 200);
    t.deepEqual(faults, []);
  });

test('requests that are sent one behind the other are answered in their order', async (t) => {
  const { send, port } = await served(t, root);
  const one = (path: string, end = '') => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${end}\r\n`;
  const last = one('/page.json?p=None', 'Connection: close\r\n');
  const received = await send(one('/nothing') + one('/changes.json') + one('/../x') + last, 'waits');
  t.deepEqual(received.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 404', 'HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 404']);
});

test('clients that hang up, or send nothing, keep nobody from being answered', async (t) => {
  const { port, ask, faults, close } = await served(t, root);
  const sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  for (const [index, socket] of sockets.entries()) {
    socket.write('GET /page.json?p=Scan HTTP/1.1\r\nHost: ');
    if (index % 2 === 0) socket.write(`127.0.0.1:${port}\r\n\r\n`, () => socket.destroy());
  }
  t.is((await ask('/page.json?p=Scan')).status, 200);
  t.deepEqual(faults, []);
  await close();
  await t.throwsAsync(ask('/'), { code: 'ECONNREFUSED' });
});

test('the server listens on 127.0.0.1 alone', async (t) => {
  const { url, port } = await served(t, root);
  t.is(url, `http://127.0.0.1:${port}/`);
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const socket = connect(port, '127.0.0.2');
    socket.on('connect', () => resolve(undefined));
    socket.on('error', resolve);
  });
  t.truthy(error);
});
