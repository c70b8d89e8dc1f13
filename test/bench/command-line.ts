import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } from '../../src/index.js';
import { bytesOf, newFolder } from '../support/stored.js';
import type { Competition, Way } from './competition.js';

@Persisted({ procedure: 'Listed' })
class Listed extends Artifact<{ window_size: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** Yields competitions of whole processes: a command of `artifacts`, and a Node process that does nothing. */
export async function* commandLine(listed: number): AsyncGenerator<Competition> {
  const root = await listedIn(listed);
  yield wholeProcess('artifacts --help, whole process', ['--help'], 2);
  yield wholeProcess(`artifacts list of ${listed} artifacts, whole process`, ['list', '--root', root], 3);
}

function wholeProcess(work: string, args: readonly string[], most: number): Competition {
  const program = resolve('dist/src/cli/main.js');
  const reason = 'commander and some thirty modules of ours are loaded';
  return {
    work,
    items: { unit: 'process', count: 1 },
    expected: 'done',
    plain: [nodeWith('node -e 0', ['-e', '0']), nodeWith('node of an empty module', ['--input-type=module', '-e', ''])],
    competitors: [{ ...nodeWith('this library', [program, ...args]), goal: { most, reason } }],
  };
}

const nodeWith = (name: string, args: readonly string[]): Way => ({
  name,
  run: async () => {
    await promisify(execFile)(process.execPath, args);
    return 'done';
  },
});

/** Makes a folder of artifacts whose timestamps are a minute apart, and returns its path. The files are not synced. */
async function listedIn(count: number): Promise<string> {
  const root = await newFolder();
  const memory = new MemoryStorage();
  const repository = new ArtifactRepository({ storage: memory, classes: [Listed] });
  mkdirSync(join(root, 'Listed'));
  for (let index = 0; index < count; index++) {
    const curve = Float64Array.from({ length: 100 }, (_, at) => Math.sin(at + index));
    const timestamp = new Date(60_000 * index);
    const inputParameters = { window_size: index % 7 };
    const key = await repository.save(
      Listed.create({ procedureVersion: '1', inputParameters, seed: index, timestamp, curve }),
    );
    writeFileSync(join(root, key), await bytesOf(memory, key));
  }
  return root;
}
