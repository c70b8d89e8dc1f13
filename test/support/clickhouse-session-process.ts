// One session of the server in clickhouse-server.ts: ClickHouse itself, with tables of somebody else's in its database, and settings.

const PACKAGE: string = 'chdb';

/** A statement, and the file of the data that was sent after it. */
export interface SentStatement {
  readonly sql: string;
  /** The format of the answer, if the statement names none. */
  readonly format: string;
  readonly data?: string;
}

/** What ClickHouse says: its answer, or the text of its error. */
export type SessionAnswer = { readonly text: string } | { readonly fault: string };

const [folder] = process.argv.slice(2);
const { Session } = await import(PACKAGE);
const session = new Session(folder);
for (const sql of [
  'CREATE DATABASE lab ENGINE = Memory',
  'USE lab',
  'DROP DATABASE default',
  'CREATE TABLE salaries (amount Int64) ENGINE = Memory',
  'INSERT INTO salaries VALUES (42)',
  'CREATE TABLE j (id Int64, amount Int64) ENGINE = Join(ANY, LEFT, id)',
  'INSERT INTO j VALUES (1, 42)',
  "CREATE OR REPLACE FUNCTION readf AS x -> file('/etc/hostname') || toString(x)",
  // What a user's profile may have.
  "SET max_result_rows = 1000000, max_block_size = 5000, result_overflow_mode = 'break', transform_null_in = 1, join_use_nulls = 1",
])
  session.query(sql);

const FROM_INPUT = /\binput\(('(?:[^'\\]|\\.)*')\) FORMAT (\w+)$/s;

process.on('message', ({ sql, format, data }: SentStatement) => {
  // The library has no data after a statement: it reads the same data, in the same format, from a file.
  const statement = sql.replace(FROM_INPUT, (_, structure, ofData) => `file('${data}', '${ofData}', ${structure})`);
  let answer: SessionAnswer;
  try {
    answer = { text: session.query(statement, format) };
  } catch (error) {
    answer = { fault: (error as Error).message.replace(/^Query failed: /, '') };
  }
  process.send?.(answer);
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.({ text: '' } satisfies SessionAnswer);
