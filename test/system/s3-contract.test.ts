// The contract of storages holds for S3Storage on a real server.

import ava from 'ava';
import { storageContract } from '../../src/contract/index.js';
import { needs } from '../support/needs.js';
import { type S3Server, s3Server } from '../support/s3-server.js';

const test = await needs('ceph', '/proc');

let server: Promise<S3Server> | undefined;
let next = 0;
const started = (): Promise<S3Server> => (server ??= s3Server());
ava.after.always(async () => (await server)?.stop());

const CASES = storageContract({
  storage: async () => (await started()).storage(`contract/${next++}`),
  reopen: async (storage) =>
    (await started()).storage((storage as { root: string } & typeof storage).root.slice('s3://artifacts/'.length)),
});

for (const { title, run } of CASES)
  test(title, async (t) => {
    await t.notThrowsAsync(run());
  });
