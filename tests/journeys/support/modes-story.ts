import { expect, test } from 'vitest';
import { keepOnFailure, settled, visit, type SizeName, type Visitor } from './browser.ts';
import type { City } from './city.ts';
import type { Elder } from './portal-story.ts';
import { signIn } from './sign-in.ts';

const HAN = /\p{Script=Han}/u;
const OPEN_PAGES = { home: '/', matters: '/matters', guide: '/matters/elder-card', verify: '/verify' };

/** The portal's main pages in English, and in elder mode (长者模式): larger, and as accessible. */
export function modesStory(city: City, size: SizeName, elder: Elder): void {
  const ownPages = (): Record<string, string> => ({
    cases: '/cases',
    case: `/cases/${elder.caseId}`,
    wallet: '/licences',
    licence: elder.licenceUrl,
    'my-data': '/my-data',
    me: '/me',
  });
  const see = async ({ page, look }: Visitor, mode: string): Promise<void> => {
    for (const [name, address] of Object.entries({ ...OPEN_PAGES, ...ownPages() })) {
      await page.goto(address);
      await settled(page);
      await look(`${mode}-${name}`);
    }
  };

  test('the portal speaks English on its main pages', async () => {
    const visitor = await visit(city.browser, city.product.url, { size, language: 'en', album: `${size}-en` });
    keepOnFailure(`${size}-en`, visitor);
    for (const [name, address] of Object.entries(OPEN_PAGES)) {
      await visitor.page.goto(address);
      await settled(visitor.page);
      expect(await visitor.page.locator('main').innerText(), `no Chinese is left on ${name}`).not.toMatch(HAN);
    }
    await signIn(visitor, city.product, 'portal', 'elder');
    await see(visitor, 'en');
    expect.soft(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  test('elder mode makes letters half as large again on every page and stays', async () => {
    const visitor = await visit(city.browser, city.product.url, { size, album: `${size}-elder` });
    keepOnFailure(`${size}-elder`, visitor);
    await signIn(visitor, city.product, 'portal', 'elder');
    const letters = (): Promise<number> =>
      visitor.page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
    const plain = await letters();
    await visitor.page.getByRole('button', { name: '长者模式' }).first().click();
    await see(visitor, 'elder');
    expect(await letters()).toBeCloseTo(plain * 1.5, 0);
    expect.soft(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });
}
