// An artifact is shown with the members that its class gives it now: those that a file would have if it were loaded and saved again.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import test from 'ava';
import { arraysWithin, type StoredTree, valueAt } from '../src/format/stored-tree.js';
import { ArtifactRepository, codec as c, MemoryStorage, persisted } from '../src/index.js';
import type { Upgrade } from '../src/mapping/declarations.js';
import type { ArtifactLike } from '../src/mapping/plan.js';
import { ProgressReporter } from '../src/model/progress.js';
import { PresentArtifact } from '../src/repository/present-artifact.js';
import { inPresentForm } from '../src/repository/present-form.js';
import { openStoredArtifact } from '../src/repository/stored-artifact.js';
import { create } from './support/stored.js';

const common = {
  procedureVersion: '1',
  inputParameters: { n: 1 },
  timestamp: '2026-02-11T15:40:12Z',
} as const;

const COMMON_FIELDS = {
  procedureVersion: c.string,
  inputParameters: c.json,
  timestamp: c.isoText,
};

/** `persisted` for fields that the compiler does not compare with properties. */
const declare = persisted as unknown as (Class: object, options: object) => void;

type ArtifactClass = new () => ArtifactLike;

/** Declares an artifact class with these fields beside the common ones. */
function classOf(fields: object, options: { upgradesFrom?: Record<number, Upgrade>; [option: string]: unknown } = {}) {
  class Run {}
  declare(Run, { procedure: 'Run', ...options, fields: { ...COMMON_FIELDS, ...fields } });
  return Run as ArtifactClass;
}

function valueClassOf(fields: object): new () => object {
  class Value {}
  declare(Value, { fields });
  return Value;
}

/** Returns a tree with the elements of its arrays. */
async function withElements(tree: StoredTree): Promise<unknown> {
  const arrays: unknown[] = [];
  for (const [pointer, array] of arraysWithin(tree, ''))
    arrays.push([pointer, array.dtype, array.shape, await array.read()]);
  return { arrays, tree: inspect(tree, { depth: null }) };
}

/**
 * Saves an artifact of the old class, and returns its present form by the new class, after a comparison with what a file has into which
 * the loaded artifact is saved.
 *
 * @param readsAgain - whether the file is opened once more.
 */
async function presentFormOf(Old: ArtifactClass, New: ArtifactClass, members: object, readsAgain = false) {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Old] });
  const path = await repository.save(Object.assign(new Old(), common, members));
  const open = () => storage.open(path);
  const options = { progress: new ProgressReporter() };
  const stored = await openStoredArtifact(open, path, options);
  let opened = 0;
  const openAgain = () => {
    opened++;
    return open();
  };
  const present = await inPresentForm(stored, New, {}, openAgain, options);
  assert.equal(opened > 0, readsAgain);
  const other = new MemoryStorage();
  const loaded = await new ArtifactRepository({ storage, classes: [New] }).load(path);
  const again = await new ArtifactRepository({ storage: other, classes: [New] }).save(loaded);
  const expected = await openStoredArtifact(() => other.open(again), again, options);
  assert.deepEqual(await withElements(present.root), await withElements(expected.root));
  return { present, stored };
}

const curve = Float64Array.of(1, -0, Number.NaN);

for (const [title, Old, New, members, readsAgain] of [
  [
    'former keys, also of arrays',
    classOf({ window: c.number, curve: c.ndArray('float64') }),
    classOf({
      windowSize: { codec: c.number, aliases: ['window', 'w'] },
      statistic: { codec: c.ndArray('float64'), aliases: ['curve'] },
    }),
    { window: 3, curve },
    false,
  ],
  [
    'defaults, also of arrays',
    classOf({}),
    classOf({
      penalty: { codec: c.number, default: 3 },
      weights: { codec: c.ndArray('int64'), default: () => BigInt64Array.of(1n, 2n ** 62n) },
      tags: { codec: c.set(c.string), default: () => new Set(['a']) },
    }),
    {},
    false,
  ],
  [
    'upgrades of two versions, which move and drop arrays',
    classOf({ curve: c.ndArray('float64'), old: c.ndArray('float64'), level: c.string }),
    classOf(
      { result: c.object({ curve: c.ndArray('float64') }), level: c.integer },
      {
        schemaVersion: 3,
        upgradesFrom: {
          1: ({ old: _, ...rest }) => rest,
          2: ({ curve: array, level, ...rest }) => ({
            ...rest,
            result: { curve: array },
            level: level === 'low' ? 0 : 1,
          }),
        },
      },
    ),
    { curve, old: curve.slice(), level: 'low' },
    false,
  ],
  [
    'an upgrade, then former keys and defaults',
    classOf({ window: c.number }),
    classOf(
      { windowSize: { codec: c.number, aliases: ['width'] }, penalty: { codec: c.number, default: Number.NaN } },
      { schemaVersion: 2, upgradesFrom: { 1: ({ window, ...rest }) => ({ ...rest, width: window * 2 }) } },
    ),
    { window: 3 },
    false,
  ],
  [
    'an upgrade that looks at elements',
    classOf({ curve: c.ndArray('float64') }),
    classOf(
      { curve: c.ndArray('float64'), highest: c.number },
      {
        schemaVersion: 2,
        upgradesFrom: { 1: (file) => ({ ...file, highest: Math.max(...file['curve'].data.slice(0, 2)) }) },
      },
    ),
    { curve },
    true,
  ],
  [
    'a former name of the procedure',
    classOf({ curve: c.ndArray('float64') }),
    classOf({ curve: c.ndArray('float64') }, { procedure: 'Present', procedureAliases: ['Run'] }),
    { curve },
    false,
  ],
] as const) {
  test(`the present form has ${title}`, async (t) => {
    const { present } = await presentFormOf(Old, New, members, readsAgain);
    t.true(present instanceof PresentArtifact);
  });
}

test('the present form has the former keys and defaults of classes in members', async (t) => {
  const oldValue = valueClassOf({ x: c.number });
  const newValue = valueClassOf({ position: { codec: c.number, aliases: ['x'] }, y: { codec: c.number, default: -0 } });
  const fieldsWith = (Value: new () => object) => ({
    one: c.nested(() => Value),
    list: c.list(c.nested(() => Value)),
    map: c.map(c.number, c.nullable(c.nested(() => Value))),
    curve: c.ndArray('float64'),
  });
  const value = (x: number) => Object.assign(new oldValue(), { x });
  const members = { one: value(1), list: [value(2), value(3)], map: new Map([[1, value(4)]]), curve };
  const { present } = await presentFormOf(classOf(fieldsWith(oldValue)), classOf(fieldsWith(newValue)), members);
  t.deepEqual(valueAt(present.root, '/list/1') as unknown, { position: 3, y: -0 });
});

test('if such members have arrays, their elements are read', async (t) => {
  const oldValue = valueClassOf({ curve: c.ndArray('float64') });
  const newValue = valueClassOf({ statistic: { codec: c.ndArray('float64'), aliases: ['curve'] } });
  const { present } = await presentFormOf(
    classOf({ list: c.list(c.nested(() => oldValue)) }),
    classOf({ list: c.list(c.nested(() => newValue)) }),
    { list: [Object.assign(new oldValue(), { curve })] },
    true,
  );
  t.deepEqual(
    Array.from(present.arrays, ([pointer]) => pointer),
    ['/list/0/statistic'],
  );
});

test('an artifact that has the members of its class already is returned itself', async (t) => {
  const fields = { penalty: { codec: c.number, default: 3 }, list: c.list(c.number), curve: c.ndArray('float64') };
  const Run = classOf(fields);
  const { present, stored } = await presentFormOf(Run, Run, { penalty: 3, list: [1, Number.NaN, -0], curve });
  t.is(present, stored);
});

/** An artifact in a file of another tool. */
const UNSEALED = `{"procedure_name": "Run", "procedure_version": "1", "input_parameters": {"n": 1.0}, "timestamp": "2026-02-11T15:40:12",
  "curve": [1.5, NaN], "peaks": [], "window": 3}`;

test('the arrays of an unsealed file get the dtypes of the class, and count as the same', async (t) => {
  const storage = new MemoryStorage();
  await create(storage, 'Run/x.json', Buffer.from(UNSEALED));
  const open = () => storage.open('Run/x.json');
  const options = { progress: new ProgressReporter() };
  const stored = await openStoredArtifact(open, 'Run/x.json', options);
  const arrays = { curve: c.ndArray('float64'), peaks: c.ndArray('int64') };
  const Same = classOf({ ...arrays, window: { codec: c.number, default: 1 } });
  t.is(await inPresentForm(stored, Same, {}, open, options), stored);
  const Renamed = classOf({ ...arrays, windowSize: { codec: c.number, aliases: ['window'] } });
  const present = await inPresentForm(stored, Renamed, {}, open, options);
  t.deepEqual(
    Array.from(present.arrays, ([pointer, { dtype, shape }]) => [pointer, dtype, shape]),
    [
      ['/curve', 'float64', [2]],
      ['/peaks', 'int64', [0]],
    ],
  );
  t.is(present.root['window_size'], 3);
});

for (const [what, New, message] of [
  [
    'an upgrade throws',
    classOf(
      { level: c.number },
      {
        schemaVersion: 2,
        upgradesFrom: {
          1: () => {
            throw new Error('no');
          },
        },
      },
    ),
    /\(root\): the upgrade from version 1 throws Error: no$/,
  ],
  [
    'there is no upgrade for its version',
    classOf({ level: c.number }, { schemaVersion: 3, upgradesFrom: { 2: (file) => file } }),
    /\/\$artifact\/schema_version: found version 1, expected versions from 2 to 3/,
  ],
  [
    'it has a key and its alias',
    classOf({ level: { codec: c.number, aliases: ['curve'] } }),
    /\/curve: found level under this key and under "level", expected one of them$/,
  ],
] as const) {
  test(`the present form is refused if ${what}`, async (t) => {
    const Old = classOf({ level: c.number, curve: c.ndArray('float64') });
    await t.throwsAsync(presentFormOf(Old, New, { level: 1, curve }), { code: 'ARTIFACT_INVALID', message });
  });
}
