// class-validator's groups: a repository checks the constraints that class-validator would check with the same options.

import assert from 'node:assert/strict';
import test from 'ava';
import { Expose, instanceToPlain, Type } from 'class-transformer';
import {
  IsDefined,
  IsInt,
  IsOptional,
  IsPositive,
  Max,
  Min,
  registerDecorator,
  Validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationError,
  ValidatorConstraint,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  decode,
  encode,
  isArtifactError,
  loadArtifact,
  MemoryStorage,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  saveArtifact,
  type ValidationRules,
} from '../src/index.js';
import { collect, newFolder } from './support/stored.js';

const base = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

/** Returns the issues of what is thrown, each as a line; none if nothing is thrown. */
async function issuesOf(act: () => unknown): Promise<string[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

// ── The verdicts of class-validator ─────────────────────────────────────────────────────────────────────────────────

@ValidatorConstraint({ name: 'isEven' })
class IsEven {
  validate = (value: unknown) => Number(value) % 2 === 0;
  defaultMessage = () => '$property is odd';
}

const IsBelow = (limit: number, groups: string[]) => (target: object, propertyName: string) =>
  registerDecorator({
    name: 'isBelow',
    target: target.constructor,
    propertyName,
    constraints: [limit],
    options: { groups, message: ({ constraints, value }) => `${value} is not below ${constraints[0]}` },
    validator: { validate: (value: number) => value < limit },
  });

@Persisted()
class Grouped extends Artifact {
  @Persisted() @Max(5) ungrouped!: number;
  @Persisted() @Max(5, { groups: ['a'] }) inA!: number;
  @Persisted() @Max(5, { groups: ['a', 'b'] }) @Min(0, { groups: ['b', 'c'] }) @IsInt() mixed!: number;
  @Persisted() @Max(5, { always: true }) @Min(0, { always: true, groups: ['a'] }) always!: number;
  @Persisted() @Max(5, { always: false }) @Min(0, { always: false, groups: ['a'] }) notAlways!: number;
  @Persisted({ optional: true }) @IsDefined({ groups: ['a'] }) @Max(5, { groups: ['c'] }) defined?: number;
  @Persisted({ optional: true }) @IsOptional({ groups: ['a'] }) @IsPositive({ groups: ['a', 'b'] }) optional?: number;
  @Persisted()
  @ValidateIf(({ inA }) => inA > 0, { groups: ['b'] })
  @Max(5, { groups: ['a', 'b'] })
  conditional!: number;
  @Persisted() @Max(5, { groups: ['a'], validateIf: ({ inA }) => inA > 0 }) validated!: number;
  @Persisted() @Max(5, { each: true, groups: ['a'] }) @Min(0, { each: true }) each!: number[];
  @Persisted() @Validate(IsEven, { groups: ['b'] }) @IsBelow(5, ['c']) custom!: number;
}

@Persisted()
class Inherited extends Grouped {
  @Persisted() @Min(0, { groups: ['a'] }) @Max(5) added!: number;
}

@Persisted()
class Empty extends Inherited {}

@Persisted()
class Part {
  @Persisted() @Max(5, { groups: ['a'] }) @Min(0) size!: number;
}

@Persisted()
class Nesting extends Artifact {
  @Nested(() => Part) @ValidateNested({ always: true }) part!: Part;
  @NestedList(() => Part) @ValidateNested({ always: true }) parts!: Part[];
  @NestedMap(() => Part) @ValidateNested({ always: true }) named!: Map<string, Part>;
}

const number = fc.constantFrom(-3, -2, 0, 4, 4.5, 5, 6, 7);
const maybe = fc.option(number, { nil: undefined });
const grouped = fc.record({
  ungrouped: number,
  inA: number,
  mixed: number,
  always: number,
  notAlways: number,
  defined: maybe,
  optional: maybe,
  conditional: number,
  validated: number,
  each: fc.array(number, { maxLength: 3 }),
  custom: number,
});
const part = number.map((size) => Object.assign(new Part(), { size }));

const given = <T extends Artifact>(Class: new () => T, values: fc.Arbitrary<object>): fc.Arbitrary<T> =>
  values.map((each) => Object.assign(new Class(), base, each));

const rules: fc.Arbitrary<ValidationRules> = fc.record(
  { groups: fc.subarray(['a', 'b', 'c', 'd']), always: fc.boolean(), strictGroups: fc.boolean() },
  { requiredKeys: [] },
);

/** Returns what class-validator says of an instance, by the paths of its properties. */
const verdictOf = (errors: readonly ValidationError[], path = ''): string[] =>
  errors.flatMap(({ property, constraints, children }) => [
    ...Object.values(constraints ?? {}).map((message) => `${path}/${property}: ${message}`),
    ...verdictOf(children ?? [], `${path}/${property}`),
  ]);

/** Returns the path with names of properties, not keys. */
const byProperty = (issue: string): string =>
  issue.replace(/^[^:]*/, (path) => path.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));

for (const [title, instances] of [
  ['a class', given(Grouped, grouped)],
  [
    'a class with constraints and its parent with others',
    given(
      Inherited,
      fc.tuple(grouped, number).map(([values, added]) => ({ ...values, added })),
    ),
  ],
  [
    'a class without constraints whose parents have some',
    given(
      Empty,
      fc.tuple(grouped, number).map(([values, added]) => ({ ...values, added })),
    ),
  ],
  [
    'nested instances',
    given(
      Nesting,
      fc.record({
        part,
        parts: fc.array(part, { maxLength: 3 }),
        named: fc
          .array(part, { maxLength: 2 })
          .map((parts) => new Map(parts.map((each, index) => [`n${index}`, each]))),
      }),
    ),
  ],
] as [string, fc.Arbitrary<Artifact>][]) {
  test(`with groups, always and strictGroups, constraints refuse what class-validator refuses: ${title}`, async (t) => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(instances, rules, async (artifact, validation) => {
        const options = { forbidUnknownValues: false, ...validation, groups: [...(validation.groups ?? [])] };
        const expected = verdictOf(validateSync(artifact, options)).sort();
        const found = await issuesOf(() => encode(artifact, { validation }));
        assert.deepEqual(found.map(byProperty).sort(), expected);
        if (expected.length === 0) accepted++;
      }),
      { numRuns: 1000 },
    );
    t.true(accepted > 30, `${accepted} were right`);
  });
}

test("a parent's constraints on a property hold beside the child's, each in its groups", async (t) => {
  @Persisted()
  class Parent extends Artifact {
    @Persisted() @Max(5, { groups: ['a'] }) @IsOptional({ groups: ['b'] }) size!: number;
  }
  @Persisted()
  class Child extends Parent {
    @Persisted() @Max(3, { groups: ['b'] }) declare size: number;
  }
  const of = (groups: string[]) =>
    issuesOf(() => encode(Object.assign(new Child(), base, { size: 6 }), { validation: { groups } }));
  t.deepEqual(await of(['a']), ['/size: size must not be greater than 5']);
  t.deepEqual(await of(['b']), ['/size: size must not be greater than 3']);
  t.deepEqual(await of(['a', 'b']), [
    '/size: size must not be greater than 5',
    '/size: size must not be greater than 3',
  ]);
  t.deepEqual(await of(['c']), []);
});

// ── Everywhere ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** 6 is right for the group 'lax' alone, and 4 for both groups. Without groups, only 4 is right. */
@Persisted()
class Size extends Artifact<{ step: number }> {
  @Persisted() @Max(9, { groups: ['lax'] }) @Max(5, { groups: ['strict'], message: 'too large' }) size!: number;
}

const sized = (size: number): Size =>
  Size.create({ procedureVersion: '1', inputParameters: { step: size }, timestamp: new Date(0), size });

const lax = { groups: ['lax'] };
const strict = { groups: ['strict'] };
const TOO_LARGE = ['/size: too large'];

const repositoryOf = (storage: MemoryStorage, validation?: ValidationRules) =>
  new ArtifactRepository({ storage, classes: [Size], ...(validation && { validation }) });

for (const [title, call] of [
  ['load', (repository, path) => repository.load(path)],
  ['load with a class', (repository, path) => repository.load(path, Size)],
  ['find', (repository) => collect(repository.find(Size))],
  [
    'find with where',
    (repository) => collect(repository.find(Size, { where: ({ inputParameters }) => inputParameters.step > 0 })),
  ],
  ['findLatest', (repository) => repository.findLatest(Size)],
  [
    'findOrCreate that finds',
    (repository) => repository.findOrCreate(Size, { parameters: { step: 6 } }, () => sized(6)),
  ],
  [
    'findOrCreate that creates',
    (repository) => repository.findOrCreate(Size, { parameters: { step: 7 } }, () => sized(7)),
  ],
  ['save', (repository) => repository.save(sized(8))],
  ['save without proof', (repository) => repository.save(sized(8), { proof: false })],
  ['compare with an instance', (repository, path) => repository.compare(path, sized(6))],
] as [string, (repository: ArtifactRepository<typeof Size>, path: string) => unknown][]) {
  test(`a repository checks the constraints of its groups: ${title}`, async (t) => {
    const storage = new MemoryStorage();
    const path = await repositoryOf(storage, lax).save(sized(6));
    for (const [validation, ...expected] of [
      [lax],
      [{ groups: ['other'] }],
      [{ strictGroups: true }],
      [strict, ...TOO_LARGE],
      [{ groups: ['lax', 'strict'] }, ...TOO_LARGE],
      [{ groups: [] }, ...TOO_LARGE],
      [undefined, ...TOO_LARGE],
    ] as [ValidationRules | undefined, ...string[]][])
      t.deepEqual(
        await issuesOf(() => call(repositoryOf(storage, validation), path)),
        expected,
        JSON.stringify(validation),
      );
  });
}

test('verify decodes by the groups of the repository', async (t) => {
  const storage = new MemoryStorage();
  await repositoryOf(storage, lax).save(sized(6));
  t.deepEqual((await repositoryOf(storage, lax).verify()).problems, []);
  const { problems } = await repositoryOf(storage, strict).verify();
  t.regex(problems[0]?.message ?? '', /\/size: too large/);
  t.is(problems.length, 1);
});

@Persisted()
class RenamedStep {
  @Persisted({ aliases: ['step'] }) @Max(5, { groups: ['strict'] }) width!: number;
}

@Persisted({ procedure: 'Walk' })
class FormerWalk extends Artifact<{ step: number }> {}

@Persisted({ procedure: 'Walk' })
class Walk extends Artifact<RenamedStep> {
  @Nested(() => RenamedStep) declare inputParameters: RenamedStep;
}

test('describe and compare read a file that is older than its class by the groups of the repository', async (t) => {
  const storage = new MemoryStorage();
  const former = new ArtifactRepository({ storage, classes: [FormerWalk] });
  const path = await former.save(
    FormerWalk.create({ procedureVersion: '1', inputParameters: { step: 6 }, timestamp: new Date(0) }),
  );
  const later = (validation: ValidationRules) => new ArtifactRepository({ storage, classes: [Walk], validation });
  t.deepEqual((await later(lax).describe(path)).inputParameters, { width: 6 });
  t.true((await later(lax).compare(path, await later(lax).load(path))).same);
  const expected = ['/input_parameters/step: width must not be greater than 5'];
  t.deepEqual(await issuesOf(() => later(strict).describe(path)), expected);
  t.deepEqual(await issuesOf(() => later(strict).compare(path, path)), expected);
});

@ValidatorConstraint()
class HoldsOnce {
  static checks = 0;
  validate = () => ++HoldsOnce.checks === 1;
  defaultMessage = () => 'not again';
}

@Persisted()
class Proven extends Artifact {
  @Persisted() @Validate(HoldsOnce, { groups: ['lax'] }) size!: number;
}

test('the proof of a save checks the constraints of the groups', async (t) => {
  const save = (validation: ValidationRules) =>
    issuesOf(() =>
      new ArtifactRepository({ storage: new MemoryStorage(), classes: [Proven], validation }).save(
        Proven.create({ ...base, size: 1 }),
      ),
    );
  t.deepEqual(await save(strict), []);
  t.is(HoldsOnce.checks, 0);
  t.deepEqual(await save(lax), ['/size: not again']);
});

@Persisted()
class Step {
  static checks = 0;
  @Persisted()
  @ValidateBy({ name: 'counts', validator: { validate: () => ++Step.checks > 0 } }, { groups: ['strict'] })
  size!: number;
}

@Persisted()
class Stepped extends Artifact<Step> {
  @Nested(() => Step) declare inputParameters: Step;
}

test('a search calls no constraint of another group', async (t) => {
  const of = (validation: ValidationRules) => new ArtifactRepository({ storage, classes: [Stepped], validation });
  const storage = new MemoryStorage();
  const parameters = Object.assign(new Step(), { size: 1 });
  await of(lax).save(Stepped.create({ ...base, inputParameters: parameters }));
  const search = async (repository: ArtifactRepository<typeof Stepped>) => {
    Step.checks = 0;
    t.is((await collect(repository.find(Stepped, { parameters, where: () => true }))).length, 1);
    t.is(await repository.count(Stepped, { parameters }), 1);
    await repository.findOrCreate(Stepped, { parameters }, () =>
      Stepped.create({ ...base, inputParameters: parameters }),
    );
    return Step.checks;
  };
  t.is(await search(of(lax)), 0);
  t.true((await search(of(strict))) > 0);
});

test('one class is checked by several groups in turn', async (t) => {
  const storage = new MemoryStorage();
  const [first, second] = [repositoryOf(storage, lax), repositoryOf(storage, strict)];
  const path = await first.save(sized(6));
  for (let turn = 0; turn < 3; turn++) {
    t.is((await first.load(path)).size, 6);
    t.deepEqual(await issuesOf(() => second.load(path)), TOO_LARGE);
    t.deepEqual(await issuesOf(() => encode(sized(6))), TOO_LARGE);
    t.is(decode(encode(sized(6), { validation: lax }), Size, { validation: lax }).size, 6);
  }
});

test('a repository keeps the groups that it was given, whatever becomes of the list', async (t) => {
  const groups = ['lax'];
  const repository = repositoryOf(new MemoryStorage(), { groups });
  groups[0] = 'strict';
  t.deepEqual(await issuesOf(() => repository.save(sized(6))), []);
});

test('encode and decode take groups, too', async (t) => {
  const text = encode(sized(6), { validation: lax });
  t.deepEqual(await issuesOf(() => encode(sized(6), { validation: strict })), TOO_LARGE);
  t.is(decode(text, Size, { validation: lax }).size, 6);
  t.deepEqual(await issuesOf(() => decode(text, Size, { validation: strict })), TOO_LARGE);
  t.deepEqual(await issuesOf(() => decode(text, Size)), TOO_LARGE);
});

test.serial('saveArtifact and loadArtifact take groups, too', async (t) => {
  const before = process.cwd();
  process.chdir(await newFolder());
  try {
    const path = await saveArtifact(sized(6), { validation: lax, proof: false });
    t.deepEqual(await issuesOf(() => saveArtifact(sized(7), { validation: strict })), TOO_LARGE);
    t.is((await loadArtifact(path, Size, { validation: lax })).size, 6);
    t.is(((await loadArtifact(path, { validation: lax })) as Size).size, 6);
    t.deepEqual(await issuesOf(() => loadArtifact(path, Size, { validation: strict })), TOO_LARGE);
    t.deepEqual(await issuesOf(() => loadArtifact(path, Size)), TOO_LARGE);
  } finally {
    process.chdir(before);
  }
});

// ── Classes of class-transformer ────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Inner {
  @Persisted() @Max(5, { groups: ['strict'] }) size!: number;
}

class Foreign {
  @Expose() @Max(5, { groups: ['strict'] }) size = 0;
  @Type(() => Inner) inner = new Inner();
}

@Persisted()
class Wrapping extends Artifact {
  @Nested(() => Foreign) foreign!: Foreign;
}

const wrapping = (size: number, innerSize: number): Wrapping =>
  Wrapping.create({
    ...base,
    foreign: Object.assign(new Foreign(), { size, inner: Object.assign(new Inner(), { size: innerSize }) }),
  });

for (const [title, artifact, issue] of [
  ['of a class of class-transformer', wrapping(6, 0), '/foreign/size: size must not be greater than 5'],
  [
    'of a declared class within it',
    wrapping(0, 6),
    '/foreign: size must not be greater than 5, at "/size" of a nested Inner',
  ],
] as const) {
  test(`groups select the constraints ${title}, on save and on load`, async (t) => {
    const text = encode(artifact, { validation: lax });
    t.deepEqual(decode(text, Wrapping, { validation: lax }), artifact);
    for (const options of [{ validation: strict }, {}]) {
      t.deepEqual(await issuesOf(() => encode(artifact, options)), [issue]);
      t.deepEqual(await issuesOf(() => decode(text, Wrapping, options)), [issue]);
    }
  });
}

test('class-transformer, called by the program, checks all constraints: it knows no groups', async (t) => {
  t.deepEqual(await issuesOf(() => instanceToPlain(sized(6))), TOO_LARGE);
  t.deepEqual(await issuesOf(() => instanceToPlain(sized(6), { groups: ['lax'] })), TOO_LARGE);
});

// ── Wrong rules ─────────────────────────────────────────────────────────────────────────────────────────────────────

for (const [validation, message] of [
  [{ group: ['strict'] }, 'found the option group, expected groups, always, strictGroups'],
  [
    { groups: ['strict'], whitelist: true, skipMissingProperties: true },
    'found the option whitelist, skipMissingProperties, expected groups, always, strictGroups',
  ],
  ['strict', 'found validation: "strict", expected an object with groups, always, strictGroups'],
  [['strict'], "found validation: [ 'strict' ], expected an object with groups, always, strictGroups"],
  [null, 'found validation: null, expected an object with groups, always, strictGroups'],
  [{ groups: 'strict' }, 'found groups: "strict", expected a list of strings'],
  [{ groups: ['strict', 1] }, "found groups: [ 'strict', 1 ], expected a list of strings"],
  [{ groups: null }, 'found groups: null, expected a list of strings'],
  [{ always: 'yes' }, 'found always: "yes", expected true or false'],
  [{ strictGroups: 1 }, 'found strictGroups: 1, expected true or false'],
] as [never, string][]) {
  test(`wrong rules of validation are refused wherever they are given: ${JSON.stringify(validation)}`, async (t) => {
    const expected = { instanceOf: TypeError, message };
    t.throws(() => new ArtifactRepository({ validation }), expected);
    t.throws(() => encode(sized(1), { validation }), expected);
    t.throws(() => decode(encode(sized(1)), Size, { validation }), expected);
    await t.throwsAsync(saveArtifact(sized(1), { validation }), expected);
    await t.throwsAsync(loadArtifact('none.json', Size, { validation }), expected);
  });
}

for (const [title, call, message] of [
  ['encode', (options) => encode(sized(1), options), 'validation'],
  ['decode', (options) => decode('', Size, options), 'validation'],
  [
    'saveArtifact',
    (options) => saveArtifact(sized(1), options),
    'proof, onConflict, signal, onProgress, from, validation',
  ],
  ['loadArtifact', (options) => loadArtifact('none.json', options), 'signal, onProgress, validation'],
  [
    'save, which has the rules of its repository',
    (options) => repositoryOf(new MemoryStorage()).save(sized(1), options),
    'proof, onConflict, from, signal, onProgress',
  ],
] as [string, (options: never) => unknown, string][]) {
  test(`unknown options are refused by ${title}`, async (t) => {
    await t.throwsAsync(async () => call({ groups: ['strict'] } as never), {
      instanceOf: TypeError,
      message: `found the option groups, expected ${message}`,
    });
  });
}

test('a constraint that is declared wrongly is refused whatever its groups', async (t) => {
  class NoConstraint {
    validate = () => false;
  }
  @Persisted()
  class Lax extends Artifact {
    @Persisted() @Validate(NoConstraint, { groups: ['strict'] }) a!: number;
  }
  t.throws(() => encode(Lax.create({ ...base, a: 1 }), { validation: lax }), {
    code: 'ARTIFACT_DECLARATION',
    message: 'Lax.a: found @Validate(NoConstraint), expected a class with @ValidatorConstraint()',
  });
});
