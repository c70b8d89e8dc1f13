import { Buffer } from 'node:buffer';
import { ArtifactText } from '../../../src/format/artifact-text.js';
import type { ArtifactLike, Class } from '../../../src/index.js';
import { encodeInstance } from '../../../src/mapping/mapper.js';
import { shapedOf } from '../../support/anything.js';
import { Everything, everything, Segment } from '../../support/classes.js';
import { type Anatomy, anatomyOf } from './anatomy.js';
import { Fuzzed } from './fuzzed.js';

/** A valid file, which the fuzzer changes. */
export interface RealFile {
  readonly Class: Class<ArtifactLike>;
  readonly anatomy: Anatomy;
}

/** Returns the sealed file of an artifact. */
export function bytesOf(artifact: ArtifactLike): Buffer {
  return Buffer.concat([...new ArtifactText(encodeInstance(artifact)).pieces()]);
}

const fuzzed = (fields: Partial<Fuzzed>): Fuzzed =>
  Object.assign(Fuzzed.create({ procedureVersion: '1', inputParameters: { a: 1 }, timestamp: new Date(0) }), fields);

const SHORT: readonly Partial<Fuzzed>[] = [
  { curve: Float64Array.of(0.5, -0, Number.NaN, 17), flags: Uint8Array.of(1, 0) },
  {
    rows: [
      [1, 2],
      [Number.NaN, -0],
    ],
    longs: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n, 0n),
  },
  { grid: { data: Int16Array.of(1, 2, 3, -4, 5, 6), shape: [3, 2] }, text: 'µ"\\\n😀', number: 0.1 },
  {
    segments: [
      Segment.of(0, 1, { curve: Float32Array.of(1.5), parts: [Segment.of(1, -0)] }),
      Segment.of(3, 2, { curve: Float32Array.of(-0, 2) }),
    ],
  },
  {
    byName: new Map([['*', Segment.of(1, 1, { grid: { data: new Int16Array(0), shape: [2, 0, 4] } })]]),
    huge: 2n ** 70n,
  },
  { anything: { list: [1, null, 'NaN', { deep: [] }], constructor: -0, x: '\u0000' }, date: new Date(-1) },
  {
    curve: Float64Array.from({ length: 40 }, (_, index) => index / 8),
    coarse: Float32Array.of(Number.POSITIVE_INFINITY),
  },
  { grid: { data: Int16Array.from({ length: 24 }, (_, index) => index), shape: [2, 3, 4] } },
  {
    mixed: [
      shapedOf(Float64Array.of(1, Number.NaN), 2),
      shapedOf(Int8Array.of(1, 2), 2, 1),
      shapedOf(Float32Array.of(Number.NaN, 1), 1, 2),
      [shapedOf(Uint8Array.of(3), 1), shapedOf(Int16Array.of(9)), null],
      new Map<string, unknown>([
        ['*', shapedOf(Float32Array.of(), 2, 0)],
        ['a', [shapedOf(Float64Array.of(0.5), 1), 7, 'NaN']],
      ]),
      shapedOf(Float64Array.of(-0), 1),
    ],
  },
  { gaps: Float64Array.of(1, Number.NaN, -0, Number.POSITIVE_INFINITY), curve: Float64Array.of(Number.NaN) },
  { mixed: [[1, 2], shapedOf(Float64Array.of(1, 2), 2), [shapedOf(BigInt64Array.of(3n), 1)]] },
  { grid: { data: Int16Array.of(7), shape: [] }, anything: [[[]], [], {}, ['\ud800']] },
];

/** A file of Python: with bare tokens, with spaces, unsealed. */
const UNSEALED = [
  '{"procedure_name": "Fuzzed", "procedure_version": "1", "timestamp": "2026-02-11T15:40:12.063+01:00", "seed": 1, ',
  '"input_parameters": {"b": 1.0, "a": [1, 2e-7]}, "curve": [0.5, NaN, -Infinity, 1e40], "longs": [9007199254740993], ',
  '"rows": [[1, 2], [3, Infinity]], "grid": [[1], [2]], "huge": 1180591620717411303424, "number": -0.0, "flags": [true]}\n',
].join('');

const realFile = (Class: RealFile['Class'], text: string): RealFile => ({ Class, anatomy: anatomyOf(text) });

/** Short files of many kinds. */
export const shortFiles: readonly RealFile[] = [
  ...SHORT.map((fields) => realFile(Fuzzed, bytesOf(fuzzed(fields)).toString('latin1'))),
  realFile(Fuzzed, UNSEALED),
];

/** A file with a field of every kind. */
export const longFile: RealFile = realFile(Everything, bytesOf(everything()).toString('latin1'));
