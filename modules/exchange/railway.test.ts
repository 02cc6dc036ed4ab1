import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@platform/kernel';
import { createTestDatabase, staffActor, startTestCity, type TestCity, type TestDatabase } from '@platform/testkit';
import { postgresConnector } from '@platform/source-postgres';
import { createExchange, startRail, type Exchange, type Rail } from './module.ts';
import { harbourCatalogue, harbourPack } from './testing/harbour.ts';

// A department's real database on the rail, from the connection's form to its removal, as a data officer sees it.

const officer = staffActor('harbour-office', ['data-officer'], { organisations: 'all' });

let city: TestCity<ReturnType<typeof harbourCatalogue> | Exchange>;
let exchange: Exchange;
let department: TestDatabase;
let source: pg.Client;
let rail: Rail;
let connection = '';
let line = '';

beforeAll(async () => {
  department = await createTestDatabase('department');
  source = new pg.Client({ connectionString: department.superuserUrl });
  await source.connect();
  await source.query(`create schema front; create table front.fees ("BH" text primary key, "JFR" text, "DQ" date)`);
  await source.query(
    `insert into front.fees select 'F' || n, '缴费人' || n, date '2026-01-01' + n from generate_series(1, 200) n`,
  );
  city = await startTestCity({
    packs: harbourPack(),
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      const find = (id: string) => f.packs.find('organisations', id)?.value as never;
      const all = () => f.packs.all('organisations').map(({ value }) => value) as never;
      exchange = createExchange({
        ...f,
        clock: systemClock,
        catalogue: catalogue.port,
        organisations: { find, all },
        connectors: new Map([['postgres', postgresConnector]]),
      });
      return [catalogue, exchange];
    },
  });
  rail = startRail(exchange.rail);
}, 60_000);
afterAll(async () => {
  await rail.stop();
  await city.stop();
  await source.query(
    `select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active`,
  );
  await source.end();
  await department.drop();
}, 60_000);

const post = (path: string, body?: unknown, method: 'POST' | 'PATCH' = 'POST') =>
  city.request({ method, path: `/api/exchange${path}`, ...(body === undefined ? {} : { body }), as: officer });
const get = async (path: string) => (await city.request({ path: `/api/exchange${path}`, as: officer })).body;
const inLake = async (column = 'payer') =>
  Object.fromEntries(
    (await city.database.pool.query(`select number, ${column}::text as value from lake.raw_fees`)).rows.map((row) => [
      row.number,
      row.value,
    ]),
  );
const eventually = (what: () => Promise<unknown>) => expect.poll(what, { timeout: 20_000, interval: 50 });
const state = async () => (await get(`/lines/${line}`)).state;
const slots = async () =>
  (await source.query('select count(*)::int as n from pg_replication_slots where database = current_database()'))
    .rows[0].n;

test('a table is connected, comes whole, and follows', async () => {
  const url = new URL(department.superuserUrl);
  const made = await post('/connections', {
    title: { zh: '规费库', en: 'Fees' },
    organisation: 'fee-office',
    system: { zh: '规费系统', en: 'Fee system' },
    kind: 'postgres',
    settings: { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username },
    secret: { password: decodeURIComponent(url.password) || 'none' },
  });
  connection = made.body.id;
  expect((await get(`/connections/${connection}`)).report).toMatchObject({
    server: expect.stringContaining('PostgreSQL'),
  });
  const shape = await get(`/connections/${connection}/shape?schema=front&table=fees`);
  const [best] = shape.proposals;
  expect(best).toMatchObject({ resource: 'fees', missing: [] });
  const mapping = best.mapping.map(({ item, column, transform, dateFormats }: Record<string, unknown>) => ({
    item,
    column,
    transform,
    ...(Array.isArray(dateFormats) && dateFormats.length > 0 ? { dateFormats } : {}),
  }));
  const dry = await post(`/connections/${connection}/dry-run`, {
    schema: 'front',
    table: 'fees',
    resource: 'fees',
    mapping,
  });
  expect(dry.body).toMatchObject({ read: 200, good: 200 });
  const begun = await post(`/connections/${connection}/lines`, {
    title: { zh: '规费', en: 'Fees' },
    resource: 'fees',
    schema: 'front',
    table: 'fees',
    mapping,
    mode: 'capture',
  });
  line = begun.body.id;
  await eventually(state).toBe('live');
  expect(Object.keys(await inLake())).toHaveLength(200);
  await source.query(`update front.fees set "JFR" = '改名' where "BH" = 'F7'`);
  await eventually(async () => (await inLake())['F7']).toBe('改名');
  expect((await get('/islands')).items).toMatchObject([{ system: { en: 'Fee system' }, state: 'connected', lines: 1 }]);
}, 60_000);

test('a new column is held aside, then catalogued: what was held and what comes after are both in the lake', async () => {
  await source.query(`alter table front.fees add column "BZ" text default '默认'`);
  await source.query(`update front.fees set "BZ" = '备注' || "BH" where "BH" in ('F1', 'F2')`);
  await eventually(async () => (await get(`/lines/${line}`)).heldColumns).toMatchObject([
    { column: 'BZ', state: 'held', values: 2 },
  ]);
  const done = await post(`/lines/${line}/held-columns/BZ`, {
    as: 'item',
    name: 'remark',
    title: { zh: '备注', en: 'Remark' },
    type: 'text',
    grade: 2,
    personal: false,
  });
  expect(done.body).toEqual({ state: 'catalogued', filled: 2 });
  await source.query(`update front.fees set "BZ" = '后来' where "BH" = 'F3'`);
  await eventually(async () => (await inLake('remark'))['F3']).toBe('后来');
  expect(await inLake('remark')).toMatchObject({ F1: '备注F1', F2: '备注F2' });
  // A row that nobody touched has the column's default at the source, of which no change told.
  await eventually(async () => (await inLake('remark'))['F4']).toBe('默认');
  await eventually(state).toBe('live');
}, 60_000);

test('a renamed column stops the line and says what to do; a changed mapping and a resume bring it back whole', async () => {
  await source.query(`alter table front.fees rename column "JFR" to "XM"`);
  await source.query(`update front.fees set "XM" = '漂移后' where "BH" = 'F9'`);
  await eventually(state).toBe('held');
  const held = await get(`/lines/${line}`);
  expect(held.fault.mend.zh).toContain('恢复');
  const mapping = held.mapping.map(
    (one: { item: string; column: string; transforms: string[]; dateFormats: string[] }) => ({
      item: one.item,
      column: one.column === 'JFR' ? 'XM' : one.column,
      transform: one.transforms,
      ...(one.dateFormats.length > 0 ? { dateFormats: one.dateFormats } : {}),
    }),
  );
  expect((await post(`/lines/${line}`, { version: held.version, mapping }, 'PATCH')).status).toBe(200);
  expect((await post(`/lines/${line}/resume`)).body).toEqual({ state: 'waiting' });
  await eventually(state).toBe('live');
  expect((await inLake())['F9']).toBe('漂移后');
}, 60_000);

test('a paused line lets its source’s log go, and comes back with what changed meanwhile', async () => {
  expect(await slots()).toBe(1);
  await post(`/lines/${line}/pause`);
  await eventually(slots).toBe(0);
  await source.query(`delete from front.fees where "BH" = 'F9'`);
  await post(`/lines/${line}/resume`);
  await eventually(state).toBe('live');
  expect(await inLake()).not.toHaveProperty('F9');
}, 60_000);

test('when it is removed, the source forgets us, the secret goes, and the rows stay', async () => {
  await post(`/connections/${connection}/remove`);
  await eventually(slots).toBe(0);
  await eventually(
    async () =>
      (await city.database.pool.query('select secret from exchange.connection where id = $1', [connection])).rows[0]
        .secret,
  ).toBeNull();
  expect(Object.keys(await inLake())).toHaveLength(199);
  expect((await get('/lines')).items).toEqual([]);
}, 60_000);
