// Saves so many artifacts, one after the other, and says the path of each.
// node racer.js folder name count

import { FileStorage } from '../../src/index.js';
import { repositoryOf, tortured } from './tortured.js';

const [folder = '', name = '', count] = process.argv.slice(2);
const repository = repositoryOf(new FileStorage(folder));

for (let index = 0; index < Number(count); index++) console.log(await repository.save(tortured(name, index)));
