import type { PublishResult, Storage } from '../storage/storage.js';
import { expectBytes, expectSame } from './expectations.js';
import { bytesOf, create, folderOf, listed, read } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const KEY = 'Alpha/1.json';

/** How many drafts are published at the same time. */
const PUBLISHERS = 24;

/**
 * Publishes drafts under one key at the same time, all of them prepared before.
 *
 * @param contents - the bytes of each draft.
 */
async function race(storage: Storage, other: Storage, contents: readonly Uint8Array[]): Promise<PublishResult[]> {
  const drafts = contents.map((_, index) => (index % 2 === 0 ? storage : other).draft(folderOf(KEY)));
  try {
    await Promise.all(
      drafts.map(async (draft, index) => {
        await draft.write(contents[index] as Uint8Array);
        await draft.prepare?.(KEY);
      }),
    );
    // A storage may let those that come later wait until the one that created the file has closed its draft.
    return await Promise.all(drafts.map((draft) => draft.publish(KEY).finally(() => draft.close())));
  } finally {
    await Promise.allSettled(drafts.map((draft) => draft.close()));
  }
}

/** Races, and checks that exactly one draft has created the file, and that all others were told what they found. */
async function expectOneWinner(storage: Storage, other: Storage, contents: readonly Uint8Array[]): Promise<void> {
  const results = await race(storage, other, contents);
  const winners = results.filter((result) => result === 'created');
  expectSame(winners.length, 1, `how many of ${PUBLISHERS} concurrent publishers of one key get 'created'`);
  const bytes = contents[results.indexOf('created')] as Uint8Array;
  for (const each of [storage, other]) expectBytes(await read(each, KEY), bytes, 'the file of the one who created it');
  for (const [index, result] of results.entries()) {
    if (result === 'created') continue;
    const isSame = Buffer.compare(contents[index] as Uint8Array, bytes) === 0;
    const which = isSame ? 'the same' : 'other';
    expectSame(result, isSame ? 'identical' : 'different', `what a later publisher of ${which} bytes is told`);
  }
  expectSame(await listed(storage), [KEY], 'the list after a race');
}

const contentsOf = (of: (index: number) => string, size: number): Uint8Array[] =>
  Array.from({ length: PUBLISHERS }, (_, index) => bytesOf(of(index), size));

/** Returns bytes with one of them changed. */
function changedAt(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
}

/** What a storage promises of keys that several writers want. */
export const PUBLISHING_PROMISES: readonly StoragePromise[] = [
  {
    title: 'of many concurrent publishers of different bytes under one key, exactly one creates the file',
    check: (storage, other) =>
      expectOneWinner(
        storage,
        other,
        contentsOf((index) => `${index}`, 1000),
      ),
  },
  {
    title: 'of many concurrent publishers of the same bytes under one key, exactly one creates the file',
    check: (storage, other) =>
      expectOneWinner(
        storage,
        other,
        contentsOf(() => 'the same', 1000),
      ),
  },
  {
    title: 'concurrent publishers of two contents are told correctly whether they found their own bytes',
    check: (storage, other) =>
      expectOneWinner(
        storage,
        other,
        contentsOf((index) => (index % 3 === 0 ? 'one' : 'two'), 2 ** 18 + 1),
      ),
  },
  {
    title: 'publishing the same bytes again answers identical, and other bytes different; neither changes the file',
    check: async (storage, other) => {
      for (const size of [0, 1, 1000, 3 * 2 ** 20 + 5]) {
        const key = `Alpha/${size}.json`;
        const bytes = bytesOf(key, size);
        expectSame(await create(storage, key, bytes), 'created', `publishing ${size} bytes under a new key`);
        for (const each of [storage, other])
          expectSame(await create(each, key, bytes), 'identical', `publishing the same ${size} bytes again`);
        const others: [what: string, bytes: Uint8Array][] = [
          ['one byte more', Buffer.concat([bytes, Uint8Array.of(0)])],
          ['one byte more before them', Buffer.concat([Uint8Array.of(0), bytes])],
        ];
        if (size > 0)
          others.push(
            ['one byte less', bytes.subarray(1)],
            ['no bytes', new Uint8Array(0)],
            ['another first byte', changedAt(bytes, 0)],
            ['another last byte', changedAt(bytes, size - 1)],
            ['another byte in the middle', changedAt(bytes, size >> 1)],
          );
        for (const [what, content] of others) {
          const result = await create(other, key, content);
          expectSame(result, 'different', `publishing where there are ${size} bytes already, with ${what}`);
        }
        expectBytes(await read(other, key), bytes, 'a file under whose key others were published');
      }
    },
  },
  {
    title: 'many drafts are published under different keys at the same time',
    check: async (storage, other) => {
      const keys = Array.from(
        { length: PUBLISHERS },
        (_, index) => `${index % 2 === 0 ? 'Alpha' : 'Beta'}/${index}.json`,
      );
      const results = await Promise.all(
        keys.map((key, index) => create(index % 2 === 0 ? storage : other, key, bytesOf(key, 1000 * index))),
      );
      expectSame(
        results,
        keys.map(() => 'created'),
        'publishing under different keys',
      );
      for (const [index, key] of keys.entries())
        expectBytes(await read(other, key), bytesOf(key, 1000 * index), 'one of many files');
      expectSame(await listed(other), keys.toSorted(), 'the list of many files');
    },
  },
];
