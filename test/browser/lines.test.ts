// Parallel lines: a brush on an axis is a condition in the filter, by mouse, by keys and by touch.

import type { Page } from 'playwright-core';
import { browserTests, dragFinger } from './browser-test.js';
import { sampleReport } from './sample-report.js';

const report = await sampleReport();
const inBrowser = await browserTests();
const table = { hash: '#p=Scan&lines=1' };

const axis = (page: Page, name: string) => page.locator(`section.shown [aria-label="Brush on ${name}"]`);
const query = (page: Page) => page.locator('section.shown input[type=search]').inputValue();
const rows = (page: Page) => page.locator('section.shown tbody tr');

/** Returns the place of a part of an axis, from 0 at its foot to 1. */
async function placeOn(page: Page, name: string, part: number): Promise<[number, number]> {
  const grip = axis(page, name).locator('.grip');
  await grip.scrollIntoViewIfNeeded();
  const box = await grip.boundingBox();
  if (box === null) throw new Error('the axis is not shown');
  return [box.x + box.width / 2, box.y + 8 + (box.height - 16) * (1 - part)];
}

/** Returns the thresholds of the rows that are shown. */
async function thresholds(page: Page): Promise<number[]> {
  const heads = await page.locator('section.shown thead th').allInnerTexts();
  const place = heads.findIndex((head) => head.includes('threshold'));
  const cells = await page.locator(`section.shown tbody tr > :nth-child(${place + 1})`).allTextContents();
  return cells.map(Number);
}

inBrowser(
  'a drag along an axis filters by a range of it, and a click takes the range away',
  report,
  async (t, page) => {
    const all = await rows(page).count();
    await page.mouse.move(...(await placeOn(page, 'threshold', 0.25)));
    await page.mouse.down();
    await page.mouse.move(...(await placeOn(page, 'threshold', 0.75)), { steps: 5 });
    await page.mouse.up();
    t.regex(await query(page), /^threshold=0\.7\d*\.\.2\.1\d*$/);
    const shown = await thresholds(page);
    t.true(shown.length > 5 && shown.length < all);
    t.true(
      shown.every((each) => each >= 0.7 && each <= 2.2),
      `${shown}`,
    );
    await page.waitForURL(({ hash }) => hash.includes('q=threshold'));
    await page.mouse.move(...(await placeOn(page, 'threshold', 0.9)));
    t.is((await thresholds(page)).length, shown.length);
    await page.mouse.down();
    await page.mouse.up();
    t.is(await query(page), '');
    t.is(await rows(page).count(), all);
  },
  table,
);

inBrowser(
  'arrows set, move and extend a brush, Escape takes it away, and Enter leads to the filter',
  report,
  async (t, page) => {
    const slider = axis(page, 'threshold');
    const text = () => slider.getAttribute('aria-valuetext');
    await slider.focus();
    t.is(await text(), 'all');
    for (const [key, expected] of [
      ['ArrowUp', [0, 25]],
      ['ArrowUp', [5, 30]],
      ['Shift+ArrowUp', [5, 35]],
      ['ArrowDown', [0, 30]],
      ['ArrowRight', [5, 35]],
      ['ArrowLeft', [0, 30]],
    ] as const) {
      await page.keyboard.press(key);
      // The condition has few digits.
      for (const [at, end] of ((await text()) ?? '').split(' to ').entries())
        t.true(Math.abs(Number.parseInt(end, 10) - (expected[at] as number)) <= 1, `${key} to ${end}`);
      t.is(await page.locator(':focus').getAttribute('aria-label'), 'Brush on threshold');
    }
    t.regex(await query(page), /^threshold<=0\.8\d*$/);
    t.true((await thresholds(page)).every((each) => each <= 0.9));
    await page.keyboard.press('Escape');
    t.is(await text(), 'all');
    t.is(await query(page), '');
    await page.keyboard.press('Enter');
    t.is(await page.locator(':focus').getAttribute('type'), 'search');
  },
  table,
);

inBrowser(
  'a finger filters by a range of an axis, and the page does not scroll below it',
  report,
  async (t, page) => {
    const top = await page.evaluate('scrollY');
    await dragFinger(page, await placeOn(page, 'threshold', 0.25), await placeOn(page, 'threshold', 0.75));
    await page.waitForURL(({ hash }) => /q=threshold%3D0\.7\d*\.\.2\.1\d*&/.test(hash));
    t.is(await page.evaluate('scrollY'), top);
    await page.touchscreen.tap(...(await placeOn(page, 'threshold', 0.5)));
    await page.waitForURL(({ hash }) => !hash.includes('q='));
    t.is(await query(page), '');
    await dragFinger(
      page,
      await placeOn(page, 'threshold', 0.25),
      await placeOn(page, 'threshold', 0.75),
      'touchCancel',
    );
    await page.waitForURL(({ hash }) => hash.includes('q='));
    const cancelled = await query(page);
    await page.mouse.move(...(await placeOn(page, 'threshold', 0.2)));
    t.is(await query(page), cancelled);
  },
  { ...table, touch: true },
);
