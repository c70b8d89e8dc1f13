// A class or field that is declared wrongly is a DeclarationError that names the class, the property and the fault, or it does not compile.
// What is declared correctly is accepted, and has these keys.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { Exclude, Expose } from 'class-transformer';
import { registerDecorator, validateSync } from 'class-validator';
import ndarray from 'ndarray';
import {
  Artifact,
  ArtifactError,
  ArtifactRepository,
  DeclarationError,
  decode,
  IsoDate,
  isArtifactError,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
} from '../src/index.js';
import { sourceNameOf } from '../src/mapping/class-name.js';
import { snakeCase } from '../src/mapping/snake-case.js';
import { Segment } from './support/classes.js';
import { bytesOf, create } from './support/stored.js';

/** Applies a decorator as compiled code does. The compiler would refuse most of these declarations. */
function field(decorator: unknown, designType?: unknown, property: string | symbol = 'value'): void {
  class Wrong {}
  if (designType !== undefined) Reflect.defineMetadata('design:type', designType, Wrong.prototype, property);
  (decorator as PropertyDecorator)(Wrong.prototype, property);
}

const WITHOUT_METADATA =
  'called as a TC39 decorator without metadata, expected a compiler that gives it, as TypeScript 5.2, esbuild 0.21 and swc with "decoratorVersion": "2022-03" do; or "experimentalDecorators": true in the tsconfig.json that the compiler reads';

const fieldRows: [title: string, declare: () => void, message: string][] = [
  [
    '@Persisted() on a Date',
    () => field(Persisted(), Date),
    'has the type Date, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @IsoDate()',
  ],
  [
    '@Persisted() on a Map',
    () => field(Persisted(), Map),
    'has the type Map, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @NestedMap() for instances of a class, and @Stored(codec.map(…)) for other values',
  ],
  [
    '@Persisted() on a typed array',
    () => field(Persisted(), Float64Array),
    'has the type Float64Array, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @NdArray()',
  ],
  [
    '@Persisted() on a class',
    () => field(Persisted(), Segment),
    'has the type Segment, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @Nested() for a class that you declare, and @Stored(codec.custom({ … })) for any other',
  ],
  [
    '@Persisted() on a method',
    () => field(Persisted(), Function),
    'has the type Function, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; is it a method, or its type imported with "import type"?',
  ],
  [
    '@Persisted() on a Set',
    () => field(Persisted(), Set),
    'has the type Set, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @Stored(codec.set(…))',
  ],
  [
    '@Persisted() on an Error',
    () => field(Persisted(), Error),
    'has the type Error, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object; use @Stored(codec.custom({ … })), or nest a class of your own with the fields name and message',
  ],
  [
    '@Nested() on an Error',
    () =>
      field(
        Nested(() => Error),
        Error,
      ),
    'has the type Error, but @Nested() goes on an instance of a class; use @Stored(codec.custom({ … })), or nest a class of your own with the fields name and message',
  ],
  [
    '@Persisted() on a class of the platform',
    () => field(Persisted(), RegExp),
    'has the type RegExp, but @Persisted() goes on String or Number or Boolean or BigInt or Array or Object',
  ],
  [
    '@Persisted() without any type',
    () => field(Persisted()),
    'has no type at run time; say it: @Persisted({ type: Number }). TypeScript, swc and Vite 8 emit types with "emitDecoratorMetadata": true; esbuild, tsx and Vite before 8 never do',
  ],
  [
    'a type that is not a type',
    () => field(Persisted({ type: Date as never }), Object),
    'found the type Date for @Persisted(), expected String or Number or Boolean or BigInt or Array or Object; use @IsoDate()',
  ],
  [
    'a type that is not the property’s',
    () => field(Persisted({ type: Number }), String),
    'has the type String, but the option type says Number',
  ],
  [
    'a list of a type, as Mongoose has it',
    () => field(Persisted({ type: [Number] as never }), Array),
    'found the type [ [Function: Number] ] for @Persisted(), expected String or Number or Boolean or BigInt or Array or Object',
  ],
  [
    'a function that gives the type, as TypeORM has it',
    () => field(Persisted({ type: (() => Number) as never }), Number),
    'found the type () => Number for @Persisted(), expected String or Number or Boolean or BigInt or Array or Object',
  ],
  [
    '@IsoDate() on a number',
    () => field(IsoDate(), Number),
    'has the type Number, but @IsoDate() goes on Date or String',
  ],
  [
    '@IsoDate() of a wrong type',
    () => field(IsoDate({ type: Number as never })),
    'found the type Number for @IsoDate(), expected Date or String',
  ],
  [
    '@NdArray() of another typed array',
    () => field(NdArray('float64'), Int32Array),
    'has the type Int32Array, but @NdArray() goes on Float64Array or Array or Object',
  ],
  [
    '@NdArray() on a number',
    () => field(NdArray('float64'), Number),
    'has the type Number, but @NdArray() goes on Float64Array or Array or Object',
  ],
  [
    'an unknown dtype',
    () => field(NdArray('complex128' as never), Object),
    'found the dtype "complex128", expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64',
  ],
  [
    'a misspelt dtype',
    () => field(NdArray('float65' as never), Float64Array),
    'found the dtype "float65", expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64',
  ],
  [
    'a typed array for the dtype',
    () => field(NdArray(Float64Array as never), Float64Array),
    'found the dtype Float64Array, expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64',
  ],
  [
    'a shape in the place of the options',
    () => field(NdArray('float64', [2, 2] as never), Object),
    'found [ 2, 2 ] as options, expected an object with key, aliases, optional, default, nullable, shape, missing, unit, axes, x, type, as',
  ],
  [
    'no dtype',
    () => field(NdArray(undefined as never), Object),
    'found the dtype undefined, expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64',
  ],
  [
    'a shape that is not a shape',
    () => field(NdArray('int8', { shape: [1.5] }), Object),
    'found the shape [ 1.5 ], expected a list of lengths from 0, or null where one is free',
  ],
  [
    'two axes on a typed array',
    () => field(NdArray('int8', { shape: [2, 2] }), Int8Array),
    'is a Int8Array, which has one axis, found a shape of 2; declare it as NdArray<Int8Array> for 2 axes',
  ],
  [
    '"as" that is no function',
    () => field(NdArray('int8', { as: 'list' as never }), Object),
    'found "list" for "as", expected a function (data, shape) => container',
  ],
  [
    '@Nested() on a number',
    () =>
      field(
        Nested(() => Segment),
        Number,
      ),
    'has the type Number, but @Nested() goes on an instance of a class',
  ],
  [
    '@Nested() on a list',
    () =>
      field(
        Nested(() => Segment),
        Array,
      ),
    'has the type Array, but @Nested() goes on an instance of a class; use @NestedList()',
  ],
  [
    '@Nested() on a typed array',
    () =>
      field(
        Nested(() => Segment),
        Float64Array,
      ),
    'has the type Float64Array, but @Nested() goes on an instance of a class; use @NdArray()',
  ],
  [
    '@Nested() of a class itself',
    () => field(Nested(Segment as never), Segment),
    'found Segment, expected a function that gives the class: () => TheClass',
  ],
  [
    '@Nested() without a class',
    () => field(Nested(undefined as never), Object),
    'found undefined, expected a function that gives the class: () => TheClass',
  ],
  [
    '@NestedList() on a Map',
    () =>
      field(
        NestedList(() => Segment),
        Map,
      ),
    'has the type Map, but @NestedList() goes on Array; use @NestedMap() for instances of a class, and @Stored(codec.map(…)) for other values',
  ],
  [
    '@NestedMap() on a list',
    () =>
      field(
        NestedMap(() => Segment),
        Array,
      ),
    'has the type Array, but @NestedMap() goes on Map; use @NestedList()',
  ],
  [
    'an unknown option',
    () => field(Persisted({ optinal: true } as never), String),
    'found the option optinal, expected key, aliases, optional, default, nullable, type',
  ],
  [
    'an option of a class on a field',
    () => field(Persisted({ procedure: 'X' }), String),
    'found the option procedure, expected key, aliases, optional, default, nullable, type',
  ],
  ['a name that is no text', () => field(Persisted({ key: 1 as never }), String), 'found the key 1, expected a string'],
  [
    'a string in the place of the options',
    () => field(Persisted('name' as never), String),
    'found "name" as options, expected an object with key, aliases, optional, default, nullable, type',
  ],
  [
    'no options',
    () => field(IsoDate(null as never), Date),
    'found null as options, expected an object with key, aliases, optional, default, nullable, type',
  ],
  [
    'an option that is neither true nor false',
    () => field(Persisted({ optional: 'yes' as never }), String),
    'found optional: "yes", expected true or false',
  ],
  [
    'a TC39 decorator of a compiler that gives no metadata',
    () => (IsoDate() as Function)(undefined, { kind: 'field', name: 'value' }),
    `found @IsoDate() ${WITHOUT_METADATA}`,
  ],
  [
    'an alias without a list',
    () => field(Persisted({ aliases: 'old' as never }), String),
    'found the aliases "old", expected a list of former keys',
  ],
  [
    'an alias that is no string',
    () => field(Persisted({ aliases: ['old', 1 as never] }), String),
    "found the aliases [ 'old', 1 ], expected a list of former keys",
  ],
  [
    'a default and optional',
    () => field(Persisted({ default: 'a', optional: true } as never), String),
    'found a default and optional, expected one of them: a field with a default is never undefined',
  ],
  [
    'a list as default',
    () => field(Persisted({ default: [1] as never }), Array),
    'found [ 1 ] as default, expected a function that gives such an object for each instance',
  ],
  [
    'a Date as default',
    () => field(IsoDate({ default: new Date(0) as never }), Date),
    'found 1970-01-01T00:00:00.000Z as default, expected a function that gives such an object for each instance',
  ],
  [
    'a symbol for a property',
    () => field(Persisted(), String, Symbol('s')),
    'found a symbol, expected a property with a name, which becomes a key',
  ],
];

for (const [title, declare, message] of fieldRows) {
  test(`a wrong declaration of a field is refused: ${title}`, (t) => {
    const error = t.throws(declare, { code: 'ARTIFACT_DECLARATION' }) as DeclarationError;
    t.regex(error.className, /^(Wrong|\(unknown class\))$/);
    t.regex(error.field ?? '', /^(value|Symbol\(s\))$/);
    t.is(error.message, `${error.className}.${error.field}: ${message}`);
  });
}

abstract class Complete {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @IsoDate() timestamp!: Date;
}

const classRows: [title: string, declare: () => void, message: string][] = [
  [
    'a procedure without the fields of an artifact',
    () => {
      @Persisted({ procedure: 'Bare' })
      class Wrong {
        @IsoDate() timestamp!: Date;
      }
      return Wrong;
    },
    'Wrong: names a procedure, but it persists no procedureVersion, no inputParameters; extend Artifact or declare them',
  ],
  [
    'a version that is not a string',
    () => {
      @Persisted()
      class Wrong extends Complete {
        @Persisted({ type: Number }) override procedureVersion = undefined as never;
      }
      return Wrong;
    },
    'Wrong.procedureVersion: expected @Persisted() on a string',
  ],
  [
    'a timestamp that is not a date',
    () => {
      @Persisted()
      class Wrong extends Complete {
        @Persisted({ type: Object }) override timestamp = undefined as never;
      }
      return Wrong;
    },
    'Wrong.timestamp: expected @IsoDate()',
  ],
  [
    'an optional timestamp',
    () => {
      @Persisted()
      class Wrong extends Complete {
        @IsoDate({ optional: true }) override timestamp = new Date();
      }
      return Wrong;
    },
    'Wrong.timestamp: found optional or nullable, but every artifact needs it',
  ],
  [
    'another name for the version',
    () => {
      @Persisted()
      class Wrong extends Complete {
        @Persisted({ key: 'version' }) override procedureVersion = '1';
      }
      return Wrong;
    },
    'Wrong.procedureVersion: found the key "version", expected "procedure_version", as the format has it',
  ],
  [
    'two fields of one key',
    () => {
      @Persisted()
      class Wrong {
        @Persisted() windowSize!: number;
        @Persisted() window_size!: number;
      }
      return Wrong;
    },
    'Wrong.window_size: has the key "window_size", which windowSize has already; give it another with the option key',
  ],
  [
    'a field with the key of the procedure name',
    () => {
      @Persisted()
      class Wrong extends Complete {
        @Persisted() procedureName!: string;
      }
      return Wrong;
    },
    'Wrong.procedureName: has the key "procedure_name", which is not for fields',
  ],
  [
    'a field named $artifact',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ key: '$artifact' }) value!: string;
      }
      return Wrong;
    },
    'Wrong.value: has the key "$artifact", which is not for fields',
  ],
  [
    'a field named __proto__',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ key: '__proto__' }) value!: string;
      }
      return Wrong;
    },
    'Wrong.value: has the key "__proto__", which is not for fields',
  ],
  [
    'a field named *, which is a wildcard in $artifact.arrays',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ key: '*' }) value!: string;
      }
      return Wrong;
    },
    'Wrong.value: has the key "*", which is not for fields',
  ],
  [
    'two codecs on a field',
    () => {
      @Persisted()
      class Wrong {
        @Persisted() @IsoDate() value!: string;
      }
      return Wrong;
    },
    'Wrong.value: found two decorators of a codec, expected one',
  ],
  [
    'a getter without a setter',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ type: Number }) get value(): number {
          return 1;
        }
      }
      return Wrong;
    },
    'Wrong.value: found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  ],
  [
    'a setter without a getter',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ type: Number }) set value(_: number) {}
      }
      return Wrong;
    },
    'Wrong.value: found a setter alone, expected a getter too, for saving',
  ],
  [
    'a static property',
    () => {
      (Persisted({ type: String }) as PropertyDecorator)(class Wrong {}, 'value');
    },
    'Wrong.value: found @Persisted() on a static property, expected one of the instances',
  ],
  [
    'a field that class-transformer excludes',
    () => {
      @Persisted()
      class Wrong {
        @Exclude() @Persisted() value!: string;
      }
      return Wrong;
    },
    'Wrong.value: found @Exclude() on a field that is stored, expected the one or the other',
  ],
  ...(
    [
      ['its own key', ['value'], 'has the alias "value", which is the key of value'],
      ['twice', ['old', 'older', 'old'], 'has the alias "old", which is an alias of value'],
      ['the key of another field', ['other_value'], 'has the alias "other_value", which is the key of otherValue'],
      ['an alias of another field', ['former'], 'has the alias "former", which is an alias of another'],
      ['the key of an inherited field', ['seed'], 'has the alias "seed", which is the key of seed'],
      ['procedure_name', ['procedure_name'], 'has the alias "procedure_name", which is not for fields'],
      ['$artifact', ['$artifact'], 'has the alias "$artifact", which is not for fields'],
      ['__proto__', ['__proto__'], 'has the alias "__proto__", which is not for fields'],
      ['*', ['*'], 'has the alias "*", which is not for fields'],
    ] as [string, string[], string][]
  ).map(([title, aliases, fault]): [string, () => void, string] => [
    `an alias that is ${title}`,
    () => {
      @Persisted({ procedure: 'Wrong' })
      class Wrong extends Artifact {
        @Persisted({ aliases: ['former'] }) another!: string;
        @Persisted({ aliases }) value!: string;
        @Persisted() otherValue!: string;
      }
      return Wrong;
    },
    `Wrong.value: ${fault}`,
  ]),
  [
    'former procedure names of a value class',
    () => {
      @Persisted({ procedureAliases: ['Old'] })
      class Wrong {
        @IsoDate() timestamp!: Date;
      }
      return Wrong;
    },
    'Wrong: names a procedure, but it persists no procedureVersion, no inputParameters; extend Artifact or declare them',
  ],
  ...(
    [
      ['no list', 'Old', 'found procedureAliases: "Old", expected a list of former names'],
      ['the present one', ['Wrong'], 'has the former procedure name Wrong, which is its present one'],
      ['there twice', ['Old', 'Old'], 'has the former procedure name Old twice, expected it once'],
      [
        'no name of a folder',
        ['Old', 'a/b'],
        'found the former procedure name "a/b", expected letters, digits, "_", "." and "-", 128 at most, no device\'s name',
      ],
      [
        'no text',
        [undefined],
        'found the former procedure name undefined, expected letters, digits, "_", "." and "-", 128 at most, no device\'s name',
      ],
    ] as [string, never, string][]
  ).map(([title, procedureAliases, fault]): [string, () => void, string] => [
    `a former procedure name that is ${title}`,
    () => {
      @Persisted({ procedureAliases })
      class Wrong extends Artifact {}
      return Wrong;
    },
    `Wrong: ${fault}`,
  ]),
  [
    'a key that is an alias in a parent, whose field is declared again without it',
    () => {
      @Persisted()
      class Parent {
        @Persisted({ aliases: ['value'] }) statistic!: string;
      }
      @Persisted()
      class Wrong extends Parent {
        @Persisted() override statistic = '';
        @Persisted() value!: string;
      }
      return Wrong;
    },
    'Wrong.value: has the key "value", which is an alias of statistic in Parent; give it another with the option key',
  ],
  [
    'an exposed getter with the alias of a field',
    () => {
      @Persisted()
      class Wrong {
        @Persisted({ aliases: ['old'] }) value!: string;
        @Expose() get old() {
          return this.value;
        }
      }
      return Wrong;
    },
    'Wrong.old: is exposed by the key "old", which value has already; give it another with @Expose({ name })',
  ],
  [
    'an unknown option',
    () => {
      @Persisted({ prcedure: 'X' } as never)
      class Wrong {}
      return Wrong;
    },
    'Wrong: found the option prcedure, expected procedure, procedureAliases, naming, hidden, schemaVersion, upgradesFrom, fields, rest, create',
  ],
  [
    'an unknown naming',
    () => {
      @Persisted({ naming: 'kebab' as never })
      class Wrong {}
      return Wrong;
    },
    "Wrong: found naming: \"kebab\", expected 'snake_case' or 'as-is'",
  ],
  ...(['naming', 'hidden', 'procedure'] as const).map((option): [string, () => void, string] => [
    `an object without a prototype as ${option}`,
    () => {
      @Persisted({ [option]: Object.create(null) } as never)
      class Wrong extends Artifact {}
      return Wrong;
    },
    `Wrong: ${
      {
        naming: "found naming: [Object: null prototype] {}, expected 'snake_case' or 'as-is'",
        hidden: "found hidden: [Object: null prototype] {}, expected 'ignored'",
        procedure:
          'found the procedure name [Object: null prototype] {}, expected letters, digits, "_", "." and "-", 128 at most, no device\'s name',
      }[option]
    }`,
  ]),
  [
    'a procedure name that is a bigint',
    () => {
      @Persisted({ procedure: 3n as never })
      class Wrong extends Artifact {}
      return Wrong;
    },
    'Wrong: found the procedure name 3n, expected letters, digits, "_", "." and "-", 128 at most, no device\'s name',
  ],
  [
    '@Persisted() twice on a class',
    () => {
      @Persisted()
      @Persisted()
      class Wrong {}
      return Wrong;
    },
    'Wrong: found @Persisted() twice on the class, expected it once',
  ],
  [
    '@IsoDate() on a class',
    () => {
      (IsoDate() as unknown as ClassDecorator)(class Wrong {});
    },
    'Wrong: found @IsoDate() on a class, expected it on a property',
  ],
  [
    'a TC39 decorator of a compiler that gives no metadata',
    () => (Persisted() as Function)(class Wrong {}, { kind: 'class', name: 'Wrong' }),
    `Wrong: found @Persisted() ${WITHOUT_METADATA}`,
  ],
  [
    'a decorator on a parameter of the constructor',
    () => (Persisted() as Function)(class Wrong {}, undefined, 0),
    'Wrong: found @Persisted() on a parameter of the constructor, expected it on a property in the body of the class',
  ],
  [
    'a decorator on a parameter of a method',
    () => (IsoDate() as Function)(class Wrong {}.prototype, 'run', 0),
    'Wrong: found @IsoDate() on a parameter of the method run, expected it on a property in the body of the class',
  ],
  ...Object.entries({ Persisted, IsoDate, NdArray, Nested, NestedList, NestedMap }).map(
    ([name, decorator]): [string, () => void, string] => [
      `@${name} without parentheses on a property`,
      () => field(decorator),
      `Wrong: found @${name} without parentheses, expected @${name}()`,
    ],
  ),
  [
    '@Persisted without parentheses',
    () => (Persisted as Function)(class Wrong {}),
    'Wrong: found @Persisted without parentheses, expected @Persisted()',
  ],
  [
    'a procedure name that is not a string',
    () => {
      @Persisted({ procedure: 3 as never })
      class Wrong extends Artifact {}
      return Wrong;
    },
    'Wrong: found the procedure name 3, expected letters, digits, "_", "." and "-", 128 at most, no device\'s name',
  ],
  ...['then() {}', 'get then() { return 1; }'].map((member): [string, () => void, string] => [
    `an artifact class with ${member}`,
    () => {
      const Parent = new Function('Artifact', `return class Parent extends Artifact { ${member} }`)(Artifact);
      (Persisted({ procedure: 'Wrong' }) as ClassDecorator)(class Wrong extends Parent {});
    },
    'Wrong.then: found a function or accessor named then, with which await takes the artifact for a promise; give it another name',
  ]),
  [
    'an artifact class whose name a bundler may have changed',
    () => {
      const SplineFit2 = class extends Artifact {};
      (Persisted() as ClassDecorator)(SplineFit2);
    },
    'SplineFit2: has no procedure name, and its own name, "SplineFit2", may be one that a bundler or minifier has changed; say @Persisted({ procedure: \'TheName\' })',
  ],
  ...['', '..', 'a/b', '/etc', 'a\\b', 'CON', 'nul.x', 'x.', 'é', 'a b', '.hidden', '-x', 'a\0b', 'x'.repeat(129)].map(
    (procedure): [string, () => void, string] => [
      `the procedure name ${JSON.stringify(procedure).slice(0, 20)}`,
      () => {
        @Persisted({ procedure })
        class Wrong extends Artifact {}
        return Wrong;
      },
      `Wrong: found the procedure name ${JSON.stringify(procedure)}, expected letters, digits, "_", "." and "-", 128 at most, no device's name`,
    ],
  ),
];

for (const [title, declare, message] of classRows) {
  test(`a wrong declaration of a class is refused: ${title}`, (t) => {
    const error = t.throws(declare, { code: 'ARTIFACT_DECLARATION' });
    t.is(error?.message, message);
  });
}

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
const save = async (artifact: object) =>
  new ArtifactRepository({ storage: new MemoryStorage(), classes: [artifact.constructor as never] }).save(
    artifact as never,
  );

// ── The name of a class ─────────────────────────────────────────────────────────────────────────────────────────────

/** What tools make of `class SplineFit`. The name is undefined if a bundler that writes such code may have changed it. */
const classTexts: [title: string, text: string, name: string | undefined][] = [
  ['TypeScript', 'class SplineFit extends Artifact {\n    x = 1;\n}', 'SplineFit'],
  ['TypeScript, in a function', 'class SplineFit extends Artifact {\n        x = 1;\n    }', 'SplineFit'],
  ['TypeScript, with a digit at the end', 'class SplineFit2 extends Artifact {\n    x = 1;\n}', 'SplineFit2'],
  ['TypeScript, a name of one letter', 'class T {\n    x;\n}', 'T'],
  ['TypeScript, without members', 'class SplineFit2 extends Artifact {\n}', 'SplineFit2'],
  ['TypeScript, without members, in a function', 'class SplineFit2 extends Artifact {\n    }', 'SplineFit2'],
  ['TypeScript, with line ends of Windows', 'class SplineFit2 {\r\n    x = 1;\r\n}', 'SplineFit2'],
  [
    'TypeScript, with an object in the heading',
    'class SplineFit2 extends mixin({ a: 1 }) {\n    x = `{\n}`;\n}',
    'SplineFit2',
  ],
  [
    'TypeScript, with several lines of heading',
    'class SplineFit2 extends mixin({\n    a: 1,\n}) {\n    x;\n}',
    'SplineFit2',
  ],
  ['TypeScript, for ES5', 'function SplineFit2() {\n        this.x = 1;\n    }', 'SplineFit2'],
  ['swc', 'class SplineFit {\n    static{}\n    constructor(...args){\n        this.x = 1;\n    }\n}', 'SplineFit'],
  ['Vite and rolldown', 'class SplineFit extends Artifact$1 {\n\tx = 1;\n}', 'SplineFit'],
  ['Babel, and Istanbul for coverage', 'class SplineFit extends Artifact {\n  x = (cov().s[11]++, 1);\n}', 'SplineFit'],
  ['a person', 'class SplineFit extends Artifact { x = 1 }', 'SplineFit'],
  ['a person, without members', 'class SplineFit {}', 'SplineFit'],
  ['esbuild', 'SplineFit = class {\n  x = 1;\n}', undefined],
  ['esbuild, of the second class of a name', 'SplineFit2 = class extends Artifact {\n  x = 1;\n}', undefined],
  ['esbuild, after TypeScript', 'class SplineFit2 extends Artifact {\n  x = 1;\n}', undefined],
  [
    'esbuild, after TypeScript, with --keep-names',
    'class SplineFit2 {\n  static {\n    Object.defineProperty(this, "name", { value: "SplineFit" });\n  }\n}',
    undefined,
  ],
  ['esbuild, with short names alone', 'class ab extends Artifact {\n  x = 1;\n}', undefined],
  ['tsx', 'SplineFit = class{x=1}', undefined],
  ['a minifier', 'e = class extends t{x=1}', undefined],
  ['a minifier, of a class that refers to itself', 'class xyz{static of(){return new xyz}}', undefined],
  ['a minifier, of a subclass that refers to itself', 'class xyz extends abc{static of(){return new xyz}}', undefined],
  ['anybody, without a name', '(class extends Artifact { x = 1 })', undefined],
  ['anybody, with another name set', 'class SplineFit {\n    static name = "Other";\n}', undefined],
];

function parentOrMixin(): Function {
  return parentOrMixin;
}

for (const [title, text, name] of classTexts) {
  test(`the name of a class ${name === undefined ? 'may not be' : 'is'} that of the source in the output of ${title}`, (t) => {
    const parents = ['Artifact', 'Artifact$1', 't', 'abc', 'mixin'];
    const classOf = new Function(
      'Parent',
      `const [${parents}] = Array(5).fill(Parent); let SplineFit, SplineFit2, e; return ${text}`,
    );
    t.is(sourceNameOf(classOf(parentOrMixin)), name);
  });
}

test('a value class may have any name, because files do not contain it', (t) => {
  t.notThrows(() => (Persisted() as ClassDecorator)(class {}));
});

test('an instance of a class without @Persisted() is refused, even if its parent has it', async (t) => {
  @Persisted()
  class Parent extends Artifact {}
  class Undeclared extends Parent {}
  await t.throwsAsync(save(Undeclared.create(base)), {
    code: 'ARTIFACT_DECLARATION',
    message: 'Undeclared: is not declared; expected @Persisted() on the class',
  });
});

test('an instance of a value class is refused as an artifact, and the error names every missing field', async (t) => {
  await t.throwsAsync(save(Segment.of(1, 1)), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Segment: is not an artifact class: it persists no procedureVersion, no inputParameters, no timestamp; extend Artifact or declare them',
  });
});

test('an instance of another class with the same name is refused', async (t) => {
  const declared = () => {
    @Persisted()
    class Part {
      @Persisted() size = 1;
    }
    return Part;
  };
  const [Part, Other] = [declared(), declared()];
  @Persisted()
  class Whole extends Artifact {
    @Nested(() => Part) part!: { size: number };
  }
  const reason =
    'a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed';
  const error = await t.throwsAsync(save(Whole.create({ ...base, part: new Other() })), { code: 'ARTIFACT_INVALID' });
  t.is(
    error?.message,
    `this Whole has 1 fault:\n  /part: found an instance of Part, expected an instance of another class of that name: ${reason}`,
  );
});

test('a class that another copy of this package declared is refused, and the errors of that copy are recognized', async (t) => {
  const folder = await mkdtemp(join('dist', 'copied-'));
  await cp(join('dist', 'src'), folder, { recursive: true });
  const copy: typeof import('../src/index.js') = await import(pathToFileURL(join(folder, 'index.js')).href);
  await rm(folder, { recursive: true });
  @copy.Persisted()
  class Part {
    @copy.Persisted() size = 1;
  }
  @copy.Persisted()
  class Theirs extends copy.Artifact {}
  @Persisted()
  class Whole extends Artifact {
    @Nested(() => Part) part!: Part;
  }
  const fault =
    'is declared by another copy of persisted-artifacts, expected this one; "npm ls persisted-artifacts" shows how many are installed, and resetModules and hot reload make more';
  const refusal = (name: string) => ({ code: 'ARTIFACT_DECLARATION', message: `${name}: ${fault}` });
  await t.throwsAsync(save(Whole.create({ ...base, part: new Part() })), refusal('Part'));
  await t.throwsAsync(save(Theirs.create(base)), refusal('Theirs'));
  const mixed = () => {
    @Persisted()
    class Mixed extends copy.Artifact {}
    return Mixed;
  };
  t.throws(mixed, refusal('Mixed'));
  const error = t.throws(() => field(copy.IsoDate(), Number));
  t.true(error instanceof ArtifactError);
  t.true(isArtifactError(error, 'ARTIFACT_DECLARATION'));
  t.false(new Error('x') instanceof ArtifactError);
  t.false(new copy.NotFoundError('x') instanceof DeclarationError);
});

test('parameters for which JSON has no values can be fields of a class', async (t) => {
  @Persisted()
  class Parameters {
    @IsoDate() since!: Date;
    @Persisted() threshold!: number;
    @Persisted() seedOf!: bigint;
    @Nested(() => Segment) segment!: Segment;
  }
  @Persisted()
  class Parametrized extends Artifact<Parameters> {
    @Nested(() => Parameters) declare inputParameters: Parameters;
  }
  const inputParameters = Object.assign(new Parameters(), {
    since: new Date(1),
    threshold: Number.POSITIVE_INFINITY,
    seedOf: 2n ** 70n,
    segment: Segment.of(1, Number.NaN),
  });
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Parametrized] });
  const artifact = Parametrized.create({ ...base, inputParameters });
  t.deepEqual(await repository.load(await repository.save(artifact)), artifact);
  t.deepEqual(await repository.findLatest(Parametrized, { parameters: inputParameters }), artifact);
  const later = Object.assign(new Parameters(), { ...inputParameters, since: new Date(2) });
  t.is(await repository.findLatest(Parametrized, { parameters: later }), undefined);
});

const noClasses: [title: string, decorator: unknown, message: string][] = [
  [
    'a Map of numbers',
    NestedMap(() => Number),
    'Wrong.value: found Number for the class, but @NestedMap() takes classes of your own, whose fields are declared; a list, or a plain object, of other values is a field with @Persisted()',
  ],
  [
    'a list of a class',
    NestedList(() => [Segment] as never),
    'Wrong.value: found [ [class Segment] ] for the class, expected a class; is it imported as a type, or in a circle?',
  ],
  [
    'a class that is not defined yet',
    Nested(() => undefined as never),
    'Wrong.value: found undefined for the class, expected a class; is it imported as a type, or in a circle?',
  ],
  [
    'a function for the class that throws',
    NestedList(() => {
      throw new ReferenceError("Cannot access 'Later' before initialization");
    }),
    "Wrong.value: found a function for the class that throws ReferenceError: Cannot access 'Later' before initialization, expected one that gives it",
  ],
];

for (const [title, decorator, message] of noClasses) {
  test(`a nested class without declared fields is refused when it is needed: ${title}`, async (t) => {
    class Wrong extends Artifact {
      value = title.includes('Map') ? new Map([['a', 1]]) : [1];
    }
    (decorator as PropertyDecorator)(Wrong.prototype, 'value');
    (Persisted() as ClassDecorator)(Wrong);
    await t.throwsAsync(save(Object.assign(new Wrong(), base)), { code: 'ARTIFACT_DECLARATION', message });
    const members = title.includes('Map') ? { value: { a: 1 } } : { value: [1] };
    const text = JSON.stringify({ procedure_name: 'Wrong', ...members });
    t.throws(() => decode(text, Wrong), { code: 'ARTIFACT_DECLARATION', message });
  });
}

test('one repository refuses two classes with the same procedure name', (t) => {
  @Persisted({ procedure: 'Twin' })
  class One extends Artifact {}
  @Persisted({ procedure: 'Twin' })
  class Two extends Artifact {}
  t.throws(() => new ArtifactRepository({ classes: [One, Two] }), {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Two: has the procedure name Twin, which another class One has already; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository',
  });
  t.notThrows(() => new ArtifactRepository({ classes: [One] }));
});

test('two declared classes with the same procedure name are an error only if the class has to be found by that name', async (t) => {
  const declared = () => {
    @Persisted({ procedure: 'Reloaded' })
    class Reloaded extends Artifact {}
    return Reloaded;
  };
  const [Before, After] = [declared(), declared()];
  @Persisted({ procedure: 'Bystander' })
  class Bystander extends Artifact {}
  const repository = new ArtifactRepository({ storage: new MemoryStorage() });
  const path = await repository.save(Before.create(base));
  t.is(await repository.save(After.create(base)), path);
  for (const Class of [Before, After]) {
    t.true((await repository.load(path, Class)) instanceof Class);
    t.true((await repository.findLatest(Class)) instanceof Class);
  }
  t.true((await repository.load(await repository.save(Bystander.create(base)))) instanceof Bystander);
  const message =
    'Reloaded: has the procedure name Reloaded, which another class Reloaded has already (a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed); give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository';
  await t.throwsAsync(repository.load(path), { code: 'ARTIFACT_DECLARATION', message });
  t.like(await repository.verify(), { checked: 2, problems: [{ path, code: 'ARTIFACT_DECLARATION', message }] });
  await t.throwsAsync(
    new ArtifactRepository({ storage: new MemoryStorage(), classes: [Before] }).save(After.create(base)),
    {
      code: 'ARTIFACT_UNKNOWN_PROCEDURE',
      message:
        'the artifact\'s class is not among the repository\'s classes, so "Reloaded" could not be loaded again; another class has that procedure name (a class is there twice after a hot reload or resetModules, and where two copies of its module or package are installed); known: Reloaded',
    },
  );
});

test('an optional field with an initializer is refused, because undefined would be loaded as the initial value', async (t) => {
  @Persisted({ procedure: 'Initialized' })
  class Initialized extends Artifact {
    @Persisted({ optional: true }) alpha?: number = 0.05;
  }
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Initialized] });
  const artifact = Initialized.create({ ...base, alpha: 0.1 });
  const path = await repository.save(artifact);
  t.deepEqual(await repository.load(path), artifact);
  const refusal = {
    code: 'ARTIFACT_DECLARATION',
    message:
      'Initialized.alpha: is optional, so undefined where a file has no key "alpha", but a new instance has a value there: 0.05; drop the initializer, or the option optional',
  };
  const without = Object.assign(Initialized.create(base), { alpha: undefined });
  for (const proof of [true, false]) await t.throwsAsync(repository.save(without, { proof }), refusal);
  const { alpha: _, $artifact, ...members } = JSON.parse(Buffer.from(await bytesOf(storage, path)).toString());
  await create(storage, 'Initialized/other.json', Buffer.from(JSON.stringify(members)));
  await t.throwsAsync(repository.load('Initialized/other.json'), refusal);
});

const withThen = <T extends object>(artifact: T, then: unknown): T =>
  Object.assign(artifact, Object.fromEntries([['then', then]]));

test('an artifact with a method then is neither saved nor loaded, because await would call it', async (t) => {
  @Persisted({ procedure: 'Thenable' })
  class Thenable extends Artifact {
    static made: unknown;
    constructor() {
      super();
      withThen(this, Thenable.made);
    }
  }
  Exclude()(Thenable.prototype, 'then');
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Thenable] });
  const path = await repository.save(Thenable.create(base));
  const refusal = {
    code: 'ARTIFACT_DECLARATION',
    message: /^Thenable\.then: found a function or accessor named then, /,
  };
  await t.throwsAsync(repository.save(withThen(Thenable.create(base), () => {})), refusal);
  const accessor = { configurable: true, get: () => undefined };
  await t.throwsAsync(repository.save(Object.defineProperty(Thenable.create(base), 'then', accessor)), refusal);
  Thenable.made = () => {};
  await t.throwsAsync(repository.load(path), refusal);
});

test('a class whose constructor returns an instance of another class is refused', async (t) => {
  @Persisted({ procedure: 'Changeling' })
  class Changeling extends Artifact {
    static isOther = false;
    constructor() {
      super();
      if (Changeling.isOther) Object.setPrototypeOf(this, Artifact.prototype);
    }
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Changeling] });
  const artifact = Changeling.create(base);
  const path = await repository.save(artifact);
  Changeling.isOther = true;
  const refusal = {
    code: 'ARTIFACT_DECLARATION',
    message: 'Changeling: expected a constructor that gives an instance of the class itself',
  };
  await t.throwsAsync(repository.load(path), refusal);
  await t.throwsAsync(repository.save(artifact), refusal);
});

test('an artifact may have a field named then that is not a function', async (t) => {
  class Afterwards extends Artifact {}
  (Persisted({ type: String }) as PropertyDecorator)(Afterwards.prototype, 'then');
  (Persisted() as ClassDecorator)(Afterwards);
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Afterwards] });
  const artifact = withThen(Afterwards.create(base), 'rest');
  t.deepEqual(await repository.load(await repository.save(artifact)), artifact);
});

// ── What does not compile ───────────────────────────────────────────────────────────────────────────────────────────

test('wrong declarations that the compiler can see do not compile', (t) => {
  // Compiling this file is the test: an `@ts-expect-error` without an error does not compile. The code never runs.
  t.is(typeof refusedByTheCompiler, 'function');
});

function refusedByTheCompiler() {
  class Wrong {
    // @ts-expect-error a number
    @IsoDate() a!: number;
    // @ts-expect-error a union with a number
    @IsoDate() b!: Date | number;
    // @ts-expect-error another typed array
    @NdArray('float64') c!: Int32Array;
    // @ts-expect-error numbers for bigints
    @NdArray('int64') d!: number[];
    // @ts-expect-error numbers for booleans
    @NdArray('bool') e!: number[];
    // @ts-expect-error another typed array in { data, shape }
    @NdArray('float32') f!: NdArray<Float64Array>;
    // @ts-expect-error a union of containers
    @NdArray('float64') g!: Float64Array | number[];
    // @ts-expect-error the container of scijs without "as"
    @NdArray('float64') h!: ndarray.NdArray<Float64Array>;
    // @ts-expect-error "as" makes something else
    @NdArray('float64', { as: (data) => [...data] }) i!: Float64Array;
    // @ts-expect-error a Date
    @Persisted() j!: Date;
    // @ts-expect-error a Map
    @Persisted() k!: Map<string, number>;
    // @ts-expect-error a typed array
    @Persisted() l!: Float64Array;
    // @ts-expect-error a Set
    @Persisted() m!: Set<string>;
    // @ts-expect-error a union with a Date
    @Persisted() n!: string | Date;
    // @ts-expect-error a method
    @Persisted() o(): void {}
    // @ts-expect-error another class
    @Nested(() => Segment) p!: Date;
    // @ts-expect-error an instance for a list
    @NestedList(() => Segment) q!: Segment;
    // @ts-expect-error a list for a Map
    @NestedMap(() => Segment) r!: Segment[];
    // @ts-expect-error an unknown dtype
    @NdArray('complex64') s!: Float64Array;
    // @ts-expect-error an option of classes
    @Persisted({ procedure: 'x' }) t!: string;
  }
  // @ts-expect-error an option of fields
  @Persisted({ optional: true })
  class AlsoWrong {}

  @Persisted()
  class Right extends Artifact<{ size: number }> {
    @Persisted({ optional: true }) a?: string;
    @Persisted() b!: { x: number; list: readonly string[] } | null;
    @Persisted() c!: unknown;
    @Persisted() d!: 'low' | 'high';
    @IsoDate({ nullable: true }) e!: Date | null;
    @NdArray('float64') f!: readonly (readonly number[])[];
    @NdArray('int64', { optional: true }) g?: BigInt64Array;
    @NdArray('float64', { as: (data, shape) => ndarray(data, shape) }) h!: ndarray.NdArray<Float64Array>;
    @Nested(() => Right, { optional: true }) i?: Right;
    @NdArray('bool') j!: Uint8Array;
    @NestedMap(() => Segment) k!: ReadonlyMap<string, Segment>;
    get total(): number {
      return 1;
    }
    get half(): number {
      return 1;
    }
    set half(_value: number) {}
    @Persisted() readonly l: string = '';
  }
  // @ts-expect-error fields are missing
  Right.create({ procedureVersion: '1', inputParameters: { size: 1 }, timestamp: new Date() });
  const { total, l, procedureName, ...others } = {} as Right;
  const given = { ...others, half: 1 };
  Right.create(given);
  Right.create({ ...given, l });
  // @ts-expect-error a readonly field of the wrong type
  Right.create({ ...given, l: 1 });
  // @ts-expect-error a field that the class itself has
  Right.create({ ...given, procedureName });
  // @ts-expect-error an accessor with a setter is missing
  Right.create(others);
  // @ts-expect-error a parameter of the wrong type
  Right.create({ ...({} as Right), inputParameters: { size: 'x' } });
  return [Wrong, AlsoWrong, Right, total];
}

// ── Correct declarations ────────────────────────────────────────────────────────────────────────────────────────────

const keys: [property: string, key: string][] = [
  ['value', 'value'],
  ['windowSize', 'window_size'],
  ['pValue', 'p_value'],
  ['HTTPServer', 'http_server'],
  ['parseJSON', 'parse_json'],
  ['nGrid2', 'n_grid2'],
  ['x1Y2', 'x1_y2'],
  ['already_snake', 'already_snake'],
  ['_private', '_private'],
  ['größeÄndern', 'größe_ändern'],
  ['ABC', 'abc'],
];

for (const [property, key] of keys) test(`the key of ${property} is ${key}`, (t) => t.is(snakeCase(property), key));

const storedKeys = async (artifact: object) => {
  const storage = new MemoryStorage();
  const classes = [artifact.constructor as never];
  const path = await new ArtifactRepository({ storage, classes }).save(artifact as never);
  const { $artifact: _, ...members } = JSON.parse(Buffer.from(await bytesOf(storage, path)).toString());
  return Object.keys(members);
};

test('the keys of the fields that a class itself declares follow its naming, or the option key of a field', async (t) => {
  @Persisted({ naming: 'as-is' })
  class AsIs extends Artifact {
    @Persisted() windowSize = 1;
    @Persisted({ key: 'p-value' }) pValue = 2;
  }
  @Persisted()
  class Snake extends AsIs {
    @Persisted() nGrid = 3;
  }
  t.deepEqual(await storedKeys(Snake.create({ ...base, windowSize: 1, pValue: 2, nGrid: 3 })), [
    'input_parameters',
    'n_grid',
    'p-value',
    'procedure_name',
    'procedure_version',
    'timestamp',
    'windowSize',
  ]);
});

test('the fields of every artifact keep their keys in a class with the naming as-is', async (t) => {
  @Persisted({ naming: 'as-is' })
  class Own {
    @Persisted() procedureVersion = '1';
    @Persisted() inputParameters: unknown = {};
    @IsoDate() timestamp = new Date(0);
    @Persisted() meanValue = 1;
  }
  t.deepEqual(await storedKeys(new Own()), [
    'input_parameters',
    'meanValue',
    'procedure_name',
    'procedure_version',
    'timestamp',
  ]);
});

test('a subclass inherits the fields of its parents, not those of its siblings, and may replace a field', async (t) => {
  abstract class Parent extends Artifact {
    @Persisted() value!: unknown;
  }
  @Persisted()
  class First extends Parent {
    @NdArray('float32') override value: Float32Array = new Float32Array();
    @Persisted() own = 1;
  }
  @Persisted()
  class Second extends Parent {
    @IsoDate() override value = new Date();
  }
  t.deepEqual(await storedKeys(First.create({ ...base, value: Float32Array.of(1), own: 1 })), [
    'input_parameters',
    'own',
    'procedure_name',
    'procedure_version',
    'timestamp',
    'value',
  ]);
  t.deepEqual(await storedKeys(Second.create({ ...base, value: new Date(0) })), [
    'input_parameters',
    'procedure_name',
    'procedure_version',
    'timestamp',
    'value',
  ]);
  t.is(First.create({ ...base, value: Float32Array.of(), own: 2 }).procedureName, 'First');
});

test('the option type replaces a type that the compiler does not emit', async (t) => {
  class Bare extends Artifact {
    number = Number.NaN;
    text = 'NaN';
    list: unknown = [1];
    date = new Date(1);
    array = Float64Array.of(-0);
    lists = [[1, 2]];
  }
  const decorate = (property: string, decorator: unknown) => (decorator as PropertyDecorator)(Bare.prototype, property);
  decorate('number', Persisted({ type: Number }));
  decorate('text', Persisted({ type: String }));
  decorate('list', Persisted({ type: Array }));
  decorate('date', IsoDate());
  decorate('array', NdArray('float64'));
  decorate('lists', NdArray('float64', { type: Array }));
  (Persisted() as ClassDecorator)(Bare);
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Bare] });
  const bare = Object.assign(new Bare(), base);
  t.deepEqual(await repository.load(await repository.save(bare)), bare);
});

test('an accessor is saved and loaded like any property', async (t) => {
  @Persisted()
  class Accessors extends Artifact {
    @Persisted({ type: Number }) accessor number!: number;
    @Persisted({ optional: true }) accessor text: string | undefined;
    @IsoDate() accessor date!: Date;
    @NdArray('float64') accessor array!: Float64Array;
    @Nested(() => Segment) accessor part!: Segment;
    @NestedList(() => Segment) accessor list!: Segment[];
    @NestedMap(() => Segment) accessor map!: Map<string, Segment>;
  }
  const values = {
    number: Number.NaN,
    text: undefined,
    date: new Date(1),
    array: Float64Array.of(-0),
    part: Segment.of(1, 1),
    list: [Segment.of(2, 2)],
    map: new Map([['a', Segment.of(3, 3)]]),
  };
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Accessors] });
  const loaded = await repository.load(await repository.save(Accessors.create({ ...base, ...values })));
  const { number, text, date, array, part, list, map } = loaded;
  t.deepEqual({ number, text, date, array, part, list, map }, values);
});

type Ref<T> = T;

@Persisted()
class Early {
  @Nested(() => Late) late!: Ref<Late>;
  @NestedList(() => Late) list!: Late[];
  @Nested(() => Late, { nullable: true }) none!: Late | null;
}

@Persisted()
class Late extends Artifact {
  @Nested(() => Early, { optional: true }) early?: Early;
}

test('a class that is declared further down can be nested, with a type that the compiler does not emit', async (t) => {
  const late = Late.create(base);
  const early = Object.assign(new Early(), { late, list: [late], none: null });
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Late] });
  const artifact = Late.create({ ...base, early });
  t.deepEqual(await repository.load(await repository.save(artifact)), artifact);
});

test('a field whose type is unknown loads a date as a Date only if its text is that of a Date', async (t) => {
  class Bare extends Artifact {
    at: unknown = new Date(0);
  }
  (IsoDate() as PropertyDecorator)(Bare.prototype, 'at');
  (Persisted() as ClassDecorator)(Bare);
  const hint = 'for the declaration does not tell Date from string; say it with the option type: Date or String';
  const text = '1970-01-01T00:00:00+02:00';
  await t.throwsAsync(save(Object.assign(new Bare(), base, { at: text })), {
    message: new RegExp(`found "${text.replace('+', '.')}", expected a Date, ${hint}`),
  });
  const storage = new MemoryStorage();
  const file = {
    procedure_name: 'Bare',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00.000Z',
    at: text,
  };
  await create(storage, 'Bare/a.json', Buffer.from(JSON.stringify(file)));
  await t.throwsAsync(new ArtifactRepository({ storage, classes: [Bare] }).load('Bare/a.json'), {
    message: new RegExp(`expected 1969-12-31T22:00:00.000Z, as a Date writes it, ${hint}`),
  });
});

// ── class-validator ─────────────────────────────────────────────────────────────────────────────────────────────────

const asynchronous = {
  'that says so': { async: true, validator: { validate: () => Promise.resolve(false) } },
  'that is an async function': { validator: { validate: async () => false } },
  'that answers with a promise': { validator: { validate: () => Promise.resolve(false) as never } },
};

for (const [kind, options] of Object.entries(asynchronous)) {
  test(`an asynchronous constraint ${kind} is refused, because class-validator would count it as passed`, async (t) => {
    const IsAsync = (target: object, propertyName: string) =>
      registerDecorator({ name: 'isAsync', target: target.constructor, propertyName, options: {}, ...options });
    class Foreign {
      @IsAsync value!: number;
    }
    @Persisted()
    class Async extends Artifact {
      @Persisted({ optional: true }) @IsAsync value?: number;
      @Nested(() => Foreign, { optional: true }) foreign?: Foreign;
    }
    t.deepEqual(validateSync(Async.create({ ...base, value: 1 })), []);
    await t.throwsAsync(save(Async.create({ ...base, value: 1 })), {
      code: 'ARTIFACT_DECLARATION',
      message: 'Async.value: found the asynchronous constraint isAsync, expected a synchronous one',
    });
  });
}

test('a constraint that is declared as asynchronous is refused even on a value to which it does not apply', async (t) => {
  const IsAsync = (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isAsync',
      target: target.constructor,
      propertyName,
      options: { validateIf: () => false },
      async: true,
      validator: { validate: () => Promise.resolve(true) },
    });
  @Persisted()
  class AsyncNever extends Artifact {
    @Persisted() @IsAsync value!: number;
  }
  await t.throwsAsync(save(AsyncNever.create({ ...base, value: 1 })), {
    code: 'ARTIFACT_DECLARATION',
    message: 'AsyncNever.value: found the asynchronous constraint isAsync, expected a synchronous one',
  });
});

test('isArtifactError narrows by code', (t) => {
  const error: unknown = t.throws(() => field(IsoDate(), Number));
  t.true(isArtifactError(error));
  t.true(isArtifactError(error, 'ARTIFACT_DECLARATION', 'ARTIFACT_STORAGE'));
  t.false(isArtifactError(error, 'ARTIFACT_STORAGE'));
  t.false(isArtifactError(new Error('x')));
  if (isArtifactError(error, 'ARTIFACT_DECLARATION')) t.is(error.className satisfies string, 'Wrong');
});

test('the decorator NdArray counts as the type NdArray, because swc and oxc emit it in its place', (t) => {
  t.notThrows(() => field(NdArray('float64', { shape: [null, 3] }), NdArray));
  t.notThrows(() => field(NdArray('float64', { type: Object }), NdArray));
});
