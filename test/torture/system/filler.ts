// Saves into a folder until the disk is full, checks the files, makes room, and saves again. Prints the result as JSON.
// node filler.js folder index

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage, isArtifactError, type StorageError } from '../../../src/index.js';
import { holdsSample, repositoryOf, sampleOf } from '../../support/sample.js';
import type { Filling } from './full.js';

const [folder = '', given] = process.argv.slice(2);
const index = Number(given);
/** More artifacts than fit on the disk: large ones, or small ones. */
const MOST = index % 10 === 9 ? 100 : 5000;
const repository = repositoryOf(new FileStorage(folder));
const saved: string[] = [];
let refusal = '';
while (refusal === '') {
  if (saved.length === MOST) throw new Error(`${MOST} saves have not filled the disk`);
  try {
    saved.push(await repository.save(sampleOf(`filler ${saved.length}`, index)));
  } catch (error) {
    const { operation, cause } = error as StorageError & { cause?: NodeJS.ErrnoException };
    refusal = isArtifactError(error, 'ARTIFACT_STORAGE') ? `${operation}: ${cause?.code}` : String(error);
  }
}
let lost = 0;
for (const [at, path] of saved.entries()) {
  if (!(await holdsSample(repository, path, `filler ${at}`, index))) lost++;
}
const { checked, problems } = await repository.verify();
const left = (await readdir(join(folder, 'Sample'))).length - checked;
await rm(saved[0] as string);
const again = await repository.save(sampleOf('again', index)).catch(() => '');
const filling: Filling = {
  saved: saved.length,
  lost,
  files: checked,
  torn: problems.length,
  left,
  refusal,
  savesAgain: await holdsSample(repository, again, 'again', index),
};
console.log(JSON.stringify(filling));
