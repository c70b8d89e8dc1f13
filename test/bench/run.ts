// npm run bench [part of the name of a work …]: prints ratios; without arguments, it writes them to test/bench, too.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { arrays } from './arrays.js';
import { type Competition, hold, type Placing } from './competition.js';
import { type Growth, growth } from './growth.js';
import { nestedObjects } from './nested-objects.js';
import { wholes } from './wholes.js';

const ROUNDS = 3;
const wanted = process.argv.slice(2);
const sections: string[] = [];

for await (const competition of all()) {
  if (isWanted(competition.work)) add(sectionOf(competition, await hold(competition, ROUNDS)));
}
if (isWanted('growth')) for await (const each of growth()) add(growthSection(each));
if (isWanted('100 M')) add(await hugeSection());

if (wanted.length === 0) {
  const major = process.versions.node.split('.')[0];
  const name = major === '20' ? 'README' : `node-${major}`;
  await writeFile(`test/bench/${name}.md`, [introduction(), ...sections].join('\n'));
}

async function* all(): AsyncGenerator<Competition> {
  yield* await nestedObjects();
  yield* arrays();
  yield* wholes();
}

function isWanted(work: string): boolean {
  return wanted.length === 0 || wanted.some((word) => work.includes(word));
}

function add(section: string): void {
  console.log(section);
  sections.push(section);
}

function introduction(): string {
  return `# Benchmark

\`npm run bench\` writes this page on Node 20, and one beside it on others: [24](node-24.md), [26](node-26.md).
Every work is done by all in the same run, in turns; a time is the best of ${ROUNDS} rounds, each of 3 runs and at least 250 ms. Machines differ and are noisy:
it is the ratios to the first line of each table that count. Every result was checked, and a competitor that does not give the
same values back says so. This library's work includes all checks, the layout, and the seal: SHA-256 over all bytes.

Node ${process.versions.node}, ${cpus()[0]?.model ?? 'an unknown processor'}.
`;
}

function sectionOf(competition: Competition, placings: readonly Placing[]): string {
  const { work, items } = competition;
  const rows = placings.map(({ name, nsPerItem, ratio, fault }) => {
    const more = (nsPerItem * items.count * (1 - 1 / ratio)) / 1e6;
    const verdict = name.startsWith('this library') ? verdictOf(competition, ratio, more) : '';
    const remark = [verdict, fault ?? ''].filter((each) => each !== '').join('; ');
    return `| ${name} | ${Number(nsPerItem.toPrecision(3))} | ${ratio.toFixed(2)} × | ${remark} |`;
  });
  return `## ${work}\n\n| | ns a ${items.unit} | ratio | |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** What is to be said of the goal, if there is one. */
function verdictOf({ goal, goalMore, reason }: Competition, ratio: number, more: number): string {
  const missed = `, not met: ${reason ?? 'noise'}`;
  if (goal !== undefined) return `goal ≤ ${goal} ×${ratio > goal ? missed : ''}`;
  if (goalMore === undefined) return '';
  return `${more.toFixed(0)} ms more, goal ≤ ${goalMore} ms${more > goalMore ? missed : ''}`;
}

function growthSection({ unit, rows, reason }: Growth): string {
  const [save, load] = [Math.min(...rows.map((row) => row.save)), Math.min(...rows.map((row) => row.load))];
  const cell = (time: number, best: number) => `${Number(time.toPrecision(3))} (${(time / best).toFixed(2)} ×)`;
  const lines = rows.map((row) => `| ${row.count} | ${cell(row.save, save)} | ${cell(row.load, load)} |`);
  return `## growth: ns a ${unit}, and as a multiple of the best

In memory, without proof. The goal is 1.5 × from 1,000 on; below, an artifact's own fixed cost is what is seen. ${reason}

| ${unit}s | save | load |
|---|---|---|
${lines.join('\n')}
`;
}

async function hugeSection(): Promise<string> {
  const program = new URL('huge.js', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program]);
  const { count, bytes, arrayMib, save, describe, load, isRight, rawFault } = JSON.parse(stdout);
  const line = (name: string, { nsPerItem, rss }: { nsPerItem: number; rss: number }, held: number) =>
    `| ${name} | ${Number(nsPerItem.toPrecision(3))} | ${rss} MiB | ${rss - held} MiB |`;
  return `## ${count / 1e6} M float64, ${(bytes / 1e9).toFixed(2)} GB of text, to disk and back

The array takes ${arrayMib} MiB. The values were ${isRight ? 'the same' : 'NOT the same'}. The goal is at most 200 MiB beyond the array.
JSON.stringify of the same numbers: ${rawFault}.

| | ns a number | peak of resident memory | beyond the array |
|---|---|---|---|
${line('save, with proof', save, arrayMib)}
| describe | ${Number(describe.nsPerItem.toPrecision(3))} | | |
${line('load, seal checked', load, arrayMib)}
`;
}
