// A copy to a disk that fills up.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { programOf } from '../support/other-processes.js';
import { repositoryOf, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { onTmpfs } from '../support/tmpfs.js';

const test = await needs('mount');

test('a copy to a full disk ends with an error; all that is there is whole, and with room again it goes on', async (t) => {
  const from = new FileStorage(await newFolder());
  for (let second = 0; second < 60; second++)
    await repositoryOf(from).save(Object.assign(sampleOf('a', 0), { timestamp: new Date(1000 * second) }));
  const script = join(await newFolder(), 'script.mjs');
  const program = programOf(`
    import { execFileSync } from 'node:child_process';
    import { readdirSync } from 'node:fs';
    import { copyArtifacts } from ${JSON.stringify(join(process.cwd(), 'dist/src/index.js'))};
    const [, , folder, from] = process.argv;
    const to = new FileStorage(folder);
    const { code, cause } = await copyArtifacts(new FileStorage(from), to).catch((error) => error);
    const { checked, problems } = await repositoryOf(to).verify();
    const left = readdirSync(folder + '/Sample').length - checked;
    execFileSync('mount', ['--options-mode', 'ignore', '-o', 'remount,size=1m', folder]);
    const { copied, identical } = await copyArtifacts(new FileStorage(from), to);
    console.log(code, cause.code, checked > 5 && checked < 60, problems.length, left, copied + identical, identical === checked);`);
  await writeFile(script, program);
  const said = await onTmpfs(await newFolder(), 'size=64k', script, from.root);
  t.is(said.trim(), 'ARTIFACT_STORAGE ENOSPC true 0 0 60 true');
});
