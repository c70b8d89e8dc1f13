// npm run bench scale [count …]: measures what a storage of many artifacts takes, to list it and to answer a query by each way there is.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mapInOrder } from '../../src/model/map-in-order.js';
import { clientOf } from '../support/object-server.js';
import { BUCKET, s3Server } from '../support/s3-server.js';
import { inFolder } from '../support/stored.js';
import { checkStore, files, makeStore, PROCEDURE } from './scale-store.js';

/** A work, which a process of its own does. */
interface Work {
  readonly name: string;
  /** The program and its words. */
  readonly args: readonly string[];
  /** True if its output is the answer to the query. */
  readonly answers?: boolean;
}

/** What a work has taken. */
interface Taken {
  readonly seconds: number;
  /** The time of processors, of its process and of the one that it starts together. It depends less on what else the machine does. */
  readonly processorSeconds: number;
  /** The peak of resident memory of its process, and of the one that it starts, if there is one. Units: MiB. */
  readonly memory: readonly number[];
  readonly stdout: string;
  /** Why it did not come to its end; undefined if it did. */
  readonly fault: string | undefined;
}

/** How long a work may take. Units: seconds. */
const MOST_SECONDS = 1200;

/** The most artifacts that are put into a bucket. */
const MOST_IN_BUCKET = 10_000;

const ARTIFACTS = resolve('dist/src/cli/main.js');
const WORK = new URL('scale-work.js', import.meta.url).pathname;

/** A query that reads scalars and arrays, and whose answer does not depend on the order of additions. */
const SQL = `SELECT seed % 7 AS k, count(*) AS n, min(score) AS low, max(curve[3]) AS high FROM ${PROCEDURE} GROUP BY k ORDER BY k`;

/** The engines of `artifacts query`, and the options that choose them. */
const ENGINES = [
  { engine: 'DuckDB', options: ['--engine', 'duckdb'] },
  { engine: 'ClickHouse', options: ['--engine', 'clickhouse'] },
] as const;

/** Makes a storage of artifacts in a folder, measures it, and removes it. Returns a section of Markdown. */
export const scale = (count: number): Promise<string> =>
  inFolder(async (folder) => {
    const root = join(folder, 'artifacts');
    const start = performance.now();
    makeStore(root, count);
    const seconds = (performance.now() - start) / 1000;
    await checkStore(root, join(folder, 'checked'), count);
    const lines = await measureFolder(root, count, folder);
    if (count <= MOST_IN_BUCKET) lines.push(...(await measureBucket(count)));
    return `${lines.join('\n')}\n\nThe files were made in ${seconds.toFixed(0)} s.\n`;
  });

/**
 * Measures a folder of artifacts that {@link makeStore} has made.
 *
 * @param temporary - a folder for what the works write.
 * @returns the lines of a table in Markdown.
 */
export async function measureFolder(root: string, count: number, temporary: string): Promise<string[]> {
  const [lines, parts] = [join(temporary, 'lines.ndjson'), join(temporary, 'parts')];
  const columns = "{'seed': 'BIGINT', 'score': 'DOUBLE', 'curve': 'DOUBLE[]'}";
  const view = `CREATE VIEW ${PROCEDURE} AS FROM read_json('${lines}', format = 'newline_delimited', columns = ${columns})`;
  const overParts = SQL.replace(` ${PROCEDURE} `, ` '${parts}/${PROCEDURE}/*.parquet' `);
  const load = loadavg()[0] as number;
  const rows = await measure(count, {}, [
    { name: 'list: the newest 20', args: [WORK, 'list', root, '20'] },
    { name: 'list: all', args: [WORK, 'list', root, String(count)] },
    { name: '`artifacts list`', args: [ARTIFACTS, 'list', '--root', root] },
    ...queries(root),
    { name: '`export -o lines.ndjson`', args: [ARTIFACTS, 'export', PROCEDURE, '-o', lines, '--root', root] },
    { name: 'the query over these lines, DuckDB', args: [WORK, 'sql', view, SQL], answers: true },
    { name: '`export --parquet`, first run', args: [ARTIFACTS, 'export', '--parquet', parts, '--root', root] },
    { name: '`export --parquet`, nothing new', args: [ARTIFACTS, 'export', '--parquet', parts, '--root', root] },
    { name: 'the query over the parts, DuckDB', args: [WORK, 'sql', overParts], answers: true },
  ]);
  const sizes = [root, lines, parts].map((path) => (sizeOf(path) / 1e6).toFixed(0));
  return [
    `## ${count} artifacts`,
    '',
    `The files have ${sizes[0]} MB, the lines ${sizes[1]} MB, the parts ${sizes[2]} MB. The load average was ${load.toFixed(1)} before and ${loadavg()[0]?.toFixed(1)} after.`,
    '',
    '| | s | of processors | artifacts a second | MiB |',
    '|---|---|---|---|---|',
    ...rows,
  ];
}

/** Puts artifacts into a bucket of a server on this machine, and measures it. Returns lines of the table. */
async function measureBucket(count: number): Promise<string[]> {
  const server = await s3Server();
  try {
    const client = clientOf(server.endpoint);
    const put = ({ key, text }: { readonly key: string; readonly text: string }) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `scale/${key}`, Body: text }));
    for await (const _ of mapInOrder(files(count), 32, put));
    const root = `s3://${BUCKET}/scale`;
    const rows = await measure(count, server.environment, [
      { name: 'list: the newest 20', args: [WORK, 'list', root, '20'] },
      { name: 'list: all', args: [WORK, 'list', root, String(count)] },
      { name: '`artifacts list`', args: [ARTIFACTS, 'list', '--root', root] },
      ...queries(root),
    ]);
    return rows.map((row) => row.replace('| ', '| a bucket: '));
  } finally {
    await server.stop();
  }
}

const queries = (root: string): Work[] =>
  ENGINES.map(({ engine, options }) => ({
    name: `\`artifacts query\`, ${engine}`,
    args: [ARTIFACTS, 'query', '--json', SQL, ...options, '--root', root],
    answers: true,
  }));

/**
 * Does one work after the other. Returns lines of a table.
 *
 * @throws Error if two works give different answers.
 */
async function measure(count: number, environment: NodeJS.ProcessEnv, works: readonly Work[]): Promise<string[]> {
  const rows: string[] = [];
  let expected: string | undefined;
  for (const { name, args, answers } of works) {
    const { seconds, processorSeconds, memory, stdout, fault } = await take(args, environment);
    console.error(`${count}, ${name}: ${seconds.toFixed(2)} s${fault === undefined ? '' : `, ${fault}`}`);
    if (answers && fault === undefined) {
      const answer = stdout.replaceAll(/(?<=\d)\.0(?=[,}])/g, '');
      expected ??= answer;
      if (answer !== expected) throw new Error(`${name}: found ${answer}, expected ${expected}`);
    }
    const rate = fault ?? String(Number((count / seconds).toPrecision(2)));
    const times = [seconds, processorSeconds].map((time) => Number(time.toPrecision(3)));
    rows.push(`| ${name} | ${times.join(' | ')} | ${rate} | ${memory.join(' + ')} |`);
  }
  return rows;
}

/** Runs a program, and watches its process and the one that it starts. */
async function take(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Taken> {
  const start = performance.now();
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const usages = new Map<number, Usage | undefined>();
  const watch = setInterval(() => {
    const pid = child.pid as number;
    for (const each of [pid, ...childrenOf(pid)]) usages.set(each, usageOf(each) ?? usages.get(each));
  }, 20);
  const limit = setTimeout(() => child.kill(), 1000 * MOST_SECONDS);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  clearTimeout(limit);
  const fault = seconds > MOST_SECONDS ? 'too long' : code === 0 ? undefined : `failed: ${stderr.split('\n', 1)[0]}`;
  const found = [...usages.values()].filter((usage) => usage !== undefined);
  const processorSeconds = found.reduce((sum, usage) => sum + usage.processorSeconds, 0);
  return { seconds, processorSeconds, memory: found.map(({ memory }) => memory), stdout, fault };
}

/** Returns the processes that a process has started; none if it has ended. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** What a process has used so far. */
interface Usage {
  readonly processorSeconds: number;
  /** The peak of resident memory. Units: MiB. */
  readonly memory: number;
}

/** The times of Linux are in hundredths of a second. */
const TICKS = 100;

/** Returns what a process has used; undefined if it has ended. */
function usageOf(pid: number): Usage | undefined {
  try {
    const [, kib] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    // The second field is a name in parentheses. The 14th and 15th are the times in programs and in the system.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (kib === undefined) return undefined;
    return {
      processorSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
      memory: Math.round(Number(kib) / 1024),
    };
  } catch {
    return undefined;
  }
}

/** Returns the size of a file, or of all files below a folder; 0 if there is nothing. Units: bytes. */
function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return stats?.size ?? 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
