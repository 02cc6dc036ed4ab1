import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createCatalogue } from './module.ts';

const actor = staffActor('data-office', ['data-officer'], { organisations: 'all' });
const item = {
  name: 'added_on',
  title: { zh: '登记日', en: 'Added on' },
  type: 'date' as const,
  grade: 2,
  personal: false,
};

type Catalogue = ReturnType<typeof createCatalogue>;
let city: TestCity<Catalogue | Module>;
let other: Catalogue;
let resource = '';
beforeAll(async () => {
  city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    modules: (f) => {
      other = createCatalogue({ ...f, organisations: { find: () => undefined } });
      // The raw tables' writer needs its role.
      return [createCatalogue({ ...f, organisations: { find: () => undefined } }), { name: 'exchange' }];
    },
  });
  resource = port().resources()[0]?.id as string;
});
afterAll(async () => {
  await other.stop?.();
  await city.stop();
});
const port = () => (city.modules[0] as Catalogue).port;
const add = (definition: object = item) =>
  port().addItem({ resource, item: definition as never, actor, trace: 'trace' });

test('an added item is in the catalogue, in its table, in the search and in every process; adding it again changes nothing', async () => {
  await other.start?.();
  const before = port().resource(resource);
  const after = await add();
  expect(after.items.at(-1)).toEqual(item);
  expect(after.version).not.toBe(before.version);
  expect(port().find(resource)).toBe(after);
  expect((await add()).version).toBe(after.version);
  const { rows } = await city.database.pool.query(
    `select count(*)::int as n from information_schema.columns where table_schema = 'lake' and table_name = $1 and column_name = 'added_on'`,
    [`raw_${resource.replaceAll('-', '_')}`],
  );
  expect(rows[0].n).toBe(1);
  await expect.poll(() => other.port.resource(resource).version).toBe(after.version);
  const found = await city.request({ path: `/api/catalogue/resources?q=${encodeURIComponent('登记日')}`, as: actor });
  expect(found.body.items.map((one: { id: string }) => one.id)).toEqual([resource]);
  const detail = await city.request({ path: `/api/catalogue/resources/${resource}`, as: actor });
  expect(detail.body.items.at(-1)).toMatchObject({ name: 'added_on', grade: 2, personal: false });
  const versions = await city.database.pool.query(
    'select count(*)::int as n from catalogue.resource_version where resource = $1',
    [resource],
  );
  expect(versions.rows[0].n).toBe(2);
});

test('a name that is taken otherwise, or cannot be a column, is refused in both languages', async () => {
  await expect(add({ ...item, type: 'text' })).rejects.toMatchObject({ code: 'catalogue.item-there' });
  await expect(add({ ...item, name: 'Bad Name' })).rejects.toMatchObject({
    code: 'catalogue.bad-item',
    fields: [{ path: '/name' }],
  });
  await expect(add({ ...item, name: 'kind_of', type: 'code' })).rejects.toMatchObject({
    fields: [{ path: '/codeTable' }],
  });
  await expect(port().addItem({ resource: 'none', item, actor, trace: 't' })).rejects.toMatchObject({
    code: 'catalogue.unknown-resource',
  });
});
