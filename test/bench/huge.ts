// node --expose-gc huge.js dtype [count]: saves an artifact with an array of 100 M numbers, or of another count, and loads it again. It is a
// program of its own because the memory of the process is measured.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';

/** What the program prints, as JSON. */
export interface HugeFigures {
  readonly count: number;
  /** The size of the file. */
  readonly bytes: number;
  readonly arrayMib: number;
  readonly save: WorkFigures;
  readonly describe: WorkFigures;
  readonly load: WorkFigures;
  /** Whether the loaded numbers are the saved ones. */
  readonly isRight: boolean;
  /** How JSON.stringify of the same doubles has failed. */
  readonly rawFault?: string;
}

/** What one work has taken. */
export interface WorkFigures {
  readonly nsPerItem: number;
  /** The peak of resident memory. Units: MiB. */
  readonly rss: number;
  /** The longest time for which a timer had to wait. Units: milliseconds. */
  readonly delay: number;
}

type Numbers = Float64Array | BigInt64Array | Int8Array;

@Persisted()
class Huge extends Artifact {
  @NdArray('float64', { optional: true }) float64?: Float64Array;
  @NdArray('int64', { optional: true }) int64?: BigInt64Array;
  @NdArray('int8', { optional: true }) int8?: Int8Array;
}

const MIB = 2 ** 20;
const dtype = process.argv[2] as 'float64' | 'int64' | 'int8';
const count = Number(process.argv[3] ?? 1e8);
const folder = await mkdtemp(join(tmpdir(), 'huge-'));
const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Huge] });

let peak = 0;
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};

async function measure<T>(act: () => Promise<T>): Promise<{ result: T; figures: WorkFigures }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  peak = 0;
  delays.enable();
  const result = await act();
  delays.disable();
  sample();
  const nsPerItem = (1e6 * (performance.now() - start)) / count;
  return { result, figures: { nsPerItem, rss: Math.round(peak / MIB), delay: delays.max / 1e6 } };
}

/** Returns what a number, or a part of it, is by its index. */
const partAt =
  dtype === 'float64'
    ? (index: number): number => Math.sin(index) * (1 + (index % 97))
    : (index: number): number => Math.imul(index, 0x9e3779b1);

/** Returns the parts of numbers: themselves, or words of 32 bits, for a bigint for each number would take long. */
const partsOf = (numbers: Numbers): Float64Array | Int32Array =>
  numbers instanceof Float64Array
    ? numbers
    : new Int32Array(numbers.buffer, numbers.byteOffset, numbers.byteLength / 4);

function numbers(): Numbers {
  const numbers = new { float64: Float64Array, int64: BigInt64Array, int8: Int8Array }[dtype](count);
  const parts = partsOf(numbers);
  for (let index = 0; index < parts.length; index++) parts[index] = partAt(index);
  return numbers;
}

function save() {
  const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), [dtype]: numbers() };
  const huge = Huge.create(fields);
  return measure(() => repository.save(huge, { onProgress: sample }));
}

function faultOfJson(numbers: Numbers): string {
  try {
    JSON.stringify(Array.from(numbers as Float64Array));
    return 'none';
  } catch (error) {
    return String(error);
  }
}

const saved = await save();
const path = saved.result;
global.gc?.();
const described = await measure(() => repository.describe(path, { onProgress: sample }));
const loaded = await measure(() => repository.load(path, Huge, { onProgress: sample }));
const found = loaded.result[dtype] as Numbers;
const figures: HugeFigures = {
  count,
  bytes: (await stat(path)).size,
  arrayMib: Math.round(found.byteLength / MIB),
  save: saved.figures,
  describe: described.figures,
  load: loaded.figures,
  isRight: found.length === count && partsOf(found).every((part, index) => Object.is(part, partAt(index))),
  ...(dtype === 'float64' && { rawFault: faultOfJson(found) }),
};
await rm(folder, { recursive: true });
console.log(JSON.stringify(figures));
