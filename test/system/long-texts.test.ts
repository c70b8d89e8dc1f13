import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, Persisted } from '../../src/index.js';
import { inFolder } from '../stored.js';

// Strings up to the longest that V8 has, whose texts are longer than any string: they are written, hashed and read in pieces.

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
  test.serial(`${title} are saved, with and without proof, loaded and verified`, async (t) => {
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
      // AVA would show them.
      t.true(loaded.a === saved.a && loaded.b === saved.b);
      for (const key of ['anything', 'inputParameters'] as const)
        t.true(Object.entries(saved[key] ?? {}).every(([name, value]) => loaded[key]?.[name as never] === value));
      t.deepEqual(await repository.verify(), { checked: 1, problems: [] });
    });
  });
}
