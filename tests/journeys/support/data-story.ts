import { expect, test } from 'vitest';
import { keepOnFailure, visit, type SizeName } from './browser.ts';
import type { City } from './city.ts';
import { signIn } from './sign-in.ts';
import { takeIn } from './suspension-story.ts';
import { eventually } from './eventually.ts';

const FILE = '市民政局低保名册文件';

/** Steps 1 to 3 and 8 of the story: what the data officer sees and does. */
export function dataStory(city: City, size: SizeName): void {
  test('the data officer sees sources, a load with its rejected rows and reasons, takes a source in, sees interfaces with their calls', async () => {
    const officer = await visit(city.browser, city.product.url, { size, album: size });
    const { page, look } = officer;
    keepOnFailure(size, officer);
    await signIn(officer, city.product, 'console', 'data');
    await page.goto('/console/sources');
    for (const source of ['市民政局低保名册文件', '市民政局养老服务补贴名册文件'])
      await page.getByRole('button', { name: source }).waitFor();
    await look('sources');

    const row = page.getByRole('row').filter({ hasText: FILE });
    await row.getByRole('link', { name: /查看 \d+ 行拒收/ }).click();
    await page.getByRole('heading', { name: /行为什么被拒收/ }).waitFor();
    const load = await page.locator('main').innerText();
    expect(load).toMatch(/读取\s+\d{2}/);
    expect(load, 'a wrong check digit is among the reasons').toMatch(/校验/);
    const rejected = page.getByRole('row').filter({ hasText: /9902\*+/ });
    await eventually(() => rejected.count()).toBeGreaterThan(0);
    expect(await page.getByRole('table').last().innerText(), 'people are masked in rejected rows').not.toMatch(
      /\d{17}[\dXx]/,
    );
    await look('load');

    await page.getByRole('link', { name: /查看这个来源/ }).click();
    await page.getByRole('button', { name: '现在归集' }).waitFor();
    await look('source');
    await takeIn(page, FILE);
    await page.keyboard.press('Escape');

    for (const [menu, heading, words] of [
      ['数据目录', '数据目录', '户籍'],
      ['基础库', '基础库', '取自'],
    ] as const) {
      await page.getByRole('link', { name: menu }).click();
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.getByText(words).first().waitFor();
      await look(menu === '基础库' ? 'registries' : 'catalogue');
    }
    await page.getByRole('link', { name: '数据接口' }).click();
    await page.getByRole('button', { name: '人口基本信息查询' }).waitFor();
    await look('interfaces');
    await page.getByRole('button', { name: '人口基本信息查询' }).click();
    await page.getByRole('tab', { name: '调用记录' }).click();
    const call = page.getByRole('row').filter({ hasText: '办理老年优待证' }).first();
    await call.waitFor();
    expect(await call.innerText()).toMatch(/CAB-\d{4}-\d{6}/);
    await look('interface-calls');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '应用与密钥' }).click();
    await page.getByText('公交优待卡系统').first().waitFor();
    await look('applications');
    expect.soft(officer.complaints).toEqual([]);
    await officer.context.close();
  });
}
