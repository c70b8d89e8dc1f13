import { isArtifactError } from '../model/errors.js';
import { isSafeName } from '../storage/key.js';
import type { Storage } from '../storage/storage.js';
import { expectBytes, expectError, expectSame } from './expectations.js';
import { bytesOf, create, listed, read, withDraft } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const KEYS = [
  'Alpha/1.json',
  'ChangePointDetection/2026-02-11T15-40-12_41505c.json',
  'ChangePointDetection/2026-02-11T15-40-12_41505c_733a8bf09b093731.json',
  'a.b-c_d/notes.json',
  '_/_',
  `${'x'.repeat(128)}/${'y'.repeat(128)}`,
];

/** Keys that lead out of a storage, or have a name that some file system or URL takes for something else. */
const WRONG_KEYS = [
  'a.json',
  '',
  '../a.json',
  'A/../../a.json',
  'A/..',
  '/etc/passwd',
  'A/B/a.json',
  'A/',
  '/a.json',
  'A//a.json',
  'A/.a.json',
  './a.json',
  'A/a\0.json',
  'A/a.json\n',
  'A/a b.json',
  'A/%2e%2e',
  'A/a.json:stream',
  'A/é.json',
  'A\\..\\a.json',
  'A./a.json',
  'A/a.json.',
  'CON/a.json',
  'A/nul.json',
  'A/com1.tar.json',
  'lpt9/a.json',
  'C:/a.json',
  'A/e\u0301.json',
  'A/\uff41.json',
  `A/${'x'.repeat(129)}`,
  `A/${'x'.repeat(300)}`,
];

/** Returns the key that a storage finds in the path of a wrong key; undefined if it refuses the key or the path. */
function keyThatIsFound(storage: Storage, key: string): string | undefined {
  try {
    return storage.keyOf(storage.pathOf(key));
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_STORAGE')) return undefined;
    throw error;
  }
}

/** What a storage promises of keys and paths. */
export const KEY_PROMISES: readonly StoragePromise[] = [
  {
    title: 'keyOf is the inverse of pathOf, and every key has a path of its own',
    check: async (storage) => {
      for (const key of KEYS) expectSame(storage.keyOf(storage.pathOf(key)), key, 'the key of the path of a key');
      expectSame(new Set(KEYS.map((key) => storage.pathOf(key))).size, KEYS.length, 'how many paths some keys have');
    },
  },
  {
    title: 'files are kept under all safe keys, also the longest',
    check: async (storage, other) => {
      for (const key of KEYS) expectSame(await create(storage, key, bytesOf(key, 9)), 'created', `publishing ${key}`);
      for (const key of KEYS) expectBytes(await read(other, key), bytesOf(key, 9), `the file under ${key}`);
      expectSame(await listed(other), KEYS.toSorted(), 'the list of some keys');
    },
  },
  {
    title: 'keyOf returns no key that leads out of the storage',
    check: async (storage) => {
      for (const wrong of WRONG_KEYS) {
        const key = keyThatIsFound(storage, wrong);
        const names = key?.split('/');
        const isSafe = names === undefined || (names.length === 2 && names.every(isSafeName));
        expectSame(isSafe, true, `whether keyOf refuses the path of ${JSON.stringify(wrong)}, or finds a safe key`);
      }
    },
  },
  {
    title: 'a key that leads out of the storage is refused with a StorageError, and nothing is created',
    check: async (storage, other) => {
      for (const key of WRONG_KEYS) {
        const text = JSON.stringify(key);
        await expectError(() => create(storage, key, bytesOf(key, 9)), 'ARTIFACT_STORAGE', `publishing under ${text}`);
        await expectError(() => read(storage, key), 'ARTIFACT_STORAGE', `opening ${text}`);
        if (storage.remove !== undefined)
          await expectError(() => storage.remove?.(key), 'ARTIFACT_STORAGE', `removing ${text}`);
      }
      expectSame(await listed(other), [], 'the list after only wrong keys');
    },
  },
  {
    title: 'a draft is published only in its own folder',
    check: async (storage, other) => {
      await withDraft(storage, 'Alpha/1.json', async (draft) => {
        await draft.write(bytesOf('elsewhere', 9));
        const publish = () => draft.publish('Beta/1.json');
        await expectError(publish, 'ARTIFACT_STORAGE', 'publishing a draft of Alpha in Beta');
        expectSame(await draft.publish('Alpha/1.json'), 'created', 'publishing a draft in its own folder');
      });
      expectSame(await listed(other), ['Alpha/1.json'], 'the list after a draft of Alpha');
    },
  },
];
