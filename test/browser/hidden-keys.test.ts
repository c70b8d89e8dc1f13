// Hidden characters of keys are shown as escapes, and the tables and plots of these keys work as others do.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactRepository, FileStorage } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import { browserTests } from './browser-test.js';

const HIDDEN = 'a\u202eb';

const report = await reportOfHiddenKeys();
const inBrowser = await browserTests();

async function reportOfHiddenKeys(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts');
  await mkdir(join(root, 'Scan'), { recursive: true });
  for (const n of [1, 2]) {
    const timestamp = `2026-02-01T10:00:0${n}`;
    const curve = Array.from({ length: 40 }, (_, at) => at + n);
    const procedure = { procedure_name: 'Scan', procedure_version: '1' };
    const members = { ...procedure, input_parameters: { [HIDDEN]: n }, [HIDDEN]: curve, timestamp };
    await writeFile(join(root, 'Scan', `2026-02-01T10-00-0${n}_abcdef.json`), JSON.stringify(members));
  }
  const path = join(folder, 'report.html');
  await writeReport(new ArtifactRepository({ storage: new FileStorage(root) }), { path });
  return readFile(path, 'utf8');
}

inBrowser(
  'rows are sorted by a key with hidden characters, and its plot is brought to life',
  report,
  async (t, page) => {
    await page.click('th button:has-text("a\\\\u202eb")');
    t.is(await page.getAttribute('th:has-text("a\\\\u202eb")', 'aria-sort'), 'ascending');
    await page.click('section:visible tbody th a');
    t.is(await page.locator('figure:visible button:has-text("Log axis")').count(), 1);
  },
  { hash: '#p=Scan' },
);
