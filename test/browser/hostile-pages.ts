import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { ArtifactRepository, FileStorage } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';

/** Returns the text of a report of all artifacts in a folder. */
export async function reportOf(folder: string): Promise<string> {
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
  hidden: document.body.innerText.match(/(?![\\n\\t])[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]/u)?.[0],
}))()`;

/** Checks that nothing of an artifact runs on a page, loads something, or hides. */
export async function checkHarmless(t: ExecutionContext, page: Page, where: string): Promise<void> {
  t.deepEqual(await page.evaluate(FOUND), { hacked: [], foreign: [], scripts: 2, hidden: undefined }, where);
}

/** Shows another page of a report's file. */
export async function goTo(page: Page, state: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(state)}`);
  await settled(page);
}

/** Waits until a page is shown. */
export const settled = (page: Page): Promise<unknown> =>
  page.waitForSelector('main:not([aria-busy]) section.view:visible');

/** Returns the addresses of all artifacts of a table that is shown. */
export const artifactLinks = (page: Page): Promise<string[]> =>
  page
    .locator('section.view:visible tbody th a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') as string));
