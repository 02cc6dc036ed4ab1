import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtAsServed } from '@tools/build-apps';
import type { BrowserContext, Page } from 'playwright-core';
import { PICTURES } from './axe.ts';
import { openBrowser } from './browser.ts';

export { builtAsServed };
export { axe } from './axe.ts';
export { hasBrowser } from './browser.ts';
import type { MockServer } from './mock-server.ts';

/** A person's own browser window, and what the browser complained about meanwhile: errors of scripts, refusals by the CSP. */
export type Visit = { context: BrowserContext; page: Page; faults: string[] };

/** One app alone: built as people are served it, with invented answers, in a real browser. */
export type BuiltApp<Mock extends MockServer> = {
  mock: Mock;
  /** Keeps the page as `test-output/<app>/<name>.png`, when pictures are asked for (`YIWANG_PICTURES=1`). */
  picture(page: Page, name: string, options?: { fullPage?: boolean }): Promise<void>;
  visit(options: {
    viewport: { width: number; height: number };
    language: 'zh' | 'en';
    /** What the invented answers are to be like, by the cookie `mock`. */
    mode: string;
  }): Promise<Visit>;
  /** To a page of the app, until nothing on it waits any more. The first is loaded; to the next ones people go inside the app, which is what the router hears of. */
  go(page: Page, path: string): Promise<void>;
  close(): Promise<void>;
};

/** `serve` answers for the built app in the folder it is given. */
export async function openBuiltApp<Mock extends MockServer>(options: {
  app: string;
  serve: (dist: string) => Promise<Mock>;
}): Promise<BuiltApp<Mock>> {
  const shots = join(import.meta.dirname, '../../test-output', options.app);
  mkdirSync(shots, { recursive: true });
  const mock = await options.serve(await builtAsServed(options.app));
  const browser = await openBrowser();
  return {
    mock,
    async picture(page, name, options = {}) {
      if (PICTURES) await page.screenshot({ path: join(shots, `${name}.png`), ...options });
    },
    async visit({ viewport, language, mode }) {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'zh-CN' });
      await context.addInitScript((chosen) => localStorage.setItem('yiwang.language', chosen), language);
      await context.addCookies([{ name: 'mock', value: mode, url: mock.origin }]);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        // A failing server is told by the browser as well; that one is wanted.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          faults.push(message.text());
      });
      return { context, page, faults };
    },
    async go(page, path) {
      if (page.url() === 'about:blank') await page.goto(`${mock.origin}/${options.app}${path}`);
      else {
        await page.evaluate((to) => history.pushState({}, '', to), `/${options.app}${path}`);
        await page.waitForTimeout(150);
      }
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForFunction(() => !document.querySelector('.waiting, .ant-spin-spinning'));
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(100);
    },
    async close() {
      await browser.close();
      mock.close();
    },
  };
}

/** By how many pixels the page is wider than the window: what it would have to be pushed sideways for. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
