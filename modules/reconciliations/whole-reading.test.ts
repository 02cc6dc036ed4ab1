import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createReconciliations } from './module.ts';
import { keyOf, LINE, mooring, MOORINGS, pier, type Pier } from './testing/pier.ts';

// Sources of which single rows cannot be read (files, push): each look reads them in whole.
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
let harbour: Pier;
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity<Module>({
    modules: (f) => {
      harbour = pier(f, { single: false });
      const catalogue = { find: () => MOORINGS, resources: () => [MOORINGS] };
      const pace = { pauses: [5, 5, 5], waitMs: 50 };
      return [harbour, createReconciliations({ ...f, catalogue, exchange: harbour.exchange, pace })];
    },
  });
});
afterAll(() => city.stop());

test('differences are found and mended without single reads, and the result is called unsettled', async () => {
  const all = Array.from({ length: 1_000 }, (_, number) => mooring(number));
  for (const values of all) harbour.source.set(keyOf(values).join('\u0000'), values);
  await harbour.putInLake([...all.slice(3), mooring(2_000), mooring(10).with(1, '别的')]);
  const started = await city.request({ method: 'POST', path: `/api/reconciliations/lines/${LINE.id}`, as: officer });
  await city.settle();
  const path = `/api/reconciliations/${started.body.id}`;
  expect((await city.request({ path, as: officer })).body).toMatchObject({
    outcome: 'differs',
    settled: false,
    differences: { missing: 3, extra: 1, changed: 1 },
  });
  await city.request({ method: 'POST', path: `${path}/mend`, body: {}, as: officer });
  await city.settle();
  expect((await city.request({ path, as: officer })).body).toMatchObject({ outcome: 'equal', mended: 5 });
  expect(await harbour.lakeRows()).toEqual(harbour.source);
});
