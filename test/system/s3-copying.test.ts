// Artifacts are copied from a folder to a bucket on a real server, and back.

import ava from 'ava';
import { copyArtifacts, FileStorage } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { s3Server } from '../support/s3-server.js';
import { repositoryOf, sampleOf } from '../support/sample.js';
import { bytesOf, collect, create, newFolder, sound } from '../support/stored.js';

const test = await needs('ceph', '/proc');

let stop = async () => {};
ava.after.always(() => stop());

test('artifacts are copied to a bucket and back, byte for byte and once, and another object is not overwritten', async (t) => {
  const server = await s3Server();
  stop = () => server.stop();
  const from = new FileStorage(await newFolder());
  // The last file is larger than one request takes.
  for (let second = 0; second < 12; second++) {
    const sample = sampleOf('copied', second, second === 11 ? 600_000 : undefined);
    await repositoryOf(from).save(Object.assign(sample, { timestamp: new Date(1000 * second) }));
  }
  const [bucket, back] = [server.storage('copies'), new FileStorage(await newFolder())];
  for (const [source, target] of [
    [from, bucket],
    [bucket, back],
  ] as const) {
    t.like(await copyArtifacts(source, target), { copied: 12, identical: 0, dangling: 0, problems: [] });
    t.deepEqual(await repositoryOf(target).verify(), sound(12));
    t.like(await copyArtifacts(source, target), { copied: 0, identical: 12, problems: [] });
    t.like(await copyArtifacts(source, target, { newer: true }), { copied: 0, identical: 0 });
  }
  const keys = await collect(from.list());
  for (const key of keys) t.deepEqual(Buffer.from(await bytesOf(back, key)), Buffer.from(await bytesOf(from, key)));
  const [key = ''] = keys;
  const other = server.storage('conflict');
  await create(other, key, Buffer.from('other bytes'));
  const { copied, problems } = await copyArtifacts(from, other);
  t.is(copied, 11);
  const [path, targetPath] = [from.pathOf(key), `s3://artifacts/conflict/${key}`];
  const message = `${targetPath} holds other bytes than ${path} already; nothing was written`;
  t.deepEqual(problems, [{ path, code: 'ARTIFACT_CONFLICT', message, targetPath }]);
  t.is(Buffer.from(await bytesOf(other, key)).toString(), 'other bytes');
});
