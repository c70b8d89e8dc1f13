// The memory that `artifacts export` takes for an array of 40 million numbers.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { artifacts } from '../command-line/installed.js';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';

/** The number of elements: as doubles, they take 305 MiB. */
const SIZE = 40_000_000;

/** Writes a sealed file of one array of ones, of 80 MB. */
async function writeLarge(path: string): Promise<void> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  const write = async (text: string) => {
    hash.update(text);
    await file.write(text);
  };
  await write('{\n  "curve": [');
  const some = '1,'.repeat(100_000);
  for (let done = 0; done < SIZE; done += 100_000) await write(done + 100_000 < SIZE ? some : some.slice(0, -1));
  await write(`],
  "input_parameters": {},
  "procedure_name": "Large",
  "procedure_version": "1",
  "timestamp": "2026-02-11T15:40:12.063Z",
  "$artifact": {
    "arrays": {
      "/curve": {
        "dtype": "float64",
        "shape": [${SIZE}]
      }
    },
    "format": 1,
    "sha256": "`);
  await file.write(`${hash.digest('hex')}"\n  }\n}\n`);
  await file.close();
}

const onLinux = await needs('/proc');
let cwd: string;
test.before(async () => {
  cwd = await newFolder();
  await mkdir(join(cwd, 'store', 'Large'), { recursive: true });
  await writeLarge(join(cwd, 'store', 'Large', '2026-02-11T15-40-12_44136f.json'));
  // Loaded by NODE_OPTIONS into the command's process. (resourceUsage would also count the process that starts the command.)
  const peak = `
    import { readFileSync, writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(process.env.PEAK, /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));`;
  await writeFile(join(cwd, 'peak.mjs'), peak);
});

for (const [name, size] of [
  ['a.csv', 200],
  ['a.ndjson', 2 * SIZE],
  ['a.npy', 8 * SIZE],
] as const)
  onLinux(
    `an export of an array of 40 million numbers takes at most 200 MiB more than Node itself: ${name}`,
    async (t) => {
      t.timeout(300_000);
      const call = ['export', 'Large', '-o', name, '--root', 'store'];
      const { stderr, exitCode } = await artifacts(call, {
        cwd,
        env: { NODE_OPTIONS: '--import ./peak.mjs', PEAK: `${name}.peak` },
      });
      t.is(exitCode, 0, stderr);
      t.true((await stat(join(cwd, name))).size >= size);
      const peak = Number(await readFile(join(cwd, `${name}.peak`), 'utf8')) / 1024;
      t.true(peak > 0 && peak <= 250, `${peak} MiB`);
      await rm(join(cwd, name));
    },
  );
