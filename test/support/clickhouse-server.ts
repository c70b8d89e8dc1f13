import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { SentStatement, SessionAnswer } from './clickhouse-session-process.js';
import { newFolder } from './stored.js';

const USER = 'lab';
const PASSWORD = 'p@ss:word/%';

const TOO_FEW_RIGHTS =
  'Code: 516. DB::Exception: lab: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED) (version 26.7.2.1)';

/** A server of ClickHouse. */
export interface ClickhouseServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The address with its user and password. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** The statements of all sessions, in the order in which they came. */
  readonly statements: string[];
  /** Those whose connection was closed by the client before they had their answer. */
  readonly abandoned: string[];
  /** The number of sessions that have not ended. */
  readonly sessions: number;
  /** Says of a statement whether the connection ends before it runs or amid its answer, or whether a half of the answer is sent as the whole. */
  cuts: (sql: string) => 'before' | 'amid' | 'short' | undefined;
  /** How many of the last lines that are sent get lost. */
  loses: number;
  /** Runs statements in a session of their own, and returns the lines of JSON that the last one answers. */
  run(statements: readonly string[]): Promise<string>;
  close(): void;
}

/**
 * Starts a server that speaks the HTTP of ClickHouse, because no package of this system has a server that is new enough: each session is a
 * process with ClickHouse as a library. It has one user, and answers when a statement has ended, as `wait_end_of_query` says.
 *
 * @see https://clickhouse.com/docs/interfaces/http
 */
export async function clickhouseServer(): Promise<ClickhouseServer> {
  const sessions = new Map<string, Promise<ChildProcess>>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  const started: ClickhouseServer = {
    origin: '',
    address: '',
    user: USER,
    password: PASSWORD,
    statements: [],
    abandoned: [],
    get sessions() {
      return sessions.size;
    },
    cuts: () => undefined,
    loses: 0,
    run: async (statements) => {
      const session = await newSession();
      let text = '';
      for (const sql of statements) {
        const answered = await answerOf(session, { sql, format: 'JSONEachRow' });
        if ('fault' in answered) throw new Error(`${sql}: ${answered.fault}`);
        text = answered.text;
      }
      session.kill('SIGKILL');
      return text;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
      for (const each of sessions.values()) each.then((session) => session.kill('SIGKILL'));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = new URL(request.url ?? '', 'http://server');
    const given = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    if (given !== `${USER}:${PASSWORD}`) return end(response, 403, TOO_FEW_RIGHTS);
    const query = searchParams.get('query');
    const data = query === null ? undefined : join(await newFolder(), 'data');
    if (data !== undefined) await writeFile(data, withoutLast(await text(request), started.loses));
    const sql = query ?? (await text(request));
    started.statements.push(sql);
    const cut = started.cuts(sql);
    if (cut === 'before') {
      request.socket.destroy();
      return;
    }
    const id = searchParams.get('session_id') ?? '';
    if (!sessions.has(id)) sessions.set(id, newSession());
    const session = (await sessions.get(id)) as ChildProcess;
    const format = searchParams.get('default_format') ?? 'TabSeparated';
    response.on('close', () => {
      if (!response.writableEnded) started.abandoned.push(sql);
    });
    const answered = await answerOf(session, { sql, format, ...(data === undefined ? {} : { data }) });
    if ('fault' in answered) end(response, 500, answered.fault);
    else {
      const isCompressed = searchParams.get('enable_http_compression') === '1';
      if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
      const body = isCompressed ? gzipSync(answered.text) : Buffer.from(answered.text);
      if (cut === 'amid') response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
      else response.end(cut === 'short' ? body.subarray(0, body.length / 2) : body);
    }
    if (searchParams.get('close_session') === '1') {
      sessions.delete(id);
      session.kill('SIGKILL');
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const user = `${USER}:${encodeURIComponent(PASSWORD)}`;
  return Object.assign(started, { origin: `http://127.0.0.1:${port}`, address: `http://${user}@127.0.0.1:${port}` });
}

/** Returns a text of lines without the last ones. */
const withoutLast = (lines: string, count: number): string => lines.replace(new RegExp(`(?:.*\\n){${count}}$`), '');

function end(response: ServerResponse, status: number, body: string): void {
  const code = /^Code: (\d+)/.exec(body)?.[1];
  if (status !== 200 && code !== undefined) response.setHeader('X-ClickHouse-Exception-Code', code);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=UTF-8' }).end(body);
}

async function answerOf(session: ChildProcess, statement: SentStatement): Promise<SessionAnswer> {
  session.send(statement);
  const [answer] = await once(session, 'message');
  return answer;
}

/** Starts the process of a session, which has its own memory of tables and settings. */
async function newSession(): Promise<ChildProcess> {
  const session = fork(new URL('./clickhouse-session-process.js', import.meta.url), [join(await newFolder(), 'data')], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(session, 'message');
  return session;
}
