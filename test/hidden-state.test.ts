// Hidden state of instances, in private fields and in the slots of built-in classes: a class that has it cannot be declared.

import test from 'ava';
import { builtInParentOf } from '../src/codecs/built-in.js';
import { Artifact, isArtifactError, Persisted } from '../src/index.js';
import { privateFieldsOf } from '../src/mapping/private-fields.js';

/** Returns the class that a text defines, as it is given to V8 or as a compiler writes it. */
const classOf = (text: string): Function => new Function(`return ${text}`)();

const rows: [title: string, text: string, ...fields: string[]][] = [
  ['a private field', "class { #ink = 'black' }", '#ink'],
  ['a private field without a value', 'class { #ink; }', '#ink'],
  ['a private field at the end of the class', 'class { #ink }', '#ink'],
  ['several private fields', 'class { #a = 1\n#b\n#a1 = this.#a }', '#a', '#b', '#a1'],
  ['a private field with a name beyond ASCII', 'class { #$größe_ = 1 }', '#$größe_'],
  ['a private method', 'class { #mix() {} mixed() { return this.#mix() } }'],
  [
    'private methods of all kinds',
    'class { async #a() {} *#b() {} async *#c() {} get #d() { return 1 } set #d(x) {} }',
  ],
  ['a static private field', 'class { static #count = 0; static count() { return this.#count } }'],
  ['a static private field without a blank, as minifiers write it', 'class{static#o=1;static o(){return A.#o}}'],
  ['a private field of a class within the class', 'class { make() { return class { #ink = 1 } } }'],
  ['a brand check', 'class { #ink; is(x) { return #ink in x } }', '#ink'],
  ['a colour in a string', 'class { a = \'#fff;\'; b = "#fff;"; c = `#fff;` }'],
  ['a name in a comment', 'class { /* #a; */ b = 1 // #c;\n }'],
  ['a name in a regular expression', 'class { a = /#b;[\'"]/; c(x) { return /[/#d;]/.test(x) } }'],
  ['a name in a template within a template', `class { a(b) { return \`\${b ? \`#\${b}\` : "#c d"}\` } }`],
  [
    'a field behind a template within a template',
    `class { a(b) { return \`\${b ? \`c\` : "\`"}\` }\n#d = \`e\` }`,
    '#d',
  ],
  [
    'a name in a regular expression where a statement begins',
    'class { a(b) { if (b(1)) /#c d/.test(b); else /#e f/.test(b); for (const g of b) {} /#h i/.test(b) } }',
  ],
  [
    'a division behind a parenthesis or a keyword that is a property',
    'class { a = (1) / 2 / this.in / 3; #b = 4 / 5 }',
    '#b',
  ],
  ['a division before a field', 'class { a = this.b / 2; #c = 1 / 3 }', '#c'],
  ['quotes within quotes', "class { a = \"it's\"; #b = '\"'; c = `'` }", '#b'],
  [
    'what TypeScript writes for ES2021',
    'class { constructor() { _A_ink.set(this, 1) } get() { return __classPrivateFieldGet(this, _A_ink, "f") + __classPrivateFieldGet(this, _A_instances, "m", _A_mix).call(this) } }',
    '_A_ink',
  ],
  [
    'what TypeScript writes where a template reads the field',
    `class { constructor() { _A_ink.set(this, 1) } get() { return \`\${__classPrivateFieldGet(this, _A_ink, "f")}\` } }`,
    '_A_ink',
  ],
  [
    'what TypeScript writes for a static field',
    'class { static next() { return __classPrivateFieldSet(this, _a, __classPrivateFieldGet(this, _a, "f", _A_count) + 1, "f", _A_count) } }',
  ],
  [
    'what esbuild writes for a static field',
    'class { static next() { return __privateSet(this, _count, __privateGet(this, _count) + 1) } }',
  ],
  [
    'what esbuild writes',
    'class { constructor() { __privateAdd(this, _A_instances); __privateAdd(this, _ink, 1) } }',
    '_ink',
  ],
  ['what swc writes', 'class { constructor() { _class_private_field_init(this, _ink, { writable: true }) } }', '_ink'],
  ['what Babel writes', 'class { constructor() { _classPrivateFieldInitSpec(this, _ink, 1) } }', '_ink'],
];

for (const [title, text, ...fields] of rows) {
  test(`the private fields of a class are found in its text: ${title}`, (t) => {
    t.deepEqual(privateFieldsOf(classOf(text)), fields);
  });
}

test('an auto-accessor is found, on a platform that has them', (t) => {
  // No version of Node can parse an auto-accessor yet. So this class is only a text, which `toString` returns.
  const text = 'class A { accessor colour = 1; static accessor count = 2; of(accessor) { return accessor in this } }';
  const Class = () => 1;
  const original = Function.prototype.toString;
  Function.prototype.toString = function (this: Function) {
    return this === Class ? text : original.call(this);
  };
  try {
    t.deepEqual(privateFieldsOf(Class), ['colour']);
  } finally {
    Function.prototype.toString = original;
  }
});

test('a private field that one stored getter reads is stored', (t) => {
  const Class = classOf(
    'class { #k = 0; #other = 1; get celsius() { return this.#k - 273.15 } get two() { return this.#k + this.#other } }',
  );
  const getter = (property: string) => Object.getOwnPropertyDescriptor(Class.prototype, property)?.get as Function;
  t.deepEqual(privateFieldsOf(Class, [getter('celsius')]), ['#other']);
  t.deepEqual(privateFieldsOf(Class, [getter('two')]), ['#k', '#other']);
});

for (const BuiltIn of [
  Error,
  TypeError,
  Map,
  Set,
  WeakMap,
  Date,
  RegExp,
  Number,
  String,
  Array,
  Promise,
  ArrayBuffer,
  DataView,
  Float64Array,
]) {
  test(`a class that extends ${BuiltIn.name} cannot be declared`, (t) => {
    class Parent extends (BuiltIn as unknown as new () => object) {}
    class Child extends Parent {}
    t.is(builtInParentOf(Child), BuiltIn);
    for (const Class of [Parent, Child]) {
      const error = t.throws(() => Persisted()(Class));
      t.true(isArtifactError(error, 'ARTIFACT_DECLARATION'));
      t.is(
        error?.message,
        `${Class.name}: extends ${BuiltIn.name}, which keeps state outside of its properties; expected a class that has it as fields`,
      );
    }
  });
}

test('a class that extends Object, or a class in a Proxy, has no built-in parent', (t) => {
  t.is(builtInParentOf(class extends Object {}), undefined);
  t.is(builtInParentOf(class extends (new Proxy(class {}, {})) {}), undefined);
});

test('a class with a private field cannot be declared, and neither can its children', (t) => {
  class Pen {
    #ink = 'black';
    write() {
      return this.#ink;
    }
  }
  class Marker extends Pen {}
  const fault =
    "which nothing outside of the class can read; expected a stored getter and setter for it, or @Persisted({ hidden: 'ignored' }) if it need not be kept";
  t.is(t.throws(() => Persisted()(Pen))?.message, `Pen: has the private field #ink, ${fault}`);
  t.is(t.throws(() => Persisted()(Marker))?.message, `Marker: has the private field #ink of Pen, ${fault}`);
});

test('a class may declare that its private fields need not be kept, which holds for its children', (t) => {
  @Persisted({ hidden: 'ignored' })
  class Cached {
    @Persisted() x!: number;
    #cache: number | undefined;
    get doubled() {
      this.#cache ??= this.x * 2;
      return this.#cache;
    }
  }
  @Persisted()
  class Child extends Cached {}
  t.is(Object.assign(new Child(), { x: 2 }).doubled, 4);
  t.throws(() => Persisted({ hidden: 'kept' as never })(class Wrong {}), {
    message: 'Wrong: found hidden: "kept", expected \'ignored\'',
  });
});

test('a private field behind a stored getter and setter is kept', (t) => {
  @Persisted({ procedure: 'Kelvin' })
  class Kelvin extends Artifact {
    #kelvin = 0;
    @Persisted() get celsius(): number {
      return this.#kelvin - 273;
    }
    set celsius(value: number) {
      this.#kelvin = value + 273;
    }
  }
  t.is(Object.assign(new Kelvin(), { celsius: 5 }).celsius, 5);
});
