// The process that runs ClickHouse. It is a process of its own, so that what a statement does to it, or to the memory that it takes, is one
// error of the command. ClickHouse crashes in a thread of a worker, and cannot be interrupted: its process is ended instead.

import { answerRequests } from '../child.js';
import { loadFault } from '../load-fault.js';
import type { ClickhouseRequests } from './clickhouse-requests.js';
import { HEAD_LINES, RESULT_FORMAT, ResultLines } from './result-lines.js';

/** What is used of chdb. It is installed only where it is wanted, so the compiler must not look for it. */
interface Library {
  readonly Session: new (folder: string) => Session;
}

interface Session {
  query(sql: string, format?: string): string;
  queryStream(sql: string, options: { readonly format: string }): AsyncIterable<Chunk>;
}

interface Chunk {
  raw(): Uint8Array;
}

const PACKAGE: string = 'chdb';

let library: Library;
let session: Session;
let result: ResultLines;

answerRequests<ClickhouseRequests>(
  {
    load: () =>
      loadFault(async () => {
        library = await import(PACKAGE);
      }),

    async open(folder) {
      session = new library.Session(folder);
    },

    async run(statements) {
      for (const sql of statements) session.query(sql);
    },

    async texts(sql) {
      const rows = linesOf(session.query(sql, 'JSONCompactEachRow'));
      return rows.map((row) => JSON.parse(row)[0] as string);
    },

    async select(sql) {
      // Only a SELECT comes some rows at a time.
      const chunks = sql.startsWith('DESCRIBE')
        ? whole(session.query(sql, RESULT_FORMAT))
        : session.queryStream(sql, { format: RESULT_FORMAT });
      result = await ResultLines.of(linesOfEach(chunks));
      return result.columns;
    },

    async next() {
      return result.next();
    },
  },
  (message) => message.replace(/^(?:Query failed: )?(?:Code: \d+\. DB::Exception: )*/, ''),
);

async function* whole(text: string): AsyncGenerator<Chunk> {
  yield { raw: () => Buffer.from(text) };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Yields the lines of chunks, each of which has whole lines and begins with the names and types of the columns: these once. */
async function* linesOfEach(chunks: AsyncIterable<Chunk>): AsyncGenerator<readonly string[]> {
  let head: readonly string[] | undefined;
  for await (const chunk of chunks) {
    const lines = linesOf(Buffer.from(chunk.raw()).toString());
    if (head?.some((line, index) => line !== lines[index]))
      throw new Error('a part of the answer has other columns than the first one');
    yield head === undefined ? lines : lines.slice(HEAD_LINES);
    head ??= lines.slice(0, HEAD_LINES);
  }
}
