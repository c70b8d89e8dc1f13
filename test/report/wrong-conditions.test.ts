// What `writeReport` says of wrong conditions is what `artifacts list` says, with advice for the one who calls a function.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import { saveScans } from './scans.js';

/** Has parameters of odd names, and a result whose name is that of a parameter of scans. */
@Persisted({ procedure: 'Odd' })
class Odd extends Artifact<Record<string, unknown>> {
  @Persisted() n!: number;
  @NdArray('float64') grid!: Float64Array;
}

const storage = new MemoryStorage();
await saveScans(storage, 0, 3);
const repository = new ArtifactRepository({ storage, classes: [Odd] });
await repository.save(
  Odd.create({
    procedureVersion: '1',
    inputParameters: { 'a key': 'x', fit: { order: 2, 'two\u202e': true } },
    timestamp: new Date(0),
    n: 7,
    grid: Float64Array.of(1, 2),
  }),
);

const KEYS = 'Keys: half, n, "a key", fit.order, "fit.two\\u202e", curve, label, procedure_version and 2 more.';

for (const [conditions, name, message] of [
  [['half'], 'TypeError', '"half" is a key, not a condition. Write for example\n  conditions: ["half=10..20"]'],
  [['half>='], 'TypeError', 'half>= has no value. Write for example\n  conditions: ["KEY=VALUE"]'],
  [['lable=x'], 'RangeError', `No artifact here has "lable". Did you mean label?\n${KEYS}`],
  [['a_key=x'], 'RangeError', `No artifact here has "a_key". Did you mean "a key"?\n${KEYS}`],
  [['half=1', 'q=1'], 'RangeError', `No artifact here has "q".\n${KEYS}`],
  [['fit=1'], 'RangeError', `fit is an object; its keys: "fit.two\\u202e", fit.order.\n${KEYS}`],
  [
    ['n=1'],
    'RangeError',
    'n is a parameter in some artifacts here, and a result in others. Write one of\n  /input_parameters/n\n  /n',
  ],
  [
    ['label>=5'],
    'RangeError',
    'label is text in 3 of 4 artifacts here, so label>=5 can match none. It is:\n' +
      '  odd 2 (1)\n  odd 1 (1)\n  Round 0 (1)\nWrite for example conditions: ["label=\\"odd 2\\""].',
  ],
  [
    ['curve=1'],
    'RangeError',
    'curve is float64 in 3 of 4 artifacts here, so curve=1 can match none. It is:\n' +
      '  array of float64 (3)\nWrite for example a condition on another key.',
  ],
  [
    ['time>=2026'],
    'RangeError',
    "Times have options of their own. Write for example since: '2026-02', until: '2026-02-26T12:00'.",
  ],
  [
    ['procedure_name=Scan'],
    'RangeError',
    `Procedures have an option of their own. Write for example procedures: ['ChangePoints'].\n${KEYS}`,
  ],
] as const)
  test(`the conditions ${conditions.join(' ')} are refused with what to write`, async (t) => {
    const folder = await newFolder();
    const error = await t.throwsAsync(writeReport(repository, { path: join(folder, 'report.html'), conditions }));
    t.deepEqual([error.name, error.message], [name, message]);
    t.deepEqual(await readdir(folder), []);
  });
