// Files and addresses may come from anybody. Whatever they hold, in a file as on the server: nothing of it runs, nothing is fetched, nothing
// hides, and the page stays usable. The policy of the pages would stop much of this, so all tests also run without it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { escapedLines } from '../../src/display/escaping.js';
import { ArtifactRepository, FileStorage } from '../../src/index.js';
import { stateText, tableState } from '../../src/report/data/page-state.js';
import { writeReport } from '../../src/report/index.js';
import { serve } from '../../src/report/serve/serve.js';
import { storeOf } from '../report/served.js';
import { newFolder } from '../support/stored.js';
import { type BrowserOptions, browserTests } from './browser-test.js';
import { hostileStore, PAYLOADS, PROCEDURES } from './hostile-store.js';

const root = await hostileStore();
const report = await reportOf(root);
const faults: unknown[] = [];
const server = await serve(storeOf(new FileStorage(root)), { port: 0, onFault: (error) => faults.push(error) });
const inBrowser = await browserTests();
test.after.always(() => server.close());

async function reportOf(folder: string): Promise<string> {
  const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [] });
  const path = join(await newFolder(), 'report.html');
  await writeReport(repository, { path });
  return readFile(path, 'utf8');
}

/** What a page must not have: elements and attributes that no view makes, and links that leave it. */
const FOREIGN = [
  'iframe, object, embed, base, link, template, noscript, form:not(.filter), audio, video, use, animate, set, foreignObject',
  'meta[http-equiv]:not([http-equiv=Content-Security-Policy])',
  'a:not([href^="#"]):not([href^="?"])',
  'img:not([src^="data:image/png;base64,"])',
  'image:not([href^="data:image/png;base64,"])',
  '[onload], [onerror], [onfocus], [onmouseover], [onpointerenter], [onbegin], [autofocus], [srcdoc], [style]',
  'body style, style ~ style, script[src]',
].join();

/** Looks for what payloads do. */
const FOUND = `(() => ({
  hacked: [window.hacked, Object.prototype.hacked].filter((each) => each !== undefined),
  foreign: [...document.querySelectorAll(${JSON.stringify(FOREIGN)})].map((each) => each.outerHTML),
  scripts: [...document.scripts].filter(({ type }) => type !== 'application/json').length,
  hidden: document.body.innerText.match(/[\\u202a-\\u202e\\u2066-\\u2069\\u200b-\\u200f\\ufeff\\u0000-\\u0008\\u001b\\u0085]/u)?.[0],
}))()`;

async function checkHarmless(t: ExecutionContext, page: Page, where: string): Promise<void> {
  t.deepEqual(await page.evaluate(FOUND), { hacked: [], foreign: [], scripts: 2, hidden: undefined }, where);
}

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

const MODES: readonly (BrowserOptions & { readonly name: string })[] = [
  { name: 'with the policy' },
  { name: 'without the policy', bypassCsp: true },
];

/** Shows another page of a report's file. */
async function goTo(page: Page, state: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(state)}`);
  await settled(page);
}

/** Waits until a page is shown. */
const settled = (page: Page): Promise<unknown> => page.waitForSelector('main:not([aria-busy]) section.view:visible');

/** Returns the addresses of all artifacts of a table that is shown. */
const artifactLinks = (page: Page): Promise<string[]> =>
  page
    .locator('section.view:visible tbody th a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') as string));

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
        const ids = links.slice(0, 2).map((link) => link.slice('#a='.length));
        await goTo(page, stateText({ page: 'comparison', ids, plots: [] }));
        await checkHarmless(t, page, `comparison of ${procedure}`);
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
        for (const link of (await artifactLinks(page)).slice(0, procedure === 'Hostile' ? undefined : 2)) {
          await page.goto(`${server.url}${link}`);
          await checkHarmless(t, page, link);
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
