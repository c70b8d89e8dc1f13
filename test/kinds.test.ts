// Specifies kinds: places at which instances of several classes may stand, told apart by a tag.

import test from 'ava';
import { instanceToPlain, plainToInstance, Type } from 'class-transformer';
import {
  Artifact,
  DeclarationError,
  decode,
  encode,
  InvalidArtifactError,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
} from '../src/index.js';

@Persisted()
class Spike {
  @Persisted() at!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted()
class Gap {
  @Persisted() from!: number;
  @Persisted({ optional: true }) to?: number;
}

/** A class without an array, whose objects have the tag after other keys. */
@Persisted({ naming: 'as-is' })
class Empty {}

const EVENTS = { spike: Spike, gap: Gap, empty: Empty };

@Persisted({ procedure: 'Burst' })
class Burst extends Artifact {
  @NestedList(() => EVENTS) events!: (Spike | Gap | Empty)[];
  @Nested(() => ({ spike: Spike, gap: Gap }), { nullable: true }) first!: Spike | Gap | null;
  @NestedMap(() => ({ gap: Gap, empty: Empty }), { kindKey: 'type' }) byName!: Map<string, Gap | Empty>;
}

const spike = (at: number, ...curve: number[]) => Object.assign(new Spike(), { at, curve: Float64Array.from(curve) });
const gap = (from: number, to?: number) => Object.assign(new Gap(), to === undefined ? { from } : { from, to });

const burst = (others: Partial<Burst> = {}) =>
  Burst.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    events: [spike(1, 0.5, -0), gap(2), new Empty(), gap(Number.NaN, 4), spike(3)],
    first: gap(5),
    byName: new Map<string, Gap | Empty>([
      ['a', gap(6)],
      ['b', new Empty()],
    ]),
    ...others,
  });

test('each object has the tag of its class, and is loaded as an instance of that class', (t) => {
  const text = encode(burst());
  const { events, first, by_name, $artifact } = JSON.parse(text);
  t.deepEqual(events, [
    { $kind: 'spike', at: 1, curve: [0.5, -0] },
    { $kind: 'gap', from: 2 },
    { $kind: 'empty' },
    { $kind: 'gap', from: 'NaN', to: 4 },
    { $kind: 'spike', at: 3, curve: [] },
  ]);
  t.deepEqual(first, { $kind: 'gap', from: 5 });
  t.deepEqual(by_name, { a: { from: 6, type: 'gap' }, b: { type: 'empty' } });
  t.deepEqual($artifact.arrays, { '/events/*/curve': { dtype: 'float64' } });
  t.deepEqual($artifact.non_finite, ['/events/*/from']);
  const back = decode(text, Burst);
  t.deepEqual(back, burst());
  t.deepEqual(
    back.events.map((event) => Object.getPrototypeOf(event).constructor),
    [Spike, Gap, Empty, Gap, Spike],
  );
});

@Persisted()
class Level {
  @Persisted() value!: number;
}

@Persisted()
class Note {
  @Persisted() value!: string;
}

test('a number that is not finite and a text with its name stay two values, where two classes have them by one key', (t) => {
  @Persisted({ procedure: 'Notes' })
  class Notes extends Artifact {
    @NestedList(() => ({ level: Level, note: Note })) all!: (Level | Note)[];
    @NestedMap(() => ({ level: Level, note: Note })) byName!: Map<string, Level | Note>;
  }
  const level = (value: number) => Object.assign(new Level(), { value });
  const note = (value: string) => Object.assign(new Note(), { value });
  const { procedureVersion, inputParameters, timestamp } = burst();
  const notes = Notes.create({
    procedureVersion,
    inputParameters,
    timestamp,
    all: [level(Number.NaN), note('NaN'), level(1), level(Number.NEGATIVE_INFINITY)],
    byName: new Map<string, Level | Note>([
      ['a', level(Number.NaN)],
      ['b', note('text')],
    ]),
  });
  const text = encode(notes);
  t.deepEqual(JSON.parse(text).$artifact.non_finite, ['/all/0/value', '/all/3/value', '/by_name/*/value']);
  t.deepEqual(decode(text, Notes), notes);
});

/** Returns the issues of loading an artifact whose members are replaced in the unsealed file. */
function issuesOf(members: object) {
  const { $artifact, ...plain } = JSON.parse(encode(burst()));
  try {
    decode(JSON.stringify({ ...plain, ...members }), Burst);
  } catch (error) {
    return (error as InvalidArtifactError).issues.map(({ code, path, message }) => `${path} ${code}: ${message}`);
  }
  return [];
}

test('a file with wrong tags is refused, with all faults and their places', (t) => {
  t.deepEqual(
    issuesOf({
      events: [{ $kind: 'peak', at: 1 }, { at: 1, curve: [] }, { $kind: 1 }, { $kind: 'gap', from: 1, at: 2 }, 7, null],
      first: { $kind: 'empty' },
      by_name: { x: { $kind: 'gap', from: 1 }, y: { type: 'spike' } },
    }),
    [
      '/by_name/x/type missing-field: found no such key, expected "gap" or "empty"',
      '/by_name/y/type invalid-value: found "spike", expected "gap" or "empty"',
      '/events/0/$kind invalid-value: found "peak", expected "spike" or "gap" or "empty"',
      '/events/1/$kind missing-field: found no such key, expected "spike" or "gap" or "empty"',
      '/events/2/$kind invalid-type: found 1, expected "spike" or "gap" or "empty"',
      '/events/3/at unknown-field: found a key that Gap does not declare',
      '/events/4 invalid-type: found 7, expected an object with the key "$kind"',
      '/events/5 invalid-type: found null, expected an object with the key "$kind"',
      '/first/$kind invalid-value: found "empty", expected "spike" or "gap"',
    ],
  );
});

class LongGap extends Gap {}
@Persisted()
class Dip extends Gap {}

test('an instance of a class that has no tag is not saved', (t) => {
  const wrong = burst({ events: [new Dip(), new LongGap(), {} as Gap, null as never], first: new Empty() as never });
  const error = t.throws(() => encode(wrong), { instanceOf: InvalidArtifactError });
  const listed = 'an instance of Spike or Gap or Empty';
  t.deepEqual(
    error?.issues.map(({ path, message }) => `${path}: ${message}`),
    [
      `/events/0: found an instance of Dip, expected ${listed} itself: a subclass needs a tag of its own`,
      `/events/1: found an instance of LongGap, expected ${listed} itself: a subclass needs a tag of its own`,
      `/events/2: found a plain object, expected ${listed}`,
      `/events/3: found null, expected ${listed}`,
      '/first: found an instance of Empty, expected an instance of Spike or Gap',
    ],
  );
});

test('an instance of another class of the same name is not saved, and the message says why there may be two', (t) => {
  const Twin = { Spike: class {} }.Spike;
  const error = t.throws(() => encode(burst({ events: [new Twin() as Spike] })), { instanceOf: InvalidArtifactError });
  t.is(
    error?.issues[0]?.message,
    'found an instance of Spike, expected an instance of Spike or Gap or Empty: a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed',
  );
});

test('a listed class may hold its subclass as another kind', (t) => {
  @Persisted({ procedure: 'Family' })
  class Family extends Artifact {
    @NestedList(() => ({ gap: Gap, dip: Dip })) members!: (Gap | Dip)[];
  }
  const { procedureVersion, inputParameters, timestamp } = burst();
  const members = [gap(1), Object.assign(new Dip(), { from: 2 })];
  const family = Family.create({ procedureVersion, inputParameters, timestamp, members });
  t.deepEqual(decode(encode(family), Family), family);
});

test('class-transformer gives and takes the tags that a file has', (t) => {
  const plain = instanceToPlain(burst());
  const { $artifact, ...stored } = JSON.parse(encode(burst()));
  t.deepEqual(plain, { ...stored, seed: undefined });
  t.deepEqual(plainToInstance(Burst, { ...plain, $artifact }), burst());
});

/** A class with a discriminator of class-transformer for classes that are declared. */
class Holder {
  @Type(() => Object, { discriminator: { property: 'type', subTypes: [{ name: 'gap', value: Gap }] } })
  event!: Gap;
}

test('a discriminator of class-transformer for a declared class is refused, with the declaration to use', (t) => {
  @Persisted({ procedure: 'Held' })
  class Held extends Artifact {
    @Nested(() => Holder) holder!: Holder;
  }
  const { procedureVersion, inputParameters, timestamp } = burst();
  const holder = Object.assign(new Holder(), { event: gap(1) });
  const error = t.throws(() => encode(Held.create({ procedureVersion, inputParameters, timestamp, holder })), {
    instanceOf: InvalidArtifactError,
  });
  t.is(
    error?.issues[0]?.message,
    'found a discriminator of @Type() for Gap, which is declared with @Persisted(); declare Holder with it, too, and event with @Nested(() => ({ gap: Gap }), { kindKey: "type" })',
  );
});

@Persisted()
class Renamed {
  @Persisted({ aliases: ['type'] }) label!: string;
}

const wrongDeclarations: [title: string, kinds: () => unknown, options: object, fault: string | RegExp][] = [
  [
    'no class',
    () => ({}),
    {},
    'Wrong.events: found no classes, expected them by their tags: () => ({ tag: TheClass })',
  ],
  [
    'a value that is no class',
    () => ({ spike: Spike, gap: undefined }),
    {},
    'Wrong.events: found undefined for the tag "gap", expected a class; is it imported as a type, or in a circle?',
  ],
  [
    'a built-in class',
    () => ({ spike: Spike, date: Date }),
    {},
    /^Wrong\.events: found Date for the tag "date", but @NestedList\(\) takes classes of your own/,
  ],
  ['a class that is not declared', () => ({ spike: Spike, other: class Other {} }), {}, /^Other: is not declared/],
  ['one class under two tags', () => ({ a: Spike, b: Spike }), {}, 'Spike: found the tags "a" and "b", expected one'],
  [
    'a class whose field has the key of the tag',
    () => ({ spike: Spike, gap: Gap }),
    { kindKey: 'from' },
    'Gap.from: has the key "from", which is that of its tag, "gap"; give it another with the option key, or store the tag in it with codec.oneOf("gap")',
  ],
  [
    'a class with an alias that is the key of the tag',
    () => ({ spike: Spike, renamed: Renamed }),
    { kindKey: 'type' },
    'Renamed.label: has the alias "type", which is the key of its tag, "renamed"',
  ],
  [
    'an artifact class, with the key of the procedure as that of the tag',
    () => ({ burst: Burst }),
    { kindKey: 'procedure_name' },
    /^Burst\.procedureName: has the key "procedure_name"/,
  ],
  [
    'a key for the tag of one class',
    () => Spike,
    { kindKey: 'type' },
    'Wrong.events: found kindKey for one class, expected classes by tags: () => ({ tag: TheClass })',
  ],
  ...['__proto__', '*', '$artifact', 5].map((kindKey): (typeof wrongDeclarations)[number] => [
    `the key ${kindKey} for tags`,
    () => EVENTS,
    { kindKey },
    /^Wrong\.events: found kindKey: .*, expected a string that may be the key of a field$/,
  ]),
];

for (const [title, kinds, options, fault] of wrongDeclarations) {
  test(`a declaration of kinds is refused: ${title}`, (t) => {
    const declared = () => {
      @Persisted({ procedure: 'Wrong' })
      class Wrong extends Artifact {
        // biome-ignore lint/suspicious/noExplicitAny: the compiler would refuse the declaration.
        @NestedList(kinds as never, options) events!: any;
      }
      const { procedureVersion, inputParameters, timestamp } = burst();
      encode(Wrong.create({ procedureVersion, inputParameters, timestamp, events: [spike(1)] } as never));
    };
    const error = t.throws(declared, { instanceOf: DeclarationError });
    if (typeof fault === 'string') t.is(error?.message, fault);
    else t.regex(error?.message ?? '', fault);
  });
}
