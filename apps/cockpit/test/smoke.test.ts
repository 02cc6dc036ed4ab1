import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMockServer, type MockServer } from './mock-server.ts';

// Set by the tests' runner where Chromium is elsewhere.
const CHROMIUM = process.env['YIWANG_CHROMIUM'] ?? '/usr/bin/chromium';
const SHOTS = join(import.meta.dirname, '../../../test-output/cockpit');
const SIZES = { wall: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };

describe.skipIf(!existsSync(CHROMIUM))('the cockpit in a browser', () => {
  let browser: Browser;
  let mock: MockServer;
  let dist: string;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    dist = mkdtempSync(join(tmpdir(), 'yiwang-cockpit-'));
    await build({
      root: join(import.meta.dirname, '..'),
      logLevel: 'error',
      build: { outDir: dist, emptyOutDir: true },
    });
    mock = await startMockServer(dist);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    mock?.server.closeAllConnections();
    mock?.server.close();
    rmSync(dist, { recursive: true, force: true });
  });

  const open = async (
    size: keyof typeof SIZES,
    language: 'zh' | 'en',
    mode = 'full',
    path = '/',
  ): Promise<{ context: BrowserContext; page: Page; faults: string[] }> => {
    const context = await browser.newContext({ viewport: SIZES[size], reducedMotion: 'reduce', locale: 'zh-CN' });
    await context.addInitScript((chosen) => localStorage.setItem('yiwang.language', chosen), language);
    await context.addCookies([{ name: 'mock', value: mode, url: mock.origin }]);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    await page.goto(`${mock.origin}/cockpit${path}`);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => !document.querySelector('.waiting'));
    await page.evaluate(() => document.fonts.ready);
    return { context, page, faults };
  };
  const axe = async (page: Page) => {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target, failureSummary }) => `${String(target)} ${failureSummary ?? ''}`)
          .slice(0, 3)
          .join(' | ')}`,
    );
  };
  const sideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  test.each([
    ['wall', 'zh'],
    ['wall', 'en'],
    ['phone', 'zh'],
    ['phone', 'en'],
  ] as const)(
    'the board on the %s (%s): all figures, the map, no fault',
    async (size, language) => {
      const { context, page, faults } = await open(size, language);
      await page.locator('.map svg').waitFor();
      await page.screenshot({ path: join(SHOTS, `${size}-${language}.png`), fullPage: size === 'phone' });
      expect(await page.locator('.tile').count()).toBe(12);
      expect(await page.getAttribute('html', 'lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      expect(await page.title()).toContain(language === 'zh' ? '明州市一网运行' : 'Mingzhou at work');
      expect(await page.getByText(language === 'zh' ? '演示数据' : 'Demo data').isVisible()).toBe(true);
      expect(await axe(page)).toEqual([]);
      expect(faults).toEqual([]);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      // The wall is one screen: what lies below it nobody sees.
      if (size === 'wall')
        expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(1080);
      await context.close();
    },
    90_000,
  );

  test.each(['wall', 'phone'] as const)(
    'a figure opens to its records, page by page, and Esc goes back (%s)',
    async (size) => {
      const { context, page, faults } = await open(size, 'zh');
      await page.getByRole('button', { name: /^今日办件 ?349 ?件/ }).click();
      const drawer = page.getByRole('dialog');
      await drawer.getByText('MZ2026112000318').waitFor();
      await page.screenshot({ path: join(SHOTS, `records-${size}.png`) });
      expect(await axe(page)).toEqual([]);
      await drawer.getByRole('button', { name: '再看一些' }).click();
      await drawer.getByText('已显示 40 条').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => drawer.count()).toBe(0);
      expect(faults).toEqual([]);
      await context.close();
    },
    90_000,
  );

  test('on the first morning zeros are told in words, and the map says why it is plain', async () => {
    const { context, page } = await open('wall', 'zh', 'quiet');
    await page.locator('.map svg').waitFor();
    await page.screenshot({ path: join(SHOTS, 'quiet.png') });
    expect(await page.getByText('今天还没有').count()).toBeGreaterThan(3);
    expect(await page.getByText('本月还没有可计算的记录').count()).toBe(2);
    expect(await axe(page)).toEqual([]);
    await context.close();
  }, 90_000);

  test('figures that cannot be refreshed stay, with their time; without any, a number to quote', async () => {
    const { context, page } = await open('wall', 'zh');
    mock.breakBoards(true);
    // Coming back to the page asks again, once the figures are older than five seconds.
    await page.waitForTimeout(5_200);
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('没有更新成功').waitFor({ timeout: 40_000 });
    await page.screenshot({ path: join(SHOTS, 'stale.png') });
    expect(await page.locator('.tile').count()).toBe(12);
    mock.breakBoards(false);
    await context.close();
    const failing = await open('phone', 'zh', 'failing');
    await failing.page.getByText('01JD2Q4W7K8M').waitFor();
    await failing.page.screenshot({ path: join(SHOTS, 'failing.png') });
    expect(await axe(failing.page)).toEqual([]);
    await failing.context.close();
  }, 90_000);

  test.each([
    ['empty', '还没有看板'],
    ['signed-out', '请登录驾驶舱'],
    ['no-right', '您的账号不能查看驾驶舱'],
  ])(
    '%s: people are told what to do',
    async (mode, words) => {
      const { context, page } = await open('phone', 'zh', mode);
      await page.getByRole('heading', { name: words }).waitFor();
      await page.screenshot({ path: join(SHOTS, `${mode}.png`) });
      expect(await axe(page)).toEqual([]);
      if (mode === 'signed-out')
        expect(await page.getByRole('link', { name: '登录' }).getAttribute('href')).toBe(
          '/auth/login?app=cockpit&return=%2Fcockpit%2F',
        );
      await context.close();
    },
    60_000,
  );
});
