import { expect, test } from 'vitest';
import { apiVisitor, signInByApi, type ApiCase } from './api.ts';
import { keepOnFailure, visit, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { decide, expectCalm, officer, openCase, says } from './desk-work.ts';
import { eventually } from './eventually.ts';
import { actForFirm, finish, handIn, workUpToDecision } from './filing.ts';

const ALBUM = 'services-opinions';
const EVENT = {
  name: '江湾灯会',
  from: '2027-02-10',
  to: '2027-02-12',
  place: '江湾体育场',
  people: 3000,
  outdoor: true,
  phone: '13800005555',
};
/** Three offices, what each thinks, and the words by which it is known again. */
const OFFICES = [
  {
    login: 'transport-clerk',
    way: '同意',
    confirm: /^同\s?意$/,
    opinion: '建议封闭江湾路东段',
    told: '已提交同意意见',
  },
  { login: 'health-clerk', way: '不同意', confirm: /^不同意$/, opinion: '急救车位不足两个', told: '已提交不同意意见' },
  { login: 'market-clerk', way: '同意', confirm: /^同\s?意$/, opinion: '游乐设施检验合格', told: '已提交同意意见' },
] as const;
const OPINIONS = OFFICES.map(({ opinion }) => opinion);

/** A matter that three departments examine at the same time (并联). */
export function opinionsStory(city: City): void {
  test('three departments give opinions at the same time; these stay inside; the decision follows, and the board shows it', async () => {
    const applicant = await apiVisitor(city.product, 'younger');
    await actForFirm(applicant);
    const { id, caseNo } = await handIn(applicant, 'large-event-licence', EVENT, [
      'eventPlan',
      'safetyPlan',
      'venueConsent',
    ]);
    const police = await apiVisitor(city.product, 'psb-clerk', 'console');
    await finish(police, caseNo, 'accept');
    const [head, ...offices] = await Promise.all([
      officer(city, 'psb-head', ALBUM, '/work-board'),
      ...OFFICES.map(({ login }) => officer(city, login, ALBUM)),
    ]);
    keepOnFailure(ALBUM, head, ...offices);
    await boardSays(head, '在办', caseNo);
    await head.look('board-open');

    // All three have the case in front of them, and have written, before the first one sends.
    await Promise.all(offices.map((one) => openCase(one, caseNo)));
    await Promise.all(offices.map((one, at) => write(one, OFFICES[at] as (typeof OFFICES)[number])));
    await (offices[1] as Visitor).picture('opinion-written');
    await Promise.all(offices.map((one, at) => send(one, OFFICES[at] as (typeof OFFICES)[number])));
    await (offices[0] as Visitor).picture('opinion-sent');

    // The office that decides reads them all; who has no part in it finds nothing; the firm sees offices, never thoughts.
    const decider = await officer(city, 'psb-clerk', ALBUM);
    const firm = await visit(city.browser, city.product.url, { size: 'desk', album: ALBUM });
    const outsider = await officer(city, 'clerk', ALBUM, `/work/${id}`);
    keepOnFailure(ALBUM, decider, firm, outsider);
    await openCase(decider, caseNo);
    const inside = await says(decider.page);
    for (const opinion of OPINIONS) expect(inside).toContain(opinion);
    await decider.picture('opinions-read');
    await eventually(() => outsider.page.locator('main').innerText()).toMatch(/没有找到|权限|不能/);
    await outsider.look('not-theirs');
    await asFirm(firm, city);
    await firm.page.goto(`/cases/${id}`);
    await firm.page.getByText('医疗保障意见').first().waitFor();
    const outside = (await says(firm.page)) + JSON.stringify(await applicant.get<ApiCase>(`/api/cases/mine/${id}`));
    for (const office of ['明州市交通运输局', '明州市卫生健康委员会', '明州市市场监督管理局'])
      expect(outside).toContain(office);
    for (const secret of [...OPINIONS, '贺晓航', '沙雨晴', '包海东']) expect(outside).not.toContain(secret);

    await decide(decider, '同意', { opinion: '现场符合方案', confirm: /^同\s?意$/, told: '已提交同意意见' });
    await workUpToDecision(police, caseNo, '现场符合方案');
    await finish(police, caseNo, 'approve', { opinion: '准予举办' });
    await firm.page.getByText('准予决定书').first().waitFor();
    const decided = (await says(firm.page)) + JSON.stringify(await applicant.get<ApiCase>(`/api/cases/mine/${id}`));
    for (const secret of [...OPINIONS, '现场符合方案']) expect(decided).not.toContain(secret);
    await firm.picture('decided');
    await boardSays(head, '办结', caseNo);
    await head.picture('board-decided');
    expectCalm([head, decider, firm, ...offices]);
    expectCalm([outsider], [expect.stringMatching(/^40[34] GET \/api\/work\/cases\//) as string]);
    for (const one of [head, decider, firm, outsider, ...offices]) await one.context.close();
    for (const one of [applicant, police]) await one.close();
  });
}

type Office = (typeof OFFICES)[number];

async function write({ page }: Visitor, { way, opinion }: Office): Promise<void> {
  await page.locator('.ways').getByText(way, { exact: true }).click();
  await page.getByLabel(/^意见/).fill(opinion);
}

async function send({ page }: Visitor, { confirm, told }: Office): Promise<void> {
  await page.getByRole('button', { name: '提交决定' }).click();
  await page.getByRole('dialog').getByRole('button', { name: confirm }).press('Enter');
  await page.getByRole('heading', { name: told }).waitFor();
}

async function asFirm(visitor: Visitor, city: City): Promise<void> {
  await signInByApi(visitor.context.request, city.product, 'younger', 'portal');
  await visitor.page.goto('/acting');
  await visitor.page.getByRole('button', { name: /^以此身份办事：.*有限公司$/ }).click();
  await visitor.page.getByText(/^正在代表/).waitFor();
}

/** Opens what is behind a figure of the police's line on the board, where the case must be; the light stands beside it. */
async function boardSays({ page }: Visitor, figure: string, caseNo: string): Promise<void> {
  await page.goto('/console/work-board');
  await page.getByRole('button', { name: new RegExp(`公安局 ?${figure} \\d+ 件`) }).click();
  const row = page.getByRole('dialog').getByRole('row').filter({ hasText: caseNo });
  await row.waitFor();
  expect(await row.innerText()).toMatch(figure === '在办' ? /绿灯/ : /按时办结/);
}
