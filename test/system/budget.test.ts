// Hostile files of every kind take memory and time in proportion to their size (test/hostile).

import test from 'ava';
import { faultsOf } from '../hostile/budget.js';
import { HOSTILE_FILES } from '../hostile/files.js';

const MIB = 2 ** 20;

/**
 * BUDGET=full grows each file to 16 MiB, in a quarter of an hour. BUDGET=quick takes a quarter of the files, and each version of
 * Node another quarter.
 */
const { BUDGET } = process.env;
const quarter = (Number.parseInt(process.versions.node, 10) >> 1) % 4;
const sizes = BUDGET === 'full' ? [MIB, 4 * MIB, 16 * MIB] : [MIB, 4 * MIB];
const files = BUDGET === 'quick' ? HOSTILE_FILES.filter((_, index) => index % 4 === quarter) : HOSTILE_FILES;

for (const file of files) {
  test.serial(`reading takes memory and time in proportion to the size of the file: ${file.title}`, async (t) => {
    t.timeout(300_000);
    t.deepEqual(await faultsOf(file, sizes), []);
  });
}
