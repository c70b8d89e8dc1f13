// Saves an artifact of 100 M doubles, or of the number in the first argument, and loads it again. It is a program of its own because the memory
// of the process is measured.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';

@Persisted()
class Huge extends Artifact {
  @NdArray('float64') numbers!: Float64Array;
}

const MIB = 2 ** 20;
const count = Number(process.argv[2] ?? 1e8);
const folder = await mkdtemp(join(tmpdir(), 'huge-'));
const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Huge] });

let peak = 0;
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const measure = async <T>(act: () => Promise<T>) => {
  const start = performance.now();
  peak = 0;
  const result = await act();
  sample();
  return { result, nsPerItem: (1e6 * (performance.now() - start)) / count, rss: Math.round(peak / MIB) };
};

/** Returns the number at an index of the array. */
const numberAt = (index: number): number => Math.sin(index) * (1 + (index % 97));

async function save() {
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index++) numbers[index] = numberAt(index);
  const huge = Object.assign(new Huge(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    numbers,
  });
  return measure(() => repository.save(huge, { onProgress: sample }));
}

const saved = await save();
global.gc?.();
const described = await measure(() => repository.describe(saved.result, { onProgress: sample }));
const loaded = await measure(() => repository.load(saved.result, Huge, { onProgress: sample }));
const isRight = loaded.result.numbers.every((value, index) => Object.is(value, numberAt(index)));
const bytes = (await stat(saved.result)).size;
await rm(folder, { recursive: true });

let rawFault = 'works';
try {
  JSON.stringify(Array.from(loaded.result.numbers));
} catch (error) {
  rawFault = String(error);
}

const figures = ({ nsPerItem, rss }: typeof saved | typeof described | typeof loaded) => ({ nsPerItem, rss });
console.log(
  JSON.stringify({
    count,
    bytes,
    arrayMib: Math.round((8 * count) / MIB),
    save: figures(saved),
    describe: figures(described),
    load: figures(loaded),
    isRight,
    rawFault,
  }),
);
