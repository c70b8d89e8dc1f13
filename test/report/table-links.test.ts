// Without a script, every link within the file of a report leads somewhere: to a section, or to the row of an artifact.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { ArtifactRepository, MemoryStorage } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import { saveScans } from './scans.js';

for (const max of [0, 3, 12])
  test(`every link of a report of 12 artifacts, ${max} of them in full, has its target`, async (t) => {
    const storage = new MemoryStorage();
    await saveScans(storage, 0, 12);
    const path = join(await newFolder(), 'report.html');
    await writeReport(new ArtifactRepository({ storage }), { path, max });
    const html = await readFile(path, 'utf8');
    const targets = new Set(Array.from(html.matchAll(/ (?:id|name)="([^"]+)"/g), ([, target]) => target));
    const links = Array.from(html.matchAll(/ href="#([^"]*)"/g), ([, link]) => link);
    t.true(links.length > 12);
    t.deepEqual(
      links.filter((link) => !targets.has(link)),
      [],
    );
  });
