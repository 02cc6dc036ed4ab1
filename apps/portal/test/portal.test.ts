// long-file: one portal is built and one browser opened for all of these walks.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { toBuffer as qrPicture } from 'qrcode';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasBrowser, openBrowser } from '@yiwang/tests/pages/browser.ts';
import { builtAsServed } from '@yiwang/tests/pages/built-app.ts';
import { PICTURES } from '@yiwang/tests/pages/axe.ts';
import { axe, DESK, overflows, PHONE, scriptOf, SHOTS, watch } from './browser.ts';
import { startMock } from './mock-server.ts';

// The portal alone, in a real browser against sample answers. The whole city is walked through in tests/journeys.

if (!hasBrowser) process.stdout.write('not run: needs chromium (apps/portal/test)\n');

const BUDGET_KB = 150;

describe.skipIf(!hasBrowser)('the portal', { timeout: 40_000 }, () => {
  let browser: Browser;
  let mock: Awaited<ReturnType<typeof startMock>>;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    mock = await startMock(await builtAsServed('portal'));
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await mock?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: PHONE, baseURL: mock.url });
    context.setDefaultTimeout(8000);
    complaints = watch(context);
    page = await context.newPage();
    mock.anew();
  });
  afterEach(async () => {
    await context.close();
    // Errors of scripts, and anything the content security policy refused.
    expect(complaints).toEqual([]);
  });
  const answers = (mode: 'full' | 'empty' | 'out' | 'fail') => context.setExtraHTTPHeaders({ 'x-mock': mode });

  test('home: within its script budget, clean by axe, nothing to push sideways, on phone and desk', async () => {
    const scripts = scriptOf(page);
    await page.goto('/');
    await page.getByRole('heading', { name: /段晓拍/ }).waitFor();
    await page.getByText('常办的事').waitFor();
    await page.waitForLoadState('networkidle');
    const kilobytes = (await scripts()) / 1024;
    process.stdout.write(`home page script: ${kilobytes.toFixed(1)} KB gzip of ${BUDGET_KB}\n`);
    expect(kilobytes).toBeLessThan(BUDGET_KB);
    expect(await axe(page)).toEqual([]);
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      expect(await overflows(page)).toBe(0);
    }
  });

  test('places to go to: open or when next, a telephone to press, what each window handles', async () => {
    await page.goto('/service-points');
    const shut = page.getByRole('article').filter({ hasText: '球场市政务服务中心' }).last();
    await shut.getByText('2030-01-07（周一）09:00 开门').waitFor();
    expect(await page.getByText('17:00 结束').count()).toBe(1);
    expect(await shut.getByRole('link', { name: /0999-10001/ }).getAttribute('href')).toBe('tel:0999-10001');
    await shut.getByText('窗口和能办的事').click();
    await shut.getByRole('link', { name: '网球俱乐部会员' }).waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await overflows(page)).toBeLessThanOrEqual(0);
  });

  test('an everyday word finds the service, by keyboard alone', async () => {
    await page.goto('/');
    await page.getByRole('combobox').fill('打网球');
    await page.getByRole('option', { name: /网球会员入会/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toMatch(/-0$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/matters\/tennis-membership$/);
    await page.getByText('不用交 2 份材料').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  });

  test('a form: what is known is shown with its source, faults are told, the draft is kept, the answer comes at once', async () => {
    await page.goto('/apply/c-draft');
    await page.getByText('核对一下，再填 2 项').waitFor();
    await page.getByText('9900**********001X').waitFor();
    expect(await page.content()).not.toContain('99000019980506001X');
    await page.getByRole('button', { name: '不对，我要更正 姓名' }).click();
    await page
      .getByRole('dialog')
      .getByText(/由球场市户籍登记处管理/)
      .waitFor();
    await page.keyboard.press('Escape');

    await page.getByLabel('手机号码').fill('1390000123');
    await page.getByRole('button', { name: '下一步' }).click();
    await page
      .getByRole('alert')
      .getByText(/还差 1 位/)
      .waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('手机号码').fill('13900000000');
    await page.getByText(/草稿已保存 14:04/).waitFor();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('heading', { level: 1, name: '还需填写 1 项' }).waitFor();
    await page.getByText('草地').click();
    await page.getByRole('heading', { level: 1, name: '填好了，可以提交' }).waitFor();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.evaluate(watchQuickHand, '#root_phone');
    await page.getByRole('button', { name: '提交申请' }).click();
    // What only the server knows comes back to the field's own screen.
    await page
      .getByRole('alert')
      .getByText(/已登记给别人/)
      .waitFor();
    // The summary has the focus as soon as the field is there, and nothing takes it from a hand that is quick to type.
    expect(await page.locator('html').getAttribute('data-focus-then')).toBe('alert');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('root_phone');
    await page.getByLabel('手机号码').fill('13900001234');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    // A trembling hand: the second press comes before the page could be drawn anew, and hands in nothing twice.
    await page.getByRole('button', { name: '提交申请' }).evaluate((button: HTMLButtonElement) => {
      button.click();
      button.click();
    });
    await page.getByText('通过了').waitFor();
    expect(await page.getByText('这份申请已经提交').count()).toBe(0);
    await page.getByText(/用时 [\d.]+ 秒/).waitFor();
    if (PICTURES) await page.screenshot({ path: path.join(SHOTS, 'result.phone-zh.png'), fullPage: true });
    expect(await axe(page)).toEqual([]);
    const sent = mock.requests.filter(({ path: asked }) => asked.endsWith('/submit'));
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body).toMatchObject({ form: { name: '段晓拍', phone: '13900001234', court: 'grass' } });
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft')))).toEqual([]);
  });

  test('a broken network loses no word: kept on the device, back after loading again', async () => {
    await page.goto('/apply/c-draft');
    await page.getByLabel('手机号码').waitFor();
    await page.route('**/draft', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
    await page.getByLabel('手机号码').fill('13912345678');
    await page.getByText(/草稿暂存在本机/).waitFor();
    await page.reload();
    await page.getByText(/已恢复您上次/).waitFor();
    expect(await page.getByLabel('手机号码').inputValue()).toBe('13912345678');
  });

  test('a draft that the server refuses is told with its reason, not tried for ever, and tried again once changed', async () => {
    await page.goto('/apply/c-draft');
    let tries = 0;
    await page.route('**/draft', (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      tries += 1;
      if (tries > 1) return route.continue();
      const body = JSON.stringify({
        code: 'cases.too-large',
        title: '填写的内容太长，请删减',
        requestId: 'req-0190-test',
      });
      return route.fulfill({ status: 413, contentType: 'application/problem+json', body });
    });
    await page.clock.install();
    await page.getByLabel('手机号码').fill('13912345678');
    await page.clock.runFor(2_000);
    await page.getByText(/草稿没有保存.*填写的内容太长，请删减.*req-0190-test/).waitFor();
    expect(await axe(page)).toEqual([]);
    if (PICTURES) await page.screenshot({ path: path.join(SHOTS, 'draft-refused.phone-zh.png') });
    await page.clock.runFor(60_000);
    expect(tries).toBe(1);
    await page.getByLabel('手机号码').fill('13912345679');
    await page.clock.runFor(2_000);
    await page.getByText(/草稿已保存/).waitFor();
  });

  test('after choosing for whom, nobody is led to another site', async () => {
    for (const [address, leadsTo] of [
      ['%2F%09%2Fevil.example', '/'],
      ['%2Fcases', '/cases'],
    ] as const) {
      await page.goto(`/acting?return=${address}`);
      await page
        .getByRole('button', { name: /以.*办事|选择|段晓拍/ })
        .first()
        .click();
      await page.waitForURL(`${mock.url}${leadsTo}`);
    }
  });

  test('drafts are saved one after another, the newest last; coming back finds what was typed', async () => {
    await page.goto('/apply/c-draft');
    const phone = page.getByLabel('手机号码');
    await phone.waitFor();
    let [running, most] = [0, 0];
    await page.route('**/draft', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      running -= 1;
      return route.continue();
    });
    await phone.fill('13900000001');
    await page.getByText('正在保存草稿').waitFor();
    await phone.fill('13900000002');
    await page.getByText(/草稿已保存/).waitFor();
    const saved = mock.requests.filter(({ method, path: asked }) => method === 'PUT' && asked.endsWith('/draft'));
    expect(saved.map(({ body }) => (body as { form: { phone: string } }).form.phone)).toEqual([
      '13900000001',
      '13900000002',
    ]);
    expect(most).toBe(1);
    await page.getByRole('link', { name: /网球会员入会 · / }).click();
    await page.getByText('不用交 2 份材料').waitFor();
    await page.goBack();
    await phone.waitFor();
    expect(await phone.inputValue()).toBe('13900000002');
  });

  test('a form of several pages: a group repeated, amounts worked out, a file with its preview, what is not asked left out, a review', async () => {
    await page.goto('/apply/c-event');
    await page.getByRole('heading', { level: 1, name: '活动' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: '参赛名单' }).count()).toBe(0);
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('alert').getByText('活动名称：请填写活动名称').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('root_title');
    await page.getByLabel('活动名称').fill('师徒赛');
    await page.getByText('比赛', { exact: true }).click();
    await page.getByLabel('第一天').fill('2026-12-05');
    await page.getByLabel('最后一天').fill('2026-12-06');
    await page.getByLabel('每天用几片球场').fill('2');
    expect(await page.getByRole('status', { name: /共用球场/ }).textContent()).toBe('4');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: '下一步' }).click();

    await page.getByRole('heading', { level: 1, name: '参赛名单' }).waitFor();
    const add = page.getByRole('button', { name: '增加球员' });
    await add.click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('root_players_0_name');
    await page.keyboard.type('段晓拍');
    await page.getByLabel('出生日期').fill('1996-03-02');
    await page.getByText('需要俱乐部提供球拍').click();
    await add.click();
    const second = page.getByRole('group', { name: /球员 2/ });
    await second.getByLabel('姓名', { exact: true }).fill('小球童');
    await second.getByLabel('出生日期').fill('2012-01-01');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('alert').getByText('球员 2 · 小球童 · 监护人姓名：请填写监护人姓名').waitFor();
    await second.getByLabel('监护人姓名').fill('球童爸爸');
    await page.getByRole('button', { name: '删去球员 1 · 段晓拍' }).click();
    await page.getByRole('button', { name: '撤销' }).click();
    const plan = page.locator('input[type=file]').last();
    const pdf = (name: string, size = 30_000) => ({
      name,
      mimeType: 'application/pdf',
      buffer: Buffer.alloc(size, 'p'),
    });
    await plan.setInputFiles({ name: 'plan.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') });
    await page.getByText(/“plan.exe”的格式不对/).waitFor();
    await plan.setInputFiles(pdf('virus.pdf'));
    await page.getByText(/病毒查杀发现问题/).waitFor();
    await plan.setInputFiles(pdf('方案.pdf', 1_500_000));
    await page.getByText('已上传，1.4 MB').waitFor();
    expect(
      mock.requests.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['upload-offset']),
    ).toEqual(['0', '0', String(1024 * 1024)]);
    expect(await axe(page)).toEqual([]);
    expect(await overflows(page)).toBe(0);
    if (PICTURES) await page.screenshot({ path: path.join(SHOTS, 'event-players.phone-zh.png'), fullPage: true });
    await page.getByRole('button', { name: '下一步' }).click();

    await page.getByRole('heading', { level: 1, name: '联系人和费用' }).waitFor();
    const saved = () =>
      mock.requests.filter(({ method, path: asked }) => method === 'PUT' && asked.endsWith('/draft')).at(-1)?.body;
    await expect.poll(saved).toMatchObject({ page: 'organiser' });
    // Another device, or this one after a crash: everything is there, on the page where one left.
    await page.reload();
    await page.getByRole('heading', { level: 1, name: '联系人和费用' }).waitFor();
    const contact = page.getByRole('group', { name: '联系人' });
    await contact.getByText('段晓拍').waitFor();
    await contact
      .getByText(/由球场市户籍登记处提供|球场市户籍登记处/)
      .first()
      .waitFor();
    await contact.getByLabel('手机号码').fill('13800000000');
    await page
      .getByRole('radiogroup', { name: /俱乐部会员/ })
      .getByText('是', { exact: true })
      .click();
    await page.getByText('我已阅读并遵守').click();
    expect(await page.getByRole('status', { name: '应付合计' }).textContent()).toBe('¥747.90');
    await page.getByRole('button', { name: '下一步' }).click();

    await page.getByRole('heading', { level: 1, name: '核对一下，没错就提交' }).waitFor();
    await page.getByRole('heading', { name: '球员 2 · 小球童' }).waitFor();
    await page.getByText('方案.pdf').waitFor();
    expect(await axe(page)).toEqual([]);
    if (PICTURES) await page.screenshot({ path: path.join(SHOTS, 'event-review.phone-zh.png'), fullPage: true });
    await page.getByRole('button', { name: '修改 参赛名单' }).click();
    await page.getByRole('heading', { level: 1, name: '参赛名单' }).waitFor();
    await page.getByRole('button', { name: '活动', exact: true }).click();
    await page.getByText('开放日', { exact: true }).click();
    await page
      .getByRole('group', { name: /需要的设备/ })
      .getByText('照明')
      .click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel('赞助抵扣').fill('123.45');
    expect(await page.getByRole('status', { name: '应付合计' }).textContent()).toBe('¥596.55');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByText('¥123.45').waitFor();
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByText('已收到，转工作人员办理').waitFor();
    const sent = mock.requests.find(({ path: asked }) => asked.endsWith('/submit'))?.body as {
      form: Record<string, unknown>;
    };
    expect(sent.form).toMatchObject({ kind: 'open-day', equipment: ['lights'], sponsorship: 12_345 });
    for (const name of ['players', 'plan', 'total', 'days']) expect(sent.form).not.toHaveProperty(name);
  });

  test('a file goes on after the network broke, and after loading the page anew once it is chosen again', async () => {
    await context.addInitScript(() => sessionStorage.clear());
    await page.goto('/apply/c-event');
    await page.getByLabel('活动名称').fill('师徒赛');
    await page.getByText('比赛', { exact: true }).click();
    for (const [label, value] of [
      ['第一天', '2026-12-05'],
      ['最后一天', '2026-12-06'],
      ['每天用几片球场', '2'],
    ] as const)
      await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: '下一步' }).click();
    for (let count = 0; count < 2; count += 1) await page.getByRole('button', { name: '增加球员' }).click();
    let sent = 0;
    await page.route('**/files/*', (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      sent += 1;
      return sent === 2 || sent > 3 ? route.abort() : route.continue();
    });
    const plan = page.locator('input[type=file]').last();
    const file = { name: '方案.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3_500_000, 'p') };
    await plan.setInputFiles(file);
    await page.getByText(/网络断了，已传 29%/).waitFor();
    await page.getByText(/网络断了，已传 59%/).waitFor();
    await page.getByText(/草稿已保存/).waitFor();
    await page.unroute('**/files/*');
    await page.reload();
    await page.getByText(/没有传完（59%）/).waitFor();
    const again = page.locator('.file input[type=file]');
    await again.setInputFiles({ ...file, name: '别的.pdf' });
    await page.getByText(/不是同一个文件/).waitFor();
    await again.setInputFiles(file);
    await page.getByText('已上传，3.3 MB').waitFor();
    const offsets = mock.requests
      .filter(({ method }) => method === 'PATCH')
      .map(({ headers }) => headers['upload-offset']);
    expect(offsets).toEqual(['0', '1048576', '2097152', '3145728']);
    await page.getByRole('button', { name: '删除 方案.pdf' }).click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByRole('alert').getByText('赛事方案：请上传赛事方案').waitFor();
    // What is refused when it is gone on with is told where it was chosen.
    await page.route('**/files/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await plan.setInputFiles(file);
    await page.getByText(/网络断了，已传 0%/).waitFor();
    await page.getByText(/草稿已保存/).waitFor();
    await page.unroute('**/files/*');
    await page.reload();
    await page.route('**/files/*', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 422,
            contentType: 'application/problem+json',
            body: JSON.stringify({ code: 'files.malware-found', title: '病毒查杀发现问题，文件没有保存。' }),
          })
        : route.continue(),
    );
    await again.setInputFiles(file);
    await page
      .getByRole('alert')
      .getByText(/方案.pdf.*病毒查杀发现问题/)
      .waitFor();
  });

  test('two devices in one draft: what one of them changed is put together, what both changed is chosen', async () => {
    await page.goto('/apply/c-draft');
    const phone = page.getByLabel('手机号码');
    await phone.fill('13900000001');
    await page.getByText(/草稿已保存/).waitFor();
    const other = (form: object, base: number) =>
      page.request.put('/api/cases/c-draft/draft', { data: { form, base } });
    await other({ phone: '13900000001', court: 'clay' }, 1);
    await phone.fill('13900000002');
    await page.getByText('两边的内容已合在一起').waitFor();
    await page.getByText(/草稿已保存/).waitFor();
    await other({ phone: '13900000003', court: 'clay' }, 3);
    await phone.fill('13900000004');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('13900000003').click();
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: '按所选保留' }).click();
    await expect.poll(() => phone.inputValue()).toBe('13900000003');
    const saved = () =>
      mock.requests.filter(({ method, path: asked }) => method === 'PUT' && asked.endsWith('/draft')).at(-1)?.body;
    await expect.poll(saved).toMatchObject({ form: { phone: '13900000003', court: 'clay' }, base: 4 });
  });

  test('an ended sign-in keeps what was typed and offers to sign in and come back here', async () => {
    await page.goto('/apply/c-draft');
    await page.getByLabel('手机号码').waitFor();
    await answers('out');
    await page.getByLabel('手机号码').fill('13912345678');
    const again = page.getByRole('link', { name: '重新登录' });
    await again.waitFor();
    expect(await again.getAttribute('href')).toBe('/auth/login?app=portal&return=%2Fapply%2Fc-draft');
    expect(await page.getByLabel('手机号码').inputValue()).toBe('13912345678');
  });

  test('a case is taken back only after asking; five levels rate a closed one', async () => {
    await page.goto('/cases/c-routed');
    await page.getByText('还剩 2 个工作日').waitFor();
    // Nobody has decided yet: it says who goes on with it, and why.
    const why = page.locator('section').filter({ has: page.getByRole('heading', { name: '为什么转工作人员办理' }) });
    await why.getByText('在候补名单上的，转经办人').waitFor();
    await why.getByText(/转球场市网球俱乐部办公室的工作人员办理/).waitFor();
    expect(await page.getByText(/办公室决定/).count()).toBe(0);
    await page.getByRole('button', { name: '撤回申请' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '不撤回' }).click();
    expect(mock.requests.some(({ path: asked }) => asked.endsWith('/withdraw'))).toBe(false);
    await page.getByRole('button', { name: '撤回申请' }).click();
    await page.getByRole('button', { name: '确定撤回' }).click();
    await page.getByText('已撤回', { exact: true }).waitFor();

    await page.goto('/cases/c-approved');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('请先选一个满意程度').waitFor();
    expect(await page.getByRole('radio').count()).toBe(5);
    await page.getByText('非常满意', { exact: true }).click();
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('谢谢您的评价').waitFor();
    expect(mock.requests.find(({ path: asked }) => asked === '/api/reviews')?.body).toEqual({
      caseId: 'c-approved',
      stars: 5,
    });
  });

  test('a licence tells each fact once: the date of issue is the template’s own, a permanent one says so', async () => {
    await page.goto('/licences/l-3');
    const face = page.locator('.licence');
    await face.getByText('长期有效').waitFor();
    expect(await face.getByText('2026-11-22').count()).toBe(1);
    expect(await page.getByText('签发日期').count()).toBe(0);
  });

  test('a photo of a QR code, a PDF and a scanned address are verified without signing in', async () => {
    await answers('out');
    await page.goto('/verify?t=revoked');
    await page.getByRole('heading', { name: '已注销' }).waitFor();
    await page.getByRole('button', { name: '再核验一个' }).click();
    const photo = path.join(SHOTS, 'qr.png');
    writeFileSync(photo, await qrPicture(`${mock.url}/verify?t=good`, { scale: 6 }));
    await page.locator('input[type=file]').setInputFiles(photo);
    await page.getByRole('heading', { name: '有效' }).waitFor();
    await page.getByRole('button', { name: '再核验一个' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'card.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await page.getByRole('heading', { name: '伪造' }).waitFor();
    await page.getByRole('button', { name: '再核验一个' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'big.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(5 * 1024 * 1024 + 1) });
    await page.getByText('文件超过 5 MB').waitFor();
  });

  test('the sign-in page: a demo account fills in, a wrong password is told, the right one goes on', async () => {
    await page.goto('/login/abc');
    await page.getByRole('textbox', { name: '账号' }).fill('player');
    await page.getByLabel('密码', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('账号或密码不对').waitFor();
    await page.getByText(/req-0190-test/).waitFor();
    await page.getByRole('button', { name: /可当场通过/ }).click();
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL(/\/me$/);
  });

  test('nothing yet, much, and a failing server each say what to do', async () => {
    await answers('empty');
    await page.goto('/licences');
    await page.getByText('还没有电子证照').waitFor();
    await answers('fail');
    await page.goto('/my-data');
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    await page.getByText(/req-0190-test/).waitFor();
    await answers('full');
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.getByText('r-1000').waitFor();
    await page.locator('article').first().getByText('网球会员入会', { exact: true }).waitFor();
    const before = await page.locator('article').count();
    await page.getByRole('button', { name: '加载更多' }).click();
    await expect.poll(() => page.locator('article').count()).toBeGreaterThan(before);
  });

  test('English and elder mode are one press each and remembered; every text changes', async () => {
    await page.goto('/');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: /Good/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.getByRole('button', { name: 'Elder mode' }).click();
    await page.goto('/me');
    await page.getByRole('heading', { name: 'Me' }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('24px');
    expect(await overflows(page)).toBe(0);
    expect(await axe(page, { enhanced: true })).toEqual([]);
    // What the server says in one language is asked for again in the other.
    await page.goto('/cases/c-refused');
    await page.getByText(/cannot hold two/).waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByText(/不能重复申请/).waitFor();
  });
});

/** In the page: goes into the field the moment it is there, and notes on `<html>` what had the focus just before. */
function watchQuickHand(field: string): void {
  new MutationObserver((_changes, watcher) => {
    const found = document.querySelector<HTMLInputElement>(`${field}:enabled`);
    if (!found) return;
    watcher.disconnect();
    document.documentElement.dataset['focusThen'] = document.activeElement?.getAttribute('role') ?? '';
    found.focus();
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
}
