import { setTimeout as after } from 'node:timers/promises';
import { bucketSaver } from '../../support/bucket-savers.js';
import type { S3Server } from '../../support/s3-server.js';
import { holdsSample, repositoryOf } from '../../support/sample.js';
import { collect } from '../../support/stored.js';
import type { Random } from '../random.js';

/** The result of killing a server while processes save into it. */
export interface GatewayOutages {
  readonly kills: number;
  readonly acknowledged: number;
  /** How many saves ended with a StorageError, and how many in another way. */
  readonly refused: number;
  readonly strange: number;
  /** How many acknowledged artifacts are not there as they were saved. */
  readonly lost: number;
  readonly files: number;
  /** How many files `verify` reports. */
  readonly problems: number;
}

/** Kills the gateway and the daemon that keeps the objects while four processes save four artifacts at a time. */
export async function outagesOfGateway(
  server: S3Server,
  prefix: string,
  kills: number,
  random: Random,
): Promise<GatewayOutages> {
  const savers = Array.from({ length: 4 }, (_, index) =>
    bucketSaver(server.endpoint, prefix, `process ${index}`, Number.MAX_SAFE_INTEGER, 4),
  );
  await Promise.all(savers.map(({ begun }) => begun));
  for (let count = 0; count < kills; count++) {
    await after(500 + 1500 * random());
    await server.kill('radosgw', 'osd');
    await server.restart();
  }
  await after(1000);
  for (const saver of savers) saver.end();
  await Promise.all(savers.map(({ ended }) => ended));

  const repository = repositoryOf(server.storage(prefix));
  let [acknowledged, refused, strange, lost] = [0, 0, 0, 0];
  for (const { name, lines } of savers) {
    for (const line of lines) {
      if ('path' in line) {
        acknowledged++;
        if (!(await holdsSample(repository, line.path, name, line.index))) lost++;
      } else if (line.isStorageError) refused++;
      else strange++;
    }
  }
  const { length: files } = await collect(server.storage(prefix).list());
  const { problems } = await repository.verify();
  return { kills, acknowledged, refused, strange, lost, files, problems: problems.length };
}
