// npm run bench [part of the name of a work …]: prints ratios; without arguments, it writes them to test/bench/README.md.

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { arrays } from './arrays.js';
import { type Competition, hold, type Placing } from './competition.js';
import { nestedObjects } from './nested-objects.js';
import { wholes } from './wholes.js';

const ROUNDS = 3;
const wanted = process.argv.slice(2);
const sections: string[] = [];

for await (const competition of all()) {
  if (wanted.length > 0 && !wanted.some((word) => competition.work.includes(word))) continue;
  const placings = await hold(competition, ROUNDS);
  const section = sectionOf(competition, placings);
  console.log(section);
  sections.push(section);
}

if (wanted.length === 0) await writeFile('test/bench/README.md', [introduction(), ...sections].join('\n'));

async function* all(): AsyncGenerator<Competition> {
  yield* await nestedObjects();
  yield* arrays();
  yield* wholes();
}

function introduction(): string {
  return `# Benchmark

\`npm run bench\` writes this page. Every work is done by all in the same run, in turns; a time is the best of ${ROUNDS} rounds of 3.
Machines differ and are noisy: it is the ratios to the first line of each table that count. Every result was checked, and
a competitor that does not give the same values back says so.

Node ${process.versions.node}, ${cpus()[0]?.model ?? 'an unknown processor'}.
`;
}

function sectionOf({ work, items, goal }: Competition, placings: readonly Placing[]): string {
  const rows = placings.map(({ name, nsPerItem, ratio, fault }) => {
    const isMissed = goal !== undefined && name.startsWith('this library') && ratio > goal;
    const remark = [isMissed ? `goal ≤ ${goal} ×, not met` : '', fault ?? ''].filter((each) => each !== '').join('; ');
    return `| ${name} | ${Number(nsPerItem.toPrecision(3))} | ${ratio.toFixed(2)} × | ${remark} |`;
  });
  return `## ${work}\n\n| | ns a ${items.unit} | ratio | |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}
