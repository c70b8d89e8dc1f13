// Plots are read and zoomed, by mouse, by keys and by touch; what they show is in the address.

import type { Locator, Page } from 'playwright-core';
import { browserTests, dragFinger, waitUntil } from './browser-test.js';
import { sampleReport } from './sample-report.js';

const report = await sampleReport();
const [, scan] = /id="data:(a=[0-9a-f]+)">\{[^<]*"procedure":"Scan"/.exec(report) ?? [];
const [, long] = /id="data:(a=[0-9a-f]+)">\{[^<]*"procedure":"Long"/.exec(report) ?? [];
const inBrowser = await browserTests();

const figure = (page: Page, pointer: string) => page.locator(`section:visible figure[data-pointer="${pointer}"]`);
const bodyOf = (page: Page, pointer: string) => figure(page, pointer).locator('.body');
const readingOf = (page: Page, pointer: string) => figure(page, pointer).locator('.reading').innerText();
const hashOf = (page: Page): string => decodeURIComponent(new URL(page.url()).hash);

/** Waits until the address says how a plot is shown. */
const addressHas = (page: Page, text: string) => page.waitForURL(({ hash }) => decodeURIComponent(hash).includes(text));

const addressHasNoZoom = (page: Page) => page.waitForURL(({ hash }) => !hash.includes('zoom'));

/** Returns the place of a fraction of the width of a plot. */
async function placeIn(page: Page, pointer: string, fraction: number): Promise<[number, number]> {
  await bodyOf(page, pointer).scrollIntoViewIfNeeded();
  const box = await bodyOf(page, pointer).boundingBox();
  if (box === null) throw new Error('the plot is not shown');
  return [box.x + box.width * fraction, box.y + box.height / 2];
}

inBrowser(
  'the arrow keys read the numbers of a plot: index, x and exact value',
  report,
  async (t, page) => {
    await bodyOf(page, '/curve').focus();
    await page.keyboard.press('ArrowRight');
    t.regex(await readingOf(page, '/curve'), /^\[0\] {2}time 0 {2}\d\.\d{10,}$/);
    await page.keyboard.press('Shift+ArrowRight');
    t.regex(await readingOf(page, '/curve'), /^\[10\] {2}time 2\.5 /);
    await page.keyboard.press('ArrowLeft');
    t.regex(await readingOf(page, '/curve'), /^\[9\] {2}time 2\.25 /);
    await page.keyboard.press('End');
    t.regex(await readingOf(page, '/curve'), /^\[99\] /);
    await page.keyboard.press('Home');
    t.regex(await readingOf(page, '/curve'), /^\[0\] /);
  },
  { hash: `#${scan}` },
);

inBrowser(
  'the mouse reads a plot without a click, NaN too, and nothing is read when it leaves',
  report,
  async (t, page) => {
    await page.mouse.move(...(await placeIn(page, '/curve', 50 / 99)));
    t.is(await readingOf(page, '/curve'), '[50]  time 12.5  NaN');
    await page.mouse.move(1, 1);
    t.is(await readingOf(page, '/curve'), '');
  },
  { hash: `#${scan}` },
);

inBrowser(
  'keys zoom a plot, show all of it, and choose a logarithmic axis, and the address has it',
  report,
  async (t, page) => {
    await bodyOf(page, '/curve').focus();
    await page.keyboard.press('+');
    await addressHas(page, 'zoom=/curve:25..74');
    await page.keyboard.press('-');
    await addressHasNoZoom(page);
    await page.keyboard.press('+');
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await addressHas(page, 'log=/curve');
    t.false(hashOf(page).includes('zoom'));
    t.is(await figure(page, '/curve').locator('button', { hasText: 'Log' }).getAttribute('aria-pressed'), 'true');
    t.is(await page.locator(':focus').getAttribute('class'), 'body');
  },
  { hash: `#${scan}` },
);

inBrowser(
  'the mouse zooms by a drag, not by a click; a double click or a button shows all',
  report,
  async (t, page) => {
    await page.mouse.click(...(await placeIn(page, '/curve', 0.3)));
    t.false(hashOf(page).includes('zoom'));
    for (const showAll of [
      async () => page.mouse.dblclick(...(await placeIn(page, '/curve', 0.5))),
      () => figure(page, '/curve').locator('button', { hasText: 'Show all' }).click(),
    ]) {
      await page.mouse.move(...(await placeIn(page, '/curve', 20 / 99)));
      await page.mouse.down();
      await page.mouse.move(...(await placeIn(page, '/curve', 40 / 99)), { steps: 4 });
      t.is(await figure(page, '/curve').locator('.selection').count(), 1);
      await page.mouse.up();
      await addressHas(page, 'zoom=/curve:20..40');
      t.is(await figure(page, '/curve').locator('.selection').count(), 0);
      await showAll();
      await addressHasNoZoom(page);
    }
  },
  { hash: `#${scan}` },
);

inBrowser(
  'the wheel zooms with Ctrl, and scrolls without',
  report,
  async (t, page) => {
    await page.mouse.move(...(await placeIn(page, '/curve', 0.5)));
    await page.mouse.wheel(0, 50);
    t.false(hashOf(page).includes('zoom'));
    await page.mouse.move(...(await placeIn(page, '/curve', 0.5)));
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -50);
    await addressHas(page, 'zoom=/curve:');
  },
  { hash: `#${scan}` },
);

inBrowser(
  'an address restores a zoom and a logarithmic axis',
  report,
  async (t, page) => {
    await bodyOf(page, '/curve').focus();
    await page.keyboard.press('End');
    t.regex(await readingOf(page, '/curve'), /^\[30\] /);
    t.is(await figure(page, '/curve').locator('button', { hasText: 'Log' }).getAttribute('aria-pressed'), 'true');
  },
  { hash: `#${scan}&zoom=/curve:20..30&log=/curve` },
);

inBrowser(
  'of an array that does not travel whole, the drawn numbers are read, with a spike among them',
  report,
  async (t, page) => {
    await page.mouse.move(...(await placeIn(page, '/signal', 7777 / 9999)));
    t.is(await readingOf(page, '/signal'), '[7777]  100');
  },
  { hash: `#${long}` },
);

inBrowser(
  'a heat map has no buttons of a curve',
  report,
  async (t, page) => {
    t.is(await figure(page, '/curve').locator('figcaption button').count(), 2);
    t.is(await figure(page, '/map').locator('button').count(), 0);
  },
  { hash: `#${scan}` },
);

inBrowser(
  'a finger reads a plot',
  report,
  async (t, page) => {
    await page.touchscreen.tap(...(await placeIn(page, '/curve', 0.5)));
    t.regex(await readingOf(page, '/curve'), /^\[(?:49|50)\] /);
  },
  { hash: `#${scan}`, touch: true, width: 360 },
);

inBrowser(
  'a finger that is drawn over a plot zooms it, and a button shows all',
  report,
  async (t, page) => {
    await dragFinger(page, await placeIn(page, '/curve', 20 / 99), await placeIn(page, '/curve', 40 / 99));
    await addressHas(page, 'zoom=/curve:20..40');
    t.is(await figure(page, '/curve').locator('.selection').count(), 0);
    await figure(page, '/curve').locator('button', { hasText: 'Show all' }).tap();
    await addressHasNoZoom(page);
  },
  { hash: `#${scan}`, touch: true },
);

inBrowser(
  'a finger that scrolls the page, or is taken away, does not zoom the plot below it',
  report,
  async (t, page) => {
    const [x, y] = await placeIn(page, '/curve', 0.5);
    const top = await page.evaluate('scrollY');
    await dragFinger(page, [x, y], [x + 4, y - 90]);
    await waitUntil(page, `scrollY > ${top}`);
    await dragFinger(page, await placeIn(page, '/curve', 0.2), await placeIn(page, '/curve', 0.6), 'touchCancel');
    t.is(await figure(page, '/curve').locator('.selection').count(), 0);
    t.false(hashOf(page).includes('zoom'));
  },
  { hash: `#${scan}`, touch: true, width: 360 },
);

inBrowser(
  'the buttons of a plot work by mouse, by Enter and by the space bar',
  report,
  async (t, page) => {
    const log = figure(page, '/curve').locator('button', { hasText: 'Log' });
    const isPressed = () => log.getAttribute('aria-pressed');
    await log.click();
    await addressHas(page, 'log=/curve');
    t.is(await isPressed(), 'true');
    for (const [key, expected] of [
      ['Enter', 'false'],
      ['Space', 'true'],
    ] as const) {
      await log.focus();
      await page.keyboard.press(key);
      t.is(await isPressed(), expected);
    }
    const showAll = figure(page, '/curve').locator('button', { hasText: 'Show all' });
    t.true(await showAll.isDisabled());
    await bodyOf(page, '/curve').focus();
    await page.keyboard.press('+');
    await addressHas(page, 'zoom=/curve');
    await showAll.focus();
    await page.keyboard.press('Enter');
    await addressHasNoZoom(page);
    t.is(await isPressed(), 'true');
  },
  { hash: `#${scan}` },
);

inBrowser(
  'what was read of a plot goes when the focus leaves it',
  report,
  async (t, page) => {
    await bodyOf(page, '/curve').focus();
    await page.keyboard.press('Home');
    t.regex(await readingOf(page, '/curve'), /^\[0\]/);
    await page.keyboard.press('Tab');
    t.is(await readingOf(page, '/curve'), '');
    t.is(await figure(page, '/curve').locator('.cursor').count(), 0);
  },
  { hash: `#${scan}` },
);

for (const { by, press } of [
  { by: 'mouse', press: (button: Locator) => button.click() },
  { by: 'Enter', press: (button: Locator) => button.press('Enter') },
])
  inBrowser(
    `the table of numbers is opened and filled by ${by}, a thousand at a time, up to the last one`,
    report,
    async (t, page) => {
      const numbers = figure(page, '/trace').locator('details');
      const cells = numbers.locator('td');
      const more = numbers.locator('button');
      t.is(await cells.count(), 0);
      await press(numbers.locator('summary'));
      for (const [count, text] of [
        [1000, '1,000 more'],
        [2000, '500 more'],
      ] as const) {
        await cells.nth(count - 1).waitFor();
        t.is(await cells.count(), count);
        t.is(await more.innerText(), text);
        await press(more);
      }
      await cells.nth(2499).waitFor();
      t.is(await cells.count(), 2500);
      t.is(await more.count(), 0);
      t.is(await cells.last().innerText(), String(2499 ** 2));
      t.is(await numbers.locator('tr').last().locator('th').innerText(), '2490');
      await press(numbers.locator('summary'));
      await press(numbers.locator('summary'));
      t.is(await cells.count(), 2500);
    },
    { hash: `#${long}` },
  );
