import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { signInByApi } from './api.ts';
import { visit, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import { eventually } from './eventually.ts';

/** An officer at a desk, signed in and in front of their work. */
export async function officer(city: City, login: string, album: string, to = '/work'): Promise<Visitor> {
  const visitor = await visit(city.browser, city.product.url, { size: 'desk', album });
  await signInByApi(visitor.context.request, city.product, login, 'console');
  await visitor.page.goto(`/console${to}`);
  return visitor;
}

/** Opens a case from the list of work. */
export async function openCase({ page }: Visitor, caseNo: string): Promise<void> {
  await page.goto(`/console/work?q=${caseNo}`);
  await page.getByRole('row').filter({ hasText: caseNo }).getByRole('link', { name: caseNo }).click();
  await page.getByRole('heading', { name: caseNo, level: 1 }).waitFor();
}

type Decision = { opinion?: string; confirm: RegExp; told: string };

/** Chooses a way in the open case, writes the opinion, sends and confirms it. */
export async function decide({ page }: Visitor, way: string, { opinion, confirm, told }: Decision): Promise<void> {
  await page.locator('.ways').getByText(way, { exact: true }).click();
  if (opinion !== undefined) await page.getByLabel(/^意见/).fill(opinion);
  await page.getByRole('button', { name: '提交决定' }).click();
  // By keyboard, which does not depend on where the opening dialog has come to.
  await page.getByRole('dialog').getByRole('button', { name: confirm }).press('Enter');
  await page.getByRole('heading', { name: told }).waitFor();
}

/** What must be corrected, each with its field, told at once. */
export async function askToCorrect(
  { page }: Visitor,
  items: readonly { field: string; text: string }[],
): Promise<void> {
  await page.getByText('一次性告知补正', { exact: true }).click();
  for (const [index, { field, text }] of items.entries()) {
    if (index > 0) await page.getByRole('button', { name: '再加一项' }).click();
    const choice = page.getByRole('combobox', { name: `第 ${index + 1} 项对应的内容` });
    await choice.focus();
    await choose(page, choice, field);
    await page.getByLabel('需要怎样补正').nth(index).fill(text);
  }
  await page.getByRole('button', { name: '提交决定' }).click();
}

/** Goes down the options of a closed list to the one that is wanted. */
async function choose(page: Page, list: Locator, option: string): Promise<void> {
  const active = page.locator('.ant-select-item-option-active').filter({ hasText: option });
  for (let press = 0; press < 30 && (await active.count()) === 0; press += 1) await list.press('ArrowDown');
  await list.press('Enter');
}

/** Everything a page says in its middle. */
export const says = (page: Page): Promise<string> => page.locator('main').innerText();

/** Waits for the drawn process; each of its steps with where the case is, in the words beside the picture. */
export async function processShown(page: Page): Promise<string[]> {
  const picture = page.locator('.yw-process');
  await picture.locator('svg .djs-shape').first().waitFor();
  const steps = picture.locator('figcaption ol li');
  await eventually(() => steps.count()).toBeGreaterThan(0);
  return steps.allTextContents();
}

/** Nothing went wrong in anybody's browser, beside what was meant to. */
export function expectCalm(visitors: readonly Visitor[], expected: readonly string[] = []): void {
  expect
    .soft(
      visitors.flatMap(({ complaints }) => complaints),
      'what browsers complained about',
    )
    .toEqual([]);
  const failed = new Set(visitors.flatMap(({ failures }) => failures));
  expect.soft([...failed], 'requests that failed').toEqual(expected);
}
