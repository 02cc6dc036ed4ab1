import { expect, test } from 'vitest';
import type { ApiCase } from './api.ts';
import { apiVisitor } from './api.ts';
import { keepOnFailure, visit } from './browser.ts';
import type { City } from './city.ts';
import { expectCalm, officer, openCase, says } from './desk-work.ts';
import { actForFirm, handIn } from './filing.ts';
import { signIn } from './sign-in.ts';

const ALBUM = 'services-referral';
const AUTHORITY = '邻省人力资源和社会保障厅';
const ADVICE = '凭转报告知书到该厅政务窗口继续办理，材料不用再交';

/** An application that another authority has to decide: referred with its reason, and the applicant reads where it went. */
export function referralStory(city: City): void {
  test('an office refers an application to the competent authority, and the applicant reads where it went and what to do', async () => {
    const firm = await apiVisitor(city.product, 'younger');
    await actForFirm(firm);
    const form = { system: 'irregular', posts: '外省项目部', people: 3, unionAgreed: true, phone: '13800005555' };
    const { id, caseNo } = await handIn(firm, 'working-hours-approval', form, ['hoursPlan', 'staffOpinion']);
    const clerk = await officer(city, 'hrss-clerk', ALBUM);
    const applicant = await visit(city.browser, city.product.url, { size: 'phone', album: ALBUM });
    keepOnFailure(ALBUM, clerk, applicant);
    await openCase(clerk, caseNo);
    const { page, look } = clerk;
    await page.getByRole('button', { name: /^其他/ }).click();
    await page.getByRole('menuitem', { name: '转报' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^理由/).fill('用工地在邻省，由该省审批');
    await dialog.getByRole('button', { name: '转报' }).click();
    await dialog.getByText('请写明申请人接下来怎么办。').waitFor();
    await dialog.getByLabel('市外机关名称').fill(AUTHORITY);
    await dialog.getByLabel(/^申请人接下来怎么办/).fill(ADVICE);
    await look('dialog');
    await dialog.getByRole('button', { name: '转报' }).click();
    await page.getByText('已转报，申请人会收到《转报告知书》').waitFor();
    await page.locator('main').getByText(AUTHORITY, { exact: true }).first().waitFor();
    await look('referred');

    await signIn(applicant, city.product, 'portal', 'younger');
    await applicant.page.getByRole('button', { name: /^以此身份办事：.*公司$/ }).click();
    await applicant.page.getByText(/正在代表“.+”办事/).waitFor();
    await applicant.page.goto(`/cases/${id}`);
    await applicant.page.getByText(ADVICE).waitFor();
    const told = await says(applicant.page);
    expect(told).toContain(AUTHORITY);
    expect(told).toContain('用工地在邻省，由该省审批');
    await applicant.look('told');
    expect((await firm.get<ApiCase>(`/api/cases/mine/${id}`)).state).toBe('referred');
    expectCalm([clerk, applicant]);
    await clerk.context.close();
    await applicant.context.close();
    await firm.close();
  });
}
