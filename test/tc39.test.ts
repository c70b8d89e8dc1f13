// Decorators of TC39, as TypeScript compiles them without experimentalDecorators: they declare what legacy ones declare, and refuse what is
// wrong when the class is defined.

import test from 'ava';
import { DeclarationError } from '../src/index.js';
import { compileAsUser } from './support/as-user.js';

/** The text of a module with all classes of a test, and what was exported from it. */
async function moduleOf(text: string) {
  const imports =
    "import { Artifact, codec as c, decode, encode, IsoDate, NdArray, Nested, NestedList, NestedMap, Persisted, Reference, Rest, Stored } from '../src/index.js';";
  const { url } = await compileAsUser(`${imports}\nclass Part {}\n${text}`);
  const exports: Record<string, unknown> = await import(url);
  return exports;
}

const rows: [title: string, text: string, message: string][] = [
  [
    '@Persisted() on a field without a type',
    '@Persisted() class Wrong { @Persisted() value!: number; }',
    'Wrong.value: has no type at run time: compilers emit none for TC39 decorators; say it: @Persisted({ type: Number }), or take a codec: @Stored(codec.number)',
  ],
  [
    'a type that is not a type',
    '@Persisted() class Wrong { @Persisted({ type: Date as never }) value!: Date; }',
    'Wrong.value: found the type Date for @Persisted(), expected String or Number or Boolean or BigInt or Array or Object; use @IsoDate()',
  ],
  [
    'a private field',
    '@Persisted() class Wrong { @Stored(c.number) #value = 1; get() { return this.#value; } }',
    'Wrong.#value: is private, so that only the class itself can read it; expected a public property, or a getter and setter',
  ],
  [
    'a static field',
    '@Persisted() class Wrong { @Stored(c.number) static value = 1; }',
    'Wrong.value: found @Stored() on a static property, expected one of the instances',
  ],
  [
    'a static accessor',
    '@Persisted() class Wrong { @IsoDate() static accessor value = new Date(); }',
    'Wrong.value: found @IsoDate() on a static property, expected one of the instances',
  ],
  [
    'a symbol',
    "const key = Symbol('s'); @Persisted() class Wrong { @Stored(c.number) [key] = 1; }",
    'Wrong.Symbol(s): found a symbol, expected a property with a name, which becomes a key',
  ],
  [
    'a method',
    "@Persisted() class Wrong { @NdArray('float64') value() {} }",
    'Wrong.value: found @NdArray() on a method, expected it on a property',
  ],
  [
    '@Rest() on a static field',
    '@Persisted() class Wrong { @Rest() static value: Record<string, unknown>; }',
    'Wrong.value: found @Rest() on a static property, expected one of the instances',
  ],
  [
    'two @Rest()',
    '@Persisted() class Wrong { @Rest() a!: Record<string, unknown>; @Rest() b!: Record<string, unknown>; }',
    'Wrong.b: found a second @Rest(), expected one a class: a has it already',
  ],
  [
    'a decorator of fields on a class',
    '@NestedList(() => Part) class Wrong {}',
    'Wrong: found @NestedList() on a class, expected it on a property',
  ],
  [
    'a getter alone',
    '@Persisted() class Wrong { @Stored(c.number) get value() { return 1; } }',
    'Wrong.value: found a getter alone, expected a setter too, for loading; or drop the decorator: what is computed need not be stored',
  ],
  [
    'a setter alone',
    '@Persisted() class Wrong { @Stored(c.number) set value(_: number) {} }',
    'Wrong.value: found a setter alone, expected a getter too, for saving',
  ],
  [
    'a decorator on the getter and another one on the setter',
    '@Persisted() class Wrong { @Stored(c.number) get value() { return 1; } @Stored(c.number) set value(_: number) {} }',
    'Wrong.value: found two decorators of a codec, expected one',
  ],
  [
    'two decorators on a field',
    '@Persisted() class Wrong { @Stored(c.date) @IsoDate() value!: Date; }',
    'Wrong.value: found two decorators of a codec, expected one',
  ],
  [
    'no codec',
    '@Persisted() class Wrong { @Stored(Number as never) value = 1; }',
    'Wrong.value: found Number, expected a codec, such as codec.number',
  ],
  [
    'an unknown option',
    '@Persisted() class Wrong { @Stored(c.number, { nullable: true } as never) value = 1; }',
    'Wrong.value: found the option nullable, expected key, aliases, optional, default',
  ],
  [
    'an alias that is the key of another field',
    "@Persisted() class Wrong { @Stored(c.number) value = 1; @Stored(c.number, { aliases: ['value'] }) accessor other = 1; }",
    'Wrong.other: has the alias "value", which is the key of value',
  ],
  [
    'a default and optional',
    '@Persisted() class Wrong { @Stored(c.number, { default: 1, optional: true as never }) accessor value = 1; }',
    'Wrong.value: found a default and optional, expected one of them: a field with a default is never undefined',
  ],
  [
    'two fields of one key',
    "@Persisted() class Wrong { @Stored(c.number) aB = 1; @Stored(c.number, { key: 'a_b' }) accessor other = 1; }",
    'Wrong.aB: has the key "a_b", which other has already; give it another with the option key',
  ],
  [
    '@Persisted() twice on a class',
    '@Persisted() @Persisted() class Wrong {}',
    'Wrong: found @Persisted() twice on the class, expected it once',
  ],
  [
    'a wrong field of a parent that has no decorator itself',
    'abstract class Wrong { @Persisted() value!: number; } @Persisted() class Child extends Wrong {}',
    'Wrong.value: has no type at run time: compilers emit none for TC39 decorators; say it: @Persisted({ type: Number }), or take a codec: @Stored(codec.number)',
  ],
  [
    'an accessor without a decorator',
    '@Persisted() class Wrong { @Stored(c.number) accessor value = 1; accessor cache = 2; }',
    "Wrong: has the private field #cache_accessor_storage, which nothing outside of the class can read; expected a stored getter and setter for it, or @Persisted({ hidden: 'ignored' }) if it need not be kept",
  ],
  [
    'an artifact class without a procedure, whose name TypeScript leaves out of its text',
    '@Persisted() class Wrong extends Artifact {}',
    'Wrong: has no procedure name, and its own name, "Wrong", may be one that a bundler or minifier has changed; say @Persisted({ procedure: \'TheName\' })',
  ],
  [
    '@Persisted without parentheses',
    '@Persisted class Wrong {}',
    'Wrong: found @Persisted without parentheses, expected @Persisted()',
  ],
  ...['Persisted', 'IsoDate', 'NdArray', 'Nested', 'NestedList', 'NestedMap', 'Reference', 'Stored'].map(
    (name): [string, string, string] => [
      `@${name} without parentheses on a field`,
      `class Wrong { @${name} value!: never; }`,
      `(unknown class).value: found @${name} without parentheses, expected @${name}()`,
    ],
  ),
];

let declarations: readonly (() => void)[];
test.before(async () => {
  const functions = rows.map(([, text]) => `() => { ${text} }`);
  const exports = await moduleOf(`export const declarations = [${functions.join(',\n')}];`);
  declarations = exports['declarations'] as typeof declarations;
});

for (const [index, [title, , message]] of rows.entries()) {
  test(`a wrong declaration is refused when the class is defined: ${title}`, (t) => {
    const error = t.throws(declarations[index] as () => void, { instanceOf: DeclarationError });
    t.is(error?.message, message);
  });
}

test('a field of a class belongs to its subclasses, not to its parent or siblings', async (t) => {
  const { keys } = await moduleOf(`
    class Parent { @Stored(c.number) a = 1; }
    @Persisted() class First extends Parent { @Stored(c.number) b = 1; }
    @Persisted() class Second extends Parent { @Stored(c.string) accessor b = ''; @Stored(c.date) override a = new Date(0) as never; }
    @Persisted({ naming: 'as-is' }) class Third extends First { @Stored(c.number) aB = 1; }
    @Persisted({ procedure: 'Whole' }) class Whole extends Artifact {
      @Nested(() => First) first = new First();
      @Nested(() => Second) second = new Second();
      @Nested(() => Third) third = new Third();
    }
    const text = encode(Whole.create({ ...new Whole(), procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) }));
    decode(text, Whole);
    export const keys = ['first', 'second', 'third'].map((key) => JSON.stringify(JSON.parse(text)[key]));`);
  t.deepEqual(keys, ['{"a":1,"b":1}', '{"a":"1970-01-01T00:00:00.000Z","b":""}', '{"a":1,"aB":1,"b":1}']);
});

test('a class whose field is wrong is refused by each subclass', async (t) => {
  const { attempts } = await moduleOf(`
    class Parent { @Stored(c.number) a = 1; @Persisted() b = 2; }
    const attempt = () => { @Persisted() class Child extends Parent {} return Child; };
    export const attempts = [attempt, attempt];`);
  for (const attempt of attempts as (() => void)[])
    t.throws(attempt, { message: /^Parent\.b: has no type at run time/ });
});

test('a class without @Persisted() is refused when an instance is saved, though it has fields', async (t) => {
  const { attempt } = await moduleOf(`
    class Bare extends Artifact { @Stored(c.number) a = 1; }
    export const attempt = () => encode(new Bare());`);
  t.throws(attempt as () => void, { message: 'Bare: is not declared; expected @Persisted() on the class' });
});

test('a class that another copy of this package has decorated is refused', async (t) => {
  const { attempt } = await moduleOf(`
    import * as copy from 'persisted-artifacts';
    class Theirs { @copy.Stored(copy.codec.number) a = 1; }
    export const attempt = () => { @Persisted() class Ours extends Theirs {} return Ours; };`);
  t.throws(attempt as () => void, {
    message: /^Ours: is declared by another copy of persisted-artifacts, expected this one/,
  });
});

test('@Rest() keeps what no field names, in a field, an accessor and a getter with a setter', async (t) => {
  const { texts } = await moduleOf(`
    @Persisted() class Field { @Rest() others!: Record<string, unknown>; }
    @Persisted() class Accessor { @Rest() accessor others!: Record<string, unknown>; }
    @Persisted() class Pair {
      #others!: Record<string, unknown>;
      @Rest() get others() { return this.#others; }
      set others(others: Record<string, unknown>) { this.#others = others; }
    }
    @Persisted({ procedure: 'Rests' }) class Rests extends Artifact {
      @Nested(() => Field) field!: Field;
      @Nested(() => Accessor) accessed!: Accessor;
      @Nested(() => Pair) pair!: Pair;
      @Rest() others!: Record<string, unknown>;
    }
    const text = JSON.stringify({
      procedure_name: 'Rests', procedure_version: '1', input_parameters: {}, timestamp: '1970-01-01T00:00:00.000Z',
      field: { a: [1] }, accessed: { b: {} }, pair: { c: null }, d: 'x',
    });
    const rests = decode(text, Rests);
    export const texts = [rests.field, rests.accessed, rests.pair, rests].map(({ others }) => JSON.stringify(others));
    encode(rests);
  `);
  t.deepEqual(texts, ['{"a":[1]}', '{"b":{}}', '{"c":null}', '{"d":"x"}']);
});
