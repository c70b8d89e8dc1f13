// Floods and droughts of a river, in a class as people write them: a list of two kinds of events, a Set, a Map of arrays, an interval that may be
// open, and a type of our own. Prints what the file holds, and what comes back.
import { isDeepStrictEqual } from 'node:util';
import { Artifact, codec as c, decode, encode, NestedList, Persisted, Stored } from 'persisted-artifacts';
import { mean } from './procedures/statistics.js';
import { readSeries } from './series.js';

const url = c.custom({
  name: 'URL',
  stored: c.string,
  is: (value): value is URL => value instanceof URL,
  encode: (value) => value.href,
  decode: (text) => new URL(text),
});

@Persisted()
class Flood {
  @Stored(c.integer) year!: number;
  /** Units: 10⁸ m³ a year. */
  @Stored(c.finite) flow!: number;
}

@Persisted()
class Drought {
  /** First and last year; the last is Infinity while the drought goes on. */
  @Stored(c.tuple(c.number, c.number)) years!: [first: number, last: number];
}

@Persisted({ procedure: 'ExtremeYears' })
class ExtremeYears extends Artifact<{ high: number; low: number; windows: number[] }> {
  @NestedList(() => ({ flood: Flood, drought: Drought })) events!: (Flood | Drought)[];
  /** The means of so many years, by the number of years. */
  @Stored(c.map(c.integer, c.ndArray('float64'))) movingMeans!: Map<number, Float64Array>;
  @Stored(c.set(c.oneOf('annual', 'daily', 'gauged'))) tags!: Set<'annual' | 'daily' | 'gauged'>;
  @Stored(url) source!: URL;
}

const FIRST_YEAR = 1871;
const flow = await readSeries('nile.csv', 'flow');
const inputParameters = { high: 1250, low: 750, windows: [10, 30] };

const artifact = ExtremeYears.create({
  procedureVersion: '1.0.0',
  inputParameters,
  timestamp: new Date(),
  events: eventsOf(flow, inputParameters.high, inputParameters.low),
  movingMeans: new Map(inputParameters.windows.map((window) => [window, movingMean(flow, window)])),
  tags: new Set(['annual', 'gauged'] as const),
  source: new URL('https://vincentarelbundock.github.io/Rdatasets/doc/datasets/Nile.html'),
});

const text = encode(artifact);
const again = decode(text, ExtremeYears);
if (!isDeepStrictEqual(again, artifact)) throw new Error('what was loaded is not what was saved');

const { events, tags, source } = JSON.parse(text);
console.log(`${again.events.length} floods and droughts of the Nile, the first and the last, in the file`);
for (const event of [events[0], events.at(-1)]) console.log(`  ${JSON.stringify(event)}`);
console.log(`  ${JSON.stringify({ tags, source })}`);
console.log('and loaded again');
for (const event of [again.events[0], again.events.at(-1)]) console.log('  ', event);
console.log('  ', again.tags, again.source.hostname, `${again.movingMeans.get(30)?.length} means of 30 years\n`);

function eventsOf(series: Float64Array, high: number, low: number): (Flood | Drought)[] {
  const events: (Flood | Drought)[] = [];
  for (const [index, value] of series.entries()) {
    const year = FIRST_YEAR + index;
    if (value > high) events.push(Object.assign(new Flood(), { year, flow: value }));
    const before = series[index - 1] ?? Number.POSITIVE_INFINITY;
    if (value >= low || before < low) continue;
    const length = series.subarray(index).findIndex((each) => each >= low);
    const last = length < 0 ? Number.POSITIVE_INFINITY : year + length - 1;
    events.push(Object.assign(new Drought(), { years: [year, last] }));
  }
  return events;
}

function movingMean(series: Float64Array, window: number): Float64Array {
  return Float64Array.from({ length: series.length - window + 1 }, (_, start) =>
    mean(series.subarray(start, start + window)),
  );
}
