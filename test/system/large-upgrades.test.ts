// The memory that loading takes for an array of 5 million numbers in a file that is upgraded: that of the array, once.

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { inFolder } from '../support/stored.js';

const test = await needs('/proc');

@Persisted({ procedure: 'Large' })
class Large extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

/** A number of elements that take 38 MiB in memory. */
const MANY = 5_000_000;

/** How much more memory a load may take with an upgrade than without. The elements alone are 38 MiB. Units: MiB. */
const ROOM = 19;

/** Loads a file in a process of its own, by a class with these options and fields. Returns the peak memory in MiB. */
async function load(path: string, options: string, place: string): Promise<number> {
  const script = `
    import { readFileSync } from 'node:fs';
    import { Artifact, codec, loadArtifact, persisted } from ${JSON.stringify(resolve('dist/src/index.js'))};
    class Box {}
    persisted(Box, { fields: { curve: codec.ndArray('float64') } });
    class Large extends Artifact {}
    persisted(Large, { procedure: 'Large', ${options} });
    const large = await loadArtifact(${JSON.stringify(path)}, Large);
    console.log((${place}).length, /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const [length, peak] = stdout.split(' ').map(Number) as [number, number];
  if (length !== MANY) throw new Error(stdout);
  return peak / 1024;
}

const floats = "codec.ndArray('float64')";

for (const [title, upgrade, fields, place] of [
  ['kept', '(file) => file', `curve: ${floats}`, 'large.curve'],
  ['renamed', '({ curve, ...file }) => ({ ...file, statistic: curve })', `statistic: ${floats}`, 'large.statistic'],
  [
    'moved into an object of a list',
    '({ curve, ...file }) => ({ ...file, boxes: [{ curve }] })',
    'boxes: codec.list(codec.nested(() => Box))',
    'large.boxes[0].curve',
  ],
  [
    'looked at',
    '(file) => ({ ...file, last: file.curve.data.at(-1) })',
    `curve: ${floats}, last: codec.number`,
    'large.curve',
  ],
] as const) {
  test(`a large array that an upgrade has ${title} is not copied`, async (t) => {
    await inFolder(async (folder) => {
      const curve = Float64Array.from({ length: MANY }, (_, index) => Math.sin(index));
      const head = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
      const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Large] });
      const path = await repository.save(Large.create({ ...head, curve }));
      const least = await load(path, `fields: { curve: ${floats} }`, 'large.curve');
      const options = `schemaVersion: 2, upgradesFrom: { 1: ${upgrade} }, fields: { ${fields} }`;
      const memory = await load(path, options, place);
      t.true(memory < least + ROOM, `${memory} MiB, and ${least} without an upgrade`);
      t.log(`${Math.round(memory - least)} MiB more than without an upgrade, which takes ${Math.round(least)} MiB`);
    });
  });
}
