// npm run bench [part of the name of a competition …]: runs the competitions and prints their tables. Without arguments, it runs all of them, and
// writes the tables to test/bench, too. npm run bench scale [count …]: measures storages of so many artifacts, and nothing else.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { hasChromium } from './browsing.js';
import { type Competition, type Competitor, compete, type Placing, type Standings } from './competition.js';
import { competitions } from './competitions.js';
import { type Growth, growth } from './growth.js';
import type { HugeFigures, WorkFigures } from './huge.js';
import { hasCeph } from './object-storage.js';
import { findPython } from './python.js';
import { scale } from './scale.js';

const SIZES = {
  objects: 20_000,
  large: 5_000_000,
  array: 1_000_000,
  small: 1000,
  asking: { names: 200_000, searched: 20_000, newest: 100_000, large: 500, numbers: 53_000 },
  bucket: { saved: 640, keys: 50_000 },
  listed: 500,
  served: 200_000,
  reported: 2000,
  browsed: 10_000,
};
const TURNS = { rounds: 7, time: 150 };
const counts = process.argv[2] === 'scale' ? process.argv.slice(3).map(Number) : [];
const wanted = process.argv.slice(2, counts.length > 0 ? 3 : undefined);
const sections: string[] = [];

for (const count of counts) add(await scale(count));
if (counts.length > 0) process.exit();
for await (const competition of competitions(SIZES)) {
  if (!begins(competition.work)) continue;
  add(sectionOf(competition, await compete(competition, TURNS)));
}
if (begins('growth')) for await (const each of growth()) add(growthSection(each));
for (const dtype of ['float64', 'int64', 'int8']) if (begins(`100 M ${dtype}`)) add(await hugeSection(dtype));
if ((await findPython()) === undefined && begins('against Python'))
  add('## against Python\n\nNot measured: no Python with NumPy was found (Debian: `apt-get install python3-numpy`).\n');
if (!(await hasCeph()) && begins('in a bucket'))
  add('## a bucket\n\nNot measured: there is no Ceph (Debian: `.ci/s3-server.sh install`).\n');
if (!(await hasChromium()) && begins('in Chromium'))
  add('## tables in Chromium\n\nNot measured: there is no Chromium (Debian: `apt-get install chromium`).\n');

if (wanted.length === 0) {
  const major = process.versions.node.split('.')[0];
  const name = major === '20' ? 'README' : `node-${major}`;
  await writeFile(`test/bench/${name}.md`, [introduction(), ...sections].join('\n'));
}

/** Returns whether the user wants a competition, and logs that it begins. */
function begins(work: string): boolean {
  const isWanted = wanted.length === 0 || wanted.some((word) => work.includes(word));
  if (isWanted) console.error(`${(performance.now() / 1000).toFixed(0)} s: ${work} …`);
  return isWanted;
}

function add(section: string): void {
  console.log(section);
  sections.push(section);
}

function introduction(): string {
  return `# Benchmark

\`npm run bench\` writes this page on Node 20, and one beside it on others, \`node-24.md\` on Node 24.

The first line of each table is the baseline: **the fastest way to write the work by hand** that was tried in the same run, without any
checks. The slower ways are named below the table. Which is the fastest depends on the version of Node.

- All ways take turns, in ${TURNS.rounds} rounds of at least ${TURNS.time} ms each. A time is the best of all runs, and a ratio compares best times. Machines differ and are
  noisy: _in one round_ is the lowest and the highest ratio within a single round.
- Only the work is timed. Instances, numbers and texts to read are made before; so are files removed that are to be saved again. All saves
  to disk create a new file and end with a sync.
- A way that does not give the same values is not measured: the run fails, and names it. There is no NaN and no -0 among them, for
  JSON.stringify would lose these. By hand, text is written that a user may read: lists of numbers, objects with keys, ISO dates.
- Python measures itself, with time.perf_counter, in a process that goes on running between its turns.
- This library's work includes all checks, the layout, and the seal: SHA-256 over all bytes.

Node ${process.versions.node}, ${cpus()[0]?.model ?? 'an unknown processor'}.
`;
}

function sectionOf({ work, items }: Competition, { baseline, competitors, slower }: Standings): string {
  const line = (name: string, { time, ratio, range }: Placing, verdict: string) => {
    const each = Number(((1e6 * time) / items.count).toPrecision(3));
    const inRound = range.map((each) => each.toFixed(2)).join(' to ');
    return `| ${name} | ${each} | ${ratio.toFixed(2)} × | ${inRound} | ${verdict} |`;
  };
  const lines = [
    line(`baseline: ${baseline.way.name}`, baseline, ''),
    ...competitors.map((placing) => line(placing.way.name, placing, verdictOf(placing))),
  ];
  const others = slower.map(({ way, ratio }) => `${way.name} (${ratio.toFixed(2)} ×)`);
  return `## ${work}

| | ns per ${items.unit} | ratio | in one round | |
|---|---|---|---|---|
${lines.join('\n')}
${others.length === 0 ? '' : `\nSlower by hand: ${others.join('; ')}.\n`}`;
}

/** Returns whether the goal is met, in words; empty if there is no goal. */
function verdictOf({ way: { goal }, ratio }: Placing<Competitor>): string {
  if (goal === undefined) return '';
  const reason = goal.reason === undefined ? '' : `: ${goal.reason}`;
  return `goal ≤ ${Number(goal.most.toFixed(2))} ×${ratio > goal.most ? `, not met${reason}` : ''}`;
}

function growthSection({ unit, rows, reason }: Growth): string {
  const [save, load] = [Math.min(...rows.map((row) => row.save)), Math.min(...rows.map((row) => row.load))];
  const cell = (time: number, best: number) => `${Number(time.toPrecision(3))} (${(time / best).toFixed(2)} ×)`;
  const lines = rows.map((row) => `| ${row.count} | ${cell(row.save, save)} | ${cell(row.load, load)} |`);
  const isMet = rows.every((row) => row.count < 1000 || Math.max(row.save / save, row.load / load) <= 1.5);
  return `## growth: ns per ${unit}, and as a multiple of the best

In memory, without proof. Below 1,000, an artifact's own fixed cost is what is seen; the goal is 1.5 × from there on, ${isMet ? 'met' : `not met: ${reason}`}.

| ${unit}s | save | load |
|---|---|---|
${lines.join('\n')}
`;
}

/** The memory beyond the array that a save or load may take. Units: MiB. */
const BEYOND = 200;

async function hugeSection(dtype: string): Promise<string> {
  const program = new URL('huge.js', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, dtype]);
  const { count, bytes, arrayMib, save, describe, load, isRight, rawFault }: HugeFigures = JSON.parse(stdout);
  if (!isRight) throw new Error(`${count} ${dtype}: found other values`);
  const line = (name: string, { nsPerItem, delay }: WorkFigures, memory = '| | |') =>
    `| ${name} | ${Number(nsPerItem.toPrecision(3))} | ${delay.toFixed(0)} ms ${memory}`;
  const memoryOf = ({ rss }: WorkFigures) =>
    `| ${rss} MiB | ${rss - arrayMib} MiB${rss - arrayMib > BEYOND ? ', not met' : ''} |`;
  const raw = rawFault === undefined ? '' : `JSON.stringify of the same numbers: ${rawFault}.\n`;
  return `## ${count / 1e6} M ${dtype}, ${(bytes / 1e9).toFixed(2)} GB of text, to disk and back

The array takes ${arrayMib} MiB. The values were the same. The goal is at most ${BEYOND} MiB beyond the array.
${raw}
| | ns per number | longest delay of a timer | peak of resident memory | beyond the array |
|---|---|---|---|---|
${line('save, with proof', save, memoryOf(save))}
${line('describe', describe)}
${line('load, seal checked', load, memoryOf(load))}
`;
}
