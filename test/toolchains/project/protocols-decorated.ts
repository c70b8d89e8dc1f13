// Classes that compile under legacy decorators, with and without types of the compiler, and under those of TC39. The other files declare the
// same without decorators.
import {
  Artifact,
  codec as c,
  IsoDate,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  Reference,
  Stored,
} from 'persisted-artifacts';

@Persisted()
export class Spike {
  @Persisted({ type: Number }) height!: number;
  @Persisted({ type: String, optional: true }) note?: string;
}

/** Has fields, but no decorator of its own. */
abstract class Located extends Artifact<{ window: number }> {
  @Persisted({ type: Object, key: 'site' }) place!: { name: string } | null;
  @IsoDate({ type: String }) localTime!: string;
}

@Persisted({ procedure: 'Recording', naming: 'as-is' })
export class Recording extends Located {
  #gain = 0;
  @Persisted({ type: Number }) size!: number;
  @Persisted({ type: BigInt }) accessor total!: bigint;
  get gain(): number {
    return this.#gain;
  }
  @Stored(c.number) set gain(gain: number) {
    this.#gain = gain;
  }
  @IsoDate() startedAt!: Date;
  @NdArray('float64', { unit: 'mV', axes: ['sample'], x: 'counts' }) curve!: Float64Array;
  @NdArray('float64', { shape: [null, 2], type: Object, unit: 'µm', axes: ['spike', 'coordinate'] })
  accessor positions!: NdArray<Float64Array>;
  @NdArray('int64', { type: Array, shape: [null] }) counts!: bigint[];
  @NdArray('int32', { as: (data, shape) => ({ data: [...data], shape }) }) grid!: { data: number[]; shape: number[] };
  @Nested(() => Spike, { nullable: true }) highest!: Spike | null;
  @NestedList(() => Spike) spikes!: Spike[];
  @NestedMap(() => Spike) accessor byName!: Map<string, Spike>;
  @Stored(c.list(c.date)) days!: Date[];
  @Stored(c.map(c.number), { optional: true }) weights?: Map<string, number>;
  @Reference(() => Recording) accessor previous!: Reference<Recording>;
  @Stored(c.list(c.reference(() => Recording))) others!: Reference<Recording>[];
}
