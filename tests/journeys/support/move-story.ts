import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { apiVisitor, type ApiCase, type ApiVisitor } from './api.ts';
import { keepOnFailure } from './browser.ts';
import type { City } from './city.ts';
import { expectCalm, officer, openCase, processShown, says } from './desk-work.ts';
import { finish, handIn, tasksOf } from './filing.ts';
import { RENEWAL_PACK, writeRenewalPack } from './renewal-pack.ts';

const ALBUM = 'services-move';
const BEFORE = '体检核查';
const AFTER = { id: 'check_up', zh: '视力复查', en: 'Second look at the eyes' };

/** A process gets a new version with a step of another name; its running cases are tried, mapped and moved: one alone, the others together. */
export function moveStory(city: City): void {
  test('who answers for a matter tries, maps and moves running cases to its new version, one alone and the others together, and they end by it', async () => {
    const [administrator, resident, clerk] = await Promise.all([
      apiVisitor(city.product, 'sysadmin', 'console'),
      apiVisitor(city.product, 'elder'),
      apiVisitor(city.product, 'psb-clerk', 'console'),
    ]);
    writeRenewalPack(city.product, { version: '2.0.0', eyesight: 4.9, examined: true });
    await install(administrator);
    const [alone, second, third] = [
      await examined(resident, clerk),
      await examined(resident, clerk),
      await examined(resident, clerk),
    ];
    writeRenewalPack(city.product, { version: '2.1.0', eyesight: 4.9, examined: AFTER });
    await install(administrator);
    const head = await officer(city, 'psb-head', ALBUM);
    keepOnFailure(ALBUM, head);
    const { page, look, picture } = head;

    // One alone: as it is it cannot go over; its step is mapped, and what follows is shown before it is done.
    await openCase(head, alone.caseNo);
    await page.getByText('看流程图和现在的位置').click();
    await page.getByRole('button', { name: '移到另一版本的流程' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`新版本中没有环节“${BEFORE}”`).waitFor();
    await choose(page, `“${BEFORE}”移到`, AFTER.zh);
    await dialog.getByText(`移动后打开的工作：${AFTER.zh}`).waitFor();
    await dialog.getByLabel(/^理由/).fill('体检改为视力复查');
    await look('one-case');
    await dialog.getByRole('button', { name: '移到另一版本的流程' }).click();
    await page.getByText('办件已移到所选版本的流程').waitFor();
    await page.locator('.history').getByText('体检改为视力复查').waitFor();
    expect((await processShown(page)).join()).toContain(AFTER.zh);
    await picture('moved');

    // The others together: the trial says what stands against them, then that nothing does; only then they move.
    await page.goto('/console/work?view=stopped');
    const row = page.getByRole('listitem').filter({ hasText: '2 件按 2.0.0' });
    await row.getByRole('button', { name: '成批移动' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: '试移' }).click();
    await drawer.getByText('2 件不能移动，保持原样').waitFor();
    expect(await drawer.getByRole('button', { name: /^移动这/ }).count()).toBe(0);
    await picture('trial-refused');
    await choose(page, `“${BEFORE}”（2 件）移到`, AFTER.zh);
    await drawer.getByText('选择有变化，请重新试移。').waitFor();
    await drawer.getByRole('button', { name: '重新试移' }).click();
    await drawer.getByText('2 件可以移动').waitFor();
    await drawer.getByLabel(/^理由/).fill('体检改为视力复查');
    await look('trial');
    await drawer.getByRole('button', { name: '移动这 2 件' }).click();
    await drawer.getByText('已移动 2 件').waitFor();
    await picture('result');
    for (const { caseNo } of [second, third])
      expect(await drawer.getByRole('link', { name: caseNo }).getAttribute('href')).toContain('/work/');
    await drawer
      .getByRole('button', { name: /关\s?闭/ })
      .last()
      .click();
    await row.waitFor({ state: 'detached' });

    // All three end by the new version, with the move in their history.
    for (const { caseNo } of [alone, second, third]) {
      const [task] = await tasksOf(clerk, `q=${caseNo}`);
      expect(task).toMatchObject({ caseNo, node: AFTER.id });
      await finish(clerk, caseNo, 'agree', { opinion: '视力合格' });
      await finish(clerk, caseNo, 'approve', { opinion: '准予换领' });
    }
    await page.goto(`/console/work/${second.id}`);
    await page.getByText(/从 2\.0\.0\S* 移到 2\.1\.0\S*：体检改为视力复查/).waitFor();
    expect(await says(page)).toContain('已办结');
    await picture('ended');
    expect((await resident.get<ApiCase>(`/api/cases/mine/${second.id}`)).state).toBe('closed');
    expectCalm([head]);
    await head.context.close();
    for (const one of [administrator, resident, clerk]) await one.close();
  });
}

async function install(administrator: ApiVisitor): Promise<void> {
  const answer = await administrator.post(`/api/matters/packs/${RENEWAL_PACK}`, {});
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A case that was accepted and stands at its examination. */
async function examined(resident: ApiVisitor, clerk: ApiVisitor): Promise<ApiCase> {
  const one = await handIn(resident, RENEWAL_PACK, { eyesight: 4.5, why: 'over' });
  await finish(clerk, one.caseNo, 'accept');
  return one;
}

/** Takes one of the options of a closed list. */
async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list }).click();
  await page.locator('.ant-select-item-option').filter({ hasText: option }).click();
}
