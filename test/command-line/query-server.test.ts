// `artifacts query --server` lets a server of ClickHouse answer, which sees no more than is sent to it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { inSeries, needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { until } from '../support/until.js';
import { artifacts } from './installed.js';
import { fileWith, storeOf } from './query-store.js';
import { exampleStore } from './store.js';
import { withClickhouse } from './with-clickhouse.js';
import { endServer, installedWithClient, onServer, startedServer, withClient } from './with-server.js';

// The tests run one after the other: each session is a process that loads a library of 566 MB, and they share the server.
const withChdb = inSeries(await needs('chdb'));

const cwd = await exampleStore();

withChdb('an answer of a server is that of ClickHouse on this machine', async (t) => {
  for (const args of [
    ['SELECT kendall_tau, label, mask, timestamp, p_value FROM EarlyWarning ORDER BY _path LIMIT 3'],
    ['SELECT * FROM GridModel ORDER BY _path', '--json'],
    ['SELECT * EXCEPT (_path) FROM GridModel g JOIN EarlyWarning USING (procedure_version)', '--csv'],
    ['WITH x AS (SELECT count() n FROM "GridModel") SELECT n, nan, -0.0, [inf] FROM x', '--json'],
    ['DESCRIBE (SELECT * FROM GridModel)', '--csv'],
    ['SELECT 1 WHERE false'],
    ['SELECT convrged FROM GridModel'],
    ['SELECT 1 FROM'],
    ['SELECT * FROM gridmodel'],
    ['SELECT 1; SELECT 2'],
    ["SELECT file('/etc/hostname')"],
    ["SELECT 1 INTO OUTFILE 'x'"],
    [
      'SELECT number, 1 IN (NULL, 1), NULL IN (NULL, 1) FROM numbers(20) AS n LEFT JOIN (SELECT 1 AS x) AS y ON number = x',
      '--csv',
    ],
    [
      'WITH x AS (SELECT seed FROM GridModel) SELECT 1 IN x, 1 IN (2, 3), 1 IN (SELECT 1), 1 IN list FROM (SELECT [1, 2] AS list)',
      '--csv',
    ],
    ["SELECT kind, count() FROM (SELECT 'a' AS kind, 1 AS seed) GROUP BY kind HAVING kind IN ('a')", '--csv'],
    ["SELECT count() FROM GridModel WHERE procedure_version IN ('1.0', '2.0') AND cell_count NOT IN (1)", '--csv'],
    ['SELECT 1::Dynamic'],
    ['SELECT number % 2 AS k, count() FROM numbers(3) GROUP BY k WITH TOTALS'],
    ['SELECT number % 2 AS k, count() FROM numbers(3) GROUP BY k WITH ROLLUP ORDER BY ALL', '--csv'],
    ['--sql', 'SELECT 1 FROM GridModel'],
  ])
    t.deepEqual(
      await onServer(args, { cwd }),
      await withClickhouse(['query', '--engine', 'clickhouse', ...args], { cwd }),
    );
});

withChdb('a server answers many rows whole and in order, and keys that are special as they are', async (t) => {
  const { stdout } = await onServer(['--csv', 'SELECT number FROM numbers(200000)'], { cwd });
  const tooMany = await onServer(['--csv', 'SELECT number FROM numbers(1200000)'], { cwd });
  t.regex(tooMany.stderr, /^ClickHouse: Limit for result exceeded, .* \(TOO_MANY_ROWS_OR_BYTES\)\n$/);
  t.deepEqual([tooMany.stdout, tooMany.exitCode], ['', 2]);
  t.true(stdout === `number\r\n${Array.from({ length: 200_000 }, (_, index) => `${index}\r\n`).join('')}`);
  const keys = ['"foo"', '"_id"', '"it\'s \\"q\\""', '"nul\\u0000"', '"a.b"', '"a`b\\\\c"', '"l\\nm"', '"%"', '"ü"'];
  const members = keys.map((key, index) => `${key}:${index}`).join(',');
  const folder = await storeOf({ 'a-b.c': [fileWith(`"":1,${members}`, 'a-b.c')] });
  const sql =
    'SELECT * EXCEPT (_path, __id, input_parameters, procedure_name, procedure_version, timestamp) FROM "a-b.c"';
  t.deepEqual(await onServer([sql, '--json'], { cwd: folder }), {
    stdout:
      '{"_seal":null,"%":7,"_id":1,"a.b":4,"a`b\\\\c":5,"foo":0,"it\'s \\"q\\"":2,"l\\nm":6,"nul\\u0000":3,"ü":8}\n',
    stderr: 'a-b.c has no columns for the keys "": ClickHouse has no empty names.\n',
    exitCode: 0,
  });
});

/** The statements by which a query is prepared and refused. */
const OF_GATE =
  /^(?:SELECT (?:version|formatQuerySingleLine|toString\(count\(\)\) FROM)|EXPLAIN|EXISTS|SET|CREATE TEMPORARY|INSERT INTO `(?:Foo|lab\.salaries)` SELECT \* FROM input|SELECT 1 \nFORMAT|SELECT 1$)/;

withChdb('a query reads no other table of the server, and changes none', async (t) => {
  const server = await startedServer();
  const { statements } = server;
  const folder = await storeOf({ Foo: [fileWith('"a":1')], 'lab.salaries': [fileWith('"a":2', 'lab.salaries')] });
  for (const sql of [
    // A procedure may have the name of a table in a database.
    'SELECT a FROM "lab.salaries"',
    'SELECT * FROM salaries',
    'SELECT * FROM lab.salaries',
    'SELECT * FROM Foo, lab.salaries',
    'SELECT * FROM (SELECT 1 IN (SELECT amount FROM lab.salaries))',
    'SELECT 1 IN salaries',
    'SELECT 1 IN (lab.salaries)',
    'SELECT a, globalNotIn(a, salaries) FROM Foo',
    'SELECT t.amount FROM salaries AS t WHERE (SELECT salaries FROM (SELECT 1 AS salaries)) = 1',
    'SELECT y.amount FROM (WITH salaries AS (SELECT 1) SELECT * FROM salaries) AS x, salaries AS y',
    'SELECT * FROM (SELECT salaries, (SELECT max(amount) FROM salaries) FROM (SELECT 1 AS salaries))',
    'WITH salaries AS (SELECT a FROM Foo) SELECT a IN salaries, a IN lab.salaries FROM Foo',
    'SELECT salaries FROM (SELECT 1 AS salaries) AS x CROSS JOIN view(SELECT * FROM salaries) AS y',
    'SELECT a FROM Foo LIMIT (SELECT max(salaries.amount) FROM salaries WHERE salaries IN (SELECT 1))',
    'DESCRIBE (SELECT t.* FROM salaries AS t, (SELECT salaries FROM (SELECT 1 AS salaries)) AS u)',
    "SELECT dictGet('lab.salaries', 'amount', 1)",
    "SELECT joinGet(lab.salaries, 'amount', 1)",
    'SELECT number, salaries FROM numbers(100) AS n, (SELECT 1 AS salaries) AS u WHERE number = (SELECT max(amount) FROM salaries) OR number = 1 OR number = 2',
    'WITH salaries AS (SELECT 1 AS z) SELECT number FROM numbers(100) AS n WHERE number = (SELECT max(s.amount) FROM lab.salaries AS s) OR number = 1000 OR number = 2000',
    "SELECT salaries, (SELECT toInt8(concat('x', toString(max(amount)))) FROM salaries) FROM (SELECT 1 AS salaries)",
    "SELECT (SELECT toInt8(concat('x', toString(max(a IN salaries)))) FROM Foo) FROM (SELECT 1 AS salaries)",
    "SELECT a, h FROM (SELECT a, '' AS h FROM Foo) ORDER BY a WITH FILL FROM 0 TO 5 INTERPOLATE (h AS file('/etc/hostname'))",
    "SELECT a, 0::Int64 AS h FROM Foo ORDER BY a WITH FILL FROM 0 TO 5 INTERPOLATE (h AS joinGet('lab.j', 'amount', 1::Int64))",
    'SELECT readf(1)',
    "SELECT regionToName(1::UInt32), logTrace('x')",
    'SELECT * FROM system.tables',
    "SELECT * FROM remote('127.0.0.1', lab.salaries)",
    "SELECT * FROM merge('lab', '.*')",
    'INSERT INTO Foo (a) VALUES (1)',
    'DROP TABLE lab.salaries',
    'SET readonly = 0',
  ]) {
    statements.length = 0;
    const { stdout, stderr, exitCode } = await onServer([sql], { cwd: folder });
    t.deepEqual([stdout, exitCode], ['', 2], sql);
    t.notRegex(stderr, /42/);
    t.true(
      statements.every((each) => OF_GATE.test(each)),
      sql,
    );
  }
  const { sessions } = server;
  statements.length = 0;
  const { stdout } = await onServer(['SELECT a FROM Foo', '--csv'], { cwd: folder });
  t.is(stdout, 'a\r\n1\r\n');
  t.is(server.sessions, sessions);
  const first = (beginning: string) => statements.findIndex((each) => each.startsWith(beginning));
  t.true(first('SET readonly = 1') < first('SELECT a FROM Foo'));
});

withChdb(
  'the user and the password of a server come from its address or from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
  async (t) => {
    const { origin, address, user, password } = await startedServer();
    const ask = (server: string, env: NodeJS.ProcessEnv = {}) =>
      withClient(['query', '--csv', 'SELECT 1', '--server', server], { cwd, env });
    const given = { CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password };
    const { host } = new URL(origin);
    for (const [server, env] of [
      [address, {}],
      [`${origin}/`, given],
      [`http://${user}@${host}`, { CLICKHOUSE_PASSWORD: password }],
      [address, { CLICKHOUSE_USER: 'x', CLICKHOUSE_PASSWORD: 'y' }],
    ] as const)
      t.deepEqual(await ask(server, env), { stdout: '1\r\n1\r\n', stderr: '', exitCode: 0 });
    const refused = (name: string) => ({
      stdout: '',
      stderr: `ClickHouse: found no user ${name} with this password at ${origin}, expected one: see CLICKHOUSE_USER and CLICKHOUSE_PASSWORD\n`,
      exitCode: 2,
    });
    t.deepEqual(await ask(origin), refused('default'));
    t.deepEqual(await ask(`http://${user}:secret@${host}`), refused(user));
  },
);

/** The beginning of each message about an address that is none. */
const NO_ADDRESS = '--server takes the address of ClickHouse for HTTP, such as http://user@host:8123; ';

test('an address that is none is refused, and the password in it is not said', async (t) => {
  const withUser = 'this is another text (in a user or password, / ? # @ and % are written %2F %3F %23 %40 and %25)';
  for (const [server, fault] of [
    ['lab:8123', 'lab:8123 is none'],
    ['', ' is none'],
    ['clickhouse://lab:9000', 'clickhouse://lab:9000 is none'],
    ['http://lab:8123/db', '/db is more than that'],
    ['http://lab:8123/?a=1#b', '?a=1#b is more than that'],
    ['clickhouse://me:secret@lab:9000', withUser],
    ['me:secret@lab', withUser],
    ['http://me:sec/ret@lab:8123', withUser],
    ['http://lab:p@ss:word/%@host:8123', withUser],
    ['http://lab:123/secret@host', withUser],
    ['http://lab:12?secret@host', withUser],
    ['http://me:50%@lab', withUser],
    ['http://me:secret@lab:8123/db', withUser],
  ] as const) {
    const { stderr, exitCode } = await artifacts(['query', '--server', server, 'SELECT 1'], { cwd });
    const message = `${NO_ADDRESS}${fault}. The password is better in CLICKHOUSE_PASSWORD. `;
    t.is(stderr.replaceAll(/\s+/g, ' '), message.replaceAll(/\s+/g, ' '));
    t.is(exitCode, 2);
  }
  const both = await artifacts(['query', '--engine', 'duckdb', '--server', 'http://lab', 'SELECT 1'], { cwd });
  t.is(both.stderr, '--server is that of ClickHouse. Write it without --engine.\n');
});

test('without its client, query says how to install it, or how to do without', async (t) => {
  t.deepEqual(await artifacts(['query', '--server', 'http://127.0.0.1:1', 'SELECT 1'], { cwd }), {
    stdout: '',
    stderr:
      'A server of ClickHouse is asked by @clickhouse/client, which is not installed. To install it:\n  npm install @clickhouse/client\nOr leave out --server, so that this machine answers.\n',
    exitCode: 2,
  });
});

test('no server, and a server of something else, are one clear error each', async (t) => {
  const ask = (server: string) => withClient(['query', 'SELECT 1', '--server', server], { cwd });
  const none = await ask('http://127.0.0.1:1');
  t.is(
    none.stderr,
    'ClickHouse: found no connection to http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; expected a server that answers HTTP, usually at the port 8123, or HTTPS at 8443\n',
  );
  for (const [status, body] of [
    [404, '<html>\x1b[31mnothing here</html>'],
    [200, 'hello'],
    [200, ''],
    [200, '{"a":1}'],
  ] as const) {
    const other = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { stderr, exitCode } = await ask(address);
    other.close();
    t.true(
      stderr.startsWith(
        `ClickHouse: found another answer than ClickHouse’s at ${address}, expected that of its port for HTTP: `,
      ),
      stderr,
    );
    t.false(stderr.includes('\x1b'));
    t.is(exitCode, 2);
  }
});

withChdb('a connection that ends early, and lines that are lost on the way, are errors', async (t) => {
  const server = await startedServer();
  t.teardown(() => {
    server.cuts = () => undefined;
    server.loses = 0;
  });
  const sql = 'SELECT count() FROM GridModel';
  for (const beginning of ['SELECT formatQuery', 'EXPLAIN', 'SET session', 'CREATE', 'INSERT', 'SET readonly', sql]) {
    server.cuts = (each) => (each.startsWith(beginning) ? 'before' : undefined);
    const { stdout, stderr, exitCode } = await onServer([sql], { cwd });
    t.regex(
      stderr,
      /^ClickHouse: lost the connection to http:\/\/127\.0\.0\.1:\d+: .*(?:socket hang up|ECONNRESET|EPIPE)/,
    );
    t.deepEqual([stdout, exitCode], ['', 2]);
  }
  const many = 'SELECT number FROM numbers(200000)';
  for (const beginning of [many, 'EXPLAIN AST', 'EXPLAIN QUERY TREE'])
    for (const cut of ['amid', 'short'] as const) {
      server.cuts = (each) => (each.startsWith(beginning) ? cut : undefined);
      const half = await onServer([many, '--csv'], { cwd });
      t.regex(half.stderr, /^ClickHouse: lost the connection to http:\/\/127\.0\.0\.1:\d+: /, `${beginning} ${cut}`);
      t.is(half.exitCode, 2);
    }
  server.cuts = () => undefined;
  server.loses = 1;
  const { stderr } = await onServer([sql], { cwd });
  t.regex(stderr, /^ClickHouse: found \d+ rows in GridModel on the server, expected the \d+ that were sent\n$/);
});

withChdb('Ctrl-C ends a query on a server, and its connection', async (t) => {
  const { address, statements, abandoned } = await startedServer();
  const long = 'SELECT sum(sqrt(a.number * b.number)) FROM numbers(10000000) AS a, numbers(1000000) AS b';
  const temporary = await newFolder();
  const args = [await installedWithClient, 'query', '--server', address, long];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until(async () => statements.at(-1)?.startsWith(long) ?? false);
  t.is((await readdir(temporary)).length, 1);
  child.kill('SIGINT');
  t.deepEqual(await ended, [130, null]);
  await until(async () => abandoned.length > 0);
  t.true(abandoned.at(-1)?.startsWith(long));
  t.deepEqual(await readdir(temporary), []);
});

test.after.always(endServer);
