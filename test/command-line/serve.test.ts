// `artifacts serve` in a process of its own: it says where it is, serves until a signal ends it, and says what is wrong with a port.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { newFolder } from '../support/stored.js';
import { artifacts, installed } from './installed.js';
import { exampleStore } from './store.js';

const cwd = await exampleStore();

interface Serving {
  readonly child: ChildProcess;
  /** The first line of standard output. */
  readonly line: string;
}

/** Starts the command, and waits for its first line. */
async function serving(t: ExecutionContext, ...args: string[]): Promise<Serving> {
  const child = spawn(installed, ['serve', '--port', '0', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let written = '';
  for await (const bytes of child.stdout) {
    written += bytes;
    if (written.endsWith('\n')) break;
  }
  return { child, line: written.trimEnd() };
}

async function pageAt(url: string): Promise<string> {
  const [response] = await once(get(url, { agent: false }), 'response');
  return text(response);
}

test('it prints the address of the first page, and serves the folder of the artifacts', async (t) => {
  const { line } = await serving(t);
  t.regex(line, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const page = JSON.parse(await pageAt(`${line}page.json`));
  t.is(page.root, join('artifacts', 'exploratory'));
  t.deepEqual(
    page.overview.procedures.map(({ name, count }: { name: string; count: number }) => [name, count]),
    [
      ['ChangePointDetection', 30],
      ['EarlyWarning', 8],
      ['GridModel', 6],
      ['MultimodalityDetection', 19],
    ],
  );
});

test('with --json, it prints an object with the address', async (t) => {
  const { line } = await serving(t, '--json');
  const { type, url, ...others } = JSON.parse(line);
  t.is(type, 'serving');
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  t.deepEqual(others, { root: join('artifacts', 'exploratory') });
});

test('every page of an example with awkward values is answered', async (t) => {
  const { line } = await serving(t);
  const { overview } = JSON.parse(await pageAt(`${line}page.json`));
  for (const { name } of overview.procedures) {
    const { tables } = JSON.parse(await pageAt(`${line}page.json?p=${name}`));
    t.regex(await pageAt(`${line}?p=${name}`), /^<!doctype html>/);
    for (const id of tables[0].ids) {
      const { artifacts: shown } = JSON.parse(await pageAt(`${line}page.json?a=${id}`));
      t.is(shown[0].id, id);
      t.regex(await pageAt(`${line}?a=${id}`), /^<!doctype html>/);
    }
  }
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  test(`${signal} ends it at once, with ${code}, also while connections are open`, async (t) => {
    const { child, line } = await serving(t);
    const sockets = [0, 1].map(() => connect(Number(new URL(line).port), '127.0.0.1').on('error', () => {}));
    for (const socket of sockets) await once(socket, 'connect');
    sockets[0]?.write('GET / HTTP/1.1\r\n');
    child.kill(signal);
    const [exitCode] = await once(child, 'exit');
    t.is(exitCode, code);
    for (const socket of sockets) socket.destroy();
  });

/** Takes a port. */
async function taken(t: ExecutionContext): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as { port: number }).port;
}

test('a port that is taken is a failure that says what to type', async (t) => {
  const port = await taken(t);
  t.deepEqual(await artifacts(['serve', '--port', String(port)], { cwd }), {
    stdout: '',
    stderr: `Port ${port} is taken, perhaps by another artifacts serve. To take any free one, write\n  artifacts serve --port 0\n`,
    exitCode: 2,
  });
  const { stderr } = await artifacts(['serve', '--port', String(port), '--json'], { cwd });
  t.is(JSON.parse(stderr).code, 'PORT');
});

for (const port of ['', 'http', '-1', '65536', '1e3', '80.5', '0x50', '123456'])
  test(`what is no port is refused: ${JSON.stringify(port)}`, async (t) => {
    t.deepEqual(await artifacts(['serve', `--port=${port}`], { cwd }), {
      stdout: '',
      stderr: `--port ${port} is no port. Write for example --port 8080, or --port 0 for any free one.\n`,
      exitCode: 2,
    });
  });

test('without a folder of artifacts, nothing is served', async (t) => {
  const { stdout, stderr, exitCode } = await artifacts(['serve', '--port', '0'], { cwd: await newFolder() });
  t.is(stdout, '');
  t.regex(stderr, /^There is no folder artifacts\/exploratory here\./);
  t.is(exitCode, 2);
});
