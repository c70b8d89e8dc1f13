// A small hostile file takes memory and time in proportion to its size. These are a few small ones; `npm run test:system` tries all
// places of the format that repeat or nest, in files up to 16 MiB.

import test from 'ava';
import { faultsOf } from './hostile/budget.js';
import { HOSTILE_FILES } from './hostile/files.js';

for (const title of [
  "another tool's parameters: lists, 400 levels deep",
  "another tool's parameters: one key twice",
  "a sealed file's plain value: objects whose keys all differ",
  "a sealed file's plain value: faults below a long key",
  'a table with a broken seal: one pointer of slashes',
  'a table with a broken seal: pointers of 500 slashes',
  'a sealed table: pointers with * in all places',
  'a sealed table: arrays below a long key',
  'a sealed table: constraints that do not hold, below a long key',
]) {
  test.serial(`reading takes memory in proportion to the size of the file: ${title}`, async (t) => {
    const file = HOSTILE_FILES.find((each) => each.title === title);
    t.deepEqual(file && (await faultsOf(file, [2 ** 20])), []);
  });
}
