// The order of artifacts whose names have the same second: that of the times in their files.

import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, Persisted } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';

@Persisted({ procedure: 'Loop' })
class Loop extends Artifact<{ subject: number }> {
  @Persisted() result!: number;
}

const root = join(await newFolder(), 'store');

test.before(async () => {
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Loop] });
  // By their names alone, the files of one second would be in the order of their parameters' hashes.
  for (let subject = 0; subject < 12; subject++) {
    const timestamp = new Date(Date.UTC(2026, 1, 11, 15, 40, 12, 37 * subject));
    await repository.save(
      Loop.create({ procedureVersion: '1', inputParameters: { subject }, timestamp, result: subject }),
    );
  }
});

const subjects = async (...args: string[]): Promise<number[]> => {
  const { stdout } = await artifacts(['list', 'Loop', '--json', '--root', root, ...args]);
  const lines = stdout.trimEnd().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line).input_parameters.subject);
};

const falling = Array.from({ length: 12 }, (_, index) => 11 - index);

test('artifacts of one second are listed in the order of the times in their files', async (t) => {
  t.deepEqual(await subjects(), falling);
  t.deepEqual(await subjects('--limit', '3'), [11, 10, 9]);
  t.deepEqual(await subjects('--reverse'), falling.toReversed());
  t.deepEqual(await subjects('--reverse', '--limit', '2'), [0, 1]);
  t.deepEqual(await subjects('subject=2..5'), [5, 4, 3, 2]);
});

test('the latest artifact of a second is the one with the latest time in its file', async (t) => {
  for (const [words, subject] of [
    [[], 11],
    [['Loop@latest'], 11],
    [['Loop@latest-1'], 10],
    [['Loop@2026-02-11'], 11],
  ] as const) {
    const { stdout } = await artifacts(['show', ...words, '--json', '--root', root]);
    t.is(JSON.parse(stdout).input_parameters.subject, subject, words.join());
  }
});
