import { spawn } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { keepOnFailure, visit } from './support/browser.ts';
import { openCity } from './support/city.ts';
import { demoPerson } from './support/demo-people.ts';
import { eventually } from './support/eventually.ts';
import { behind, type Behind } from './support/rail-city.ts';
import { signIn } from './support/sign-in.ts';

const city = openCity('sharing');
let under: Behind | undefined;
const hub = (): Behind => (under ??= behind(city.product));
afterAll(() => under?.close());

/** The key that the department made for its system, and the call it copied. */
const kept = { keyId: '', secret: '', snippet: '' };
const PURPOSE = 'bus-card-renewal';

const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click();
};

/** Fills the form of a request for fields of the household register. */
async function ask(page: Page, fields: readonly string[]): Promise<void> {
  for (const field of fields) await page.getByRole('checkbox', { name: new RegExp(`^${field}（`) }).check();
  await choose(page, '使用数据的业务系统', '公交优待卡系统');
  await page.getByRole('textbox', { name: '用途', exact: true }).fill('公交优待卡换发核验');
  await page.getByRole('combobox', { name: '用途代码' }).fill(PURPOSE);
  await page
    .getByRole('textbox', { name: '法律法规依据', exact: true })
    .fill('《明州市公共交通优待乘车办法（示例）》第四条');
  await page.getByRole('textbox', { name: /办理什么业务/ }).fill('换发公交优待卡时核对本人的出生日期和户籍情况。');
  await page.getByRole('spinbutton', { name: '每日调用次数上限' }).fill('2000');
}

const run = (code: string, env: Record<string, string>): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', code], { env: { ...process.env, ...env } });
    let text = '';
    child.stdout.on('data', (bytes) => (text += String(bytes)));
    child.stderr.on('data', (bytes) => (text += String(bytes)));
    child.on('error', reject);
    child.on('close', (status) => resolve({ code: status, text }));
  });

describe('sharing that silence cannot refuse', () => {
  test('a department finds a resource by a common word, asks, and is granted by rule in seconds, with the clause', async () => {
    const officer = await visit(city.browser, city.product.url, { size: 'desk', album: 'sharing' });
    const { page, look } = officer;
    keepOnFailure('sharing', officer);
    await signIn(officer, city.product, 'console', 'transport-data', '/catalogue');
    await page
      .getByRole('searchbox')
      .or(page.getByPlaceholder(/查找名称/))
      .first()
      .fill('hukou');
    await page
      .getByRole('button', { name: '户籍人口基本信息' })
      .or(page.getByRole('link', { name: '户籍人口基本信息' }))
      .first()
      .click();
    await page.getByRole('link', { name: '申请使用' }).click();
    await page.getByRole('heading', { name: '申请数据' }).waitFor();
    await ask(page, ['姓名', '出生日期', '户籍状态']);
    await page.getByText('符合规则，提交后当场同意').waitFor();
    await look('ask');
    const began = Date.now();
    await page.getByRole('button', { name: '提交申请' }).click();
    await page
      .getByText(/公共交通优待乘车办法（示例）》第四条/)
      .first()
      .waitFor();
    await page
      .getByText(/使用中/)
      .first()
      .waitFor();
    expect(Date.now() - began, 'granted in seconds').toBeLessThan(10_000);
    await look('granted');
    await officer.context.close();
  });

  test('it calls the interface with the copied snippet, and the resident sees the call on a phone', async () => {
    const officer = await visit(city.browser, city.product.url, { size: 'desk', album: 'sharing' });
    const { page, look } = officer;
    keepOnFailure('sharing', officer);
    await signIn(officer, city.product, 'console', 'transport-data', '/applications');
    await page.getByRole('button', { name: '公交优待卡系统' }).click();
    await page.getByRole('button', { name: '新建密钥' }).click();
    const shown = page.getByRole('dialog').filter({ hasText: '新密钥已建立' });
    kept.keyId = await shown.getByText(/^ak_/).innerText();
    kept.secret = await shown.getByText(/^sk_/).innerText();
    await shown.getByRole('button', { name: '已保存好，关闭' }).click();
    await page.keyboard.press('Escape');

    await page.goto('/console/interfaces');
    await page.getByRole('button', { name: '人口信息脱敏查询' }).first().click();
    await page.getByRole('tab', { name: '调用示例' }).click();
    await choose(page, '按应用的授权填写用途', '公交优待卡系统').catch(() => undefined);
    await page.getByRole('tab', { name: /bash/ }).click();
    kept.snippet = await page.locator('pre.code:visible').innerText();
    await look('snippet');
    await officer.context.close();

    const code = kept.snippet
      .replace(/"citizenId":"[^"]*"/, `"citizenId":"${demoPerson(city.product, 'elder').citizenId}"`)
      .replace(/"purpose":"[^"]*"/, `"purpose":"${PURPOSE}"`)
      .replace('YOUR-CASE-NUMBER', 'BUS-2026-000117');
    const answer = await run(code, { YIWANG_KEY: kept.keyId, YIWANG_SECRET: kept.secret });
    expect(answer, answer.text).toMatchObject({ code: 0 });
    expect(answer.text).toContain('birth_date');
    expect(answer.text, 'only what was granted leaves').not.toContain('address');
    const replay = await run(code.replace(PURPOSE, 'curiosity'), {
      YIWANG_KEY: kept.keyId,
      YIWANG_SECRET: kept.secret,
    });
    expect(replay.text).toContain('interfaces.purpose-not-granted');

    const resident = await visit(city.browser, city.product.url, { size: 'phone', album: 'sharing-phone' });
    keepOnFailure('sharing-phone', resident);
    await signIn(resident, city.product, 'portal', 'elder', '/my-data');
    await resident.page.getByText('公交优待卡换发核验').first().waitFor();
    await resident.page.getByText('市交通运输局').first().waitFor();
    await resident.look('my-data');
    await resident.context.close();
  });

  test('another request needs a human; nobody answers, and the clock makes it visible to the bureau', async () => {
    const officer = await visit(city.browser, city.product.url, { size: 'desk', album: 'sharing' });
    keepOnFailure('sharing', officer);
    await signIn(officer, city.product, 'console', 'transport-data', '/sharing/new?resource=household-register');
    await ask(officer.page, ['姓名', '户籍地址']);
    await officer.page.getByText('需要人工答复').waitFor();
    await officer.page.getByRole('button', { name: '提交申请' }).click();
    await officer.page.getByRole('heading', { name: /共享申请 / }).waitFor();
    await eventually(() => officer.page.url()).toMatch(/requests\/[0-9a-f-]{36}/);
    const id = officer.page.url().split('/').at(-1) as string;
    const number = (await officer.page.getByRole('heading', { name: /共享申请 / }).innerText())
      .split(' ')
      .at(-1) as string;
    await officer.context.close();

    // The authority checks it; the provider then says nothing until the last day is over.
    const authority = await visit(city.browser, city.product.url, { size: 'desk', album: 'sharing' });
    const { page, look } = authority;
    keepOnFailure('sharing', authority);
    await signIn(authority, city.product, 'console', 'authority', `/sharing/requests/${id}`);
    await page.getByRole('button', { name: '形式审查' }).click();
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /审查通过/ })
      .check();
    await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await page
      .getByText(/等待.*公安局|市公安局/)
      .first()
      .waitFor();
    // Three weeks pass: the clock is put back to where it would have begun.
    await hub().hub(
      `update sharing.request set document = jsonb_set(document, '{clock,from}', to_jsonb(to_char((now() - interval '24 days') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
         due_at = now() - interval '10 days', due_date = (now() - interval '10 days')::date, amber_from = now() - interval '17 days',
         red_from = now() - interval '11 days' where id = $1`,
      [id],
    );
    await hub().hub(`select graphile_worker.add_job('sharing.watch-clocks', '{}'::json)`);
    await eventually(
      async () =>
        (await hub().hub<{ stage: string }>(`select stage from sharing.request where id = $1`, [id]))[0]?.stage,
    ).toBe('overdue');
    await page.goto('/console/sharing/board');
    const row = page.getByRole('row').filter({ hasText: '市公安局' });
    await row.first().waitFor();
    await page
      .getByRole('link', { name: new RegExp(number) })
      .first()
      .waitFor();
    await look('board');
    await page.goto(`/console/sharing/requests/${id}`);
    await page
      .getByText(/已超期 \d+ 个工作日/)
      .first()
      .waitFor();
    await look('overdue');
    await authority.context.close();
  });
});
