import { sealPrefixOf } from '../format/address.js';
import { ArtifactRepository } from '../repository/repository.js';
import type { Storage } from '../storage/storage.js';
import { expectBytes, expectError, expectSame } from './expectations.js';
import { ContractSample, largeSample, sampleOf } from './sample.js';
import { bytesOf, collected, create, listed, read } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes: [ContractSample] });

/** How many artifacts are saved at the same time. */
const SAVES = 16;

/** The key of the sample, without `.json`: procedure, second, and the beginning of the SHA-256 of its parameters. */
const NAME = 'StorageContract/2026-02-11T15-40-12_0637a8';

/** The report of a verification that has found no problem. */
const sound = (count: number) => ({ checked: count, problems: [], sealed: count, unsealed: 0, undecoded: [] });

const sealIn = (file: Uint8Array): string => JSON.parse(Buffer.from(file).toString()).$artifact.sha256;

const on = (day: number, seed = 0): ContractSample => sampleOf({ timestamp: new Date(Date.UTC(2026, 1, day)), seed });

/** What a repository promises of artifacts that it keeps in a storage. */
export const REPOSITORY_PROMISES: readonly StoragePromise[] = [
  {
    title: 'an artifact is saved under its name, and loads bit for bit',
    check: async (storage, other) => {
      for (const sample of [sampleOf(), largeSample()]) {
        const path = await repositoryOf(storage).save(sample);
        expectSame(await repositoryOf(other).load(path), sample, 'an artifact that was saved and loaded');
        if (sample.curve.length === 5) expectSame(path, storage.pathOf(`${NAME}.json`), 'the path of an artifact');
      }
      expectSame(await repositoryOf(other).verify(), sound(2), 'the verification of two artifacts');
    },
  },
  {
    title: 'saving the identical artifact again returns the same path, and changes nothing',
    check: async (storage, other) => {
      const path = await repositoryOf(storage).save(sampleOf());
      const bytes = await read(storage, storage.keyOf(path));
      for (const each of [storage, other])
        expectSame(await repositoryOf(each).save(sampleOf()), path, 'the path of an artifact that was saved again');
      expectBytes(await read(other, other.keyOf(path)), bytes, 'a file that was saved again');
      expectSame(await listed(other), [`${NAME}.json`], 'the list after an artifact was saved three times');
    },
  },
  {
    title: 'another artifact of the same name is saved beside it, with digits of its seal in the name',
    check: async (storage, other) => {
      const first = await repositoryOf(storage).save(sampleOf());
      const second = await repositoryOf(other).save(sampleOf({ seed: 2 }));
      const key = other.keyOf(second);
      const suffix = sealPrefixOf(sealIn(await read(storage, key)));
      expectSame(key, `${NAME}_${suffix}.json`, 'the key of the second artifact of a name');
      expectSame(
        await repositoryOf(storage).save(sampleOf({ seed: 2 })),
        second,
        'the path of the second artifact, saved again',
      );
      expectSame(await repositoryOf(other).load(first), sampleOf(), 'the first artifact of a name');
      expectSame(await repositoryOf(storage).load(second), sampleOf({ seed: 2 }), 'the second artifact of a name');
    },
  },
  {
    title: 'with onConflict: error, another artifact of the same name is refused, and nothing is written',
    check: async (storage, other) => {
      await repositoryOf(storage).save(sampleOf());
      const save = () => repositoryOf(other).save(sampleOf({ seed: 2 }), { onConflict: 'error' });
      await expectError(save, 'ARTIFACT_CONFLICT', 'saving another artifact of the same name');
      expectSame(await listed(other), [`${NAME}.json`], 'the list after a conflict');
    },
  },
  {
    title: 'of many artifacts of one name that are saved at the same time, none is lost',
    check: async (storage, other) => {
      const samples = Array.from({ length: SAVES }, (_, seed) => sampleOf({ seed }));
      const repositories = [repositoryOf(storage), repositoryOf(other)] as const;
      const paths = await Promise.all(
        // Each artifact is saved twice, by both repositories.
        [...samples, ...samples].map((sample, index) =>
          (repositories[(index % 3) % 2] as ArtifactRepository).save(sample),
        ),
      );
      expectSame(new Set(paths).size, SAVES, 'how many files some artifacts of one name have');
      expectSame(
        paths.slice(SAVES),
        paths.slice(0, SAVES),
        'the paths of artifacts that were saved twice at the same time',
      );
      for (const [index, sample] of samples.entries())
        expectSame(await repositories[1].load(paths[index] as string), sample, 'one of many artifacts of one name');
      expectSame(await repositories[1].verify(), sound(SAVES), 'the verification of many artifacts of one name');
    },
  },
  {
    title: 'artifacts are listed, counted and found by their times, seeds and parameters',
    check: async (storage, other) => {
      const samples = [on(12, 1), on(14, 2), on(11, 1), on(13, 1)];
      for (const sample of samples) await repositoryOf(storage).save(sample);
      const repository = repositoryOf(other);
      const days = async (found: AsyncIterable<{ readonly timestamp: Date | string }>) =>
        (await collected(found)).map(({ timestamp }) =>
          Number((typeof timestamp === 'string' ? timestamp : timestamp.toISOString()).slice(8, 10)),
        );
      expectSame(await days(repository.list()), [11, 12, 13, 14], 'the days of all artifacts');
      const between = {
        procedure: 'StorageContract',
        since: '2026-02-12',
        until: '2026-02-13',
        order: 'newest',
      } as const;
      expectSame(await days(repository.list(between)), [13, 12], 'the days of the artifacts of two days');
      expectSame(await days(repository.find(ContractSample, { seed: 1 })), [11, 12, 13], 'the days of found artifacts');
      expectSame(await repository.count(ContractSample, { seed: 1, since: '2026-02-12' }), 2, 'the count of artifacts');
      expectSame(await repository.findLatest(ContractSample, { seed: 1 }), on(13, 1), 'the latest artifact');
      const { inputParameters: parameters } = on(11) as { inputParameters: { [key: string]: unknown } };
      expectSame(
        await repository.count(ContractSample, { parameters }),
        4,
        'the count of artifacts of some parameters',
      );
      const other5 = { parameters: { ...parameters, threshold: 5 } };
      expectSame(await repository.count(ContractSample, other5), 0, 'the count of artifacts of other parameters');
    },
  },
  {
    title: 'findOrCreate creates an artifact once, and finds it afterwards',
    check: async (storage, other) => {
      let calls = 0;
      const parameters = { threshold: 7 };
      const make = () => {
        calls++;
        return sampleOf({ inputParameters: parameters });
      };
      for (const each of [storage, other]) {
        const found = await repositoryOf(each).findOrCreate(ContractSample, { parameters }, make);
        expectSame(found, sampleOf({ inputParameters: parameters }), 'a found or created artifact');
      }
      expectSame(calls, 1, 'how often an artifact was created');
    },
  },
  {
    title: 'an artifact is described without its class, and its arrays are read by ranges',
    check: async (storage, other) => {
      const sample = largeSample();
      const path = await repositoryOf(storage).save(sample);
      const repository = new ArtifactRepository({ storage: other, classes: [] });
      const { procedureName, members, arrays } = await repository.describe(path);
      expectSame(
        [procedureName, members['seed'], Object.keys(arrays)],
        ['StorageContract', 0, ['/counts', '/curve']],
        'the description of an artifact',
      );
      const array = (await repository.open(path)).array('/curve');
      const elements: number[] = [];
      for await (const piece of array.pieces()) for (const element of piece) elements.push(Number(element));
      expectSame(Float64Array.from(elements), sample.curve, 'an array that was read piece by piece');
    },
  },
  {
    title: 'verify names a damaged file, and a file that is no artifact',
    check: async (storage, other) => {
      const path = await repositoryOf(storage).save(sampleOf());
      const damaged = Buffer.from(await read(storage, storage.keyOf(path)));
      damaged.write('1', damaged.indexOf('"seed": 0') + 8);
      const key = 'StorageContract/2026-02-11T15-40-13_000000.json';
      await create(storage, key, damaged);
      await create(storage, 'StorageContract/notes.json', bytesOf('notes', 10));
      const { checked, problems } = await repositoryOf(other).verify();
      const found = problems.map(({ path: each, code }) => [other.keyOf(each), code]).sort();
      const expected = [
        [key, 'ARTIFACT_INTEGRITY'],
        ['StorageContract/notes.json', 'ARTIFACT_FORMAT'],
      ];
      expectSame([checked, found], [3, expected], 'what verify finds');
    },
  },
  {
    title: 'an artifact that was removed, if the storage removes, is gone, and may be saved again',
    check: async (storage, other) => {
      if (storage.remove === undefined) return;
      const repository = repositoryOf(storage);
      const [first, second] = [await repository.save(sampleOf()), await repository.save(sampleOf({ seed: 2 }))];
      await repository.remove(first);
      expectSame(
        [await repository.has(first), await repositoryOf(other).has(second)],
        [false, true],
        'what is there after a removal',
      );
      await expectError(() => repository.load(first), 'ARTIFACT_NOT_FOUND', 'loading an artifact that was removed');
      expectSame(await repository.save(sampleOf()), first, 'the path of an artifact that was removed and saved again');
    },
  },
];
