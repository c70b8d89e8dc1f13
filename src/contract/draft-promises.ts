import { expectBytes, expectSame } from './expectations.js';
import { bytesOf, create, NOTHING, read, sightOf, withDraft } from './steps.js';
import type { StoragePromise } from './storage-promise.js';

const KEY = 'Alpha/1.json';

/** How bytes may come: in pieces of these sizes, one after the other. */
const PIECES: readonly (readonly number[])[] = [
  [],
  [0],
  [1],
  [0, 1, 0, 2, 0],
  [1, 2, 3, 5, 8, 13, 21, 34, 55],
  Array<number>(300).fill(1),
  [2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1],
  [2 ** 18, 2 ** 18, 1],
  [1, 2 ** 20, 2 ** 22, 3],
];

/** Returns the pieces as parts of one buffer, as a writer that keeps a buffer may have them. */
const piecesOf = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  let at = 0;
  return sizes.map((size) => bytes.subarray(at, (at += size)));
};

/** What a draft promises: nobody sees it before it is published, and it has exactly the bytes that were written. */
export const DRAFT_PROMISES: readonly StoragePromise[] = [
  {
    title: 'a draft is invisible until it is published, and then whole',
    check: (storage, other) =>
      withDraft(storage, KEY, async (draft) => {
        const expectInvisible = async (when: string) => {
          for (const each of [storage, other])
            expectSame(await sightOf(each, KEY), NOTHING, `what is visible of a draft ${when}`);
        };
        await expectInvisible('that has begun');
        const bytes = bytesOf('a draft', 1000);
        for (const piece of piecesOf(bytes, [400, 600])) await draft.write(piece);
        await expectInvisible('that was written');
        await draft.prepare?.(KEY);
        await expectInvisible('that was prepared');
        expectSame(await draft.publish(KEY), 'created', 'publishing under a new key');
        for (const each of [storage, other]) {
          const sight = { listed: [KEY], surveyed: [KEY], opened: true };
          expectSame(await sightOf(each, KEY), sight, 'what is visible of a published file');
          expectBytes(await read(each, KEY), bytes, 'a published file');
        }
      }),
  },
  {
    title: 'a draft that is closed without being published leaves nothing',
    check: async (storage, other) => {
      await withDraft(storage, KEY, async () => {});
      await withDraft(storage, KEY, (draft) => draft.write(bytesOf('given up', 2 ** 20)));
      await withDraft(storage, KEY, async (draft) => {
        await draft.write(bytesOf('given up', 1000));
        await draft.prepare?.(KEY);
      });
      for (const each of [storage, other])
        expectSame(await sightOf(each, KEY), NOTHING, 'what is visible of a closed draft');
      expectSame(await create(other, KEY, bytesOf('later', 10)), 'created', 'publishing after a draft was closed');
    },
  },
  {
    title: 'a file has exactly the bytes that were written, in whatever pieces they came',
    check: async (storage, other) => {
      for (const [index, sizes] of PIECES.entries()) {
        const key = `Alpha/${index}.json`;
        const size = sizes.reduce((sum, each) => sum + each, 0);
        const bytes = bytesOf(key, size);
        const text = `a file of ${size} bytes, written in ${sizes.length} pieces`;
        await withDraft(storage, key, async (draft) => {
          for (const piece of piecesOf(bytes, sizes)) await draft.write(piece);
          expectSame(await draft.publish(key), 'created', `publishing ${text}`);
        });
        expectBytes(await read(other, key), bytes, text);
      }
    },
  },
  {
    title: 'a draft gives back what was written so far, also while it is prepared, and until it is closed',
    check: async (storage) => {
      await create(storage, KEY, bytesOf('in the way', 10));
      await withDraft(storage, KEY, async (draft) => {
        const bytes = bytesOf('reread', 2 ** 20 + 7);
        const [first = bytes, second = bytes] = piecesOf(bytes, [1000, bytes.length - 1000]);
        await draft.write(first);
        const early = draft.reread();
        expectBytes(await early.read(0, early.size), first, 'a draft that is read after its first piece');
        await draft.write(second);
        const source = draft.reread();
        expectSame(source.size, bytes.length, 'the size of a draft that is read');
        const parts = [[2 ** 19, bytes.length] as const, [0, 1000] as const, [999, 2 ** 19] as const];
        const [, ...found] = await Promise.all([
          draft.prepare?.(KEY),
          ...parts.map(([start, end]) => source.read(start, end)),
        ]);
        for (const [index, [start, end]] of parts.entries())
          expectBytes(
            found[index] as Uint8Array,
            bytes.subarray(start, end),
            'a draft that is read while it is prepared',
          );
        expectSame(await draft.publish(KEY), 'different', 'publishing under the key of another file');
        expectBytes(
          await draft.reread().read(0, bytes.length),
          bytes,
          'a draft that is read after it met another file',
        );
        expectSame(await draft.publish('Alpha/2.json'), 'created', 'publishing a draft that met another file');
        expectBytes(await source.read(0, bytes.length), bytes, 'a draft that is read after it was published');
      });
    },
  },
  {
    title: 'a draft that was prepared for one key may be published under another one',
    check: async (storage, other) => {
      await create(storage, KEY, bytesOf('in the way', 10));
      const bytes = bytesOf('the longer name', 1000);
      await withDraft(storage, KEY, async (draft) => {
        await draft.write(bytes);
        await draft.prepare?.(KEY);
        expectSame(
          await draft.publish('Alpha/2.json'),
          'created',
          'publishing under another key than the prepared one',
        );
      });
      expectBytes(await read(other, 'Alpha/2.json'), bytes, 'a file under another key than the prepared one');
      expectBytes(await read(other, KEY), bytesOf('in the way', 10), 'the file under the prepared key');
    },
  },
  {
    title: 'a published file does not change when the caller changes the bytes that it wrote, once the draft is closed',
    check: async (storage) => {
      const bytes = bytesOf('reused', 1000);
      await create(storage, KEY, bytes);
      const expected = bytes.slice();
      bytes.fill(0);
      expectBytes(await read(storage, KEY), expected, 'a file whose writer reuses its buffer');
    },
  },
];
