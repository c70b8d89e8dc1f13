import test from 'ava';
import { Artifact, codec as c, decode, encode, Persisted, Stored } from '../src/index.js';

@Persisted({ procedure: 'Collected' })
class Collected extends Artifact {
  @Stored(c.map(c.number)) counts!: Map<string, number>;
  @Stored(c.map(c.ndArray('float64'))) curves!: Map<string, Float64Array>;
  @Stored(c.list(c.ndArray('float64'))) ragged!: Float64Array[];
  @Stored(c.list(c.date)) days!: Date[];
  @Stored(c.bigint, { optional: true }) total?: bigint;
}

test('a field that is stored by a codec comes back identical', (t) => {
  const artifact = Collected.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    counts: new Map([
      ['a', Number.NaN],
      ['b', -0],
    ]),
    curves: new Map([['x', Float64Array.of(1, -0)]]),
    ragged: [Float64Array.of(1, 2), Float64Array.of(3)],
    days: [new Date(1)],
    total: 12n,
  });
  t.deepEqual(decode(encode(artifact), Collected), artifact);
});
