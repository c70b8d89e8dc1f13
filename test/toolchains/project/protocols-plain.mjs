// The classes of protocols-decorated.ts, in plain JavaScript.
import { Artifact, codec as c, persisted } from 'persisted-artifacts';

export class Spike {
  height;
  note;
}
persisted(Spike, { fields: { height: c.number, note: { codec: c.string, optional: true } } });

export class Recording extends Artifact {
  #gain = 0;
  get gain() {
    return this.#gain;
  }
  set gain(gain) {
    this.#gain = gain;
  }
}
const fields = {
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
};
persisted(Recording, { procedure: 'Recording', naming: 'as-is', fields });
