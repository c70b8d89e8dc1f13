// What loading refuses: sealed files that do not fit their class, damaged files, files of other tools, and paths that are not files. Each
// error names the place and says what was found and what was expected.

import { execFile } from 'node:child_process';
import { mkdir, open, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import {
  Artifact,
  ArtifactError,
  ArtifactRepository,
  FileStorage,
  IsoDate,
  isArtifactError,
  loadArtifact,
  MemoryStorage,
  NdArray,
  Persisted,
} from '../src/index.js';
import { CHANGES, KEY } from './support/changes.js';
import { Everything, everything } from './support/classes.js';
import { bytesOf, create, newFolder, sealed } from './support/stored.js';

async function sealedText(): Promise<string> {
  const storage = new MemoryStorage();
  await new ArtifactRepository({ storage, classes: [Everything] }).save(everything());
  return Buffer.from(await bytesOf(storage, KEY)).toString();
}

/** The text with a seal that fits it. */
const seal = (text: string): string => sealed(Buffer.from(text)).toString();

const sealOf = (text: string): string => /"sha256": "(\w+)"/.exec(text)?.[1] ?? '';

/** The error that loading gives for these bytes. */
async function refusalOf(bytes: Uint8Array | string, key = KEY): Promise<ArtifactError> {
  const storage = new MemoryStorage();
  await create(storage, key, Buffer.from(bytes));
  try {
    await new ArtifactRepository({ storage, classes: [Everything, Plain] }).load(key);
  } catch (error) {
    if (error instanceof ArtifactError) return error;
    throw error;
  }
  throw new Error('it was loaded');
}

const rowsOf = (error: ArtifactError) =>
  isArtifactError(error, 'ARTIFACT_INVALID')
    ? error.issues.map(({ code, path, message }) => [`${code} ${path}`, message])
    : [[error.code, error.message]];

// ── Files that were changed and sealed again ────────────────────────────────────────────────────────────

for (const [title, from, to, ...issues] of CHANGES) {
  test(`refused on load, though the seal fits: ${title}`, async (t) => {
    const text = await sealedText();
    t.true(text.includes(from));
    t.deepEqual(rowsOf(await refusalOf(seal(text.replace(from, () => to)))), issues);
  });
}

// ── Damage ──────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Plain extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

async function smallFile(): Promise<Buffer> {
  const storage = new MemoryStorage();
  const plain = Plain.create({
    procedureVersion: '1',
    inputParameters: { a: 1 },
    timestamp: new Date(0),
    curve: Float64Array.of(1.5, -0),
  });
  return Buffer.from(await bytesOf(storage, await new ArtifactRepository({ storage, classes: [Plain] }).save(plain)));
}

test('a file with any flipped bit is refused', async (t) => {
  const bytes = await smallFile();
  const codes = new Map<string, number>();
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    const { code } = await refusalOf(flipped);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  t.true((codes.get('ARTIFACT_INTEGRITY') ?? 0) > 0.9 * bytes.length * 8);
});

test('a file that was cut off anywhere is refused', async (t) => {
  const bytes = await smallFile();
  for (let length = 0; length < bytes.length; length++) t.truthy(await refusalOf(bytes.subarray(0, length)));
});

test('a broken seal is an IntegrityError with both digests', async (t) => {
  const text = (await smallFile()).toString();
  const error = await refusalOf(text.replace('1.5', '2.5'));
  t.true(isArtifactError(error, 'ARTIFACT_INTEGRITY'));
  if (!isArtifactError(error, 'ARTIFACT_INTEGRITY')) return;
  t.is(error.expected, sealOf(text));
  t.is(error.found, sealOf(seal(text.replace('1.5', '2.5'))));
  t.is(error.message, `${KEY} was changed since it was sealed: expected ${error.expected}, found ${error.found}`);
});

test('a damaged table of arrays is an IntegrityError, too', async (t) => {
  const text = (await smallFile()).toString();
  for (const [from, to] of [
    ['"dtype": "float64"', '"dtype": "float65"'],
    ['"shape": [2]', '"shape": [-]'],
  ] as const) {
    t.true(text.includes(from));
    t.is((await refusalOf(text.replace(from, to))).code, 'ARTIFACT_INTEGRITY');
  }
});

test('a seal in another layout than that of the format is not a seal', async (t) => {
  const text = (await smallFile()).toString();
  for (const changed of [
    text.replace(/\n$/, ' '),
    text.replace(/ {2}\}\n\}\n$/, '}\n  }\n'),
    seal(text.replace('    "sha256": "', '   "sha256":  "')),
  ]) {
    t.is(changed.length, text.length);
    t.deepEqual(rowsOf(await refusalOf(changed)), [
      ['ARTIFACT_INTEGRITY', `${KEY} does not end as it was sealed: expected a seal at the very end, found none`],
    ]);
  }
});

const LAID_OUT_ANEW =
  'was laid out anew since it was sealed, as formatters, minifiers and jq do; restore the file, and keep them away from it: expected';
const NO_SEAL = 'a seal at the very end, found none';

for (const [title, change, expected] of [
  ['minified', (text) => JSON.stringify(JSON.parse(text)), `${LAID_OUT_ANEW} ${NO_SEAL}`],
  [
    'minified, with a final line feed',
    (text) => `${JSON.stringify(JSON.parse(text))}\n`,
    `${LAID_OUT_ANEW} ${NO_SEAL}`,
  ],
  ['indented by four', (text) => `${JSON.stringify(JSON.parse(text), null, 4)}\n`, `${LAID_OUT_ANEW} ${NO_SEAL}`],
  ['formatted by jq', (text) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`, LAID_OUT_ANEW],
  ['without its last line feed', (text) => text.slice(0, -1), `does not end as it was sealed: expected ${NO_SEAL}`],
  [
    'with CRLF line ends',
    (text) => text.replaceAll('\n', '\r\n'),
    "has other line ends than it was sealed with (git does so with autocrlf, unless there is a line '*.json -text' in " +
      '.gitattributes): expected LF, found CRLF',
  ],
  [
    'with a line feed behind its seal',
    (text) => `${text}\n`,
    'goes on behind its seal; cut off what stands there: expected 384 bytes, found 385 bytes',
  ],
  [
    'with zeros behind its seal',
    (text) => `${text}${'\0'.repeat(9)}`,
    'goes on behind its seal; cut off what stands there: expected 384 bytes, found 393 bytes',
  ],
  [
    'with a byte order mark',
    (text) => `\ufeff${text}`,
    'begins with a byte order mark, which an editor has put before what was sealed; take these three bytes away: expected',
  ],
] as [string, (text: string) => string, string][]) {
  test(`a sealed file ${title} is refused, and the error says what was changed`, async (t) => {
    const text = (await smallFile()).toString();
    const { code, message } = await refusalOf(change(text));
    t.is(code, 'ARTIFACT_INTEGRITY');
    t.is(message.slice(0, KEY.length + 1 + expected.length), `${KEY} ${expected}`);
  });
}

test('a digest of another tool at the end of its file is not a seal', async (t) => {
  const storage = new MemoryStorage();
  const file = {
    procedure_name: 'Sourced',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '2026-02-11T15:40:12Z',
    source: { sha256: 'ab'.repeat(32) },
  };
  @Persisted()
  class Sourced extends Artifact {
    @Persisted() source!: { sha256: string };
  }
  await create(storage, KEY, Buffer.from(`${JSON.stringify(file, null, 2)}\n`));
  const again = await new ArtifactRepository({ storage, classes: [Sourced] }).load(KEY, Sourced);
  t.is(again.source.sha256, 'ab'.repeat(32));
});

for (const [title, bytes, message] of [
  ['an empty file', '', 'is empty'],
  [
    'a file of nothing but white space',
    ' \n',
    "is not an artifact's JSON: found the end of the file, expected a value, at byte 2 (line 2, column 1)",
  ],
  [
    'a byte order mark',
    '\ufeff{}',
    "is not an artifact's JSON: found a byte order mark, expected JSON: save it as UTF-8 without one, at byte 0 (line 1, column 1)",
  ],
  ['a list', '[1]', 'is not an artifact: its root is not an object'],
  ['a number', '1', 'is not an artifact: its root is not an object'],
  ['an object', '{}', 'is not an artifact: it has no procedure_name'],
  ['a number as the procedure name', '{"procedure_name":1}', 'is not an artifact: it has no procedure_name'],
  [
    '10,000 levels of nesting',
    '['.repeat(10_000),
    `is not an artifact's JSON: is nested deeper than 512 levels, at byte 512 (line 1, column 513), in ${'/0'.repeat(100)}… (1024 characters)`,
  ],
] as const) {
  test(`refused on load: ${title}`, async (t) =>
    t.deepEqual(rowsOf(await refusalOf(bytes)), [['ARTIFACT_FORMAT', `${KEY} ${message}`]]));
}

test('messages shorten the long texts of a file, and give their length', async (t) => {
  const long = 'k'.repeat(100_000);
  const cut = `"${'k'.repeat(59)}… (a string of 100000 characters)`;
  const pointer = `/${'k'.repeat(199)}… (100001 characters)`;
  for (const [text, message] of [
    [`{"${long}":1,"${long}":2}`, `found the key ${cut} a second time, at byte 100006 (line 1, column 100007)`],
    [`{"${long}":x}`, `found "x", expected a value, at byte 100004 (line 1, column 100005), in ${pointer}`],
    [`{"procedure_name":"${long}"}`, `no class is known for the procedure ${cut}; known: Everything, Plain`],
  ] as const) {
    const error = await refusalOf(text);
    t.true(error.message.endsWith(message), error.message.slice(0, 1000));
  }
  const storage = new MemoryStorage();
  await create(storage, KEY, Buffer.from(`{"procedure_name":"${long}"}`));
  const { message } = await t.throwsAsync(new ArtifactRepository({ storage, classes: [Plain] }).load(KEY, Plain));
  t.is(message, `${KEY} has 1 fault:\n  /procedure_name: found ${cut}, expected "Plain"`);
});

test('a file for which there is no memory is a FormatError with its size, and verify goes on', async (t) => {
  const root = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Plain] });
  const path = join(root, KEY);
  await mkdir(dirname(path));
  await writeFile(path, '');
  await truncate(path, 2 ** 43);
  const sealedPath = join(root, 'Everything', '2026-02-11T15-40-13_a1a053.json');
  await writeFile(sealedPath, '');
  await truncate(sealedPath, 2 ** 43);
  const end = await open(sealedPath, 'r+');
  await end.write(`    "sha256": "${'0'.repeat(64)}"\n  }\n}\n`, 2 ** 43 - 87);
  await end.close();
  const fault =
    'has 8796093022208 bytes, for which there is no memory; expected a smaller file, or one in the layout in which format 1 is written';
  for (const each of [path, sealedPath]) {
    await t.throwsAsync(repository.load(each), { code: 'ARTIFACT_FORMAT', message: `${each} ${fault}` });
    await t.throwsAsync(repository.describe(each), { code: 'ARTIFACT_FORMAT', message: `${each} ${fault}` });
  }
  const { checked, problems } = await repository.verify();
  t.is(checked, 2);
  t.deepEqual(
    problems.map(({ message }) => message),
    [`${path} ${fault}`, `${sealedPath} ${fault}`],
  );
});

test('an array of nothing but opening brackets does not take memory for each of them', async (t) => {
  const root = await newFolder();
  const [head = '', rest = ''] = (await sealedText()).split('"float64": [', 2);
  const path = join(root, KEY);
  await mkdir(dirname(path));
  const brackets = '['.repeat(40_000_000);
  await writeFile(path, seal(`${head}"float64": ${brackets}${rest}`));
  const script = `
    import { ArtifactRepository, FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
    const repository = new ArtifactRepository({ storage: new FileStorage(${JSON.stringify(root)}), classes: [] });
    const { message } = await repository.describe(${JSON.stringify(path)}).catch((error) => error);
    console.log(message.slice(0, message.indexOf(', at byte')));`;
  const options = ['--max-old-space-size=100', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  t.is(stdout.trim(), `${path} is not an artifact's JSON: is nested deeper than 512 levels`);
});

test('a table of arrays that names one place in many ways is refused', async (t) => {
  const storage = new MemoryStorage();
  const ways = Array.from({ length: 16 }, (_, bits) =>
    [1, 2, 4, 8].map((bit) => (bits & bit ? '/*' : '/anything')).join(''),
  );
  const entries = ways.map((way) => `"${way}/x": { "dtype": "int8" }`);
  const text = (await sealedText())
    .replace(/"anything": \{[\s\S]*?\n {2}\}/, '"anything": {"anything": {"anything": {"anything": {"x": 1}}}}')
    .replace(/"arrays": \{/, `"arrays": {\n${entries.join(',\n')},`);
  await create(storage, KEY, Buffer.from(seal(text)));
  await t.throwsAsync(new ArtifactRepository({ storage, classes: [Everything] }).describe(KEY), {
    code: 'ARTIFACT_FORMAT',
    message: `${KEY} is not an artifact: its $artifact.arrays name one place in too many ways`,
  });
});

test('a timestamp whose offset moves it out of years of four digits is refused, as it is on save', async (t) => {
  const text = (await sealedText()).replace('"2026-02-11T15:40:12.063Z"', '"9999-12-31T23:59:59.000-01:00"');
  t.deepEqual(rowsOf(await refusalOf(seal(text))), [
    [
      'invalid-value /timestamp',
      'found "9999-12-31T23:59:59.000-01:00", expected a time whose year in UTC has four digits, for it names the file',
    ],
  ]);
});

// ── Files of other tools ────────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Plain' })
class Unsealed {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @IsoDate() timestamp!: string;
  @Persisted({ optional: true }) number?: number;
  @Persisted({ optional: true }) huge?: bigint;
  @NdArray('int64', { optional: true }) int64?: BigInt64Array;
  @NdArray('float64', { optional: true }) floats?: Float64Array;
  @NdArray('float64', { optional: true, shape: [null, 3] }) rows?: number[][];
}

const loadUnsealed = async (members: string) => {
  const storage = new MemoryStorage();
  const text = `{"procedure_name":"Plain","procedure_version":"1","input_parameters":{},"timestamp":"2026-02-11T15:40:12"${members}}`;
  await create(storage, KEY, Buffer.from(text));
  return new ArtifactRepository({ storage, classes: [Unsealed] }).load(KEY, Unsealed);
};

for (const [member, property, value] of [
  ['"number":NaN', 'number', Number.NaN],
  ['"number":-Infinity', 'number', Number.NEGATIVE_INFINITY],
  ['"number":"NaN"', 'number', Number.NaN],
  ['"number":1.0', 'number', 1],
  ['"number":1e+16', 'number', 1e16],
  ['"number":-0.0', 'number', -0],
  ['"number":1180591620717411303424', 'number', 2 ** 70],
  ['"number":1180591620717411303424.0', 'number', 2 ** 70],
  ['"number":9007199254740994.0', 'number', 9007199254740994],
  ['"number":9007199254740994.000e-0', 'number', 9007199254740994],
  ['"number":1e23', 'number', 1e23],
  ['"number":-1E+0023', 'number', -1e23],
  ['"number":9.9999999999999992e+22', 'number', 1e23],
  ['"number":99999999999999991611392.0', 'number', 1e23],
  ['"number":1152921504606847000', 'number', 2 ** 60],
  ['"number":1152921504606847000.0', 'number', 2 ** 60],
  ['"number":1.152921504606847e18', 'number', 2 ** 60],
  [`"number":${BigInt(Number.MAX_VALUE)}.0`, 'number', Number.MAX_VALUE],
  ['"huge":1.0', 'huge', 1n],
  ['"huge":1e22', 'huge', 10n ** 22n],
  ['"huge":1e+22', 'huge', 10n ** 22n],
  ['"huge":1e+23', 'huge', 10n ** 23n],
  ['"huge":-9007199254740993.0', 'huge', -9007199254740993n],
  [`"huge":${'7'.repeat(400)}`, 'huge', BigInt('7'.repeat(400))],
  ['"int64":[1e16]', 'int64', BigInt64Array.of(10n ** 16n)],
  ['"int64":[9007199254740993.0,-9007199254740993.00e0]', 'int64', BigInt64Array.of(2n ** 53n + 1n, -(2n ** 53n) - 1n)],
  ['"int64":[90071992547409940e-1,1.0]', 'int64', BigInt64Array.of(9007199254740994n, 1n)],
  ['"int64":[9.223372036854775807e18]', 'int64', BigInt64Array.of(2n ** 63n - 1n)],
  ['"floats":[1e16,9007199254740994.0,1e+23,1E23]', 'floats', Float64Array.of(1e16, 9007199254740994, 1e23, 1e23)],
  ['"huge":9007199254740993', 'huge', 9007199254740993n],
  ['"huge":12', 'huge', 12n],
  ['"huge":"9007199254740993"', 'huge', 9007199254740993n],
  ['"int64":[9223372036854776000,1]', 'int64', BigInt64Array.of(9223372036854775807n, 1n)],
  ['"int64":[-9223372036854775808,9007199254740993]', 'int64', BigInt64Array.of(-(2n ** 63n), 9007199254740993n)],
  ['"rows":[]', 'rows', []],
] as const) {
  const isRefused = member.includes('9223372036854776000');
  test(`another tool's ${member} is ${isRefused ? 'refused: it is beyond int64' : 'read exactly'}`, async (t) => {
    if (isRefused)
      await t.throwsAsync(loadUnsealed(`,${member}`), {
        message: /\/int64\/0: found 9223372036854776000, expected an integer/,
      });
    else t.deepEqual((await loadUnsealed(`,${member}`))[property], value as never);
  });
}

for (const [member, message] of [
  ['"int64":[9007199254740990.9999]', 'found 9007199254740990.9999, expected an integer from'],
  ['"int64":[0.99999999999999999999]', 'found 0.99999999999999999999, expected an integer from'],
  [`"rows":[[0.${'0'.repeat(299)}1e-99,1,2]]`, 'expected a number (float64)'],
  ['"number":9007199254740993', 'found 9007199254740993, expected a number that a double holds'],
  ['"number":9007199254740993.0', 'found 9007199254740993.0, expected a number that a double holds'],
  [`"number":${'7'.repeat(101)}.0`, '… (103 characters), expected a number that a double holds'],
  ['"number":9.007199254740993e15', 'found 9.007199254740993e15, expected a number that a double holds'],
  ['"number":100000000000000000000000', 'found 100000000000000000000000, expected a number that a double holds'],
  ['"floats":[1,9007199254740993.0]', '/floats/1: found 9007199254740993.0, expected a number (float64)'],
  ['"int64":[9.223372036854775808e18]', 'found 9.223372036854775808e18, expected an integer from'],
  ['"int64":[90071992547409935e-1]', 'found 90071992547409935e-1, expected an integer from'],
  ['"int64":[1e999999999]', 'found 1e999999999, expected an integer from'],
  ['"int64":[-0.0]', 'found -0, expected an integer from'],
  ['"huge":1e400', 'found 1e400, expected an integer as decimal text'],
  ['"number":null', 'found null, expected a number: only a field with { nullable: true } may be null'],
  ['"number":"inf"', 'found "inf", expected a number'],
  ['"huge":1.5', 'found 1.5, expected an integer as decimal text'],
  ['"huge":-0', 'found -0, expected an integer as decimal text'],
  ['"int64":[1.5]', 'found 1.5, expected an integer from -9223372036854775808 to 9223372036854775807 (int64)'],
  ['"int64":1', 'found 1, expected a list (int64)'],
  ['"int64":{"data":[1],"shape":[1]}', 'found a plain object, expected a list (int64)'],
  ['"rows":3.5', 'found 3.5, expected lists, nested 2 deep (float64)'],
  ['"rows":[[1,2]]', 'found the shape (1, 2), expected (any, 3)'],
] as const) {
  test(`another tool's ${member} is refused`, async (t) => {
    const error = await t.throwsAsync(loadUnsealed(`,${member}`), { code: 'ARTIFACT_INVALID' });
    t.true(error?.message.includes(message), error?.message);
  });
}

test('very many faults below a very long key do not fill the memory', async (t) => {
  const storage = new MemoryStorage();
  const parameters = `{"${'k'.repeat(1_000_000)}":[${'1e400,'.repeat(100_000)}1]}`;
  const text = `{"procedure_name":"Plain","procedure_version":"1","timestamp":"2026-02-11T15:40:12","input_parameters":${parameters}}`;
  await create(storage, KEY, Buffer.from(text));
  const error = await t.throwsAsync(new ArtifactRepository({ storage, classes: [Unsealed] }).load(KEY));
  t.true(isArtifactError(error, 'ARTIFACT_INVALID'));
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) return;
  t.true(error.message.length < 10_000);
  t.is(error.issues.length - 1 + Number(/\d+/.exec(error.issues.at(-1)?.message ?? '')?.[0]), 100_000);
});

test('numbers at the end of 512 lists are read once, not once for each list', async (t) => {
  const levels = 505;
  const text = `${'[1,'.repeat(levels)}${'0,'.repeat(200_000)}0${']'.repeat(levels)}`;
  const storage = new MemoryStorage();
  await create(
    storage,
    KEY,
    Buffer.from(
      `{"procedure_name":"Plain","procedure_version":"1","timestamp":"2026-02-11T15:40:12","input_parameters":${text}}`,
    ),
  );
  let inner = (await new ArtifactRepository({ storage, classes: [Unsealed] }).load(KEY)).inputParameters as unknown[];
  while (Array.isArray(inner[1])) inner = inner[1];
  t.is(inner.length, 200_002);
});

test('an error that code of the user throws while loading is an issue of its field', async (t) => {
  @Persisted()
  class Touchy extends Artifact {
    #size = 1;
    @Persisted({ type: Number }) get size(): number {
      return this.#size;
    }
    set size(size: number) {
      if (size > 9) throw new RangeError('too large');
      this.#size = size;
    }
    @Persisted({ type: String, nullable: true }) get title(): string | null {
      return 'x';
    }
    set title(title: string | null) {
      if (title === null) throw new RangeError('no title');
    }
    @Persisted({ type: String, optional: true }) get unset(): string | undefined {
      throw new RangeError('unset');
    }
    set unset(_: string | undefined) {}
    @NdArray('float64', {
      as: (data) => {
        if (data.length > 1) throw new RangeError('too long');
        return data;
      },
    })
    array!: Float64Array;
  }
  const storage = new MemoryStorage();
  const text =
    '{"procedure_name":"Touchy","procedure_version":"1","input_parameters":{},"timestamp":"1970-01-01T00:00:00Z","size":10,"array":[1,2],"title":null}';
  await create(storage, KEY, Buffer.from(text));
  const error = await t.throwsAsync(new ArtifactRepository({ storage, classes: [Touchy] }).load(KEY));
  t.deepEqual(error instanceof ArtifactError && rowsOf(error), [
    ['invalid-value /array', 'found elements that the function given as "as" throws on: RangeError: too long'],
    ['invalid-value /size', 'found a value that size cannot be set to: RangeError: too large'],
    ['invalid-value /title', 'found a value that title cannot be set to: RangeError: no title'],
    ['invalid-value /unset', 'found a value on which reading throws RangeError: unset'],
  ]);
});

test('a missing field is reported as missing even if its key is a property of every object', async (t) => {
  @Persisted()
  class Named extends Artifact {
    @Persisted({ key: 'constructor', optional: true }) a?: number;
    @Persisted({ key: 'toString', optional: true }) b?: number;
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Named] });
  const named = (others: Partial<Named>) =>
    Named.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), ...others });
  t.is((await repository.load(await repository.save(named({})), Named)).a, undefined);
  t.is((await repository.load(await repository.save(named({ a: 1, b: 2 })), Named)).b, 2);
});

// ── Paths that are not files ─────────────────────────────────────────────────────────────────────────────────────────────────

test('a path that is not a regular file is refused, wherever it is', async (t) => {
  const root = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Everything] });
  const path = join(root, KEY);
  await mkdir(path, { recursive: true });
  await t.throwsAsync(repository.load(path), {
    code: 'ARTIFACT_STORAGE',
    message: `open ${path}: is not a regular file`,
  });
  await t.throwsAsync(loadArtifact(path), { code: 'ARTIFACT_STORAGE', message: `open ${path}: is not a regular file` });
  await t.throwsAsync(repository.load(join(root, 'Everything', 'none.json')), { code: 'ARTIFACT_NOT_FOUND' });
  await t.throwsAsync(repository.load(join(root, 'None', 'none.json')), { code: 'ARTIFACT_NOT_FOUND' });
  await t.throwsAsync(loadArtifact(join(root, 'none.json')), { code: 'ARTIFACT_NOT_FOUND' });
  await writeFile(join(root, 'outside.json'), await sealedText());
  await symlink(join(root, 'outside.json'), join(root, 'Everything', 'link.json'));
  await t.throwsAsync(repository.load(join(root, 'Everything', 'link.json')), { code: 'ARTIFACT_STORAGE' });
  await symlink(dirname(path), join(root, 'Linked'));
  await t.throwsAsync(repository.load(join(root, 'Linked', 'link.json')), { code: 'ARTIFACT_STORAGE' });
});

test('a FIFO is refused without waiting for a writer', async (t) => {
  const root = await newFolder();
  const path = join(root, KEY);
  await mkdir(dirname(path));
  await promisify(execFile)('mkfifo', [path]);
  let isWaitedFor = false;
  // If a load waited for a writer, nothing but a writer could end the wait, and the process could not exit either.
  const writing = setTimeout(async () => {
    isWaitedFor = true;
    await (await open(path, 'r+')).close();
  }, 10_000);
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Everything] });
  for (const load of [repository.load(path), loadArtifact(path)]) {
    await t.throwsAsync(load, { code: 'ARTIFACT_STORAGE', message: `open ${path}: is not a regular file` });
  }
  clearTimeout(writing);
  t.false(isWaitedFor);
});

test('a file that was cut short on disk is refused', async (t) => {
  const root = await newFolder();
  const path = join(root, KEY);
  await mkdir(dirname(path));
  await writeFile(path, await sealedText());
  await truncate(path, 1000);
  await t.throwsAsync(new ArtifactRepository({ storage: new FileStorage(root), classes: [Everything] }).load(path), {
    code: 'ARTIFACT_FORMAT',
  });
});
