// Saves an artifact for each line that it reads, and answers with the path or the error.
// node saver.js

import { createInterface } from 'node:readline';
import { FileStorage, isArtifactError, type StorageError } from '../../../src/index.js';
import { repositoryOf, tortured } from '../tortured.js';
import type { Answer, Order } from './saver-process.js';

for await (const line of createInterface({ input: process.stdin })) {
  const { folder, name, index } = JSON.parse(line) as Order;
  let answer: Answer;
  try {
    answer = { path: await repositoryOf(new FileStorage(folder)).save(tortured(name, index)) };
  } catch (error) {
    const message = String(error);
    const { operation, path } = error as StorageError;
    answer = { failure: { isStorageError: isArtifactError(error, 'ARTIFACT_STORAGE'), operation, path, message } };
  }
  console.log(JSON.stringify(answer));
}
