import test from 'ava';
import { faultsOf } from '../hostile/budget.js';
import { HOSTILE_FILES } from '../hostile/files.js';

const MIB = 2 ** 20;

for (const file of HOSTILE_FILES) {
  test.serial(`no more memory and time than its size allows: ${file.title}`, async (t) => {
    t.timeout(300_000);
    t.deepEqual(await faultsOf(file, [MIB, 4 * MIB, 16 * MIB]), []);
  });
}
