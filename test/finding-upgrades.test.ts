// Specifies find, where, count and findOrCreate over files of several versions of a class: they see upgraded members.

import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  codec as c,
  InvalidArtifactError,
  MemoryStorage,
  NdArray,
  Persisted,
  type Source,
  Stored,
  type StoredArray,
} from '../src/index.js';
import { bytesOf, collect, create, sealed } from './support/stored.js';

/** The upgrades that ran, by version, and what they may do besides. */
const calls: number[] = [];
let looks = false;
let fails = false;

@Persisted({ procedure: 'Burst' })
class Version1 extends Artifact<{ window: number }> {
  @NdArray('float64') curve!: Float64Array;
}

// biome-ignore lint/suspicious/noExplicitAny: as users write upgrades.
type AnyFile = Record<string, any>;

const rename = ({ input_parameters: { window, ...others }, ...rest }: AnyFile) => {
  calls.push(1);
  const curve: StoredArray = rest['curve'];
  let sum: number | undefined;
  try {
    if (looks) sum = (curve.data as Float64Array).reduce((a, b) => a + b);
  } catch {
    // Users' code may catch anything.
  }
  if (fails) throw new RangeError('cannot');
  return { ...rest, input_parameters: { ...others, window_size: window, length: curve.shape[0], sum } };
};

@Persisted({ procedure: 'Burst', schemaVersion: 2, upgradesFrom: { 1: rename } })
class Version2 extends Artifact<Parameters> {
  @NdArray('float64') curve!: Float64Array;
}

type Parameters = { window_size: number; length: number; sum?: number };

@Persisted({
  procedure: 'Burst',
  schemaVersion: 3,
  upgradesFrom: {
    1: rename,
    2: (file) => {
      calls.push(2);
      return { ...file, input_parameters: { ...file['input_parameters'], method: 'pelt' } };
    },
  },
})
class Version3 extends Artifact<Parameters & { method: string }> {
  @NdArray('float64') curve!: Float64Array;
}

/** A storage that counts the bytes that are read of its files. */
class CountingStorage extends MemoryStorage {
  bytes = 0;

  override async open(key: string): Promise<Source> {
    const source = await super.open(key);
    return {
      size: source.size,
      read: (start, end) => {
        this.bytes += end - start;
        return source.read(start, end);
      },
      close: () => source.close(),
    };
  }
}

const head = (second: number) => ({ procedureVersion: '1', timestamp: new Date(1000 * second) });

/** A storage with two files of each version, of windows 10 and 20. */
async function files(length = 3) {
  const storage = new CountingStorage();
  const curve = new Float64Array(length).fill(1);
  const save = (Version: Class<Artifact>, artifact: Artifact) =>
    new ArtifactRepository({ storage, classes: [Version] }).save(artifact);
  for (const [index, window] of [10, 20].entries()) {
    const current = { window_size: window, length };
    await save(Version1, Version1.create({ ...head(index), inputParameters: { window }, curve }));
    await save(Version2, Version2.create({ ...head(10 + index), inputParameters: current, curve }));
    const parameters = { ...current, method: 'pelt' };
    await save(Version3, Version3.create({ ...head(20 + index), inputParameters: parameters, curve }));
  }
  calls.length = 0;
  storage.bytes = 0;
  return { storage, repository: new ArtifactRepository({ storage, classes: [Version3] }) };
}

test.beforeEach(() => {
  looks = false;
  fails = false;
});

const secondsOf = (found: readonly Artifact[]) => found.map(({ timestamp }) => timestamp.getTime() / 1000);

test.serial('where and parameters see the upgraded members of files of every version', async (t) => {
  const { repository } = await files();
  const where = ({ inputParameters: p }: { inputParameters: Parameters & { method: string } }) =>
    p.window_size >= 20 && p.method === 'pelt' && p.length === 3;
  t.deepEqual(secondsOf(await collect(repository.find(Version3, { where }))), [1, 11, 21]);
  t.is(await repository.count(Version3, { where }), 3);
  const parameters = { window_size: 10, length: 3, method: 'pelt' };
  t.deepEqual(secondsOf(await collect(repository.find(Version3, { parameters }))), [0, 10, 20]);
  t.is(await repository.count(Version3, { parameters }), 3);
  t.deepEqual(secondsOf([(await repository.findLatest(Version3, { parameters })) as Artifact]), [20]);
});

test.serial('findOrCreate finds what upgrades to the wanted parameters', async (t) => {
  const { storage } = await files();
  const repository = new ArtifactRepository({ storage, classes: [Version2] });
  for (const file of await collect(repository.list()))
    if (file.timestamp >= '1970-01-01T00:00:10') await repository.remove(file.path);
  const found = await repository.findOrCreate(Version2, { parameters: { window_size: 20, length: 3 } }, () => {
    throw new Error('created');
  });
  t.deepEqual(secondsOf([found]), [1]);
});

test.serial('where is asked before the elements of arrays are read, if no upgrade looks at them', async (t) => {
  const { storage, repository } = await files(2_000_000);
  const size = storage.bytes;
  t.deepEqual(await collect(repository.find(Version3, { where: () => false })), []);
  t.is(size, 0);
  // Files of older versions are read once, to their end; the others at their ends.
  t.true(storage.bytes < 4 * 4.3e6 && storage.bytes > 4 * 3.9e6, `${storage.bytes}`);
  t.deepEqual(calls.sort(), [1, 1, 2, 2, 2, 2]);
});

test.serial('an upgrade that looks at elements gets them, whatever it does with an error', async (t) => {
  looks = true;
  const { repository } = await files();
  const sums: unknown[] = [];
  const where = ({ inputParameters }: { inputParameters: Parameters }) => sums.push(inputParameters.sum) > 0;
  t.is((await collect(repository.find(Version3, { where }))).length, 6);
  t.deepEqual(sums.sort(), [3, 3, undefined, undefined, undefined, undefined]);
  t.is(await repository.count(Version3, { where: ({ inputParameters }) => inputParameters.sum === 3 }), 2);
});

test.serial('a file whose upgrade fails ends a search, or is reported and passed over', async (t) => {
  fails = true;
  const { repository } = await files();
  for (const options of [{}, { where: () => true }, { parameters: { window_size: 10, length: 3, method: 'pelt' } }]) {
    await t.throwsAsync(collect(repository.find(Version3, options)), {
      instanceOf: InvalidArtifactError,
      message: /the upgrade from version 1 throws RangeError: cannot/,
    });
    const problems: string[] = [];
    const found = await collect(
      repository.find(Version3, { ...options, onProblem: ({ code }) => problems.push(code) }),
    );
    t.deepEqual(problems, ['ARTIFACT_INVALID', 'ARTIFACT_INVALID']);
    t.true(found.length >= 2);
  }
  const { problems } = await repository.verify();
  t.deepEqual(
    problems.map(({ code }) => code),
    ['ARTIFACT_INVALID', 'ARTIFACT_INVALID'],
  );
});

test.serial('a file of a newer version is a problem of a search', async (t) => {
  const { storage } = await files();
  const repository = new ArtifactRepository({ storage, classes: [Version2] });
  await t.throwsAsync(collect(repository.find(Version2, { where: () => true })), {
    instanceOf: InvalidArtifactError,
    message: /found version 3, expected versions from 1 to 2: a newer version of Version2 has written it/,
  });
});

test.serial('files of another layout, and of another tool, are found by their upgraded members', async (t) => {
  const { storage, repository } = await files();
  const [{ path = '' } = {}] = await collect(repository.list());
  const text = Buffer.from(await bytesOf(storage, path)).toString();
  await storage.remove(path);
  const change = async (second: number, to: (text: string) => string) => {
    const timed = text.replace('00:00:00.000Z', `00:00:${second}.000Z`);
    const key = `Burst/1970-01-01T00-00-${second}_000000.json`;
    await create(storage, key, Buffer.from(to(timed)));
  };
  await change(40, (timed) => sealed(Buffer.from(timed.replace('  "curve"', '   "curve"'))).toString());
  await change(41, (timed) => timed.replace(/,\n {2}"\$artifact": \{.*$/s, '\n}\n'));
  const where = ({ inputParameters: p }: { inputParameters: Parameters }) => p.window_size === 10;
  // The lists of an unsealed file have no shape.
  const options = { where, since: '1970-01-01T00:00:40' };
  await t.throwsAsync(collect(repository.find(Version3, options)), { message: /throws TypeError/ });
  t.deepEqual(secondsOf(await collect(repository.find(Version3, { ...options, onProblem: () => undefined }))), [40]);
});

// ── Arrays in parameters ────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Grid1 {
  @NdArray('float64') points!: Float64Array;
}

@Persisted({ procedure: 'Grid' })
class OnGrid1 extends Artifact<Grid1> {
  @Stored(c.nested(() => Grid1)) declare inputParameters: Grid1;
}

test.serial('parameters with arrays are compared after the upgrade, too', async (t) => {
  @Persisted()
  class Grid2 {
    @NdArray('float32') knots!: Float32Array;
  }
  @Persisted({
    procedure: 'Grid',
    schemaVersion: 2,
    upgradesFrom: {
      1: ({ input_parameters: { points }, ...rest }) => ({
        ...rest,
        input_parameters: { knots: Float32Array.from(points.data) },
      }),
    },
  })
  class OnGrid2 extends Artifact<Grid2> {
    @Stored(c.nested(() => Grid2)) declare inputParameters: Grid2;
  }
  const storage = new MemoryStorage();
  const old = Object.assign(new OnGrid1(), head(0), {
    inputParameters: Object.assign(new Grid1(), { points: Float64Array.of(1, 2) }),
  });
  await new ArtifactRepository({ storage, classes: [OnGrid1] }).save(old);
  const repository = new ArtifactRepository({ storage, classes: [OnGrid2] });
  const wanted = (...knots: number[]) => ({
    parameters: Object.assign(new Grid2(), { knots: Float32Array.from(knots) }),
  });
  t.is((await collect(repository.find(OnGrid2, wanted(1, 2)))).length, 1);
  t.is((await collect(repository.find(OnGrid2, wanted(1, 3)))).length, 0);
  t.is(await repository.count(OnGrid2, wanted(1, 2)), 1);
});
