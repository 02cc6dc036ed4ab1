import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';

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

/** WCAG 2.2 AA by axe: one line a violation, empty when clean. */
export async function axe(page: Page): Promise<string[]> {
  // At the end of the page nothing lies under the bars that stick to the bottom edge.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')} ${one.nodes[0]?.any[0]?.message ?? ''}`);
}

/** Whether the page is wider than the window: what a phone would have to be pushed sideways for. */
export const overflows = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Where these tests build the portal to, so that they do not disturb a server that serves apps/portal/dist. */
export const DIST = path.join(ROOT, 'test-output/portal-dist');
