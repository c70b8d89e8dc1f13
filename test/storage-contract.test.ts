// The contract of storages holds for those of the library, and names the promise that a broken storage does not keep.

import test from 'ava';
import { type StorageContractOptions, storageContract } from '../src/contract/index.js';
import {
  type Draft,
  FileStorage,
  MemoryStorage,
  type NameRange,
  NotFoundError,
  type PublishResult,
  type Source,
  type Storage,
} from '../src/index.js';
import { Shelf } from './support/shelf.js';
import { newFolder } from './support/stored.js';

/** Returns a storage that has only the methods that every storage must have. */
function plain(inner: Storage): Storage {
  return {
    draft: (folder) => {
      const { write, reread, publish, close } = inner.draft(folder);
      return { write, reread, publish, close };
    },
    open: (key) => inner.open(key),
    list: (folder, range) => inner.list(folder, range),
    pathOf: (key) => inner.pathOf(key),
    keyOf: (path) => inner.keyOf(path),
  };
}

/** The storages of the library, and some as users may have written them. */
const STORAGES: [name: string, options: StorageContractOptions][] = [
  [
    'FileStorage',
    {
      storage: async () => new FileStorage(await newFolder()),
      reopen: (storage) => new FileStorage((storage as FileStorage).root),
    },
  ],
  [
    'FileStorage that follows links',
    { storage: async () => new FileStorage(await newFolder(), { followLinks: true }) },
  ],
  ['MemoryStorage', { storage: () => new MemoryStorage() }],
  ['a storage with all methods', { storage: () => new Shelf() }],
  ['a storage without the methods that are optional', { storage: () => plain(new MemoryStorage()) }],
];

for (const [name, options] of STORAGES)
  for (const { title, run } of storageContract(options)) test(`${name}: ${title}`, (t) => t.notThrowsAsync(run()));

test('each case has a title of its own, and makes one storage', async (t) => {
  let made = 0;
  const cases = storageContract({
    storage: () => {
      made++;
      return new MemoryStorage();
    },
  });
  t.is(new Set(cases.map(({ title }) => title)).size, cases.length);
  t.is(made, 0);
  for (const [index, { run }] of cases.entries()) {
    await run();
    t.is(made, index + 1);
  }
});

// ── Broken storages ─────────────────────────────────────────────────────────────────────────────────────────────────

type Override = (shelf: Shelf) => object;

/** Returns a shelf with some methods overridden. */
const shelfWith = (override: Override): Shelf => {
  const shelf = new Shelf();
  return Object.assign(shelf, override(shelf));
};

/** Overrides methods of the drafts. */
const ofDrafts =
  (change: (draft: Draft, shelf: Shelf, folder: string) => Partial<Draft>): Override =>
  (shelf) => {
    const draft = shelf.draft.bind(shelf);
    return {
      draft: (folder: string) => {
        const inner = draft(folder);
        return { ...inner, ...change(inner, shelf, folder) };
      },
    };
  };

/** Overrides methods of the sources. */
const ofSources =
  (change: (source: Source, bytes: Uint8Array) => Partial<Source>): Override =>
  (shelf) => {
    const source = shelf.source.bind(shelf);
    return {
      source: (bytes: Uint8Array) => {
        const inner = source(bytes);
        return { ...inner, ...change(inner, bytes) };
      },
    };
  };

/** Overrides the list, by changing the keys that it should have. */
const ofLists =
  (change: (keys: string[], folder: string | undefined, range: NameRange) => Iterable<string>): Override =>
  (shelf) => ({
    list: async function* (folder?: string, range: NameRange = {}) {
      const keys = [...shelf.files.keys()].filter((key) => folder === undefined || key.startsWith(`${folder}/`));
      yield* change(keys.sort(), folder, range);
    },
  });

type Publish = (key: string, bytes: Uint8Array, usual: Shelf['publish']) => PublishResult | Promise<PublishResult>;

const ofPublishing =
  (publish: (shelf: Shelf) => Publish): Override =>
  (shelf) => {
    const [usual, changed] = [shelf.publish.bind(shelf), publish(shelf)];
    return { publish: (key: string, bytes: Uint8Array) => changed(key, bytes, usual) };
  };

const later = () => new Promise<void>((resolve) => setImmediate(resolve));

type BrokenStorage = [fault: string, override: Override, message: RegExp];

/** Breaks the promise of one publisher after another, and that of concurrent ones. */
const COMPARES_ONLY_SIZES: BrokenStorage = [
  'compares only sizes',
  ofPublishing(
    (shelf) => (key, bytes, usual) => (shelf.files.get(key)?.length === bytes.length ? 'identical' : usual(key, bytes)),
  ),
  /^what a later publisher of other bytes is told: found 'identical', expected 'different'$/,
];

/** The storages that break a promise: what each does, how, and the message of the case. */
const BROKEN: { readonly [title: string]: readonly BrokenStorage[] } = {
  'a draft is invisible until it is published, and then whole': [
    [
      'shows a draft in its list',
      ofDrafts((draft, shelf, folder) => ({
        write: async (bytes) => {
          await draft.write(bytes);
          shelf.files.set(`${folder}/draft.json`, bytes);
        },
      })),
      /^what is visible of a draft that was written: found \{ listed: \[ 'Alpha\/draft.json' \]/,
    ],
    [
      'publishes in prepare',
      ofDrafts((draft) => ({ prepare: async (key) => void (await draft.publish(key)) })),
      /^what is visible of a draft that was prepared: found .*, expected \{ listed: \[\], surveyed: \[\], opened: false \}$/,
    ],
    [
      'writes the whole buffer that a piece is a part of',
      ofDrafts((draft) => ({ write: (bytes) => draft.write(new Uint8Array(bytes.buffer)) })),
      /^the number of bytes of a published file: found 2000, expected 1000$/,
    ],
    [
      'throws an error of its own for what is missing',
      (shelf) => ({
        open: async (key: string) => {
          const bytes = shelf.files.get(key);
          if (bytes === undefined) throw new Error('no such thing');
          return shelf.source(bytes);
        },
      }),
      /^no such thing$/,
    ],
  ],
  'a draft that is closed without being published leaves nothing': [
    [
      'keeps a draft that was given up',
      ofDrafts((draft, _shelf, folder) => ({ close: async () => void (await draft.publish(`${folder}/lost.json`)) })),
      /^what is visible of a closed draft: found \{ listed: \[ 'Alpha\/lost.json' \]/,
    ],
  ],
  'a file has exactly the bytes that were written, in whatever pieces they came': [
    [
      'loses the last piece of many',
      ofDrafts((draft) => {
        let pieces = 0;
        return { write: async (bytes) => (++pieces > 50 ? undefined : draft.write(bytes)) };
      }),
      /^the number of bytes of a file of 300 bytes, written in 300 pieces: found 50, expected 300$/,
    ],
    [
      'ends a file at an empty piece',
      ofDrafts((draft) => {
        let hasEnded = false;
        return {
          write: async (bytes) => {
            hasEnded ||= bytes.length === 0;
            if (!hasEnded) await draft.write(bytes);
          },
        };
      }),
      /^the number of bytes of a file of 3 bytes, written in 5 pieces: found 0, expected 3$/,
    ],
    [
      'keeps no empty files',
      ofPublishing(() => (key, bytes, usual) => (bytes.length === 0 ? 'created' : usual(key, bytes))),
      /^Alpha\/0\.json does not exist$|^shelf:Alpha\/0\.json does not exist$/,
    ],
    [
      'spoils large files',
      ofPublishing(() => (key, bytes, usual) => {
        if (bytes.length > 2 ** 22) bytes[bytes.length - 5] = 7;
        return usual(key, bytes);
      }),
      /^byte 5242879 of a file of 5242884 bytes, written in 4 pieces: found 7, expected \d+$/,
    ],
    [
      'says a wrong size',
      ofSources((_source, bytes) => ({ size: bytes.length > 2 ** 20 ? 2 ** 20 : bytes.length })),
      /^the number of bytes of a file of 5242884 bytes, written in 4 pieces: found 1048576, expected 5242884$/,
    ],
  ],
  'a draft gives back what was written so far, also while it is prepared, and until it is closed': [
    [
      'rereads only the first piece of a draft',
      ofDrafts((draft) => {
        let source: Source | undefined;
        return { reread: () => (source ??= draft.reread()) };
      }),
      /^the size of a draft that is read: found 1000, expected 1048583$/,
    ],
    [
      'cannot be reread while it is prepared',
      ofDrafts((draft) => {
        let isBusy = false;
        const reread = () => {
          const source = draft.reread();
          return { ...source, read: (start: number, end: number) => source.read(start, isBusy ? start : end) };
        };
        const prepare = async () => {
          isBusy = true;
          await later();
          isBusy = false;
        };
        return { reread, prepare };
      }),
      /^the number of bytes of a draft that is read while it is prepared: found 0, expected 524295$/,
    ],
    [
      'forgets a draft that met another file',
      ofDrafts((draft) => {
        let isGone = false;
        return {
          publish: async (key) => {
            const result = await draft.publish(key);
            isGone = result === 'different';
            return result;
          },
          reread: () => {
            const source = draft.reread();
            return isGone ? { ...source, read: async () => new Uint8Array(0) } : source;
          },
        };
      }),
      /^the number of bytes of a draft that is read after it met another file: found 0, expected 1048583$/,
    ],
    [
      'publishes under the key that was prepared',
      ofDrafts((draft) => {
        let prepared: string | undefined;
        return {
          prepare: async (key) => void (prepared = key),
          publish: (key) => draft.publish(prepared ?? key),
        };
      }),
      /^publishing a draft that met another file: found 'different', expected 'created'$/,
    ],
    [
      'overwrites',
      ofPublishing((shelf) => (key, bytes) => {
        shelf.files.set(key, bytes);
        return 'created';
      }),
      /^publishing under the key of another file: found 'created', expected 'different'$/,
    ],
    [
      'takes any file under a key for the same',
      ofPublishing(() => (key, bytes, usual) => {
        const result = usual(key, bytes);
        return result === 'different' ? 'identical' : result;
      }),
      /^publishing under the key of another file: found 'identical', expected 'different'$/,
    ],
    [
      'reads only forward',
      ofSources((_source, bytes) => {
        let at = 0;
        return {
          read: async (start, end) => {
            at = Math.max(at, start);
            return bytes.slice(at, at + end - start);
          },
        };
      }),
      /^byte 0 of a draft that is read while it is prepared: found \d+, expected \d+$|^the number of bytes of a draft/,
    ],
    [
      'has one position for all readers of a source',
      ofSources((_source, bytes) => {
        let at = 0;
        return {
          read: async (start, end) => {
            at = start;
            await later();
            return bytes.slice(at, at + end - start);
          },
        };
      }),
      /^(byte|the number of bytes)/,
    ],
    [
      'reuses its buffer',
      ofSources((_source, bytes) => {
        const buffer = new Uint8Array(bytes.length);
        return {
          read: async (start, end) => {
            buffer.set(bytes.subarray(start, end));
            return buffer.subarray(0, end - start);
          },
        };
      }),
      /^byte 0 of a (range that is kept while another one is read|draft that is read while it is prepared): found \d+/,
    ],
  ],
  'a published file does not change when the caller changes the bytes that it wrote, once the draft is closed': [
    [
      'keeps the buffers of its callers',
      ofDrafts((_draft, shelf) => {
        let written: Uint8Array = new Uint8Array(0);
        let pieces = 0;
        const all: Uint8Array[] = [];
        return {
          write: async (bytes) => {
            all.push(bytes);
            written = ++pieces === 1 ? bytes : Buffer.concat(all);
          },
          reread: () => shelf.source(written),
          publish: async (key) => shelf.publish(key, written),
        };
      }),
      /^byte \d+ of a file whose writer reuses its buffer: found 0, expected \d+$/,
    ],
  ],
  'of many concurrent publishers of different bytes under one key, exactly one creates the file': [
    [
      'looks first, and then writes',
      ofPublishing((shelf) => async (key, bytes, usual) => {
        if (shelf.files.has(key)) return usual(key, bytes);
        await later();
        shelf.files.set(key, bytes);
        return 'created';
      }),
      /^how many of 24 concurrent publishers of one key get 'created': found 24, expected 1$/,
    ],
    [
      'overwrites, and says that it did not',
      ofPublishing((shelf) => (key, bytes, usual) => {
        const result = usual(key, bytes);
        shelf.files.set(key, bytes);
        return result;
      }),
      /^byte 0 of the file of the one who created it: found \d+, expected \d+$/,
    ],
    COMPARES_ONLY_SIZES,
  ],
  'publishing the same bytes again answers identical, and other bytes different; neither changes the file': [
    [
      'compares only the first MiB',
      ofPublishing((shelf) => (key, bytes, usual) => {
        const there = shelf.files.get(key);
        const beginning = (some: Uint8Array) => some.subarray(0, 2 ** 20);
        const isAlike = there?.length === bytes.length && Buffer.compare(beginning(there), beginning(bytes)) === 0;
        return isAlike ? 'identical' : usual(key, bytes);
      }),
      /^publishing where there are 3145733 bytes already, with another last byte: found 'identical', expected 'different'$/,
    ],
  ],
  'of many concurrent publishers of the same bytes under one key, exactly one creates the file': [
    [
      'takes the same bytes for other ones',
      ofPublishing((shelf) => (key, bytes, usual) => (shelf.files.has(key) ? 'different' : usual(key, bytes))),
      /^what a later publisher of the same bytes is told: found 'different', expected 'identical'$/,
    ],
  ],
  'a source reads any range, in any order': [
    [
      'reads beyond the end of a range',
      ofSources((_source, bytes) => ({
        read: async (start, end) => bytes.slice(start, end === start ? end + 1 : end),
      })),
      /^the number of bytes of the bytes from 5 to 5: found 1, expected 0$/,
    ],
  ],
  'the caller may keep the bytes that a source has read, and change them': [
    [
      'hands out its own bytes',
      ofSources((_source, bytes) => ({ read: async (start, end) => bytes.subarray(start, end) })),
      /^byte \d+ of a source whose caller has changed what it read: found 0, expected \d+$/,
    ],
  ],
  'a file may be open several times, and closing one source leaves the others open': [
    [
      'closes all sources of a file with one of them',
      (shelf) => {
        const open = shelf.open.bind(shelf);
        const closed = new Set<string>();
        return {
          open: async (key: string) => {
            const source = await open(key);
            closed.delete(key);
            const read = async (start: number, end: number) =>
              closed.has(key) ? new Uint8Array(0) : source.read(start, end);
            return { ...source, read, close: async () => void closed.add(key) };
          },
        };
      },
      /^the number of bytes of a file that is open several times: found 0, expected \d+$/,
    ],
  ],
  'opening a file that does not exist throws a NotFoundError with its path': [
    [
      'names another path where something is missing',
      (shelf) => {
        const open = shelf.open.bind(shelf);
        return {
          open: (key: string) =>
            open(key).catch((error) => {
              throw error instanceof NotFoundError ? new NotFoundError(key) : error;
            }),
        };
      },
      /^the path in a NotFoundError: found 'Alpha\/1.json', expected 'shelf:Alpha\/1.json'$/,
    ],
  ],
  'keyOf is the inverse of pathOf, and every key has a path of its own': [
    [
      'folds the case of paths',
      (shelf) => ({ pathOf: (key: string) => `shelf:${key.toLowerCase()}`, keyOf: shelf.keyOf.bind(shelf) }),
      /^the key of the path of a key: found 'alpha\/1.json', expected 'Alpha\/1.json'$/,
    ],
  ],
  'files are kept under all safe keys, also the longest': [
    [
      'cuts long names',
      (shelf) => {
        const cut = (key: string) =>
          key
            .split('/')
            .map((name) => name.slice(0, 100))
            .join('/');
        const [open, publish] = [shelf.open.bind(shelf), shelf.publish.bind(shelf)];
        return {
          open: (key: string) => open(cut(key)),
          publish: (key: string, bytes: Uint8Array) => publish(cut(key), bytes),
        };
      },
      /^the list of some keys: found /,
    ],
  ],
  'keyOf returns no key that leads out of the storage': [
    [
      'takes any path',
      () => ({ keyOf: (path: string) => path.replace(/^shelf:/, '') }),
      /^whether keyOf refuses the path of "a.json", or finds a safe key: found false, expected true$/,
    ],
  ],
  'a key that leads out of the storage is refused with a StorageError, and nothing is created': [
    [
      'opens any key',
      (shelf) => ({
        open: async (key: string) => {
          const bytes = shelf.files.get(key);
          if (bytes === undefined) throw new NotFoundError(shelf.pathOf(key));
          return shelf.source(bytes);
        },
      }),
      /^opening "a.json": found the error NotFoundError: .*, expected an error with the code ARTIFACT_STORAGE$/,
    ],
    [
      'creates under any key',
      ofDrafts((draft, shelf) => ({
        publish: async (key) => {
          const source = draft.reread();
          return shelf.publish(key, await source.read(0, source.size));
        },
      })),
      /^publishing under "a.json": found no error, but 'created', expected an error with the code ARTIFACT_STORAGE$/,
    ],
    ['does not remove', () => ({ remove: async () => {} }), /^removing "a.json": found no error, but undefined/],
  ],
  'a draft is published only in its own folder': [
    [
      'publishes in any folder',
      (shelf) => {
        const draft = shelf.draft.bind(shelf);
        return {
          draft: (folder: string) => {
            const inner = draft(folder);
            const publish = async (key: string) => {
              const other = draft(key.split('/')[0] as string);
              const source = inner.reread();
              await other.write(await source.read(0, source.size));
              return other.publish(key);
            };
            return { ...inner, publish };
          },
        };
      },
      /^publishing a draft of Alpha in Beta: found no error, but 'created'/,
    ],
  ],
  'a list has the keys of all folders, or exactly those of one': [
    [
      'lists folders by the beginnings of their names',
      (shelf) => ({
        list: async function* (folder = '') {
          for (const key of shelf.files.keys()) if (key.startsWith(folder)) yield key;
        },
      }),
      /^the list of Alpha: found \[.*'Alpha-2\/000000.json'/,
    ],
  ],
  'a list is complete and has each key once, also with 2050 keys': [
    [
      'lists only the first page',
      ofLists((keys) => keys.slice(0, 1000)),
      /^how many keys a long list has: found 1000, expected 2052$/,
    ],
    [
      'lists the last key of a page on the next one, too',
      ofLists((keys) => keys.flatMap((key, index) => (index % 1000 === 999 ? [key, key] : [key]))),
      /^how many keys a long list has: found 2054, expected 2052$/,
    ],
    [
      'takes the beginning of a range for a key that is not wanted',
      ofLists((keys, _folder, { from }) =>
        keys.filter((key) => from === undefined || key.slice(key.indexOf('/') + 1) > from),
      ),
      /^how many keys the list of all folders from 000500.json until undefined has: found 1549, expected 1550$/,
    ],
    [
      'applies the range to keys, and not to names',
      ofLists((keys, _folder, { from, until }) =>
        keys.filter((key) => (from === undefined || key >= from) && (until === undefined || key < until)),
      ),
      /^how many keys the list of all folders from undefined until 000500.json has: found 0, expected 502$/,
    ],
    [
      'forgets the folder where there is a range',
      (shelf) => ({
        list: async function* (folder?: string, range?: NameRange) {
          for (const key of shelf.files.keys())
            if (range?.from !== undefined || folder === undefined || key.startsWith(`${folder}/`)) yield key;
        },
      }),
      /^what the list of Alpha from 000500.json until undefined has twice, or has invented: found \[ 'Beta\/000000.json'/,
    ],
    [
      'invents keys in a range',
      ofLists((keys, folder, { until }) => (until === '0' && folder === 'Alpha' ? ['Alpha/none.json', ...keys] : keys)),
      /^what the list of Alpha from undefined until 0 has twice, or has invented: found \[ 'Alpha\/none.json' \], expected \[\]$/,
    ],
  ],
  'a list that others write into meanwhile has each key once, and every key that was there before': [
    [
      'lists by position while others write',
      (shelf) => ({
        list: async function* (folder?: string) {
          const wanted = () =>
            [...shelf.files.keys()].sort().filter((key) => folder === undefined || key.startsWith(`${folder}/`));
          for (let at = 0; at < wanted().length; at++) yield wanted()[at];
        },
      }),
      /^the keys that a list has several times, into which others write: found \[ \[ 'Beta\//,
    ],
  ],
  'remove, if the storage has it, removes one file and no other, and its key may be used again': [
    [
      'only hides what it removes',
      (shelf) => {
        const hidden = new Set<string>();
        return {
          remove: async (key: string) => {
            shelf.keyOf(shelf.pathOf(key));
            if (!shelf.files.has(key) || hidden.has(key)) throw new NotFoundError(shelf.pathOf(key));
            hidden.add(key);
          },
          list: async function* (folder?: string) {
            for (const key of shelf.files.keys())
              if (!hidden.has(key) && (folder === undefined || key.startsWith(`${folder}/`))) yield key;
          },
        };
      },
      /^opening a file that was removed: found no error, but Uint8Array/,
    ],
    [
      'removes all files whose keys begin alike',
      (shelf) => ({
        remove: async (key: string) => {
          shelf.keyOf(shelf.pathOf(key));
          const beginning = key.replace('.json', '');
          const found = [...shelf.files.keys()].filter((each) => each.startsWith(beginning));
          if (found.length === 0) throw new NotFoundError(shelf.pathOf(key));
          for (const each of found) shelf.files.delete(each);
        },
      }),
      /^the list after a file was removed: found \[\], expected \[ 'Alpha\/10.json' \]$/,
    ],
  ],
  'remove, if the storage has it, throws a NotFoundError where there is no file': [
    [
      'removes what is not there',
      (shelf) => ({
        remove: async (key: string) => {
          shelf.keyOf(shelf.pathOf(key));
          shelf.files.delete(key);
        },
      }),
      /^removing from an empty storage: found no error, but undefined, expected an error with the code ARTIFACT_NOT_FOUND$/,
    ],
  ],
  'survey, if the storage has it, has the key of every file and finds no problem where there is none': [
    [
      'surveys only one file',
      (shelf) => ({
        survey: async function* () {
          for (const key of [...shelf.files.keys()].slice(0, 1)) yield key;
        },
      }),
      /^the survey of some files: found \[ 'Alpha\/1.json' \]/,
    ],
  ],
  'checkWritable, if the storage has it, leaves no file': [
    [
      'leaves the file by which it has tried to write',
      (shelf) => ({
        checkWritable: async (folder: string) => void shelf.files.set(`${folder}/try`, new Uint8Array(0)),
      }),
      /^what is visible after checkWritable: found \{ listed: \[ 'Alpha\/try' \]/,
    ],
  ],
  'sweep, if the storage has it, leaves all files, and the drafts of processes that are running': [
    [
      'sweeps the drafts of running processes',
      (shelf) => {
        let drafts = 0;
        const draft = shelf.draft.bind(shelf);
        return {
          draft: (folder: string) => {
            drafts++;
            const inner = draft(folder);
            return { ...inner, close: async () => void drafts-- };
          },
          sweep: async () => (drafts > 0 ? ['a draft'] : []),
        };
      },
      /^what a sweep removes of running processes: found \[ 'a draft' \], expected \[\]$/,
    ],
    [
      'sweeps files',
      (shelf) => ({
        sweep: async () => {
          shelf.files.clear();
          return [];
        },
      }),
      /Alpha\/1\.json does not exist$/,
    ],
  ],
  'a draft that was prepared for one key may be published under another one': [
    [
      'publishes only under the prepared key',
      ofDrafts((draft) => {
        let prepared = '';
        return { prepare: async (key) => void (prepared = key), publish: (key) => draft.publish(prepared || key) };
      }),
      /^publishing under another key than the prepared one: found 'different', expected 'created'$/,
    ],
  ],
  'concurrent publishers of two contents are told correctly whether they found their own bytes': [COMPARES_ONLY_SIZES],
  'many drafts are published under different keys at the same time': [
    [
      'has one buffer for all drafts',
      (shelf) => {
        let buffer: Uint8Array;
        const change = ofDrafts((draft) => ({
          write: async (bytes) => {
            buffer = bytes;
            await later();
            await draft.write(buffer);
          },
        }));
        return change(shelf);
      },
      /^(?:byte \d+|the number of bytes) of one of many files: found /,
    ],
  ],
  'a source reads many ranges at the same time': [
    [
      'has one position for all readers of a source',
      ofSources((_source, bytes) => {
        let at = 0;
        return {
          read: async (start, end) => {
            at = start;
            await later();
            return bytes.slice(at, at + end - start);
          },
        };
      }),
      /^(?:byte \d+|the number of bytes) of the bytes from \d+ to \d+, read at the same time as others: found /,
    ],
  ],
  'an empty storage lists nothing': [
    [
      'throws where nothing was saved yet',
      (shelf) => ({
        list: async function* () {
          if (shelf.files.size === 0) throw new Error('there is no such shelf');
          yield* shelf.files.keys();
        },
      }),
      /^there is no such shelf$/,
    ],
  ],
  'a caller may stop in the middle of a list': [
    [
      'lets nobody list while somebody does',
      (shelf) => {
        let isBusy = false;
        return {
          list: async function* () {
            if (isBusy) return;
            isBusy = true;
            yield* shelf.files.keys();
            isBusy = false;
          },
        };
      },
      /^the list after one that was not read to its end: found \[\], expected \[ 'Alpha/,
    ],
  ],
  'an artifact is saved under its name, and loads bit for bit': [
    [
      'loses a bit',
      ofSources((_source, bytes) => ({ read: async (from, to) => bytes.slice(from, to).map((byte) => byte & 127) })),
      /^the text was changed since it was sealed: expected [0-9a-f]{64}, found/,
    ],
  ],
  'saving the identical artifact again returns the same path, and changes nothing': [
    [
      'takes the same bytes for other ones',
      ofPublishing((shelf) => (key, bytes, usual) => (shelf.files.has(key) ? 'different' : usual(key, bytes))),
      /^the path of an artifact that was saved again: found 'shelf:.*_0637a8_[0-9a-f]{16}.json', expected 'shelf:.*_0637a8.json'$/,
    ],
  ],
  'another artifact of the same name is saved beside it, with digits of its seal in the name': [
    [
      'takes any file under a key for the same',
      ofPublishing((shelf) => (key, bytes, usual) => (shelf.files.has(key) ? 'identical' : usual(key, bytes))),
      /^the key of the second artifact of a name: found '.*_0637a8.json', expected '.*_0637a8_[0-9a-f]{16}.json'$/,
    ],
  ],
  'with onConflict: error, another artifact of the same name is refused, and nothing is written': [
    [
      'overwrites',
      ofPublishing((shelf) => (key, bytes) => {
        shelf.files.set(key, bytes);
        return 'created';
      }),
      /^saving another artifact of the same name: found no error, but 'shelf:.*', expected an error with the code ARTIFACT_CONFLICT$/,
    ],
  ],
  'of many artifacts of one name that are saved at the same time, none is lost': [
    [
      'overwrites',
      ofPublishing((shelf) => (key, bytes) => {
        shelf.files.set(key, bytes);
        return 'created';
      }),
      /^how many files some artifacts of one name have: found 1, expected 16$/,
    ],
  ],
  'artifacts are listed, counted and found by their times, seeds and parameters': [
    [
      'lists only the first page',
      ofLists((keys) => keys.slice(0, 3)),
      /^the days of all artifacts: found \[ 11, 12, 13 \], expected \[ 11, 12, 13, 14 \]$/,
    ],
  ],
  'findOrCreate creates an artifact once, and finds it afterwards': [
    ['lists nothing', ofLists(() => []), /^how often an artifact was created: found 2, expected 1$/],
  ],
  'an artifact is described without its class, and its arrays are read by ranges': [
    [
      'reads only from the beginning',
      ofSources((_source, bytes) => ({ read: async (from, to) => bytes.slice(0, to - from) })),
      /^the text is not an artifact's JSON: /,
    ],
  ],
  'verify names a damaged file, and a file that is no artifact': [
    [
      'surveys only artifacts',
      (shelf) => ({
        survey: async function* () {
          for (const key of shelf.files.keys()) if (/_[0-9a-f]{6}.json$/.test(key)) yield key;
        },
      }),
      /^what verify finds: found \[ 2, .* expected \[ 3, /,
    ],
  ],
  'an artifact that was removed, if the storage removes, is gone, and may be saved again': [
    ['does not remove', () => ({ remove: async () => {} }), /^what is there after a removal: found \[ true, true \]/],
  ],
};

/** Returns the cases of the contract by their titles. */
const casesOf = (options: StorageContractOptions) =>
  new Map(storageContract(options).map(({ title, run }) => [title, run]));

test('for each promise there is a storage that breaks it', (t) => {
  const titles = [...casesOf({ storage: () => new MemoryStorage() }).keys()];
  t.deepEqual(Object.keys(BROKEN).sort(), titles.sort());
});

for (const [title, storages] of Object.entries(BROKEN)) {
  for (const [fault, override, message] of storages) {
    test(`a storage that ${fault} does not keep the promise: ${title}`, async (t) => {
      const run = casesOf({ storage: () => shelfWith(override) }).get(title);
      const error = await t.throwsAsync(run?.() ?? Promise.resolve());
      t.regex(error?.message ?? '', message);
    });
  }
}

test('a storage whose files no other object sees breaks the promises that are checked with a second one', async (t) => {
  for (const title of [
    'a draft is invisible until it is published, and then whole',
    'of many concurrent publishers of different bytes under one key, exactly one creates the file',
    'an artifact is saved under its name, and loads bit for bit',
  ]) {
    const run = casesOf({ storage: () => new MemoryStorage(), reopen: () => new MemoryStorage() }).get(title);
    await t.throwsAsync(run?.() ?? Promise.resolve(), undefined, title);
  }
});
