import { expectBytes, expectError, expectSame } from './expectations.js';
import { bytesOf, collected, create, listed, NOTHING, read, sightOf, withDraft } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const [ONE, TWO] = ['Alpha/1.json', 'Alpha/10.json'] as const;

/** What the methods promise that a storage need not have. */
export const OPTIONAL_PROMISES: readonly StoragePromise[] = [
  {
    title: 'remove, if the storage has it, removes one file and no other, and its key may be used again',
    check: async (storage, other) => {
      if (storage.remove === undefined) return;
      for (const key of [ONE, TWO]) await create(storage, key, bytesOf(key, 100));
      await storage.remove(ONE);
      expectSame(await listed(other), [TWO], 'the list after a file was removed');
      await expectError(() => read(other, ONE), 'ARTIFACT_NOT_FOUND', 'opening a file that was removed');
      expectBytes(await read(other, TWO), bytesOf(TWO, 100), 'the file beside one that was removed');
      expectSame(
        await create(other, ONE, bytesOf('again', 100)),
        'created',
        'publishing under a key that is free again',
      );
      expectBytes(await read(storage, ONE), bytesOf('again', 100), 'a file under a key that is used again');
    },
  },
  {
    title: 'remove, if the storage has it, throws a NotFoundError where there is no file',
    check: async (storage) => {
      if (storage.remove === undefined) return;
      const expectNotFound = (what: string) =>
        expectError(() => storage.remove?.(ONE), 'ARTIFACT_NOT_FOUND', `removing ${what}`);
      await expectNotFound('from an empty storage');
      await create(storage, TWO, bytesOf(TWO, 100));
      await expectNotFound('a file that does not exist');
      await create(storage, ONE, bytesOf(ONE, 100));
      await storage.remove(ONE);
      await expectNotFound('a file for the second time');
    },
  },
  {
    title: 'survey, if the storage has it, has the key of every file and finds no problem where there is none',
    check: async (storage, other) => {
      if (other.survey === undefined) return;
      expectSame(await collected(other.survey()), [], 'the survey of an empty storage');
      const keys = [ONE, TWO, 'Beta/1.json'];
      for (const key of keys) await create(storage, key, bytesOf(key, 100));
      expectSame((await collected(other.survey())).sort(), keys, 'the survey of some files');
    },
  },
  {
    title: 'checkWritable, if the storage has it, leaves no file',
    check: async (storage, other) => {
      if (storage.checkWritable === undefined) return;
      await storage.checkWritable('Alpha');
      expectSame(await sightOf(other, ONE), NOTHING, 'what is visible after checkWritable');
      expectSame(await create(storage, ONE, bytesOf(ONE, 100)), 'created', 'publishing after checkWritable');
      await storage.checkWritable('Alpha');
      expectSame(await listed(other), [ONE], 'the list after checkWritable');
    },
  },
  {
    title: 'sweep, if the storage has it, leaves all files, and the drafts of processes that are running',
    check: async (storage, other) => {
      if (storage.sweep === undefined) return;
      await create(storage, ONE, bytesOf(ONE, 100));
      const bytes = bytesOf(TWO, 2 ** 20);
      await withDraft(storage, TWO, async (draft) => {
        await draft.write(bytes);
        await draft.prepare?.(TWO);
        for (const each of [storage, other])
          expectSame(await each.sweep?.(), [], 'what a sweep removes of running processes');
        expectSame(await draft.publish(TWO), 'created', 'publishing a draft after a sweep');
      });
      expectSame(await storage.sweep(), [], 'what a sweep removes where nothing was left behind');
      expectBytes(await read(other, ONE), bytesOf(ONE, 100), 'a file after a sweep');
      expectBytes(await read(other, TWO), bytes, 'a file whose draft lived through a sweep');
    },
  },
];
