// Saves a sample for each line of JSON that it reads, and answers with a line of JSON: the path or the error.
// node saver.js

import { createInterface } from 'node:readline';
import { type ArtifactRepository, FileStorage, isArtifactError, type StorageError } from '../../src/index.js';
import { repositoryOf, sampleOf } from './sample.js';
import type { Answer, Order } from './saver-process.js';

/** One repository for each folder, kept, because a storage remembers which folders it has synced. */
const repositories = new Map<string, ArtifactRepository>();

for await (const line of createInterface({ input: process.stdin })) {
  const { folder, name, index } = JSON.parse(line) as Order;
  let answer: Answer;
  const repository = repositories.get(folder) ?? repositoryOf(new FileStorage(folder));
  repositories.set(folder, repository);
  try {
    answer = { path: await repository.save(sampleOf(name, index)) };
  } catch (error) {
    const message = String(error);
    const { operation, path } = error as StorageError;
    answer = { failure: { isStorageError: isArtifactError(error, 'ARTIFACT_STORAGE'), operation, path, message } };
  }
  console.log(JSON.stringify(answer));
}
