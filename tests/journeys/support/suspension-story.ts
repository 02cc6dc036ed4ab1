import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { keepOnFailure, visit, type SizeName } from './browser.ts';
import { departmentChanges, type City } from './city.ts';
import { verdictIs, type Elder } from './portal-story.ts';
import { behind } from './rail-city.ts';
import { signIn } from './sign-in.ts';
import { eventually } from './eventually.ts';

/** What “within seconds” means on a machine that does ten other things. */
const SECONDS = 15_000;

/** Step 10 of the story: a change in a department's data does nothing adverse by itself. */
export function suspensionStory(city: City, size: SizeName, elder: Elder): void {
  test('a move away opens a verification; only an officer suspends the card, with reasons; a mistake is put right, with its trace', async () => {
    const officer = await visit(city.browser, city.product.url, { size, album: size });
    const clerk = await visit(city.browser, city.product.url, { size, album: size });
    const stranger = await visit(city.browser, city.product.url, { size, album: size });
    keepOnFailure(size, officer, clerk, stranger, elder.visitor);
    await signIn(officer, city.product, 'console', 'data');
    await signIn(clerk, city.product, 'console', 'clerk');

    await clerk.page.getByRole('link', { name: '核验任务' }).click();
    await officer.page.goto('/console/lines/psb-household');
    const task = clerk.page.getByRole('button', { name: '核实持证人户籍是否迁出本市' });
    const changed = await departmentChanges(city, '--set', 'household_status=moved-away');
    // By itself: the police wrote it in their database, and the clerk's open page has the task seconds later.
    await task.waitFor({ timeout: SECONDS });
    console.log(`the task was there ${((Date.now() - changed) / 1000).toFixed(1)} s after the department's command`);
    await officer.look('line-of-the-register');
    await clerk.look('verifications');
    await task.click();
    const drawer = clerk.page.getByRole('dialog');
    await drawer.getByText(/正常.*→.*迁出/).waitFor();
    const evidence = await drawer.innerText();
    expect(evidence).toContain('户籍登记状态变为“迁出”');
    expect(evidence, 'the holder is masked').toMatch(/周\*+/);
    await clerk.look('verification');
    await verified(stranger.page, elder, '有效');

    await answer(clerk.page, '属实，暂停证照', '经与公安核对，户籍已于本月迁往外市');
    await drawer.getByRole('heading', { name: '已暂停证照' }).waitFor();
    await clerk.look('verification-answered');
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
    await registrySays(city, 'normal');
    await clerk.page.goto('/console/verifications?state=confirmed');
    await task.click();
    await drawer.getByText('我没有搬走，只是在女儿家暂住').waitFor();
    await clerk.look('objection-heard');
    await answer(clerk.page, '恢复证照', '户籍登记有误，已更正');
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

/** Waits until the registry says of the elder what the police wrote. */
async function registrySays(city: City, status: string): Promise<void> {
  const under = behind(city.product);
  const said = async (): Promise<string | undefined> =>
    (
      await under.hub<{ status: string }>(
        `select household_status as status from lake.registry_population where name = '周淑芬'`,
      )
    )[0]?.status;
  await eventually(said).toBe(status);
  await under.close();
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

/** Chooses a conclusion in the open task, gives the reason, confirms. */
async function answer(page: Page, conclusion: string, reason: string): Promise<void> {
  const drawer = page.getByRole('dialog').first();
  await drawer.getByText(conclusion, { exact: true }).click();
  await drawer.getByLabel('理由').fill(reason);
  await drawer.getByRole('button', { name: '提交结论' }).click();
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST' && response.url().includes('/api/work/')),
    // By keyboard, which does not depend on where the opening dialog has come to.
    page.getByRole('button', { name: conclusion }).press('Enter'),
  ]);
  expect(answered.status(), await answered.text()).toBeLessThan(300);
}
