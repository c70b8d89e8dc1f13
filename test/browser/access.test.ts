// Everybody can use the pages: axe-core finds no fault, in light and dark, on a wide and a narrow screen, with a script and without, in a file
// and on the server; nothing is wider than a narrow screen, even with large letters.

import test from 'ava';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { serve } from '../../src/report/serve/serve.js';
import { storeOf } from '../report/served.js';
import { browserTests, waitUntil } from './browser-test.js';
import { variedStore } from './varied-store.js';

const { report, gaugeReport, storage, ids, five } = await variedStore();
const server = await serve(storeOf(storage), { port: 0, onFault: (fault) => console.error(fault) });
const inBrowser = await browserTests();
test.after.always(() => server.close());

/** What the address has for each page. */
const PAGES: Readonly<Record<string, string>> = {
  'the overview': 'overview',
  'a table': 'p=ChangePointDetection',
  'a filtered and sorted table': `p=ChangePointDetection&q=window_size>12&sort=-threshold&pick=${five.slice(0, 2)}`,
  'a table with all columns': 'p=Gauge&cols=all',
  'a table with parallel lines': 'p=MultimodalityDetection&lines=1&q=number_of_modes<=2',
  'a table whose filter has a fault': 'p=ChangePointDetection&q=windw_size>12',
  'a table without a match': 'p=ChangePointDetection&q=window_size>1000',
  'an artifact with a curve': `a=${ids.curve}`,
  'an artifact with heat map, image, marks, a log axis and few numbers': `a=${ids.gauge}&log=/decades&zoom=/level:10..30`,
  'an artifact with a million numbers': `a=${ids.long}`,
  'a damaged artifact': `a=${ids.damaged}`,
  'an artifact of another tool': `a=${ids.otherTool}`,
  'an artifact that is a row alone': `a=${ids.rowOnly}`,
  'an id that is unknown': 'a=00000000',
  'a comparison of two': `c=${five.slice(0, 2)}`,
  'a comparison of five': `c=${five}`,
};

/** Waits until the section of an address is shown alone, and nothing is fetched. */
async function untilShown(page: Page, address: string): Promise<void> {
  const [id] = address.split('&');
  await waitUntil(
    page,
    `document.querySelector('.js main:not([aria-busy]) > section.shown')?.id === ${JSON.stringify(id)}`,
  );
}

/** Shows each page in turn, and calls a function with it. */
async function onEach(page: Page, act: (name: string) => Promise<unknown>): Promise<void> {
  for (const [name, address] of Object.entries(PAGES)) {
    await page.evaluate(`location.hash = ${JSON.stringify(address)}`);
    await untilShown(page, address);
    await act(name);
  }
}

/** Returns the faults that axe-core finds. */
const faultsIn = (page: Page): Promise<string[]> =>
  page.evaluate(`axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`);

inBrowser('axe-core finds no fault in a file, light and wide', report, async (t, page) => {
  await page.evaluate(axe.source);
  await onEach(page, async (name) => t.deepEqual(await faultsIn(page), [], name));
});

inBrowser(
  'axe-core finds no fault in a file, dark and narrow',
  report,
  async (t, page) => {
    await page.evaluate(axe.source);
    await onEach(page, async (name) => t.deepEqual(await faultsIn(page), [], name));
  },
  { dark: true, width: 360 },
);

inBrowser(
  'axe-core finds no fault in a file whose scripts do not run, light and dark',
  gaugeReport.replace(/<script>.*?<\/script>/gs, ''),
  async (t, page) => {
    await page.evaluate(axe.source);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      t.deepEqual(await faultsIn(page), [], colorScheme);
    }
  },
);

for (const { title, ...options } of [
  { title: 'light and narrow', width: 360 },
  { title: 'dark and wide', dark: true },
])
  inBrowser(
    `axe-core finds no fault on the server, ${title}`,
    new URL(server.url),
    async (t, page) => {
      for (const address of Object.values(PAGES).filter((_, index) => index % 2 === 0)) {
        await page.goto(`${server.url}?${address}`);
        await untilShown(page, address);
        await page.evaluate(axe.source);
        t.deepEqual(await faultsIn(page), [], address);
      }
    },
    options,
  );

inBrowser(
  'the script of a page goes on when a table becomes so narrow that it needs a bar to scroll',
  report,
  async (t, page) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.waitForSelector('section.shown .rows.wide');
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
    t.is(await page.locator('section.view:visible').count(), 1);
    t.is(await page.locator('[role=alert]').count(), 0);
  },
  { hash: '#p=ChangePointDetection' },
);

for (const { title, width, fontSize, forcedColors } of [
  { title: '360 pixels wide', width: 360, fontSize: 16, forcedColors: 'none' },
  { title: '640 pixels wide with letters twice as large', width: 640, fontSize: 32, forcedColors: 'none' },
  { title: '360 pixels wide in the colours of the system', width: 360, fontSize: 16, forcedColors: 'active' },
] as const)
  inBrowser(
    `no page scrolls sideways, ${title}`,
    report,
    async (t, page) => {
      await page.emulateMedia({ forcedColors });
      await page.addStyleTag({ content: `html { font-size: ${fontSize}px }` });
      await onEach(page, async (name) => {
        t.true((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, name);
      });
    },
    { width, bypassCsp: true },
  );

inBrowser(
  'no page scrolls sideways before its script has seen how wide a table is',
  report,
  async (t, page) => {
    await page.evaluate('window.requestAnimationFrame = () => 0');
    await onEach(page, async (name) => {
      t.true((await page.evaluate<number>('document.documentElement.scrollWidth')) <= 360, name);
    });
  },
  { width: 360 },
);
