// Files and addresses may come from anybody. Whatever they hold, in a file as on the server: nothing of it runs, nothing is fetched, nothing
// hides, and the page stays usable. The policy of the pages would stop much of this, so all tests also run without it.

import test from 'ava';
import { escapedLines } from '../../src/display/escaping.js';
import { FileStorage } from '../../src/index.js';
import { stateText, tableState } from '../../src/report/data/page-state.js';
import { serve } from '../../src/report/serve/serve.js';
import { storeOf } from '../report/served.js';
import { type BrowserOptions, browserTests } from './browser-test.js';
import { artifactLinks, checkHarmless, goTo, reportOf, settled } from './hostile-pages.js';
import { hostileStore, PAYLOADS, PROCEDURES } from './hostile-store.js';

const root = await hostileStore();
const report = await reportOf(root);
const faults: unknown[] = [];
const server = await serve(storeOf(new FileStorage(root)), { port: 0, onFault: (error) => faults.push(error) });
const inBrowser = await browserTests();
test.after.always(() => server.close());

/** Addresses that have a payload in each place. */
function hostileAddresses(payload: string): readonly string[] {
  const text = encodeURIComponent(payload.replace(/\p{Surrogate}/u, '\ufffd'));
  return [
    `p=${text}`,
    `p=Hostile&q=${text}&sort=${text}&lines=1&cols=all&pick=${text},${text}&from=${text}`,
    `p=Hostile&q=${text}%3D${text}&sort=-${text}&cols=${text}&lines=${text}`,
    `a=${text}&zoom=${text}%3A0..1&log=${text}`,
    `c=${text},${text}`,
    payload,
  ];
}

/** Returns comparisons of the artifacts of a table, which have all of them: of three, and of as many as can be compared. */
function comparisonsOf(links: readonly string[]): readonly string[] {
  const ids = links.map((link) => link.slice('#a='.length));
  const comparisons = [ids.slice(0, 3)];
  for (let from = 3; from + 1 < ids.length; from += 8) comparisons.push(ids.slice(from, from + 8));
  return comparisons.map((some) => stateText({ page: 'comparison', ids: some, plots: [] }));
}

const MODES: readonly (BrowserOptions & { readonly name: string })[] = [
  { name: 'with the policy' },
  { name: 'without the policy', bypassCsp: true },
];

inBrowser(
  'what a page would load or run against its policy is a fault of the page',
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'none'">
  <img src=https://evil.test/i onerror="window.hacked=1"><p style="color: red">red`,
  async (t, page, seen) => {
    await page.waitForLoadState();
    for (const directive of ['img-src', 'style-src-attr'])
      t.true(
        seen.some((each) => each.startsWith(`violated ${directive}`)),
        `${directive} is not among ${seen}`,
      );
  },
  { mayFail: true },
);

for (const { name, ...mode } of MODES) {
  inBrowser(
    `a file shows all that hostile artifacts have as texts, ${name}`,
    report,
    async (t, page) => {
      await checkHarmless(t, page, 'overview');
      for (const procedure of PROCEDURES) {
        await goTo(page, stateText({ ...tableState(procedure), allColumns: true, lines: true }));
        await checkHarmless(t, page, procedure);
        const links = await artifactLinks(page);
        t.is(links.length, procedure === '__proto__' ? links.length : Object.keys(PAYLOADS).length);
        for (const link of links) {
          await goTo(page, link);
          t.is(new URL(page.url()).hash, link);
          t.is(await page.locator('section.artifact:visible').count(), 1);
          await checkHarmless(t, page, link);
        }
        for (const comparison of comparisonsOf(links)) {
          await goTo(page, comparison);
          await checkHarmless(t, page, `comparison of ${procedure}`);
        }
      }
    },
    mode,
  );

  inBrowser(
    `the server shows all that hostile artifacts have as texts, ${name}`,
    new URL(server.url),
    async (t, page) => {
      await checkHarmless(t, page, 'overview');
      for (const procedure of PROCEDURES) {
        await page.goto(`${server.url}?${stateText({ ...tableState(procedure), allColumns: true, lines: true })}`);
        await settled(page);
        await checkHarmless(t, page, procedure);
        const links = await artifactLinks(page);
        t.is(links.length, procedure === '__proto__' ? links.length : Object.keys(PAYLOADS).length);
        for (const link of procedure === 'Hostile' ? links : links.slice(0, 2)) {
          await page.click(`tbody a[href="${link}"]`);
          await page.waitForSelector('section.artifact:visible');
          await checkHarmless(t, page, link);
          await page.goBack();
          await page.waitForSelector('section.table:visible');
        }
        for (const comparison of comparisonsOf(links)) {
          await page.goto(`${server.url}?${comparison}`);
          await page.waitForSelector('main:not([aria-busy]) section.comparison:visible');
          await checkHarmless(t, page, `comparison of ${procedure}`);
        }
      }
      t.deepEqual(faults, []);
    },
    mode,
  );

  inBrowser(
    `without a script, a file shows all that hostile artifacts have as texts, ${name}`,
    report,
    async (t, page) => {
      await checkHarmless(t, page, 'all');
      const text = (await page.textContent('main')) ?? '';
      for (const [what, payload] of Object.entries(PAYLOADS)) t.true(text.includes(escapedLines(payload)), what);
    },
    { ...mode, javaScript: false },
  );

  inBrowser(
    `without a script, the server shows all that hostile artifacts have as texts, ${name}`,
    new URL(server.url),
    async (t, page) => {
      for (const procedure of PROCEDURES) {
        await page.goto(`${server.url}?${stateText({ ...tableState(procedure), allColumns: true })}`);
        await checkHarmless(t, page, procedure);
        const links = await artifactLinks(page);
        for (const link of links.slice(0, procedure === 'Hostile' ? undefined : 2)) {
          await page.goto(`${server.url}${link}`);
          await checkHarmless(t, page, link);
        }
        for (const comparison of comparisonsOf(links)) {
          await page.goto(`${server.url}?${comparison}`);
          t.is(await page.locator('section.comparison').count(), 1);
          await checkHarmless(t, page, `comparison of ${procedure}`);
        }
      }
    },
    { ...mode, javaScript: false },
  );
}

inBrowser(
  'a hostile address shows a page of a file that can be left',
  report,
  async (t, page) => {
    for (const [what, payload] of Object.entries(PAYLOADS)) {
      for (const address of hostileAddresses(payload)) {
        await goTo(page, `#${address}`);
        await checkHarmless(t, page, `${what}: ${address}`);
        t.is(await page.locator('section.view:visible').count(), 1);
      }
      await page.click('.home');
      await page.waitForSelector('#overview:visible');
    }
  },
  { bypassCsp: true },
);

inBrowser(
  'a hostile address shows a page of the server that can be left',
  new URL(server.url),
  async (t, page) => {
    for (const [what, payload] of Object.entries(PAYLOADS)) {
      for (const address of hostileAddresses(payload).slice(1, 4)) {
        await page.goto(`${server.url}?${address}`);
        await settled(page);
        await checkHarmless(t, page, `${what}: ${address}`);
      }
      await page.click('.home');
      await page.waitForSelector('#overview:visible');
    }
    t.deepEqual(faults, []);
  },
  { bypassCsp: true },
);

inBrowser(
  'whatever is typed into the filter, the next filter finds its row',
  report,
  async (t, page) => {
    for (const [what, payload] of Object.entries(PAYLOADS)) {
      await page.fill('section:visible input[type=search]', payload);
      await checkHarmless(t, page, what);
      await page.fill('section:visible input[type=search]', 'n=3');
      t.is((await artifactLinks(page)).length, 1, what);
    }
  },
  { bypassCsp: true, hash: '#p=Hostile&cols=all&lines=1' },
);
