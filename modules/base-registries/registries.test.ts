import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { loadPacks } from '@platform/packs';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import { SUBJECT, type Module } from '@platform/module';
import { createBaseRegistries } from './module.ts';
import { citizenId, harbourPack } from './testing/harbour.ts';
import { harbourExchange } from './store/testing-exchange.ts';

type Exchange = ReturnType<typeof harbourExchange>;
type Registries = ReturnType<typeof createBaseRegistries>;

let exchange: Exchange;
let registries: Registries;
let city: TestCity<Module>;

const cityOf = (packs: ReturnType<typeof harbourPack>): Promise<TestCity<Module>> =>
  startTestCity<Module>({
    packs,
    modules: (f) => {
      exchange = harbourExchange(f);
      const organisations = { find: (id: string) => f.packs.all('organisations').find((one) => one.id === id)?.value };
      registries = createBaseRegistries({ ...f, catalogue: exchange.catalogue, organisations });
      return [exchange, registries, { name: 'interfaces' }, { name: 'stranger' }];
    },
  });

beforeAll(async () => {
  city = await cityOf(harbourPack());
  await city.settle();
});
afterAll(() => city.stop());

async function load(...given: Parameters<Exchange['load']>): Promise<string> {
  const id = await exchange.load(...given);
  await city.settle();
  return id;
}
const [A, B, C] = [1, 2, 3].map(citizenId) as [string, string, string];
const holder = (id: string, more: Record<string, string | null> = {}) => ({
  citizen_id: id,
  name: '甲',
  berth: 'A1',
  state: '1',
  length_m: '12',
  ...more,
});
const payer = (bill: string, id: string, more: Record<string, string | null> = {}) => ({
  bill,
  payer_id: id,
  payer_name: '甲付',
  paid_on: '2026-01-02',
  paid: 'true',
  ...more,
});
const changes = async () =>
  (
    await city.database.pool.query<{ payload: Record<string, unknown> }>(
      `select payload from platform.event where type = 'base-registries.record-changed' order by seq`,
    )
  ).rows.map((row) => row.payload);

describe('a registry follows its sources', () => {
  test('one record a key, each field from the first source that has it, with its source beside it', async () => {
    const holders = await load('holders', [holder(A), holder(B, { name: null })]);
    city.clock.advance(60_000);
    const payers = await load('payers', [payer('1', B, { payer_name: '乙付' }), payer('2', C)]);
    expect(await registries.port.count('crews')).toBe(3);
    const b = await registries.port.find(undefined, 'crews', B);
    expect(b).toEqual({
      key: B,
      fields: {
        citizen_id: { value: B },
        name: {
          value: '乙付',
          source: { resource: 'payers', organisation: 'fee-office', loadId: payers, at: '2026-11-20T02:01:00.000Z' },
        },
        berth: {
          value: 'A1',
          source: {
            resource: 'holders',
            organisation: 'harbour-office',
            loadId: holders,
            at: '2026-11-20T02:00:00.000Z',
          },
        },
        state: { value: '1', source: expect.objectContaining({ resource: 'holders' }) },
        length_m: { value: '12', source: expect.objectContaining({ resource: 'holders' }) },
        paid_on: { value: '2026-01-02', source: expect.objectContaining({ resource: 'payers' }) },
        paid: { value: 'true', source: expect.objectContaining({ resource: 'payers' }) },
      },
    });
    expect((await registries.port.find(undefined, 'crews', A))?.fields['name']).toMatchObject({
      value: '甲',
      source: { resource: 'holders' },
    });
    expect((await registries.port.find(undefined, 'crews', C))?.fields['berth']).toEqual({ value: null });
    expect(await registries.port.find(undefined, 'crews', citizenId(9))).toBeUndefined();
    const many = await registries.port.findMany('crews', [A, C, citizenId(9)]);
    expect([...many.keys()].sort()).toEqual([A, C].sort());
    // Asked again, in another order, alone and by some fields only: the same values from the same sources.
    const find = registries.port.findMany;
    for (const asked of [[C, A], [A], [C], [A, C]])
      for (const [key, record] of await find('crews', asked)) expect(record).toEqual(many.get(key));
    const { citizen_id: key, name } = many.get(A)?.fields ?? {};
    expect((await find('crews', [A], undefined, ['name'])).get(A)?.fields).toEqual({ citizen_id: key, name });
    const { rows } = await city.database.pool.query(
      `select payload from platform.event where type = 'base-registries.registry-built' order by seq desc limit 1`,
    );
    expect(rows[0].payload).toMatchObject({
      registry: 'crews',
      loadId: payers,
      records: 3,
      inserted: 1,
      updated: 1,
      removed: 0,
    });
  });

  test('a watched field that changes is told once, by blind index, codes and low grades by value, other fields without', async () => {
    const before = (await changes()).length;
    const loadId = await load('holders', [holder(A, { state: '2', berth: 'B7', name: '甲改', length_m: '13' })]);
    const told = (await changes()).slice(before);
    const subject = city.blindIndex(A, SUBJECT);
    const common = { registry: 'crews', subject, resource: 'holders', loadId };
    expect(told).toHaveLength(3);
    expect(told).toContainEqual({ ...common, field: 'state', before: '1', after: '2' });
    expect(told).toContainEqual({ ...common, field: 'berth', before: 'A1', after: 'B7' });
    expect(told).toContainEqual({ ...common, field: 'name', before: null, after: null });
    expect(JSON.stringify(told)).not.toContain(A);
    await load('holders', [holder(A, { state: '2', berth: 'B7', name: '甲改', length_m: '13' })]);
    expect(await changes()).toHaveLength(before + 3);
  });

  test('a new record is not a change; one that no source has is gone, is told, and can come back', async () => {
    const before = (await changes()).length;
    await load('holders', [holder(C)]);
    expect(
      (await changes())
        .slice(before)
        .map((change) => change['field'])
        .sort(),
    ).toEqual(['berth', 'name', 'state']);
    await load('holders', [holder(citizenId(4))]);
    expect(await changes()).toHaveLength(before + 3);
    expect(await registries.port.count('crews')).toBe(4);

    await load('holders', [], [citizenId(4)]);
    expect(await registries.port.find(undefined, 'crews', citizenId(4))).toBeUndefined();
    expect(await registries.port.count('crews')).toBe(3);
    expect((await changes()).slice(before + 3)).toContainEqual(
      expect.objectContaining({ field: 'state', before: '1', after: null }),
    );
    const left = await city.database.pool.query(`select name, berth from lake.registry_crews where citizen_id = $1`, [
      citizenId(4),
    ]);
    expect(left.rows).toEqual([{ name: null, berth: null }]);
    await load('holders', [holder(citizenId(4))]);
    expect((await registries.port.find(undefined, 'crews', citizenId(4)))?.fields['berth']?.value).toBe('A1');
  });

  test('gone from one source only: the other source’s values take their place', async () => {
    await load('holders', [], [B]);
    const record = await registries.port.find(undefined, 'crews', B);
    expect(record?.fields['name']).toMatchObject({ value: '乙付' });
    expect(record?.fields['berth']).toEqual({ value: null });
  });

  test('of several rows with one key the newest counts', async () => {
    city.clock.advance(60_000);
    await load('payers', [payer('9', B, { payer_name: '乙新', paid: 'false' })]);
    expect((await registries.port.find(undefined, 'crews', B))?.fields).toMatchObject({
      name: { value: '乙新' },
      paid: { value: 'false' },
    });
  });
});

describe('who may read and write', () => {
  test('interfaces reads records in its own transaction; nobody but the registry’s module writes; others read nothing', async () => {
    const found = await city.database.forModule('interfaces').transaction((tx) => registries.port.find(tx, 'crews', A));
    expect(found?.fields['berth']?.value).toBe('B7');
    const stranger = city.database.forModule('stranger');
    await expect(stranger.read((tx) => registries.port.find(tx, 'crews', A))).rejects.toThrow(/permission denied/);
    for (const module of ['interfaces', 'exchange', 'stranger']) {
      await expect(
        city.database.forModule(module).transaction((tx) => tx.run(sql`delete from lake.registry_crews`)),
      ).rejects.toThrow(/permission denied/);
    }
    await expect(
      city.database.forModule('base-registries').transaction((tx) => tx.run(sql`delete from lake.raw_holders`)),
    ).rejects.toThrow(/permission denied/);
  });
  test('the list says what each field is made from and how full it is', async () => {
    const { body } = await city.request({ path: '/api/registries', as: staffActor('data-office', ['data-officer']) });
    const name = body.items[0].fields.find((field: { name: string }) => field.name === 'name');
    expect(body.items[0]).toMatchObject({ id: 'crews', records: 4, builtAt: expect.any(String) });
    expect(name).toMatchObject({
      filled: 4,
      from: [{ resource: 'holders', organisationName: { zh: '港务局' } }, { resource: 'payers' }],
    });
    expect(body.items[0].fields.find((field: { name: string }) => field.name === 'berth').filled).toBe(3);
    expect((await city.request({ path: '/api/registries', as: staffActor('x', ['clerk']) })).status).toBe(403);
    expect(() => registries.port.definition('ships')).toThrow(/base-registries.unknown-registry/);
  });
});

test('fifty thousand people are built within seconds, and a load of few costs little', async () => {
  const people = Array.from({ length: 50_000 }, (_, n) => citizenId(10_000 + n));
  const started = performance.now();
  await load(
    'holders',
    people.map((id, n) => holder(id, { berth: `Z${n}` })),
  );
  const seconds = (performance.now() - started) / 1_000;
  expect(await registries.port.count('crews')).toBe(50_004);
  expect(seconds).toBeLessThan(15);
  const again = performance.now();
  await load('holders', [holder(people[7] as string, { state: '2' })]);
  expect((performance.now() - again) / 1_000).toBeLessThan(3);
  expect((await changes()).at(-1)).toMatchObject({ subject: city.blindIndex(people[7] as string, SUBJECT) });
});

describe('definitions', () => {
  test('a new field is filled from what the lake has, without telling of changes that are none', async () => {
    const changed = harbourPack({
      'registries/crews.yaml': (text) =>
        text.replace(
          'watch: [',
          '  - { name: bill, title: { zh: 单号, en: Bill }, type: text, from: [{ resource: payers, item: bill }] }\nwatch: [bill, ',
        ),
    });
    const before = (await changes()).length;
    const packs = loadPacks(changed);
    const next = createBaseRegistries({
      ...city,
      packs,
      catalogue: exchange.catalogue,
      organisations: { find: () => undefined },
    });
    await next.prepare?.();
    // What still runs with the old pack finds nothing to do.
    await city.settle();
    const build = next.jobs?.find((job) => job.name === 'base-registries.build-registry');
    await build?.run({ registry: 'crews' }, { jobId: '1', attempt: 1, signal: new AbortController().signal });
    expect((await next.port.find(undefined, 'crews', C))?.fields['bill']).toMatchObject({
      value: '2',
      source: { resource: 'payers' },
    });
    expect(await changes()).toHaveLength(before);
    await city.settle();
  });
  test('a registry that does not fit the catalogue stops the start and says where', () => {
    const packs = (text: (before: string) => string) => cityOf(harbourPack({ 'registries/crews.yaml': text }));
    return Promise.all([
      expect(packs((text) => text.replace('type: date, from', 'type: text, from'))).rejects.toThrow(
        /types-differ|packs\./,
      ),
      expect(packs((text) => text.replace('item: length_m', 'item: depth_m'))).rejects.toThrow(/unknown-item|packs\./),
    ]);
  });
});
