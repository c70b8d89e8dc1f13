// `artifacts query` answers a SELECT over the artifacts, changes nothing, and reads nothing else.

import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import test from 'ava';
import { Failure } from '../../src/display/failure.js';
import { DUCKDB } from '../../src/engines/duckdb/duckdb.js';
import { tableColumns } from '../../src/engines/table-columns.js';
import { newFolder, sealed } from '../support/stored.js';
import { artifacts, type Ran } from './installed.js';
import { ends, fileWith, longQuery, ROOT, snapshot, storeOf } from './query-store.js';
import { exampleStore } from './store.js';
import { installedWithDuckdb, withDuckdb } from './with-duckdb.js';

const cwd = await exampleStore();

const query = (args: readonly string[], folder = cwd): Promise<Ran> => withDuckdb(['query', ...args], { cwd: folder });

test('a table has the first columns _id, _path and _seal, numbers with all their digits, and texts that are cut', async (t) => {
  const sql = 'SELECT kendall_tau, label, mask, "timestamp", p_value FROM EarlyWarning ORDER BY _path LIMIT 3';
  const { stdout, stderr, exitCode } = await query([sql]);
  t.is(
    stdout,
    `kendall_tau  label            mask               timestamp             p_value
        NaN  plain            [true,false,true]  2026-02-27T15:40:12Z     null
       0.83  порог ≥ 5 µs 😀  [true,false,true]  2026-02-27T14:59:59Z     0.01
   Infinity  esc\\x1b[31mred   [true,false,true]  2026-02-28T06:10:00Z      NaN
`,
  );
  t.is(stderr, 'In EarlyWarning, each timestamp without an offset counts as UTC.\n');
  t.is(exitCode, 0);
  const columns = await query(['DESCRIBE GridModel', '--csv']);
  t.deepEqual(
    columns.stdout.split('\r\n').map((line) => line.replace(/,YES.*/, '')),
    [
      'column_name,column_type,null,key,default,extra',
      '_id,VARCHAR',
      '_path,VARCHAR',
      '_seal,VARCHAR',
      'cell_count,VARCHAR',
      'cell_ids,BIGINT[]',
      'converged,BOOLEAN',
      'input_parameters,"STRUCT(""columns"" BIGINT, ""rows"" BIGINT, step DOUBLE)"',
      'land,BOOLEAN[][]',
      'procedure_name,VARCHAR',
      'procedure_version,VARCHAR',
      'temperature,DOUBLE[][]',
      'timestamp,TIMESTAMP WITH TIME ZONE',
      '',
    ],
  );
});

for (const [sql, json, csv] of [
  [
    "SELECT -0.0::DOUBLE a, 'NaN'::DOUBLE b, '-inf'::FLOAT c, 5e-324 d",
    '{"a":-0.0,"b":"NaN","c":"-Infinity","d":5e-324}',
    '-0.0,NaN,-Infinity,5e-324',
  ],
  [
    'SELECT 9223372036854775807 a, 18446744073709551615 b, sum(x) c FROM (VALUES (9223372036854775807), (9223372036854775807)) t(x)',
    '{"a":9223372036854775807,"b":18446744073709551615,"c":18446744073709551614}',
    '9223372036854775807,18446744073709551615,18446744073709551614',
  ],
  [
    "SELECT 1.50::DECIMAL(10,2) a, TIMESTAMPTZ '2026-02-28 23:00:00.1234+05:45' b, DATE '2026-02-28' c, NULL d",
    '{"a":1.50,"b":"2026-02-28T17:15:00.1234Z","c":"2026-02-28","d":null}',
    '1.50,2026-02-28T17:15:00.1234Z,2026-02-28,',
  ],
  [
    "SELECT [[1, NULL], []] a, {'x': {'y': 0.1::FLOAT}} b, MAP {'k': -0.0::DOUBLE, '': 1} c",
    '{"a":[[1,null],[]],"b":{"x":{"y":0.10000000149011612}},"c":{"k":-0.0,"":1.0}}',
    '"[[1,null],[]]","{""x"":{""y"":0.10000000149011612}}","{""k"":-0.0,"""":1.0}"',
  ],
  [
    "SELECT MAP {1: 'a'} a, '=1' b, '' c, '1'::JSON d, '\"1\"'::JSON e",
    '{"a":[{"key":1,"value":"a"}],"b":"=1","c":"","d":1,"e":"1"}',
    '"[{""key"":1,""value"":""a""}]",=1,"",1,"""1"""',
  ],
] as const)
  test(`an answer is exact in --json and --csv: ${sql}`, async (t) => {
    const [asJson, asCsv] = await Promise.all([query([sql, '--json']), query([sql, '--csv', '--raw'])]);
    t.deepEqual([asJson.stderr, asCsv.stderr], ['', '']);
    t.is(asJson.stdout.replace(/:1(?=\}\})/g, ':1.0'), `${json}\n`);
    t.is(asCsv.stdout.replace(/:1(?=\}")/g, ':1.0').split('\r\n')[1], csv);
  });

test('an answer of many rows comes whole and in order', async (t) => {
  const { stdout, exitCode } = await query(['--csv', 'SELECT range FROM range(5000)']);
  t.is(stdout, `range\r\n${Array.from({ length: 5000 }, (_, index) => `${index}\r\n`).join('')}`);
  t.is(exitCode, 0);
  const table = await query(['SELECT range FROM range(5000)']);
  t.is(table.stdout.split('\n').length, 1002);
  t.is(table.stderr, 'Only the first 1000 rows are shown. All: --json or --csv.\n');
});

const QUOTING = 'A name with other characters than letters, digits and _ stands in double quotes: FROM "a-b".\n';

for (const [args, message, code] of [
  [['FROM Grid.Model'], `There is no procedure "Grid.Model" to ask. Did you mean "GridModel"?\n${QUOTING}`, 2],
  [['FROM Grid-Model'], `DuckDB: Parser Error: syntax error at or near "-"\n${QUOTING}`, 2],
  [[], 'There is no query. Write for example:\n  artifacts query \'SELECT * FROM "PROCEDURE" LIMIT 10\'\n', 2],
  [['SELECT 1', '--csv', '--json'], '--csv and --json are two forms of the answer. Write one of them.\n', 2],
  [['SELECT 1', '--raw'], '--raw is for --csv. In all other forms, texts are as they are.\n', 2],
  [['--sql', '--csv'], '--sql prints statements and no answer. Write it without --csv and --json.\n', 2],
  [['FROM GridMdel'], `There is no procedure "GridMdel" to ask. Did you mean "GridModel"?\n${QUOTING}`, 2],
  [
    ['SELECT convrged FROM GridModel'],
    'DuckDB: Binder Error: Referenced column "convrged" not found in FROM clause!\nCandidate bindings: "converged", "procedure_name", "procedure_version", "input_parameters", "cell_ids"\n\nLINE 1: SELECT convrged FROM GridModel\n               ^\n',
    2,
  ],
  [['SELEC 1'], `DuckDB: Parser Error: syntax error at or near "SELEC"\n${QUOTING}`, 2],
  [["SELECT 'a'::INT \x1b[31m"], `DuckDB: Parser Error: syntax error at or near "\\x1b"\n${QUOTING}`, 2],
  [
    ['SELECT 1 a, 2 a', '--json'],
    'Two columns of the answer are called a. Give one of them another name: AS "other".\n',
    2,
  ],
  [['SELECT 1 WHERE false'], 'The answer has no rows.\n', 0],
  [
    ['SELECT row(1, 2)'],
    'DuckDB: found the members of STRUCT("" INTEGER, "" INTEGER), expected a name for each, and no __proto__\n',
    2,
  ],
] as const)
  test(`query says what is wrong: ${JSON.stringify(args)}`, async (t) => {
    const { stderr, exitCode } = await query(args.map((arg) => (arg === '--json' ? '--json' : arg)));
    const isJson = (args as readonly string[]).includes('--json') && exitCode === 2;
    t.is(isJson ? `${JSON.parse(stderr).message}\n` : stderr, message);
    t.is(exitCode, code);
  });

test('without DuckDB, query says how to install it; --sql needs none', async (t) => {
  const message = 'Queries are run by DuckDB, which is not installed. To install it:\n  npm install @duckdb/node-api\n';
  t.deepEqual(await artifacts(['query', 'SELECT 1'], { cwd }), { stdout: '', stderr: message, exitCode: 2 });
  const { stdout, exitCode } = await artifacts(['query', '--sql'], { cwd });
  t.regex(stdout, /^CREATE VIEW "EarlyWarning" AS SELECT /m);
  t.is(exitCode, 0);
});

test('query says that there are no artifacts: in the folder, or of a procedure', async (t) => {
  const empty = await storeOf({});
  await mkdir(join(empty, ROOT), { recursive: true });
  t.is((await query(['SELECT 1'], empty)).stderr, `There are no artifacts in ${ROOT} yet.\n`);
  await mkdir(join(empty, ROOT, 'Foo'));
  t.is((await query(['FROM Foo'], empty)).stderr, `There is no artifact of Foo in ${ROOT}.\n`);
});

test('a query reads only the files of the procedures that it names, or of all if it may ask for others', async (t) => {
  const folder = await storeOf({ Foo: [fileWith('"a":1')], Bar: ['broken'] });
  const named = await query(
    ['WITH x AS (SELECT a FROM foo) SELECT a FROM x JOIN main."Foo" USING (a)', '--csv'],
    folder,
  );
  t.deepEqual(named, { stdout: 'a\r\n1\r\n', stderr: '', exitCode: 0 });
  const all = await query(['SHOW TABLES', '--csv'], folder);
  t.is(all.stdout, 'name\r\nFoo\r\n');
  t.regex(all.stderr, /^\S+Bar\S+ is not an artifact's JSON: /);
  t.true(all.stderr.endsWith('1 file could not be read and is not in the answer.\n'));
  t.is(all.exitCode, 1);
  t.is((await query(["SELECT a FROM query_table('Foo')", '--csv'], folder)).stdout, 'a\r\n1\r\n');
});

test('a file that cannot be read exactly is named and counted, and the others are in the answer', async (t) => {
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const deep = `${'['.repeat(505)}1${']'.repeat(505)}`;
  const folder = await storeOf({
    Foo: [
      fileWith('"a":1'),
      fileWith(`"a":2,"x":${nested}`),
      fileWith(`"a":3,"x":${deep}`),
      fileWith('"a":4,"a":5'),
      `[${fileWith('"a":6')}]`,
      fileWith('"a":7,"x":"\\ud800"'),
      fileWith('"a":8,"x":9007199254740993.0'),
      fileWith('"a":9').slice(0, -1),
      fileWith(`"a":10,"x":{"${'k'.repeat(100_000)}":[1]}`),
      '',
    ],
  });
  const grid = join(cwd, ROOT, 'GridModel');
  const [name = ''] = await readdir(grid);
  const text = await readFile(join(grid, name), 'utf8');
  await mkdir(join(folder, ROOT, 'Grid'));
  await writeFile(join(folder, ROOT, 'Grid', name), sealed(Buffer.from(text.replace('[true,false,', '[true,2,'))));
  const { stdout, stderr, exitCode } = await query(['SELECT a FROM Foo ORDER BY a', '--csv'], folder);
  t.is(stdout, 'a\r\n1\r\n10\r\n');
  t.is(exitCode, 1);
  const lines = stderr.trimEnd().split('\n');
  t.is(lines.at(-1), '8 files could not be read and are not in the answer.');
  t.is(lines.filter((line) => /^artifacts\/exploratory\/Foo\/\S+ /.test(line)).length, 8);
  t.regex(stderr, /is nested in more than 500 levels at \/x/);
  t.regex(stderr, /has half of a surrogate pair, which no engine reads, at \/x/);
  t.regex(stderr, /has the number 9007199254740993\.0, which engines round at \/x/);
  const none = await query(['FROM Grid'], folder);
  t.true(none.stderr.endsWith('No artifact of Grid could be read.\n'), none.stderr);
  t.is(none.exitCode, 2);
});

test('keys that DuckDB cannot hold are left out and named; its own names, and those of procedures, give way', async (t) => {
  const members = '"":1,"foo":1,"Foo":2,"å":3,"Å":4,"_id":5,"it\'s \\"q\\"":6,"nul\\u0000":7,"x":{"a":1,"A":2}';
  const folder = await storeOf({
    foo: [fileWith(members, 'foo')],
    Foo: [fileWith('"a":1')],
    'a-b.c': [fileWith('"a":2', 'a-b.c')],
  });
  const { stdout, stderr } = await query(['SELECT * EXCLUDE (_path, __id) FROM foo_2', '--csv'], folder);
  t.is(
    stdout,
    `_seal,"_id","input_parameters","it's ""q""",procedure_name,procedure_version,timestamp,x,Å,å\r\n`.replaceAll(
      /"(_id|input_parameters)"/g,
      '$1',
    ) + ',5,{},6,foo,1,2026-02-01T00:00:00Z,"{""a"":1,""A"":2}",4,3\r\n'.replace('{}', '{}'),
  );
  t.is(
    stderr,
    'foo_2 has no columns for the keys "", "Foo", "foo", "nul\\x00": DuckDB ignores\n  case, and has no empty names.\n',
  );
  t.is((await query(['SELECT a FROM "a-b.c" UNION ALL SELECT a FROM Foo', '--csv'], folder)).stdout, 'a\r\n2\r\n1\r\n');
});

test('texts that are names of numbers count as numbers only beside numbers, and a note says so', async (t) => {
  const folder = await storeOf({
    Foo: [fileWith('"a":"NaN","b":"NaN","c":"NaN"'), fileWith('"a":0.5,"b":"x","c":"Infinity"')],
  });
  const { stdout, stderr } = await query(
    ['SELECT typeof(a) a, typeof(b) b, typeof(c) c FROM Foo LIMIT 1', '--csv'],
    folder,
  );
  t.is(stdout, 'a,b,c\r\nDOUBLE,VARCHAR,VARCHAR\r\n');
  t.is(
    stderr,
    'In Foo, the texts "NaN", "Infinity" and "-Infinity" count as numbers, because\n  numbers stand beside them: "a".\n',
  );
});

test('paths with characters that are special in SQL and in patterns are those of files', async (t) => {
  const folder = join(await newFolder(), "it's [x]*?");
  await cp(cwd, folder, { recursive: true });
  const sql = 'SELECT _path FROM GridModel ORDER BY _path LIMIT 1';
  const { stdout, stderr } = await withDuckdb(['query', '--csv', sql], { cwd: folder, env: { TMPDIR: folder } });
  const [name] = (await readdir(join(cwd, ROOT, 'GridModel'))).sort();
  t.deepEqual([stdout, stderr], [`_path\r\n${ROOT}/GridModel/${name}\r\n`, '']);
  const written = await withDuckdb(['export', 'GridModel', '-o', join(folder, 'a.parquet')], { cwd: folder });
  t.is(written.exitCode, 0, written.stderr);
  t.deepEqual(await readdir(folder), ['a.parquet', 'artifacts']);
});

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.end('a\n1\n');
}).listen(0, '127.0.0.1');
server.unref();

test('no query reads another file, the network or the environment, or writes anything', async (t) => {
  const folder = await newFolder();
  await cp(cwd, folder, { recursive: true });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.csv`;
  const secret = join(folder, 'secret.csv');
  await writeFile(secret, 'TOP,SECRET\n');
  const written = join(folder, 'written');
  const file = join(folder, ROOT, 'GridModel', (await readdir(join(folder, ROOT, 'GridModel')))[0] as string);
  const lines = join(folder, 'lines.ndjson');
  await writeFile(lines, '{"id":"","path":"","seal":null,"converged":true}\n');
  const types = new Map([['converged', { kind: 'boolean' } as const]]);
  const keys = { id: 'id', path: 'path', seal: 'seal' };
  const scan = { path: lines, keys, rows: 1, longest: 100, largest: 100, types };
  const table = { name: 'GridModel', scan, columns: tableColumns(types, DUCKDB.names) };
  const before = await snapshot(folder);
  const statements = [
    `COPY (SELECT 1) TO '${written}'`,
    `COPY GridModel TO '${file}'`,
    `ATTACH '${written}'`,
    `EXPORT DATABASE '${written}'`,
    `IMPORT DATABASE '${folder}'`,
    `SELECT * FROM read_csv('${secret}')`,
    `FROM '${secret}'`,
    `FROM "${secret}"`,
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM read_blob('${file}')`,
    `SELECT * FROM read_json('${file}')`,
    `SELECT * FROM glob('${folder}/*')`,
    `SELECT * FROM sniff_csv('${secret}')`,
    `SELECT * FROM parquet_metadata('${secret}')`,
    `SELECT content FROM read_text('${join(folder, ROOT)}/../../secret.csv')`,
    `FROM read_csv('${url}')`,
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    'RESET allowed_paths',
    'PRAGMA enable_profiling',
    `PRAGMA profiling_output = '${written}'`,
    'CALL pragma_version()',
    'EXPLAIN ANALYZE FROM GridModel',
    'CREATE TABLE x AS SELECT 1',
    'CREATE VIEW GridModel2 AS SELECT 1',
    'DROP VIEW GridModel',
    'INSERT INTO GridModel VALUES (1)',
    'DELETE FROM GridModel',
    `SELECT 1; COPY (SELECT 1) TO '${written}'`,
    `SELECT 1 /* ; */; -- ;\n COPY (SELECT 1) TO '${written}'`,
    'WITH x AS (DELETE FROM GridModel RETURNING *) SELECT * FROM x',
    `WITH x AS (COPY (SELECT 1) TO '${written}') SELECT * FROM x`,
    'PIVOT GridModel ON converged USING count(*)',
    'BEGIN TRANSACTION',
    'CHECKPOINT',
    'VACUUM',
    "SELECT getenv('HOME')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''x''')",
    `SELECT * FROM duckdb_secrets()`,
  ];
  await DUCKDB.use(folder, async (duckdb) => {
    const answer = async (sql: string) => {
      await duckdb.open([table]);
      await duckdb.select(sql);
      for await (const _ of duckdb.rows());
    };
    await answer('FROM GridModel');
    for (const sql of statements) {
      // Both the gate and the settings refuse it, each without the other.
      const gate = duckdb.parse(sql).then(() => answer(sql));
      for (const attempt of [() => gate, () => answer(sql)]) {
        const error = await t.throwsAsync(attempt, { instanceOf: Failure }, sql);
        t.false(error?.message.includes('SECRET'), sql);
      }
    }
  });
  for (const sql of statements.slice(0, 3)) {
    const { stdout, exitCode } = await query([sql, '--csv'], folder);
    t.deepEqual([stdout, exitCode], ['', 2], sql);
  }
  t.deepEqual(await snapshot(folder), before);
  t.is(requests, 0);
});

const LONG = 'SELECT sum(sqrt(a.range * b.range)) FROM GridModel, range(10000000) a, range(1000000) b';

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`${signal} ends a query, its child process and its temporary folder`, async (t) => {
    const { child, ended, temporary, engine, modes } = await longQuery(await installedWithDuckdb(), cwd, LONG);
    t.deepEqual(modes, [0o700]);
    child.kill(signal);
    t.is((await ended)[0], code);
    t.deepEqual(await readdir(temporary), []);
    t.true(await ends(engine));
  });

test('a child process that is killed is one clear error', async (t) => {
  const { child, ended, temporary, engine } = await longQuery(await installedWithDuckdb(), cwd, LONG);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  process.kill(engine, 'SIGKILL');
  t.is((await ended)[0], 2);
  t.is(stderr, 'DuckDB: its process was ended by SIGKILL, perhaps because the system had no more memory\n');
  t.deepEqual(await readdir(temporary), []);
});

const MEMORY = 'this takes more than the 128 MiB that it may use, half of the memory.';
const FEWER = `Ask for fewer rows or columns at once. Or let DuckDB itself, which may use the disk, too, ask the parts of:
  artifacts export --parquet DIR`;

/** Runs a command that finds 256 MiB of memory. Returns what it has printed, and what it has left in the folder of temporary files. */
async function withLittleMemory(folder: string, args: readonly string[]) {
  const temporary = await newFolder();
  const env = { TMPDIR: temporary, NODE_OPTIONS: `--import=${resolve('dist/test/command-line/small-memory.js')}` };
  const ran = await withDuckdb(args, { cwd: folder, env });
  return { ...ran, left: await readdir(temporary) };
}

for (const sql of [
  'SELECT DISTINCT range FROM range(1000000000), GridModel',
  'SELECT _id, range FROM range(100000000), GridModel ORDER BY hash(range)',
  'SELECT list(range) FROM range(100000000), GridModel',
])
  test(`a query that takes more memory than it may is one error that says what to do: ${sql}`, async (t) => {
    const message = `DuckDB: ${MEMORY}\n${FEWER}`;
    const failed = { exitCode: 2, left: [] };
    t.deepEqual(await withLittleMemory(cwd, ['query', sql]), { stdout: '', stderr: `${message}\n`, ...failed });
    const { stderr, ...asJson } = await withLittleMemory(cwd, ['query', '--json', sql]);
    t.deepEqual(
      { ...JSON.parse(stderr), ...asJson },
      { type: 'error', code: 'DUCKDB', message, issues: [], stdout: '', ...failed },
    );
  });

test('an artifact that takes more memory than DuckDB may use is one error of query and of each export', async (t) => {
  const folder = await storeOf({ Foo: [fileWith(`"text":"${'x'.repeat(70_000_000)}"`)] });
  for (const [args, stderr] of [
    [['query', 'SELECT length(text) FROM Foo'], `DuckDB: ${MEMORY}\n${FEWER}\n`],
    [
      ['export', 'Foo', '-o', 'foo.parquet'],
      `DuckDB could not write foo.parquet: ${MEMORY}\nFewer artifacts at a time take less: artifacts export --parquet DIR\n`,
    ],
    [['export', '--parquet', 'parts'], `DuckDB could not write parts/Foo/part-00000.parquet: ${MEMORY}\n`],
  ] as const)
    t.deepEqual(await withLittleMemory(folder, args), { stdout: '', stderr, exitCode: 2, left: [] });
  t.deepEqual((await readdir(folder, { recursive: true })).sort(), [
    'artifacts',
    ROOT,
    `${ROOT}/Foo`,
    `${ROOT}/Foo/2026-02-01T00-00-00_abcdef.json`,
    'parts',
    'parts/_manifest.json',
  ]);
});
