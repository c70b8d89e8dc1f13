// Writes an artifact of the classes of one module into a file, or reads the files that others have written:
// node protocols-exchange.mjs MODULE write|read FILE…
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codec, decode, encode } from 'persisted-artifacts';

const [module, action, ...files] = process.argv.slice(2);
const { Recording, Spike } = await import(pathToFileURL(resolve(module)));
const text = encode(recordingOf());
for (const file of files) {
  if (action === 'write') await writeFile(file, text);
  else read(await readFile(file, 'utf8'), file);
}

function read(found, file) {
  const recording = decode(found, Recording);
  if (!(recording instanceof Recording && recording.spikes[0] instanceof Spike && recording.gain === 2.5))
    throw new Error(`${file} is not loaded as an instance`);
  if (encode(recording) !== text) throw new Error(`${file} is not loaded as the same`);
}

function recordingOf() {
  const reference = { name: '2026-02-11T15-40-12_3f8a9b', procedure_name: 'Recording', seal: 'a'.repeat(64) };
  const { value: previous } = codec.reference(() => Recording)['~standard'].validate(reference);
  const spike = (height, others) => Object.assign(new Spike(), { height, ...others });
  return Recording.create({
    procedureVersion: '1.0.0',
    inputParameters: { window: 3 },
    timestamp: new Date('2026-02-11T15:40:12.063Z'),
    seed: 42,
    place: { name: 'north' },
    localTime: '2026-02-11T16:40:12.063517+01:00',
    size: Number.NaN,
    total: 10n ** 30n,
    gain: 2.5,
    startedAt: new Date(0),
    curve: Float64Array.of(0.1, Number.NaN, -0),
    positions: { data: Float64Array.of(1, -0, 3, 4), shape: [2, 2] },
    counts: [2n ** 62n, -1n],
    grid: { data: Int32Array.of(1, 2), shape: [1, 2] },
    highest: null,
    spikes: [spike(0.5), spike(1.5, { note: 'µ' })],
    byName: new Map([['a', spike(-0)]]),
    days: [new Date(1)],
    weights: new Map([['b', Number.NEGATIVE_INFINITY]]),
    previous,
    others: [previous],
  });
}
