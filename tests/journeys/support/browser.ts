import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { expect, onTestFailed } from 'vitest';
import { axe, PICTURES } from '../../pages/axe.ts';
import { OUTPUT } from './product.ts';

/** The two windows in which every page must be right. */
export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  desk: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, hasTouch: false },
} as const;
export type SizeName = keyof typeof SIZES;
export type Language = 'zh' | 'en';

/** Bars that stick to the window's edge would lie across the middle of a picture of the whole page. */
const UNSTUCK = '.bottom-nav, .bar { position: static !important; }';
/** What the apps draw while they wait for the server. */
const WAITING = '.loading, .waiting, .ant-spin-spinning, .ant-skeleton';

/** Someone in front of a browser: a context of their own, and what the browser complained about meanwhile. */
export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts and refusals by the content security policy. */
  complaints: string[];
  /** Requests that were refused or got no answer, as `409 POST /api/…`; those a page gave up itself are none. */
  failures: string[];
  /** Looks at the page as it stands: no axe violation, no sideways scrolling; and keeps a picture when they are asked for (`YIWANG_PICTURES=1`). */
  look(name: string): Promise<void>;
  /** Only the picture, when they are asked for: of a kind of page that was looked at before. */
  picture(name: string): Promise<void>;
};

type Options = { size: SizeName; language?: Language; album: string };

/** Opens a browser for one person. Pictures go to `test-output/journeys/<album>/NN-<name>.png`. */
export async function visit(
  browser: Browser,
  base: string,
  { size, language = 'zh', album }: Options,
): Promise<Visitor> {
  const context = await browser.newContext({
    ...SIZES[size],
    baseURL: base,
    acceptDownloads: true,
    locale: language === 'zh' ? 'zh-CN' : 'en',
  });
  context.setDefaultTimeout(20_000);
  // The choice that the language switch remembers on this device.
  if (language !== 'zh')
    await context.addInitScript((chosen) => {
      // Pictures drawn as documents of their own have no memory.
      if (window.top === window && location.protocol === 'http:') localStorage.setItem('yiwang.language', chosen);
    }, language);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // Refused answers are asked for by some journeys; the browser notes each.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  const failures: string[] = [];
  context.on('response', (answer) => {
    if (answer.status() >= 400) failures.push(`${answer.status()} ${named(answer.request())}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') failures.push(`${why} ${named(request)}`);
  });
  const page = await context.newPage();
  return {
    page,
    context,
    complaints,
    failures,
    look: (name) => look(page, album, name),
    picture: (name) => picture(page, album, name),
  };
}

const named = (request: Request): string => `${request.method()} ${new URL(request.url()).pathname}`;

const counters = new Map<string, number>();

/** The next picture of an album, numbered in the order in which they are taken. */
export function picturePath(album: string, name: string): string {
  const number = (counters.get(album) ?? 0) + 1;
  counters.set(album, number);
  const folder = join(OUTPUT, album);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${String(number).padStart(2, '0')}-${name}.png`);
}

async function picture(page: Page, album: string, name: string): Promise<void> {
  if (!PICTURES) return;
  await settled(page);
  await page.screenshot({
    path: picturePath(album, name),
    fullPage: true,
    animations: 'disabled',
    scale: 'css',
    style: UNSTUCK,
  });
}

async function look(page: Page, album: string, name: string): Promise<void> {
  await settled(page);
  await picture(page, album, name);
  // At the end of the page nothing lies under the bars that stick to the bottom edge.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const faults = await axe(page, { bestPractice: false });
  expect.soft(faults, `axe on ${album}/${name}`).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(sideways, `${album}/${name} must not scroll sideways`).toBeLessThanOrEqual(0);
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Waits until nothing on the page waits any more and its letters are there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(
    (waiting) => document.querySelector(waiting) === null && document.querySelector('h1') !== null,
    WAITING,
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** When the running test fails, keeps a picture of what each visitor saw last. */
export function keepOnFailure(album: string, ...visitors: (Visitor | undefined)[]): void {
  onTestFailed(async () => {
    for (const visitor of visitors) {
      if (!visitor || visitor.page.isClosed()) continue;
      await visitor.page.screenshot({ path: picturePath(album, 'FAILED'), fullPage: true }).catch(() => undefined);
      if (visitor.complaints.length > 0)
        console.log(`${visitor.page.url()} complained: ${visitor.complaints.join('\n')}`);
    }
  });
}
