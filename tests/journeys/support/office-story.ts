import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { keepOnFailure, visit, type SizeName } from './browser.ts';
import type { City } from './city.ts';
import { caseNoOn, fillForm, onwards, submitForm } from './portal-story.ts';
import { signIn } from './sign-in.ts';

const APPLY = '/matters/elder-card?start=1';

/** Steps 5 and 8 of the story: a case that rules route to a person, and one that they refuse with the reason. */
export function officeStory(city: City, size: SizeName): void {
  const visitor = (album: string = size) => visit(city.browser, city.product.url, { size, album });

  test('a case that rules route reaches the clerk, is sent back for a correction, answered, approved; the licence appears', async () => {
    const newcomer = await visitor();
    const clerk = await visitor();
    keepOnFailure(size, newcomer, clerk);
    await signIn(newcomer, city.product, 'portal', 'newcomer', APPLY);
    await newcomer.page.waitForURL(/\/apply\//);
    await fillForm(newcomer.page, '13800002222');
    await submitForm(newcomer.page);
    await newcomer.page.getByText('已收到，转工作人员办理').waitFor();
    const told = await newcomer.page.locator('main').innerText();
    expect(told).toContain('迁入本市不满六个月');
    expect(told, 'a clock in working days').toMatch(/还剩 \d+ 个工作日|今天到期/);
    await newcomer.look('routed');
    await newcomer.page.getByRole('link', { name: '看进度' }).click();
    const caseNo = await caseNoOn(newcomer.page);

    await signIn(clerk, city.product, 'console', 'clerk');
    await clerk.page.waitForURL(/\/console\/work/);
    const row = clerk.page.getByRole('row').filter({ hasText: caseNo });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/个工作日|今天到期/);
    expect(await row.innerText(), 'the applicant is masked in the list').not.toContain('罗长林');
    await clerk.look('work-list');
    await row.getByRole('link', { name: caseNo }).click();
    await clerk.page.getByRole('heading', { name: caseNo }).waitFor();
    const fields = await clerk.page.getByRole('table').first().innerText();
    for (const words of ['罗长林', '明州市双塘市莲湖街道', '明州市公安局', '申请人填写', '13800002222'])
      expect(fields).toContain(words);
    expect(await clerk.page.locator('main').innerText()).toContain('迁入本市不满六个月');
    await clerk.look('case-file');

    await clerk.page.getByText('一次性告知补正', { exact: true }).click();
    await clerk.page.getByLabel('需要怎样补正').fill('请写上一位家人的联系方式，便于核对');
    await clerk.page.getByRole('button', { name: '提交决定' }).click();
    await clerk.page.getByRole('dialog').getByText('办理时限暂停').waitFor();
    await clerk.look('correction-confirm');
    await clerk.page.getByRole('button', { name: '发出告知' }).click();
    await clerk.page.getByRole('heading', { name: '已告知补正' }).waitFor();

    // The resident's open page hears of it by itself.
    await newcomer.page.getByRole('heading', { name: '需要您补正' }).waitFor();
    await newcomer.look('correction-asked');
    await newcomer.page.getByRole('link', { name: '去补正' }).click();
    await newcomer.page.waitForURL(/\/apply\//);
    await newcomer.page.getByText('请写上一位家人的联系方式').first().waitFor();
    await newcomer.look('correction-form');
    await answerCorrection(newcomer.page);
    await newcomer.page.waitForURL(/\/result$/);

    await clerk.page.goto('/console/work');
    await clerk.page.getByRole('link', { name: caseNo }).click();
    await clerk.page.getByText('罗小林', { exact: true }).waitFor();
    await clerk.page.getByText('受理并准予', { exact: true }).click();
    await clerk.page.getByLabel(/^意见/).fill('经与迁出地核对，未领过证，符合条件');
    await clerk.page.getByRole('button', { name: '提交决定' }).click();
    // antd sets two Chinese characters on a button apart.
    await clerk.page
      .getByRole('dialog')
      .getByRole('button', { name: /^准\s?予$/ })
      .click();
    await clerk.page.getByRole('heading', { name: '已准予' }).waitFor();
    await clerk.look('approved-by-clerk');

    await newcomer.page.goto('/licences');
    // The wallet, too, hears by itself of a licence that is made a moment later.
    await newcomer.page.getByRole('link', { name: /老年优待证/ }).waitFor();
    await newcomer.page.goto('/my-data');
    await newcomer.page.getByRole('heading', { name: '查看记录' }).waitFor();
    await newcomer.page.getByText(caseNo).first().waitFor();
    const reads = await newcomer.page.locator('main').innerText();
    expect(reads, 'the office, never the officer').not.toContain('沈静');
    await newcomer.look('my-data-after-clerk');
    expect.soft([...newcomer.complaints, ...clerk.complaints]).toEqual([]);
    await newcomer.context.close();
    await clerk.context.close();
  });

  test('someone too young is told at once, with the reason, the basis and what can be done', async () => {
    const younger = await visitor();
    keepOnFailure(size, younger);
    await signIn(younger, city.product, 'portal', 'younger', APPLY);
    await younger.page.waitForURL(/\/apply\//);
    await fillForm(younger.page, '13800003333');
    await submitForm(younger.page);
    await younger.page.getByText('没有通过', { exact: true }).waitFor();
    const told = await younger.page.locator('main').innerText();
    for (const words of ['未满六十周岁', '《', '行政复议', '行政诉讼']) expect(told).toContain(words);
    await younger.look('refused');
    await younger.context.close();
  });

  async function answerCorrection(page: Page): Promise<void> {
    const name = page.getByRole('textbox', { name: /^联系人姓名/ });
    const more = page.getByText(/还可以补充/);
    while (!(await name.isVisible())) {
      if ((await more.isVisible()) && !(await name.isVisible())) await more.click();
      else await onwards(page).click();
      await page.waitForTimeout(200);
    }
    await name.fill('罗小林');
    await page.getByRole('textbox', { name: /^联系人手机号码/ }).fill('13800004444');
    await submitForm(page);
  }
}
