// Artifacts are picked in a table and compared on a page: with the figures of the command line, and plots that are zoomed together.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import type { Page } from 'playwright-core';
import { FileStorage } from '../../src/index.js';
import { serve } from '../../src/report/serve/serve.js';
import { storeOf } from '../report/served.js';
import { browserTests } from './browser-test.js';
import { sampleFolder } from './sample-report.js';

const folder = await sampleFolder();
const root = join(folder, 'artifacts');
const report = await readFile(join(folder, 'report.html'), 'utf8');
const ids = [...report.matchAll(/id="data:a=([0-9a-f]+)">\{[^<]*"procedure":"Scan"/g)].map(([, id]) => id as string);
const [first, second, third] = ids as [string, string, string];
const faults: unknown[] = [];
const { url, close } = await serve(storeOf(new FileStorage(root)), { port: 0, onFault: (fault) => faults.push(fault) });
const inBrowser = await browserTests();
test.after.always(close);

const figure = (page: Page) => page.locator('section:visible figure[data-pointer="/curve"]');
const bodies = (page: Page) => figure(page).locator('.body');
const addressHas = (page: Page, text: string) =>
  page.waitForURL((address) => decodeURIComponent(`${address}`).includes(text));

/** Returns what `artifacts compare` prints. */
async function compared(...wanted: string[]): Promise<string> {
  const main = join(import.meta.dirname, '../../src/cli/main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'compare', '--root', root, ...wanted]).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

inBrowser(
  'rows that are picked by mouse and by keys are compared, with the figures of artifacts compare',
  report,
  async (t, page) => {
    await page.locator('section:visible tbody input[type=checkbox]').first().click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.click('section:visible a.compare');
    await page.waitForSelector('h1:visible >> text=Compare 2');
    const picked = new URL(page.url()).hash.slice('#c='.length).split(',');
    t.is(picked.length, 2);
    const cells = await page.locator('section:visible .differing tbody tr:not(.group) td').allInnerTexts();
    const printed = (await compared(...picked)).replace(/\s+/g, ' ');
    t.true(cells.length >= 4);
    for (const cell of cells) t.true(printed.includes(cell.replace(/\s+/g, ' ').trim()), `${cell} in ${printed}`);
  },
  { hash: '#p=Scan' },
);

inBrowser(
  'curves and their difference are read together, and zoomed together by keys and by mouse',
  report,
  async (t, page) => {
    t.is(await bodies(page).count(), 2);
    await bodies(page).first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    t.is(await figure(page).locator('.cursor').count(), 2);
    const reading = await figure(page).locator('.reading').innerText();
    t.regex(reading, new RegExp(`^\\[10\\]  time 2\\.5  ${first} \\d\\.\\d+  ${second} \\d\\.\\d+$`));
    await page.keyboard.press('Escape');
    await page.keyboard.press('+');
    await addressHas(page, 'zoom=/curve:');
    await page.keyboard.press('Escape');
    await page.waitForURL((address) => !`${address}`.includes('zoom'));
    await bodies(page).last().scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await bodies(page).last().boundingBox()) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    await page.mouse.move(x + (width * 20) / 99, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + (width * 40) / 99, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await addressHas(page, 'zoom=/curve:20..40');
    for (const body of await bodies(page).all()) {
      await body.focus();
      await page.keyboard.press('End');
      t.regex(await figure(page).locator('.reading').innerText(), /^\[40\] /);
    }
  },
  { hash: `#c=${first},${second}` },
);

inBrowser(
  'an address restores the zoom and the logarithmic axis of a comparison',
  report,
  async (t, page) => {
    await bodies(page).first().focus();
    await page.keyboard.press('End');
    t.regex(await figure(page).locator('.reading').innerText(), /^\[30\] /);
    t.is(await figure(page).locator('button', { hasText: 'Log' }).getAttribute('aria-pressed'), 'true');
  },
  { hash: `#c=${first},${second}&zoom=/curve:20..30&log=/curve` },
);

inBrowser(
  'five curves have a plot each, and are read together',
  report,
  async (t, page) => {
    t.is(await bodies(page).count(), 5);
    await bodies(page).nth(3).focus();
    await page.keyboard.press('Home');
    t.is(await figure(page).locator('.cursor').count(), 5);
    const reading = await figure(page).locator('.reading').innerText();
    for (const id of ids.slice(0, 5)) t.true(reading.includes(id), reading);
  },
  { hash: `#c=${ids.slice(0, 5).join(',')}` },
);

for (const [title, wanted, text] of [
  ['one artifact', [first], /takes 2 to 8 artifacts, and was given 1/],
  ['nine artifacts', ids.slice(0, 9), /takes 2 to 8 artifacts, and was given 9/],
  ['an artifact that is not there', [first, second, '00000000'], /No artifact 00000000 is here in full/],
] as const)
  inBrowser(
    `an address that compares ${title} says what is missing`,
    report,
    async (t, page) => {
      t.regex(await page.innerText('section:visible'), text);
    },
    { hash: `#c=${wanted.join(',')}` },
  );

for (const javaScript of [true, false])
  inBrowser(
    `the server compares, ${javaScript ? 'with' : 'without'} a script`,
    new URL(`${url}?c=${first},${second}&zoom=/curve:20..40`),
    async (t, page) => {
      t.is(await page.innerText('h1:visible'), 'Compare 2');
      t.is(await bodies(page).count(), 2);
      const ofFile = await compared(first, second);
      const cells = await page.locator('section:visible .differing tbody tr:not(.group) td').allInnerTexts();
      t.deepEqual(faults, []);
      for (const cell of cells) t.true(ofFile.replace(/\s+/g, ' ').includes(cell.replace(/\s+/g, ' ').trim()), cell);
    },
    { javaScript },
  );

inBrowser(
  'a comparison fits a page 360 wide',
  report,
  async (t, page) => {
    t.is(await page.evaluate('document.documentElement.scrollWidth'), 360);
  },
  { hash: `#c=${first},${second},${third}`, width: 360 },
);
