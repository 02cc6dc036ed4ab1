import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, hasBrowser, openBuiltApp, sideways, type BuiltApp, type Visit } from '@yiwang/tests/pages/built-app.ts';
import { startMockServer, type CockpitMock } from './mock-server.ts';

const SIZES = { wall: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };

describe.skipIf(!hasBrowser)('the cockpit in a browser', () => {
  let app: BuiltApp<CockpitMock>;

  beforeAll(async () => {
    app = await openBuiltApp({ app: 'cockpit', serve: startMockServer });
  }, 60_000);
  afterAll(() => app?.close());

  const open = async (size: keyof typeof SIZES, language: 'zh' | 'en', mode = 'full', path = '/'): Promise<Visit> => {
    const visit = await app.visit({ viewport: SIZES[size], language, mode });
    const { page } = visit;
    await page.goto(`${app.mock.origin}/cockpit${path}`);
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => !document.querySelector('.waiting'));
    await page.evaluate(() => document.fonts.ready);
    return visit;
  };
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
      await app.picture(page, `${size}-${language}`, { fullPage: size === 'phone' });
      expect(await page.locator('.tile').count()).toBe(12);
      expect(await page.getAttribute('html', 'lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      expect(await page.title()).toContain(language === 'zh' ? '明州市一网运行' : 'Mingzhou at work');
      expect(await page.getByText(language === 'zh' ? '演示数据' : 'Demo data').isVisible()).toBe(true);
      expect(await axe(page)).toEqual([]);
      expect(faults).toEqual([]);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      // The wall is one screen: what lies below it nobody sees. The offices stand in the room below the shorter side.
      if (size === 'wall') {
        expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(1080);
        const [side, bars] = await Promise.all([
          page.locator('.side[data-side="1"]').boundingBox(),
          page.locator('.bars-card').boundingBox(),
        ]);
        expect(bars?.x).toBe(side?.x);
        expect(bars?.height).toBeGreaterThan(200);
      }
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
      // A text that has both languages is shown in the page's.
      expect(await drawer.getByRole('cell', { name: '已办结' }).count()).toBe(16);
      await app.picture(page, `records-${size}`);
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
    await app.picture(page, 'quiet');
    expect(await page.getByText('今天还没有').count()).toBeGreaterThan(3);
    expect(await page.getByText('本月还没有可计算的记录').count()).toBe(2);
    // And what will bring the first figures.
    const steps = page.locator('.first-steps li');
    expect(await steps.count()).toBe(5);
    expect(await steps.first().innerText()).toContain('在工作台“数据来源”中开始归集');
    expect(await axe(page)).toEqual([]);
    await context.close();
  }, 90_000);

  test('figures that cannot be refreshed stay, with their time; without any, a number to quote', async () => {
    const { context, page } = await open('wall', 'zh');
    app.mock.breakBoards(true);
    // Coming back to the page asks again, once the figures are older than five seconds.
    await page.waitForTimeout(5_200);
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('没有更新成功').waitFor({ timeout: 40_000 });
    await app.picture(page, 'stale');
    expect(await page.locator('.tile').count()).toBe(12);
    app.mock.breakBoards(false);
    await context.close();
    const failing = await open('phone', 'zh', 'failing');
    await failing.page.getByText('01JD2Q4W7K8M').waitFor();
    await app.picture(failing.page, 'failing');
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
      await app.picture(page, `${mode}`);
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
