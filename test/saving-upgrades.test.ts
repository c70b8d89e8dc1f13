// Specifies the option `from` of save: the file of an upgraded artifact names the seal of the file from which it was upgraded.

import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  codec,
  FileStorage,
  type FormatError,
  IntegrityError,
  InvalidArtifactError,
  isArtifactError,
  MemoryStorage,
  NdArray,
  NotFoundError,
  Persisted,
  persisted,
  saveArtifact,
} from '../src/index.js';
import { ProgressReporter } from '../src/model/progress.js';
import { ArtifactClasses } from '../src/repository/artifact-classes.js';
import { upgradeOf } from '../src/repository/upgrading.js';
import { bytesOf, create, newFolder, sealed } from './support/stored.js';

@Persisted({ procedure: 'Detection' })
class Version1 extends Artifact {
  @Persisted() window!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({
  procedure: 'Detection',
  schemaVersion: 2,
  upgradesFrom: { 1: ({ window, ...rest }) => ({ ...rest, window_size: window }) },
})
class Version2 extends Artifact {
  @Persisted() windowSize!: number;
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({ procedure: 'Other' })
class Other extends Artifact {}

const head = { procedureVersion: '1', inputParameters: { a: 1 }, timestamp: new Date(0) };
const old = () => Version1.create({ ...head, window: 12, curve: Float64Array.of(0.5) });

async function oldFile() {
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes: [Version1] }).save(old());
  const repository = new ArtifactRepository({ storage, classes: [Version2, Other] });
  const { seal } = await repository.describe(path);
  return { storage, path, repository, seal: seal as string };
}

const textOf = async (storage: MemoryStorage, path: string) => Buffer.from(await bytesOf(storage, path)).toString();

test('an artifact that is saved from an old file has its seal between format and schema_version', async (t) => {
  const { storage, path, repository, seal } = await oldFile();
  const loaded = await repository.load(path, Version2);
  const upgraded = await repository.save(loaded, { from: path });
  t.is(
    (await textOf(storage, upgraded)).replace(/"sha256": ".*"/, '"sha256": ""'),
    `{
  "curve": [0.5],
  "input_parameters": {
    "a": 1
  },
  "procedure_name": "Detection",
  "procedure_version": "1",
  "timestamp": "1970-01-01T00:00:00.000Z",
  "window_size": 12,
  "$artifact": {
    "arrays": {
      "/curve": {
        "dtype": "float64",
        "shape": [1]
      }
    },
    "format": 1,
    "from": "${seal}",
    "schema_version": 2,
    "sha256": ""
  }
}
`,
  );
  t.deepEqual(await repository.load(upgraded, Version2), loaded);
  const { from, schemaVersion } = await repository.describe(upgraded);
  t.deepEqual([from, schemaVersion], [seal, 2]);
  const opened = await repository.open(upgraded);
  t.deepEqual([opened.from, opened.schemaVersion], [seal, 2]);
  const before = await repository.open(path);
  t.deepEqual([before.from, before.schemaVersion], [undefined, 1]);
  // The old file stays, and both are found.
  t.deepEqual(await repository.verify(), { checked: 2, problems: [], sealed: 2, unsealed: 0, undecoded: [] });
  const found: Version2[] = [];
  for await (const each of repository.find(Version2)) found.push(each);
  t.deepEqual(found, [loaded, loaded]);
});

test('from may be the loaded artifact itself, or another one of the repository', async (t) => {
  const { storage, path, repository, seal } = await oldFile();
  const loaded = await repository.load(path, Version2);
  const changed = Version2.create({ ...head, windowSize: 13, curve: Float64Array.of(1) });
  const [first, second] = [
    await repository.save(loaded, { from: loaded }),
    await repository.save(changed, { from: path }),
  ];
  for (const each of [first, second]) t.is((await repository.describe(each)).from, seal);
  // Now it is known by its new file, whose seal the next one names.
  const third = await repository.save(Version2.create({ ...head, windowSize: 14, curve: new Float64Array(0) }), {
    from: loaded,
  });
  t.is((await repository.describe(third)).from, (await repository.describe(first)).seal);
  t.regex(await textOf(storage, third), /"from": "[0-9a-f]{64}",\n {4}"schema_version": 2/);
});

test('a file that was saved without from names none, and the same artifact saved twice from one file is one file', async (t) => {
  const { repository, path } = await oldFile();
  const loaded = await repository.load(path, Version2);
  const upgraded = await repository.save(loaded, { from: path });
  t.is(await repository.save(loaded, { from: path }), upgraded);
  const plain = await repository.save(loaded);
  t.not(plain, upgraded);
  t.is((await repository.describe(plain)).from, undefined);
});

test('a file of another layout is a source too, by its seal', async (t) => {
  const { storage, path, repository } = await oldFile();
  const text = (await textOf(storage, path)).replace('  "curve"', '   "curve"');
  const key = 'Detection/1970-01-01T00-00-00_000000.json';
  await create(storage, key, sealed(Buffer.from(text)));
  const loaded = await repository.load(key, Version2);
  const { from } = await repository.describe(await repository.save(loaded, { from: key }));
  t.is(from, (await repository.describe(key)).seal);
});

test('refused: a source whose bytes are not those that its seal is of', async (t) => {
  const { storage, path, repository } = await oldFile();
  const loaded = await repository.load(path, Version2);
  const key = 'Detection/1970-01-01T00-00-00_000000.json';
  await create(storage, key, Buffer.from((await textOf(storage, path)).replace('0.5', '0.6')));
  await t.throwsAsync(repository.save(loaded, { from: key }), { instanceOf: IntegrityError });
  t.is((await repository.verify()).checked, 2);
});

test('refused: a source that is unsealed', async (t) => {
  const { storage, path, repository } = await oldFile();
  const key = 'Detection/1970-01-01T00-00-00_000000.json';
  await create(
    storage,
    key,
    Buffer.from((await textOf(storage, path)).replace(/,\n {2}"\$artifact": \{.*$/s, '\n}\n')),
  );
  const loaded = await repository.load(key, Version2);
  t.is(loaded.windowSize, 12);
  for (const from of [key, loaded]) {
    const error = await t.throwsAsync<FormatError>(repository.save(loaded, { from }));
    t.is(
      error?.message,
      `${key} is unsealed; expected a sealed file, whose seal a file that is upgraded from it can name`,
    );
  }
});

test('refused: a source of another procedure', async (t) => {
  const { repository } = await oldFile();
  const other = Other.create(head);
  const path = await repository.save(other);
  const mine = Version2.create({ ...head, windowSize: 1, curve: new Float64Array(0) });
  for (const from of [path, other]) {
    const error = await t.throwsAsync(repository.save(mine, { from }), { instanceOf: InvalidArtifactError });
    t.deepEqual(error?.issues, [
      {
        code: 'invalid-value',
        path: '/procedure_name',
        message: 'found "Other", expected "Detection", of which the artifact is that is to be saved',
      },
    ]);
  }
});

test('refused: a source that the repository does not have', async (t) => {
  const { repository } = await oldFile();
  const mine = Version2.create({ ...head, windowSize: 1, curve: new Float64Array(0) });
  await t.throwsAsync(repository.save(mine, { from: 'Detection/1970-01-01T00-00-01_000000.json' }), {
    instanceOf: NotFoundError,
  });
  await t.throwsAsync(repository.save(mine, { from: '../outside.json' }), { code: 'ARTIFACT_STORAGE' });
  await t.throwsAsync(repository.save(mine, { from: mine }), {
    instanceOf: TypeError,
    message: 'found an instance of Version2, expected an artifact that this repository has saved, loaded or found',
  });
  for (const from of [5, null, true] as never[])
    await t.throwsAsync(repository.save(mine, { from }), {
      instanceOf: TypeError,
      message: `found from: ${from}, expected a path, or an artifact that was loaded`,
    });
});

test('refused: from, and versions above 1, in files for Python, which have no place for them', async (t) => {
  const { storage, path } = await oldFile();
  const repository = new ArtifactRepository({ storage, classes: [Version1], profile: 'python' });
  await t.throwsAsync(repository.save(old(), { from: path }), {
    instanceOf: TypeError,
    message: 'found from, but a file for Python has no place for it; expected no such option',
  });
  const later = new ArtifactRepository({ storage, classes: [Version2], profile: 'python' });
  const error = await t.throwsAsync(
    later.save(Version2.create({ ...head, windowSize: 1, curve: new Float64Array(0) })),
  );
  t.true(isArtifactError(error, 'ARTIFACT_INVALID'));
  t.regex(
    `${error?.message}`,
    /\(root\): found version 2 of Version2, expected version 1, as which every file without \$artifact is loaded/,
  );
});

test('saveArtifact takes from, too', async (t) => {
  const folder = await newFolder();
  const before = process.cwd();
  process.chdir(folder);
  try {
    const path = await saveArtifact(old());
    const upgraded = await saveArtifact(Version2.create({ ...head, windowSize: 12, curve: Float64Array.of(0.5) }), {
      from: path,
    });
    const repository = new ArtifactRepository({
      storage: new FileStorage('artifacts/exploratory'),
      classes: [Version2],
    });
    t.is((await repository.describe(upgraded)).from, (await repository.describe(path)).seal);
  } finally {
    process.chdir(before);
  }
});

test('describe and compare see the members of an old file as its class has them now', async (t) => {
  const { path, repository } = await oldFile();
  const loaded = await repository.load(path, Version2);
  const { members, arrays, schemaVersion, procedureName } = await repository.describe(path);
  t.deepEqual(members, { window_size: 12 });
  t.deepEqual(arrays, { '/curve': { dtype: 'float64', shape: [1] } });
  t.deepEqual([schemaVersion, procedureName], [1, 'Detection']);
  t.true((await repository.compare(path, loaded)).same);
  const upgraded = await repository.save(loaded, { from: path });
  t.deepEqual(await repository.compare(path, upgraded), { same: true, differences: [] });
  const other = Version2.create({ ...head, windowSize: 13, curve: Float64Array.of(0.5) });
  t.deepEqual((await repository.compare(path, other)).differences, [
    { path: '/window_size', kind: 'value', values: [12, 13] },
  ]);
  // open gives what is stored.
  t.deepEqual((await repository.open(path)).members, { window: 12 });
});

test('describe and compare take a file as it is stored, if no class, several, or an older one is known', async (t) => {
  const { storage, path, repository } = await oldFile();
  const upgraded = await repository.save(await repository.load(path, Version2), { from: path });
  const older = new ArtifactRepository({ storage, classes: [Version1] });
  t.deepEqual((await older.describe(upgraded)).members, { window_size: 12 });
  t.is((await older.describe(upgraded)).schemaVersion, 2);
  t.false((await older.compare(path, upgraded)).same);
  for (const classes of [[Other], undefined]) {
    const without = new ArtifactRepository({ storage, ...(classes && { classes }) });
    t.deepEqual((await without.describe(path)).members, { window: 12 });
  }
});

test('describe gives the error of an upgrade that fails, and reads the arrays for one that looks at them', async (t) => {
  const { storage, path } = await oldFile();
  class Summing extends Artifact {
    sum!: number;
  }
  persisted(Summing, {
    procedure: 'Detection',
    schemaVersion: 2,
    fields: { sum: codec.number },
    upgradesFrom: {
      1: ({ window: _window, curve, ...rest }) => {
        if (curve.shape[0] !== 1) throw new RangeError('too long');
        return { ...rest, sum: curve.data.reduce((a: number, b: number) => a + b) };
      },
    },
  });
  const repository = new ArtifactRepository({ storage, classes: [Summing] });
  const { members, arrays } = await repository.describe(path);
  t.deepEqual([members, arrays], [{ sum: 0.5 }, {}]);
  const long = await new ArtifactRepository({ storage, classes: [Version1] }).save(
    Version1.create({ ...head, window: 1, curve: new Float64Array(2) }),
  );
  await t.throwsAsync(repository.describe(long), { message: /the upgrade from version 1 throws RangeError: too long/ });
});

test('upgradeOf says of each file whether it is current, upgraded or fails', async (t) => {
  const { storage, path, repository, seal } = await oldFile();
  const classes = new ArtifactClasses([Version2]);
  const of = (key: string) => upgradeOf(storage, key, classes, new ProgressReporter());
  const outcome = await of(path);
  t.deepEqual(outcome, { state: 'upgraded', schemaVersion: 1, seal, artifact: await repository.load(path, Version2) });
  const upgraded = await repository.save(await repository.load(path, Version2), { from: path });
  t.deepEqual(await of(upgraded), { state: 'current', seal: (await repository.describe(upgraded)).seal });
  const failed = await of('Detection/1970-01-01T00-00-01_000000.json');
  t.true(failed.state === 'failed' && isArtifactError(failed.error, 'ARTIFACT_NOT_FOUND'));
});

test('upgradeOf says that an unsealed file is current if only its values are written in another way', async (t) => {
  @Persisted({ procedure: 'Detection' })
  class WithAlias extends Artifact {
    @Persisted({ aliases: ['width'] }) window!: number;
    @NdArray('float64') curve!: Float64Array;
  }
  const storage = new MemoryStorage();
  const key = 'Detection/1970-01-01T00-00-00_000000.json';
  const text = `{"procedure_name": "Detection", "procedure_version": "1", "input_parameters": {"a": 1.0},
    "timestamp": "1970-01-01T00:00:00+00:00", "window": "-Infinity", "curve": ["NaN", 1]}`;
  for (const [written, state] of [
    [text, 'current'],
    [text.replace('window', 'width'), 'upgraded'],
  ] as const) {
    await create(storage, key, Buffer.from(written));
    t.is((await upgradeOf(storage, key, new ArtifactClasses([WithAlias]), new ProgressReporter())).state, state);
    await storage.remove(key);
  }
});
