// What refers to what in a storage: verify names references that lead to nothing, or to other bytes, and remove refuses what others refer to.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  encode,
  FileStorage,
  MemoryStorage,
  Persisted,
  Reference,
  ReferencedError,
  type Storage,
  Stored,
} from '../src/index.js';
import { bytesOf, collect, create, newFolder, replacedIn, sealed } from './support/stored.js';

@Persisted({ procedure: 'Step' })
class Step extends Artifact<{ index: number }> {
  @Stored(c.list(c.reference(() => Step))) from!: Reference<Step>[];
  @Reference(() => Step, { optional: true }) model?: Reference<Step>;
}

const repositoryIn = (storage: Storage) => new ArtifactRepository({ storage, classes: [Step] });

const step = (index: number, ...from: Reference<Step>[]): Step =>
  Step.create({ procedureVersion: '1', inputParameters: { index }, timestamp: new Date(index * 1000), from });

/** Saves a chain of three: the first, the second made from it, and the third made from the second. */
async function chain(storage: Storage) {
  const repository = repositoryIn(storage);
  const paths: string[] = [];
  const steps: Step[] = [];
  for (let index = 0; index < 3; index++) {
    steps.push(step(index, ...steps.slice(-1).map((each) => repository.referenceTo(each))));
    paths.push(await repository.save(steps[index] as Step));
  }
  return { repository, steps, paths: paths as [string, string, string] };
}

/** Puts a file in the place of another one. */
async function replace(storage: MemoryStorage, key: string, bytes: Uint8Array): Promise<void> {
  await storage.remove(key);
  await create(storage, key, bytes);
}

const sealOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString().slice(-72, -8);

// ── verify ──────────────────────────────────────────────────────────────────────────────────────────────────────────

for (const decode of ['declared', 'none'] as const) {
  test(`verify names a reference to what is gone, as a problem of the file that refers: decode ${decode}`, async (t) => {
    const storage = new MemoryStorage();
    const { repository, paths } = await chain(storage);
    t.deepEqual((await repository.verify({ decode })).problems, []);
    await repository.remove(paths[0], { evenIfReferenced: true });
    t.deepEqual(await repository.verify({ decode }), {
      checked: 2,
      problems: [
        {
          path: paths[1],
          code: 'ARTIFACT_INVALID',
          message: `${paths[1]} has 1 fault:\n  /from/0: found a reference to ${paths[0]}, where there is no file, expected an artifact that is saved here`,
        },
      ],
      sealed: 1,
      unsealed: 0,
      undecoded: decode === 'none' ? [{ procedureName: 'Step', count: 1 }] : [],
    });
  });
}

test('verify names references to other bytes, and the changed artifact itself', async (t) => {
  const storage = new MemoryStorage();
  const { repository, steps, paths } = await chain(storage);
  const { seal } = repository.referenceTo(steps[0] as Step);
  const otherBytes = await replacedIn(storage, paths[0], '"procedure_version": "1"', '"procedure_version": "2"');
  await replace(storage, paths[0], otherBytes);
  const found = `an artifact with the seal ${sealOf(otherBytes).slice(0, 16)}…, expected the seal ${seal.slice(0, 16)}…`;
  t.deepEqual((await repository.verify()).problems, [
    {
      path: paths[1],
      code: 'ARTIFACT_INVALID',
      message: `${paths[1]} has 1 fault:\n  /from/0: found a reference to ${paths[0]}, where there is now ${found}`,
    },
  ]);
  await replace(storage, paths[0], Buffer.from(encode(step(0))).subarray(0, -1));
  const { problems } = await repository.verify();
  t.deepEqual(problems.map(({ path, code }) => `${code} ${path}`).sort(), [
    `ARTIFACT_INTEGRITY ${paths[0]}`,
    `ARTIFACT_INVALID ${paths[1]}`,
  ]);
  t.true(problems.some(({ message }) => message.includes(`a reference to ${paths[0]}, a file without a seal`)));
});

test('verify takes for a reference what has the form of one, in a file of any class and of another tool', async (t) => {
  const storage = new MemoryStorage();
  const reference = { name: '1970-01-01T00-00-00_44136f', procedure_name: 'Gone', seal: 'a'.repeat(64) };
  const others = { ...reference, more: 1 };
  const wrongs = [
    others,
    { ...reference, seal: 'A'.repeat(64) },
    { ...reference, name: '../x' },
    { ...reference, procedure_name: '..' },
    { ...reference, procedure_name: 'a/b' },
    { name: reference.name, seal: reference.seal },
  ];
  const text = JSON.stringify({
    procedure_name: 'Python',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00',
    right: { 'a/b': [reference, wrongs] },
  });
  await create(storage, 'Python/1970-01-01T00-00-00_44136f.json', Buffer.from(text));
  const [problem, ...more] = (await repositoryIn(storage).verify()).problems;
  t.deepEqual(more, []);
  t.regex(
    problem?.message ?? '',
    / has 1 fault:\n {2}\/right\/a~1b\/0: found a reference to Gone\/1970-01-01T00-00-00_44136f\.json, /,
  );
});

test('verify lists the wrong references of a file up to a limit, and says how many more there are', async (t) => {
  const storage = new MemoryStorage();
  const reference = { name: '1970-01-01T00-00-00_44136f', procedure_name: 'Gone', seal: 'a'.repeat(64) };
  const text = JSON.stringify({
    procedure_name: 'Python',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00',
    many: Array.from({ length: 20_000 }, () => reference),
  });
  await create(storage, 'Python/1970-01-01T00-00-00_44136f.json', Buffer.from(text));
  const [problem] = (await repositoryIn(storage).verify()).problems;
  t.regex(problem?.message ?? '', / has 10001 faults:\n {2}\/many\/0: .*… and 9991 more$/s);
});

// ── remove ──────────────────────────────────────────────────────────────────────────────────────────────────────────

for (const [name, make] of [
  ['FileStorage', async () => new FileStorage(await newFolder())],
  ['MemoryStorage', async () => new MemoryStorage()],
] as const) {
  test(`${name}: remove refuses what others refer to, and names them, unless told`, async (t) => {
    const { repository, paths } = await chain(await make());
    const error = await t.throwsAsync(repository.remove(paths[0]), { instanceOf: ReferencedError });
    t.like(error, {
      code: 'ARTIFACT_REFERENCED',
      path: paths[0],
      referrers: [paths[1]],
      message: `${paths[0]} is referred to by ${paths[1]}; nothing was removed`,
    });
    t.true(await repository.has(paths[0]));
    await repository.remove(paths[2]);
    await repository.remove(paths[1]);
    await repository.remove(paths[0]);
    t.deepEqual(await collect(repository.list()), []);
    const again = await chain(await make());
    await again.repository.remove(again.paths[0], { evenIfReferenced: true });
    t.deepEqual(await Promise.all(again.paths.map((path) => again.repository.has(path))), [false, true, true]);
  });
}

test('the error of remove names eight files, and says how many more there are', async (t) => {
  const repository = repositoryIn(new MemoryStorage());
  const first = step(0);
  const path = await repository.save(first);
  const referrers: string[] = [];
  for (let index = 1; index <= 10; index++)
    referrers.push(await repository.save(step(index, repository.referenceTo(first))));
  const error = await t.throwsAsync(repository.remove(path), { instanceOf: ReferencedError });
  t.deepEqual(error?.referrers, referrers);
  t.is(error?.message, `${path} is referred to by ${referrers.slice(0, 8).join(', ')} and 2 more; nothing was removed`);
});

test('an artifact with other bytes than those that others refer to is removed', async (t) => {
  const storage = new MemoryStorage();
  const { repository, paths } = await chain(storage);
  const original = await bytesOf(storage, paths[0]);
  await replace(
    storage,
    paths[0],
    await replacedIn(storage, paths[0], '"procedure_version": "1"', '"procedure_version": "2"'),
  );
  await repository.remove(paths[0]);
  await create(storage, paths[0], original);
  await t.throwsAsync(repository.remove(paths[0]), { instanceOf: ReferencedError });
});

test('a damaged file that others refer to is refused as a whole one is', async (t) => {
  const storage = new MemoryStorage();
  const { repository, paths } = await chain(storage);
  await replace(storage, paths[0], (await bytesOf(storage, paths[0])).subarray(0, 100));
  await t.throwsAsync(repository.remove(paths[0]), { instanceOf: ReferencedError });
});

test('a damaged file counts among those that refer if it has the name of the artifact in it', async (t) => {
  const storage = new MemoryStorage();
  const { repository, paths } = await chain(storage);
  const bytes = Buffer.from(await bytesOf(storage, paths[1]));
  await replace(storage, paths[1], bytes.subarray(0, bytes.indexOf('"timestamp"')));
  const error = await t.throwsAsync(repository.remove(paths[0]), { instanceOf: ReferencedError });
  t.deepEqual(error?.referrers, [paths[1]]);
  await repository.remove(paths[2]);
});

test('a file of any size and layout is searched', async (t) => {
  const storage = new MemoryStorage();
  const { repository, steps, paths } = await chain(storage);
  const { name, procedureName, seal } = repository.referenceTo(steps[2] as Step);
  const reference = { seal, procedure_name: procedureName, name };
  const member = {
    procedure_name: 'Big',
    procedure_version: '1',
    input_parameters: {},
    timestamp: '1970-01-01T00:00:00',
  };
  for (const size of [0, 1 << 18, 1 << 20, (1 << 21) - 3]) {
    const text = JSON.stringify({ ...member, pad: 'x'.repeat(size), reference });
    await create(storage, 'Big/big.json', Buffer.from(text));
    const error = await t.throwsAsync(repository.remove(paths[2]), { instanceOf: ReferencedError });
    t.deepEqual(error?.referrers, ['Big/big.json']);
    await storage.remove('Big/big.json');
  }
  const text = JSON.stringify({ ...member, reference }).replace('"seal"', '"\\u0073eal"');
  await create(storage, 'Big/big.json', Buffer.from(text));
  await t.throwsAsync(repository.remove(paths[2]), { instanceOf: ReferencedError });
  await storage.remove('Big/big.json');
  await repository.remove(paths[2]);
});

test('remove refuses wrong options', async (t) => {
  const { repository, paths } = await chain(new MemoryStorage());
  for (const [options, message] of [
    [{ force: true }, /^found the option force, expected evenIfReferenced/],
    [{ evenIfReferenced: 'yes' }, /^found evenIfReferenced: "yes", expected true or false/],
    [true, /^found true as options/],
  ] as const)
    await t.throwsAsync(repository.remove(paths[2], options as never), { instanceOf: TypeError, message });
  t.true(await repository.has(paths[2]));
});

test('remove refuses if a file cannot be read that may refer to the artifact', async (t) => {
  class Failing extends MemoryStorage {
    override async open(key: string) {
      if (key.includes('00-00-01')) throw new Error('the disk is gone');
      return super.open(key);
    }
  }
  const storage = new MemoryStorage();
  const { paths } = await chain(storage);
  const failing = new Failing();
  for (const path of paths) await create(failing, path, await bytesOf(storage, path));
  const repository = repositoryIn(failing);
  const message = /^open Step\/1970-01-01T00-00-01_29219e\.json: the storage throws Error: the disk is gone/;
  await t.throwsAsync(repository.remove(paths[2]), { code: 'ARTIFACT_STORAGE', message });
  t.true(await repository.has(paths[2]));
  await repository.remove(paths[2], { evenIfReferenced: true });
  t.false(await repository.has(paths[2]));
});

test('what is no artifact in a storage does not keep an artifact', async (t) => {
  const root = await newFolder();
  const { repository, paths } = await chain(new FileStorage(root));
  await writeFile(join(root, 'Step', 'README.md'), '# "seal"\n');
  await writeFile(join(root, 'Step', 'x~'), '');
  await writeFile(join(root, 'note.txt'), '"seal"');
  await repository.remove(paths[2]);
  t.false(await repository.has(paths[2]));
});

// ── A model ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A graph of artifacts: for each one, which of the ones before it was made from. Removed and changed are some of them. */
const graphs = fc
  .array(fc.record({ from: fc.array(fc.nat(), { maxLength: 3 }), model: fc.option(fc.nat()) }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((nodes) =>
    fc.record({
      nodes: fc.constant(
        nodes.map(({ from, model }, index) => ({
          from: index === 0 ? [] : from.map((each) => each % index),
          model: index === 0 || model === null ? undefined : model % index,
        })),
      ),
      removed: fc.subarray([...nodes.keys()]),
      changed: fc.subarray([...nodes.keys()]),
    }),
  );

test('save, load, remove and verify agree with a plain model of what was made from what', async (t) => {
  await fc.assert(
    fc.asyncProperty(graphs, async ({ nodes, removed, changed }) => {
      const storage = new MemoryStorage();
      const repository = repositoryIn(storage);
      const steps: Step[] = [];
      const paths: string[] = [];
      const to = (index: number) => repository.referenceTo(steps[index] as Step);
      for (const [index, { from, model }] of nodes.entries()) {
        const made = step(index, ...from.map(to));
        if (model !== undefined) made.model = to(model);
        steps.push(made);
        paths.push(await repository.save(made));
      }
      const sources = nodes.map(({ from, model }) => new Set([...from, ...(model === undefined ? [] : [model])]));
      for (const [index, path] of paths.entries()) {
        const loaded = await repository.load(path);
        const loadedSources = await Promise.all(loaded.from.map((each) => each.load()));
        t.deepEqual(
          loadedSources.map(({ inputParameters }) => inputParameters.index),
          nodes[index]?.from,
        );
        t.deepEqual((await loaded.model?.load())?.inputParameters.index, nodes[index]?.model);
      }
      // Removed from the last to the first, so that it depends on the others whether one is refused.
      const gone = new Set<number>();
      for (const index of removed.reverse()) {
        const referrers = sources.flatMap((each, at) => (each.has(index) && !gone.has(at) ? [at] : []));
        if (referrers.length === 0) {
          await repository.remove(paths[index] as string);
          gone.add(index);
          continue;
        }
        const error = await t.throwsAsync(repository.remove(paths[index] as string), { instanceOf: ReferencedError });
        t.deepEqual(
          error?.referrers,
          referrers.map((at) => paths[at]),
        );
      }
      t.deepEqual((await repository.verify()).problems, []);
      // The bytes of some are changed, and sealed again.
      const wrong = new Set<number>();
      for (const index of changed) {
        if (gone.has(index)) continue;
        const text = Buffer.from(await bytesOf(storage, paths[index] as string)).toString();
        const bytes = sealed(Buffer.from(text.replace('"procedure_version": "1"', '"procedure_version": "2"')));
        await replace(storage, paths[index] as string, bytes);
        wrong.add(index);
      }
      const problems = (await repository.verify({ decode: 'none' })).problems.map(({ path }) => path);
      t.deepEqual(
        problems.sort(),
        paths.filter((_, index) => !gone.has(index) && [...(sources[index] ?? [])].some((each) => wrong.has(each))),
      );
    }),
    { numRuns: 60 },
  );
});
