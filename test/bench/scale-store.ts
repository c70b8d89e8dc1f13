import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { keyOfAddress, secondOf } from '../../src/format/address.js';
import { parameterHashOf } from '../../src/format/parameter-hash.js';
import { Artifact, ArtifactRepository, encode, FileStorage, NdArray, Persisted } from '../../src/index.js';

export const PROCEDURE = 'Scale';

interface Parameters {
  readonly window_size: number;
}

@Persisted({ procedure: PROCEDURE })
class Scale extends Artifact<Parameters> {
  @Persisted() score!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** The numbers of the array of each artifact. */
const NUMBERS = 100;
const WINDOW_SIZES = 7;

const scale = (run: number): Scale =>
  Scale.create({
    procedureVersion: '1',
    inputParameters: { window_size: 1 + (run % WINDOW_SIZES) },
    seed: run,
    timestamp: new Date(1.7e12 + 1000 * run),
    score: run / 7,
    curve: Float64Array.from({ length: NUMBERS }, (_, at) => Math.sin(at + run)),
  });

const HASHES = Array.from({ length: WINDOW_SIZES }, (_, index) =>
  parameterHashOf({ input_parameters: { window_size: 1 + index } }),
);

/** Yields artifacts as files: the texts and keys that a repository would give them, a second apart. */
export function* files(count: number): Generator<{ readonly key: string; readonly text: string }> {
  for (let run = 0; run < count; run++) {
    const artifact = scale(run);
    const timestamp = secondOf(artifact.timestamp.toISOString()) as string;
    const parameterHash = HASHES[run % WINDOW_SIZES] as string;
    yield { key: keyOfAddress({ procedureName: PROCEDURE, timestamp, parameterHash }), text: encode(artifact) };
  }
}

/** Writes artifacts into a folder. The files are not synced. Returns their size. Units: bytes. */
export function makeStore(root: string, count: number): number {
  mkdirSync(join(root, PROCEDURE), { recursive: true });
  let bytes = 0;
  for (const { key, text } of files(count)) {
    writeFileSync(join(root, key), text);
    bytes += text.length;
  }
  return bytes;
}

/**
 * Compares some artifacts with what a repository makes of them, and loads them.
 *
 * @param other - an empty folder, in which they are saved.
 * @throws Error if they are not the same.
 */
export async function checkStore(root: string, other: string, count: number): Promise<void> {
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Scale] });
  const saving = new ArtifactRepository({ storage: new FileStorage(other), classes: [Scale] });
  for (let run = 0; run < count; run += Math.ceil(count / 100)) {
    const saved = await saving.save(scale(run));
    const path = join(root, relative(other, saved));
    if (!readFileSync(path).equals(readFileSync(saved))) throw new Error(`${path} is not what a repository saves`);
    const { seed } = await repository.load(path, Scale);
    if (seed !== run) throw new Error(`${path} has the seed ${seed}, expected ${run}`);
  }
}
