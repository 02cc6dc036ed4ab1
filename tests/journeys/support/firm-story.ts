import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { apiVisitor } from './api.ts';
import { keepOnFailure, visit } from './browser.ts';
import type { City } from './city.ts';
import { askToCorrect, decide, expectCalm, officer, openCase, processShown, says } from './desk-work.ts';
import { eventually } from './eventually.ts';
import { PDF, workUpToDecision } from './filing.ts';
import { pdfText } from './pdf.ts';
import { caseNoOn, onwards, submitForm } from './portal-story.ts';
import { signIn } from './sign-in.ts';

const ALBUM = 'services-firm';
const FIRM = '明州市江湾清源餐饮有限公司';
const CODE = '91990200MADEM001AR';
/** The officers who have a hand in it; applicants see offices. */
const OFFICER = '包海东';

/** A firm at a desk: applies, is asked once to correct, corrects, and gets its decision and licence. */
export function firmStory(city: City): void {
  test('a firm applies at a desk, is refused a wrong file, corrects once, follows its case and gets its licence', async () => {
    const firm = await visit(city.browser, city.product.url, { size: 'desk', album: ALBUM });
    const clerk = await officer(city, 'market-clerk', ALBUM);
    keepOnFailure(ALBUM, firm, clerk);
    const { page, look, picture } = firm;
    await signIn(firm, city.product, 'portal', 'younger');
    await look('acting');
    await page.getByRole('button', { name: `以此身份办事：${FIRM}` }).click();
    await page.getByText(`正在代表“${FIRM}”办事`).waitFor();
    await page.goto('/matters/food-business-licence');
    await page.getByRole('button', { name: '开始办理' }).click();
    await page.waitForURL(/\/apply\//);
    const shop = page.getByRole('textbox', { name: '经营者名称' });
    await eventually(() => shop.inputValue(), 'a firm does not type its own name').toBe(FIRM);
    expect(await page.getByRole('textbox', { name: '统一社会信用代码' }).inputValue()).toBe(CODE);
    await page.getByText('新办', { exact: true }).click();
    await page.getByText('餐饮服务', { exact: true }).click();
    await page.getByRole('textbox', { name: /^手机号码/ }).fill('13800005555');
    await look('form');
    await onwards(page).click();
    await page.getByRole('textbox', { name: '经营场所' }).fill('江湾区鼓楼街道 8 号');
    await page.getByRole('textbox', { name: /^经营面积/ }).fill('20');
    await page.getByRole('textbox', { name: '食品安全管理员' }).fill('王安全');
    await refusesWrongFile(page);
    await look('wrong-file');
    await page.locator('input[type=file]').first().setInputFiles(PDF);
    await page.getByText(/已上传/).waitFor();
    await onwards(page).click();
    await page.getByRole('heading', { name: '核对一下，没错就提交' }).waitFor();
    await look('review');
    await onwards(page).click();
    await page.waitForURL(/\/result$/);
    await look('handed-in');
    await page.getByRole('link', { name: '看进度' }).click();
    const caseNo = await caseNoOn(page);

    await openCase(clerk, caseNo);
    // The names of files come a moment after the case.
    await clerk.page.getByRole('button', { name: 'plan.pdf', exact: true }).waitFor();
    const seen = await says(clerk.page);
    for (const words of [FIRM, CODE]) expect(seen).toContain(words);
    await askToCorrect(clerk, [
      { field: '经营面积', text: '面积与平面图不一致，请按图填写' },
      { field: '食品安全管理员', text: '请填写持证的食品安全管理员' },
    ]);
    await clerk.look('told-once');
    await clerk.page.getByRole('dialog').getByRole('button', { name: '发出告知' }).press('Enter');
    await clerk.page.getByRole('heading', { name: '已告知补正' }).waitFor();

    // The firm's open page hears of it by itself, and the notice lists everything.
    await page.getByRole('heading', { name: '需要您补正' }).waitFor();
    const notice = await says(page);
    for (const words of ['面积与平面图不一致，请按图填写', '请填写持证的食品安全管理员', '补齐补正通知书'])
      expect(notice).toContain(words);
    await page.getByRole('link', { name: '去补正' }).click();
    await page.getByRole('heading', { name: '按通知补正' }).waitFor();
    await toField(page, /^经营面积/, '120');
    await page.getByRole('textbox', { name: '食品安全管理员' }).fill('李持证');
    await picture('correcting');
    await submitForm(page);
    await page.getByRole('link', { name: '看进度' }).click();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();

    await openCase(clerk, caseNo);
    expect(await says(clerk.page)).toContain('李持证');
    expect(await clerk.page.getByRole('radio', { name: '一次性告知补正' }).count(), 'asked once, never again').toBe(0);
    await decide(clerk, '受理', { confirm: /^受\s?理$/, told: '已受理' });
    await page.getByText('材料审查').first().waitFor();
    await eventually(() => says(page), 'the clock runs from acceptance').toMatch(/还剩 8 个工作日/);
    await page.getByRole('button', { name: '看流程图' }).click();
    const steps = await processShown(page);
    expect(steps.find((step) => step.startsWith('材料审查'))).toMatch(/正在办理/);
    await look('case-accepted');

    const colleague = await apiVisitor(city.product, 'market-clerk', 'console');
    await workUpToDecision(colleague, caseNo, '现场布局与图一致');
    await colleague.close();
    await openCase(clerk, caseNo);
    await clerk.page.getByText('看流程图和现在的位置').click();
    await processShown(clerk.page);
    await clerk.look('case-before-decision');
    await decide(clerk, '准予', { opinion: '图纸和现场一致', confirm: /^准\s?予$/, told: '已准予' });

    await page.getByText('准予决定书').first().waitFor();
    await page.getByRole('link', { name: '查看电子证照' }).waitFor();
    const told = await says(page);
    for (const words of ['收件凭证', '补齐补正通知书', '受理通知书', '准予决定书']) expect(told).toContain(words);
    expect(told, 'notices have numbers').toMatch(/市市场监管局准字〔\d{4}〕\d+号/);
    for (const inside of [OFFICER, '现场布局与图一致', '图纸和现场一致']) expect(told).not.toContain(inside);
    await picture('case-decided');
    await opensDecision(page, told);
    await page.goto('/licences');
    await page.getByRole('link', { name: /食品经营许可证/ }).waitFor();
    await look('wallet');
    expectCalm([firm, clerk], [expect.stringMatching(/^4\d\d PATCH \/api\/cases\/.+\/files\//) as string]);
    for (const visitor of [firm, clerk]) await visitor.context.close();
  });
}

/** A text that calls itself a PDF is told apart by what it holds, and the answer says so. */
async function refusesWrongFile(page: Page): Promise<void> {
  const text = { ...PDF, buffer: Buffer.from('这不是一张图') };
  await page.locator('input[type=file]').first().setInputFiles(text);
  const told = page.getByRole('alert').filter({ hasText: '没有上传' });
  await told.waitFor();
  expect(await told.innerText()).toMatch(/“plan\.pdf”没有上传.*(内容|格式|类型)/s);
}

/** Goes on until a field is on the screen, and fills it in. */
async function toField(page: Page, name: RegExp, value: string): Promise<void> {
  const field = page.getByRole('textbox', { name });
  await page.locator('.apply').waitFor();
  if (!(await field.isVisible())) await onwards(page).click();
  await field.fill(value);
}

/** The decision opens as a PDF that says what it is and bears its number; opening it is seen by the office. */
async function opensDecision(page: Page, told: string): Promise<void> {
  const address = await page.getByRole('link', { name: /^准予决定书/ }).getAttribute('href');
  const file = await page.context().request.get(address as string);
  expect(file.headers()['content-type']).toContain('application/pdf');
  const number = /市市场监管局准字〔\d{4}〕\d+号/.exec(told)?.[0] as string;
  const text = pdfText(await file.body());
  if (text !== undefined) for (const words of [number, FIRM]) expect(text.replace(/\s/g, '')).toContain(words);
}
