import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { addressOfKey } from '../../src/format/address.js';
import { Artifact, ArtifactRepository, encode, NdArray, Persisted } from '../../src/index.js';
import { S3Storage } from '../../src/storage/s3/index.js';
import { clientOf } from '../support/object-server.js';
import { BUCKET, runCeph, s3Server } from '../support/s3-server.js';
import { collect } from '../support/stored.js';
import type { Competition } from './competition.js';

/** The sizes of these competitions. */
export interface ObjectStorageSizes {
  /** The number of artifacts that are saved and loaded. */
  readonly saved: number;
  /** The number of keys that are listed. */
  readonly keys: number;
}

@Persisted({ procedure: 'Small' })
class Small extends Artifact<{ run: number }> {
  @Persisted() score!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** How many requests are pending at a time. */
const AT_ONCE = 32;

/** What a goal of 0.85 times the throughput, and one of 0.9 times, allow of the time. */
const [MOST_OF_REQUESTS, MOST_OF_LISTING] = [1 / 0.85, 1 / 0.9];

const small = (run: number): Small =>
  Small.create({
    procedureVersion: '1',
    inputParameters: { run },
    timestamp: new Date(1.7e12 + 1000 * run),
    score: run / 7,
    curve: Float64Array.from({ length: 20 }, (_, at) => Math.sin(at + run)),
  });

/** True if the server of these competitions can be started. */
export const hasCeph = (): Promise<boolean> =>
  runCeph().then(
    () => true,
    () => false,
  );

/** Yields competitions with the SDK of AWS alone, which makes the same requests to the same server for the same bytes. */
export async function* objectStorage({ saved, keys }: ObjectStorageSizes): AsyncGenerator<Competition> {
  const server = await s3Server();
  // It ends with its standard input, and so with this process.
  const far = spawn(process.execPath, [FAR_SERVER, new URL(server.endpoint).port], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await Promise.race([once(far.stdout, 'data'), failure(far)])) as [Buffer];
    yield* savesAndLoads('a bucket', server.endpoint, saved);
    yield* savesAndLoads('a bucket that is 100 ms away', `http://127.0.0.1:${Number(port)}`, saved);
    yield await lists(server.endpoint, keys);
  } finally {
    far.stdin.end();
    await server.stop();
  }
}

/** Rejects when a program ends. */
async function failure(program: ChildProcess): Promise<never> {
  const [code] = await once(program, 'exit');
  throw new Error(`${program.spawnargs.join(' ')} ended with the code ${code}`);
}

const FAR_SERVER = new URL('far-server.js', import.meta.url).pathname;

/** @param place - what the bucket is called, and the prefix of its keys. */
async function* savesAndLoads(place: string, endpoint: string, count: number): AsyncGenerator<Competition> {
  const client = clientOf(endpoint);
  const prefix = place.replaceAll(' ', '-');
  const repositoryAt = (name: string) => {
    const storage = new S3Storage({ bucket: BUCKET, prefix: `${prefix}/${name}`, client: clientOf(endpoint) });
    return new ArtifactRepository({ storage, classes: [Small] });
  };
  const artifacts = Array.from({ length: count }, (_, run) => small(run));
  const bodies = artifacts.map((artifact) => Buffer.from(encode(artifact)));
  const items = { unit: 'artifact', count };
  let round = 0;
  const prepare = (): void => void round++;
  const put = (hasMd5: boolean) => (body: Buffer, index: number) =>
    client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `${prefix}/${round}/Small/${index}.json`,
        Body: body,
        ContentLength: body.length,
        ContentType: 'application/json',
        IfNoneMatch: '*',
        ...(hasMd5 && { ContentMD5: createHash('md5').update(body).digest('base64') }),
      }),
    );
  // One storage for all rounds, so that the server is tried once.
  const repository = repositoryAt('saved');
  /** Gives the artifacts other times, so that none is there. */
  const moved = (): void => {
    for (const artifact of artifacts) artifact.timestamp = new Date(artifact.timestamp.getTime() + 1e9);
  };
  yield {
    work: `small saves into ${place}`,
    items,
    expected: count,
    plain: [
      { name: 'the SDK, the same requests', prepare, run: () => eachOf(bodies, put(true)) },
      { name: 'the SDK, without MD5', prepare, run: () => eachOf(bodies, put(false)) },
    ],
    competitors: [
      {
        name: 'this library',
        prepare: moved,
        run: () => eachOf(artifacts, (artifact) => repository.save(artifact)),
        goal: { most: MOST_OF_REQUESTS },
      },
    ],
  };

  const loaded = repositoryAt('loaded');
  const paths: string[] = [];
  await eachOf(artifacts, async (artifact, index) => void (paths[index] = await loaded.save(artifact)));
  const get = (Range: string | undefined) => async (path: string) => {
    const Key = path.slice(`s3://${BUCKET}/`.length);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...(Range && { Range }) }));
    return Body?.transformToByteArray();
  };
  yield {
    work: `small loads from ${place}`,
    items,
    expected: count,
    plain: [
      { name: 'the SDK, the same requests', run: () => eachOf(paths, get('bytes=-65536')) },
      { name: 'the SDK, without a range', run: () => eachOf(paths, get(undefined)) },
    ],
    competitors: [
      {
        name: 'this library',
        run: () => eachOf(paths, (path) => loaded.load(path, Small)),
        goal: { most: MOST_OF_REQUESTS },
      },
    ],
  };
}

async function lists(endpoint: string, keys: number): Promise<Competition> {
  const client = clientOf(endpoint);
  const storage = new S3Storage({ bucket: BUCKET, prefix: 'lists', client });
  const repository = new ArtifactRepository({ storage });
  const seconds = Array.from({ length: keys }, (_, index) =>
    new Date(1.6e12 + 1000 * index).toISOString().slice(0, 19),
  );
  await eachOf(seconds, (second) =>
    client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: `lists/Small/${second.replaceAll(':', '-')}_aaaaaa.json`,
        Body: '{}',
      }),
    ),
  );
  const pages = async (EncodingType: 'url' | undefined) => {
    let count = 0;
    const input = { Bucket: BUCKET, Prefix: 'lists/Small/', ...(EncodingType && { EncodingType }) };
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) count += Contents.length;
    return count;
  };
  return {
    work: 'list a bucket',
    items: { unit: 'key', count: keys },
    expected: keys,
    plain: [
      { name: 'the SDK’s paginator, keys encoded', run: () => pages('url') },
      { name: 'the SDK’s paginator', run: () => pages(undefined) },
    ],
    competitors: [
      {
        name: 'this library’s storage',
        run: async () => {
          let count = 0;
          for await (const key of storage.list('Small')) if (addressOfKey(key) !== undefined) count++;
          return count;
        },
        goal: { most: MOST_OF_LISTING },
      },
      {
        name: 'this library, sorted, with times and hashes',
        run: async () => (await collect(repository.list({ procedure: 'Small' }))).length,
        goal: { most: MOST_OF_LISTING },
      },
    ],
  };
}

/** Does something with each item, several at a time. Returns how many there were. */
async function eachOf<T>(items: readonly T[], act: (item: T, index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const oneByOne = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await act(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneByOne));
  return items.length;
}
