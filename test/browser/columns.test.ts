// Few long columns of an array are curves, on the page of an artifact and in a comparison, and are zoomed together.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import { browserTests } from './browser-test.js';

@Persisted({ procedure: 'Recording' })
class Recording extends Artifact {
  @NdArray('float64', { shape: [null, 2] }) channels!: NdArray<Float64Array>;
}

/** A recording of 60 rows, with an infinity in its second channel. */
function recordingOf(gain: number): Recording {
  const data = Float64Array.from({ length: 120 }, (_, at) => (at % 2 ? gain * Math.cos(at / 9) : Math.sin(at / 20)));
  data[41] = Number.POSITIVE_INFINITY;
  return Recording.create({
    procedureVersion: '1',
    inputParameters: { gain },
    timestamp: new Date(Date.UTC(2026, 0, gain)),
    channels: { data, shape: [60, 2] },
  });
}

const folder = await newFolder();
const storage = new FileStorage(join(folder, 'artifacts'));
const repository = new ArtifactRepository({ storage, classes: [Recording] });
for (const gain of [1, 2]) await repository.save(recordingOf(gain));
const path = join(folder, 'report.html');
await writeReport(repository, { path });
const report = await readFile(path, 'utf8');
const ids = [...report.matchAll(/id="data:a=([0-9a-f]+)"/g)].map(([, id]) => id as string);
const inBrowser = await browserTests();

const figure = (page: Page) => page.locator('section:visible figure[data-pointer="/channels"]');

inBrowser(
  'the infinity of a column has the colour of its curve',
  report,
  async (t, page) => {
    const colourOf = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('section.shown figure ${selector}')).color`);
    t.is(await colourOf('.infinity tspan'), await colourOf('g.curve-2'));
    t.not(await colourOf('.infinity tspan'), await colourOf('g.curve-1'));
  },
  { hash: `#a=${ids[0]}` },
);

inBrowser(
  'the columns of two artifacts are compared in a plot each, with their differences, and are read and zoomed together',
  report,
  async (t, page) => {
    const bodies = figure(page).locator('.body');
    t.is(await bodies.count(), 4);
    t.deepEqual(await figure(page).locator('h3').allInnerTexts(), [
      'column 0',
      `Difference from ${ids[0]}`,
      'column 1',
      `Difference from ${ids[0]}`,
    ]);
    await bodies.nth(2).focus();
    await page.keyboard.press('Home');
    t.is(await figure(page).locator('.cursor').count(), 4);
    const reading = await figure(page).locator('.reading').innerText();
    const named = [0, 1].flatMap((column) => ids.map((id) => `${id} column ${column} \\S+`));
    t.regex(reading, new RegExp(`^\\[0\\]  ${named.join('  ')}$`));
    await page.keyboard.press('Escape');
    await page.keyboard.press('+');
    await page.waitForURL((address) => decodeURIComponent(`${address}`).includes('zoom=/channels:'));
    t.is(await bodies.count(), 4);
  },
  { hash: `#c=${ids.join(',')}` },
);
