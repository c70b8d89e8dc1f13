import { bucketSaver } from '../../support/bucket-savers.js';
import type { S3Server } from '../../support/s3-server.js';
import { holdsSample, repositoryOf } from '../../support/sample.js';
import { collect } from '../../support/stored.js';

/** The result of processes that save into a bucket at the same time. */
export interface BucketRace {
  readonly saves: number;
  readonly refused: number;
  /** How many files there are, and how many different paths were returned. */
  readonly files: number;
  readonly paths: number;
  /** How many paths do not hold their own artifact. */
  readonly wrong: number;
  /** How many files `verify` reports. */
  readonly problems: number;
}

/** Lets processes save artifacts that all have the same second and parameters, each process four at a time. */
export async function raceInBucket(
  server: S3Server,
  prefix: string,
  processes: number,
  each: number,
): Promise<BucketRace> {
  const savers = Array.from({ length: processes }, (_, index) =>
    bucketSaver(server.endpoint, prefix, `process ${index}`, each, 4),
  );
  await Promise.all(savers.map(({ ended }) => ended));
  const repository = repositoryOf(server.storage(prefix));
  const paths = new Set<string>();
  let [saves, refused, wrong] = [0, 0, 0];
  for (const { name, lines } of savers) {
    for (const line of lines) {
      if (!('path' in line)) {
        refused++;
        continue;
      }
      saves++;
      paths.add(line.path);
      if (!(await holdsSample(repository, line.path, name, line.index))) wrong++;
    }
  }
  const { length: files } = await collect(server.storage(prefix).list());
  const { problems } = await repository.verify();
  return { saves, refused, files, paths: paths.size, wrong, problems: problems.length };
}
