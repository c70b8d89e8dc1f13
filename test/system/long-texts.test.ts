// Strings near the longest that V8 has: their JSON text is longer than any string, so it is written, hashed and read in pieces.

import { constants } from 'node:buffer';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, Persisted } from '../../src/index.js';
import { inFolder, sound } from '../support/stored.js';

@Persisted({ procedure: 'LongTexts' })
class LongTexts extends Artifact {
  @Persisted({ optional: true, type: String }) a?: string;
  @Persisted({ optional: true, type: String }) b?: string;
  @Persisted({ optional: true, type: Object }) anything?: unknown;
}

const twice = 'x'.repeat(270_000_000);

for (const [title, given] of [
  ['two strings of 270 million letters', () => ({ a: twice, b: twice })],
  ['90 million control characters', () => ({ a: '\u0001'.repeat(90_000_000) })],
  ['280 million characters of two bytes', () => ({ a: 'é'.repeat(280_000_000) })],
  ['a key of 90 million control characters', () => ({ anything: { ['\u0001'.repeat(90_000_000)]: 1 } })],
  ['two such strings among the parameters', () => ({ inputParameters: { a: twice, b: twice } })],
] as [string, () => Partial<LongTexts>][]) {
  test.serial(`artifacts with ${title} are saved with and without proof, loaded and verified`, async (t) => {
    t.timeout(300_000);
    await inFolder(async (folder) => {
      const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [LongTexts] });
      const saved = Object.assign(
        LongTexts.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) }),
        given(),
      );
      const path = await repository.save(saved, { proof: false });
      t.is(await repository.save(saved), path);
      const loaded = await repository.load(path, LongTexts);
      // t.is would print the strings.
      t.true(loaded.a === saved.a && loaded.b === saved.b);
      for (const key of ['anything', 'inputParameters'] as const)
        t.true(Object.entries(saved[key] ?? {}).every(([name, value]) => loaded[key]?.[name as never] === value));
      t.deepEqual(await repository.verify(), sound(1));
    });
  });
}

for (const [title, quote, expected] of [
  [
    'number',
    '',
    `found a number of ${545_259_520} characters, expected at most ${constants.MAX_STRING_LENGTH}, at byte 93`,
  ],
  [
    'string',
    '"',
    `found a string of more than ${constants.MAX_STRING_LENGTH} characters, expected at most as many, at byte 93`,
  ],
] as const) {
  test.serial(
    `a ${title} of 520 MiB, longer than any string of V8, is refused with an error that says so`,
    async (t) => {
      t.timeout(300_000);
      await inFolder(async (folder) => {
        const path = join(folder, 'LongTexts', '2026-01-01T00-00-00_44136f.json');
        await mkdir(dirname(path));
        const head = '{"procedure_name":"LongTexts","procedure_version":"1","timestamp":"2026-01-01T00:00:00Z","a":';
        const file = await open(path, 'w');
        await file.write(`${head}${quote}`);
        const piece = Buffer.alloc(2 ** 20, '7');
        for (let written = 0; written < 520; written++) await file.write(piece);
        await file.write(`${quote},"input_parameters":{}}`);
        await file.close();
        const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [LongTexts] });
        for (const act of [() => repository.load(path), () => repository.describe(path)]) {
          const error = await t.throwsAsync(act, { code: 'ARTIFACT_FORMAT' });
          t.is(error?.message, `${path} is not an artifact's JSON: ${expected} (line 1, column 94), in /a`);
        }
        const { problems } = await repository.verify();
        t.deepEqual(
          problems.map(({ code }) => code),
          ['ARTIFACT_FORMAT'],
        );
      });
    },
  );
}
