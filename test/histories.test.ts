// Random histories of classes: fields are added, renamed, retyped, split and removed, by aliases, defaults and upgrades, and procedures are
// renamed. A file of every version loads with the class of every later version, and has what a plain model of the history says.

import { deepStrictEqual as same } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { pythonParameterHashes } from '../src/format/parameter-hash.js';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  type Codec,
  codec as c,
  decode,
  encode,
  type FieldCodecs,
  MemoryStorage,
  persisted,
} from '../src/index.js';
import { ProgressReporter } from '../src/model/progress.js';
import { ArtifactClasses } from '../src/repository/artifact-classes.js';
import { upgradeOf } from '../src/repository/upgrading.js';
import {
  asVersion,
  history,
  isOfVersion,
  type Members,
  type ModelField,
  type ModelRun,
  runOf,
  type Upgrade,
  type Value,
  type Values,
  type Version,
} from './support/histories.js';
import { bytesOf, collect, create, sealed } from './support/stored.js';

class Quantity {}
persisted(Quantity, { fields: { value: c.number, unit: c.string } as never });

class Box {}
persisted(Box, { fields: { curve: c.ndArray('float64') } as never });

const CODECS: Readonly<Record<string, Codec<unknown, never>>> = {
  number: c.number,
  text: c.string,
  array: c.ndArray('float64'),
  texts: c.list(c.string),
  integers: c.ndArray('int32'),
  map: c.map(c.string),
  quantity: c.nested(() => Quantity),
  boxes: c.list(c.nested(() => Box)),
};

/** Returns the property of a field for its value in the model. */
function propertyOf({ type }: ModelField, value: Value | undefined): unknown {
  if (type === 'quantity') return Object.assign(new Quantity(), value);
  return type === 'boxes' ? (value as object[]).map((box) => Object.assign(new Box(), box)) : value;
}

/** Returns the value in the model for the property of a field. */
function modelValueOf({ type }: ModelField, property: unknown): Value {
  if (type === 'quantity') return { ...(property as { value: number; unit: string }) };
  return type === 'boxes' ? (property as { curve: Float64Array }[]).map((box) => ({ ...box })) : (property as Value);
}

const fieldsOf = (fields: readonly ModelField[]): FieldCodecs =>
  Object.fromEntries(
    fields.map((field) => [
      field.name,
      {
        codec: CODECS[field.type] as Codec<unknown, never>,
        aliases: field.formerNames,
        ...(field.default === undefined
          ? {}
          : {
              default: typeof field.default === 'object' ? () => propertyOf(field, field.default) : field.default,
            }),
      },
    ]),
  );

/** What the upgrades of users get, and return. */
interface FileMembers extends Members {
  readonly input_parameters: Members;
  readonly parts: readonly Members[];
  readonly named: Readonly<Record<string, Members>>;
}

/** Returns the function that upgrades a file. It changes what it gets. */
const upgradeFunction =
  ({ of, stored }: Upgrade) =>
  (file: Members): Members => {
    const { input_parameters, parts, named } = file as FileMembers;
    const changed = { run: [file], parameters: [input_parameters], part: [...parts, ...Object.values(named)] }[of];
    for (const each of changed) stored(each);
    return file;
  };

/** An artifact class of a version, with the classes of its parts. */
function classOf(version: Version) {
  class Parameters {}
  persisted(Parameters, { fields: fieldsOf(version.parameters) as never });
  class Part {}
  const isMade = version.part.length % 2 === 0;
  const create = (fields: object) => Object.assign(new Part(), fields);
  persisted(Part, { fields: fieldsOf(version.part) as never, ...(isMade ? { create } : {}) });
  class Run extends Artifact<Parameters> {
    parts!: Part[];
    named!: Map<string, Part>;
  }
  persisted(Run, {
    procedure: version.procedure,
    procedureAliases: version.formerProcedures,
    schemaVersion: version.upgrades.length + 1,
    upgradesFrom: Object.fromEntries(version.upgrades.map((upgrade, index) => [index + 1, upgradeFunction(upgrade)])),
    fields: {
      ...fieldsOf(version.run),
      inputParameters: c.nested(() => Parameters),
      parts: c.list(c.nested(() => Part)),
      named: c.map(c.nested(() => Part)),
    } as never,
  });
  const instanceOf = (Of: Class, fields: readonly ModelField[], values: Values): object =>
    Object.assign(
      new (Of as new () => object)(),
      Object.fromEntries(fields.map((field) => [field.name, propertyOf(field, values.get(field.id))])),
    );
  const make = (model: ModelRun, second: number): Run => {
    const parts = model.parts.map((part) => instanceOf(Part, version.part, part));
    return Object.assign(instanceOf(Run, version.run, model.run) as Run, {
      procedureVersion: '1',
      inputParameters: instanceOf(Parameters, version.parameters, model.parameters),
      timestamp: new Date(1000 * second),
      parts,
      named: new Map(parts.map((part, index) => [`part ${index}`, part])),
    });
  };
  const valuesOf = (instance: object, fields: readonly ModelField[]): Values =>
    new Map(fields.map((field) => [field.id, modelValueOf(field, instance[field.name as never])]));
  const modelOf = (run: Run): ModelRun => ({
    run: valuesOf(run, version.run),
    parameters: valuesOf(run.inputParameters, version.parameters),
    parts: run.parts.map((part) => valuesOf(part, version.part)),
  });
  return { Run, Parameters, make, modelOf, version };
}

/** The text of the file as another tool would write it. */
const unsealed = (text: string): string => `${text.slice(0, text.lastIndexOf(',\n  "$artifact": {'))}\n}\n`;

/** The text in another layout, which only the exact reader reads, with a seal that fits it. */
const inOtherLayout = (text: string): string =>
  sealed(Buffer.from(text.replace(/\n( *)"procedure_version"/, '\n$1 "procedure_version"'))).toString();

/** Returns a text in all forms in which a file of its version may have it: a file of another tool is of version 1. */
const formsOf = (text: string, { upgrades }: Version): string[] => [
  text,
  inOtherLayout(text),
  ...(upgrades.length === 0 ? [unsealed(text)] : []),
];

test('a file of every version loads with the class of every later version, sealed and unsealed', (t) => {
  fc.assert(
    fc.property(history, fc.nat(99), (versions, seed) => {
      const classes = versions.map(classOf);
      for (const [age, former] of classes.entries()) {
        const model = runOf(former.version, seed + age);
        const text = encode(former.make(model, age));
        for (const present of classes.slice(age)) {
          const expected = asVersion(model, former.version, present.version);
          for (const form of formsOf(text, former.version)) {
            const loaded = decode(form, present.Run);
            same(present.modelOf(loaded), expected);
            same(loaded.named, new Map(loaded.parts.map((part, index) => [`part ${index}`, part])));
            // What is saved again is a file of the present version alone.
            same(encode(loaded), encode(present.make(expected, age)));
          }
        }
      }
    }),
    { numRuns: 50 },
  );
  t.pass();
});

/** Saves an artifact of each version, in one form or another, and returns the files with what they are for the last version. */
async function filesOf(versions: readonly Version[], seed: number) {
  const storage = new MemoryStorage();
  const present = classOf(versions.at(-1) as Version);
  const files: { path: string; isSealed: boolean; isCurrent: boolean; expected: ModelRun }[] = [];
  for (const [age, version] of versions.entries()) {
    const { Run, make } = classOf(version);
    const model = runOf(version, seed + age);
    const saved = await new ArtifactRepository({ storage, classes: [Run] }).save(make(model, age));
    const forms = formsOf(Buffer.from(await bytesOf(storage, saved)).toString(), version);
    const text = forms[(seed + age) % forms.length] as string;
    const isSealed = text.includes('"$artifact"');
    // Another tool names its files by a hash of its own.
    const path = isSealed ? saved : saved.replace(/[^_]*$/, `${pythonParameterHashes(Buffer.from(text))[0]}.json`);
    await storage.remove(saved);
    await create(storage, path, Buffer.from(text));
    files.push({
      path,
      isSealed,
      isCurrent: isOfVersion(model, version, present.version),
      expected: asVersion(model, version, present.version),
    });
  }
  return { storage, repository: new ArtifactRepository({ storage, classes: [present.Run] }), files, present };
}

test('a repository with files of all versions is searched with the class of the last one', async (t) => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(99), async (versions, seed) => {
      const { repository, files, present } = await filesOf(versions, seed);
      const { Run, make, modelOf, version } = present;
      const expected = files.map((file) => file.expected);
      same((await collect(repository.find(Run))).map(modelOf), expected);
      same((await repository.verify()).problems, []);
      for (const [age, model] of expected.entries()) {
        const parameters = make(model, age).inputParameters;
        const alike = expected.filter((each) => isDeepStrictEqual(each.parameters, model.parameters));
        same((await collect(repository.find(Run, { parameters }))).map(modelOf), alike);
        same(await repository.count(Run, { parameters }), alike.length);
        const found = await repository.findOrCreate(Run, { parameters }, () => {
          throw new Error('created');
        });
        same(modelOf(found), alike.at(-1));
        const [first] = version.parameters as readonly [ModelField];
        const isWanted = (value: unknown) => isDeepStrictEqual(value, model.parameters.get(first.id));
        const where = ({ inputParameters }: { inputParameters: object }) =>
          isWanted(modelValueOf(first, inputParameters[first.name as never]));
        const wanted = expected.filter((each) => isWanted(each.parameters.get(first.id)));
        same((await collect(repository.find(Run, { where }))).map(modelOf), wanted);
        same(await repository.count(Run, { where }), wanted.length);
      }
    }),
    { numRuns: 20 },
  );
  t.pass();
});

test('a file of every version is described, compared and saved again as the class of the last one has it', async (t) => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(99), async (versions, seed) => {
      const { storage, repository, files, present } = await filesOf(versions, seed);
      for (const { path, isSealed, isCurrent, expected } of files) {
        const { state } = await upgradeOf(storage, path, new ArtifactClasses([present.Run]), new ProgressReporter());
        same(state, isCurrent ? 'current' : 'upgraded');
        const loaded = await repository.load(path, present.Run);
        const again = await repository.save(loaded, isSealed ? { from: path } : {});
        same(present.modelOf(await repository.load(again, present.Run)), expected);
        // An unsealed file of the present version is described as another tool has written it.
        if (isCurrent && !isSealed) continue;
        const described = await repository.describe(path);
        const { inputParameters, members } = await repository.describe(again);
        same([described.inputParameters, described.members], [inputParameters, members]);
        if (!isCurrent) {
          const arrays = Array.from((await repository.open(again)).arrays);
          same(described.arrays, Object.fromEntries(arrays.map(([at, { dtype, shape }]) => [at, { dtype, shape }])));
        }
        for (const each of [loaded, again]) same((await repository.compare(path, each)).differences, []);
      }
    }),
    { numRuns: 20 },
  );
  t.pass();
});
