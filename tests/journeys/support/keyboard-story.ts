import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { apiVisitor } from './api.ts';
import { keepOnFailure, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { expectCalm, officer } from './desk-work.ts';
import { eventually } from './eventually.ts';
import { actForFirm, handIn, tasksOf } from './filing.ts';
import { behind } from './rail-city.ts';

const ALBUM = 'services-keyboard';
const MATTER = 'working-hours-approval';
const COUNT = 50;
const APPROVED_ONE_BY_ONE = 6;

/** A clerk's list of fifty, worked without a mouse. */
export function keyboardStory(city: City): void {
  test('a clerk works a list of fifty by keyboard alone: nothing is left, nothing is done twice, the focus is never lost', async () => {
    await fifty(city);
    const clerk = await officer(city, 'hrss-clerk', ALBUM, '/');
    keepOnFailure(ALBUM, clerk);
    const { page, look, picture } = clerk;
    await page.addInitScript(() => {
      for (const kind of ['pointerdown', 'mousedown'])
        addEventListener(kind, () => document.documentElement.setAttribute('data-mouse', 'used'), true);
    });
    await page.goto('/console/work');
    const rows = page.locator('.ant-table-tbody tr.ant-table-row');
    await eventually(() => rows.count()).toBe(COUNT);
    await look('list');
    const keys = page.keyboard;

    await keys.press('?');
    await page.getByRole('dialog').getByText('快捷键').first().waitFor();
    await look('keys');
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await keys.press('j');
    await focusIs(page, /^task-/);
    await keys.press('j');
    await keys.press('k');
    await focusIs(page, /^task-/);
    await keys.press('Enter');

    // One asked to correct, one refused, some accepted and approved in one act, each leading on to the next.
    await opened(page);
    await correct(page);
    await onward(page, 'j');
    await refuse(page);
    for (let n = 0; n < APPROVED_ONE_BY_ONE; n += 1) {
      await onward(page, 'j');
      await approveAtOnce(page, n === 0 ? picture : undefined);
    }
    await keys.press('u');
    const left = COUNT - APPROVED_ONE_BY_ONE - 2;
    await eventually(() => rows.count()).toBe(left);
    await inPage(page);

    // The rest together: accepted, then approved with one opinion.
    await keys.press('x');
    await keys.press('a');
    await batch(page, left, undefined, look);
    await keys.press('r');
    await eventually(() => rows.filter({ hasText: '审核决定' }).count()).toBe(left);
    await keys.press('a');
    await batch(page, left, '工时安排合理，职工同意');
    await page.getByText('没有待办的办件').waitFor();
    await look('nothing-left');
    expect(await page.evaluate(() => document.documentElement.getAttribute('data-mouse')), 'no mouse').toBeNull();
    await agrees(city);
    expectCalm([clerk]);
    await clerk.context.close();
  });
}

/** Two people of a firm hand in fifty applications; the city has one open draft of a matter for a firm at a time. */
async function fifty(city: City): Promise<void> {
  const people = await Promise.all(['younger', 'newcomer'].map((login) => apiVisitor(city.product, login)));
  await Promise.all(people.map(actForFirm));
  for (let n = 0; n < COUNT; n += 1) {
    const form = {
      system: 'irregular',
      posts: `门卫 ${n + 1} 组`,
      people: n + 1,
      unionAgreed: true,
      phone: '13800005555',
    };
    await handIn(people[n % 2] as (typeof people)[number], MATTER, form, ['hoursPlan', 'staffOpinion']);
  }
  await Promise.all(people.map((one) => one.close()));
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at === null || at === document.body ? '' : at.id || at.tagName.toLowerCase();
  });

async function focusIs(page: Page, what: RegExp): Promise<void> {
  await eventually(() => focused(page), 'what has the focus').toMatch(what);
}

/** The focus is somewhere on the page: whoever presses Tab goes on from there, and a screen reader has a place. */
const inPage = (page: Page): Promise<void> => focusIs(page, /./);

async function opened(page: Page): Promise<void> {
  await page.getByRole('radio', { name: '受理并准予' }).waitFor();
  await focusIs(page, /^h1$/);
}

/** To the next case, which is then in front of one. */
async function onward(page: Page, key: string): Promise<void> {
  const before = page.url();
  await page.keyboard.press(key);
  await eventually(() => page.url()).not.toBe(before);
  await opened(page);
}

/** What a key did is on the screen: who looks sooner presses once too often. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** Goes down the ways to the one that is wanted. */
async function chooseWay(page: Page, name: string): Promise<void> {
  await page.keyboard.press('d');
  const wanted = page.getByRole('radio', { name, exact: true });
  await page.keyboard.press('Space');
  await drawn(page);
  for (let press = 0; press < 6 && !(await wanted.isChecked()); press += 1) {
    await page.keyboard.press('ArrowDown');
    await drawn(page);
  }
  expect(await wanted.isChecked(), name).toBe(true);
}

/** Types into the field of this name, to which Tab leads. */
async function typeInto(page: Page, label: string | RegExp, text: string): Promise<void> {
  const wanted = page.getByRole('textbox', { name: label });
  const there = () => wanted.evaluate((field) => field === document.activeElement);
  for (let press = 0; press < 8 && !(await there()); press += 1) await page.keyboard.press('Tab');
  expect(await there(), `Tab leads to ${String(label)}`).toBe(true);
  await page.keyboard.insertText(text);
}

async function sendAndConfirm(page: Page, told: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  const confirm = page.getByRole('dialog').locator('.ant-btn-primary');
  await eventually(() => confirm.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: told }).waitFor();
  await focusIs(page, /^h2$/);
}

async function approveAtOnce(page: Page, picture?: Visitor['picture']): Promise<void> {
  await chooseWay(page, '受理并准予');
  await typeInto(page, /^意见/, '方案合理');
  await picture?.('case-by-keyboard');
  await sendAndConfirm(page, '已准予');
}

async function correct(page: Page): Promise<void> {
  await chooseWay(page, '一次性告知补正');
  await typeInto(page, /^需要怎样补正/, '请补充轮休安排');
  await sendAndConfirm(page, '已告知补正');
}

async function refuse(page: Page): Promise<void> {
  await chooseWay(page, '不予受理');
  await typeInto(page, /^理由/, '不属于可以实行特殊工时的岗位');
  await typeInto(page, /^依据的条款/, '《中华人民共和国劳动法》第三十九条');
  await sendAndConfirm(page, '已作出不予办理决定');
}

/** Ends what is chosen together. */
async function batch(page: Page, count: number, opinion?: string, look?: Visitor['look']): Promise<void> {
  await page.getByText(`已选 ${count} 项`).waitFor();
  await page.keyboard.press('b');
  await page.getByRole('dialog').getByText(`批量办理 ${count} 项任务`).waitFor();
  if (opinion !== undefined) await typeInto(page, /^意见/, opinion);
  await look?.('batch');
  await page.keyboard.press('Control+Enter');
  await page.getByText(`${count} 项全部办结。`).waitFor();
  await look?.('batch-done');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await inPage(page);
}

/** What the store says of the fifty, asked past the product. */
async function agrees(city: City): Promise<void> {
  const clerk = await apiVisitor(city.product, 'hrss-clerk', 'console');
  expect(await tasksOf(clerk, 'state=open')).toEqual([]);
  await clerk.close();
  const under = behind(city.product);
  const states = await under.hub<{ state: string; count: string }>(
    'select state, count(*) from cases.case where matter = $1 group by state order by state',
    [MATTER],
  );
  const decided = COUNT - 2;
  expect(Object.fromEntries(states.map(({ state, count }) => [state, Number(count)]))).toEqual({
    closed: decided,
    correction: 1,
    refused: 1,
  });
  const documents = await under.hub<{ kind: string; cases: string; count: string }>(
    `select d.kind, count(distinct d.case_id) as cases, count(*) from cases.document d join cases.case c on c.id = d.case_id
     where c.matter = $1 group by d.kind`,
    [MATTER],
  );
  for (const { kind, cases, count } of documents) expect(count, `${kind}: one a case`).toBe(cases);
  const given = new Map(documents.map(({ kind, count }) => [kind, Number(count)]));
  expect([given.get('receipt'), given.get('acceptance'), given.get('approval')]).toEqual([COUNT, decided, decided]);
  expect([given.get('correction'), given.get('not-accepted')]).toEqual([1, 1]);
  const [tasks] = await under.hub<{ done: string; open: string; twice: string }>(
    `select count(*) filter (where t.state = 'done') as done, count(*) filter (where t.state = 'open' and t.kind = 'user') as open,
       count(*) filter (where t.state = 'done') - count(distinct (t.case_id, t.node)) filter (where t.state = 'done') as twice
     from cases.task t join cases.case c on c.id = t.case_id where c.matter = $1 and t.kind = 'user'`,
    [MATTER],
  );
  // Accepted and decided each; the one refused and the one to be corrected had a task each.
  expect(tasks).toEqual({ done: String(decided * 2 + 2), open: '0', twice: '0' });
  await under.close();
}
