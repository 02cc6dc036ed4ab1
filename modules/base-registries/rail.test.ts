import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, type TestCity } from '@platform/testkit';
import { SUBJECT, type Module } from '@platform/module';
import { createBaseRegistries } from './module.ts';
import { citizenId, harbourPack } from './testing/harbour.ts';
import { harbourExchange } from './store/testing-exchange.ts';

// Registries that ride on the rail: small batches of changes, one after the other.
let exchange: ReturnType<typeof harbourExchange>;
let registries: ReturnType<typeof createBaseRegistries>;
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity<Module>({
    packs: harbourPack(),
    modules: (f) => {
      exchange = harbourExchange(f);
      registries = createBaseRegistries({
        ...f,
        catalogue: exchange.catalogue,
        organisations: { find: () => undefined },
      });
      return [exchange, registries, { name: 'interfaces' }];
    },
  });
  await city.settle();
});
afterAll(() => city.stop());

const holder = (number: number, more: Record<string, string | null> = {}) => ({
  citizen_id: citizenId(number),
  name: '甲',
  berth: 'A1',
  state: '1',
  length_m: '12',
  ...more,
});
const bill = (number: string, payer: number, paidOn: string) => ({
  bill: number,
  payer_id: citizenId(payer),
  payer_name: '付',
  paid_on: paidOn,
  paid: 'true',
});
const built = async (): Promise<Record<string, unknown>[]> =>
  (
    await city.database.pool.query<{ payload: Record<string, unknown> }>(
      `select payload from platform.event where type = 'base-registries.registry-built' order by seq`,
    )
  ).rows.map((row) => row.payload);
const valueOf = async (number: number, field: string) =>
  (await registries.port.find(undefined, 'crews', citizenId(number)))?.fields[field]?.value;

test('a batch of changes is in the registry within two seconds, its removals too', async () => {
  await exchange.load(
    'holders',
    Array.from({ length: 2_000 }, (_, number) => holder(number)),
  );
  await city.settle();
  const began = performance.now();
  const batch = await exchange.apply(
    'holders',
    [holder(5, { berth: 'B5' }), holder(3_000)],
    [citizenId(7), citizenId(8)],
  );
  while ((await registries.port.find(undefined, 'crews', citizenId(7))) !== undefined) {
    expect(performance.now() - began).toBeLessThan(5_000);
    await new Promise((resume) => setTimeout(resume, 5));
  }
  expect(performance.now() - began).toBeLessThan(2_000);
  await city.settle();
  expect(await valueOf(5, 'berth')).toBe('B5');
  expect(await valueOf(3_000, 'berth')).toBe('A1');
  expect((await built()).at(-1)).toEqual({
    registry: 'crews',
    loadId: batch,
    records: 1_999,
    inserted: 1,
    updated: 1,
    removed: 2,
  });
  expect(await registries.port.count('crews')).toBe(1_999);
  const { rows } = await city.database.pool.query('select count(*)::int as left from lake.trail_crews_raw_holders');
  expect(rows).toEqual([{ left: 0 }]);
});

test('batches that wait are built together, and each change is told with the batch that brought it', async () => {
  const job = registries.jobs?.find((one) => one.name === 'base-registries.build-registry');
  const client = await city.database.pool.connect();
  const before = (await built()).length;
  const batches: string[] = [];
  try {
    // While this lock is held no build begins.
    await client.query(`select pg_advisory_lock(hashtextextended('base-registries:crews', 0))`);
    for (const number of [20, 21, 22]) batches.push(await exchange.apply('holders', [holder(number, { state: '2' })]));
    while ((await city.database.pool.query('select from base_registries.pending_load')).rowCount !== 3)
      await new Promise((resume) => setTimeout(resume, 5));
  } finally {
    await client.query(`select pg_advisory_unlock(hashtextextended('base-registries:crews', 0))`);
    client.release();
  }
  await job?.run({ registry: 'crews' }, { jobId: '1', attempt: 1, signal: new AbortController().signal });
  await city.settle();
  expect((await built()).length - before).toBeLessThanOrEqual(2);
  const { rows } = await city.database.pool.query<{ subject: string; load: string }>(
    `select payload->>'subject' as subject, payload->>'loadId' as load from platform.event
     where type = 'base-registries.record-changed' and payload->>'field' = 'state' order by seq desc limit 3`,
  );
  expect(new Map(rows.map((row) => [row.subject, row.load]))).toEqual(
    new Map([20, 21, 22].map((number, index) => [city.blindIndex(citizenId(number), SUBJECT), batches[index]])),
  );
});

test('a row that moves from one person to another leaves the first, also when they keep others', async () => {
  await exchange.apply('payers', [bill('1', 1, '2026-02-02'), bill('2', 1, '2026-01-01')]);
  await city.settle();
  expect(await valueOf(1, 'paid_on')).not.toBeNull();
  await exchange.apply('payers', [bill('1', 2, '2026-02-02')]);
  await city.settle();
  expect(await valueOf(1, 'paid_on')).toBe('2026-01-01');
  expect(await valueOf(2, 'paid_on')).toBe('2026-02-02');
  // An update in place, as an upsert makes it, leaves its trail as well.
  await city.database.pool.query(`update lake.raw_payers set payer_id = $1, _load = $2, _at = now() where bill = '2'`, [
    citizenId(3),
    city.ids.next(),
  ]);
  await exchange.apply('payers', [bill('9', 9, '2026-03-03')]);
  await city.settle();
  expect(await valueOf(1, 'paid_on')).toBeNull();
});

test('counts stay true over batches', async () => {
  const { rows: kept } = await city.database.pool.query(`select records::int, filled from base_registries.registry`);
  const { rows: real } = await city.database.pool.query(
    `select count(*)::int as records, count(name)::int as name, count(berth)::int as berth, count(paid_on)::int as paid_on
     from lake.registry_crews where _removed_at is null`,
  );
  const { records, ...filled } = real[0];
  expect(kept[0]).toMatchObject({ records, filled });
});
