// The pages of a report are one document: its links, addresses, history, titles and focus work as if they were several.

import type { Page } from 'playwright-core';
import { browserTests, waitUntil } from './browser-test.js';
import { sampleReport } from './sample-report.js';

const report = await sampleReport();
const inBrowser = await browserTests();

/** Returns the ids of the sections that are shown. */
const shown = (page: Page): Promise<string[]> =>
  page.locator('section.view:visible').evaluateAll((sections) => sections.map(({ id }) => id));

const hashOf = (page: Page): string => new URL(page.url()).hash;

const textOfFocus = (page: Page): Promise<string> => page.locator(':focus').innerText();

inBrowser(
  'a report opens at its overview, shows nothing else, and leaves the focus where it is',
  report,
  async (t, page) => {
    t.deepEqual(await shown(page), ['overview']);
    t.is(await page.locator(':focus').count(), 0);
  },
);

inBrowser(
  'a link opens its page, names it in the title, marks it in the head, and reads on at its heading',
  report,
  async (t, page) => {
    await page.click('nav >> text=Scan');
    t.deepEqual(await shown(page), ['p=Scan']);
    t.is(hashOf(page), '#p=Scan');
    t.regex(await page.title(), /^Scan.* · Artifacts in /);
    t.is(await page.getAttribute('nav a:has-text("Scan")', 'aria-current'), 'page');
    t.regex(await textOfFocus(page), /^Scan/);
  },
);

inBrowser('an artifact is opened by mouse or by Enter, and the head marks its procedure', report, async (t, page) => {
  await page.click('nav >> text=Long');
  const link = page.locator('section:visible a[href^="#a="]').first();
  await link.focus();
  await page.keyboard.press('Enter');
  t.regex((await shown(page))[0] as string, /^a=/);
  t.is(await page.getAttribute('nav a:has-text("Long")', 'aria-current'), 'true');
});

inBrowser('back and forward lead to the pages before and after, where they were left', report, async (t, page) => {
  await page.click('nav >> text=Scan');
  const link = page.locator('section:visible a[href^="#a="]').nth(25);
  await link.scrollIntoViewIfNeeded();
  const top = await page.evaluate('scrollY');
  t.true((top as number) > 0);
  await link.click();
  t.is(await page.evaluate('scrollY'), 0);
  const opened = hashOf(page);
  await page.goBack();
  t.deepEqual(await shown(page), ['p=Scan']);
  t.is(await page.evaluate('scrollY'), top);
  t.is(await page.locator(':focus').getAttribute('href'), opened);
  await page.goForward();
  t.is(hashOf(page), opened);
  t.deepEqual(await shown(page), [opened.slice(1)]);
  await page.goBack();
  await page.goBack();
  t.deepEqual(await shown(page), ['overview']);
});

inBrowser(
  'a page that is loaded anew is where it was',
  report,
  async (t, page) => {
    await page.evaluate('scrollTo(0, 120)');
    await waitUntil(page, 'history.state?.top === 120');
    await page.reload();
    t.is(await page.evaluate('scrollY'), 120);
  },
  { hash: '#p=Scan' },
);

for (const modifier of ['Control', 'Shift'] as const)
  inBrowser(`a link that is clicked with ${modifier} opens beside the page, which stays`, report, async (t, page) => {
    const opened = page.context().waitForEvent('page');
    await page.click('nav >> text=Scan', { modifiers: [modifier] });
    const other = await opened;
    await other.waitForLoadState();
    t.deepEqual(await shown(other), ['p=Scan']);
    t.deepEqual(await shown(page), ['overview']);
  });

inBrowser('the middle button opens a link beside the page', report, async (t, page) => {
  const opened = page.context().waitForEvent('page');
  await page.click('nav >> text=Scan', { button: 'middle' });
  const other = await opened;
  await other.waitForLoadState();
  t.deepEqual(await shown(other), ['p=Scan']);
  t.deepEqual(await shown(page), ['overview']);
});

inBrowser('an address that is typed shows its page', report, async (t, page) => {
  await page.evaluate("location.hash = '#p=Long'");
  await page.waitForSelector('section[id="p=Long"]:visible');
  t.deepEqual(await shown(page), ['p=Long']);
});

inBrowser('the link past the head leads to the content, and the page stays', report, async (t, page) => {
  await page.click('nav >> text=Scan');
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  t.is(await page.locator(':focus').getAttribute('id'), 'main');
  t.deepEqual(await shown(page), ['p=Scan']);
});

inBrowser(
  'an address of a procedure or artifact that is not in the file says so, and leads on',
  report,
  async (t, page) => {
    for (const [hash, message] of [
      ['#p=Nothing', 'No procedure Nothing is in this report'],
      ['#a=00000000', '00000000'],
    ] as const) {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.waitForSelector(`h1:visible >> text=${message}`);
      t.is(await page.locator('section.view:visible').count(), 1);
    }
    await page.click('section:visible a');
    t.deepEqual(await shown(page), ['overview']);
    t.is(await page.locator('section:not([id^="a="]):not([id^="p="]):not(#overview)').count(), 0);
  },
);

inBrowser('an artifact that is in a table alone says so', report, async (t, page) => {
  await page.click('nav >> text=Scan');
  await page.locator('section:visible a[href^="#a="]').last().click();
  t.regex(await page.innerText('section:visible'), /table/);
  t.is(await page.getAttribute('nav a:has-text("Scan")', 'aria-current'), 'true');
});

inBrowser(
  'without a script, everything stands on one page, and links lead to its parts',
  report,
  async (t, page) => {
    t.is((await shown(page)).length, 1 + 2 + 21);
    await page.click('nav >> text=Scan');
    t.is(hashOf(page), '#p=Scan');
  },
  { javaScript: false },
);

inBrowser(
  'a script that fails leaves the page as it is without one, and says so in one line',
  report.replace('"procedures":[', '"procedures":[null,'),
  async (t, page) => {
    t.is((await shown(page)).length, 1 + 2 + 21);
    t.regex(await page.innerText('[role=alert]'), /^The script of this page has failed/);
  },
  { mayFail: true },
);
