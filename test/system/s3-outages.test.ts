// What S3Storage does while a real server is frozen, killed and started again.

import ava from 'ava';
import { StorageError } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { type S3Server, s3Server } from '../support/s3-server.js';
import { repositoryOf, sampleOf } from '../support/sample.js';
import { outagesOfGateway } from '../torture/buckets/outages-of-gateway.js';
import { randomFrom } from '../torture/random.js';

const test = await needs('ceph', '/proc');

let server: Promise<S3Server> | undefined;
const started = (): Promise<S3Server> => (server ??= s3Server('bluestore'));
ava.after.always(async () => (await server)?.stop());

/** The second test would meet the frozen server of the first. */
let frozen: Promise<void> | undefined;

test('a server that is frozen is an error in time, and once it goes on, all is well', (t) => {
  frozen = (async () => {
    const { freeze, thaw, storage } = await started();
    const made = storage('frozen', { timeout: 1500 });
    const repository = repositoryOf(made);
    const path = await repository.save(sampleOf('a', 0));
    freeze();
    for (const act of [
      () => repository.save(sampleOf('b', 9)),
      () => repository.load(path),
      () => repository.verify(),
    ]) {
      const error = await t.throwsAsync<StorageError>(act, { instanceOf: StorageError });
      t.true(
        error?.message.endsWith(
          ': found that nothing moved for 1.5 s, expected an answer of the server: see endpoint, AWS_ENDPOINT_URL_S3 and the network (tried 2 times)',
        ),
        error?.message,
      );
    }
    thaw();
    t.deepEqual(await repositoryOf(storage('frozen')).load(path), sampleOf('a', 0));
    await repositoryOf(storage('frozen')).save(sampleOf('b', 9));
    t.deepEqual((await repositoryOf(storage('frozen')).verify()).problems, []);
  })();
  return frozen;
});

test('a server that is killed and started again under load loses nothing that was acknowledged', async (t) => {
  await frozen;
  const { refused, acknowledged, files, ...seen } = await outagesOfGateway(
    await started(),
    'killed',
    10,
    randomFrom(1),
  );
  t.deepEqual(seen, { kills: 10, strange: 0, lost: 0, problems: 0 });
  t.true(
    acknowledged > 10 && files >= acknowledged,
    `${acknowledged} acknowledged, ${refused} refused, ${files} files`,
  );
});
