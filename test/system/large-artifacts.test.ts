// The memory that `artifacts show` and `artifacts compare` take for an array of 10 million numbers.

import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { artifacts } from '../command-line/installed.js';
import { needs } from '../support/needs.js';
import { inFolder } from '../support/stored.js';

const test = await needs('/proc');

@Persisted({ procedure: 'Large' })
class Large extends Artifact<{ length: number; run: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** A number of elements that take 80 MB in memory and, with 16 digits each, 190 MB in a file. */
const MANY = 10_000_000;

/** How much more memory a command may take for many elements than for a few. The elements alone are 76 MiB. Units: MiB. */
const ROOM = 64;

/** Saves two artifacts that differ in one element. */
async function saveTwo(root: string, length: number): Promise<void> {
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Large], proof: false });
  const curve = Float64Array.from({ length }, (_, index) => Math.sin(index) + 2);
  for (const run of [1, 2]) {
    curve[length - 1] = run;
    const timestamp = new Date(run * 1000);
    await repository.save(Large.create({ procedureVersion: '1', inputParameters: { length, run }, timestamp, curve }));
  }
}

/**
 * An option of Node that makes a process write its peak memory in KiB to stderr before it ends. (process.resourceUsage would also count
 * the process that has started it.)
 */
const WRITE_PEAK_MEMORY = `--import=data:text/javascript,${encodeURIComponent(
  "import{readFileSync}from'fs';process.on('exit',()=>process._rawDebug(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status'))[1]))",
)}`;

/** Runs a command. Returns its stdout, and its peak memory in MiB. */
async function run(args: readonly string[]): Promise<{ stdout: string; memory: number }> {
  const { stdout, stderr } = await artifacts(args, { env: { NODE_OPTIONS: WRITE_PEAK_MEMORY } });
  return { stdout, memory: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

test('show and compare do not need more memory for a large array', async (t) => {
  await inFolder(async (folder) => {
    const [few, many] = [`${folder}/few`, `${folder}/many`];
    await saveTwo(few, 1000);
    await saveTwo(many, MANY);
    for (const [args, expected] of [
      [['show'], `curve  float64[${MANY}]  min 1 [`],
      [['show', '--json'], `{"/curve":{"dtype":"float64","shape":[${MANY}],"min":1.0000`],
      [['compare', 'Large@latest-1', 'Large@latest'], `1 of ${MANY} differ, first at [${MANY - 1}]`],
      [['show', '--array', `curve[${MANY - 1}:]`], '2\n'],
    ] as const) {
      const { memory: least } = await run([...args, '--root', few]);
      const { stdout, memory } = await run([...args, '--root', many]);
      t.true(stdout.includes(expected), stdout);
      t.true(memory < least + ROOM, `${args.join(' ')}: ${memory} MiB, and ${least} for few`);
      t.log(`${args.join(' ')}: ${Math.round(memory - least)} MiB`);
    }
  });
});
