// The memory that loading takes for a list of 5 million numbers in a file of another tool: that of its typed array.

import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { needs } from '../support/needs.js';
import { inFolder } from '../support/stored.js';

const test = await needs('/proc');

const MANY = 5_000_000;

/** How much more memory a load may take than the array and what a load of few numbers takes. Units: MiB. */
const ROOM = 48;

/** Writes a file of another tool whose member `x` is a list. The text of an item comes from its index. */
async function writeList(path: string, length: number, item: (index: number) => string): Promise<void> {
  const file = await open(path, 'w');
  await file.write(
    '{"procedure_name": "Large", "procedure_version": "1", "input_parameters": {}, "timestamp": "2026-02-11T15:40:12Z",\n"x": [',
  );
  for (let at = 0; at < length; at += 10_000) {
    const end = Math.min(length, at + 10_000);
    const items = Array.from({ length: end - at }, (_, index) => item(at + index));
    await file.write(`${items.join(', ')}${end < length ? ', ' : ''}`);
  }
  await file.write(']}\n');
  await file.close();
}

/** Loads a file in a process of its own. Returns the bytes of its array, and the peak memory, both in MiB. */
async function load(path: string, dtype: string, options: string): Promise<{ array: number; memory: number }> {
  const script = `
    import { readFileSync } from 'node:fs';
    import { Artifact, codec, loadArtifact, persisted } from ${JSON.stringify(resolve('dist/src/index.js'))};
    class Large extends Artifact {}
    persisted(Large, { procedure: 'Large', fields: { x: codec.ndArray('${dtype}', { as: (data) => data, ${options} }) } });
    const { x } = await loadArtifact(${JSON.stringify(path)}, Large);
    console.log(x.byteLength, /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const [bytes, peak] = stdout.split(' ').map(Number) as [number, number];
  return { array: bytes / 2 ** 20, memory: peak / 1024 };
}

const decimal = (index: number) => String(Math.sin(index));

for (const [title, dtype, options, length, item] of [
  ['decimals', 'float64', '', MANY, decimal],
  ['decimals and nulls', 'float64', 'missing: null', MANY, (index) => (index % 9 === 0 ? 'null' : decimal(index))],
  ['rows of three', 'float64', 'shape: [null, 3]', MANY / 4, (index) => `[${decimal(index)}, ${index}.5, -0.0]`],
  ['small integers', 'int32', '', MANY, (index) => String(index - 1000)],
  ['integers beyond 2^53', 'int64', '', MANY, (index) => `90071992547${10_000_000 + index}`],
  ['booleans', 'bool', '', MANY, (index) => String(index % 3 === 0)],
] as const satisfies readonly (readonly [string, string, string, number, (index: number) => string])[]) {
  test(`a large list of ${title} in a file of another tool takes the memory of its array`, async (t) => {
    await inFolder(async (folder) => {
      const [few, many] = [`${folder}/few.json`, `${folder}/many.json`];
      await writeList(few, 2000, item);
      await writeList(many, length, item);
      const { memory: least } = await load(few, dtype, options);
      const { array, memory } = await load(many, dtype, options);
      t.true(array >= length / 2 ** 20);
      t.true(memory < least + array + ROOM, `${memory} MiB, ${least} for few numbers, and ${array} for the array`);
      t.log(`${Math.round(memory - least - array)} MiB besides the array of ${Math.round(array)} MiB`);
    });
  });
}
