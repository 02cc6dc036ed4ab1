import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, hasBrowser, openBuiltApp, sideways, type BuiltApp } from '@yiwang/tests/pages/built-app.ts';
import { startMockServer } from './mock-server.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const LINEAGE = '/lineage?node=item%3Ahousehold-register.citizen_id';
const PAGES: [name: string, path: string][] = [
  ['railway', '/railway'],
  ['railway-list', '/railway?view=list'],
  ['railway-held', '/railway?state=held'],
  ['line', '/lines/l0'],
  ['line-held', '/lines/l3'],
  ['line-snapshot', '/lines/l7'],
  ['line-quarantine', '/lines/l2?tab=quarantine'],
  ['line-columns', '/lines/l3?tab=held'],
  ['line-proof', '/lines/l3?tab=proof'],
  ['line-mapping', '/lines/l0?tab=mapping'],
  ['line-stream', '/lines/l0?tab=stream'],
  ['flows', '/flows'],
  ['flow', '/flows?open=public-security-bureau.data-bureau'],
  ['connections', '/connections'],
  ['connection', '/connections/c0-0'],
  ['connection-stopped', '/connections/c5-0'],
  ['connection-broken', '/connections/c3-1'],
  ['connect', '/connections/new'],
  ['runs', '/runs'],
  ['run', '/runs?open=00000000-0000-7000-8000-000000040902'],
  ['islands', '/islands'],
  ['island', '/islands?open=00000000-0000-7000-8000-000000070006'],
  ['reconciliations', '/reconciliations'],
  ['reconciliation', '/reconciliations?open=l3'],
  ['lineage-search', '/lineage?q=citizen'],
  ['lineage', LINEAGE],
  ['nodes', '/nodes'],
  ['node', '/nodes?peer=n-0000000000000004'],
  ['node-table', '/nodes?open=in.00000000-0000-7000-8000-000000096003'],
  ['node-request', '/nodes?tab=requests&open=00000000-0000-7000-8000-000000097000'],
  ['streams', '/streams'],
  ['stream', '/streams?open=00000000-0000-7000-8000-000000090001'],
];
/** Pages that say something of their own when there is nothing. */
const EMPTY = [
  'railway',
  'railway-list',
  'flows',
  'connections',
  'connect',
  'runs',
  'islands',
  'reconciliations',
  'lineage-search',
  'nodes',
  'streams',
];

describe.skipIf(!hasBrowser)('the data railway in the console', () => {
  let app: BuiltApp<Awaited<ReturnType<typeof startMockServer>>>;

  beforeAll(async () => {
    app = await openBuiltApp({ app: 'console', serve: startMockServer });
  }, 60_000);
  afterAll(() => app?.close());

  const open = (language: 'zh' | 'en', mode = 'full', viewport = DESK) => app.visit({ viewport, language, mode });
  /** By how many pixels the page is still wider than the window once it has had the time to follow it. */
  const narrowed = async (page: Page): Promise<number> => {
    for (let turn = 0; turn < 10 && (await sideways(page)) > 0; turn += 1) await page.waitForTimeout(100);
    return sideways(page);
  };

  // Parts of a dozen pages: axe takes seconds for a page on a busy machine.
  const PARTS = [0, 8, 16, 24].map((from) => PAGES.slice(from, from + 8));
  test.each([...PARTS.map((pages) => ['zh', pages] as const), ['en', PAGES] as const])(
    'every page opens, is accessible, fits a phone and breaks no rule of the CSP (%s, part %$)',
    async (language, pages) => {
      const { context, page, faults } = await open(language);
      const found: string[] = [];
      for (const [name, path] of pages) {
        await app.go(page, path);
        await app.picture(page, `${name}-${language}`);
        if (language === 'zh') found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        if ((await sideways(page)) > 0) found.push(`${name}: wider than the window`);
        const words = await page.locator('main').innerText();
        const raw =
          /(?:rail|railway|line|flows|runs|proof|connect|connections|lineage|islands|nodes|streams?)\.[a-z]+(?:\.[a-z]+)*/.exec(
            words,
          );
        if (raw) found.push(`${name}: a text is missing: ${raw[0]}`);
        if (language === 'en') continue;
        // On a phone it is read without pushing it sideways.
        await page.setViewportSize(PHONE);
        const over = await narrowed(page);
        await app.picture(page, `${name}-phone`);
        if (over > 0) found.push(`${name}: ${over} px wider than a phone`);
        await page.setViewportSize(DESK);
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
      for (const [name, path] of PAGES.filter(([one]) => mode === 'failing' || EMPTY.includes(one))) {
        await app.go(page, path);
        await app.picture(page, `${name}-${mode}`);
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

  test('the map is narrowed in the address, opens folded departments by keyboard, and each station leads to its line', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/railway');
    // 120 stations: departments without trouble stand folded to their sums.
    const police = page.getByRole('button', { name: '明州市公安局' });
    expect(await police.getAttribute('aria-expanded')).toBe('false');
    await police.focus();
    await page.keyboard.press('Enter');
    expect(await police.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('button', { name: '2 条停住待处理' }).click();
    await page.waitForURL(/state=held/);
    expect(await page.locator('.stations li').count()).toBe(2);
    expect(await page.locator('.stations li').first().innerText()).toContain('停住待处理');
    await page.locator('.stations li a').first().click();
    await page.getByRole('heading', { name: '来源的表少了列 HJDZ' }).waitFor();
    await page.getByText('改名就修改映射').waitFor();
    await page.goBack();
    await page.waitForURL(/state=held/);
    await context.close();
  }, 90_000);

  test('removing a line says what is kept, and reading anew asks before more than half may go', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/lines/l0');
    await page.getByRole('button', { name: '重新全量读取' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('不停机、不重复').waitFor();
    await dialog.getByRole('checkbox').check();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'line-anew');
    await dialog.getByRole('button', { name: '重新全量读取' }).click();
    await expect
      .poll(() => app.mock.sent.at(-1))
      .toEqual({
        path: '/api/exchange/lines/l0/snapshot',
        body: { confirmDeletions: true },
      });
    await page.getByRole('button', { name: '移除' }).click();
    await page.getByRole('dialog').getByText('已进湖的数据、隔离区、对账记录和审计都会保留').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '回到某一时刻' }).click();
    await page.getByLabel('回到（北京时间）').fill('2026-11-19T08:30');
    await page.getByRole('dialog').getByRole('button', { name: '回到某一时刻' }).click();
    await expect
      .poll(() => app.mock.sent.at(-1))
      .toEqual({
        path: '/api/exchange/lines/l0/rewind',
        body: { to: '2026-11-19T00:30:00.000Z' },
      });
    await context.close();
  }, 90_000);

  test('a quarantined row opens only with a purpose, keeps what was typed when it still fails, and is taken in when it passes', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/lines/l2?tab=quarantine');
    await page.getByRole('button', { name: '2026-11-20 14:02:12' }).click();
    const drawer = page.getByRole('dialog');
    expect(await drawer.getByRole('button', { name: '查看内容' }).isDisabled()).toBe(true);
    await drawer.getByLabel('查看用途').fill('核对并修复');
    await page.keyboard.press('Enter');
    const birth = drawer.getByLabel('CSRQ', { exact: true });
    await birth.waitFor();
    expect(await drawer.getByText('不是有效日期').count()).toBeGreaterThan(1);
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'quarantine-row');
    await birth.fill('1993');
    await drawer.getByRole('button', { name: '校验并补入' }).click();
    await drawer.getByText('修补后仍不通过校验').waitFor();
    expect(await birth.inputValue()).toBe('1993');
    await birth.fill('19930228');
    await drawer.getByRole('button', { name: '校验并补入' }).click();
    await drawer.getByRole('heading', { name: '已补入数据湖' }).waitFor();
    expect(app.mock.sent.at(-1)?.body).toEqual({ values: { CSRQ: '19930228' } });
    await context.close();
  }, 90_000);

  test('a new column is catalogued with its grade and mask', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/lines/l3?tab=held');
    await page.getByRole('button', { name: '编目或忽略' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: '编目并填入' }).click();
    expect(await drawer.getByText('请填写。').count()).toBe(2);
    await drawer.getByLabel('中文名称').fill('血型');
    await drawer.getByLabel('英文名称').fill('Blood type');
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'column-catalogue');
    await drawer.getByRole('button', { name: '编目并填入' }).click();
    await expect
      .poll(() => app.mock.sent.at(-1))
      .toEqual({
        path: '/api/exchange/lines/l3/held-columns/XX_DM',
        body: {
          as: 'item',
          name: 'xx_dm',
          title: { zh: '血型', en: 'Blood type' },
          type: 'text',
          grade: 3,
          personal: true,
          mask: 'all',
        },
      });
    await context.close();
  }, 90_000);

  test('differing ranges open to their rows, a row to both sides with a purpose, and one click mends all', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/lines/l3?tab=proof');
    await page.getByRole('button', { name: '3302**********0011 至 3302**********0912' }).click();
    await page.getByRole('button', { name: '3302**********9012' }).click();
    await page.getByRole('dialog').getByLabel('查看用途').fill('核对差异');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('海曙路 1 号').waitFor();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'proof-row');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '修复 6 行' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '修复', exact: true }).click();
    await expect
      .poll(() => app.mock.sent.at(-1))
      .toEqual({
        path: '/api/reconciliations/00000000-0000-7000-8000-000000080003/mend',
        body: {},
      });
    await context.close();
  }, 90_000);

  test('connecting goes through seven steps, survives a reload without keeping the password, and begins the lines', async () => {
    const { context, page, faults } = await open('zh');
    const found: string[] = [];
    const look = async (name: string) => {
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(250);
      await app.picture(page, `connect-${name}`, { fullPage: true });
      found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
      if ((await sideways(page)) > 0) found.push(`${name}: wider than the window`);
    };
    await app.go(page, '/connections/new');
    await page.getByRole('radio', { name: /PostgreSQL/ }).check();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.waitForURL(/step=address/);
    expect(await page.getByRole('button', { name: '保存连接' }).isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: '部门' }).click();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: '系统', exact: true }).fill('人口信息系统');
    await page.getByRole('textbox', { name: '连接名称', exact: true }).fill('人口前置库');
    await page.getByRole('button', { name: '试连' }).click();
    expect(await page.getByText('请填写。').count()).toBe(4);
    await page.getByRole('textbox', { name: '主机' }).fill('wrong');
    await page.getByRole('textbox', { name: '数据库', exact: true }).fill('front');
    await page.getByRole('textbox', { name: '用户名' }).fill('reader');
    await page.locator('input[type=password]').fill('secret-of-the-source');
    await page.getByRole('button', { name: '试连' }).click();
    await page.getByText('找不到主机 wrong').waitFor();
    await look('refused');
    await page.getByRole('textbox', { name: '主机' }).fill('10.3.0.21');
    await page.getByRole('button', { name: '试连' }).click();
    await page.getByText('连上了：PostgreSQL 14.19').waitFor();
    await look('address');
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('secret-of-the-source');
    await page.getByRole('button', { name: '保存连接' }).click();
    await page.getByRole('checkbox', { name: '选择 public.hj_person' }).check();
    await look('tables');
    await page.reload();
    await page.locator('h1').first().waitFor({ state: 'attached' });
    expect(await page.getByRole('checkbox', { name: '选择 public.hj_person' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('列名与信息项拼音首字母一致').first().waitFor();
    await look('mapping');
    // A required item without a column: there is no way on until it has one.
    expect(await page.getByRole('button', { name: '下一步' }).isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: '性别 取自的列' }).click();
    await page.keyboard.type('XB');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('button', { name: '下一步' }).isEnabled()).toBe(true);
    await page.goBack();
    await page.getByRole('checkbox', { name: '选择 public.hj_person' }).waitFor();
    await page.goForward();
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('来得及').waitFor();
    await look('mode');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('会被隔离').first().waitFor();
    await page.getByText('991 / 1,000 行合格').waitFor();
    await look('dry-run');
    await page.getByRole('button', { name: '下一步' }).click();
    await look('begin');
    await page.getByRole('button', { name: '开始归集 1 张表' }).click();
    await page.getByRole('heading', { name: '都已开始' }).waitFor();
    await look('begun');
    const sent = app.mock.sent.at(-1);
    expect(sent?.path).toBe('/api/exchange/connections/c0-0/lines');
    expect(sent?.body).toMatchObject({
      schema: 'public',
      table: 'hj_person',
      mode: 'capture',
      resource: 'household-register',
    });
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  }, 180_000);
});
