import { IsInt, Min } from 'class-validator';
import ndarray from 'ndarray';
import { Artifact, IsoDate, NdArray, Nested, NestedList, NestedMap, Persisted } from '../../src/index.js';

/** A value class with fields of several kinds. The artifact class nests it, in lists and maps too. */
@Persisted()
export class Segment {
  @Persisted() @IsInt() @Min(0) start!: number;
  @Persisted() mean!: number;
  @Persisted({ optional: true }) label?: string;
  @NdArray('float32', { optional: true }) curve?: Float32Array;
  @NdArray('int16', { optional: true }) grid?: NdArray<Int16Array>;
  /** A class nested in itself. */
  @NestedList(() => Segment, { optional: true }) parts?: Segment[];

  static of(start: number, mean: number, others: Partial<Segment> = {}): Segment {
    return Object.assign(new Segment(), { start, mean, ...others });
  }
}

/** An artifact class with a field of every kind. */
@Persisted({ procedure: 'Everything' })
export class Everything extends Artifact {
  @Persisted() text!: string;
  @Persisted() number!: number;
  @Persisted() flag!: boolean;
  @Persisted() huge!: bigint;
  @Persisted() anything!: unknown;
  @Persisted() words!: string[];
  @Persisted({ type: Number, nullable: true }) maybe!: number | null;
  @Persisted({ key: 'renamed/~' }) other!: string;
  @IsoDate() date!: Date;
  @IsoDate() isoText!: string;
  @NdArray('bool') bool!: Uint8Array;
  @NdArray('int8') int8!: Int8Array;
  @NdArray('uint8') uint8!: Uint8Array;
  @NdArray('int16') int16!: Int16Array;
  @NdArray('uint16') uint16!: Uint16Array;
  @NdArray('int32') int32!: Int32Array;
  @NdArray('uint32') uint32!: Uint32Array;
  @NdArray('int64') int64!: BigInt64Array;
  @NdArray('uint64') uint64!: BigUint64Array;
  @NdArray('float32') float32!: Float32Array;
  @NdArray('float64') float64!: Float64Array;
  @NdArray('float64') anyRank!: NdArray<Float64Array>;
  @NdArray('float64', { shape: [null, 3] }) positions!: NdArray<Float64Array>;
  @NdArray('float64', { shape: [null, null] }) rows!: number[][];
  @NdArray('bool') flags!: boolean[];
  @NdArray('int64') bigRows!: bigint[];
  @NdArray('float64', { as: (data, shape) => ndarray(data, shape) }) view!: ndarray.NdArray<Float64Array>;
  @Nested(() => Segment, { nullable: true }) segment!: Segment | null;
  @NestedList(() => Segment) segments!: Segment[];
  @NestedMap(() => Segment) byName!: Map<string, Segment>;
}

/** Returns an artifact with typical values, some of which may be replaced. */
export function everything(others: Partial<Everything> = {}): Everything {
  return Object.assign(
    Everything.create({
      procedureVersion: '1.0.0',
      inputParameters: { window_size: 10, threshold: 1.5 },
      seed: 42,
      timestamp: new Date('2026-02-11T15:40:12.063Z'),
      text: 'порог ≥ 5 µs 😀',
      number: 0.1,
      flag: true,
      huge: 2n ** 70n,
      anything: { list: [1, null, 'NaN', { deep: [] }], constructor: -0 },
      words: ['b', 'a'],
      maybe: null,
      other: '',
      date: new Date(-1),
      isoText: '2026-02-11T15:40:12.063671',
      bool: Uint8Array.of(1, 0),
      int8: Int8Array.of(-128, 127),
      uint8: Uint8Array.of(0, 255),
      int16: Int16Array.of(-32768, 32767),
      uint16: Uint16Array.of(0, 65535),
      int32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
      uint32: Uint32Array.of(0, 2 ** 32 - 1),
      int64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n),
      uint64: BigUint64Array.of(0n, 2n ** 64n - 1n),
      float32: Float32Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1.401298464324817e-45),
      float64: Float64Array.of(0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324, Number.MAX_VALUE),
      anyRank: { data: Float64Array.of(7), shape: [] },
      positions: { data: new Float64Array(0), shape: [0, 3] },
      rows: [
        [1, -0],
        [Number.NaN, 2],
      ],
      flags: [true, false],
      bigRows: [2n ** 62n],
      view: ndarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
      segment: Segment.of(0, Number.NaN, { label: 'whole' }),
      segments: [
        Segment.of(0, -0, { curve: Float32Array.of(1.5), parts: [Segment.of(1, 2)] }),
        Segment.of(3, 1, { grid: { data: new Int16Array(0), shape: [0, 2] } }),
      ],
      byName: new Map([
        ['*', Segment.of(1, 1, { grid: { data: new Int16Array(0), shape: [2, 0, 4] } })],
        ['a/b~c', Segment.of(2, 2, { grid: { data: Int16Array.of(1, 2), shape: [1, 2] } })],
      ]),
    }),
    others,
  );
}
