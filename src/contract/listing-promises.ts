import type { NameRange } from '../storage/storage.js';
import { expectSame } from './expectations.js';
import { createAll, listed } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

/** How many keys the long listings have: more than two pages of any object storage. */
const MANY = 2050;

/** Returns keys of a folder whose names have a width, so that their order is that of their numbers. */
const manyKeys = (folder: string, count: number, step = 1): string[] =>
  Array.from({ length: count }, (_, index) => `${folder}/${String(index * step).padStart(6, '0')}.json`);

const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** Returns the keys whose names are in a range. */
const within = (keys: readonly string[], { from, until }: NameRange): string[] =>
  keys.filter((key) => (from === undefined || nameOf(key) >= from) && (until === undefined || nameOf(key) < until));

/** Folders whose names begin alike, and stand before and after each other in different orders. */
const FOLDERS = ['Alpha', 'Alpha-2', 'Alpha.old', 'Alpha2', 'AlphaBeta', 'Alph', 'alpha_', 'Beta'];

const RANGES: readonly NameRange[] = [
  {},
  { from: '000500.json' },
  { from: '0015' },
  { until: '000500.json' },
  { until: '0015' },
  { from: '000999.json', until: '001001.json' },
  { from: '000100', until: '0019' },
  { from: '000100.json', until: '000100.json' },
  { from: '9' },
  { until: '0' },
  { from: '0019', until: '0001' },
];

/** What a storage promises of lists. */
export const LISTING_PROMISES: readonly StoragePromise[] = [
  {
    title: 'an empty storage lists nothing',
    check: async (storage) => {
      expectSame(await listed(storage), [], 'the list of an empty storage');
      expectSame(await listed(storage, 'Alpha'), [], 'the list of a folder of an empty storage');
    },
  },
  {
    title: 'a list has the keys of all folders, or exactly those of one',
    check: async (storage, other) => {
      const keys = FOLDERS.flatMap((folder) => manyKeys(folder, 3));
      await createAll(storage, keys);
      expectSame(await listed(other), keys.toSorted(), 'the list of several folders');
      for (const folder of FOLDERS)
        expectSame(await listed(other, folder), manyKeys(folder, 3), `the list of ${folder}`);
      for (const none of ['Alp', 'Gamma', '..', '../Beta', '.', '', 'Beta/', '/', 'Beta/000001.json'])
        expectSame(await listed(other, none), [], `the list of ${JSON.stringify(none)}, where there is no folder`);
    },
  },
  {
    title: `a list is complete and has each key once, also with ${MANY} keys`,
    check: async (storage, other) => {
      const keys = [...manyKeys('Alpha', MANY), ...manyKeys('Beta', 2)];
      await createAll(storage, keys);
      const expectAll = (found: readonly string[], expected: readonly string[], what: string) => {
        expectSame(found.length, expected.length, `how many keys ${what} has`);
        expectSame(found, expected, what);
      };
      expectAll(await listed(other), keys, 'a long list');
      expectAll(await listed(other, 'Alpha'), keys.slice(0, MANY), 'the long list of a folder');
      expectAll(await listed(other, 'Beta'), keys.slice(MANY), 'the list of a folder beside a long one');
      for (const range of RANGES) {
        for (const folder of [undefined, 'Alpha', 'Beta']) {
          const all = keys.filter((key) => folder === undefined || key.startsWith(`${folder}/`));
          const found = await listed(other, folder, range);
          const what = `the list of ${folder ?? 'all folders'} from ${range.from} until ${range.until}`;
          expectAll(within(found, range), within(all, range), what);
          const known = new Set(all);
          expectSame(
            found.filter((key, index) => !known.has(key) || key === found[index - 1]),
            [],
            `what ${what} has twice, or has invented`,
          );
        }
      }
    },
  },
  {
    title: 'a list that others write into meanwhile has each key once, and every key that was there before',
    check: async (storage, other) => {
      const before = manyKeys('Beta', MANY >> 1, 2);
      await createAll(storage, before);
      const found: string[] = [];
      let writing: Promise<unknown> | undefined;
      for await (const key of other.list()) {
        found.push(key);
        // Names between those that are there, and folders on both sides of theirs.
        writing ??= Promise.all([
          createAll(
            storage,
            manyKeys('Beta', 60, 37).filter((each) => !before.includes(each)),
          ),
          createAll(storage, [...manyKeys('Alpha', 10), ...manyKeys('Gamma', 10)]),
        ]);
        if (found.length === 10) await writing;
      }
      await writing;
      const times = new Map<string, number>();
      for (const key of found) times.set(key, (times.get(key) ?? 0) + 1);
      const missing = before.filter((key) => !times.has(key));
      expectSame(missing, [], 'the keys that were there before and that a list lacks, into which others write');
      const twice = [...times].filter(([, count]) => count > 1);
      expectSame(twice, [], 'the keys that a list has several times, into which others write');
    },
  },
  {
    title: 'a caller may stop in the middle of a list',
    check: async (storage) => {
      await createAll(storage, manyKeys('Alpha', 5));
      for await (const key of storage.list('Alpha')) {
        expectSame(nameOf(key).length, 11, 'the length of a listed name');
        break;
      }
      expectSame(
        await listed(storage, 'Alpha'),
        manyKeys('Alpha', 5),
        'the list after one that was not read to its end',
      );
    },
  },
];
