// Makes the pictures of the README and of docs/report.md: pages of a report over what the example procedures find, as Chromium shows them.
// Run by `npm run pictures`, which needs Debian's packages chromium and fonts-noto-core. On one machine they are always the same bytes.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FileStorage } from 'persisted-artifacts';
import { chromium } from 'playwright-core';
import { ReportFile } from '../../src/report/document/report-file.js';
import { writePages } from '../../src/report/write-pages.js';
import { listEntries } from '../../src/repository/listing.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { CHROMIUM } from '../support/chromium.js';
import { readExampleSeries, saveExamples } from './example-store.js';

const FOLDER = resolve('docs/images');

/** Where artifacts are saved unless a user says otherwise. */
const ROOT = join('artifacts', 'exploratory');

/** What each picture shows: an address, and what is clicked there, one after the other. */
const PICTURES: readonly { readonly name: string; readonly address: string; readonly clicks: readonly string[] }[] = [
  { name: 'table', address: '#p=MultimodalityDetection&q=number_of_modes<=2&lines=1', clicks: [] },
  {
    name: 'artifact',
    address: '#p=ChangePointDetection&q=window_size=16 threshold=0.2',
    clicks: ['tbody a'],
  },
  {
    name: 'comparison',
    address: '#p=ChangePointDetection&q=window_size=10..16 threshold=1',
    clicks: [
      'tbody tr:nth-child(1) input',
      'tbody tr:nth-child(2) input',
      'tbody tr:nth-child(3) input',
      '.toolbar .compare',
    ],
  },
];

const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text'],
});
try {
  const report = join(folder, 'report.html');
  await writeExampleReport(report);
  await mkdir(FOLDER, { recursive: true });
  for (const { name, address, clicks } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 660 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(report).href + address);
    await page.waitForSelector('section.shown tbody');
    for (const clicked of clicks) await page.click(`section.shown ${clicked}`);
    if (clicks.length > 0) await page.waitForSelector('section.shown figure');
    // Nothing is pointed at.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

/** Writes the report as `writeReport` does, but as if it were written at a time that is always the same. */
async function writeExampleReport(path: string): Promise<void> {
  const series = await readExampleSeries();
  // The pages show the path of a file as it is given, so it begins where the user is.
  process.chdir(folder);
  const storage = new FileStorage(ROOT);
  await saveExamples(storage, series);
  const file = await ReportFile.create(path, false);
  const store = { storage, openStored: openStoredArtifact, readsAsStored: () => true };
  await writePages(store, await listEntries(storage, { order: 'newest' }), file, {
    root: ROOT,
    written: '2026-02-27T08:30:00Z',
    max: 1000,
    unread: [],
  });
  await file.finish();
  await file.discard();
}
