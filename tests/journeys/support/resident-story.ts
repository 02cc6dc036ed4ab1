import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { apiVisitor } from './api.ts';
import { keepOnFailure, visit } from './browser.ts';
import type { City } from './city.ts';
import { askToCorrect, decide, expectCalm, officer, openCase, processShown, says } from './desk-work.ts';
import { eventually } from './eventually.ts';
import { finish } from './filing.ts';
import { caseNoOn, onwards } from './portal-story.ts';
import { signIn } from './sign-in.ts';

const ALBUM = 'services-resident';
const OFFICER = '沈静';

/** A resident on a phone: a page at a time, a photo as the paper, one correction, the decision. */
export function residentStory(city: City): void {
  test('a resident applies on a phone, corrects once, follows the case and gets the decision', async () => {
    const resident = await visit(city.browser, city.product.url, { size: 'phone', album: ALBUM });
    const clerk = await officer(city, 'clerk', ALBUM);
    keepOnFailure(ALBUM, resident, clerk);
    const { page, look, picture } = resident;
    await page.goto('/matters/temporary-assistance');
    await look('guide');
    await signIn(resident, city.product, 'portal', 'elder', '/matters/temporary-assistance?start=1');
    await page.waitForURL(/\/apply\//);
    await eventually(() => says(page), 'who they are is known').toContain('周淑芬');
    await page.getByRole('textbox', { name: /^手机号码/ }).fill('13800004321');
    await look('form-person');
    await onwards(page).click();
    await page.getByText('重大疾病', { exact: true }).click();
    await page.getByRole('textbox', { name: /^家庭人口/ }).fill('1');
    await page.getByRole('textbox', { name: /^困难情况说明/ }).fill('住院');
    await page.locator('input[type=file]').setInputFiles({
      name: '住院单.png',
      mimeType: 'image/png',
      buffer: PNG.sync.write(new PNG({ width: 60, height: 80 })),
    });
    await page.getByText(/已上传/).waitFor();
    await picture('form-hardship');
    await onwards(page).click();
    await page.getByRole('heading', { name: '核对一下，没错就提交' }).waitFor();
    await onwards(page).click();
    await page.waitForURL(/\/result$/);
    await picture('handed-in');
    await page.getByRole('link', { name: '看进度' }).click();
    const caseNo = await caseNoOn(page);

    await openCase(clerk, caseNo);
    await askToCorrect(clerk, [
      { field: '困难情况说明', text: '请写明住院时间和自付金额' },
      { field: '收款账户', text: '请填写本人社会保障卡账户' },
    ]);
    await clerk.page.getByRole('dialog').getByRole('button', { name: '发出告知' }).press('Enter');
    await clerk.page.getByRole('heading', { name: '已告知补正' }).waitFor();

    await page.getByRole('heading', { name: '需要您补正' }).waitFor();
    await picture('correction-asked');
    await page.getByRole('link', { name: '去补正' }).click();
    await page.getByRole('heading', { name: '按通知补正' }).waitFor();
    const back = page.getByRole('button', { name: '上一步' });
    while (await back.isVisible()) await back.click();
    await page.getByRole('textbox', { name: /^收款账户/ }).fill('6217000000001234');
    await onwards(page).click();
    await page.getByRole('textbox', { name: /^困难情况说明/ }).fill('十一月住院九天，自付八千元');
    await onwards(page).click();
    await page.getByText('十一月住院九天，自付八千元').waitFor();
    await look('correction-review');
    await onwards(page).click();
    await page.waitForURL(/\/result$/);
    await page.getByRole('link', { name: '看进度' }).click();

    await openCase(clerk, caseNo);
    await decide(clerk, '受理', { confirm: /^受\s?理$/, told: '已受理' });
    const colleague = await apiVisitor(city.product, 'clerk', 'console');
    await finish(colleague, caseNo, 'agree', { opinion: '邻居反映其子不尽赡养义务' });
    await colleague.close();
    await page.getByText('入户调查').first().waitFor();
    await eventually(() => says(page)).toMatch(/还剩 \d+ 个工作日/);
    await page.getByRole('button', { name: '看流程图' }).click();
    await eventually(async () => (await processShown(page)).find((step) => step.startsWith('决定'))).toMatch(
      /正在办理/,
    );
    await look('case-going-on');
    await openCase(clerk, caseNo);
    await decide(clerk, '准予', { opinion: '符合救助条件', confirm: /^准\s?予$/, told: '已准予' });

    await page.getByText('办结通知书').first().waitFor();
    const told = await says(page);
    expect(told).toMatch(/市民政局结字〔\d{4}〕\d+号/);
    for (const inside of [OFFICER, '赡养义务', '符合救助条件']) expect(told).not.toContain(inside);
    await picture('case-decided');
    expectCalm([resident, clerk]);
    for (const visitor of [resident, clerk]) await visitor.context.close();
  });
}
