import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { keepOnFailure, visit, type SizeName } from './browser.ts';
import type { City } from './city.ts';
import { signIn } from './sign-in.ts';
import { eventually } from './eventually.ts';

/** What was done in this city before the mayor looked. */
export type Done = { cases: number; atOnce: number; papersSaved: number; calls: number; ratings: number };

/** Step 9 of the story: the chain in figures, each of which opens to the records behind it. */
export function cockpitStory(city: City, size: SizeName, done: Done): void {
  test('the mayor sees figures that agree with what was done, and each opens to its records', async () => {
    const mayor = await visit(city.browser, city.product.url, { size, album: size });
    const { page, look } = mayor;
    keepOnFailure(size, mayor);
    await signIn(mayor, city.product, 'cockpit', 'mayor');
    await page.getByRole('button', { name: /^今日办件/ }).waitFor();
    await look('cockpit');
    const figure = (title: string) => numberOn(page, title);
    expect(await figure('今日归集行数')).toBeGreaterThan(2000);
    expect(await figure('今日接口调用')).toBe(done.calls);
    expect(await figure('今日办件')).toBe(done.cases);
    expect(await figure('当场办结占比')).toBeCloseTo((100 * done.atOnce) / done.cases, 1);
    expect(await figure('本月免交材料')).toBe(done.papersSaved);
    expect(await figure('本月好评占比')).toBe(100);
    expect(await figure('本月主动评价')).toBe(done.ratings);
    // Counts whose records are the things counted; rows taken in and papers saved are sums over their records.
    const counted = new Map([
      ['今日接口调用', done.calls],
      ['今日办件', done.cases],
      ['本月主动评价', done.ratings],
    ]);
    for (const title of [
      '今日归集行数',
      '今日接口调用',
      '今日办件',
      '当场办结占比',
      '本月免交材料',
      '本月好评占比',
      '本月主动评价',
    ]) {
      await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
      const records = page.getByRole('dialog');
      await eventually(() => records.getByRole('row').count(), `records behind ${title}`).toBeGreaterThan(1);
      if (counted.has(title))
        expect((await records.getByRole('row').count()) - 1, `records behind ${title}`).toBe(counted.get(title));
      if (title === '今日办件') await look('cockpit-records');
      for (const person of ['周淑芬', '罗长林', '陈思远', '沈静'])
        expect(await records.innerText()).not.toContain(person);
      await records.getByRole('button', { name: '关闭' }).click();
    }
    expect.soft(mayor.complaints).toEqual([]);
    await mayor.context.close();
  });
}

/** The number on the tile of this title. */
async function numberOn(page: Page, title: string): Promise<number> {
  const tile = await page.getByRole('button', { name: new RegExp(`^${title}`) }).innerText();
  return Number(/[\d,.]+/.exec(tile)?.[0].replaceAll(',', ''));
}
