import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { keepOnFailure, visit, type SizeName, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { verdictIs, type Elder } from './portal-story.ts';
import { runProgram } from './product.ts';
import { signIn } from './sign-in.ts';
import { eventually } from './eventually.ts';

type Verification = {
  id: string;
  licenceId: string;
  holder: string;
  evidence: { zh: string };
  before?: { zh: string };
  after?: { zh: string };
  allowed: string[];
};

/** Step 10 of the story: a change in a department's data does nothing adverse by itself. */
export function suspensionStory(city: City, size: SizeName, elder: Elder): void {
  test('a move away opens a verification; only an officer suspends the card, with reasons; a mistake is put right, with its trace', async () => {
    const officer = await visit(city.browser, city.product.url, { size, album: size });
    const clerk = await visit(city.browser, city.product.url, { size, album: size });
    const stranger = await visit(city.browser, city.product.url, { size, album: size });
    keepOnFailure(size, officer, clerk, stranger, elder.visitor);
    await signIn(officer, city.product, 'console', 'data');
    await signIn(clerk, city.product, 'console', 'clerk');

    await departmentChanges(city, '--set', 'household_status=moved-away');
    await takeIn(officer.page, '市公安局户籍前置库');
    const open = async () =>
      (await ask<{ items: Verification[] }>(clerk, 'GET', '/api/work/verifications?state=open')).items;
    await eventually(open).toHaveLength(1);
    const [task] = (await open()) as [Verification];
    expect(task.holder).toMatch(/^周\*+$/);
    expect(task.evidence.zh).toContain('迁出');
    expect([task.before?.zh, task.after?.zh]).toEqual(['正常', '迁出']);
    await verified(stranger.page, elder, '有效');

    await ask(clerk, 'POST', `/api/work/verifications/${task.id}/confirm`, {
      reason: '经与公安核对，户籍已于本月迁往外市',
    });
    await verified(stranger.page, elder, '已中止');
    await stranger.look('verify-suspended');
    const { page, look } = elder.visitor;
    await page.goto(elder.licenceUrl);
    await page.getByRole('heading', { name: '这张证照已中止使用' }).waitFor();
    const notice = await page.locator('main').innerText();
    expect(notice).toContain('户籍已迁出本市');
    expect(notice, 'until when one may object').toMatch(/\d{4}-\d{2}-\d{2} 前/);
    await look('licence-suspended');
    await page.getByRole('button', { name: '我有异议' }).click();
    await page.getByRole('textbox').last().fill('我没有搬走，只是在女儿家暂住');
    await page.getByRole('button', { name: '提交异议' }).click();
    await page
      .getByText(/提出异议/)
      .first()
      .waitFor();
    await look('objection');

    await departmentChanges(city, '--undo');
    await takeIn(officer.page, '市公安局户籍前置库');
    await ask(clerk, 'POST', `/api/work/licences/${task.licenceId}/restore`, { reason: '户籍登记有误，已更正' });
    await verified(stranger.page, elder, '有效');
    await page.goto(elder.licenceUrl);
    const history = page.getByRole('heading', { name: '变化记录' }).locator('..');
    await eventually(() => history.innerText()).toMatch(
      /签发[\s\S]*(暂停|中止)[\s\S]*异议[\s\S]*恢复|恢复[\s\S]*异议[\s\S]*(暂停|中止)[\s\S]*签发/,
    );
    await look('licence-restored');
    for (const visitor of [officer, clerk, stranger]) await visitor.context.close();
  });
}

async function departmentChanges(city: City, ...args: string[]): Promise<void> {
  const said = await runProgram('apps/demo-departments/change.ts', ['--person', 'elder', ...args], city.product.data);
  expect(said, said.text).toMatchObject({ code: 0 });
}

/** Presses 现在归集 for a source and waits until that load is done. */
export async function takeIn(page: Page, source: string): Promise<void> {
  await page.goto('/console/sources');
  await page.getByRole('button', { name: source }).click();
  const loads = page.getByRole('dialog').getByRole('table').first().getByRole('row');
  await eventually(() => loads.count()).toBeGreaterThan(1);
  const before = await loads.nth(1).getByRole('link').getAttribute('href');
  await page.getByRole('button', { name: '现在归集' }).click();
  await eventually(() => loads.nth(1).getByRole('link').getAttribute('href')).not.toBe(before);
  await loads.nth(1).getByText('完成').waitFor({ timeout: 30_000 });
}

/** Opens the verify page anew, as someone who scans the code now. */
async function verified(page: Page, elder: Elder, word: '有效' | '已中止'): Promise<void> {
  await page.goto(elder.verifyUrl);
  await verdictIs(page, word);
}

/** A request of our own pages, as the signed-in visitor. */
async function ask<T>(visitor: Visitor, method: string, path: string, body?: object): Promise<T> {
  const answer = await visitor.page.evaluate(
    async ([how, where, json]) => {
      const response = await fetch(where as string, {
        method: how as string,
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        ...(json ? { body: json } : {}),
      });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body ? JSON.stringify(body) : ''],
  );
  expect(answer.status, answer.text).toBeLessThan(300);
  return JSON.parse(answer.text) as T;
}
