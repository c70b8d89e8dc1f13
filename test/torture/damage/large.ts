import { type Everything, everything, Segment } from '../../support/classes.js';

const wave = (length: number): number[] => Array.from({ length }, (_, at) => Math.sin(at));

/**
 * Creates an artifact with arrays of many dtypes and with nested members, whose file is just large enough to be read in pieces. Each
 * index has its own timestamp, and so its own name. Most of it is text, because text is read faster than numbers.
 */
export const large = (index: number): Everything =>
  everything({
    timestamp: new Date(1000 * index),
    anything: Array.from({ length: 300 }, (_, at) => ({ at, name: `item ${at} of ${index}`, rest: [null, true, {}] })),
    text: `${index}, and so on, `.repeat(70_000),
    float64: Float64Array.from(wave(1000)),
    float32: Float32Array.from(wave(500)),
    int64: BigInt64Array.from({ length: 500 }, (_, at) => BigInt(at) ** 6n - 2n ** 62n),
    int16: Int16Array.from({ length: 1500 }, (_, at) => 10 * at),
    bool: Uint8Array.from({ length: 500 }, (_, at) => at % 2),
    positions: { data: Float64Array.from(wave(600)), shape: [200, 3] },
    segments: Array.from({ length: 6 }, (_, at) => Segment.of(at, at / 3, { curve: Float32Array.from(wave(20)) })),
  });
