import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { axe as look } from '@yiwang/tests/pages/axe.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
export const SHOTS = path.join(ROOT, 'test-output/portal');
mkdirSync(SHOTS, { recursive: true });

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

/** Keeps what the browser complains about: scripts' errors, refusals by the content security policy. */
export function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    // Failing answers are asked for by some of these tests; the browser notes each.
    if (/Failed to load resource/.test(message.text())) return;
    complaints.push(message.text());
  });
  return complaints;
}

/** What axe has against the page, with `enhanced` also 7:1 contrast. */
export async function axe(page: Page, options: { enhanced?: boolean } = {}): Promise<string[]> {
  // At the end of the page nothing lies under the bars that stick to the bottom edge.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  return look(page, options);
}

/** Counts, from now on, the script this page fetches: the answer gives the bytes after gzip. */
export function scriptOf(page: Page): () => Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') bodies.push(response.body());
  });
  return async () => (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
}

/** Whether the page is wider than the window: what a phone would have to be pushed sideways for. */
export const overflows = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
