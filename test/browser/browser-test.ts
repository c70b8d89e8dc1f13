import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { type Browser, chromium, type Page } from 'playwright-core';
import { SERVER_PATHS } from '../../src/report/data/server-address.js';
import { CHROMIUM } from '../support/chromium.js';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { until } from '../support/until.js';

/** How a browser shows a page. */
export interface BrowserOptions {
  /** @defaultValue true */
  readonly javaScript?: boolean;
  /** @defaultValue false */
  readonly dark?: boolean;
  /**
   * Units: pixels.
   * @defaultValue 1280
   */
  readonly width?: number;
  /** Whether the screen is touched. */
  readonly touch?: boolean;
  /** Whether the Content-Security-Policy is ignored, so that escaping alone must hold. */
  readonly bypassCsp?: boolean;
  /** Whether a script may fail. */
  readonly mayFail?: boolean;
  /** What the address has after the file: `#p=Scan`. */
  readonly hash?: string;
}

/** A page in a browser. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors of scripts, violations of the policy, dialogs, and addresses beyond the page that were asked for. */
  readonly faults: readonly string[];
}

/** The paths that pages of the server ask for. */
const OWN_PATHS: readonly string[] = ['/', ...Object.values(SERVER_PATHS).map((name) => `/${name}`)];

/** Units: milliseconds. */
const LONGEST_WAIT = 180_000;

let browser: Promise<Browser> | undefined;

/**
 * Opens a page in Chromium. The tests of one file share a browser, and each page has a profile of its own.
 *
 * @param source - the text of an HTML file, or an address.
 */
export async function openPage(source: string | URL, options: BrowserOptions = {}): Promise<OpenedPage> {
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const { javaScript = true, dark = false, width = 1280, touch = false, bypassCsp = false, hash = '' } = options;
  const context = await (await browser).newContext({
    javaScriptEnabled: javaScript,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: 800 },
    hasTouch: touch,
    bypassCSP: bypassCsp,
  });
  // Tests wait as long as a busy machine needs.
  context.setDefaultTimeout(LONGEST_WAIT);
  // A browser also says so on the console, but not of everything that the policy stops.
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    console.error('violated', violatedDirective, blockedURI, sample))`);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // A browser says so of each page that is not there, and of an icon, which the policy keeps it from asking for.
    const isOfAbsentPage = source instanceof URL && message.text().includes('status of 404');
    if (message.type() === 'error' && !isOfAbsentPage) faults.push(message.text());
  });
  const address = source instanceof URL ? source : pathToFileURL(await fileOf(source));
  page.on('dialog', (dialog) => {
    faults.push(`said ${dialog.message()}`);
    dialog.dismiss();
  });
  const own = address.protocol === 'file:' ? [address.pathname] : OWN_PATHS;
  page.on('request', (request) => {
    const { protocol, host, pathname } = new URL(request.url());
    const isOwn = protocol === address.protocol && host === address.host && own.includes(pathname);
    if (!isOwn && protocol !== 'data:') faults.push(`asked for ${request.url()}`);
  });
  await page.goto(`${address}${hash}`);
  return { page, faults };
}

async function fileOf(html: string): Promise<string> {
  const path = join(await newFolder(), 'report.html');
  await writeFile(path, html);
  return path;
}

/** Declares a test of a page in a browser. It fails if the page has faults. */
export type BrowserTest = (
  title: string,
  source: string | URL,
  implementation: (t: ExecutionContext, page: Page, faults: readonly string[]) => Promise<void>,
  options?: BrowserOptions,
) => void;

/**
 * Returns what declares tests in a browser, or skips them where there is none. From then on, AVA wants all tests of the file declared at
 * once, so call it last.
 */
export async function browserTests(): Promise<BrowserTest> {
  const declare = await needs('chromium');
  test.after.always(async () => (await browser)?.close());
  return (title, source, implementation, options) =>
    declare(title, async (t) => {
      const { page, faults } = await openPage(source, options);
      try {
        await implementation(t, page, faults);
        if (!options?.mayFail) t.deepEqual(faults, []);
      } finally {
        await page.context().close();
      }
    });
}

/**
 * Waits until an expression is true in a page. Playwright's `waitForFunction` lets the page itself evaluate the text from its second look
 * on, which the Content-Security-Policy of the page refuses.
 */
export const waitUntil = (page: Page, expression: string): Promise<void> =>
  until(() => page.evaluate(`Boolean(${expression})`));

/** Draws a finger over the screen, as a touch screen reports it. Needs a page with `touch`. */
export async function dragFinger(
  page: Page,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  end: 'touchEnd' | 'touchCancel' = 'touchEnd',
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const send = (
    type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel',
    touchPoints: { x: number; y: number }[],
  ) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const STEPS = 8;
  const at = (step: number) => ({
    x: from[0] + ((to[0] - from[0]) * step) / STEPS,
    y: from[1] + ((to[1] - from[1]) * step) / STEPS,
  });
  await send('touchStart', [at(0)]);
  for (let step = 1; step <= STEPS; step++) await send('touchMove', [at(step)]);
  await send(end, []);
  await session.detach();
}
