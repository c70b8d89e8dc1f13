// The table of a procedure in a browser: its rows on scrolling and on paper, and its head.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { Artifact, ArtifactRepository, FileStorage, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import { browserTests } from './browser-test.js';

@Persisted({ procedure: 'Wide' })
class Wide extends Artifact<Record<string, number>> {}

const ROWS = 350;
const LONG = `threshold_of_${'x'.repeat(120)}`;

/** Returns a report with a table that is wider than a page, and has more rows than are drawn at first. */
async function wideReport(): Promise<string> {
  const folder = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(join(folder, 'artifacts')) });
  for (let row = 0; row < ROWS; row++) {
    const numbers = Array.from({ length: 20 }, (_, key) => [`parameter_${key}`, row * 1e8 + key]);
    const inputParameters = { ...Object.fromEntries(numbers), [LONG]: row };
    const timestamp = new Date(1000 * row);
    await repository.save(Wide.create({ procedureVersion: '1.0.0', inputParameters, timestamp }), { proof: false });
  }
  const path = join(folder, 'report.html');
  await writeReport(repository, { path });
  return readFile(path, 'utf8');
}

const html = await wideReport();
const browserTest = await browserTests();
const table = { hash: '#p=Wide' };
const BOX = '.shown .rows.wide';

browserTest(
  'scrolling to the end of a wide table draws more rows',
  html,
  async (t, page) => {
    const rows = page.locator(`${BOX} tbody tr`);
    t.is(await rows.count(), 100);
    await page.locator(BOX).evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.locator(`${BOX} tbody tr:nth-child(300)`).waitFor({ state: 'attached' });
    t.is(await rows.count(), 300);
  },
  table,
);

browserTest(
  'all rows of a wide table are printed, and none is cut off',
  html,
  async (t, page) => {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    t.is(await page.locator(`${BOX} tbody tr`).count(), ROWS);
    const box = `document.querySelector('${BOX}')`;
    t.is(await page.evaluate(`${box}.scrollHeight - ${box}.clientHeight`), 0);
    t.is(await page.evaluate(`getComputedStyle(${box}).overflowY`), 'visible');
  },
  table,
);

browserTest(
  'the head of a key with a long name is broken into lines',
  html,
  async (t, page) => {
    const head = page.locator(`${BOX} thead th`, { hasText: 'threshold_of_' });
    const { width = 0 } = (await head.boundingBox()) ?? {};
    t.true(width > 0 && width < 260, `${width}`);
  },
  table,
);

for (const { by, press } of [
  { by: 'mouse', press: (button: Locator) => button.click() },
  { by: 'Enter', press: (button: Locator) => button.press('Enter') },
  { by: 'the space bar', press: (button: Locator) => button.press('Space') },
]) {
  browserTest(
    `a table is sorted, widened and picked from by ${by}, and the focus stays`,
    html,
    async (t, page) => {
      const head = page.locator(`${BOX} thead button`, { hasText: /^parameter_\W*0$/ });
      const sorted = () => head.locator('xpath=..').getAttribute('aria-sort');
      for (const order of ['ascending', 'descending']) {
        await press(head);
        t.is(await sorted(), order);
        t.regex((await page.locator(':focus').textContent()) ?? '', /^parameter_0$/);
      }
      for (const name of ['columns', 'lines']) {
        const button = page.locator(`.shown [data-switch=${name}]`);
        for (const isOn of ['true', 'false']) {
          await press(button);
          t.is(await button.getAttribute('aria-pressed'), isOn);
          t.is(await page.locator(':focus').getAttribute('data-switch'), name);
        }
      }
      const box = page.locator(`${BOX} tbody input`).first();
      // Enter does not tick a box.
      await (by === 'Enter' ? box.press('Space') : press(box));
      t.true(await box.isChecked());
      t.is(await page.locator(`${BOX} tbody tr.picked`).count(), 1);
      await page.waitForURL(({ hash }) => hash.includes('pick='));
    },
    table,
  );
}

browserTest(
  'the button below the rows draws more of them by Enter',
  html,
  async (t, page) => {
    await page.press('.shown .more', 'Enter');
    await page.locator(`${BOX} tbody tr:nth-child(300)`).waitFor({ state: 'attached' });
    t.pass();
  },
  table,
);

browserTest(
  'Escape empties the filter, and leaves it when it is empty',
  html,
  async (t, page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('parameter_0<0.5e9');
    t.is(await page.locator(`${BOX} tbody tr`).count(), 5);
    await page.keyboard.press('Escape');
    const field = page.locator('.shown input[type=search]');
    t.is(await field.inputValue(), '');
    t.is(await page.locator(`${BOX} tbody tr`).count(), 100);
    t.is(await page.locator(':focus').getAttribute('type'), 'search');
    await page.keyboard.press('Escape');
    t.is(await page.locator(':focus').count(), 0);
  },
  table,
);
