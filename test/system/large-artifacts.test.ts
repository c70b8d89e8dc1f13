import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { artifacts } from '../command-line/installed.js';
import { needs } from '../support/needs.js';
import { inFolder } from '../support/stored.js';

const test = await needs('/proc');

@Persisted({ procedure: 'Large' })
class Large extends Artifact<{ length: number; run: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** Numbers of 16 digits each: so many take 80 MB in memory, and 190 MB in a file. */
const MANY = 10_000_000;

/** MiB that a command may take more for many numbers than for a few. The numbers of one array alone are 76. */
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
 * What is loaded into a process to let it tell, last of all, how many KiB of memory it took. (process.resourceUsage would count those of
 * the process that has started it, too.)
 */
const TELLING = `--import=data:text/javascript,${encodeURIComponent(
  "import{readFileSync}from'fs';process.on('exit',()=>process._rawDebug(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status'))[1]))",
)}`;

/** What a command wrote to stdout, and the MiB that it took. */
async function ran(args: readonly string[]): Promise<{ stdout: string; memory: number }> {
  const { stdout, stderr } = await artifacts(args, { env: { NODE_OPTIONS: TELLING } });
  return { stdout, memory: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

test('show and compare take the memory of a piece for arrays of any size', async (t) => {
  await inFolder(async (folder) => {
    const [few, many] = [`${folder}/few`, `${folder}/many`];
    await saveTwo(few, 1000);
    await saveTwo(many, MANY);
    for (const [args, expected] of [
      [['show'], `curve  float64[${MANY}]  min 1  mean 2  max 3\n`],
      [['show', '--json'], `{"/curve":{"dtype":"float64","shape":[${MANY}],"min":1.0000`],
      [['compare', 'Large@latest-1', 'Large@latest'], `1 of ${MANY} differ, first at [${MANY - 1}]`],
      [['show', '--array', `curve[${MANY - 1}:]`], '2\n'],
    ] as const) {
      const { memory: least } = await ran([...args, '--root', few]);
      const { stdout, memory } = await ran([...args, '--root', many]);
      t.true(stdout.includes(expected), stdout);
      t.true(memory < least + ROOM, `${args.join(' ')}: ${memory} MiB, and ${least} for few`);
      t.log(`${args.join(' ')}: ${Math.round(memory - least)} MiB`);
    }
  });
});
