import { withSource } from '../storage/bytes-source.js';
import { expectBytes, expectError, expectSame } from './expectations.js';
import { bytesOf, create, read } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const KEY = 'Alpha/1.json';

/** The size of the file of which ranges are read: more than a storage gets in one request or call. */
const SIZE = 3 * 2 ** 20 + 17;

/** Ranges in no order, which overlap, touch each other, and lie at the ends and across the sizes at which a storage may cut. */
const RANGES: readonly (readonly [start: number, end: number])[] = [
  [SIZE - 90, SIZE],
  [0, 1],
  [2 ** 16 - 1, 2 ** 16 + 1],
  [SIZE - 1, SIZE],
  [0, SIZE],
  [2 ** 20 + 3, 3 * 2 ** 20],
  [5, 5],
  [0, 0],
  [SIZE, SIZE],
  [1, 2 ** 16],
  [2 ** 18, 2 ** 19],
  [2 ** 16, 2 ** 16 + 7],
  [1000, 1001],
];

/** What a storage promises of reading. */
export const READING_PROMISES: readonly StoragePromise[] = [
  {
    title: 'a source reads any range, in any order',
    check: async (storage, other) => {
      const bytes = bytesOf('ranges', SIZE);
      await create(storage, KEY, bytes);
      await withSource(other.open(KEY), async (source) => {
        expectSame(source.size, SIZE, 'the size of a source');
        for (const [start, end] of RANGES)
          expectBytes(await source.read(start, end), bytes.subarray(start, end), `the bytes from ${start} to ${end}`);
      });
    },
  },
  {
    title: 'a source reads many ranges at the same time',
    check: async (storage, other) => {
      const bytes = bytesOf('concurrent', SIZE);
      await create(storage, KEY, bytes);
      await withSource(other.open(KEY), async (source) => {
        const found = await Promise.all(RANGES.map(([start, end]) => source.read(start, end)));
        for (const [index, [start, end]] of RANGES.entries()) {
          const what = `the bytes from ${start} to ${end}, read at the same time as others`;
          expectBytes(found[index] as Uint8Array, bytes.subarray(start, end), what);
        }
      });
    },
  },
  {
    title: 'the caller may keep the bytes that a source has read, and change them',
    check: async (storage) => {
      const bytes = bytesOf('kept', 2000);
      await create(storage, KEY, bytes);
      await withSource(storage.open(KEY), async (source) => {
        const kept = await source.read(0, 1000);
        const others = await source.read(1000, 2000);
        expectBytes(kept, bytes.subarray(0, 1000), 'a range that is kept while another one is read');
        kept.fill(0);
        others.fill(0);
        expectBytes(await source.read(0, 2000), bytes, 'a source whose caller has changed what it read');
      });
      expectBytes(await read(storage, KEY), bytes, 'a file whose reader has changed what it read');
    },
  },
  {
    title: 'a file may be open several times, and closing one source leaves the others open',
    check: async (storage, other) => {
      const bytes = bytesOf('several', SIZE);
      await create(storage, KEY, bytes);
      const sources = await Promise.all([storage.open(KEY), storage.open(KEY), other.open(KEY)]);
      for (const [index, source] of sources.entries()) {
        expectBytes(await source.read(index, SIZE), bytes.subarray(index), 'a file that is open several times');
        await source.close();
      }
    },
  },
  {
    title: 'opening a file that does not exist throws a NotFoundError with its path',
    check: async (storage) => {
      const expectNotFound = async (key: string) => {
        const error = await expectError(
          () => read(storage, key),
          'ARTIFACT_NOT_FOUND',
          `opening ${key}, which is missing`,
        );
        expectSame((error as Error & { path: string }).path, storage.pathOf(key), 'the path in a NotFoundError');
      };
      await expectNotFound(KEY);
      await create(storage, KEY, bytesOf('there', 10));
      await expectNotFound('Alpha/2.json');
      await expectNotFound('Beta/1.json');
    },
  },
];
