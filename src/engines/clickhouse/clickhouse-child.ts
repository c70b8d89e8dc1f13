// The process that runs ClickHouse. It is a process of its own, so that what a statement does to it, or to the memory that it takes, is one
// error of the command. ClickHouse crashes in a thread of a worker, and cannot be interrupted: its process is ended instead.

import { answerRequests, loaded } from '../child.js';
import type { ResultColumn, SentRows } from '../messages.js';
import type { ClickhouseRequests } from './clickhouse-requests.js';
import { isNumeric, type ResultType, resultType } from './result-type.js';
import { type JsonValue, sentValue } from './sent-value.js';

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
let types: readonly ResultType[];

answerRequests<ClickhouseRequests>(
  {
    load: () =>
      loaded(async () => {
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
        ? whole(session.query(sql, FORMAT))
        : session.queryStream(sql, { format: FORMAT });
      result = new ResultLines(chunks);
      const [names, texts] = (await result.head()) as [string[], string[]];
      types = texts.map(resultType);
      return names.map((name, index): ResultColumn => ({ name, isNumeric: isNumeric(types[index] as ResultType) }));
    },

    async next() {
      const rows = await result.next();
      return rows.map((row) => row.map((value, index) => sentValue(value, types[index] as ResultType))) as SentRows;
    },
  },
  (message) => message.replace(/^(?:Query failed: )?(?:Code: \d+\. DB::Exception: )*/, ''),
);

const FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

async function* whole(text: string): AsyncGenerator<Chunk> {
  yield { raw: () => Buffer.from(text) };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** The lines of a result, which come some at a time: each time the names of the columns, their types, and then rows. */
class ResultLines {
  readonly #chunks: AsyncIterator<Chunk>;
  #head: readonly string[] = [];
  /** The rows that came together with the head. */
  #rows: readonly string[] = [];

  constructor(chunks: AsyncIterable<Chunk>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the names of the columns and their types. */
  async head(): Promise<unknown[]> {
    const lines = await this.#more();
    if (lines === undefined || lines.length < 2) throw new Error('the answer has no columns');
    this.#head = lines.slice(0, 2);
    this.#rows = lines.slice(2);
    return this.#head.map((line) => JSON.parse(line));
  }

  /** Returns the next rows; none at the end. */
  async next(): Promise<JsonValue[][]> {
    let rows: readonly string[] | undefined = this.#rows;
    this.#rows = [];
    while (rows?.length === 0) rows = this.#withoutHead(await this.#more());
    return rows?.map((row) => JSON.parse(row)) ?? [];
  }

  #withoutHead(lines: readonly string[] | undefined): readonly string[] | undefined {
    if (lines === undefined || this.#head.every((line, index) => line === lines[index])) return lines?.slice(2);
    throw new Error('a part of the answer has other columns than the first one');
  }

  /** Returns the lines of the next chunk, which ends with a whole line; undefined at the end. */
  async #more(): Promise<readonly string[] | undefined> {
    const { value, done } = await this.#chunks.next();
    return done ? undefined : linesOf(Buffer.from(value.raw()).toString());
  }
}
