// `artifacts query --engine clickhouse` answers a SELECT over the artifacts, changes nothing, and reads nothing else.

import { once } from 'node:events';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { Failure } from '../../src/display/failure.js';
import { CLICKHOUSE } from '../../src/engines/clickhouse/clickhouse.js';
import type { ClickhouseRequests } from '../../src/engines/clickhouse/clickhouse-requests.js';
import { CHDB, openingStatements } from '../../src/engines/clickhouse/embedded-session.js';
import { TypedLines } from '../../src/engines/clickhouse/typed-lines.js';
import type { ColumnTypes } from '../../src/engines/column-type.js';
import { EngineProcess } from '../../src/engines/engine-process.js';
import { tableColumns } from '../../src/engines/table-columns.js';
import { inSeries, needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, type Ran } from './installed.js';
import { ends, fileWith, longQuery, ROOT, snapshot, storeOf } from './query-store.js';
import { exampleStore } from './store.js';
import { installedWithClickhouse, withClickhouse } from './with-clickhouse.js';

// The tests run one after the other: each process loads a library of 566 MB.
const withChdb = inSeries(await needs('chdb'));

const cwd = await exampleStore();

const query = (args: readonly string[], folder = cwd): Promise<Ran> =>
  withClickhouse(['query', '--engine', 'clickhouse', ...args], { cwd: folder });

withChdb(
  'a table has the first columns _id, _path and _seal, numbers with all their digits, and texts that are cut',
  async (t) => {
    const sql = 'SELECT kendall_tau, label, mask, timestamp, p_value FROM EarlyWarning ORDER BY _path LIMIT 3';
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
      columns.stdout.split('\r\n').map((line) => line.replace(/,"",.*/, '')),
      [
        'name,type,default_type,default_expression,comment,codec_expression,ttl_expression',
        '_id,Nullable(String)',
        '_path,Nullable(String)',
        '_seal,Nullable(String)',
        'cell_count,String',
        'cell_ids,Array(Int64)',
        'converged,Bool',
        'input_parameters,"Tuple(columns Int64, rows Int64, step Float64)"',
        'land,Array(Array(Bool))',
        'procedure_name,String',
        'procedure_version,String',
        'temperature,Array(Array(Float64))',
        `timestamp,"DateTime64(6, 'UTC')"`,
        '',
      ],
    );
  },
);

/** The SQL of a value, and what --json and --csv have for it. */
const VALUES: readonly (readonly [sql: string, json: string, csv: string])[] = [
  ['-0.0', '-0.0', '-0.0'],
  ['nan', '"NaN"', 'NaN'],
  ["CAST('-inf', 'Float32')", '"-Infinity"', '-Infinity'],
  ['5e-324', '5e-324', '5e-324'],
  ["CAST(0.1, 'Float32')", '0.10000000149011612', '0.10000000149011612'],
  ['[1.5, inf]', '[1.5,"Infinity"]', '"[1.5,""Infinity""]"'],
  ['-9223372036854775808', '-9223372036854775808', '-9223372036854775808'],
  ['18446744073709551615', '18446744073709551615', '18446744073709551615'],
  ["CAST('1' || repeat('0', 38), 'Int128')", `1${'0'.repeat(38)}`, `1${'0'.repeat(38)}`],
  ["CAST('1.50', 'Decimal(38, 20)')", '1.50000000000000000000', '1.50000000000000000000'],
  ["toDateTime64('2026-02-28 17:15:00.1234', 6, 'UTC')", '"2026-02-28T17:15:00.1234Z"', '2026-02-28T17:15:00.1234Z'],
  ["toDateTime64('2026-02-28 17:15:10', 6, 'UTC')", '"2026-02-28T17:15:10Z"', '2026-02-28T17:15:10Z'],
  ["toDateTime('2026-02-28 17:00:00', 'Asia/Kathmandu')", '"2026-02-28T11:15:00Z"', '2026-02-28T11:15:00Z'],
  ["toDate('2026-02-28')", '"2026-02-28"', '2026-02-28'],
  ['NULL', 'null', ''],
  ['true', 'true', 'true'],
  ["'=1'", '"=1"', '=1'],
  ["''", '""', '""'],
  [String.raw`'\\ \''`, String.raw`"\\ '"`, String.raw`\ '`],
  ['[[1, NULL], []]', '[[1,null],[]]', '"[[1,null],[]]"'],
  [
    String.raw`CAST((CAST(0.1, 'Float32'), 'x'), 'Tuple(\`a b\` Float32, c String)')`.replaceAll('\\`', '`'),
    '{"a b":0.10000000149011612,"c":"x"}',
    '"{""a b"":0.10000000149011612,""c"":""x""}"',
  ],
  ["('x', 1)", '["x",1]', '"[""x"",1]"'],
  ["map('k', -0.0, '', 1.5)", '{"k":-0.0,"":1.5}', '"{""k"":-0.0,"""":1.5}"'],
  ["map(1, 'a')", '[{"key":1,"value":"a"}]', '"[{""key"":1,""value"":""a""}]"'],
  [
    "map('k', 1, 'k', 2)",
    '[{"key":"k","value":1},{"key":"k","value":2}]',
    '"[{""key"":""k"",""value"":1},{""key"":""k"",""value"":2}]"',
  ],
  [String.raw`CAST('y', 'Enum8(\'x, (\' = 1, \'y\' = 2)')`, '"y"', 'y'],
  ["CAST([1.5], 'Variant(Array(Float64))')", '[1.5]', '[1.5]'],
];

withChdb('an answer is exact in --json and --csv', async (t) => {
  const sql = `SELECT ${VALUES.map(([value], index) => `${value} AS c${index}`).join(', ')}`;
  const [asJson, asCsv] = [await query([sql, '--json']), await query([sql, '--csv', '--raw'])];
  t.deepEqual([asJson.stderr, asCsv.stderr], ['', '']);
  t.is(asJson.stdout, `{${VALUES.map(([, json], index) => `"c${index}":${json}`).join(',')}}\n`);
  t.is(asCsv.stdout.split('\r\n')[1], VALUES.map(([, , csv]) => csv).join(','));
});

withChdb('an answer of many rows comes whole and in order', async (t) => {
  const { stdout, exitCode } = await query(['--csv', 'SELECT number FROM numbers(200000)']);
  t.true(stdout === `number\r\n${Array.from({ length: 200_000 }, (_, index) => `${index}\r\n`).join('')}`);
  t.is(exitCode, 0);
});

const QUOTING = 'A name with other characters than letters, digits and _ stands in double quotes: FROM "a-b".\n';
const ONE_SELECT = 'the query is another statement, or several; expected one SELECT';

withChdb('query says what is wrong', async (t) => {
  for (const [args, message, code] of [
    [
      ['SELECT * FROM gridmodel'],
      `There is no procedure "gridmodel" to ask. Did you mean \`GridModel\`?\n${QUOTING}`,
      2,
    ],
    [
      ['SELECT * FROM Grid-Model'],
      `ClickHouse: Syntax error: failed at position 19 (-): -Model (SYNTAX_ERROR)\n${QUOTING}`,
      2,
    ],
    [
      ['SELECT convrged FROM GridModel'],
      "ClickHouse: Unknown expression identifier `convrged` in scope SELECT convrged FROM GridModel. Maybe you meant: ['converged']. (UNKNOWN_IDENTIFIER)\n",
      2,
    ],
    [['SELECT 1 WHERE false'], 'The answer has no rows.\n', 0],
    [['SELECT 1', '--engine', 'spark'], 'There is no engine spark. Write --engine duckdb or clickhouse.\n', 2],
  ] as const) {
    const { stderr, exitCode } = await query(args);
    t.is(stderr, message);
    t.is(exitCode, code);
  }
  await CLICKHOUSE.use(await newFolder(), async (clickhouse) => {
    for (const [sql, message] of [
      ['SELECT 1; SELECT 2', ONE_SELECT],
      ['SHOW TABLES', ONE_SELECT],
      ["SELECT 1 INTO OUTFILE 'x'", ONE_SELECT],
      ['SELECT 1 FROM', 'Syntax error: failed at position 14 (end of query) (SYNTAX_ERROR)'],
      [
        "SELECT file('/etc/hostname')",
        'the query names the function file, which reads something else than artifacts; expected none (a column of that name has its table before it: t.file)',
      ],
      [
        "SELECT * FROM s3('x')",
        'the query asks s3, which may read something else than artifacts; expected their tables',
      ],
      [
        'SELECT 1::Dynamic',
        'the answer has the type Dynamic, whose values are not told apart exactly; expected a CAST to another',
      ],
    ] as const)
      await t.throwsAsync(() => clickhouse.select(sql), { instanceOf: Failure, message: `ClickHouse: ${message}` });
  });
});

withChdb('WITH TOTALS is refused wherever it stands, because its row would be lost; a name is none', async (t) => {
  const message =
    'ClickHouse: the query has WITH TOTALS, whose row would be lost; expected WITH ROLLUP, or a SELECT of the total';
  await CLICKHOUSE.use(await newFolder(), async (clickhouse) => {
    for (const sql of [
      'SELECT number AS n, count() FROM numbers(3) GROUP BY n with /* */ totals',
      'SELECT number AS n, count() FROM numbers(3) GROUP BY ALL WITH TOTALS',
      'SELECT number AS n, count() FROM numbers(3) GROUP BY n WITH ROLLUP WITH TOTALS',
      'SELECT * FROM (SELECT number AS n FROM numbers(3) GROUP BY (n) WITH TOTALS HAVING n > 1) AS x',
      'SELECT 1 IN (SELECT number AS n FROM numbers(3) GROUP BY n WITH TOTALS)',
    ])
      await t.throwsAsync(() => clickhouse.select(sql), { instanceOf: Failure, message }, sql);
    await clickhouse.open([]);
    for (const [sql, answer] of [
      ['WITH TOTALS AS (SELECT 1 AS a) SELECT a FROM TOTALS', [1]],
      ['WITH TOTALS (a) AS (SELECT 2) SELECT a FROM TOTALS', [2]],
      ['SELECT 3 AS a INTERSECT DISTINCT WITH TOTALS AS (SELECT 3 AS a) SELECT a FROM TOTALS', [3]],
      ["SELECT * FROM (WITH TOTALS + 1 AS b SELECT b FROM (SELECT 3 AS TOTALS)) WHERE 'WITH TOTALS' != ''", [4]],
    ] as const) {
      await clickhouse.select(sql);
      const rows: unknown[] = [];
      for await (const some of clickhouse.rows()) rows.push(...some);
      t.deepEqual(rows, [answer], sql);
    }
  });
});

test('without ClickHouse, query says how to install it, or how to do without', async (t) => {
  const message =
    'This query is run by ClickHouse, which is not installed. To install it:\n  npm install chdb\nOr let DuckDB run it: --engine duckdb\n';
  const ran = await artifacts(['query', '--engine', 'clickhouse', 'SELECT 1'], { cwd });
  t.deepEqual(ran, { stdout: '', stderr: message, exitCode: 2 });
});

withChdb('a folder is asked by DuckDB, also where ClickHouse is installed', async (t) => {
  const { stderr } = await withClickhouse(['query', 'SELECT 1'], { cwd });
  t.is(stderr, 'Queries are run by DuckDB, which is not installed. To install it:\n  npm install @duckdb/node-api\n');
});

/** Asks for a terabyte at once. */
const TOO_MUCH = "SELECT max(length(materialize(toFixedString('x', 16000000)))) FROM numbers(60000)";

withChdb('a query that needs more than half of the memory ends with an error', async (t) => {
  const { stdout, stderr, exitCode } = await query([TOO_MUCH]);
  t.is(stdout, '');
  t.regex(
    stderr,
    /^ClickHouse: this takes more than the \d+ MiB that it may use, half of the memory\.\nAsk for fewer rows or columns at once\.\n$/,
  );
  t.is(exitCode, 2);
});

withChdb('a query reads only the files of the procedures that it names', async (t) => {
  const folder = await storeOf({ Foo: [fileWith('"a":1')], Bar: ['broken'] });
  const sql =
    'WITH x AS (SELECT a FROM Foo) SELECT a FROM x JOIN artifacts."Foo" USING (a) WHERE a IN (SELECT a FROM Foo)';
  t.deepEqual(await query([sql, '--csv'], folder), { stdout: 'a\r\n1\r\n', stderr: '', exitCode: 0 });
  const other = await query(['SELECT 1 IN Bar'], folder);
  t.regex(other.stderr, /\nNo artifact of Bar could be read\.\n$/);
});

withChdb(
  'values that some artifacts do not have are NULL, lists and maps in a Variant, and a list is as deep as it is',
  async (t) => {
    const deep = (levels: number) => `${'['.repeat(levels)}1.0${']'.repeat(levels)}`;
    const folder = await storeOf({
      Foo: [
        fileWith(`"n":1.0,"big":1e15,"list":[1.0,2],"nest":{"l":[1],"s":"x"},"deep":${deep(100)},"b":[true,null]`),
        fileWith(`"nest":null,"list":null,"deep":${deep(100)},"b":[false],"far":1`, 'Foo', '9999-12-31T23:59:59.5Z'),
        fileWith(`"nest":{"s":null},"deep":${deep(100)},"b":[],"far":"1"`, 'Foo', '0001-01-01T00:00:00-00:30'),
      ],
    });
    const described = await query(['DESCRIBE Foo', '--csv'], folder);
    t.deepEqual(
      Array.from(described.stdout.matchAll(/^(?:b|big|list|nest),"?(.*?)"?,"",/gm), ([, type]) => type),
      [
        'Array(Nullable(Bool))',
        'Nullable(Int64)',
        'Variant(Array(Int64))',
        'Nullable(Tuple(l Variant(Array(Int64)), s Nullable(String)))',
      ],
    );
    const { stdout, stderr } = await query(
      [
        'SELECT n, big, list, nest, far, b, timestamp, arraySum(list::Array(Int64)) s FROM Foo ORDER BY _path',
        '--json',
      ],
      folder,
    );
    t.is(stderr, '');
    t.deepEqual(stdout.trimEnd().split('\n'), [
      '{"n":1,"big":1000000000000000,"list":[1,2],"nest":{"l":[1],"s":"x"},"far":null,"b":[true,null],"timestamp":"2026-02-01T00:00:00Z","s":3}',
      '{"n":null,"big":null,"list":null,"nest":null,"far":"1","b":[false],"timestamp":"9999-12-31T23:59:59.5Z","s":0}',
      '{"n":null,"big":null,"list":null,"nest":{"l":null,"s":null},"far":"\\"1\\"","b":[],"timestamp":"0001-01-01T00:30:00Z","s":0}',
    ]);
    const list = await query(['SELECT deep FROM Foo LIMIT 1', '--csv'], folder);
    t.is(list.stdout, `deep\r\n${deep(100).replace('1.0', '1')}\r\n`);
  },
);

withChdb('keys that ClickHouse cannot hold are left out and named; its own names give way', async (t) => {
  const keys = [
    '"foo"',
    '"Foo"',
    '"_id"',
    '"it\'s \\"q\\""',
    '"nul\\u0000"',
    '"a.b"',
    '"a`b\\\\c"',
    '"null"',
    '"l\\nm"',
  ];
  const members = keys.map((key, index) => `${key}:${index}`).join(',');
  const folder = await storeOf({
    foo: [fileWith(`"":1,${members},"a":{"b":"x","null":1},"x":{"a":1,"A":[2]}`, 'foo')],
    Foo: [fileWith('"a":1')],
    'a-b.c': [fileWith('"a":2', 'a-b.c')],
  });
  const { stdout, stderr } = await query(
    [
      'SELECT * EXCEPT (_path, __id, input_parameters, procedure_name, procedure_version, timestamp) FROM foo',
      '--json',
    ],
    folder,
  );
  t.is(
    stdout,
    '{"_seal":null,"Foo":1,"_id":2,"a":"{\\"b\\":\\"x\\",\\"null\\":1}","a.b":5,"a`b\\\\c":6,"foo":0,"it\'s \\"q\\"":3,"l\\nm":8,"nul\\u0000":4,"null":7,"x":{"A":[2],"a":1}}\n',
  );
  t.is(stderr, 'foo has no columns for the keys "": ClickHouse has no empty names.\n');
  const union = 'SELECT a FROM "a-b.c" UNION ALL SELECT a FROM Foo ORDER BY a';
  t.is((await query([union, '--csv'], folder)).stdout.split('\r\n').sort().join(), ',1,2,a');
});

withChdb('paths with characters that are special in SQL and in patterns are those of files', async (t) => {
  const folder = join(await newFolder(), "it's [x]*?{a,b}");
  await cp(cwd, folder, { recursive: true });
  const sql = 'SELECT _path FROM GridModel ORDER BY _path LIMIT 1';
  const args = ['query', '--engine', 'clickhouse', '--csv', sql];
  const { stdout, stderr } = await withClickhouse(args, { cwd: folder, env: { TMPDIR: folder } });
  const [name] = (await readdir(join(cwd, ROOT, 'GridModel'))).sort();
  t.deepEqual([stdout, stderr], [`_path\r\n${ROOT}/GridModel/${name}\r\n`, '']);
  t.deepEqual(await readdir(folder), ['artifacts']);
});

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.end('a\n1\n');
}).listen(0, '127.0.0.1');
server.unref();

withChdb('no query reads another file or the network, or writes anything', async (t) => {
  const folder = await newFolder();
  await cp(cwd, folder, { recursive: true });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/x.csv`;
  const secret = join(folder, 'secret.csv');
  await writeFile(secret, 'TOP,SECRET\n');
  const written = join(folder, 'written');
  const temporary = await newFolder();
  const types: ColumnTypes = new Map([['converged', { kind: 'boolean' }]]);
  const keys = { id: 'id', path: 'path', seal: 'seal' };
  const lines = join(temporary, 'lines.ndjson');
  await writeFile(lines, '{"id":"","path":"","seal":null,"converged":true}\n');
  const scan = { path: lines, keys, rows: 1, longest: 100, largest: 100, types };
  const table = { name: 'GridModel', scan, columns: tableColumns(types, CLICKHOUSE.names) };
  const before = await snapshot(folder);
  /** What only the gate refuses, because ClickHouse has no setting against it. */
  const holes = [
    `SELECT file('${secret}')`,
    `SELECT "file"('${secret}')`,
    `SELECT /* file( */ \`file\` -- (\n ('${secret}')`,
    `SELECT (SELECT [(SELECT file('${secret}'))])`,
    `SELECT arrayMap(file, ['${secret}'])`,
    `SELECT arrayMap(x -> file(x), ['${secret}'])`,
    `SELECT * APPLY(file) FROM (SELECT '${secret}')`,
    `SELECT * APPLY file FROM (SELECT '${secret}')`,
    `WITH '${secret}' AS f SELECT file(f)`,
    `WITH x -> file(x) AS g SELECT g('${secret}')`,
    `SELECT 1 WHERE file('${secret}') = ''`,
    `SELECT 1 IN file('${secret}')`,
    `SELECT 1 ORDER BY file('${secret}')`,
    `DESCRIBE (SELECT file('${secret}'))`,
  ];
  const writing = [
    `SELECT 1 INTO OUTFILE '${written}'`,
    `SELECT 1 INTO /* */ OUTFILE '${written}' TRUNCATE FORMAT CSV`,
  ];
  const statements = [
    `SELECT * FROM file('${secret}')`,
    `SELECT * FROM file('${secret}', 'CSV', 'a String, b String')`,
    `SELECT * FROM "${secret}"`,
    `SELECT * FROM default."${secret}"`,
    `SELECT * FROM artifacts."${secret}"`,
    `SELECT * FROM view(SELECT * FROM file('${secret}'))`,
    `SELECT * FROM GridModel WHERE converged IN (SELECT * FROM file('${secret}'))`,
    `SELECT * FROM (SELECT 1) AS a JOIN file('${secret}') AS b ON 1`,
    `WITH x AS (SELECT * FROM file('${secret}')) SELECT * FROM x`,
    `SELECT 1 UNION ALL SELECT * FROM file('${secret}')`,
    `SELECT * FROM url('${url}')`,
    `SELECT * FROM url('${url}', 'CSV', 'a Int8')`,
    `SELECT * FROM s3('${url}')`,
    `SELECT * FROM s3('${url}', 'CSV', 'a Int8')`,
    `SELECT * FROM s3Cluster('x', '${url}')`,
    `SELECT * FROM iceberg('${url}')`,
    `SELECT * FROM deltaLake('${url}')`,
    `SELECT * FROM icebergLocal('${folder}')`,
    `SELECT * FROM filesystem('${folder}')`,
    "SELECT * FROM remote('127.0.0.1:1', system.one)",
    "SELECT * FROM executable('x.sh', 'TSV', 'a String')",
    `SELECT * FROM sqlite('${written}', 'x')`,
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM merge('system', '.*')",
    `SELECT * FROM fuzzQuery('SELECT 1')`,
    `DESCRIBE file('${secret}')`,
    `DESCRIBE TABLE url('${url}')`,
    `INSERT INTO FUNCTION file('${written}', 'CSV', 'a Int8') VALUES (1)`,
    `INSERT INTO GridModel VALUES (true)`,
    'INSERT INTO GridModel SELECT true',
    `CREATE TABLE x (a Int8) ENGINE = File(CSV, '${written}')`,
    'CREATE TABLE x (a Int8) ENGINE = Memory',
    'CREATE DATABASE x ENGINE = Memory',
    'CREATE TEMPORARY TABLE x (a Int8)',
    'CREATE FUNCTION f AS x -> file(x)',
    `ATTACH TABLE x FROM '${folder}' (a Int8) ENGINE = File(CSV)`,
    'DROP TABLE GridModel',
    'DROP DATABASE artifacts',
    'RENAME TABLE GridModel TO x',
    'TRUNCATE TABLE GridModel',
    'SET readonly = 0',
    'SET max_threads = 1',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT * FROM GridModel SETTINGS max_memory_usage = 0',
    'USE system',
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    `BACKUP DATABASE artifacts TO File('${written}')`,
    `SELECT 1; SELECT * FROM file('${secret}')`,
    `SELECT 1 /* ; */; -- ;\n INSERT INTO FUNCTION file('${written}', 'CSV', 'a Int8') VALUES (1)`,
    'EXPLAIN SELECT * FROM GridModel',
    `SELECT * FROM (EXPLAIN SELECT * FROM file('${secret}'))`,
    'SHOW TABLES',
    'EXECUTE AS x SELECT 1',
  ];
  const refuses = async (attempt: () => Promise<unknown>, sql: string) => {
    const error = await t.throwsAsync(attempt, { instanceOf: Failure }, sql);
    t.false(error?.message.includes('SECRET'), sql);
  };
  await CLICKHOUSE.use(temporary, async (clickhouse) => {
    const answer = async (sql: string) => {
      await clickhouse.select(sql);
      let rows = 0;
      for await (const some of clickhouse.rows()) rows += some.length;
      return rows;
    };
    // The tables are not there yet.
    for (const sql of [...holes, ...writing]) await refuses(() => clickhouse.parse(sql), sql);
    await clickhouse.open([table]);
    t.is(await answer('SELECT * FROM GridModel'), 1);
    t.is(await answer("SELECT t.file FROM (SELECT 1 AS file) AS t WHERE 'file(1)' != ''"), 1);
    for (const sql of [...holes, ...writing, ...statements]) await refuses(() => answer(sql), sql);
  });
  // The settings refuse it without the gate, but for what they cannot refuse.
  const other = join(await newFolder(), 'clickhouse');
  await EngineProcess.use<ClickhouseRequests, void>(CHDB, { purpose: 'This test' }, async (process) => {
    await process.request('open', other);
    await process.request('run', openingStatements([]));
    t.deepEqual(await process.request('texts', holes[0] as string), ['TOP,SECRET\n']);
    for (const sql of statements.filter(
      (each) => !/^(?:USE|SHOW|EXPLAIN|KILL|DESCRIBE|SELECT 1;|SELECT \* FROM (?:merge|sqlite))/.test(each),
    ))
      await refuses(() => process.request('run', [sql]), sql);
  });
  t.deepEqual(await snapshot(folder), before);
  t.is(requests, 0);
});

const LONG = 'SELECT sum(sqrt(a.number * b.number)) FROM GridModel, numbers(10000000) a, numbers(1000000) b';
const LONG_ARGS = ['--engine', 'clickhouse', LONG];

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  withChdb(`${signal} ends a query, its child process and its temporary folder`, async (t) => {
    const { child, ended, temporary, engine, modes } = await longQuery(
      await installedWithClickhouse,
      cwd,
      ...LONG_ARGS,
    );
    t.deepEqual(modes, [0o700]);
    child.kill(signal);
    t.is((await ended)[0], code);
    t.deepEqual(await readdir(temporary), []);
    t.true(await ends(engine));
  });

withChdb('a child process that is killed is one clear error', async (t) => {
  const { child, ended, temporary, engine } = await longQuery(await installedWithClickhouse, cwd, ...LONG_ARGS);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  process.kill(engine, 'SIGKILL');
  t.is((await ended)[0], 2);
  t.is(stderr, 'ClickHouse: its process was ended by SIGKILL, perhaps because the system had no more memory\n');
  t.deepEqual(await readdir(temporary), []);
});

test('lines are written as ClickHouse reads them, wherever a piece of them ends', (t) => {
  const numbers = (plain: object) => ({
    kind: 'numbers' as const,
    numbers: { integers: undefined, floats: undefined, plain: plain as never, names: 'none' as const },
  });
  const integers = numbers({ integers: { min: 0n, max: 9n }, hasOthers: false, areDoubles: true, areFloats: true });
  const doubles = numbers({ integers: undefined, hasOthers: true, areDoubles: true, areFloats: true });
  const types: ColumnTypes = new Map<string, never>(
    Object.entries({
      'a"}': { kind: 'object', members: new Map([['n', integers]]) },
      list: { kind: 'list', item: { kind: 'list', item: integers } },
      json: { kind: 'json' },
      items: { kind: 'list', item: { kind: 'json' } },
      curve: { kind: 'list', item: doubles },
      text: { kind: 'text' },
    }) as never,
  );
  const line = String.raw`{"x":1.0,"a\"}":{"n":1.0,"m":[1.0]},"list":[[1.0,-2E0],[],[3]],"json":{"a":["\"\\",1.50]},"items":[null,"1",true,1e400,[{}]],"curve":[1.0,"NaN"],"text":"1.0\\"}`;
  const expected = String.raw`{"x":1.0,"a\"}":{"n":1,"m":[1.0]},"list":[[1,-2],[],[3]],"json":"{\"a\":[\"\\\"\\\\\",1.50]}","items":[null,"\"1\"","true","1e400","[{}]"],"curve":[1.0,"NaN"],"text":"1.0\\"}`;
  const bytes = Buffer.from(`${line}\n${line}\n`);
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const lines = new TypedLines(types);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size)
      pieces.push(...lines.push(bytes.subarray(at, at + size)).map((piece) => Buffer.from(piece)));
    t.is(Buffer.concat(pieces).toString(), `${expected}\n${expected}\n`, String(size));
  }
});

withChdb('--sql prints views of ClickHouse over the files themselves, which have the same rows', async (t) => {
  const { stdout, stderr } = await query(['--sql', 'SELECT * FROM GridModel']);
  t.is(stderr, '');
  t.true(stdout.endsWith('\nSELECT * FROM GridModel;\n'));
  t.regex(stdout, /^-- CREATE VIEW "GridModel" AS SELECT /m);
  const statements = stdout
    .replace(/^--.*\n/gm, '')
    .split(/;\n/)
    .filter((each) => each.trim() !== '');
  const folder = await newFolder();
  const columns = 'tuple(* EXCEPT (_path)) AS row';
  const select = `SELECT toJSONString(${columns}) FROM GridModel ORDER BY _id`;
  const found = await EngineProcess.use<ClickhouseRequests, readonly string[]>(
    CHDB,
    { purpose: 'This test' },
    async (process) => {
      await process.request('open', join(folder, 'clickhouse'));
      const asOwn =
        "SET output_format_json_quote_64bit_integers = 1, output_format_json_named_tuples_as_objects = 0, output_format_json_quote_denormals = 1, date_time_output_format = 'iso'";
      await process.request('run', [...statements.slice(0, -1), asOwn]);
      return process.request('texts', select);
    },
  );
  const own = await query(['--json', select.replace(columns, `${columns.replace(' AS row', '')}`)]);
  t.deepEqual(
    own.stdout
      .trimEnd()
      .split('\n')
      .map((line) => Object.values(JSON.parse(line))[0]),
    found,
  );
  t.true(found.length > 1);
});
