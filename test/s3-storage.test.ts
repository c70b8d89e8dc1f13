// Specifies S3Storage on a small HTTP server that keeps objects. What a real server does is in test/system/s3-*.test.ts.

import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { storageContract } from '../src/contract/index.js';
import { NotFoundError, StorageError } from '../src/index.js';
import { LIMITS } from '../src/model/limits.js';
import { S3Storage, type S3StorageOptions } from '../src/storage/s3/index.js';
import { UPLOAD_SIZES } from '../src/storage/s3/upload.js';
import type { Storage } from '../src/storage/storage.js';
import { clientOf, type Faults, fault, type ObjectServer, objectServer, type Reply } from './support/object-server.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from './support/sample.js';
import { bytesOf, collect, create } from './support/stored.js';

const KEY = 'A/2026-02-11T12-00-00_aaaaaa.json';
const text = (value: string): Buffer => Buffer.from(value);

/** Starts a server for one test. */
async function served(t: ExecutionContext, faults: Faults = {}): Promise<ObjectServer> {
  const server = await objectServer(faults);
  t.teardown(() => server.close());
  return server;
}

/** Returns the StorageError of a promise, which has to be exactly that. */
async function storageErrorOf(t: ExecutionContext, act: () => Promise<unknown>): Promise<StorageError> {
  const error = await t.throwsAsync(act, { instanceOf: StorageError });
  t.is(error?.constructor, StorageError);
  return error as StorageError;
}

/** The server of the case of the contract that runs. */
const servers: ObjectServer[] = [];

// ── Options and paths ───────────────────────────────────────────────────────────────────────────────────────────────

const PREFIX_FAULT = 'expected names with slashes between them, none of them empty, "." or "..", and at most 766 bytes';
const BUCKET_FAULT = 'expected the name of a bucket: letters, digits, "-", "." and "_"';
const OPTIONS = 'bucket, prefix, endpoint, region, forcePathStyle, client, timeout';

const WRONG_OPTIONS: [options: unknown, message: string][] = [
  [undefined, `found bucket: undefined, ${BUCKET_FAULT}`],
  [null, `found null as options, expected an object with ${OPTIONS}`],
  ['lab', `found "lab" as options, expected an object with ${OPTIONS}`],
  [{}, `found bucket: undefined, ${BUCKET_FAULT}`],
  [{ bucket: '' }, `found bucket: "", ${BUCKET_FAULT}`],
  [{ bucket: 'lab/results' }, `found bucket: "lab/results", ${BUCKET_FAULT}`],
  [{ bucket: 's3://lab' }, `found bucket: "s3://lab", ${BUCKET_FAULT}`],
  [
    { bucket: 'lab--usw2-az1--x-s3' },
    'found bucket: "lab--usw2-az1--x-s3", expected a general purpose bucket: a directory bucket does not list its keys in their order',
  ],
  [{ bucket: 'lab', root: 'a' }, `found the option root, expected ${OPTIONS}`],
  [{ bucket: 'lab', prefix: 5 }, `found prefix: 5, ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: '/a' }, `found prefix: "/a", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: 'a/' }, `found prefix: "a/", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: 'a//b' }, `found prefix: "a//b", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: 'a/./b' }, `found prefix: "a/./b", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: '..' }, `found prefix: "..", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: 'a\nb' }, `found prefix: "a\\nb", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: '\ud800' }, `found prefix: "\\ud800", ${PREFIX_FAULT}`],
  [{ bucket: 'lab', prefix: 'é'.repeat(384) }, `found prefix: "${'é'.repeat(384)}", ${PREFIX_FAULT}`],
  [
    { bucket: 'lab', endpoint: 'localhost:9000' },
    'found endpoint: "localhost:9000", expected a URL that begins with https: or http:',
  ],
  [{ bucket: 'lab', endpoint: '' }, 'found endpoint: "", expected a URL that begins with https: or http:'],
  [{ bucket: 'lab', region: '' }, 'found region: "", expected the name of a region'],
  [{ bucket: 'lab', forcePathStyle: 'yes' }, 'found forcePathStyle: "yes", expected true or false'],
  [{ bucket: 'lab', client: {} }, 'found client: {}, expected an S3Client'],
  [{ bucket: 'lab', timeout: 0 }, 'found timeout: 0, expected a number of milliseconds'],
  [{ bucket: 'lab', timeout: 2 ** 31 }, 'found timeout: 2147483648, expected a number of milliseconds'],
  [
    { bucket: 'lab', client: clientOf('http://localhost'), endpoint: 'http://localhost', region: 'a' },
    'found client and endpoint, region, expected one of the two: a client has its own',
  ],
];

for (const [options, message] of WRONG_OPTIONS) {
  test(`new S3Storage throws for ${inspect(options, { depth: 0 })}: ${message}`, (t) => {
    t.throws(() => new S3Storage(options as S3StorageOptions), { instanceOf: TypeError, message });
  });
}

test('a path is the URL of the object, and its key the inverse', (t) => {
  for (const [prefix, root] of [
    [undefined, 's3://lab'],
    ['', 's3://lab'],
    ['artifacts/exploratory', 's3://lab/artifacts/exploratory'],
    ['a b+c%25/é', 's3://lab/a b+c%25/é'],
  ] as const) {
    const storage = new S3Storage({ bucket: 'lab', prefix });
    t.is(storage.root, root);
    t.is(storage.pathOf(KEY), `${root}/${KEY}`);
    t.is(storage.keyOf(`${root}/${KEY}`), KEY);
  }
});

const OUTSIDE = [
  '',
  KEY,
  `/${KEY}`,
  `s3://lab/${KEY}`,
  `s3://lab/results/${KEY}`,
  `s3://lab/artifacts//${KEY}`,
  `s3://lab/artifacts/../artifacts/${KEY}`,
  `s3://other/artifacts/${KEY}`,
  `S3://lab/artifacts/${KEY}`,
  's3://lab/artifacts',
  's3://lab/artifacts/A',
  's3://lab/artifacts/A/B/c.json',
  's3://lab/artifacts/.conditional-put',
];

for (const path of OUTSIDE) {
  test(`a path is refused that is not below the prefix s3://lab/artifacts: ${path}`, (t) => {
    t.throws(() => new S3Storage({ bucket: 'lab', prefix: 'artifacts' }).keyOf(path), {
      instanceOf: StorageError,
      message: `resolve ${path}: is outside of the storage’s files: expected a folder and a file below its root, both named with letters, digits, "_", "." and "-"; pass the path as save returned it`,
    });
  });
}

test('a key that leads out of the storage is refused before anything is requested', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  for (const key of ['x', '../x', 'A/../x', 'A/B/c', 'A/.x', '/x']) {
    for (const act of [() => storage.open(key), () => storage.remove(key), () => create(storage, key, text('x'))])
      await t.throwsAsync(act, { instanceOf: StorageError });
  }
  t.throws(() => storage.draft('a b'), {
    message: 'create a b: is no folder of the storage: expected a safe name',
  });
  t.deepEqual(server.takeRequests(), []);
});

// ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('saving and loading a small artifact takes one request each, after the probe', async (t) => {
  const server = await served(t);
  const repository = repositoryOf(server.storage({ prefix: 'artifacts' }));
  const path = await repository.save(sampleOf('a', 0));
  t.is(path, `s3://lab/artifacts/${SAMPLE_KEY}`);
  t.deepEqual(server.takeRequests(), [
    'PUT artifacts/.conditional-put',
    'PUT artifacts/.conditional-put',
    `PUT artifacts/${SAMPLE_KEY}`,
  ]);
  t.deepEqual(await repository.load(path), sampleOf('a', 0));
  t.deepEqual(server.takeRequests(), [`GET artifacts/${SAMPLE_KEY}`]);
  const again = repositoryOf(server.storage({ prefix: 'artifacts' }));
  t.is(await again.save(sampleOf('a', 0)), path);
  t.deepEqual(server.takeRequests(), [
    'PUT artifacts/.conditional-put',
    `PUT artifacts/${SAMPLE_KEY}`,
    `GET artifacts/${SAMPLE_KEY}`,
  ]);
  t.is(await again.save(sampleOf('b', 0)), path.replace('.json', `_${sealPrefixOf(server)}.json`));
});

/** Returns what stands in the name of the one object that has a longer name. */
const sealPrefixOf = (server: ObjectServer): string =>
  [...server.objects.keys()].map((key) => /_([0-9a-f]{16})\.json$/.exec(key)?.[1]).find(Boolean) as string;

test('every object is put on the condition that there is none, with its length, its MD5 and its media type', async (t) => {
  const server = await served(t);
  await create(server.storage(), KEY, text('one'));
  for (const { headers } of server.requests) {
    t.is(headers['if-none-match'], '*');
    t.is(headers['content-type'], 'application/json');
    t.regex(String(headers['content-md5']), /^[A-Za-z0-9+/]{22}==$/);
    t.regex(headers['content-length'] ?? '', /^\d+$/);
  }
  t.is(server.requests.length, 3);
});

const SIZES = [0, 1, 2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1, LIMITS.small, LIMITS.small + 1, 3 * LIMITS.small + 7];

for (const size of SIZES) {
  test(`${size} bytes come back as they were, whole and in any range`, async (t) => {
    const server = await served(t);
    const storage = server.storage();
    const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) % 251));
    const draft = storage.draft('A');
    for (let at = 0; at < size; at += 100_000) await draft.write(bytes.subarray(at, at + 100_000));
    t.is(draft.reread().size, size);
    t.true(bytes.equals(await draft.reread().read(0, size)));
    t.is(await draft.publish(KEY), 'created');
    t.is(await draft.publish(KEY), 'identical');
    await draft.close();
    t.true(bytes.equals(await bytesOf(storage, KEY)));
    const source = await storage.open(KEY);
    t.is(source.size, size);
    for (const [start, end] of [
      [0, Math.min(10, size)],
      [size, size],
      [Math.max(0, size - 70_000), size],
      [Math.floor(size / 3), Math.floor(size / 2)],
      [Math.floor(size / 2), size],
    ] as const)
      t.true(bytes.subarray(start, end).equals(await source.read(start, end)), `${start} to ${end}`);
    await source.close();
  });
}

test('a large draft leaves no file behind, in the folder for temporary files', async (t) => {
  const server = await served(t);
  const before = new Set(await readdir(tmpdir()));
  const draft = server.storage().draft('A');
  await draft.write(Buffer.alloc(LIMITS.small + 1));
  const spools = (await readdir(tmpdir())).filter(
    (name) => !before.has(name) && name.startsWith('persisted-artifacts-'),
  );
  t.deepEqual(spools, []);
  t.is((await draft.reread().read(0, 10)).length, 10);
  await draft.close();
});

test('a large file that is there is compared, and not sent again', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  const bytes = Buffer.alloc(LIMITS.small + 1, 'a');
  await create(storage, KEY, bytes);
  server.takeRequests();
  t.is(await create(storage, KEY, bytes), 'identical');
  t.deepEqual([...new Set(server.takeRequests())], [`GET ${KEY}`]);
});

test('a large file that is read in order takes few requests', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  const size = 64 * LIMITS.piece;
  await create(storage, KEY, Buffer.alloc(size, 'a'));
  server.takeRequests();
  const source = await storage.open(KEY);
  for (let at = 0; at < size; at += LIMITS.piece) t.is((await source.read(at, at + LIMITS.piece)).length, LIMITS.piece);
  t.true(server.takeRequests().length <= 8);
});

// ── Exclusivity ─────────────────────────────────────────────────────────────────────────────────────────────────────

test('of many drafts for one key, one is created, and the others say how they compare with it', async (t) => {
  const server = await served(t);
  const publish = (storage: Storage, value: string) => create(storage, KEY, text(value));
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, index) => publish(server.storage(), index % 2 === 0 ? 'even' : 'odd')),
  );
  const count = (result: string) => results.filter((each) => each === result).length;
  t.is(count('created'), 1);
  t.is(count('identical'), 19);
  t.is(count('different'), 20);
});

const IGNORED =
  'found that the server ignores If-None-Match, so that it would overwrite files; expected a server that refuses to overwrite files, as AWS S3 and Ceph do';

test('a server that ignores the condition of a put is refused before a file is written', async (t) => {
  const server = await served(t, { ignores: ['PutObject'] });
  const repository = repositoryOf(server.storage());
  const error = await storageErrorOf(t, () => repository.save(sampleOf('a', 0)));
  t.is(error.message, `PutObject s3://lab/.conditional-put: ${IGNORED}`);
  const checked = await storageErrorOf(t, () => server.storage().checkWritable());
  t.is(checked.message, error.message);
  t.deepEqual([...server.objects.keys()], ['.conditional-put']);
});

test('a storage that was refused checks the server again the next time', async (t) => {
  const faults: { ignores: 'PutObject'[] } = { ignores: ['PutObject'] };
  const server = await served(t, faults);
  const storage = server.storage();
  await storageErrorOf(t, () => create(storage, KEY, text('a')));
  faults.ignores.pop();
  t.is(await create(storage, KEY, text('a')), 'created');
});

test('an object that is removed between the put and the comparison is put again', async (t) => {
  let isRemoved = false;
  const server = await served(t, {
    after: ({ method, key, headers }) => {
      if (isRemoved || method !== 'PUT' || key !== KEY || headers['if-none-match'] === undefined) return undefined;
      isRemoved = true;
      server.objects.delete(KEY);
      return fault(412, 'PreconditionFailed');
    },
  });
  t.is(await create(server.storage(), KEY, text('a')), 'created');
});

test('an object that is always there when it is put and never when it is read ends a save', async (t) => {
  const server = await served(t, {
    before: ({ method, key }) => (method === 'PUT' && key === KEY ? fault(412, 'PreconditionFailed') : undefined),
  });
  const error = await storageErrorOf(t, () => create(server.storage(), KEY, text('a')));
  t.is(
    error.message,
    `PutObject s3://lab/${KEY}: found 5 times that it is there when it is put, and not there when it is read; expected either`,
  );
});

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const withSmallParts = test.macro(async (t: ExecutionContext, act: (t: ExecutionContext) => Promise<void>) => {
  const sizes = { ...UPLOAD_SIZES };
  Object.assign(UPLOAD_SIZES, { put: 200_000, part: 100_000 });
  try {
    await act(t);
  } finally {
    Object.assign(UPLOAD_SIZES, sizes);
  }
});

const LARGE = Buffer.alloc(350_000, 'abcdefg');

test.serial(
  'a file that is too large for one request is created in parts, whole and once',
  withSmallParts,
  async (t) => {
    const server = await served(t);
    t.is(await create(server.storage(), KEY, LARGE), 'created');
    t.true(LARGE.equals(server.objects.get(KEY) as Buffer));
    t.is(server.requests.filter(({ query }) => query.has('partNumber')).length, 4 + 1);
    t.is(await create(server.storage(), KEY, LARGE), 'identical');
    t.is(await create(server.storage(), KEY, Buffer.alloc(350_000)), 'different');
    t.true(LARGE.equals(server.objects.get(KEY) as Buffer));
    t.is(server.uploads.size, 0);
  },
);

test.serial('the answer to the last request of parts may be lost', withSmallParts, async (t) => {
  let isLost = false;
  const server = await served(t, {
    after: ({ method, key, query }) => {
      if (isLost || method !== 'POST' || key !== KEY || !query.has('uploadId')) return undefined;
      isLost = true;
      return 'cut';
    },
  });
  t.is(await create(server.storage(), KEY, LARGE), 'identical');
  t.true(isLost && LARGE.equals(server.objects.get(KEY) as Buffer));
});

test.serial(
  'a server that ignores the condition for parts is refused for large files alone',
  withSmallParts,
  async (t) => {
    const server = await served(t, { ignores: ['CompleteMultipartUpload'] });
    const storage = server.storage();
    t.is(await create(storage, KEY, text('small')), 'created');
    const other = KEY.replace('aaaaaa', 'bbbbbb');
    const error = await storageErrorOf(t, () => create(storage, other, LARGE));
    t.is(
      error.message,
      'CompleteMultipartUpload s3://lab/.conditional-put: found that the server ignores If-None-Match, so that it would overwrite files; expected a file of at most 5 GiB, or a server that refuses to overwrite larger ones, too, as AWS S3 does; this file has 350000 bytes',
    );
    t.deepEqual([...server.objects.keys()], ['.conditional-put', KEY]);
    t.is(server.uploads.size, 0);
  },
);

test.serial('parts that cannot be sent are removed again', withSmallParts, async (t) => {
  const server = await served(t, {
    before: ({ query, key }) =>
      query.get('partNumber') === '2' && key === KEY ? fault(403, 'AccessDenied') : undefined,
  });
  const error = await storageErrorOf(t, () => create(server.storage(), KEY, LARGE));
  t.regex(error.message, /^UploadPart s3:\/\/lab\/A\//);
  t.is(server.uploads.size, 0);
});

test('a sweep removes the parts that are a week old, and nothing else', async (t) => {
  const server = await served(t);
  const age = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000);
  const begin = (key: string, days: number) =>
    server.uploads.set(`${key}-${days}`, { key, parts: new Map(), begun: age(days) });
  begin(`artifacts/${KEY}`, 6);
  begin(`artifacts/${KEY}`, 8);
  begin('artifacts/.conditional-put', 9);
  begin('artifacts/of another program', 9);
  t.deepEqual(await server.storage({ prefix: 'artifacts' }).sweep(), [
    `s3://lab/artifacts/${KEY}`,
    's3://lab/artifacts/.conditional-put',
  ]);
  t.deepEqual([...server.uploads.keys()], [`artifacts/${KEY}-6`, 'artifacts/of another program-9']);
});

// ── Answers that are lost, late, or errors ──────────────────────────────────────────────────────────────────────────

test('a put whose answer was lost is no conflict, and leaves one object', async (t) => {
  let lost = 0;
  const server = await served(t, {
    after: ({ method, key }) => (method === 'PUT' && key === KEY && lost++ < 2 ? 'cut' : undefined),
  });
  t.is(await create(server.storage(), KEY, text('one')), 'identical');
  t.is(lost, 3);
  t.deepEqual([...server.objects.keys()], ['.conditional-put', KEY]);
});

test('a put whose answer was lost, and whose key another file then has, is different', async (t) => {
  let isLost = false;
  const server = await served(t, {
    before: ({ method, key }) => {
      if (isLost || method !== 'PUT' || key !== KEY) return undefined;
      isLost = true;
      server.objects.set(KEY, text('other'));
      return 'cut';
    },
  });
  t.is(await create(server.storage(), KEY, text('one')), 'different');
  t.is(server.objects.get(KEY)?.toString(), 'other');
});

for (const [status, code] of [
  [409, 'ConditionalRequestConflict'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'SlowDown'],
  [400, 'RequestTimeout'],
  [400, 'BadDigest'],
] as const) {
  test(`after ${status} ${code} a request is made again, and has success`, async (t) => {
    const times = new Map<string, number>();
    const server = await served(t, {
      before: ({ method, key }) => {
        const count = (times.get(`${method} ${key}`) ?? 0) + 1;
        times.set(`${method} ${key}`, count);
        return count < 3 ? fault(status, code) : undefined;
      },
    });
    const storage = server.storage();
    t.is(await create(storage, KEY, text('one')), 'created');
    t.is(Buffer.from(await bytesOf(storage, KEY)).toString(), 'one');
    t.deepEqual(await collect(storage.list()), [KEY]);
  });
}

test('a server that fails to the end is an error that says how often it was asked', async (t) => {
  const server = await served(t, { before: () => fault(503, 'SlowDown') });
  const error = await storageErrorOf(t, () => server.storage().open(KEY));
  t.is(error.message, `GetObject s3://lab/${KEY}: found the answer 503 SlowDown, expected success (tried 6 times)`);
  t.deepEqual([error.operation, error.path], ['GetObject', `s3://lab/${KEY}`]);
  t.is((error.cause as Error).name, 'SlowDown');
});

test('an answer that breaks off is read again', async (t) => {
  let count = 0;
  const server = await served(t, {
    after: ({ method, key }) =>
      method === 'GET' && key === KEY && count++ < 2
        ? {
            status: 206,
            headers: { 'Content-Range': 'bytes 0-2/3', 'Content-Length': '3', Connection: 'close' },
            body: 'o',
          }
        : undefined,
  });
  const storage = server.storage();
  await create(storage, KEY, text('one'));
  t.is(Buffer.from(await bytesOf(storage, KEY)).toString(), 'one');
  t.is(count, 3);
});

test('other bytes than those that were asked for are no answer', async (t) => {
  const server = await served(t, {
    after: ({ method, key }) =>
      method === 'GET' && key === KEY ? { status: 200, body: Buffer.alloc(70_000) } : undefined,
  });
  const storage = server.storage();
  await create(storage, KEY, Buffer.alloc(70_000));
  const error = await storageErrorOf(t, () => bytesOf(storage, KEY));
  t.is(
    error.message,
    `GetObject s3://lab/${KEY}: found all 70000 bytes, expected the last 65536 of them: the server ignores Range (tried 6 times)`,
  );
});

const OTHER_ANSWERS: [found: string, reply: Reply][] = [
  ['all 100000 bytes', { status: 200, body: Buffer.alloc(100_000) }],
  ['bytes 1-199/100000', { status: 206, headers: { 'Content-Range': 'bytes 1-199/100000' }, body: Buffer.alloc(200) }],
  ['bytes 0-198/100000', { status: 206, headers: { 'Content-Range': 'bytes 0-198/100000' }, body: Buffer.alloc(200) }],
  ['bytes 0-199/100001', { status: 206, headers: { 'Content-Range': 'bytes 0-199/100001' }, body: Buffer.alloc(200) }],
];

for (const [found, reply] of OTHER_ANSWERS) {
  test(`${found}, in place of those that were asked for, are no answer to a later request either`, async (t) => {
    let opened = false;
    const server = await served(t, {
      after: ({ method, key }) => (opened && method === 'GET' && key === KEY ? reply : undefined),
    });
    const storage = server.storage();
    await create(storage, KEY, Buffer.alloc(100_000));
    const source = await storage.open(KEY);
    opened = true;
    const error = await storageErrorOf(t, () => source.read(0, 100));
    t.is(
      error.message,
      `GetObject s3://lab/${KEY}: found ${found}, expected the bytes from 0 to 200 of 100000 (tried 6 times)`,
    );
  });
}

test('a file that is replaced or removed while it is read is an error', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  const fault = 'found that it was removed or replaced while it was read, expected a file that does not change';
  for (const change of [() => server.objects.set(KEY, Buffer.alloc(100_000, 'b')), () => server.objects.delete(KEY)]) {
    server.objects.set(KEY, Buffer.alloc(100_000, 'a'));
    const source = await storage.open(KEY);
    change();
    const error = await storageErrorOf(t, () => source.read(0, 100_000));
    t.is(error.message, `GetObject s3://lab/${KEY}: ${fault}`);
  }
});

const REGION_FAULT = 'expected it in the region that is asked: see region and AWS_REGION';
const CREDENTIALS = 'see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE';

const REFUSALS: [status: number, code: string, headers: Record<string, string>, message: string][] = [
  [
    403,
    'InvalidAccessKeyId',
    {},
    `found an access key that the server does not know, expected one of its users’: ${CREDENTIALS}`,
  ],
  [
    403,
    'SignatureDoesNotMatch',
    {},
    `found a secret key that is not the access key’s, expected its own: ${CREDENTIALS}`,
  ],
  [400, 'ExpiredToken', {}, `found credentials that have expired, expected new ones: sign in again; ${CREDENTIALS}`],
  [
    403,
    'AccessDenied',
    {},
    'found no permission for PutObject, expected a user who may list the bucket, and read and write its objects',
  ],
  [404, 'NoSuchBucket', {}, 'found no bucket lab, expected one that exists: create it, or see bucket and endpoint'],
  [
    403,
    'RequestTimeTooSkewed',
    {},
    'found a clock that differs from the server’s by more than 15 minutes, expected the right time: set the clock, because it dates the artifacts, too',
  ],
  [
    301,
    'PermanentRedirect',
    { 'x-amz-bucket-region': 'eu-west-1' },
    `found the bucket lab in the region eu-west-1, ${REGION_FAULT}`,
  ],
  [301, 'PermanentRedirect', {}, `found the bucket lab in another region, ${REGION_FAULT}`],
  [
    400,
    'AuthorizationHeaderMalformed',
    { 'x-amz-bucket-region': 'eu-west-1' },
    `found the bucket lab in the region eu-west-1, ${REGION_FAULT}`,
  ],
  [403, 'InvalidObjectState', {}, 'found an object in an archive, expected one that can be read: restore it first'],
  [501, 'NotImplemented', {}, 'found the answer 501 NotImplemented, expected success'],
];

for (const [status, code, headers, message] of REFUSALS) {
  test(`${status} ${code} ${JSON.stringify(headers)} is one clear error, at once`, async (t) => {
    const server = await served(t, { before: () => fault(status, code, headers) });
    const error = await storageErrorOf(t, () => repositoryOf(server.storage()).save(sampleOf('a', 0)));
    t.is(error.message, `PutObject s3://lab/.conditional-put: ${message}`);
    t.is((error.cause as Error).name, code);
    t.is(server.requests.length, 1);
  });
}

test('a missing file is a NotFoundError, and a missing bucket is not', async (t) => {
  const server = await served(t);
  const repository = repositoryOf(server.storage());
  const path = `s3://lab/${SAMPLE_KEY}`;
  await t.throwsAsync(repository.load(path), { instanceOf: NotFoundError, message: `${path} does not exist` });
  await t.throwsAsync(repository.remove(path), { instanceOf: NotFoundError });
  t.false(await repository.has(path));
  const elsewhere = await served(t, { before: () => fault(404, 'NoSuchBucket') });
  for (const act of ['load', 'remove', 'has'] as const)
    await storageErrorOf(t, () => repositoryOf(elsewhere.storage())[act](path));
});

test('an address that answers, and is no S3 server, has no artifacts: that is an error', async (t) => {
  const server = await served(t, { before: () => ({ status: 404, body: '<html>not here</html>' }) });
  const error = await storageErrorOf(t, () => server.storage().open(KEY));
  t.regex(error.message, /^GetObject s3:\/\/lab\/.*: found the answer 404 .*, expected success$/);
});

test('a server that accepts a connection and never answers is an error in time', async (t) => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.teardown(() => silent.close());
  const { port } = silent.address() as { port: number };
  const client = clientOf(`http://127.0.0.1:${port}`);
  const storage = new S3Storage({ bucket: 'lab', client, timeout: 200 });
  const acts = {
    PutObject: () => create(storage, KEY, text('one')),
    GetObject: () => storage.open(KEY),
    ListObjectsV2: () => collect(storage.list()),
  };
  for (const [operation, act] of Object.entries(acts)) {
    const error = await storageErrorOf(t, act);
    t.is(error.operation, operation);
    t.true(
      error.message.endsWith(
        'found that nothing moved for 0.2 s, expected an answer of the server: see endpoint, AWS_ENDPOINT_URL_S3 and the network (tried 2 times)',
      ),
      error.message,
    );
  }
  client.destroy();
});

test('a server that is slow, and not silent, is waited for', async (t) => {
  const slow = createServer((socket) => {
    const body = Buffer.alloc(8, 'a');
    socket.once('data', async () => {
      socket.write('HTTP/1.1 206 Partial Content\r\nContent-Length: 8\r\nContent-Range: bytes 0-7/8\r\n\r\n');
      for (const byte of body) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        socket.write(Buffer.of(byte));
      }
    });
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  t.teardown(() => slow.close());
  const client = clientOf(`http://127.0.0.1:${(slow.address() as { port: number }).port}`);
  const waiting = new S3Storage({ bucket: 'lab', client, timeout: 2000 });
  t.is(Buffer.from(await bytesOf(waiting, KEY)).toString(), 'aaaaaaaa');
  client.destroy();
});

test('no network is one clear error', async (t) => {
  const address = 'see endpoint, AWS_ENDPOINT_URL_S3 and the network';
  const errorAt = (endpoint: string) =>
    storageErrorOf(t, () => new S3Storage({ bucket: 'lab', client: clientOf(endpoint) }).open(KEY));
  const server = await objectServer();
  await server.close();
  const port = new URL(server.endpoint).port;
  t.is(
    (await errorAt(server.endpoint)).message,
    `GetObject s3://lab/${KEY}: found no connection: connect ECONNREFUSED 127.0.0.1:${port}; expected a server that answers: ${address} (tried 6 times)`,
  );
  t.regex(
    (await errorAt('http://nowhere.invalid')).message,
    /^GetObject s3:\/\/lab\/.*: found no connection: getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid; expected a server that answers: /,
  );
});

// ── Listings ────────────────────────────────────────────────────────────────────────────────────────────────────────

const NAMES = [
  '2025-12-31T23-59-59',
  '2026-01-01T00-00-00',
  '2026-02-11T12-00-00',
  '2026-02-28T00-00-00',
  '2026-03-01T00-00-00',
];
const KEYS = ['A', 'B', 'Z_last'].flatMap((folder) => NAMES.map((name) => `${folder}/${name}_aaaaaa.json`));

/** Objects of other programs. */
const OTHERS = [
  'loose.json',
  'A/deep/er.json',
  'A/b c.json',
  'A/.hidden',
  'A b/2026.json',
  '+/%25',
  'A/é.json',
  'A/\u0001',
  '\ufffe/\u{1f600}',
];

/** Starts a server with files below the prefix, and other objects beside and between them. */
async function withListing(t: ExecutionContext, faults: Faults = {}): Promise<ObjectServer> {
  const server = await served(t, faults);
  for (const key of [...KEYS, ...OTHERS]) server.objects.set(`artifacts/${key}`, text(key));
  for (const key of ['A/x.json', 'artifact/A/x.json', 'artifacts2/A/x.json']) server.objects.set(key, text(key));
  for (const key of ['', 'A/', '.conditional-put']) server.objects.set(`artifacts/${key}`, Buffer.alloc(0));
  return server;
}

for (const page of [1, 2, 3, 1000]) {
  test(`pages of ${page} list each file once, in the order of keys, and nothing else`, async (t) => {
    const server = await withListing(t, { page });
    const storage = server.storage({ prefix: 'artifacts' });
    t.deepEqual(await collect(storage.list()), KEYS);
    t.deepEqual(await collect(storage.list('B')), KEYS.slice(5, 10));
    t.deepEqual(await collect(storage.list('C')), []);
    t.deepEqual(await collect(storage.list('../artifacts2')), []);
    const range = { from: '2026-01', until: '2026-03' };
    t.deepEqual(
      await collect(storage.list(undefined, range)),
      KEYS.filter((key) => key.includes('/2026-01') || key.includes('/2026-02')),
    );
    t.deepEqual(await collect(storage.list('A', { from: '2026-02-11T12-00-00_aaaaaa.json' })), KEYS.slice(2, 5));
    t.deepEqual(await collect(storage.list('A', { until: '2026-01-01T00-00-00_aaaaaa.json' })), KEYS.slice(0, 1));
  });
}

test('a survey finds every object that is no file, except for the probe and what stands for folders', async (t) => {
  const server = await withListing(t, { page: 2 });
  const found = await collect(server.storage({ prefix: 'artifacts' }).survey());
  t.deepEqual(
    found.filter((each) => typeof each === 'string'),
    KEYS,
  );
  const message =
    'found an object that is no artifact’s, expected a folder and a name, both with letters, digits, "_", "." and "-"';
  t.deepEqual(
    found.filter((each) => typeof each !== 'string').sort((a, b) => (a.path < b.path ? -1 : 1)),
    OTHERS.toSorted().map((key) => ({ path: `s3://lab/artifacts/${key}`, message })),
  );
});

test('only the names in a range are asked for', async (t) => {
  const server = await withListing(t, { page: 2 });
  const storage = server.storage({ prefix: 'artifacts' });
  await collect(storage.list('B', { from: '2026-02-11', until: '2026-02-12' }));
  t.deepEqual(
    server.requests.map(({ query }) => [query.get('prefix'), query.get('start-after')]),
    [['artifacts/B/', 'artifacts/B/2026-02-10~']],
  );
});

/** A server whose listings never end. It is in a thread of its own, and counts the requests in shared memory. */
const ENDLESS_SERVER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createServer } = require('node:http');
  const server = createServer((_, response) => {
    const page = Atomics.add(workerData, 0, 1);
    const key = '<Contents><Key>A/2026-02-11T12-00-00_' + String(page).padStart(6, '0') + '.json</Key></Contents>';
    const next = '<NextContinuationToken>' + page + '</NextContinuationToken>';
    response.end('<ListBucketResult><IsTruncated>true</IsTruncated>' + next + key + '</ListBucketResult>');
    Atomics.notify(workerData, 0);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('the next page is on its way before a caller, who waits for nothing, has used the present one', async (t) => {
  const requests = new Int32Array(new SharedArrayBuffer(4));
  const server = new Worker(ENDLESS_SERVER, { eval: true, workerData: requests });
  t.teardown(() => server.terminate());
  const [port] = await once(server, 'message');
  const keys = new S3Storage({ bucket: 'lab', client: clientOf(`http://127.0.0.1:${port}`) }).list();
  await keys.next();
  // This thread stands still until the second request has come.
  t.not(Atomics.wait(requests, 0, 1, 10_000), 'timed-out');
  await keys.return(undefined);
});

test('a caller who stops causes at most one page more', async (t) => {
  const server = await withListing(t, { page: 1 });
  for await (const key of server.storage({ prefix: 'artifacts' }).list('B')) {
    t.is(key, KEYS[5] as string);
    break;
  }
  t.true(server.requests.length <= 2);
});

test('a server that does not list keys in their order is refused, because a range may hide some of them', async (t) => {
  const server = await withListing(t, { order: (a, b) => (a < b ? 1 : -1) });
  const error = await storageErrorOf(t, () => collect(server.storage({ prefix: 'artifacts' }).list('A')));
  t.is(
    error.message,
    `ListObjectsV2 s3://lab/artifacts/: found the key ${KEYS[3]} after ${KEYS[4]}, expected a server that lists keys in their order`,
  );
});

test('a listing that breaks off is an error, and not a short listing', async (t) => {
  let pages = 0;
  const server = await withListing(t, {
    page: 5,
    before: ({ query }) => (query.has('list-type') && pages++ > 0 ? fault(403, 'AccessDenied') : undefined),
  });
  const error = await storageErrorOf(t, () => collect(server.storage({ prefix: 'artifacts' }).list()));
  t.is(error.operation, 'ListObjectsV2');
});

for (const next of ['', '<NextContinuationToken>a</NextContinuationToken>']) {
  test(`pages that never end are an error: each ${next === '' ? 'without the next' : `names the next by ${next}`}`, async (t) => {
    const body = `<ListBucketResult><IsTruncated>true</IsTruncated>${next}</ListBucketResult>`;
    const server = await served(t, { before: () => ({ status: 200, body }) });
    const error = await storageErrorOf(t, () => collect(server.storage({ prefix: 'artifacts' }).survey()));
    t.is(
      error.message,
      'ListObjectsV2 s3://lab/artifacts/: found a page without the next, expected all pages of the listing',
    );
  });
}

test('a key in a listing is read as servers encode it: a space as + or %20, a plus as %2B', async (t) => {
  const body =
    '<ListBucketResult><Contents><Key>artifacts/a+b%20c%2Bd</Key><Size>1</Size></Contents></ListBucketResult>';
  const server = await served(t, { before: () => ({ status: 200, body }) });
  const [found] = await collect(server.storage({ prefix: 'artifacts' }).survey());
  t.is(Object(found).path, 's3://lab/artifacts/a b c+d');
});

test('a removed file is gone, and a second removal finds none', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  for (const bytes of [text('one'), text('')]) {
    await create(storage, KEY, bytes);
    await storage.remove(KEY);
    t.deepEqual(await collect(storage.list()), []);
    await t.throwsAsync(storage.remove(KEY), { instanceOf: NotFoundError });
  }
});

test('checkWritable asks the server each time', async (t) => {
  const server = await served(t);
  const storage = server.storage();
  await storage.checkWritable();
  await storage.checkWritable();
  t.deepEqual(server.takeRequests(), Array(3).fill('PUT .conditional-put'));
});

for (const { title, run } of storageContract({
  storage: async () => {
    const server = await objectServer();
    servers.push(server);
    return server.storage({ prefix: 'artifacts' });
  },
  reopen: () => (servers.at(-1) as ObjectServer).storage({ prefix: 'artifacts' }),
}))
  test.serial(title, async (t) => {
    await t.notThrowsAsync(run());
    await servers.pop()?.close();
  });
