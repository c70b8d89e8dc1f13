// What only a file system of its own shows: full, read-only, or mounted over /proc.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName } from '../../src/storage/file/token.js';
import { needs } from '../support/needs.js';
import { programOf, staleToken } from '../support/other-processes.js';
import { newFolder } from '../support/stored.js';
import { onTmpfs } from '../support/tmpfs.js';
import { fill } from '../torture/system/full.js';

const test = await needs('mount');

test('no process counts as ended where the PID namespace is unknown', async (t) => {
  const script = join(await newFolder(), 'script.mjs');
  const program = programOf(`
    const [host, boot, namespace] = newToken().split('-');
    console.log(namespace, isStale([host, boot, namespace, 2 ** 22 + 1, 1, '0123456789abcdef01234567'].join('-')));`);
  await writeFile(script, program);
  // The tmpfs hides /proc.
  t.is((await onTmpfs('/proc', 'size=1m', script)).trim(), '00 false');
});

test('on a file system that became read-only, saves of new artifacts fail, and loads and saves of identical ones work', async (t) => {
  const [folder, script] = [await newFolder(), join(await newFolder(), 'script.mjs')];
  // An ended process has left the temporary name of a file that it published.
  const temporary = join(folder, 'Sample', temporaryName(await staleToken()));
  const program = programOf(`
    import { execFileSync } from 'node:child_process';
    import { linkSync } from 'node:fs';
    const repository = repositoryOf(new FileStorage(process.argv[2]));
    const path = await repository.save(sampleOf('a', 0));
    linkSync(path, ${JSON.stringify(temporary)});
    // An ordinary user may not repeat the options of the mount, such as uid=….
    execFileSync('mount', ['--options-mode', 'ignore', '-o', 'remount,ro', process.argv[2]]);
    const again = await repository.save(sampleOf('a', 0));
    const { code, operation, cause } = await repository.save(sampleOf('b', 0)).catch((error) => error);
    console.log((await repository.load(path)).name, again === path, code, operation, cause.code);`);
  await writeFile(script, program);
  t.is((await onTmpfs(folder, 'size=1m', script)).trim(), 'a true ARTIFACT_STORAGE open EROFS');
});

for (const [options, index, refusal] of [
  ['size=64k', 0, 'write: ENOSPC'],
  ['size=5m', 9, 'write: ENOSPC'],
  ['nr_inodes=10', 0, 'link: ENOSPC'],
] as const) {
  test(`on a full disk (${options}), a save fails and harms no other file; with room again, it works`, async (t) => {
    const seen = await fill(await newFolder(), options, index);
    t.like(seen, { lost: 0, torn: 0, left: 0, refusal, savesAgain: true });
    t.true(seen.saved > 1);
    t.is(seen.files, seen.saved);
  });
}
