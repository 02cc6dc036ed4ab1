import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser } from '../../pages/browser.ts';
import { visit, type Visitor } from './browser.ts';
import { runProgram, startProduct, type Product } from './product.ts';
import { signIn } from './sign-in.ts';

/** One running product and one browser for all journeys of a file. */
export type City = { product: Product; browser: Browser };

/** Starts the city before a file's journeys, its data taken in, and stops it after them. */
export function openCity(name: string, people = 2000, ownPacks = false): City {
  const city = {} as City;
  beforeAll(async () => {
    city.product = await startProduct({ name, people, ownPacks });
    city.browser = await openBrowser();
    await dataTakenIn(city, people);
  });
  afterAll(async () => {
    await city.browser?.close();
    await city.product?.stop();
  });
  return city;
}

/** The departments' data comes in by itself after the start; forms are only prefilled once it is there. */
async function dataTakenIn({ product, browser }: City, people: number): Promise<void> {
  const visitor = await visit(browser, product.url, { size: 'desk', album: 'start' });
  await signIn(visitor, product, 'console', 'data');
  const limit = Date.now() + 90_000;
  while (!(await allThere(visitor, people))) {
    if (Date.now() > limit) throw new Error(`The departments' data did not come in:\n${product.output()}`);
    await new Promise((later) => setTimeout(later, 250));
  }
  await visitor.context.close();
}

/** Registries of firms; the demo city has few. */
const OF_FIRMS = ['market-entities'];

/** Loads done, lines live, and registries built, those of people of nearly all: some rows are bad on purpose. */
async function allThere({ context }: Visitor, people: number): Promise<boolean> {
  const items = async <T>(path: string): Promise<T[]> =>
    ((await (await context.request.get(path)).json()) as { items: T[] }).items;
  const sources = await items<{ state: string }>('/api/exchange/sources');
  const lines = await items<{ state: string }>('/api/exchange/lines');
  const registries = await items<{ id: string; records: number }>('/api/registries');
  return (
    sources.every(({ state }) => state === 'ok' || state === 'warning') &&
    lines.every(({ state }) => state === 'live') &&
    registries.every(({ id, records }) => records > (OF_FIRMS.includes(id) ? 0 : people * 0.9))
  );
}

/** A department changes what it holds about the elder, by the demo's own command. @returns when that was, in milliseconds since 1970 */
export async function departmentChanges(city: City, ...args: string[]): Promise<number> {
  const said = await runProgram('apps/demo-departments/change.ts', ['--person', 'elder', ...args], city.product.data);
  expect(said, said.text).toMatchObject({ code: 0 });
  return Date.now();
}
