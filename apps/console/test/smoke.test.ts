import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, hasBrowser, openBuiltApp, sideways, type BuiltApp } from '@yiwang/tests/pages/built-app.ts';
import { cases } from './mock-cases.ts';
import { startMockServer } from './mock-server.ts';
import { FIRST, IN_VIEW, NINTH, PAGES } from './pages.ts';
import { tasks } from './mock-work.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
describe.skipIf(!hasBrowser)('the console in a browser', () => {
  let app: BuiltApp<Awaited<ReturnType<typeof startMockServer>>>;

  beforeAll(async () => {
    app = await openBuiltApp({ app: 'console', serve: startMockServer });
  }, 60_000);
  afterAll(() => app?.close());

  const open = (language: 'zh' | 'en', mode = 'full', viewport = DESK) => app.visit({ viewport, language, mode });
  test.each(['zh', 'en'] as const)(
    'every page opens, is accessible and breaks no rule of the CSP (%s)',
    async (language) => {
      const { context, page, faults } = await open(language);
      const found: string[] = [];
      for (const [name, path, act] of PAGES) {
        await app.go(page, path);
        await act?.(page);
        await app.picture(page, `${name}-${language}`);
        // Contrast, labels and roles are the same in both languages.
        if (language === 'zh') found.push(...(await axe(page)).map((fault) => `${name}: ${fault}`));
        if ((await sideways(page)) > 0) found.push(`${name}: wider than the window`);
        if (IN_VIEW.test(name))
          found.push(
            ...(
              await page
                .locator('.ant-table-content, .scroll-x')
                .evaluateAll((boxes) =>
                  boxes
                    .filter((box) => box.scrollWidth > box.clientWidth + 1)
                    .map((box) => `${box.className} ${box.scrollWidth} in ${box.clientWidth}`),
                )
            ).map((box) => `${name}: ${box} scrolls sideways`),
          );
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

  test.each(['zh', 'en'] as const)(
    'on a phone a case is read without pushing it sideways, each value across the page (%s)',
    async (language) => {
      const { context, page, faults } = await open(language, 'full', PHONE);
      await app.go(page, `/work/${FIRST}`);
      await app.picture(page, `case-phone-${language}`, { fullPage: true });
      const widths = await page
        .locator('.fields-table tbody tr > *')
        .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
      expect(widths.length).toBe(27);
      expect(Math.min(...widths)).toBeGreaterThan(250);
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      expect(await axe(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    },
    60_000,
  );

  test.each(['empty', 'failing'] as const)(
    'every page says what to do when the server is %s',
    async (mode) => {
      const { context, page, faults } = await open('zh', mode);
      const found: string[] = [];
      for (const [name, path] of PAGES.filter(
        ([, target]) => mode === 'failing' || (!target.includes('?') && !/\/.+\//.test(target)),
      )) {
        await app.go(page, path);
        await app.picture(page, `${name}-${mode}`);
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

  test('who asks for less motion finds a drop-down where it belongs', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/verifications');
    const box = page.getByRole('combobox').first();
    await box.click();
    const list = page.locator('.ant-select-dropdown:visible');
    await expect.poll(async () => (await list.boundingBox())?.x ?? -1).toBeGreaterThan(0);
    const [above, below] = [await box.boundingBox(), await list.boundingBox()];
    expect(Math.abs((below?.x ?? 0) - (above?.x ?? 0))).toBeLessThan(40);
    await context.close();
  });

  test('without a sign-in or rights people are told what to do', async () => {
    for (const [mode, words] of [
      ['signed-out', '请登录工作台'],
      ['no-rights', '您的账号还没有可用的功能'],
    ] as const) {
      const { context, page } = await open('zh', mode);
      await app.go(page, '/work');
      expect(await page.locator('h1').innerText()).toBe(words);
      expect(await axe(page)).toEqual([]);
      await app.picture(page, `${mode}`);
      if (mode === 'signed-out')
        expect(await page.getByRole('link', { name: '登录' }).getAttribute('href')).toBe(
          '/auth/login?app=console&return=%2Fconsole%2Fwork',
        );
      await context.close();
    }
  }, 90_000);

  test('who follows a link right after typing into a search is not led back by it', async () => {
    const { context, page } = await open('zh');
    // A slow line: the page that the link leads to comes after the search would have settled.
    await page.route(/case-page-.*\.js/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await app.go(page, '/work');
    const link = page.locator(`a[href$="/work/${FIRST}"]`).first();
    await link.waitFor();
    await page.getByRole('searchbox').first().fill('112');
    await link.click();
    await page.locator('.fields-table').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/console/work/${FIRST}`);
    await context.close();
  }, 60_000);

  test('a clerk finds a case, moves on with J, and approves with the keyboard', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/work');
    await page.keyboard.press('/');
    await page.keyboard.type('112000320');
    await page.waitForURL(/q=112000320/);
    await page.getByRole('link', { name: /112000320/ }).waitFor();
    const lines: string[] = [];
    page.on('request', (request) => request.url().includes('/api/live') && lines.push(request.url()));
    await app.go(page, `/work/${FIRST}`);
    // However many parts of the page listen, they share one line.
    expect(lines.length).toBe(1);
    expect(lines[0]).toContain('cases');
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
    await app.picture(page, 'case-confirm');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '准予' }).click();
    await page.getByRole('heading', { name: '已准予' }).waitFor();
    await page.waitForTimeout(300);
    await app.picture(page, 'case-approved');
    expect(app.mock.sent.at(-1)).toEqual({
      path: `/api/work/tasks/${tasks[1]?.id}/complete`,
      body: { result: 'approve', opinion: '居住情况已核实，准予。', revision: 3 },
    });
    await context.close();
  }, 90_000);

  test('a clerk chooses tasks by keyboard, ends them together, and is told task by task what became of them', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/work');
    await page.getByRole('link', { name: cases[0]?.caseNo ?? '' }).waitFor();
    // The longest name does not widen the list, and is read whole.
    const list = page.locator('.ant-table-content');
    expect(await list.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    const name = cases[1]?.applicant ?? '';
    const cell = page.locator('td').filter({ hasText: name });
    expect(await cell.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('批量办理所选').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    // The first and the third are to be accepted; the fourth is somebody else's and cannot be chosen.
    for (const key of 'jxjjxjx') await page.keyboard.press(key);
    await page.getByText('已选 2 项').waitFor();
    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: '受理' }).waitFor();
    await page.waitForTimeout(300);
    await app.picture(page, 'batch');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('办结 1 项，1 项没有办成').waitFor();
    await dialog.getByText('这项任务已由其他人员认领。').waitFor();
    expect(app.mock.sent.at(-1)).toEqual({
      path: '/api/work/tasks/batch',
      body: { ids: [tasks[0]?.id, tasks[2]?.id], result: 'accept' },
    });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    // What was not done stays chosen, and Enter opens the row one stands on.
    await page.getByText('已选 1 项').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/work/${cases[2]?.id}`));
    await context.close();
  }, 90_000);

  test('an act from the menu says what is missing, and sends what it needs', async () => {
    const { context, page } = await open('zh');
    await app.go(page, `/work/${FIRST}`);
    await page.getByRole('button', { name: /其他操作/ }).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: '转入特别程序' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '转入特别程序' }).click();
    for (const words of ['请选择特别程序的种类。', '请选择日期。', '请写明理由。'])
      await dialog.getByText(words).waitFor();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^取\s?消$/ }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    const others = page.getByRole('button', { name: /其他操作/ });
    await expect.poll(() => others.evaluate((button) => button === document.activeElement)).toBe(true);
    await others.click();
    await page.getByRole('heading', { level: 1 }).click();
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    await others.click();
    await page.getByRole('menuitem', { name: /^退回/ }).click();
    await dialog.getByLabel('退回到').focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: '受理' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await dialog.getByLabel('理由').fill('材料须重新核对');
    await dialog.getByRole('button', { name: /^退\s?回$/ }).click();
    await page.getByText('已退回').waitFor();
    expect(app.mock.sent.at(-1)).toEqual({
      path: `/api/work/tasks/${tasks[0]?.id}/return`,
      body: { node: 'accept', reason: '材料须重新核对' },
    });
    await context.close();
  }, 90_000);

  test('a decision that went through is never told as failed, even when the case cannot be read again', async () => {
    const { context, page } = await open('zh');
    const third = cases[2]?.id ?? '';
    await app.go(page, `/work/${third}`);
    await page.getByRole('radio', { name: '受理', exact: true }).check();
    await page.route(`**/api/work/cases/${third}`, (route) => route.abort());
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByRole('button', { name: '受理' }).click();
    await page.getByRole('heading', { name: '已受理' }).waitFor();
    await page.getByText('最新情况暂时没有取到').waitFor();
    expect(await page.getByRole('button', { name: '提交决定' }).count()).toBe(0);
    await page.unroute(`**/api/work/cases/${third}`);
    await page.getByRole('button', { name: '查看最新内容' }).click();
    await expect.poll(() => page.getByText('最新情况暂时没有取到').count()).toBe(0);
    await context.close();
  }, 60_000);

  test('an act whose offices did not come says so and asks again; a fault is tied to its choice', async () => {
    const { context, page } = await open('zh');
    await page.route('**/api/organisations', (route) => route.abort());
    await app.go(page, `/work/${FIRST}`);
    await page.getByRole('button', { name: /其他操作/ }).click();
    await page.getByRole('menuitem', { name: /^转办/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').getByRole('button').waitFor();
    await page.unroute('**/api/organisations');
    await dialog.getByRole('alert').getByRole('button').click();
    await expect.poll(() => dialog.getByRole('alert').count()).toBe(0);
    await dialog.getByRole('button', { name: /^转\s?办$/ }).click();
    const office = dialog.getByRole('combobox', { name: '交给哪个单位' });
    await expect.poll(() => office.getAttribute('aria-invalid')).toBe('true');
    const told = await office.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${told}"]`).innerText()).toBe('请选择交给谁。');
    await office.click();
    await page.getByRole('option').first().waitFor({ state: 'attached' });
    await context.close();
  }, 60_000);

  test('what is written in a matter’s draft survives its save, other tabs and a careless way out', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/matters/card?tab=work');
    const title = page.getByLabel('事项名称', { exact: true });
    const submit = page.getByRole('button', { name: '提交审改' });
    await title.fill('网球会员入会（改）');
    // The answer from before the save comes late: it must not undo what was saved.
    await page.route('**/api/matters/work/card', async (route) => {
      if (route.request().method() === 'GET') await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    await page.getByRole('button', { name: /^保\s?存$/ }).click();
    await page.getByText('已保存', { exact: true }).waitFor();
    expect(await title.inputValue()).toBe('网球会员入会（改）');
    await title.fill('没有保存的名称');
    await page.locator('.matter-bar').getByText('历次版本').click();
    await page.getByText('先保存修改，再提交审改').waitFor();
    expect(await submit.isDisabled()).toBe(true);
    await page.locator('.matter-bar').getByText('在编版本').click();
    expect(await title.inputValue()).toBe('没有保存的名称');
    await page.getByRole('link', { name: '返回清单' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('没有保存的修改不会保留').waitFor();
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'matter-leave');
    await dialog.getByRole('button', { name: /^取\s?消$/ }).click();
    await expect.poll(() => dialog.count()).toBe(0);
    expect(await title.inputValue()).toBe('没有保存的名称');
    await page.getByRole('link', { name: '返回清单' }).click();
    await dialog.getByRole('button', { name: '不保存，离开' }).click();
    await page.waitForURL(/\/matters$/);
    await context.close();
  }, 60_000);

  test('when someone else was faster, the decision is not sent twice and nothing written is lost', async () => {
    const { context, page } = await open('zh');
    await app.go(page, `/work/${NINTH}`);
    await page.getByRole('radio', { name: '一次性告知补正' }).check();
    await page.getByLabel('需要怎样补正').fill('请补交近期照片。');
    await page.getByRole('button', { name: '提交决定' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发出告知' }).click();
    await page.getByText('您的决定没有提交').waitFor();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await app.picture(page, 'case-conflict', { fullPage: true });
    expect(await page.getByLabel('需要怎样补正').inputValue()).toBe('请补交近期照片。');
    await context.close();
  }, 90_000);

  test('a fact is confirmed only with a reason, after reading what follows for the holder', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/verifications?open=00000000-0000-7000-8000-000000000700');
    await page.getByRole('radio', { name: '属实，暂停证照' }).check();
    await page.getByRole('button', { name: '提交结论' }).click();
    await page.getByText('请写明理由。').waitFor();
    await page.getByLabel('理由', { exact: true }).fill('已与派出所核对，确已迁往外市。');
    await page.keyboard.press('Control+Enter');
    await page.getByText('持证人会收到说明理由的通知，可以陈述申辩').waitFor();
    await page.waitForTimeout(300);
    await app.picture(page, 'verification-confirm');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '属实，暂停证照' }).click();
    await page.getByRole('heading', { name: '已暂停证照' }).waitFor();
    expect(app.mock.sent.at(-1)).toEqual({
      path: '/api/work/verifications/00000000-0000-7000-8000-000000000700/confirm',
      body: { reason: '已与派出所核对，确已迁往外市。' },
    });
    await context.close();
  }, 90_000);

  test('a new key’s secret is shown once, and the table exports what it shows', async () => {
    const { context, page } = await open('zh');
    await app.go(page, '/applications?open=windows');
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByText('sk_c2VjcmV0').waitFor();
    await page.waitForTimeout(300);
    await app.picture(page, 'application-secret');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: '已保存好，关闭' }).click();
    await expect.poll(() => page.getByText('sk_c2VjcmV0').count()).toBe(0);
    await app.go(page, '/interfaces');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('数据接口.csv');
    await context.close();
  }, 90_000);
});
