// Keys without Ctrl, Alt or Meta move through the pages, but not while somebody types.

import { browserTests } from './browser-test.js';
import { sampleReport } from './sample-report.js';

const report = await sampleReport();
const inBrowser = await browserTests();

inBrowser(
  'j and k move the focus from row to row, x picks the row, Enter opens it',
  report,
  async (t, page) => {
    const links = page.locator('section:visible tbody tr a');
    const hrefs = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href') as string));
    const focused = () => page.locator(':focus').getAttribute('href');
    await page.keyboard.press('j');
    t.is(await focused(), hrefs[0] ?? '');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    t.is(await focused(), hrefs[1] ?? '');
    await page.keyboard.press('x');
    await page.waitForURL(({ hash }) => hash.includes('pick='));
    await page.keyboard.press('Enter');
    t.is(new URL(page.url()).hash, hrefs[1] ?? '');
    await page.keyboard.press('j');
    await page.waitForURL(({ hash }) => hash === hrefs[2]);
    await page.keyboard.press('k');
    await page.waitForURL(({ hash }) => hash === hrefs[1]);
  },
  { hash: '#p=Scan' },
);

inBrowser(
  'a slash leads to the filter, where keys are text',
  report,
  async (t, page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('jk?x');
    t.is(await page.locator('section:visible input[type=search]').inputValue(), 'jk?x');
    t.is(await page.locator('dialog').count(), 0);
  },
  { hash: '#p=Scan' },
);

inBrowser('a question mark shows the keys, and Escape or the button closes them', report, async (t, page) => {
  const closes = [
    () => page.keyboard.press('Escape'),
    () => page.click('dialog button'),
    () => page.press('dialog button', 'Enter'),
  ];
  for (const close of closes) {
    await page.keyboard.press('?');
    t.regex(await page.innerText('dialog'), /to the filter/);
    await close();
    // A browser tells of the closing later, and only then the dialog is taken out of the page.
    await page.waitForSelector('dialog', { state: 'detached' });
    t.is(await page.locator('dialog').count(), 0);
  }
});

inBrowser(
  'keys with Ctrl, Alt or Meta are those of the browser',
  report,
  async (t, page) => {
    for (const modifier of ['Control', 'Alt', 'Meta']) await page.keyboard.press(`${modifier}+j`);
    t.is(await page.locator(':focus').count(), 0);
  },
  { hash: '#p=Scan' },
);
