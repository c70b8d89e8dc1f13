// Classes and fields without decorators: persisted() and the option `fields` declare what decorators do.

import test from 'ava';
import {
  Artifact,
  codec as c,
  decode,
  encode,
  IsoDate,
  NdArray,
  Nested,
  Persisted,
  persisted,
  Stored,
} from '../src/index.js';

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

@Persisted({ procedure: 'Scan' })
class Decorated extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @Stored(c.list(c.number), { optional: true, key: 'range' }) interval?: number[];
  @IsoDate() startedAt!: Date;
  #gain = 0;
  @Stored(c.number) get gain(): number {
    return this.#gain;
  }
  set gain(gain: number) {
    this.#gain = gain;
  }
}

class Plain extends Artifact {
  curve!: Float64Array;
  interval?: number[];
  startedAt!: Date;
  #gain = 0;
  get gain(): number {
    return this.#gain;
  }
  set gain(gain: number) {
    this.#gain = gain;
  }
}
persisted(Plain, {
  procedure: 'Scan',
  fields: {
    curve: c.ndArray('float64'),
    interval: { codec: c.list(c.number), optional: true, key: 'range' },
    startedAt: c.date,
    gain: c.number,
  },
});

const values = { ...base, curve: Float64Array.of(1, -0), interval: [Number.NaN], startedAt: new Date(1), gain: 2 };

test('persisted() declares the same as decorators: the same bytes, and each class loads what the other wrote', (t) => {
  const text = encode(Decorated.create(values));
  t.is(encode(Plain.create(values)), text);
  t.is(encode(decode(text, Plain)), text);
  t.is(encode(decode(text, Decorated)), text);
  const { interval: _, ...without } = values;
  t.is(encode(Plain.create(without)), encode(Decorated.create(without)));
});

test('persisted() is a statement without a result', (t) => {
  class Empty {}
  t.is(persisted(Empty) as unknown, undefined);
});

test('a class that extends no Artifact is an artifact class if it has its fields', (t) => {
  class Own {
    procedureVersion = '1';
    inputParameters = { size: 1 };
    timestamp = new Date(0);
  }
  persisted(Own, {
    procedure: 'Own',
    naming: 'as-is',
    fields: { procedureVersion: c.string, inputParameters: c.json, timestamp: c.date },
  });
  t.deepEqual(decode(encode(new Own()), Own), new Own());
});

test('the option fields declares what bears no decorator: constructor parameters and inherited properties', (t) => {
  class Parameters {
    constructor(readonly window = 0) {}
  }
  persisted(Parameters, { fields: { window: c.number } });
  @Persisted({ procedure: 'Burst', fields: { inputParameters: c.nested(() => Parameters), window: c.number } })
  class Burst extends Artifact<Parameters> {
    @Stored(c.number) size!: number;
    constructor(readonly window = 1) {
      super();
    }
  }
  const burst = Burst.create({ ...base, inputParameters: new Parameters(5), size: 2, window: 3 });
  t.deepEqual(decode(encode(burst), Burst), burst);
});

test('a subclass has the fields of a parent that persisted() declares, with the keys of that parent', (t) => {
  class Parent {
    aB = 1;
  }
  persisted(Parent, { naming: 'as-is', fields: { aB: c.number } });
  @Persisted({ fields: { cD: c.number } })
  class Child extends Parent {
    cD = 2;
  }
  @Persisted()
  class Whole extends Artifact {
    @Nested(() => Child) child = new Child();
  }
  t.deepEqual(JSON.parse(encode(Object.assign(new Whole(), base))).child, { aB: 1, c_d: 2 });
});

class Wrong {
  value = 1;
}

const rows: [title: string, declare: () => void, message: string | RegExp][] = [
  ['no class', () => persisted({} as never), '{}: is no class; is it imported as a type, or in a circle?'],
  [
    'a function that is no class',
    () => persisted((() => 1) as never),
    '() => 1: is no class; is it imported as a type, or in a circle?',
  ],
  [
    'an unknown option',
    () => persisted(class Wrong {}, { procdure: 'x' } as never),
    'Wrong: found the option procdure, expected procedure, procedureAliases, naming, hidden, schemaVersion, upgradesFrom, fields, rest, create',
  ],
  [
    'fields that are no object',
    () => persisted(class Wrong {}, { fields: [1] as never }),
    'Wrong: found [ 1 ] as fields, expected an object with a codec for each property',
  ],
  [
    'fields that are null',
    () => persisted(class Wrong {}, { fields: null as never }),
    'Wrong: found null as fields, expected an object with a codec for each property',
  ],
  [
    'a type in the place of a codec',
    () => persisted(class extends Wrong {}, { fields: { value: Number as never } }),
    '.value: found Number, expected a codec, such as codec.number, or { codec, optional, key }',
  ],
  [
    'a function of codec that was not called',
    () => persisted(class Wrong {}, { fields: { value: c.list as never } } as never),
    /^Wrong\.value: found .*, expected a codec, such as codec\.number, or \{ codec, optional, key \}$/,
  ],
  [
    'options without a codec',
    () => persisted(class Wrong {}, { fields: { value: { optional: true } } } as never),
    'Wrong.value: found { optional: true }, expected a codec, such as codec.number, or { codec, optional, key }',
  ],
  [
    'an unknown option of a field',
    () => persisted(class Wrong {}, { fields: { value: { codec: c.number, nullable: true } } } as never),
    'Wrong.value: found the option nullable, expected codec, key, aliases, optional, default',
  ],
  [
    'a key that is no text',
    () => persisted(class Wrong {}, { fields: { value: { codec: c.number, key: 1 } } } as never),
    'Wrong.value: found the key 1, expected a string',
  ],
  [
    'optional that is neither true nor false',
    () => persisted(class Wrong {}, { fields: { value: { codec: c.number, optional: 1 } } } as never),
    'Wrong.value: found optional: 1, expected true or false',
  ],
  [
    'a symbol',
    () => persisted(class Wrong {}, { fields: { [Symbol('s')]: c.number } } as never),
    'Wrong.Symbol(s): found a symbol, expected a property with a name, which becomes a key',
  ],
  [
    'a field that is declared by a decorator too',
    () => {
      @Persisted({ fields: { value: c.number } })
      class Wrong {
        @Persisted() value!: number;
      }
      return Wrong;
    },
    'Wrong.value: found a decorator, and a codec in the option fields, expected one of them',
  ],
  [
    'a class that is declared twice',
    () => {
      persisted(Wrong, { fields: { value: c.number } });
      persisted(Wrong, { fields: { value: c.number } });
    },
    'Wrong: found @Persisted() twice on the class, expected it once',
  ],
  [
    'a getter alone',
    () =>
      persisted(
        class Wrong {
          get value() {
            return 1;
          }
        },
        { fields: { value: c.number } },
      ),
    'Wrong.value: found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  ],
  [
    'a procedure without the fields of an artifact',
    () => persisted(class Wrong {}, { procedure: 'Wrong', fields: { timestamp: c.date } } as never),
    'Wrong: names a procedure, but it persists no procedureVersion, no inputParameters; extend Artifact or declare them',
  ],
];

for (const [title, declare, message] of rows) {
  test(`a wrong declaration is refused: ${title}`, (t) => {
    t.throws(declare, { code: 'ARTIFACT_DECLARATION', message });
  });
}
