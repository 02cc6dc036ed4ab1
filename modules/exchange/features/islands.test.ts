import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { createExchange } from '../module.ts';
import { harbourCatalogue, harbourPack } from '../testing/harbour.ts';
import { openYard } from '../testing/yard.ts';

const officer = staffActor('harbour-office', ['data-officer'], { organisations: 'all' });
const department = staffActor('fee-office', ['department-admin'], { organisations: ['fee-office'] });

let city: TestCity<ReturnType<typeof harbourCatalogue> | ReturnType<typeof createExchange>>;
beforeAll(async () => {
  city = await startTestCity({
    packs: harbourPack(),
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      const find = (id: string) => f.packs.find('organisations', id)?.value as never;
      const organisations = { find, all: () => [] };
      return [
        catalogue,
        createExchange({ ...f, catalogue: catalogue.port, organisations, connectors: openYard([]).connectors }),
      ];
    },
  });
});
afterAll(() => city.stop());

const send = (method: 'POST' | 'PATCH', path: string, body: unknown, as = officer) =>
  city.request({ method, path: `/api/exchange${path}`, body, as });
const list = async (as = officer) => (await city.request({ path: '/api/exchange/islands', as })).body;
const tax = {
  system: { zh: '税收垂直系统', en: 'Tax vertical system' },
  organisation: 'fee-office',
  field: 'enforcement',
  vertical: true,
  takes: { zh: '缴费记录', en: 'Payments' },
};

test('a system is an island until a day is set, and connected once a line of its connection brought rows', async () => {
  const made = await send('POST', '/islands', tax);
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect((await send('POST', '/islands', tax)).body.code).toBe('exchange.island-there');
  expect((await list()).items).toMatchObject([
    { id, state: 'isolated', vertical: true, takes: { en: 'Payments' }, returns: [], version: 1 },
  ]);
  expect((await send('PATCH', `/islands/${id}`, { version: 1, plannedFor: '2026-12-31' })).body).toEqual({
    version: 2,
  });
  expect((await list()).items).toMatchObject([{ state: 'planned', plannedFor: '2026-12-31' }]);
  expect((await send('PATCH', `/islands/${id}`, { version: 1, note: 'late' })).body.code).toBe(
    'exchange.changed-meanwhile',
  );
  expect((await send('PATCH', `/islands/${id}`, { version: 2, plannedFor: '2026-02-30' })).body.code).toBe(
    'exchange.bad-day',
  );
  const returns = [
    {
      what: { zh: '本市缴费记录', en: 'Local payments' },
      askedAt: '2026-10-01',
      cameAt: '2026-11-01',
      missing: { zh: '缺 2024 年', en: '2024 is missing' },
    },
  ];
  expect((await send('PATCH', `/islands/${id}`, { version: 2, returns })).body).toEqual({ version: 3 });
  expect((await list()).items).toMatchObject([{ returns, plannedFor: '2026-12-31' }]);
  const { body } = await send('POST', '/connections', {
    title: { zh: '库', en: 'Db' },
    organisation: 'fee-office',
    system: tax.system,
    kind: 'postgres',
    settings: { host: 'yard' },
    secret: { password: 'open-sesame' },
  });
  // The connection's system was there already: it is that one.
  expect((await list()).items).toMatchObject([{ id, connectionId: body.id, lines: 0, state: 'planned' }]);
  await city.database.pool.query(
    `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, origin, applied_at, created_at, created_by)
     values ('l', $1, '{}', 'fee-office', 'fees', 's', 't', '[]', 'capture', 'console', now(), now(), 'test')`,
    [body.id],
  );
  expect(await list()).toMatchObject({
    items: [{ state: 'connected', lines: 1, since: expect.any(String) }],
    connectedShare: 1,
  });
});

test('departments see their own, and change nothing', async () => {
  await send('POST', '/islands', { ...tax, organisation: 'harbour-office' });
  expect((await list()).items).toHaveLength(2);
  expect((await list(department)).items.map((one: { organisation: string }) => one.organisation)).toEqual([
    'fee-office',
  ]);
  expect((await send('POST', '/islands', tax, department)).status).toBe(403);
  expect((await send('POST', '/islands', { ...tax, organisation: 'moon' })).body.code).toBe(
    'exchange.unknown-organisation',
  );
  expect((await send('PATCH', '/islands/none', { version: 1 })).body.code).toBe('exchange.unknown-island');
});
