// A report on paper, without a script, and behind a link: it is light and whole, each artifact begins on a page of its own, and an address
// brings back what was shown.

import type { Page } from 'playwright-core';
import { browserTests, openPage } from './browser-test.js';
import { variedStore } from './varied-store.js';

const { report, gaugeReport, ids, five } = await variedStore();
const inBrowser = await browserTests();

/** The colours of the text, the ground and the lines of each element. */
const coloursIn = (page: Page): Promise<string[]> =>
  page.evaluate(`Array.from(document.querySelectorAll('body, body *'), (element) => {
    const { color, backgroundColor, stroke, fill, borderTopColor } = getComputedStyle(element);
    return [element.nodeName, color, backgroundColor, stroke, fill, borderTopColor].join(' ');
  })`);

inBrowser('on paper, every colour of a dark page is that of a light one', gaugeReport, async (t, page) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  const light = await coloursIn(page);
  t.true(light.length > 100);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  t.deepEqual(await coloursIn(page), light);
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  t.notDeepEqual(await coloursIn(page), light);
});

inBrowser(
  'each artifact begins on a page of its own',
  gaugeReport,
  async (t, page) => {
    const count = await page.locator('.artifact').count();
    t.true(count > 1);
    const pages = (await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    t.true(pages.length > count, `${pages.length} pages`);
    await page.emulateMedia({ media: 'print' });
    const breaks = await page.evaluate(
      `Array.from(document.querySelectorAll('.artifact'), (section) => getComputedStyle(section).breakBefore)`,
    );
    t.deepEqual(breaks, Array(count).fill('page'));
  },
  { javaScript: false },
);

for (const [what, hash] of [
  ['a table', '#p=Gauge&lines=1'],
  ['an artifact', `#a=${ids.gauge}`],
  ['a comparison', `#c=${five}`],
] as const)
  inBrowser(
    `nothing to click is printed of ${what}`,
    report,
    async (t, page) => {
      await page.locator('section.shown :is(button, input):visible').first().waitFor();
      await page.emulateMedia({ media: 'print' });
      t.deepEqual(
        await page.evaluate(`Array.from(document.querySelectorAll('section.shown :is(button, input)'))
          .filter((each) => each.checkVisibility() && !each.closest('th')).map((each) => each.outerHTML)`),
        [],
      );
    },
    { hash },
  );

inBrowser(
  'without a script, every link of a report leads to a place in it',
  gaugeReport,
  async (t, page) => {
    const links: string[] = await page.evaluate(
      `Array.from(document.querySelectorAll('a'), (link) => link.getAttribute('href'))`,
    );
    t.true(links.length > 10);
    const lost = await page.evaluate(
      `Array.from(document.querySelectorAll('a'), (link) => link.getAttribute('href').slice(1))
        .filter((id) => document.getElementById(id) === null)`,
    );
    t.deepEqual(lost, []);
    t.is(await page.locator('section.view:visible').count(), await page.locator('section.view').count());
  },
  { javaScript: false },
);

for (const [what, hash] of [
  ['the overview', '#overview'],
  ['a table', '#p=ChangePointDetection'],
  [
    'a filter, an order, all columns and ticks',
    `#p=ChangePointDetection&q=window_size>12&sort=-threshold&cols=all&pick=${five.slice(0, 2)}`,
  ],
  ['parallel lines', '#p=MultimodalityDetection&lines=1&q=number_of_modes<=2'],
  ['a zoomed plot, and one on a log axis', `#a=${ids.gauge}&zoom=/level:10..30&log=/decades`],
  ['a comparison', `#c=${five.slice(0, 3)}`],
] as const)
  inBrowser(
    `a link brings back ${what}, after a reload and for somebody else`,
    report,
    async (t, page) => {
      const shown = async (where: Page) => {
        await where.locator('section.shown h1').waitFor();
        const section = where.locator('section.shown');
        const paths = await section.locator('path').evaluateAll((all) => all.map((path) => path.getAttribute('d')));
        const ticks = await section.locator('input:checked').count();
        return { text: await section.innerText(), paths, ticks };
      };
      const first = await shown(page);
      await page.reload();
      t.deepEqual(await shown(page), first);
      const { page: other } = await openPage(new URL(page.url()));
      t.deepEqual(await shown(other), first);
      await other.context().close();
    },
    { hash },
  );
