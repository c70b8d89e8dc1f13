import { Artifact, FileStorage, NdArray, NestedList, Persisted, type TypedArray } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import type { Competition, Goal } from './competition.js';
import { KeptStorage } from './kept-storage.js';
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

// There is no NaN and no -0 among these, because JSON.stringify loses them.
const random = {
  float64: (length: number) => Float64Array.from({ length }, () => Math.random()),
  float32: (length: number) => Float32Array.from({ length }, () => Math.random()),
  int32: (length: number) => Int32Array.from({ length }, () => (Math.random() - 0.5) * 2 ** 32),
  int64: (length: number) => BigInt64Array.from({ length }, () => BigInt(Math.floor(Math.random() * 2 ** 53)) * 1000n),
};

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

/** Returns the competitions to save an artifact to disk and to load it. The ways by hand save and load its array alone. */
async function onDisk<T extends TypedArray>(
  artifact: Artifact & { array: NdArray<T> },
  array: NdArray<T>,
  waysOf: (array: NdArray<T>) => readonly TextWay[],
  goals: { save?: number; proof?: number; load?: number },
): Promise<Competition[]> {
  const folder = await newFolder();
  const own = await library(
    new FileStorage(folder),
    Object.assign(artifact, fields, { array }),
    (loaded) => loaded.array,
    removeFile,
  );
  const ways = waysOf(array);
  const goal = (most: number | undefined, reason: string): { goal?: Goal } =>
    most === undefined ? {} : { goal: { most, unit: '×', reason } };
  const title = `${array.shape.length === 1 ? '' : '2-d, '}${array.data.length / 1e6} M ${artifact.procedureName.toLowerCase()}`;
  const about = { items: { unit: 'number', count: array.data.length }, expected: array };
  return [
    {
      ...about,
      work: `${title}, save to disk`,
      plain: writingFiles(folder, ways),
      competitors: [
        {
          ...own.saveUnproven,
          ...goal(goals.save, "V8's own formatting is most of both; the layout, the checks and SHA-256 come on top"),
        },
        {
          ...own.save,
          ...goal(goals.proof, "reading all back takes as long as a load, and V8's own formatting is most of the rest"),
        },
      ],
    },
    {
      ...about,
      work: `${title}, load from disk, seal checked`,
      plain: readingFiles(folder, ways),
      competitors: [
        { ...own.load, ...goal(goals.load, "V8's own parsing is most of both; SHA-256 and the checks come on top") },
      ],
    },
  ];
}

/** Returns the competitions with many arrays of a hundred numbers each, in memory. */
async function manySmall(count: number): Promise<Competition[]> {
  class Plain {
    constructor(readonly array: Float64Array) {}
  }
  const arrays = Array.from({ length: count }, () => random.float64(100));
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
  const goal: Goal = {
    most: 1,
    unit: '×',
    reason: "V8's own formatting and parsing is most of both; bytes and SHA-256 come on top",
  };
  const about = {
    items: { unit: 'number', count: count * 100 },
    expected: arrays.map((array) => ({ array })),
  };
  return [
    {
      ...about,
      work: `${count} small arrays, to text`,
      plain: writingText(ways),
      competitors: [{ ...own.saveUnproven, goal }],
    },
    {
      ...about,
      work: `${count} small arrays, from text`,
      plain: readingText(ways),
      competitors: [{ ...own.load, goal }],
    },
  ];
}

/** The sizes of the competitions with arrays. */
export interface ArraySizes {
  /** How many numbers the large array has. */
  readonly large: number;
  /** How many numbers each of the other arrays has. It is the square of an integer, because one array has as many rows as columns. */
  readonly array: number;
  /** How many small arrays there are. */
  readonly small: number;
}

/** Yields the competitions with arrays: large ones on disk, and many small ones in memory. */
export async function* arrays({ large, array, small }: ArraySizes): AsyncGenerator<Competition> {
  const side = Math.sqrt(array);
  const matrix = { data: random.float64(array), shape: [side, side] };
  yield* await onDisk(new Float64(), flat(random.float64(large)), numberWays, { save: 0.9, proof: 1.5, load: 0.6 });
  yield* await onDisk(new Float32(), flat(random.float32(array)), numberWays, { save: 1, load: 1 });
  yield* await onDisk(new Int32(), flat(random.int32(array)), numberWays, { save: 1, load: 1 });
  yield* await onDisk(new Int64(), flat(random.int64(array)), bigintWays, {});
  yield* await onDisk(new Float64(), matrix, rowWays, { save: 1, load: 1 });
  yield* await manySmall(small);
}
