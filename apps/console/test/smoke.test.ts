import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from './mock-cases.ts';
import { startMockServer } from './mock-server.ts';

// Set by the tests' runner where Chromium is elsewhere.
const CHROMIUM = process.env['YIWANG_CHROMIUM'] ?? '/usr/bin/chromium';
const SHOTS = join(import.meta.dirname, '../../../test-output/console');
const FIRST = cases[0]?.id ?? '';
const NINTH = cases.find(({ id }) => id.endsWith('9'))?.id ?? '';

const PAGES: [name: string, path: string][] = [
  ['work', '/work'],
  ['case', `/work/${FIRST}`],
  ['verifications', '/verifications'],
  ['verification', '/verifications?open=00000000-0000-7000-8000-000000000700'],
  ['verification-heard', '/verifications?state=confirmed&open=00000000-0000-7000-8000-000000000702'],
  ['sources', '/sources'],
  ['source', '/sources?open=household'],
  ['source-failed', '/sources?open=care'],
  ['load', '/loads/00000000-0000-7000-8000-000000009001'],
  ['catalogue', '/catalogue'],
  ['resource', '/catalogue?open=household-register'],
  ['registries', '/registries'],
  ['interfaces', '/interfaces'],
  ['interface-calls', '/interfaces?open=population-verify&tab=calls'],
  ['applications', '/applications'],
  ['application', '/applications?open=bus-card'],
  ['accounts', '/accounts'],
  ['account', '/accounts?open=00000000-0000-7000-8000-000000000500'],
];

describe.skipIf(!existsSync(CHROMIUM))('the console in a browser', () => {
  let browser: Browser;
  let mock: Awaited<ReturnType<typeof startMockServer>>;
  let dist: string;

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    dist = mkdtempSync(join(tmpdir(), 'yiwang-console-'));
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
    language: 'zh' | 'en',
    mode = 'full',
  ): Promise<{ context: BrowserContext; page: Page; faults: string[] }> => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      locale: 'zh-CN',
    });
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
  };
  /** The first page is loaded; to the next ones people go inside the app, which is what the router hears of. */
  const go = async (page: Page, path: string) => {
    if (page.url() === 'about:blank') await page.goto(`${mock.origin}/console${path}`);
    else {
      await page.evaluate((to) => history.pushState({}, '', to), `/console${path}`);
      await page.waitForTimeout(150);
    }
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => !document.querySelector('.waiting, .ant-spin-spinning'));
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(100);
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

  test.each(['zh', 'en'] as const)(
    'every page opens, is accessible and breaks no rule of the CSP (%s)',
    async (language) => {
      const { context, page, faults } = await open(language);
      const found: string[] = [];
      for (const [name, path] of PAGES) {
        await go(page, path);
        await page.screenshot({ path: join(SHOTS, `${name}-${language}.png`) });
        // Contrast, labels and roles are the same in both languages.
        if (language === 'zh') found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
          found.push(`${name}: wider than the window`);
        if ((await page.getAttribute('html', 'lang')) !== (language === 'zh' ? 'zh-CN' : 'en'))
          found.push(`${name}: wrong lang`);
        if (!(await page.title()).includes('Mingzhou') && !(await page.title()).includes('明州'))
          found.push(`${name}: title ${await page.title()}`);
      }
      await context.close();
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
    },
    180_000,
  );

  test.each(['empty', 'failing'] as const)(
    'every page says what to do when the server is %s',
    async (mode) => {
      const { context, page, faults } = await open('zh', mode);
      const found: string[] = [];
      for (const [name, path] of PAGES.filter(
        ([, target]) => mode === 'failing' || (!target.includes('?') && !/\/.+\//.test(target)),
      )) {
        await go(page, path);
        await page.screenshot({ path: join(SHOTS, `${name}-${mode}.png`) });
        // Their notices are alike: one page of each kind tells.
        if (['work', 'case', 'source'].includes(name))
          found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        const words = await page
          .locator(mode === 'empty' ? '.yw-empty' : '.yw-error')
          .first()
          .innerText({ timeout: 5_000 });
        if (mode === 'failing' && !words.includes('01JD2Q4W7K8M')) found.push(`${name}: no number to quote`);
      }
      await context.close();
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
    },
    180_000,
  );

  test('without a sign-in or rights people are told what to do', async () => {
    for (const [mode, words] of [
      ['signed-out', '请登录工作台'],
      ['no-rights', '您的账号还没有可用的功能'],
    ] as const) {
      const { context, page } = await open('zh', mode);
      await go(page, '/work');
      expect(await page.locator('h1').innerText()).toBe(words);
      expect(await axe(page)).toEqual([]);
      await page.screenshot({ path: join(SHOTS, `${mode}.png`) });
      if (mode === 'signed-out')
        expect(await page.getByRole('link', { name: '登录' }).getAttribute('href')).toBe(
          '/auth/login?app=console&return=%2Fconsole%2Fwork',
        );
      await context.close();
    }
  }, 90_000);

  test('a clerk finds a case, moves on with J, and approves with the keyboard', async () => {
    const { context, page } = await open('zh');
    await go(page, '/work');
    await page.keyboard.press('/');
    await page.keyboard.type('112000320');
    await page.waitForURL(/q=112000320/);
    await page.getByRole('link', { name: /112000320/ }).waitFor();
    await go(page, `/work/${FIRST}`);
    await page.keyboard.press('j');
    await page.waitForURL(new RegExp(`/work/${cases[1]?.id}`));
    await page.getByText('第 2 / 312 件').waitFor();
    await page.getByRole('radio', { name: '准予', exact: true }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('请写明意见。').waitFor();
    await page.getByLabel('意见', { exact: true }).fill('居住情况已核实，准予。');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByText('提交后，申请人会立即看到结果').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(SHOTS, 'case-confirm.png') });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '准予' }).click();
    await page.getByRole('heading', { name: '已准予' }).waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(SHOTS, 'case-approved.png') });
    expect(mock.sent.at(-1)).toEqual({
      path: `/api/work/cases/${cases[1]?.id}/approve`,
      body: { opinion: '居住情况已核实，准予。', revision: 3 },
    });
    await context.close();
  }, 90_000);

  test('when someone else was faster, the decision is not sent twice and nothing written is lost', async () => {
    const { context, page } = await open('zh');
    await go(page, `/work/${NINTH}`);
    await page.getByRole('radio', { name: '一次性告知补正' }).check();
    await page.getByLabel('需要怎样补正').fill('请补交近期照片。');
    await page.getByRole('button', { name: '提交决定' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发出告知' }).click();
    await page.getByText('您的决定没有提交').waitFor();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: join(SHOTS, 'case-conflict.png'), fullPage: true });
    expect(await page.getByLabel('需要怎样补正').inputValue()).toBe('请补交近期照片。');
    await context.close();
  }, 90_000);

  test('a fact is confirmed only with a reason, after reading what follows for the holder', async () => {
    const { context, page } = await open('zh');
    await go(page, '/verifications?open=00000000-0000-7000-8000-000000000700');
    await page.getByRole('radio', { name: '属实，暂停证照' }).check();
    await page.getByRole('button', { name: '提交结论' }).click();
    await page.getByText('请写明理由。').waitFor();
    await page.getByLabel('理由', { exact: true }).fill('已与派出所核对，确已迁往外市。');
    await page.keyboard.press('Control+Enter');
    await page.getByText('持证人会收到说明理由的通知，可以陈述申辩').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(SHOTS, 'verification-confirm.png') });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '属实，暂停证照' }).click();
    await page.getByRole('heading', { name: '已暂停证照' }).waitFor();
    expect(mock.sent.at(-1)).toEqual({
      path: '/api/work/verifications/00000000-0000-7000-8000-000000000700/confirm',
      body: { reason: '已与派出所核对，确已迁往外市。' },
    });
    await context.close();
  }, 90_000);

  test('a new key’s secret is shown once, and the table exports what it shows', async () => {
    const { context, page } = await open('zh');
    await go(page, '/applications?open=windows');
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByText('sk_c2VjcmV0').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(SHOTS, 'application-secret.png') });
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: '已保存好，关闭' }).click();
    await expect.poll(() => page.getByText('sk_c2VjcmV0').count()).toBe(0);
    await go(page, '/interfaces');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('数据接口.csv');
    await context.close();
  }, 90_000);
});
