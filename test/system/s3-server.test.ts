// What S3Storage does on a real server: many processes, lost answers, a server that is frozen, errors, large files.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import ava from 'ava';
import { StorageError } from '../../src/index.js';
import { S3Storage } from '../../src/storage/s3/index.js';
import { UPLOAD_SIZES } from '../../src/storage/s3/upload.js';
import { cuttingProxy } from '../support/cutting-proxy.js';
import { needs } from '../support/needs.js';
import { clientOf } from '../support/object-server.js';
import { BUCKET, type S3Server, s3Server } from '../support/s3-server.js';
import { holdsSample, repositoryOf, sampleOf } from '../support/sample.js';
import { collect, create } from '../support/stored.js';
import { raceInBucket } from '../torture/buckets/race-in-bucket.js';

const test = await needs('ceph', '/proc');

let server: Promise<S3Server> | undefined;
const started = (): Promise<S3Server> => (server ??= s3Server());
ava.after.always(async () => (await server)?.stop());

const KEY = 'A/2026-02-11T12-00-00_aaaaaa.json';

test('processes that save artifacts of the same second and parameters lose and overwrite none', async (t) => {
  const seen = await raceInBucket(await started(), 'race', 16, 12);
  t.deepEqual(seen, { saves: 192, refused: 0, files: 192, paths: 192, wrong: 0, problems: 0 });
});

test('a save whose answers are lost on the way is neither there twice nor said to be there in vain', async (t) => {
  const { endpoint, storage } = await started();
  const proxy = await cuttingProxy(endpoint, 2);
  t.teardown(() => proxy.close());
  const repository = repositoryOf(new S3Storage({ bucket: BUCKET, prefix: 'cut', client: clientOf(proxy.endpoint) }));
  const indices = Array.from({ length: 60 }, (_, index) => index);
  const paths = await Promise.all(indices.map((index) => repository.save(sampleOf('cut', index))));
  t.true(proxy.cuts >= 120, `${proxy.cuts} cuts`);
  t.is(new Set(paths).size, 60);
  t.is((await collect(storage('cut').list())).length, 60);
  for (const index of indices)
    t.true(await holdsSample(repositoryOf(storage('cut')), paths[index] as string, 'cut', index));
});

test('parts are refused on this server, because it ignores the condition for them, and no file is written', async (t) => {
  const { storage } = await started();
  const sizes = { ...UPLOAD_SIZES };
  // More than any other test of this process puts.
  Object.assign(UPLOAD_SIZES, { put: 2 ** 23 });
  t.teardown(() => Object.assign(UPLOAD_SIZES, sizes));
  const error = await t.throwsAsync(create(storage('parts'), KEY, Buffer.alloc(2 ** 23 + 1)), {
    instanceOf: StorageError,
  });
  t.is(
    error?.message,
    'CompleteMultipartUpload s3://artifacts/parts/.conditional-put: found that the server ignores If-None-Match, so that it would overwrite files; expected a file of at most 5 GiB, or a server that refuses to overwrite larger ones, too, as AWS S3 does; this file has 8388609 bytes',
  );
  t.deepEqual(await collect(storage('parts').list()), []);
});

const CREDENTIALS = 'see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE';

/** Clients and buckets that are wrong, and the message of the error, after the operation and the path. */
const WRONG: [title: string, client: Partial<S3ClientConfig>, bucket: string, message: string][] = [
  [
    'a wrong access key',
    { credentials: { accessKeyId: 'nobody', secretAccessKey: 'testsecret' } },
    BUCKET,
    `found an access key that the server does not know, expected one of its users’: ${CREDENTIALS}`,
  ],
  [
    'a wrong secret',
    { credentials: { accessKeyId: 'testkey', secretAccessKey: 'wrong' } },
    BUCKET,
    `found a secret key that is not the access key’s, expected its own: ${CREDENTIALS}`,
  ],
  [
    'a missing bucket',
    {},
    'missing',
    'found no bucket missing, expected one that exists: create it, or see bucket and endpoint',
  ],
  [
    'a clock that is off',
    { systemClockOffset: 3_600_000 },
    BUCKET,
    'found a clock that differs from the server’s by more than 15 minutes, expected the right time: set the clock, because it dates the artifacts, too',
  ],
];

for (const [title, client, bucket, message] of WRONG) {
  test(`${title} is one clear error in each method`, async (t) => {
    const { storage } = await started();
    const made = () => storage('wrong', { bucket }, client);
    for (const [operation, path, act] of [
      ['PutObject', '.conditional-put', () => repositoryOf(made()).save(sampleOf('a', 0))],
      ['PutObject', '.conditional-put', () => made().checkWritable()],
      ['GetObject', KEY, () => made().open(KEY)],
      ['GetObject', KEY, () => made().remove(KEY)],
      ['ListObjectsV2', '', () => collect(made().list())],
      ['ListMultipartUploads', '', () => made().sweep()],
    ] as [string, string, () => Promise<unknown>][]) {
      const error = await t.throwsAsync(act, { instanceOf: StorageError });
      t.is(error?.message, `${operation} s3://${bucket}/wrong/${path}: ${message}`);
    }
  });
}

/** Runs a program that saves by a client of the storage's own, and returns what it writes. */
async function saidBy(environment: NodeJS.ProcessEnv, options: object): Promise<string> {
  const program = `
    import { S3Storage } from 'persisted-artifacts/s3';
    const storage = new S3Storage(${JSON.stringify({ bucket: BUCKET, prefix: 'own', ...options })});
    await storage.checkWritable().then(() => console.log('writable'), (error) => console.log(error.message));`;
  const { PATH } = process.env;
  const env = { PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
  return stdout.trim();
}

test('the address, the credentials and the region may come from the environment', async (t) => {
  const { environment, endpoint } = await started();
  t.is(await saidBy(environment, {}), 'writable');
  const { AWS_ENDPOINT_URL_S3, ...credentials } = environment;
  t.is(await saidBy(credentials, { endpoint }), 'writable');
  t.is(await saidBy({ ...credentials, AWS_REGION: 'eu-west-1' }, { endpoint, forcePathStyle: true }), 'writable');
  t.is(
    await saidBy({ AWS_ENDPOINT_URL_S3 }, {}),
    `PutObject s3://artifacts/own/.conditional-put: found no credentials, expected those of a user of the bucket: ${CREDENTIALS}`,
  );
  t.is(
    await saidBy(credentials, {}),
    'PutObject s3://artifacts/own/.conditional-put: found no region, expected the one of the bucket: see region and AWS_REGION',
  );
});

test('a file of 300 MB goes up and down, exclusively, in little memory', async (t) => {
  const { endpoint } = await started();
  const program = fileURLToPath(new URL('../support/bucket-stream.js', import.meta.url));
  const args = ['--max-old-space-size=40', program, endpoint, 'large', '300000000'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { peak, peakOfPut: _put, peakOfGet: _get, ...seen } = JSON.parse(stdout);
  t.deepEqual(seen, { created: 'created', identical: 'identical', different: 'different', isSame: true });
  t.true(peak < 250, `${peak} MiB`);
});
