// Saves artifacts all at once, then loads them while it saves as many others, and prints the result as JSON.
// node --expose-gc crowd-process.js folder count length

import { isDeepStrictEqual } from 'node:util';
import { FileStorage, loadArtifact } from '../../../src/index.js';
import { repositoryOf, type Sample, sampleOf } from '../../support/sample.js';

const [folder = '', ...given] = process.argv.slice(2);
const [count, length] = given.map(Number) as [number, number];
const repository = repositoryOf(new FileStorage(folder));

const artifactsOf = (name: string): Sample[] =>
  Array.from({ length: count }, (_, index) => sampleOf(name, index, length));
const saveAll = (artifacts: readonly Sample[]) => Promise.all(artifacts.map((each) => repository.save(each)));
const peak = (): number => process.resourceUsage().maxRSS * 1024;

const [first, second] = [artifactsOf('first'), artifactsOf('second')];
globalThis.gc?.();
const before = process.memoryUsage.rss();
const firstPaths = await saveAll(first);
const beyondSaved = peak() - before;
const [loaded, secondPaths] = await Promise.all([
  Promise.all(firstPaths.map((path, index) => (index % 2 ? repository.load(path) : loadArtifact(path)))),
  saveAll(second),
]);
const beyond = Math.max(beyondSaved, peak() - before - 8 * length * count);

let wrong = 2 * count - new Set([...firstPaths, ...secondPaths]).size;
for (const [index, each] of loaded.entries()) if (!isDeepStrictEqual(each, first[index])) wrong++;
for (const [index, path] of secondPaths.entries()) {
  if (!isDeepStrictEqual(await repository.load(path), second[index])) wrong++;
}
console.log(JSON.stringify({ saves: 2 * count, loads: count, wrong, beyond }));
