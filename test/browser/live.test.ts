// A live store in a browser: what is new is announced and comes when asked for, and what one reads does not move.

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { Page } from 'playwright-core';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { serve } from '../../src/report/serve/serve.js';
import { saveScans } from '../report/scans.js';
import { storeOf } from '../report/served.js';
import { newFolder } from '../support/stored.js';
import { browserTests } from './browser-test.js';

/** An artifact with a curve of a million numbers. */
@Persisted({ procedure: 'Million' })
class Million extends Artifact {
  @NdArray('float64') signal!: Float64Array;
}

const MILLION = 1_000_000;
const valueAt = (index: number): number => Math.sin(index / 1000) + (index === 777_777 ? 100 : 0);

const faults: unknown[] = [];
const serveStore = (storage: FileStorage, port = 0) =>
  serve(storeOf(storage), { port, onFault: (fault) => faults.push(fault) });

const storage = new FileStorage(join(await newFolder(), 'artifacts'));
await saveScans(storage, 0, 230);
await new ArtifactRepository({ storage, classes: [Million] }).save(
  Million.create({
    procedureVersion: '1.0.0',
    inputParameters: {},
    timestamp: new Date(Date.UTC(2026, 2, 1)),
    signal: Float64Array.from({ length: MILLION }, (_, index) => valueAt(index)),
  }),
  { proof: false },
);
const { url, close } = await serveStore(storage);

const growing = new FileStorage(join(await newFolder(), 'artifacts'));
await saveScans(growing, 0, 40);
const grown = await serveStore(growing);

const lost = new FileStorage(join(await newFolder(), 'artifacts'));
await saveScans(lost, 0, 3);
const first = await serveStore(lost);

const inBrowser = await browserTests();
test.after.always(async () => {
  await Promise.all([close(), grown.close()]);
});

const at = (query: string, base = url) => new URL(query, base);
const figure = (page: Page) => page.locator('section:visible figure[data-pointer="/signal"]');
const rows = (page: Page) => page.locator('section:visible tbody tr:has(a[href])');
const million = `${url}?p=Million`;

inBrowser(
  'new artifacts are announced, come when they are asked for, and move nothing before',
  at('?p=Scan', grown.url),
  async (t, page) => {
    const newest = rows(page).first();
    const before = await newest.innerText();
    await page.evaluate('scrollTo(0, 120)');
    const { y } = (await newest.boundingBox()) as { y: number };
    await saveScans(growing, 40, 43);
    const button = page.locator('.news button', { hasText: /^3 new artifacts$/ });
    await button.waitFor();
    t.is(await newest.innerText(), before);
    t.is(await rows(page).count(), 40);
    // Less than a pixel: the browser rounds the place of what stands below.
    t.true(Math.abs(((await newest.boundingBox()) as { y: number }).y - y) < 1);
    // The rows take longer than the page waits before it asks again what is new.
    let announced = 0;
    await page.route('**/page.json?*', async (route) => {
      await setTimeout(3000);
      announced += await button.count();
      await route.continue();
    });
    await button.focus();
    await page.keyboard.press('Enter');
    await rows(page).nth(42).waitFor();
    t.is(await rows(page).count(), 43);
    t.is(announced + (await button.count()), 0);
  },
);

inBrowser(
  'a server that is gone is said, and the page goes on when it is there again',
  at('', first.url),
  async (t, page) => {
    await first.close();
    await page.waitForSelector('.news >> text=The server does not answer');
    const again = await serveStore(lost, Number(new URL(first.url).port));
    t.teardown(again.close);
    await page.locator('.news:empty').waitFor({ state: 'attached' });
    t.is(await page.locator('section.shown').getAttribute('id'), 'overview');
    await page.click('nav >> text=Scan');
    await rows(page).nth(2).waitFor();
    t.is(await rows(page).count(), 3);
    await again.close();
    await page.keyboard.press('/');
    await page.keyboard.type('n<2');
    await page.waitForSelector('section.shown .status >> text=The server does not answer');
    t.is(await rows(page).count(), 3);
    t.is(await page.locator('[role=alert]').count(), 0);
  },
  { mayFail: true },
);

inBrowser(
  'a curve of a million numbers shows its spike, and a part of it is read exactly',
  new URL(million),
  async (t, page) => {
    await rows(page).first().locator('a').first().click();
    await figure(page).waitFor();
    const id = new URL(page.url()).searchParams.get('a');
    await page.goto(`${url}?a=${id}&zoom=/signal:777700..777800`);
    const body = figure(page).locator('.body');
    await figure(page).locator('.body[tabindex="0"]').waitFor();
    await page.waitForLoadState('networkidle');
    await body.focus();
    await page.keyboard.press('Home');
    t.is(await figure(page).locator('.reading').innerText(), `[777700]  ${valueAt(777_700)}`);
    await page.keyboard.press('ArrowRight');
    t.is(await figure(page).locator('.reading').innerText(), `[777701]  ${valueAt(777_701)}`);
    await page.keyboard.press('End');
    t.is(await figure(page).locator('.reading').innerText(), `[777800]  ${valueAt(777_800)}`);
    await page.keyboard.press('Escape');
    await page.waitForURL((address) => !`${address}`.includes('zoom'));
  },
);

inBrowser('Previous and Next lead through the pages of a table', at('?p=Scan'), async (t, page) => {
  const newest = await rows(page).first().innerText();
  await page.click('section:visible >> text=Next');
  await page.waitForURL(/from=100/);
  await rows(page)
    .filter({ hasText: newest.slice(0, 8) })
    .waitFor({ state: 'detached' });
  await page.click('section:visible >> text=Next');
  await page.waitForURL(/from=200/);
  await rows(page).nth(30).waitFor({ state: 'detached' });
  t.is(await rows(page).count(), 30);
  await page.locator('section:visible >> text=Previous').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/from=100/);
  t.pass();
});

inBrowser('the server filters and sorts, and says how many it looked at', at('?p=Scan'), async (t, page) => {
  await page.keyboard.press('/');
  await page.keyboard.type('n>=20');
  await page.waitForSelector('section.shown .status >> text=looked at');
  await rows(page).nth(99).waitFor();
  t.is(await rows(page).count(), 100);
  await page.locator('section:visible input[type=search]').fill('n<20');
  await page.waitForSelector('section.shown .status >> text=/^20 of 230, newest first/');
  await rows(page).nth(20).waitFor({ state: 'detached' });
  t.is(await rows(page).count(), 20);
  const newest = await rows(page).first().locator('a').first().innerText();
  await page.locator('section:visible th button', { hasText: /^n$/ }).click();
  await page.waitForURL(/sort=n/);
  await page.waitForSelector('section.shown .status >> text=/^20 of 230, by n, rising/');
  await rows(page).last().locator('a', { hasText: newest }).waitFor();
  await page.reload();
  await page.waitForSelector('section.shown .status >> text=/^20 of 230, by n, rising/');
  await rows(page).last().locator('a', { hasText: newest }).waitFor();
});

inBrowser(
  'without a script, links lead to the table, its next rows, and an artifact',
  at(''),
  async (t, page) => {
    await page.click('nav >> text=Scan');
    t.is(await rows(page).count(), 100);
    await page.click('text=Next');
    t.is(new URL(page.url()).searchParams.get('from'), '100');
    await rows(page).first().locator('a').first().click();
    t.is(await page.locator('section h1').count(), 1);
    t.true(await page.locator('section a >> text=Scan').first().isVisible());
    t.deepEqual(faults, []);
  },
  { javaScript: false },
);
