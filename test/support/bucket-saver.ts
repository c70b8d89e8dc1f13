// Saves samples into a bucket, several at a time, and writes a line for each: its index, and its path or the error.
// node bucket-saver.js ENDPOINT PREFIX NAME COUNT AT_ONCE; it also ends when its stdin ends.

import { isArtifactError } from '../../src/index.js';
import { S3Storage } from '../../src/storage/s3/index.js';
import type { SaverLine } from './bucket-savers.js';
import { clientOf } from './object-server.js';
import { repositoryOf, sampleOf } from './sample.js';

const [endpoint = '', prefix = '', name = '', count, atOnce] = process.argv.slice(2);
const repository = repositoryOf(new S3Storage({ bucket: 'artifacts', prefix, client: clientOf(endpoint) }));
let isEnded = false;
process.stdin.on('end', () => (isEnded = true)).resume();
let next = 0;
const say = (line: SaverLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function saveOneByOne(): Promise<void> {
  while (next < Number(count) && !isEnded) {
    const index = next++;
    try {
      say({ index, path: await repository.save(sampleOf(name, index)) });
    } catch (error) {
      say({ index, error: String(error), isStorageError: isArtifactError(error, 'ARTIFACT_STORAGE') });
    }
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, saveOneByOne));
process.stdin.destroy();
