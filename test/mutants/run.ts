// npm run mutants [words…]: breaks the library in one place at a time, and runs the tests, which have to fail. With words, only the
// mutants whose file or title has one of them.

import { Copy } from './copy.js';
import { misfits, mutated } from './fit.js';
import { type Mutant, mutants } from './mutants.js';
import { runFile, runTests, testFiles } from './suite.js';

/** The result for a mutant: a survivor is a hole in the tests, and an invalid one says nothing about them. */
type Fate = 'caught' | 'survived' | 'invalid';

async function fateOf(mutant: Mutant, copy: Copy): Promise<[Fate, string]> {
  const { file, likely, hangs } = mutant;
  const files = await testFiles(likely);
  const verdict = await copy.changed(
    file,
    (text) => mutated(text, mutant),
    async () => (await copy.compile()) ?? runTests(copy, files),
  );
  if (typeof verdict === 'string') return ['invalid', `does not compile: ${verdict.split('\n', 1)[0]}`];
  if (verdict.kind === 'passed') return ['survived', 'SURVIVED'];
  if (verdict.kind === 'timeout' && !hangs) return ['invalid', 'timeout: is the machine busy, or does it hang?'];
  if (!(await passesUnchanged(verdict.file, copy))) return ['invalid', `${verdict.file} fails by itself`];
  return ['caught', verdict.kind === 'timeout' ? 'waits without end' : `caught by: ${verdict.test}`];
}

/** The files of tests that were run in the unchanged copy, and whether they passed. */
const unchanged = new Map<string, boolean>();

/** True if a file of tests passes in the unchanged copy: if it fails anyway, it has noticed no mutant. */
async function passesUnchanged(file: string, copy: Copy): Promise<boolean> {
  const known = unchanged.get(file);
  if (known !== undefined) return known;
  const fault = await copy.compile();
  if (fault !== undefined) throw new Error(`the code itself does not compile:\n${fault}`);
  const passes = (await runFile(copy, file)).kind === 'passed';
  unchanged.set(file, passes);
  return passes;
}

const words = process.argv.slice(2);
const chosen = mutants.filter(
  ({ file, title }) => words.length === 0 || words.some((word) => `${file} ${title}`.includes(word)),
);
if (chosen.length === 0) throw new Error(`no mutant has ${words.join(' or ')} in its file or title`);
const faults = await misfits(mutants);
if (faults.length > 0) throw new Error(`mutants.ts does not fit the code:\n${faults.join('\n')}`);
const copy = await Copy.make();
try {
  const fates: Record<Fate, number> = { caught: 0, survived: 0, invalid: 0 };
  for (const mutant of chosen) {
    const [fate, what] = await fateOf(mutant, copy);
    fates[fate]++;
    console.log(`${fate === 'caught' ? '✔' : '✘'} ${mutant.file}: ${mutant.title}\n    ${what}`);
  }
  console.log(`${chosen.length} mutants: ${fates.caught} caught, ${fates.survived} survived, ${fates.invalid} invalid`);
  if (fates.caught < chosen.length) process.exitCode = 1;
} finally {
  await copy.remove();
}
