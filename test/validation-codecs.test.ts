// class-validator's constraints on properties with codecs: checked on save and on load, reported where the values stand in the file.

import test from 'ava';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsDate,
  IsIn,
  IsInstance,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxDate,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Artifact, codec as c, decode, encode, isArtifactError, NestedList, Persisted, Stored } from '../src/index.js';

/** Returns the issues of what is thrown, each as a line; none if nothing is thrown. */
function issuesOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

class Money {
  @Min(0) amount: number;
  @IsIn(['EUR', 'USD']) currency: string;
  constructor(amount: number, currency: string) {
    this.amount = amount;
    this.currency = currency;
  }
}

const money = c.custom({
  name: 'Money',
  stored: c.string,
  is: (value) => value instanceof Money,
  encode: ({ amount, currency }) => `${amount} ${currency}`,
  decode: (text) => {
    const [amount, currency = ''] = text.split(' ');
    return new Money(Number(amount), currency);
  },
});

const url = c.custom({
  name: 'URL',
  stored: c.string,
  is: (value) => value instanceof URL,
  encode: ({ href }) => href,
  decode: (text) => new URL(text),
});

@Persisted()
class Spike {
  @Persisted() @Max(5) height!: number;
}

@Persisted()
class Gap {
  @Persisted() @Min(1) length!: number;
}

const spike = (height: number): Spike => Object.assign(new Spike(), { height });

@Persisted()
class Recording extends Artifact {
  @Stored(c.set(c.string), { optional: true }) @IsOptional() @MinLength(2, { each: true }) tags?: Set<string>;
  @Stored(c.map(c.number), { optional: true }) @IsOptional() @Max(5, { each: true }) counts?: Map<string, number>;
  @Stored(c.map(c.integer, c.list(c.string)), { optional: true })
  @IsOptional()
  @ArrayMinSize(1, { each: true })
  byNumber?: Map<number, string[]>;
  @Stored(c.map(c.ndArray('float64')), { optional: true })
  @IsOptional()
  @ArrayMinSize(2, { each: true })
  curves?: Map<string, Float64Array>;
  @Stored(c.list(c.ndArray('float32')), { optional: true })
  @IsOptional()
  @ArrayMaxSize(2)
  @ArrayMinSize(1, { each: true })
  ragged?: Float32Array[];
  @Stored(c.list(c.date), { optional: true })
  @IsOptional()
  @IsDate({ each: true })
  @MaxDate(new Date(10), { each: true })
  days?: Date[];
  @Stored(c.tuple(c.number, c.string), { optional: true })
  @IsOptional()
  @ValidateBy(
    { name: 'isInUnit', validator: { validate: ([amount, unit]) => unit === 'ms' || amount < 1 } },
    { message: ({ value }) => `${value[0]} is not in ms` },
  )
  interval?: [number, string];
  @Stored(c.list(c.nullable(c.number)), { optional: true })
  @IsOptional()
  @ValidateIf(({ days }) => days === undefined)
  @IsInt({ each: true, context: { why: 'counted' } })
  slots?: (number | null)[];
  @Stored(c.either(c.finite, c.string), { optional: true }) @IsOptional() @IsString() result?: number | string;
  @Stored(url, { optional: true })
  @IsOptional()
  @IsInstance(URL)
  @ValidateBy(
    { name: 'isSafe', validator: { validate: ({ protocol }) => protocol === 'https:' } },
    { message: 'not safe' },
  )
  source?: URL;
  @Stored(money, { optional: true }) @ValidateNested() price?: Money;
  @Stored(c.list(money), { optional: true }) @ValidateNested() prices?: Money[];
  @Stored(c.set(money), { optional: true }) @ValidateNested() paid?: Set<Money>;
  @Stored(c.map(money), { optional: true }) @ValidateNested() named?: Map<string, Money>;
  @Stored(c.map(c.number, money), { optional: true }) @ValidateNested() numbered?: Map<number, Money>;
  @Stored(c.map(c.bigint, c.tuple(c.string, money)), { optional: true })
  @ValidateNested()
  pairs?: Map<bigint, [string, Money]>;
  @Stored(money, { optional: true }) unchecked?: Money;
  @Stored(
    c.map(
      c.number,
      c.nested(() => Spike),
    ),
    { optional: true },
  )
  @ValidateNested()
  spikes?: Map<number, Spike>;
  @Stored(c.list(c.nullable(c.nested(() => Spike))), { optional: true }) gaps?: (Spike | null)[];
  @Stored(c.set(c.nested(() => Spike)), { optional: true }) @ValidateNested() distinct?: Set<Spike>;
  @NestedList(() => ({ spike: Spike, gap: Gap }), { optional: true }) @ValidateNested() events?: (Spike | Gap)[];
}

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
const [right, poor, unknown] = [new Money(1, 'EUR'), new Money(-1, 'EUR'), new Money(2, 'XYZ')];
const POOR = 'amount must not be less than 0';
const UNKNOWN = 'currency must be one of the following values: EUR, USD';
const HIGH = 'height must not be greater than 5';

for (const [title, values, ...expected] of [
  ['all right', { tags: new Set(['ab']), counts: new Map([['a', 5]]), byNumber: new Map([[1, ['a']]]), price: right }],
  ['a Set', { tags: new Set(['ab', 'c']) }, '/tags: each value in tags must be longer than or equal to 2 characters'],
  ['a Map', { counts: new Map([['a', 6]]) }, '/counts: each value in counts must not be greater than 5'],
  [
    'a Map with NaN',
    { counts: new Map([['a', Number.NaN]]) },
    '/counts: each value in counts must not be greater than 5',
  ],
  [
    'a Map with numbers as keys',
    {
      byNumber: new Map([
        [1, ['a']],
        [2, []],
      ]),
    },
    '/by_number: each value in byNumber must contain at least 1 elements',
  ],
  [
    'a Map of arrays',
    {
      curves: new Map([
        ['a', Float64Array.of(1, 2)],
        ['b', Float64Array.of(1)],
      ]),
    },
    '/curves: each value in curves must contain at least 2 elements',
  ],
  [
    'a list of arrays',
    { ragged: [Float32Array.of(1), new Float32Array(), Float32Array.of(2)] },
    '/ragged: each value in ragged must contain at least 1 elements',
    '/ragged: ragged must contain no more than 2 elements',
  ],
  [
    'a list of dates',
    { days: [new Date(5), new Date(11)] },
    `/days: maximal allowed date for each value in days is ${new Date(10)}`,
  ],
  ['a tuple', { interval: [2, 's'] }, '/interval: 2 is not in ms'],
  ['a list with nulls', { slots: [1, null] }, '/slots: each value in slots must be an integer number'],
  ['a list with nulls, under a condition that does not hold', { slots: [1, null], days: [] }],
  ['alternatives', { result: 1 }, '/result: result must be a string'],
  ['alternatives, the other one', { result: 'a' }],
  ['a URL', { source: new URL('http://a.org/') }, '/source: not safe'],
  ['a URL that is right', { source: new URL('https://a.org/') }],
  ['a value of a type of the user', { price: poor }, `/price: ${POOR}`],
  ['such a value without @ValidateNested', { unchecked: poor }],
  ['such values in a list', { prices: [right, poor, unknown] }, `/prices/1: ${POOR}`, `/prices/2: ${UNKNOWN}`],
  ['such values in a Set', { paid: new Set([right, poor]) }, `/paid/1: ${POOR}`],
  [
    'such values in a Map',
    {
      named: new Map([
        ['a', right],
        ['b/c', poor],
      ]),
    },
    `/named/b~1c: ${POOR}`,
  ],
  [
    'such values in a Map with numbers as keys',
    {
      numbered: new Map([
        [5, right],
        [3, right],
        [4, poor],
      ]),
    },
    `/numbered/2/1: ${POOR}`,
  ],
  [
    'such values in tuples, in a Map with bigints as keys',
    { pairs: new Map([[7n, ['a', poor]]]) },
    '/pairs/0/1/0: nested property pairs must be either object or array',
    `/pairs/0/1/1: ${POOR}`,
  ],
  [
    'instances in a Map with numbers as keys',
    {
      spikes: new Map([
        [5, spike(1)],
        [4, spike(6)],
      ]),
    },
    `/spikes/1/1/height: ${HIGH}`,
  ],
  ['instances in a list with nulls', { gaps: [null, spike(6)] }, `/gaps/1/height: ${HIGH}`],
  ['instances in a Set', { distinct: new Set([spike(1), spike(6)]) }, `/distinct/1/height: ${HIGH}`],
  [
    'instances of several classes',
    { events: [spike(6), Object.assign(new Gap(), { length: 0 }), spike(1)] },
    `/events/0/height: ${HIGH}`,
    '/events/1/length: length must not be less than 1',
  ],
] as [string, Partial<Recording>, ...string[]][]) {
  test(`constraints hold for what codecs store, on save and on load: ${title}`, (t) => {
    const recording = Recording.create({ ...base, ...values });
    t.deepEqual(
      issuesOf(() => encode(recording)),
      expected,
    );
    const text = encode(recording, { validation: { groups: ['none'] } });
    t.deepEqual(
      issuesOf(() => decode(text, Recording)),
      expected,
    );
  });
}

@Persisted()
class Counted {
  static checks = 0;
  @Persisted()
  @ValidateBy({ name: 'counts', validator: { validate: () => ++Counted.checks > 0 } }, { groups: ['strict'] })
  size!: number;
}

class Wrapped {
  constructor(readonly counted: Counted) {}
}

@Persisted()
class Grouped extends Artifact {
  @Stored(c.set(c.nested(() => Counted))) set!: Set<Counted>;
  @Stored(
    c.custom({
      name: 'Wrapped',
      stored: c.nested(() => Counted),
      is: (value) => value instanceof Wrapped,
      encode: ({ counted }) => counted,
      decode: (counted) => new Wrapped(counted),
    }),
  )
  wrapped!: Wrapped;
}

test('no constraint of another group is called, not even to compare elements of Sets, or values of types of the user', (t) => {
  const counted = Object.assign(new Counted(), { size: 1 });
  const grouped = Grouped.create({ ...base, set: new Set([counted]), wrapped: new Wrapped(counted) });
  const checksBy = (group: string) => {
    Counted.checks = 0;
    const validation = { groups: [group] };
    decode(encode(grouped, { validation }), Grouped, { validation });
    return Counted.checks;
  };
  t.is(checksBy('lax'), 0);
  t.true(checksBy('strict') > 0);
});
