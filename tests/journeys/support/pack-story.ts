import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiVisitor, signInByApi, type ApiVisitor } from './api.ts';
import { keepOnFailure, visit, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { decide, expectCalm, officer, openCase, processShown, says } from './desk-work.ts';
import { caseNoOn, onwards } from './portal-story.ts';
import { isAlive } from './processes.ts';
import { behind } from './rail-city.ts';
import { RENEWAL_PACK, writeRenewalPack } from './renewal-pack.ts';

const ALBUM = 'services-pack';
const EXAMINATION = '体检核查';
const MATTER = `/matters/${RENEWAL_PACK}`;
/** How an officer ends a task of the matter. */
const ACCEPT = { confirm: /^受\s?理$/, told: '已受理' };
const APPROVE = { opinion: '准予换领', confirm: /^准\s?予$/, told: '已准予' };

/** A matter comes as a pack while the server runs, is used, changes, and what began before ends as it began. */
export function packStory(city: City): void {
  test('a matter is added as a pack while the server runs, used, changed; the new case takes the new way, the old one ends by the old', async () => {
    const began = startOf(city.product.pid);
    const administrator = await apiVisitor(city.product, 'sysadmin', 'console');
    const resident = await visit(city.browser, city.product.url, { size: 'phone', album: ALBUM });
    const clerk = await officer(city, 'psb-clerk', ALBUM);
    keepOnFailure(ALBUM, resident, clerk);
    const { page, picture } = resident;
    await signInByApi(resident.context.request, city.product, 'elder', 'portal');
    const search = page.getByRole('combobox', { name: '想办什么事？' });
    await page.goto('/');
    await search.fill('换驾照');
    await page.getByText('没有找到“换驾照”').waitFor();

    writeRenewalPack(city.product, { version: '1.0.0', eyesight: 5, examined: false });
    expect(await install(administrator)).toMatchObject({ packVersion: '1.0.0', matters: [{ outcome: 'new' }] });
    await page.goto('/');
    await search.fill('换驾照');
    await page.getByRole('option', { name: /驾驶证补领、换领/ }).click();
    await page.waitForURL(`**${MATTER}`);
    await picture('guide-of-the-new-matter');
    const old = await renew(resident, 4.9);
    expect(await says(page)).toContain('视力低于当场换证的标准');
    await picture('by-a-clerk');

    writeRenewalPack(city.product, { version: '1.1.0', eyesight: 4.9, examined: true });
    expect(await install(administrator)).toMatchObject({ packVersion: '1.1.0', matters: [{ outcome: 'superseded' }] });
    expect(await install(administrator), 'again changes nothing').toMatchObject({
      matters: [{ outcome: 'unchanged' }],
    });
    await renew(resident, 4.9, '通过了');
    expect(await says(page), 'the new limit').toContain('视力 4.9 以上：当场换证');
    const fresh = await renew(resident, 4.7);

    // The old case: accepted, decided, as it was drawn when it was handed in.
    await openCase(clerk, old);
    expect(await says(clerk.page)).toContain('视力不到 5：人工办理');
    await clerk.page.getByText('看流程图和现在的位置').click();
    expect((await processShown(clerk.page)).join()).not.toContain(EXAMINATION);
    await decide(clerk, '受理', ACCEPT);
    await decide(clerk, '准予', APPROVE);
    await clerk.picture('old-case');
    // The new one has an examination in between.
    await openCase(clerk, fresh);
    expect(await says(clerk.page)).toContain('视力不到 4.9：人工办理');
    await clerk.page.getByText('看流程图和现在的位置').click();
    expect((await processShown(clerk.page)).join()).toContain(EXAMINATION);
    await decide(clerk, '受理', ACCEPT);
    await clerk.page.locator('.next-task').getByText(EXAMINATION).waitFor();
    await clerk.picture('new-case');
    await decide(clerk, '同意', { opinion: '体检合格', confirm: /^同\s?意$/, told: '已提交同意意见' });
    await decide(clerk, '准予', APPROVE);

    const under = behind(city.product);
    const cases = await under.hub<{ case_no: string; state: string; version: string; links: string[] }>(
      `select c.case_no, c.state, c.matter_version as version, coalesce((select array_agg(t.node order by t.closed_at) from cases.task t
         where t.case_id = c.id and t.kind = 'user' and t.state = 'done'), '{}') as links
       from cases.case c where c.matter = $1 and c.submitted_at is not null order by c.submitted_at`,
      [RENEWAL_PACK],
    );
    await under.close();
    expect(cases).toMatchObject([
      { case_no: old, state: 'closed', links: ['accept', 'decide'] },
      { state: 'closed', links: [] },
      { case_no: fresh, state: 'closed', links: ['accept', 'examine', 'decide'] },
    ]);
    expect(cases.map(({ version }) => version.split('+')[0])).toEqual(['1.0.0', '1.1.0', '1.1.0']);
    expect([isAlive(city.product.pid), startOf(city.product.pid)], 'the same server all the while').toEqual([
      true,
      began,
    ]);
    expectCalm([resident, clerk]);
    for (const one of [resident, clerk]) await one.context.close();
    await administrator.close();
  });
}

async function install(administrator: ApiVisitor): Promise<unknown> {
  const answer = await administrator.post(`/api/matters/packs/${RENEWAL_PACK}`, {});
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

/** Applies with this eyesight. @returns the number of the case */
async function renew({ page }: Visitor, eyesight: number, verdict = '已收到，转工作人员办理'): Promise<string> {
  await page.goto(`${MATTER}?start=1`);
  await page.waitForURL(/\/apply\//);
  await page.getByRole('textbox', { name: /视力/ }).fill(String(eyesight));
  await onwards(page).click();
  await page.getByText('有效期满', { exact: true }).click();
  await onwards(page).click();
  await page.waitForURL(/\/result$/);
  await page.getByText(verdict, { exact: true }).waitFor();
  await page.getByRole('link', { name: '看进度' }).click();
  const caseNo = await caseNoOn(page);
  await page.goBack();
  await page.getByText(verdict, { exact: true }).waitFor();
  return caseNo;
}

/** When a process started, in ticks since the machine did (`/proc`, field 22 of stat). */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string;
}
