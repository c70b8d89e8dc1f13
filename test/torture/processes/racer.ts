// Saves a number of artifacts, one after the other, and prints a line for each: the milliseconds that it took, and its path.
// node racer.js folder name count

import { FileStorage } from '../../../src/index.js';
import { repositoryOf, sampleOf } from '../../support/sample.js';

const [folder = '', name = '', count] = process.argv.slice(2);
const repository = repositoryOf(new FileStorage(folder));

for (let index = 0; index < Number(count); index++) {
  const artifact = sampleOf(name, index);
  const start = performance.now();
  const path = await repository.save(artifact);
  console.log(`${performance.now() - start} ${path}`);
}
