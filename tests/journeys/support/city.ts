import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser, visit, type Visitor } from './browser.ts';
import { startProduct, type Product } from './product.ts';
import { signIn } from './sign-in.ts';

/** One running product and one browser for all journeys of a file. */
export type City = { product: Product; browser: Browser };

/** Starts the city before a file's journeys, its data taken in, and stops it after them. */
export function openCity(name: string, people = 2000): City {
  const city = {} as City;
  beforeAll(async () => {
    city.product = await startProduct({ name, people });
    city.browser = await openBrowser();
    await dataTakenIn(city);
  });
  afterAll(async () => {
    await city.browser?.close();
    await city.product?.stop();
  });
  return city;
}

/** The departments' data comes in by itself after the start; forms are only prefilled once it is there. */
async function dataTakenIn({ product, browser }: City): Promise<void> {
  const visitor = await visit(browser, product.url, { size: 'desk', album: 'start' });
  await signIn(visitor, product, 'console', 'data');
  const limit = Date.now() + 90_000;
  while (!(await allLoaded(visitor))) {
    if (Date.now() > limit) throw new Error(`The sources were not taken in:\n${product.output()}`);
    await new Promise((later) => setTimeout(later, 250));
  }
  await visitor.context.close();
}

async function allLoaded(visitor: Visitor): Promise<boolean> {
  const answer = await visitor.context.request.get('/api/registries');
  const { items } = (await answer.json()) as { items: { records: number; builtAt?: string }[] };
  const sources = await visitor.context.request.get('/api/exchange/sources');
  const { items: all } = (await sources.json()) as { items: { state: string }[] };
  return (
    all.every(({ state }) => state === 'ok' || state === 'warning') &&
    items.every(({ builtAt, records }) => builtAt !== undefined && records > 0)
  );
}
