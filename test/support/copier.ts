// A process that copies one folder to another one. Its arguments: from, to, and 'newer' or nothing. It says when it has begun.

import { copyArtifacts, FileStorage } from '../../src/index.js';

const [from, to, newer] = process.argv.slice(2);
let hasBegun = false;
const report = await copyArtifacts(new FileStorage(from), new FileStorage(to), {
  newer: newer === 'newer',
  onProgress: ({ files }) => {
    if (hasBegun || files === 0) return;
    hasBegun = true;
    console.log('begun');
  },
});
console.log(JSON.stringify(report));
