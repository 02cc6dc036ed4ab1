import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createReconciliations } from './module.ts';
import { keyOf, LINE, mooring, MOORINGS, pier, type Pier } from './store/testing-pier.ts';

// Lines whose lake nobody can say to have caught up: cursors, snapshots, files, and captures that stand.
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
let harbour: Pier;
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity<Module>({
    modules: (f) => {
      harbour = pier(f, { captured: false });
      const catalogue = { find: () => MOORINGS, resources: () => [MOORINGS] };
      const pace = { pauses: [5, 5, 5], waitMs: 50 };
      return [harbour, createReconciliations({ ...f, catalogue, exchange: harbour.exchange, pace })];
    },
  });
});
afterAll(() => city.stop());

const prove = async (): Promise<{ path: string; body: Record<string, unknown> }> => {
  const started = await city.request({ method: 'POST', path: `/api/reconciliations/lines/${LINE.id}`, as: officer });
  await city.settle();
  const path = `/api/reconciliations/${started.body.id}`;
  return { path, body: (await city.request({ path, as: officer })).body };
};
const mend = async (path: string): Promise<Record<string, unknown>> => {
  await city.request({ method: 'POST', path: `${path}/mend`, body: {}, as: officer });
  await city.settle();
  return (await city.request({ path, as: officer })).body;
};

test('a difference is one that stands still over three looks, and the result is called unsettled', async () => {
  const all = Array.from({ length: 1_000 }, (_, number) => mooring(number));
  for (const values of all) harbour.source.set(keyOf(values).join('\u0000'), values);
  await harbour.putInLake([...all.slice(3), mooring(2_000), mooring(10).with(1, '别的')]);
  const { path, body } = await prove();
  expect(body).toMatchObject({ outcome: 'differs', settled: false, differences: { missing: 3, extra: 1, changed: 1 } });
  expect(harbour.counts.singleReads).toBe(3);
  expect(await mend(path)).toMatchObject({ outcome: 'equal', mended: 5 });
  expect(await harbour.lakeRows()).toEqual(harbour.source);
});

test('thousands of differences are looked at by reading the source in whole, refused rows told apart still', async () => {
  const all = Array.from({ length: 9_000 }, (_, number) => mooring(number));
  for (const values of all) harbour.source.set(keyOf(values).join('\u0000'), values);
  await harbour.putInLake(all);
  harbour.refused.add(keyOf(mooring(8_500)).join('\u0000'));
  await harbour.removeFromLake(all.slice(0, 6_000).map((values) => keyOf(values).join('\u0000')));
  harbour.counts = { wholeReads: 0, singleReads: 0, reloads: [] };
  const { path, body } = await prove();
  expect(body).toMatchObject({ outcome: 'differs', differences: { missing: 6_000, extra: 0, changed: 0 }, refused: 1 });
  expect(harbour.counts.wholeReads).toBe(5);
  expect(await mend(path)).toMatchObject({ outcome: 'equal', mended: 6_000 });
  expect(harbour.counts.reloads).toHaveLength(1);
}, 60_000);
