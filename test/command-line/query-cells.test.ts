// Every cell of every table equals what its file has, by a reader of JSON that shares nothing with the library.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { NumberToken, readTokens, type Token } from '../support/json-tokens.js';
import { inSeries, needs } from '../support/needs.js';
import { allTypesStore } from './all-types-store.js';
import type { Call, Ran } from './installed.js';
import { withClickhouse } from './with-clickhouse.js';
import { withDuckdb } from './with-duckdb.js';
import { endServer, onServer } from './with-server.js';

const cwd = await allTypesStore();
const ROOT = 'artifacts/exploratory';

/** An engine, and how it is asked. */
interface Engine {
  readonly name: string;
  /** Runs `artifacts query` with some words. */
  readonly query: (words: readonly string[], call: Call) => Promise<Ran>;
  readonly test: ReturnType<typeof inSeries>;
  /** The places of values that the engine has as a text of JSON. */
  readonly asText: RegExp;
}

const withChdb = inSeries(await needs('chdb'));
const asText = /^(?:any|mixed|wide|far|exact|beyond\/\d+|input_parameters(?:\/nested\/a\/\d+)?)$/;

const ENGINES: readonly Engine[] = [
  {
    name: 'DuckDB',
    query: (words, call) => withDuckdb(['query', '--engine', 'duckdb', ...words], call),
    test: test.serial,
    asText: /^$/,
  },
  {
    name: 'ClickHouse',
    query: (words, call) => withClickhouse(['query', '--engine', 'clickhouse', ...words], call),
    test: withChdb,
    asText,
  },
  { name: 'a server of ClickHouse', query: onServer, test: withChdb, asText },
];
test.after.always(endServer);

/** Returns the rows of an answer by their paths. */
async function rowsOf({ query }: Engine, sql: string): Promise<Map<string, Map<string, Token>>> {
  const { stdout, stderr, exitCode } = await query(['--json', sql], { cwd });
  if (exitCode !== 0) throw new Error(stderr);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => readTokens(line) as Map<string, Token>);
  return new Map(rows.map((row) => [row.get('_path') as string, row]));
}

async function filesOf(procedure: string): Promise<Map<string, Map<string, Token>>> {
  const names = (await readdir(join(cwd, ROOT, procedure))).sort();
  const read = async (name: string) => {
    const path = join(ROOT, procedure, name);
    return [path, readTokens(await readFile(join(cwd, path), 'utf8')) as Map<string, Token>] as const;
  };
  return new Map(await Promise.all(names.map(read)));
}

let numbers = 0;

/**
 * Compares a value of a file with one of an answer: numbers by their values, with the sign of zero.
 *
 * @param at - the place of the value in its artifact.
 */
function same(
  t: ExecutionContext,
  engine: Engine,
  file: Token | undefined,
  found: Token | undefined,
  at: string,
): void {
  const answer = engine.asText.test(at) && typeof found === 'string' ? readTokens(found) : found;
  if (file instanceof NumberToken) {
    numbers++;
    if (!(answer instanceof NumberToken)) {
      t.fail(`${at}: ${file.text} became ${String(answer)}`);
      return;
    }
    const isInteger = [file, answer].every(({ text }) => /^-?\d+$/.test(text) && text !== '-0');
    if (isInteger) t.is(BigInt(answer.text), BigInt(file.text), at);
    else if (Number.isFinite(Number(file.text))) t.is(Number(answer.text), Number(file.text), at);
    else t.is(answer.text, file.text, at);
  } else if (Array.isArray(file)) {
    if (!Array.isArray(answer)) {
      t.fail(`${at}: a list became ${String(answer)}`);
      return;
    }
    t.is(answer.length, file.length, at);
    for (const [index, item] of file.entries()) same(t, engine, item, answer[index], `${at}/${index}`);
  } else if (file instanceof Map) {
    if (!(answer instanceof Map)) {
      t.fail(`${at}: an object became ${String(answer)}`);
      return;
    }
    for (const key of new Set([...file.keys(), ...answer.keys()]))
      same(t, engine, file.get(key), answer.get(key), `${at}/${key}`);
  } else t.is(answer ?? null, file ?? null, at);
}

for (const engine of ENGINES)
  for (const procedure of ['All-types', 'Plain'])
    engine.test(`${engine.name}: each cell of ${procedure} has the value of its file, to the last bit`, async (t) => {
      numbers = 0;
      const files = await filesOf(procedure);
      const rows = await rowsOf(engine, `SELECT * FROM "${procedure}" ORDER BY _path`);
      t.deepEqual([...rows.keys()], [...files.keys()]);
      for (const [path, file] of files) {
        const row = rows.get(path) as Map<string, Token>;
        const artifact = file.get('$artifact') as Map<string, Token> | undefined;
        t.is(row.get('_seal'), (artifact?.get('sha256') as string) ?? null);
        t.regex(row.get('_id') as string, /^[0-9a-f]{8}$/);
        const time = (text: unknown) =>
          Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text as string) ? (text as string) : `${text}Z`);
        t.is(time(row.get('timestamp')), time(file.get('timestamp')));
        for (const key of new Set([...file.keys(), ...row.keys()]))
          if (!['$artifact', 'timestamp', '_id', '_path', '_seal'].includes(key))
            same(t, engine, file.get(key), row.get(key), key);
      }
      t.true(numbers > (procedure === 'Plain' ? 10 : 3800), String(numbers));
    });

test.serial('--sql prints views of DuckDB over the files themselves, which have the same rows', async (t) => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { stdout, stderr } = await withDuckdb(['query', '--sql', 'FROM "All-types"'], { cwd });
  t.is(stderr, '');
  t.true(stdout.endsWith('\nFROM "All-types";\n'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const statements = stdout
    .replace(/^--.*\n/gm, '')
    .split(/;\n/)
    .filter((each) => each.trim() !== '');
  for (const each of statements.slice(0, -1)) await connection.run(each);
  const columns = '* EXCLUDE (_path)';
  const found = await connection.runAndReadAll(
    `SELECT to_json(list(t ORDER BY _id))::VARCHAR FROM (SELECT ${columns} FROM "All-types") t`,
  );
  const own = await withDuckdb(
    [
      'query',
      '--csv',
      '--raw',
      `SELECT to_json(list(t ORDER BY _id))::VARCHAR j FROM (SELECT ${columns} FROM "All-types") t`,
    ],
    { cwd },
  );
  t.is(`j\r\n"${String(found.getRows()[0]?.[0]).replaceAll('"', '""')}"\r\n`, own.stdout);
  t.regex(stdout, /^-- Spark: a recipe, which was not run\./m);
  t.regex(stdout, /^-- Trino: a recipe, which was not run,/m);
});
