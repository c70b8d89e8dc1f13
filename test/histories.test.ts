// Random histories of classes: fields are added and renamed, and so are procedures. A file of every version loads with the class of every later
// version, and has what a plain model of the history says.

import test from 'ava';
import fc from 'fast-check';
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
import {
  asVersion,
  history,
  type ModelField,
  type ModelRun,
  runOf,
  type Value,
  type Values,
  type Version,
} from './support/histories.js';
import { collect } from './support/stored.js';

const CODECS: Readonly<Record<string, Codec<unknown, never>>> = {
  number: c.number,
  text: c.string,
  array: c.ndArray('float64'),
  texts: c.list(c.string),
};

const fieldsOf = (fields: readonly ModelField[]): FieldCodecs =>
  Object.fromEntries(
    fields.map(({ type, name, formerNames, default: value }) => [
      name,
      {
        codec: CODECS[type] as Codec<unknown, never>,
        aliases: formerNames,
        ...(value === undefined ? {} : { default: typeof value === 'object' ? () => value : value }),
      },
    ]),
  );

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
      Object.fromEntries(fields.map(({ id, name }) => [name, values.get(id)])),
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
    new Map(fields.map(({ id, name }) => [id, instance[name as never] as Value]));
  const modelOf = (run: Run): ModelRun => ({
    run: valuesOf(run, version.run),
    parameters: valuesOf(run.inputParameters, version.parameters),
    parts: run.parts.map((part) => valuesOf(part, version.part)),
  });
  return { Run, Parameters, make, modelOf, version };
}

/** The text of the file as another tool would write it. */
const unsealed = (text: string): string => `${text.slice(0, text.lastIndexOf(',\n  "$artifact": {'))}\n}\n`;

test('a file of every version loads with the class of every later version, sealed and unsealed', (t) => {
  fc.assert(
    fc.property(history, fc.nat(99), (versions, seed) => {
      const classes = versions.map(classOf);
      for (const [age, former] of classes.entries()) {
        const model = runOf(former.version, seed + age);
        const text = encode(former.make(model, age));
        for (const present of classes.slice(age)) {
          const expected = asVersion(model, present.version);
          const loaded = decode(text, present.Run);
          t.deepEqual(present.modelOf(loaded), expected);
          t.deepEqual(loaded.named, new Map(loaded.parts.map((part, index) => [`part ${index}`, part])));
          t.deepEqual(decode(unsealed(text), present.Run), loaded);
          // What is saved again is a file of the present version alone.
          t.is(encode(loaded), encode(present.make(expected, age)));
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a repository with files of all versions is searched with the class of the last one', async (t) => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(99), async (versions, seed) => {
      const storage = new MemoryStorage();
      const classes = versions.map(classOf);
      const models: ModelRun[] = [];
      for (const [age, { Run, make, version }] of classes.entries()) {
        const model = runOf(version, seed + age);
        models.push(model);
        await new ArtifactRepository({ storage, classes: [Run] }).save(make(model, age));
      }
      const { Run, make, modelOf, version } = classes.at(-1) as ReturnType<typeof classOf>;
      const expected = models.map((model) => asVersion(model, version));
      const repository = new ArtifactRepository({ storage, classes: [Run] });
      t.deepEqual((await collect(repository.find(Run))).map(modelOf), expected);
      t.deepEqual((await repository.verify()).problems, []);
      for (const [age, model] of expected.entries()) {
        const parameters = make(model, age).inputParameters;
        const alike = expected.filter((each) => isSame(each.parameters, model.parameters));
        t.deepEqual((await collect(repository.find(Run, { parameters }))).map(modelOf), alike);
        t.is(await repository.count(Run, { parameters }), alike.length);
        const [first] = version.parameters as readonly [ModelField];
        const isWanted = (value: unknown) => Object.is(value, model.parameters.get(first.id));
        const where = ({ inputParameters }: { inputParameters: object }) =>
          isWanted(inputParameters[first.name as never]);
        t.deepEqual(
          (await collect(repository.find(Run, { where }))).map(modelOf),
          expected.filter((each) => isWanted(each.parameters.get(first.id))),
        );
      }
    }),
    { numRuns: 20 },
  );
});

const isSame = (a: Values, b: Values): boolean =>
  [...a].every(([id, value]) => {
    const other = b.get(id);
    return typeof value === 'object'
      ? value.length === (other as string[]).length &&
          [...value].every((each, i) => Object.is(each, (other as string[])[i]))
      : Object.is(value, other);
  });
