import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { Artifact, ArtifactRepository, MemoryStorage, NdArray, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { CHROMIUM } from '../support/chromium.js';
import { newFolder } from '../support/stored.js';
import type { Competition, Way } from './competition.js';

/** The parameters of an artifact; all but the method are numbers. */
interface Parameters {
  readonly window_size: number;
  readonly threshold: number;
  readonly method: string;
  readonly iterations: number;
  readonly tolerance: number;
}

@Persisted({ procedure: 'Browsed' })
class Browsed extends Artifact<Parameters> {
  @Persisted() score!: number;
  @Persisted() peaks!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** What a way of a page gives: how long it took, and what the page shows then. */
interface Shown {
  /** From the event to the picture. Units: milliseconds. */
  readonly time: number;
  readonly seen: Seen;
}

interface Seen {
  /** How many rows match. */
  readonly count: number;
  /** The window sizes of the first rows, as texts. */
  readonly first: readonly string[];
}

/** Rows whose cells are compared. */
const COMPARED = 20;

/** The greatest window size. */
const LARGEST = 100;

/** A brush on the lowest quarter of the axis: where the key ↑ begins. */
const BRUSHED = LARGEST / 4;

const METHODS = ['scott', 'silverman', 'fixed'] as const;

/** True if there is a Chromium. */
export const hasChromium = (): Promise<boolean> =>
  access(CHROMIUM).then(
    () => true,
    () => false,
  );

/**
 * Yields the competitions of the table of a report with a plain table of the same rows, all of which are in the document. A time is that of
 * the pause which a person sees: from the event to the next picture, with layout and paint.
 *
 * @param rows - how many artifacts the report has.
 */
export async function* browsing(rows: number): AsyncGenerator<Competition> {
  const artifacts = Array.from({ length: rows }, (_, index) => browsed(rows - 1 - index));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const open = async (file: string, hash: string, script: string): Promise<Page> => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${pathToFileURL(file)}${hash}`);
      await page.evaluate(script);
      return page;
    };
    const report = await open(await reportOf(artifacts), '#p=Browsed&lines=1', REPORT_SCRIPT);
    const plain = await open(await plainTableOf(artifacts), '', PLAIN_SCRIPT);
    const seenOf = (found: readonly Browsed[]): Seen => ({
      count: found.length,
      first: found.slice(0, COMPARED).map(({ inputParameters }) => String(inputParameters.window_size)),
    });
    const of = ({ inputParameters }: Browsed) => inputParameters;
    const works = [
      [
        'sorted',
        artifacts.toSorted((a, b) => of(a).threshold - of(b).threshold),
        'sort()',
        { 'rows appended in their order': 'sort(append)', 'a new body of HTML text': 'sort(rewrite)' },
        0.1,
      ],
      [
        'filtered by a word',
        artifacts.filter((artifact) => of(artifact).method === 'silverman'),
        'filter()',
        { 'other rows hidden': 'filter(hide)', 'other rows taken out': 'filter(take)' },
        0.5,
      ],
      [
        'brushed',
        artifacts.filter((artifact) => of(artifact).window_size <= BRUSHED),
        'brush()',
        { 'other rows hidden, without lines': 'brush(hide)', 'other rows taken out, without lines': 'brush(take)' },
        0.5,
      ],
    ] as const;
    for (const [work, found, own, ways, most] of works)
      yield {
        work: `table of ${rows} artifacts in Chromium, ${work}`,
        items: { unit: 'pause', count: 1 },
        expected: seenOf(found),
        plain: Object.entries(ways).map(([name, call]) => way(name, plain, call)),
        competitors: [{ ...way('this library', report, own), goal: { most } }],
      };
  } finally {
    await browser.close();
  }
}

const way = (name: string, page: Page, call: string): Way => ({
  name,
  run: () => page.evaluate(call),
  duration: (shown) => (shown as Shown).time,
  values: (shown) => (shown as Shown).seen,
});

/** Writes a report of some artifacts, and returns its path. */
async function reportOf(artifacts: readonly Browsed[]): Promise<string> {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Browsed] });
  for (const artifact of artifacts) await repository.save(artifact, { proof: false });
  const path = join(await newFolder(), 'report.html');
  await writeReport(repository, { path, max: 0 });
  return path;
}

/** Writes a page with one table, and returns its path. */
async function plainTableOf(artifacts: readonly Browsed[]): Promise<string> {
  const path = join(await newFolder(), 'plain.html');
  const rows = artifacts.map(({ timestamp, inputParameters: all, score, peaks }) =>
    [
      timestamp.toISOString(),
      all.window_size,
      all.threshold,
      all.method,
      all.iterations,
      all.tolerance,
      score,
      peaks,
      'float64[100]',
    ]
      .map((cell) => `<td>${cell}</td>`)
      .join(''),
  );
  const body = rows.map((row) => `<tr>${row}</tr>`).join('\n');
  await writeFile(
    path,
    `<!doctype html><meta charset="utf-8"><style>table { table-layout: fixed; width: 100% }</style><table><tbody>\n${body}\n</tbody></table>`,
  );
  return path;
}

/** Returns what both pages have: `timed` makes a table as it was, and times how long a change takes until it is painted. */
const timedBy = (reset: string, seen: string): string => `
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(undefined);
      }),
    );
  globalThis.timed = async (change) => {
    ${reset};
    await painted();
    await painted();
    const start = performance.now();
    change();
    await painted();
    const time = performance.now() - start;
    return { time, seen: ${seen} };
  };`;

const REPORT_SCRIPT = `{
  const field = document.querySelector('.shown .query');
  const type = (query) => {
    field.value = query;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const column = [...document.querySelectorAll('.shown thead th')].findIndex((head) => head.textContent === 'window_size');
  const click = (sort) => document.querySelector('.shown [data-sort="' + sort + '"]')?.click();
  const axis = [...document.querySelectorAll('.shown .axis')]
    .find((each) => each.getAttribute('aria-label') === 'Brush on window_size');
  const press = (key) => axis.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  ${timedBy(
    `type(''); click('time'); click('-time')`,
    `{
      count: Number(document.querySelector('.shown .status').textContent.split(' ')[0].replaceAll(',', '')),
      first: [...document.querySelectorAll('.shown tbody tr')]
        .slice(0, ${COMPARED}).map((row) => row.cells[column].textContent),
    }`,
  )}
  globalThis.sort = () => timed(() => click('threshold'));
  globalThis.filter = () => timed(() => type('silverman'));
  globalThis.brush = () => timed(() => press('ArrowUp'));
}`;

const PLAIN_SCRIPT = `{
  const body = document.querySelector('tbody');
  const all = [...body.rows].map((row) => ({
    row,
    html: row.outerHTML,
    text: row.textContent,
    size: Number(row.cells[1].textContent),
    threshold: Number(row.cells[2].textContent),
  }));
  const rowsOf = (some) => some.map(({ row }) => row);
  globalThis.append = (sorted) => body.append(...rowsOf(sorted));
  globalThis.rewrite = (sorted) => (body.innerHTML = sorted.map(({ html }) => html).join('\\n'));
  globalThis.hide = (isMatch) => { for (const each of all) each.row.hidden = !isMatch(each); };
  globalThis.take = (isMatch) => body.replaceChildren(...rowsOf(all.filter(isMatch)));
  ${timedBy(
    `for (const { row } of all) row.hidden = false; body.replaceChildren(...rowsOf(all))`,
    `(() => {
      const shown = [...body.rows].filter((row) => !row.hidden);
      return { count: shown.length, first: shown.slice(0, ${COMPARED}).map((row) => row.cells[1].textContent) };
    })()`,
  )}
  globalThis.sort = (way) => timed(() => way(all.toSorted((a, b) => a.threshold - b.threshold)));
  globalThis.filter = (way) => timed(() => way(({ text }) => text.includes('silverman')));
  globalThis.brush = (way) => timed(() => way(({ size }) => size <= ${BRUSHED}));
}`;

/** Makes an artifact. Each is a second newer than the one before. */
function browsed(index: number): Browsed {
  const noise = (step: number) => ((index + 1) * step * 2654435761) % 2 ** 32;
  return Browsed.create({
    procedureVersion: '1.0.0',
    inputParameters: {
      window_size: (index * 37) % (LARGEST + 1),
      threshold: noise(1) / 2 ** 32,
      method: METHODS[index % METHODS.length] as string,
      iterations: noise(3) % 1000,
      tolerance: 10 ** -(1 + (index % 5)),
    },
    timestamp: new Date(Date.UTC(2026, 0, 1) + 1000 * index),
    score: noise(5) / 2 ** 32,
    peaks: noise(7) % 12,
    curve: Float64Array.from({ length: 100 }, (_, at) => Math.sin(at / 10 + index)),
  });
}
