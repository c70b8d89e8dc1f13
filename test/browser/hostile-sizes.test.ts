// Whatever a file has too much of, in a file as on the server: each page opens and can be left, its filter and its links work, it takes no
// more bytes than the files that it shows, and it says what it leaves out.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { FileStorage } from '../../src/index.js';
import { stateText, tableState } from '../../src/report/data/page-state.js';
import { serve } from '../../src/report/serve/serve.js';
import { storeOf } from '../report/served.js';
import { browserTests } from './browser-test.js';
import { artifactLinks, checkHarmless, goTo, reportOf, settled } from './hostile-pages.js';
import { HUGE, hugeStore } from './huge-store.js';

const root = await hugeStore();
const report = await reportOf(root);
const faults: unknown[] = [];
const server = await serve(storeOf(new FileStorage(root)), { port: 0, onFault: (error) => faults.push(error) });
const inBrowser = await browserTests();
test.after.always(() => server.close());

/** Returns the size of the files of a procedure. */
async function sizeOf(procedure: string): Promise<number> {
  const names = await readdir(join(root, procedure));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(root, procedure, name))).size));
  return sizes.reduce((sum, size) => sum + size);
}

/** Looks at a table of three artifacts, at one of them, and at the comparison of two; each page leads to the next one. */
async function lookThrough(t: ExecutionContext, page: Page, procedure: string, isOnServer: boolean): Promise<void> {
  const { says } = HUGE[procedure] as (typeof HUGE)[string];
  const filter = page.locator('section.view:visible input[type=search]');
  const rows = page.locator('section.table.shown tbody tr');
  t.is((await artifactLinks(page)).length, 3, procedure);
  await filter.fill('n=2');
  await rows.nth(1).waitFor({ state: 'detached' });
  const [link = ''] = await artifactLinks(page);
  await page.locator('section.view:visible tbody a').first().click();
  await page.waitForSelector('main:not([aria-busy]) section.artifact:visible');
  t.true(page.url().endsWith(link), link);
  await checkHarmless(t, page, procedure);
  const text = await page.innerText('section.artifact:visible');
  t.regex(text, says, procedure);
  t.true(text.length < 300_000, `${procedure} shows ${text.length} characters`);
  await page.goBack();
  await page.waitForSelector('main:not([aria-busy]) section.table:visible');
  await filter.fill('');
  await rows.nth(2).waitFor();
  for (const place of [0, 1]) await page.locator('section.view:visible tbody input[type=checkbox]').nth(place).click();
  await page.click('section.view:visible a.compare');
  await page.waitForSelector('main:not([aria-busy]) section.comparison:visible');
  const compared = await page.innerText('section.comparison:visible');
  t.regex(compared, /Inputs: \d+ of \d+ differ\./, procedure);
  t.true(compared.length < 200_000, `${procedure} compares ${compared.length} characters`);
  t.is(new URL(page.url())[isOnServer ? 'hash' : 'search'], '');
  await page.click('.home');
  await page.waitForSelector('#overview:visible');
}

inBrowser('a file with too much of everything is read page by page', report, async (t, page) => {
  for (const procedure of Object.keys(HUGE)) {
    await goTo(page, stateText(tableState(procedure)));
    await lookThrough(t, page, procedure, false);
  }
});

inBrowser(
  'a server of a store with too much of everything is read page by page',
  new URL(server.url),
  async (t, page) => {
    for (const procedure of Object.keys(HUGE)) {
      await page.goto(`${server.url}?${stateText(tableState(procedure))}`);
      await settled(page);
      await lookThrough(t, page, procedure, true);
    }
    t.deepEqual(faults, []);
  },
);

inBrowser(
  'without a script, a file with too much of everything stands on one page',
  report,
  async (t, page) => {
    for (const [procedure, { says }] of Object.entries(HUGE))
      t.regex(
        (await page.locator(`section.artifact:has(a[href="#p=${procedure}"])`).nth(1).textContent()) ?? '',
        says,
        procedure,
      );
  },
  { javaScript: false },
);

test('a file takes no more bytes than the files that it is of, and a page of the server no more than 2 MB', async (t) => {
  const sizes = await Promise.all(Object.keys(HUGE).map(sizeOf));
  t.true(report.length < sizes.reduce((sum, size) => sum + size), `${report.length} of ${sizes}`);
  const answer = async (address: string) => {
    const response = await fetch(server.url + address);
    t.is(response.status, 200, address);
    return response.text();
  };
  for (const procedure of Object.keys(HUGE)) {
    const { tables } = JSON.parse(await answer(`page.json?p=${procedure}`));
    const { ids } = tables[0] as { ids: readonly string[] };
    for (const state of [`p=${procedure}`, `a=${ids[0]}`, `c=${ids}`]) {
      const { length } = await answer(`?${state}`);
      t.true(length < 2_000_000, `${procedure} ${state} takes ${length}`);
    }
  }
});
