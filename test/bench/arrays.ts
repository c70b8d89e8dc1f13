import { Artifact, FileStorage, NdArray, NestedList, Persisted, type TypedArray } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import type { Competition, Goal } from './competition.js';
import { KeptStorage } from './kept-storage.js';
import { float32, float64, int32, int64 } from './numbers.js';
import { library, readingFiles, readingText, removeFile, type TextWay, writingFiles, writingText } from './ways.js';

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

const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

type NumberArray = Float64Array | Float32Array | Int32Array;

/** The numbers in a piece, for the way that writes in pieces. */
const PIECE = 8192;

const flat = <T extends TypedArray>(data: T): NdArray<T> => ({ data, shape: [data.length] });

/** Returns ways to write and read a list of numbers. */
function numberWays({ data }: NdArray<NumberArray>): TextWay[] {
  const ArrayClass = data.constructor as Float64ArrayConstructor;
  return [
    {
      writing: 'JSON.stringify(Array.from(x))',
      toText: () => JSON.stringify(Array.from(data)),
      reading: `${ArrayClass.name}.from(JSON.parse(text))`,
      fromText: (text) => flat(ArrayClass.from(JSON.parse(text))),
    },
    {
      writing: 'JSON.stringify in pieces, joined',
      toText: () => {
        const pieces: string[] = [];
        for (let start = 0; start < data.length; start += PIECE)
          pieces.push(JSON.stringify(Array.from(data.subarray(start, start + PIECE))).slice(1, -1));
        return `[${pieces}]`;
      },
      reading: `new ${ArrayClass.name}(JSON.parse(text))`,
      fromText: (text) => flat(new ArrayClass(JSON.parse(text))),
    },
    {
      writing: 'x.join()',
      toText: () => `[${data.join()}]`,
      reading: 'a loop over JSON.parse(text)',
      fromText: (text) => {
        const list: number[] = JSON.parse(text);
        const array = new ArrayClass(list.length);
        for (let index = 0; index < list.length; index++) array[index] = list[index] as number;
        return flat(array);
      },
    },
  ];
}

/** Returns ways to write and read a list of integers, or of their texts: JSON.parse rounds integers beyond 2^53. */
function bigintWays({ data }: NdArray<BigInt64Array>): TextWay[] {
  const bigints = (texts: string[]) => {
    const array = new BigInt64Array(texts.length);
    for (let index = 0; index < texts.length; index++) array[index] = BigInt(texts[index] as string);
    return flat(array);
  };
  return [
    {
      writing: 'x.join()',
      toText: () => `[${data.join()}]`,
      reading: 'BigInt of each of text.split',
      fromText: (text) => bigints(text.slice(1, -1).split(',')),
    },
    {
      writing: 'x.join(), as texts',
      toText: () => `["${data.join('","')}"]`,
      reading: 'BigInt of each of JSON.parse(text)',
      fromText: (text) => bigints(JSON.parse(text)),
    },
    {
      writing: 'JSON.stringify(Array.from(x, String))',
      toText: () => JSON.stringify(Array.from(data, String)),
      reading: 'new BigInt64Array(JSON.parse(text))',
      fromText: (text) => flat(new BigInt64Array(JSON.parse(text))),
    },
  ];
}

/** Returns ways to write and read a list of rows. */
function rowWays({ data, shape }: NdArray<Float64Array>): TextWay[] {
  const [count, length] = shape as [number, number];
  const rows = <T>(row: (start: number, end: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => row(index * length, (index + 1) * length));
  const shaped = (list: number[][], array: Float64Array) => ({
    data: array,
    shape: [list.length, (list[0] as number[]).length],
  });
  return [
    {
      writing: 'JSON.stringify(rows), rows by Array.from',
      toText: () => JSON.stringify(rows((start, end) => Array.from(data.subarray(start, end)))),
      reading: 'x.set(row) of JSON.parse(text)',
      fromText: (text) => {
        const list: number[][] = JSON.parse(text);
        const array = new Float64Array(count * length);
        for (let index = 0; index < list.length; index++) array.set(list[index] as number[], index * length);
        return shaped(list, array);
      },
    },
    {
      writing: 'JSON.stringify(row), joined',
      toText: () => `[${rows((start, end) => JSON.stringify(Array.from(data.subarray(start, end))))}]`,
      reading: 'a loop over the rows of JSON.parse(text)',
      fromText: (text) => {
        const list: number[][] = JSON.parse(text);
        const array = new Float64Array(count * length);
        let index = 0;
        for (const row of list) for (const value of row) array[index++] = value;
        return shaped(list, array);
      },
    },
    {
      writing: 'JSON.stringify(rows), slices of Array.from(x)',
      toText: () => {
        const all = Array.from(data);
        return JSON.stringify(rows((start, end) => all.slice(start, end)));
      },
      reading: 'new Float64Array(JSON.parse(text).flat())',
      fromText: (text) => {
        const list: number[][] = JSON.parse(text);
        return shaped(list, new Float64Array(list.flat()));
      },
    },
  ];
}

/** The most time that the three works with an array on disk should take, as multiples of the baseline. */
interface Goals {
  readonly save?: number;
  readonly proof: number;
  readonly load: number;
}

const goal = (most: number | undefined, reason: string): { goal?: Goal } =>
  most === undefined ? {} : { goal: { most, reason } };

const REASONS = {
  save: 'of 61 ns a double, the kernel takes 36, SHA-256 11, copies 5, and the disk the rest',
  proof: 'beside the save, the kernel takes 27 ns a double to read, SHA-256 11 once more, and reading the file 5',
  load: 'SHA-256 and reading the file take as long as the kernel, and V8 reads small integers nearly as fast',
  small: 'a typed array has to be made for each, and the table of arrays looked up',
};

/**
 * Returns the competitions to save an artifact to disk and to load it. The ways by hand save and load its array alone.
 *
 * @param kind - what the array is, in the titles.
 */
async function onDisk<T extends TypedArray>(
  kind: string,
  artifact: Artifact & { array: NdArray<T> },
  array: NdArray<T>,
  waysOf: (array: NdArray<T>) => readonly TextWay[],
  goals: Goals,
): Promise<Competition[]> {
  const folder = await newFolder();
  const own = await library(
    new FileStorage(folder),
    Object.assign(artifact, fields, { array }),
    (loaded) => loaded.array,
    removeFile,
  );
  const ways = waysOf(array);
  const title = `${Math.round(array.data.length / 1e6)} M ${kind}`;
  const about = { items: { unit: 'number', count: array.data.length }, expected: array };
  return [
    {
      ...about,
      work: `${title}, save to disk`,
      plain: writingFiles(folder, ways),
      competitors: [
        { ...own.saveUnproven, ...goal(goals.save, REASONS.save) },
        { ...own.save, ...goal(goals.proof, REASONS.proof) },
      ],
    },
    {
      ...about,
      work: `${title}, load from disk, seal checked`,
      plain: readingFiles(folder, ways),
      competitors: [{ ...own.load, ...goal(goals.load, REASONS.load) }],
    },
  ];
}

/** Returns the competitions with many arrays of a hundred numbers each, in memory. */
async function manySmall(count: number): Promise<Competition[]> {
  class Plain {
    constructor(readonly array: Float64Array) {}
  }
  const arrays = Array.from({ length: count }, () => float64.random(100));
  const instances = arrays.map((array) => new Plain(array));
  const artifact = Object.assign(new Many(), fields, {
    arrays: arrays.map((array) => Object.assign(new Small(), { array })),
  });
  const ways: TextWay[] = [
    {
      writing: 'JSON.stringify of objects with Array.from(x)',
      toText: () => JSON.stringify(instances.map(({ array }) => ({ array: Array.from(array) }))),
      reading: 'a constructor, Float64Array.from',
      fromText: (text) => JSON.parse(text).map((each: Plain) => new Plain(Float64Array.from(each.array))),
    },
    {
      writing: 'JSON.stringify of each array, joined',
      toText: () => `[${instances.map(({ array }) => `{"array":${JSON.stringify(Array.from(array))}}`)}]`,
      reading: 'a constructor, new Float64Array',
      fromText: (text) => JSON.parse(text).map((each: Plain) => new Plain(new Float64Array(each.array))),
    },
  ];
  const own = await library(new KeptStorage(), artifact, (loaded) => loaded.arrays);
  const about = {
    items: { unit: 'number', count: count * 100 },
    expected: arrays.map((array) => ({ array })),
  };
  return [
    {
      ...about,
      work: `${count} small arrays, to text`,
      plain: writingText(ways),
      competitors: [{ ...own.saveUnproven, ...goal(1, REASONS.small) }],
    },
    {
      ...about,
      work: `${count} small arrays, from text`,
      plain: readingText(ways),
      competitors: [{ ...own.load, ...goal(1.2, REASONS.small) }],
    },
  ];
}

/** The sizes of the competitions with arrays. */
export interface ArraySizes {
  /** How many numbers each of the large arrays has. */
  readonly large: number;
  /** How many numbers each of the other arrays has; fewer, if they do not fill its last row. */
  readonly array: number;
  /** How many small arrays there are. */
  readonly small: number;
}

/** Yields the competitions with arrays: large ones on disk, and many small ones in memory. */
export async function* arrays({ large, array, small }: ArraySizes): AsyncGenerator<Competition> {
  for (const [kind, save] of [
    ['random', 0.35],
    ['3 decimals', 0.25],
    ['sines', 0.35],
  ] as const) {
    const numbers = flat(float64[kind](large));
    yield* await onDisk(`float64, ${kind}`, new Float64(), numbers, numberWays, { save, proof: 0.55, load: 0.35 });
  }
  const goals = { proof: 0.7, load: 0.5 };
  yield* await onDisk('float32', new Float32(), flat(float32(array)), numberWays, goals);
  yield* await onDisk('int32', new Int32(), flat(int32(array)), numberWays, goals);
  yield* await onDisk('int64', new Int64(), flat(int64(array)), bigintWays, goals);
  for (const row of [3, 1000]) {
    const count = Math.floor(array / row);
    const rows = { data: float64.random(count * row), shape: [count, row] };
    yield* await onDisk(`float64 in rows of ${row}`, new Float64(), rows, rowWays, goals);
  }
  yield* await manySmall(small);
}
