// The classes of protocols-decorated.ts, in TypeScript without decorators: Node strips the types, and changes nothing else.
import { Artifact, codec as c, type NdArray, persisted, type Reference } from 'persisted-artifacts';

export class Spike {
  height!: number;
  note?: string;
}
persisted(Spike, { fields: { height: c.number, note: { codec: c.string, optional: true } } });

export class Recording extends Artifact<{ window: number }> {
  #gain = 0;
  place!: { name: string } | null;
  localTime!: string;
  size!: number;
  total!: bigint;
  get gain(): number {
    return this.#gain;
  }
  set gain(gain: number) {
    this.#gain = gain;
  }
  startedAt!: Date;
  curve!: Float64Array;
  positions!: NdArray<Float64Array>;
  counts!: bigint[];
  grid!: { data: number[]; shape: number[] };
  highest!: Spike | null;
  spikes!: Spike[];
  byName!: Map<string, Spike>;
  days!: Date[];
  weights?: Map<string, number>;
  previous!: Reference<Recording>;
  others!: Reference<Recording>[];
}
persisted(Recording, {
  procedure: 'Recording',
  naming: 'as-is',
  fields: {
    place: { codec: c.json, key: 'site' },
    localTime: { codec: c.isoText, key: 'local_time' },
    size: c.number,
    total: c.bigint,
    gain: c.number,
    startedAt: c.date,
    curve: c.ndArray('float64', { unit: 'mV', axes: ['sample'], x: 'counts' }),
    positions: c.ndArray('float64', { shape: [null, 2], unit: 'µm', axes: ['spike', 'coordinate'] }),
    counts: c.ndArray('int64', { shape: [null], as: 'lists' }),
    grid: c.ndArray('int32', { shape: [null, null], as: (data, shape) => ({ data: [...data], shape }) }),
    highest: c.nullable(c.nested(() => Spike)),
    spikes: c.list(c.nested(() => Spike)),
    byName: c.map(c.nested(() => Spike)),
    days: c.list(c.date),
    weights: { codec: c.map(c.number), optional: true },
    previous: c.reference(() => Recording),
    others: c.list(c.reference(() => Recording)),
  },
});
