import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  Artifact,
  ArtifactRepository,
  FileStorage,
  NdArray,
  NestedList,
  Persisted,
  type TypedArray,
} from '../../src/index.js';
import type { Competition } from './competition.js';
import { KeptStorage } from './kept-storage.js';

@Persisted()
class Float64 extends Artifact {
  @NdArray('float64') array!: NdArray<Float64Array>;
}
@Persisted()
class Float32 extends Artifact {
  @NdArray('float32') array!: NdArray<Float32Array>;
}
@Persisted()
class Int32 extends Artifact {
  @NdArray('int32') array!: NdArray<Int32Array>;
}
@Persisted()
class Int64 extends Artifact {
  @NdArray('int64') array!: NdArray<BigInt64Array>;
}
@Persisted()
class Small {
  @NdArray('float64') array!: Float64Array;
}
@Persisted()
class Many extends Artifact {
  @NestedList(() => Small) arrays!: Small[];
}

const [MILLIONS, SIZE] = [5_000_000, 1_000_000];
const classes = { float64: Float64, float32: Float32, int32: Int32, int64: Int64 };
const random: { [D in keyof typeof classes]: (length: number) => TypedArray } = {
  float64: (length) => Float64Array.from({ length }, () => Math.random()),
  float32: (length) => Float32Array.from({ length }, () => Math.random()),
  int32: (length) => Int32Array.from({ length }, () => (Math.random() - 0.5) * 2 ** 32),
  int64: (length) => BigInt64Array.from({ length }, () => BigInt(Math.floor(Math.random() * 2 ** 53)) * 1000n),
};

/** JSON has no bigint: a user would write them as text. */
const listed = (data: TypedArray): (number | string)[] =>
  data instanceof BigInt64Array ? Array.from(data, String) : Array.from(data as Float64Array);

/** What a user would write: JSON.stringify, one write, one sync. */
function saveRaw(path: string, value: unknown): void {
  const file = openSync(path, 'w');
  writeSync(
    file,
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)),
  );
  fsyncSync(file);
  closeSync(file);
}

async function* competitions(
  dtype: keyof typeof classes,
  shape: number[],
  goals: { save?: number; proof?: number; load?: number },
): AsyncGenerator<Competition> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const Class = classes[dtype];
  const data = random[dtype](shape.reduce((size, length) => size * length));
  const raw = join(folder, 'raw.json');
  let second = 0;
  const artifact = () =>
    Object.assign(new Class(), {
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(1000 * second++),
      array: { data, shape },
    });
  const repository = new ArtifactRepository<typeof Class>({ storage: new FileStorage(folder), classes: [Class] });
  const path = await repository.save(artifact());
  const isRight = isDeepStrictEqual((await repository.load(path)).array, { data, shape });
  const rows = () =>
    shape.length === 1
      ? listed(data)
      : Array.from({ length: shape[0] as number }, (_, row) =>
          listed(data.subarray(row * (shape[1] as number), (row + 1) * (shape[1] as number))),
        );
  const fromRaw = () => {
    const parsed = JSON.parse(readFileSync(raw, 'utf8')).flat();
    return dtype === 'int64'
      ? BigInt64Array.from(parsed, BigInt)
      : (data.constructor as Float64ArrayConstructor).from(parsed);
  };
  saveRaw(raw, rows());
  const title = `${shape.length === 1 ? '' : '2-d, '}${data.length / 1e6} M ${dtype}`;
  const items = { unit: 'number', count: data.length };
  const reason = 'JSON.parse is faster there, so that the seal and the checks weigh more';
  const goal = (limit: number | undefined) => (limit === undefined ? {} : { goal: limit, reason });
  const fault = isRight ? undefined : 'other values';
  yield* [
    {
      work: `${title}, save to disk`,
      items,
      ...goal(goals.save),
      competitors: [
        { name: 'JSON.stringify', run: () => saveRaw(raw, rows()) },
        { name: 'this library, without proof', run: () => repository.save(artifact(), { proof: false }), fault },
      ],
    },
    {
      work: `${title}, save to disk, with proof`,
      items,
      ...goal(goals.proof),
      competitors: [
        { name: 'JSON.stringify', run: () => saveRaw(raw, rows()) },
        { name: 'this library', run: () => repository.save(artifact()), fault },
      ],
    },
    {
      work: `${title}, load from disk, seal checked`,
      items,
      ...goal(goals.load),
      competitors: [
        { name: 'JSON.parse', run: fromRaw, fault: isDeepStrictEqual(fromRaw(), data) ? undefined : 'other values' },
        { name: 'this library', run: () => repository.load(path), fault },
      ],
    },
  ];
  await rm(folder, { recursive: true });
}

/** A thousand arrays of a hundred numbers, in memory. */
async function manySmall(): Promise<Competition[]> {
  const arrays = Array.from({ length: 1000 }, () =>
    Object.assign(new Small(), { array: random.float64(100) as Float64Array }),
  );
  const artifact = Object.assign(new Many(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    arrays,
  });
  const storage = new KeptStorage();
  const repository = new ArtifactRepository({ storage, classes: [Many], proof: false });
  const path = await repository.save(artifact);
  const fault = isDeepStrictEqual((await repository.load(path)).arrays, arrays) ? undefined : 'other values';
  const toText = () => JSON.stringify(arrays.map(({ array }) => ({ array: Array.from(array) })));
  const text = toText();
  const fromText = () =>
    JSON.parse(text).map((each: { array: number[] }) =>
      Object.assign(new Small(), { array: Float64Array.from(each.array) }),
    );
  const items = { unit: 'number', count: 100_000 };
  return [
    {
      work: 'a thousand small arrays, to text',
      items,
      goal: 1,
      reason: "V8's own formatting and parsing is nearly all of both; bytes and SHA-256 come on top",
      competitors: [
        { name: 'JSON.stringify', run: toText },
        { name: 'this library', run: () => repository.save(artifact), fault },
      ],
    },
    {
      work: 'a thousand small arrays, from text',
      items,
      goal: 1,
      reason: "V8's own formatting and parsing is nearly all of both; bytes and SHA-256 come on top",
      competitors: [
        { name: 'JSON.parse', run: fromText },
        { name: 'this library', run: () => repository.load(path), fault },
      ],
    },
  ];
}

export async function* arrays(): AsyncGenerator<Competition> {
  yield* competitions('float64', [MILLIONS], { save: 0.9, proof: 1.5, load: 0.6 });
  yield* competitions('float32', [SIZE], { save: 1, load: 1 });
  yield* competitions('int32', [SIZE], { save: 1, load: 1 });
  yield* competitions('int64', [SIZE], {});
  yield* competitions('float64', [1000, 1000], { save: 1, load: 1 });
  yield* await manySmall();
}
