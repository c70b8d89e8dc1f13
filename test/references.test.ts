// References to other artifacts: what a file has for one, when it is saved, what it loads, and what is refused.

import assert from 'node:assert/strict';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  codec as c,
  DeclarationError,
  decode,
  encode,
  FileStorage,
  IntegrityError,
  jsonSchemaOf,
  loadArtifact,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  Persisted,
  persisted,
  Reference,
  type Storage,
  Stored,
} from '../src/index.js';
import { holderOf, holding, issuesOf } from './support/holder.js';
import { fitting } from './support/json-schemas.js';
import { bytesOf, collect, create, newFolder, replacedIn } from './support/stored.js';

@Persisted({ procedure: 'ChangePoints' })
class ChangePoints extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({ procedure: 'Other' })
class Other extends Artifact {}

@Persisted({ procedure: 'Burst' })
class Burst extends Artifact {
  @Reference(() => ChangePoints) source!: Reference<ChangePoints>;
}

@Persisted()
class Input {
  @Reference(() => ChangePoints, { optional: true, nullable: true }) source?: Reference<ChangePoints> | null;
}

/** An artifact class with references at all places where they may be. */
@Persisted({ procedure: 'Everywhere' })
class Everywhere extends Artifact<Input> {
  @Nested(() => Input) declare inputParameters: Input;
  @NestedList(() => Input) inputs!: Input[];
  @Stored(c.list(c.reference(() => ChangePoints))) list!: Reference<ChangePoints>[];
  @Stored(c.set(c.reference(() => ChangePoints))) set!: Set<Reference<ChangePoints>>;
  @Stored(c.map(c.reference(() => Other))) map!: Map<string, Reference<Other>>;
  @Stored(
    c.tuple(
      c.string,
      c.reference(() => Other),
    ),
  )
  pair!: [string, Reference<Other>];
  @Stored(
    c.either(
      c.string,
      c.reference(() => Other),
    ),
  )
  either!: string | Reference<Other>;
  @Stored(c.nullable(c.reference(() => Other))) nullable!: Reference<Other> | null;
}

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
const changePoints = (...curve: number[]) => ChangePoints.create({ ...base, curve: Float64Array.from(curve) });
const other = () => Other.create(base);
const burst = (source: Reference<ChangePoints>) => Burst.create({ ...base, source });
const input = (source?: Reference<ChangePoints> | null): Input =>
  Object.assign(new Input(), source === undefined ? {} : { source });

const repositoryIn = (storage: Storage) =>
  new ArtifactRepository<Class<ChangePoints | Other | Burst | Everywhere>>({
    storage,
    classes: [ChangePoints, Other, Burst, Everywhere],
  });

const SOURCE_KEY = 'ChangePoints/1970-01-01T00-00-00_44136f.json';
const BURST_KEY = 'Burst/1970-01-01T00-00-00_44136f.json';

/** Makes a storage with an artifact, and another one that refers to it. */
async function withBurst() {
  const storage = new MemoryStorage();
  const repository = repositoryIn(storage);
  const source = changePoints(1, 2);
  await repository.save(source);
  const reference = repository.referenceTo(source);
  const path = await repository.save(burst(reference));
  return { storage, repository, source, reference, path };
}

const SEAL = 'a'.repeat(64);

/** A file of a Burst that another tool has written. */
const burstText = (source: unknown): string =>
  JSON.stringify({
    procedure_name: 'Burst',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00Z',
    source,
  });

const texts = { name: '1970-01-01T00-00-00_44136f', procedure_name: 'ChangePoints', seal: SEAL };

// ── The file, and back ──────────────────────────────────────────────────────────────────────────────────────────────

test('a reference is three texts in a file', async (t) => {
  const { storage, repository, source, reference } = await withBurst();
  const { procedureName, name, seal } = reference;
  t.deepEqual({ ...reference }, { procedureName: 'ChangePoints', name: '1970-01-01T00-00-00_44136f', seal });
  t.is((await repository.open(repository.pathOf(source))).seal, seal);
  t.is(
    Buffer.from(await bytesOf(storage, BURST_KEY))
      .toString()
      .replace(/[0-9a-f]{64}"\n {2}}\n}\n$/, ''),
    `{
  "input_parameters": {},
  "procedure_name": "Burst",
  "procedure_version": "1",
  "source": {
    "name": "${name}",
    "procedure_name": "${procedureName}",
    "seal": "${seal}"
  },
  "timestamp": "1970-01-01T00:00:00.000Z",
  "$artifact": {
    "arrays": {},
    "format": 1,
    "sha256": "`,
  );
});

test('a reference loads the artifact that it names, as an instance of its class, each time a new one', async (t) => {
  const { repository, source, path } = await withBurst();
  const loaded = await repository.load(path, Burst);
  const [first, second]: ChangePoints[] = [await loaded.source.load(), await loaded.source.load()];
  assert.deepStrictEqual(first, source);
  t.not(first, second);
  t.is(repository.pathOf(first as ChangePoints), repository.pathOf(source));
  t.deepEqual(repository.referenceTo(first as ChangePoints), loaded.source);
  const [found] = await collect(repository.find(Burst));
  t.deepEqual(await found?.source.load(), source);
  t.deepEqual(await repository.referenceTo(source).load(), source);
  const created = await repository.findOrCreate(Burst, { parameters: {} }, () => t.fail() as never);
  t.deepEqual(await created.source.load(), source);
});

test('references come back from wherever they may be, and each of them loads', async (t) => {
  const storage = new MemoryStorage();
  const repository = repositoryIn(storage);
  const [a, b, d] = [changePoints(1), changePoints(2), other()];
  for (const each of [a, b, d]) await repository.save(each);
  const [toA, toB, toD] = [repository.referenceTo(a), repository.referenceTo(b), repository.referenceTo(d)];
  const artifact = Everywhere.create({
    ...base,
    inputParameters: input(toA),
    inputs: [input(toB), input(null), input()],
    list: [toB, toA, toB],
    set: new Set([toA, toB]),
    map: new Map([['*', toD]]),
    pair: ['d', toD],
    either: toD,
    nullable: null,
  });
  const loaded = await repository.load(await repository.save(artifact), Everywhere);
  assert.deepStrictEqual(loaded, artifact);
  t.deepEqual(await Promise.all(loaded.list.map((each) => each.load())), [b, a, b]);
  t.deepEqual(await loaded.inputParameters.source?.load(), a);
  t.deepEqual(await loaded.inputs[0]?.source?.load(), b);
  t.deepEqual(await [...loaded.set][1]?.load(), b);
  t.deepEqual(await loaded.map.get('*')?.load(), d);
  t.deepEqual(await loaded.pair[1].load(), d);
  t.deepEqual(await (loaded.either as Reference<Other>).load(), d);
  t.deepEqual(await repository.verify(), { checked: 4, problems: [], sealed: 4, unsealed: 0, undecoded: [] });
});

test('parameters with a reference are found by its three texts', async (t) => {
  const { repository, reference, source } = await withBurst();
  const parameters = input(reference);
  const rest = {
    inputs: [],
    list: [],
    set: new Set<never>(),
    map: new Map(),
    pair: ['', {}] as never,
    either: '',
    nullable: null,
  };
  const second = changePoints(3);
  await repository.save(second);
  const d = other();
  await repository.save(d);
  const pair: [string, Reference<Other>] = ['', repository.referenceTo(d)];
  const artifact = Everywhere.create({ ...base, ...rest, pair, inputParameters: parameters });
  await repository.save(artifact);
  const again = repository.referenceTo(await repository.load(repository.pathOf(source), ChangePoints));
  t.not(again, reference);
  const query = (of: Reference<ChangePoints>) => ({ parameters: input(of) });
  t.deepEqual(await collect(repository.find(Everywhere, query(again))), [artifact]);
  t.deepEqual(await collect(repository.find(Everywhere, query(repository.referenceTo(second)))), []);
  const where = ({ inputParameters: p }: { inputParameters: Input }) => p.source?.seal === reference.seal;
  t.is(await repository.count(Everywhere, { where }), 1);
  const changed = Everywhere.create({ ...artifact, list: [again] });
  const { differences } = await repository.compare(artifact, changed);
  t.deepEqual(
    differences.map(({ path }) => path),
    ['/list'],
  );
  t.true((await repository.compare(burst(reference), burst(again))).same);
});

test('a reference cannot be changed', async (t) => {
  const { reference } = await withBurst();
  t.true(Object.isFrozen(reference));
  t.throws(() => Object.assign(reference, { seal: SEAL }), { instanceOf: TypeError });
});

test('in memory, a reference is made of an artifact of the repository alone', async (t) => {
  const { storage, repository, source } = await withBurst();
  const fresh = changePoints(1);
  const unknown = {
    instanceOf: TypeError,
    message: 'found an instance of ChangePoints, expected an artifact that this repository has saved, loaded or found',
  };
  t.throws(() => repository.referenceTo(fresh), unknown);
  t.throws(() => repositoryIn(storage).referenceTo(source), unknown);
  t.throws(() => repository.referenceTo({} as never), { instanceOf: TypeError });
  const created = await repository.findOrCreate(Other, { parameters: {} }, other);
  t.is(repository.referenceTo(created).procedureName, 'Other');
  const text = burstText(texts)
    .replace('Burst', 'Other')
    .replace(/,"source":.*/, '}');
  await create(storage, 'Other/1970-01-01T00-00-01_44136f.json', Buffer.from(text));
  const unsealedOne = await repository.load('Other/1970-01-01T00-00-01_44136f.json', Other);
  t.throws(() => repository.referenceTo(unsealedOne), {
    instanceOf: TypeError,
    message:
      'found an artifact from Other/1970-01-01T00-00-01_44136f.json, which has no seal, expected one that this library has saved: save it first, or take its folder over by "artifacts adopt"',
  });
  for (const key of ['ChangePoints/copy.json', 'Other/1970-01-01T00-00-02_44136f.json']) {
    await create(storage, key, await bytesOf(storage, SOURCE_KEY));
    const misnamed = await repository.load(key, ChangePoints);
    t.throws(() => repository.referenceTo(misnamed), {
      instanceOf: TypeError,
      message: `found an artifact from ${key}, which does not bear its own name, expected one that does`,
    });
  }
});

test('an artifact that was saved beside another one is referred to by its own name', async (t) => {
  const { repository, source } = await withBurst();
  const second = changePoints(5);
  const path = await repository.save(second);
  const { name, seal } = repository.referenceTo(second);
  t.is(path, `ChangePoints/${name}.json`);
  t.is(name, `1970-01-01T00-00-00_44136f_${seal.slice(0, 16)}`);
  const loaded = await repository.load(await repository.save(burst(repository.referenceTo(second))), Burst);
  t.deepEqual(await loaded.source.load(), second);
  t.notDeepEqual(second, source);
});

test('classes may refer to themselves and to each other', async (t) => {
  @Persisted({ procedure: 'Step' })
  class Step extends Artifact {
    @Reference(() => Step, { optional: true }) previous?: Reference<Step>;
    @Stored(c.list(c.reference(() => Later))) later!: Reference<Later>[];
  }
  @Persisted({ procedure: 'Later' })
  class Later extends Artifact {
    @Reference(() => Step) step!: Reference<Step>;
  }
  const repository = new ArtifactRepository<Class<Step | Later>>({
    storage: new MemoryStorage(),
    classes: [Step, Later],
  });
  const first = Step.create({ ...base, later: [] });
  await repository.save(first);
  const later = Later.create({ ...base, step: repository.referenceTo(first) });
  await repository.save(later);
  const last = Step.create({
    ...base,
    previous: repository.referenceTo(first),
    later: [repository.referenceTo(later)],
  });
  const loaded = await repository.load(await repository.save(last), Step);
  t.deepEqual(await (await loaded.later[0]?.load())?.step.load(), first);
  t.deepEqual(await loaded.previous?.load(), first);
});

test('a class without decorators refers to artifacts, and has the same file', async (t) => {
  const { storage, repository, reference } = await withBurst();
  class Plain extends Artifact {
    source!: Reference<ChangePoints>;
  }
  persisted(Plain, { procedure: 'Burst', fields: { source: c.reference(() => ChangePoints) } });
  t.is(encode(Plain.create({ ...base, source: reference })), Buffer.from(await bytesOf(storage, BURST_KEY)).toString());
  const loaded = await repository.load(BURST_KEY, Plain);
  t.deepEqual((await loaded.source.load()).curve, Float64Array.of(1, 2));
});

test('class-transformer gives what the file has, and takes it', async (t) => {
  const { reference } = await withBurst();
  const artifact = burst(reference);
  const plain = instanceToPlain(artifact);
  const { procedureName: procedure_name, name, seal } = reference;
  t.deepEqual(plain['source'], { name, procedure_name, seal });
  assert.deepStrictEqual(plainToInstance(Burst, plain), artifact);
});

test('a reference that no repository has loaded says so when it is to load', async (t) => {
  const root = await newFolder();
  const repository = repositoryIn(new FileStorage(root));
  const source = changePoints(1);
  await repository.save(source);
  const artifact = burst(repository.referenceTo(source));
  const path = await repository.save(artifact);
  const message =
    'found a reference to ChangePoints/1970-01-01T00-00-00_44136f.json that no repository has loaded, expected one of an artifact that was loaded by load or find of a repository';
  for (const each of [
    decode(encode(artifact), Burst),
    plainToInstance(Burst, instanceToPlain(artifact)),
    await loadArtifact(path, Burst),
  ]) {
    assert.deepStrictEqual(each, artifact);
    await t.throwsAsync(each.source.load(), { instanceOf: TypeError, message });
    await t.notThrowsAsync(repository.save(each));
  }
});

test('the schema of a reference is that of its three texts, and its codec is a Standard Schema', async (t) => {
  const schema = {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        pattern: '^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)_([0-9a-f]{6})(?:_([0-9a-f]{16}))?$',
      },
      procedure_name: { type: 'string', enum: ['ChangePoints'] },
      seal: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    },
    required: ['name', 'procedure_name', 'seal'],
    additionalProperties: false,
  };
  t.like(jsonSchemaOf(c.reference(() => ChangePoints)), schema);
  const { storage } = await withBurst();
  const file = JSON.parse(Buffer.from(await bytesOf(storage, BURST_KEY)).toString());
  t.deepEqual(fitting(jsonSchemaOf(Burst))(file), []);
  t.not(fitting(jsonSchemaOf(Burst))({ ...file, source: { ...file.source, more: 1 } }).length, 0);
  const result = c.reference(() => ChangePoints)['~standard'].validate(texts);
  t.like(result, { value: { procedureName: 'ChangePoints', name: texts.name, seal: SEAL } });
});

// ── Files that are not as they should be ────────────────────────────────────────────────────────────────────────────

const NAME = 'the name of a file without .json: "2026-02-11T15-40-12_3f8a9b"';
const DIGITS = '64 digits of a seal, 0 to 9 and a to f';

for (const [title, source, ...issues] of [
  [
    'null',
    null,
    'invalid-type /source: found null, expected an object: only a field with { nullable: true } may be null',
  ],
  ['a text', SOURCE_KEY, `invalid-type /source: found "${SOURCE_KEY}", expected an object`],
  ['a list', [], 'invalid-type /source: found a list of 0, expected an object'],
  [
    'an empty object',
    {},
    `missing-field /source/name: found no such key, expected ${NAME}`,
    'missing-field /source/procedure_name: found no such key, expected "ChangePoints"',
    `missing-field /source/seal: found no such key, expected ${DIGITS}`,
  ],
  [
    'one more key',
    { ...texts, path: '/etc/passwd' },
    'unknown-field /source/path: found a key that is not declared, expected "name", "procedure_name", "seal"',
  ],
  [
    'values that are no texts',
    { name: 1, procedure_name: null, seal: ['a'] },
    `invalid-type /source/name: found 1, expected ${NAME}`,
    'invalid-type /source/procedure_name: found null, expected "ChangePoints": only codec.nullable(…) takes null',
    `invalid-type /source/seal: found a list of 1, expected ${DIGITS}`,
  ],
  [
    'another procedure',
    { ...texts, procedure_name: 'Other' },
    'invalid-value /source/procedure_name: found "Other", expected "ChangePoints"',
  ],
  [
    'a seal in upper case',
    { ...texts, seal: SEAL.toUpperCase() },
    `invalid-value /source/seal: found "${'A'.repeat(59)}… (a string of 64 characters), expected ${DIGITS}`,
  ],
  [
    'a seal that is too short',
    { ...texts, seal: 'abc' },
    `invalid-value /source/seal: found "abc", expected ${DIGITS}`,
  ],
  ...['../secret', '..', '', 'a/b', `${texts.name}.json`, `../Other/${texts.name}`, `${texts.name}\n`, 'x'].map(
    (name) =>
      [
        `the name ${JSON.stringify(name)}`,
        { ...texts, name },
        `invalid-value /source/name: found ${JSON.stringify(name)}, expected ${NAME}`,
      ] as const,
  ),
] as const) {
  test(`a file is refused whose reference is ${title}`, async (t) => {
    t.deepEqual(
      issuesOf(() => decode(burstText(source), Burst)),
      [...issues],
    );
  });
}

test('an artifact that is gone is not found', async (t) => {
  const { storage, repository, path } = await withBurst();
  await storage.remove(SOURCE_KEY);
  const { source } = await repository.load(path, Burst);
  await t.throwsAsync(source.load(), { code: 'ARTIFACT_NOT_FOUND', message: `${SOURCE_KEY} does not exist` });
});

for (const [title, replacement, found] of [
  ['another artifact', async () => changePoints(3), undefined],
  ['an artifact of another class', async () => other(), undefined],
  ['a file without a seal', async () => '{}', 'no seal'],
] as const) {
  test(`a reference refuses ${title} in the place of the one that it names`, async (t) => {
    const { storage, repository, reference, path } = await withBurst();
    const made = await replacement();
    const bytes = Buffer.from(typeof made === 'string' ? made : encode(made));
    await storage.remove(SOURCE_KEY);
    await create(storage, SOURCE_KEY, bytes);
    const { source } = await repository.load(path, Burst);
    const seal = found ?? bytes.toString().slice(-72, -8);
    const error = await t.throwsAsync(source.load(), { instanceOf: IntegrityError });
    t.like(error, {
      path: SOURCE_KEY,
      expected: reference.seal,
      found: seal,
      message: `${SOURCE_KEY} is not the artifact that the reference names: expected ${reference.seal}, found ${seal}`,
    });
  });
}

test('a reference refuses an artifact that was changed and has kept its seal', async (t) => {
  const { storage, repository, path } = await withBurst();
  const bytes = Buffer.from(await bytesOf(storage, SOURCE_KEY));
  bytes[bytes.indexOf('1970') + 3] = 0x31;
  await storage.remove(SOURCE_KEY);
  await create(storage, SOURCE_KEY, bytes);
  const { source } = await repository.load(path, Burst);
  await t.throwsAsync(source.load(), { code: 'ARTIFACT_INTEGRITY', message: /was changed since it was sealed/ });
});

test('an artifact of another class than the one that is declared is refused as load refuses it', async (t) => {
  const { storage, repository, path } = await withBurst();
  const bytes = await replacedIn(storage, SOURCE_KEY, '"ChangePoints"', '"Other"');
  await storage.remove(SOURCE_KEY);
  await create(storage, SOURCE_KEY, bytes);
  const seal = bytes.toString().slice(-72, -8);
  const { source } = await repository.load(path, Burst);
  const changed = await replacedIn(storage, path, source.seal, seal);
  await storage.remove(path);
  await create(storage, path, changed);
  const again = await repository.load(path, Burst);
  await t.throwsAsync(again.source.load(), {
    code: 'ARTIFACT_INVALID',
    message: `${SOURCE_KEY} has 1 fault:\n  /procedure_name: found "Other", expected "ChangePoints"`,
  });
});

// ── Saving ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test('an artifact is saved only if everything is there that it refers to; all that is not is named at once', async (t) => {
  const { storage, repository, reference } = await withBurst();
  const [gone, changed, unsealedOne] = [changePoints(7), changePoints(8), changePoints(9)];
  for (const each of [gone, changed, unsealedOne]) await repository.save(each);
  const references = [gone, changed, unsealedOne].map((each) => repository.referenceTo(each));
  const [goneKey, changedKey, unsealedKey] = references.map(({ name }) => `ChangePoints/${name}.json`) as [
    string,
    string,
    string,
  ];
  for (const key of [goneKey, changedKey, unsealedKey]) await storage.remove(key);
  await create(storage, changedKey, Buffer.from(encode(changePoints(10))));
  await create(storage, unsealedKey, Buffer.from('{}'));
  const d = other();
  await repository.save(d);
  const [toGone, toChanged, toUnsealed] = references as [
    Reference<ChangePoints>,
    Reference<ChangePoints>,
    Reference<ChangePoints>,
  ];
  const artifact = Everywhere.create({
    ...base,
    inputParameters: input(toGone),
    inputs: [input(reference), input(toChanged)],
    list: [toUnsealed, reference],
    set: new Set([toGone]),
    map: new Map(),
    pair: ['', repository.referenceTo(d)],
    either: '',
    nullable: null,
  });
  const before = await collect(storage.list());
  const error = await t.throwsAsync(repository.save(artifact), { code: 'ARTIFACT_INVALID' });
  const { seal: changedSeal } = repository.referenceTo(await repository.load(changedKey));
  const isGone = `found a reference to ${goneKey}, where there is no file, expected an artifact that is saved here`;
  t.deepEqual((error as { issues?: unknown }).issues, [
    { code: 'invalid-value', path: '/input_parameters/source', message: isGone },
    {
      code: 'invalid-value',
      path: '/inputs/1/source',
      message: `found a reference to ${changedKey}, where there is now an artifact with the seal ${changedSeal.slice(0, 16)}…, expected the seal ${toChanged.seal.slice(0, 16)}…`,
    },
    {
      code: 'invalid-value',
      path: '/list/0',
      message: `found a reference to ${unsealedKey}, a file without a seal, expected the seal ${toUnsealed.seal.slice(0, 16)}…`,
    },
    { code: 'invalid-value', path: '/set/0', message: isGone },
  ]);
  t.deepEqual(await collect(storage.list()), before);
});

test('an artifact of one repository is saved in another one only with what it refers to', async (t) => {
  const { repository, path, source } = await withBurst();
  const loaded = await repository.load(path, Burst);
  const second = repositoryIn(new MemoryStorage());
  await t.throwsAsync(second.save(loaded), { code: 'ARTIFACT_INVALID', message: /\/source: found a reference to / });
  await second.save(source);
  const again = await second.load(await second.save(loaded), Burst);
  t.deepEqual(await again.source.load(), source);
});

for (const [title, source, expected] of [
  ['the artifact itself', changePoints(1), 'found an instance of ChangePoints'],
  ['the three texts', { ...texts }, 'found a plain object'],
  [
    'an object that looks like one',
    { procedureName: 'ChangePoints', name: texts.name, seal: SEAL, load: 1 },
    'found a plain object',
  ],
  ['a path', SOURCE_KEY, `found "${SOURCE_KEY}"`],
] as const) {
  test(`save refuses ${title} in the place of a reference`, (t) => {
    t.deepEqual(
      issuesOf(() => encode(burst(source as never))),
      [`invalid-type /source: ${expected}, expected a reference, which repository.referenceTo(artifact) makes`],
    );
  });
}

test('save refuses a reference to an artifact of another class', async (t) => {
  const { repository } = await withBurst();
  const d = other();
  await repository.save(d);
  t.deepEqual(
    issuesOf(() => encode(burst(repository.referenceTo(d) as never))),
    ['invalid-value /source/procedure_name: found "Other", expected "ChangePoints"'],
  );
});

test('a plain JSON value takes no reference', async (t) => {
  const { reference } = await withBurst();
  const artifact = Other.create({ ...base, inputParameters: { source: reference } });
  t.regex(
    issuesOf(() => encode(artifact))[0] ?? '',
    /^invalid-type \/input_parameters\/source: found an instance of Reference/,
  );
});

// ── Declarations ────────────────────────────────────────────────────────────────────────────────────────────────────

const any: Record<string, (...args: unknown[]) => never> = c as never;

for (const [title, declare, message] of [
  [
    'a class in the place of the function',
    () => any['reference']?.(ChangePoints),
    'codec.reference(): found ChangePoints, expected a function that gives the class: () => TheClass',
  ],
  [
    'nothing',
    () => any['reference']?.(),
    'codec.reference(): found undefined, expected a function that gives the class: () => TheClass',
  ],
  [
    'a value class',
    () => encode(holding(holderOf(c.reference(() => Input as never)), withoutSeal)),
    'codec.reference(): found Input for the class, expected an artifact class: no other instance has a file of its own',
  ],
  [
    'classes by tags',
    () => encode(holding(holderOf(c.reference((() => ({ a: ChangePoints })) as never)), withoutSeal)),
    'codec.reference(): found { a: [class ChangePoints extends Artifact] } for the class, expected a class; is it imported as a type, or in a circle?',
  ],
  [
    'a class that is not defined yet',
    () => encode(holding(holderOf(c.reference((() => undefined) as never)), withoutSeal)),
    'codec.reference(): found undefined for the class, expected a class; is it imported as a type, or in a circle?',
  ],
  [
    'a built-in class',
    () => encode(holding(holderOf(c.reference((() => Map) as never)), withoutSeal)),
    'codec.reference(): found Map for the class, but codec.reference() takes classes of your own, whose fields are declared; a list, or a plain object, of other values is a field with @Persisted()',
  ],
  [
    'a class that is not declared',
    () => encode(holding(holderOf(c.reference((() => class Undeclared {}) as never)), withoutSeal)),
    'Undeclared: is not declared; expected @Persisted() on the class',
  ],
  [
    'an unknown option',
    () => {
      @Persisted()
      class Wrong {
        @Reference(() => ChangePoints, { kindKey: 'x' } as never) source!: Reference<ChangePoints>;
      }
      return Wrong;
    },
    'Wrong.source: found the option kindKey, expected key, aliases, optional, default, nullable',
  ],
  [
    'a property of another type',
    () => {
      @Persisted()
      class Wrong {
        // @ts-expect-error: the compiler sees it, too.
        @Reference(() => ChangePoints) source!: ChangePoints;
      }
      return Wrong;
    },
    'Wrong.source: has the type ChangePoints, but @Reference() goes on a Reference of the class: Reference<TheClass>',
  ],
  [
    'no parentheses',
    () => {
      @Persisted()
      class Wrong {
        // @ts-expect-error: the compiler sees it, too.
        @Reference source!: Reference<ChangePoints>;
      }
      return Wrong;
    },
    'Wrong: found @Reference without parentheses, expected @Reference()',
  ],
] as const) {
  test(`a declaration is refused: ${title}`, (t) => {
    t.throws(declare, { instanceOf: DeclarationError, message });
  });
}

/** A reference from a text. */
const withoutSeal = decode(burstText(texts), Burst).source;

test('every file that a hostile reference leads to is in the storage', async (t) => {
  const root = await newFolder();
  const storage = new FileStorage(root);
  for (const procedure_name of ['..', '../..', '/etc', 'a/b', '', '.hidden']) {
    const bytes = Buffer.from(burstText({ ...texts, procedure_name }));
    t.deepEqual(issuesOf(() => decode(bytes.toString(), Burst)).length, 1);
    const key = 'Burst/1970-01-01T00-00-00_44136f.json';
    await create(storage, key, bytes);
    // It is none by its form, so nothing looks it up.
    t.deepEqual((await repositoryIn(storage).verify({ decode: 'none' })).problems, []);
    await storage.remove(key);
  }
});
