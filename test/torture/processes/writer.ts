// Saves one artifact after the other until it is killed, and prints the path of each as soon as save has resolved.
// node writer.js folder name

import { writeSync } from 'node:fs';
import { FileStorage } from '../../../src/index.js';
import { repositoryOf, sampleOf } from '../../support/sample.js';

const [folder = '', name = ''] = process.argv.slice(2);
const repository = repositoryOf(new FileStorage(folder));

for (let index = 0; ; index++) writeSync(1, `${await repository.save(sampleOf(name, index))}\n`);
