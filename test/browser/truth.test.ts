// What a browser paints of a curve: the pixels of a screenshot, and not what our code says of them.

import type { Locator, Page } from 'playwright-core';
import { browserTests } from './browser-test.js';
import { LONG, variedStore } from './varied-store.js';

const { report, ids } = await variedStore();
const inBrowser = await browserTests();

/**
 * Returns, for each column of pixels, the rows that have the colour of a curve.
 *
 * @param place - what is looked at.
 */
async function paintedRows(page: Page, place: Locator): Promise<number[][]> {
  const png = (await place.screenshot()).toString('base64');
  return page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
    return Array.from({ length: width }, (_, x) =>
      Array.from({ length: height }, (_, y) => y).filter((y) => data[4 * (y * width + x) + 2] - data[4 * (y * width + x)] > 60));
  })()`);
}

inBrowser(
  'one spike in a million numbers is painted where it is, and a gap of NaNs is a gap',
  report,
  async (t, page) => {
    const columns = await paintedRows(page, page.locator('section.shown figure[data-pointer="/signal"] .body').first());
    const columnOf = (index: number) => Math.round((index / (LONG.length - 1)) * (columns.length - 1));
    const highest = (column: number) => Math.min(...(columns[column] as number[]));
    const top = Math.min(...columns.map((_, column) => highest(column)));
    const spikes = columns.flatMap((_, column) => (highest(column) <= top + 10 ? [column] : []));
    t.true(spikes.length >= 1 && spikes.length <= 4, `the columns ${spikes}`);
    for (const column of spikes) t.true(Math.abs(column - columnOf(LONG.spike.index)) <= 2, `column ${column}`);
    const [start, end] = LONG.gap.map(columnOf) as [number, number];
    t.deepEqual(columns.slice(start + 3, end - 2).flat(), []);
    for (const beside of [start - 4, end + 4]) t.true((columns[beside] as number[]).length > 0, `column ${beside}`);
  },
  { hash: `#a=${ids.long}` },
);

inBrowser(
  'infinities are marked at the edge, and a log axis has a tick at each power of ten',
  report,
  async (t, page) => {
    const figure = (pointer: string) => page.locator(`section.shown figure[data-pointer="${pointer}"]`);
    const marks = await figure('/infinite').locator('svg text').allTextContents();
    t.deepEqual(
      marks.filter((text) => text.includes('∞')),
      ['∞↑', '∞↓'],
    );
    const ticks = await figure('/decades').locator('svg text').allTextContents();
    t.deepEqual(ticks.slice(0, 5), ['1', '10', '100', '1000', '10000']);
  },
  { hash: `#a=${ids.gauge}&log=/decades` },
);
