import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, startTestCity, staffActor, type TestCity, type TestDatabase } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createExchange } from './module.ts';
import type { Load } from './features/load-view.ts';
import { citizenId, harbourCatalogue, harbourPack } from './testing/harbour.ts';

type Item = { id: string; organisation: string; reasons: [{ code: string }] };

let source: TestDatabase;
let front: pg.Client;
let city: TestCity<Module>;
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });

beforeAll(async () => {
  source = await createTestDatabase('front');
  front = new pg.Client({ connectionString: source.url });
  front.on('error', () => undefined);
  await front.connect();
  await front.query(
    `create schema front; create table front."Holders" ("ZJHM" text, "XM" text, "XB" text, "CSRQ" text, "BW" text, "CD" text, "TYDM" text, "SFJF" text, "QZRQ" date, secret text)`,
  );
  await front.query(`insert into front."Holders" ("ZJHM", "XM", "XB", "CSRQ", "BW", "CD", "SFJF", "QZRQ") values
    ('${citizenId(11)}', ' 段一 ', '男', '1960-05-04', 'A1', '12', '是', '2020-01-02'),
    ('${fullWidth(citizenId(12))}', '段二', '２', '1960年5月4日', 'ａ２', '３０', 'f', null),
    ('${citizenId(13)}', '段三', 'M', '19600504', 'B3', null, null, '2021-03-04')`);
  city = await startTestCity<Module>({
    packs: harbourPack(),
    settings: { deployment: { HARBOUR_DATABASE: source.url } },
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      return [
        catalogue,
        createExchange({ ...f, catalogue: catalogue.port, organisations: { find: () => undefined, all: () => [] } }),
      ];
    },
  });
  await city.settle();
});
afterAll(async () => {
  await city.stop();
  await front.end().catch(() => undefined);
  await source.drop();
});

function fullWidth(text: string): string {
  return text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
}

const raw = async () =>
  (
    await city.database.pool.query(
      `select citizen_id, name, sex, birth_date, berth, length_m, paid, since, _load from lake.raw_berth_holders order by name`,
    )
  ).rows;
const lastLoad = async () =>
  (await city.request({ path: '/api/exchange/loads?source=holders-database', as: officer })).body.items[0];
async function loadNow(body?: object): Promise<Load> {
  const answer = await city.request({
    method: 'POST',
    path: '/api/exchange/sources/holders-database/loads',
    as: officer,
    ...(body ? { body } : {}),
  });
  expect(answer.status).toBe(202);
  await city.settle();
  const { body: load } = await city.request({ path: `/api/exchange/loads/${answer.body.loadId}`, as: officer });
  return load;
}

describe('a front database is taken in', () => {
  test('at first start by itself, in the form the catalogue declares', async () => {
    expect(await lastLoad()).toMatchObject({
      state: 'done',
      rowsRead: 3,
      rowsExpected: 3,
      rowsGood: 3,
      rowsRejected: 0,
      inserted: 3,
      updated: 0,
      deleted: 0,
    });
    const rows = await raw();
    expect(rows[0]).toMatchObject({
      citizen_id: citizenId(11),
      name: '段一',
      sex: '1',
      birth_date: '1960-05-04',
      berth: 'A1',
      length_m: 12n,
      paid: true,
      since: '2020-01-02',
    });
    expect(rows[1]).toMatchObject({ citizen_id: citizenId(13), name: '段三', sex: '1', birth_date: '1960-05-04' });
    expect(rows[2]).toMatchObject({
      citizen_id: citizenId(12),
      sex: '2',
      berth: 'A2',
      length_m: 30n,
      paid: false,
      since: null,
    });
  });

  test('a second load touches only what changed, and knows what is gone', async () => {
    const before = await raw();
    await front.query(`update front."Holders" set "BW" = 'C9' where "XM" = '段三'`);
    await front.query(`delete from front."Holders" where "XM" = '段二'`);
    await front.query(`insert into front."Holders" ("ZJHM", "XM") values ('${citizenId(14)}', '段四')`);
    const load = await loadNow();
    expect(load).toMatchObject({ state: 'done', inserted: 1, updated: 1, deleted: 1 });
    const after = await raw();
    expect(after.map((row) => row.name)).toEqual(['段一', '段三', '段四']);
    expect(after[0]._load).toBe(before[0]._load);
    expect(after[1]).toMatchObject({ berth: 'C9', _load: load.id });
    const events = await city.database.pool.query(
      `select payload from platform.event where type = 'exchange.load-completed' order by seq desc limit 1`,
    );
    expect(events.rows[0].payload).toMatchObject({
      loadId: load.id,
      resource: 'berth-holders',
      organisation: 'harbour-office',
      inserted: 1,
      updated: 1,
      deleted: 1,
    });
  });

  test('each kind of dirt is set aside with its reason, and what the lake has under its key stays', async () => {
    await front.query(`update front."Holders" set "XB" = '不详' where "XM" = ' 段一 '`);
    const wrong = `${citizenId(20).slice(0, 17)}${citizenId(20)[17] === '1' ? '2' : '1'}`;
    await front.query(`insert into front."Holders" ("ZJHM", "XM", "XB", "CSRQ", "BW", "CD", "TYDM", "SFJF", "QZRQ") values
      ('${wrong}', '甲', null, null, null, null, null, null, null),
      ('12345', '乙', null, null, null, null, null, null, null),
      ('${citizenId(21)}', null, null, null, null, null, null, null, null),
      ('${citizenId(22)}', '丙丙丙丙丙丙丙丙丙丙丙', null, '1960-02-30', '1A', '61', '123', '或许', null),
      ('${citizenId(23)}', '丁', '2', '1961-05-04', null, '１.5', null, null, '1950-01-01'),
      ('${citizenId(13)}', '段三', null, null, null, null, null, null, null),
      (null, '  ', '', '　', null, null, null, null, null)`);
    const load = await loadNow();
    expect(load).toMatchObject({ state: 'done', rowsRead: 10, rowsGood: 2, rowsRejected: 8, inserted: 0, deleted: 0 });
    const counts = Object.fromEntries(load.reasons.map((reason) => [reason.code, reason.count]));
    expect(counts).toEqual({
      'unknown-code': 1,
      'citizen-id-check-digit': 1,
      'citizen-id-shape': 1,
      required: 1,
      'too-long': 1,
      'not-a-date': 1,
      pattern: 1,
      'too-large': 1,
      'credit-code': 1,
      'not-a-boolean': 1,
      'birth-date-differs': 1,
      'sex-differs': 1,
      'not-an-integer': 1,
      'dates-out-of-order': 1,
      'duplicate-key': 1,
      'blank-row': 1,
    });
    expect((await raw())[0]).toMatchObject({ name: '段一', sex: '1' });
    const source = await city.request({ path: '/api/exchange/sources', as: officer });
    expect(source.body.items.find((item: Item) => item.id === 'holders-database')).toMatchObject({
      state: 'warning',
      schedule: { zh: '每 30 分钟' },
    });

    const page = await city.request({ path: `/api/exchange/loads/${load.id}/rejected?limit=200`, as: officer });
    expect(page.body.items).toHaveLength(8);
    expect(page.text).not.toContain(wrong);
    expect(page.text).not.toContain('段一');
    const row = page.body.items.find((item: Item) => item.reasons[0].code === 'citizen-id-check-digit');
    expect(row).toMatchObject({
      reasons: [{ item: 'citizen_id', text: { zh: '公民身份号码校验位错误' } }],
      preview: { ZJHM: `9901**********${wrong.slice(-4)}`, XM: '*' },
    });
    const only = await city.request({ path: `/api/exchange/loads/${load.id}/rejected?reason=blank-row`, as: officer });
    expect(only.body.items.map((item: Item) => item.reasons[0].code)).toEqual(['blank-row']);
    const audit = await city.database.pool.query(
      `select detail from platform.audit_entry where action = 'exchange.read-rejected-rows'`,
    );
    expect(audit.rows.map((entry) => entry.detail.rows)).toEqual([8, 1]);
    const kept = await city.database.pool.query<{ sealed: Buffer }>(
      `select sealed from exchange.rejected_row where load_id = $1`,
      [load.id],
    );
    expect(kept.rows.some((one) => one.sealed.includes('甲'))).toBe(false);
  });
});

describe('loads that cannot end well leave everything as it was', () => {
  test('a snapshot without most of its rows waits for someone to confirm it', async () => {
    await front.query(`truncate front."Holders"`);
    await front.query(`insert into front."Holders" ("ZJHM", "XM") select v, '人' from unnest($1::text[]) v`, [
      Array.from({ length: 300 }, (_, n) => citizenId(n, '1970-01-01')),
    ]);
    expect(await loadNow()).toMatchObject({ state: 'done', inserted: 300, deleted: 3 });
    await front.query(`delete from front."Holders" where ctid not in (select ctid from front."Holders" limit 100)`);
    const load = await loadNow();
    expect(load).toMatchObject({ state: 'failed', deleted: 0, error: { code: 'exchange.too-many-deletions' } });
    expect(load.error?.text.zh).toContain('300 行中的 200 行');
    expect(await raw()).toHaveLength(300);
    expect(await loadNow({ confirmDeletions: true })).toMatchObject({ state: 'done', deleted: 200 });
  });

  test('a source that goes away in the middle: said so, nothing changed, and it can be started again', async () => {
    const many = Array.from({ length: 60_000 }, (_, n) =>
      citizenId(n % 1000, new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 1000))).toISOString().slice(0, 10)),
    );
    await front.query(`insert into front."Holders" ("ZJHM", "XM") select v, '众' from unnest($1::text[]) v`, [many]);
    // A row that makes the source itself fail when it is read, after thousands of good ones: its backend ends, as in a crash.
    await front.query(`alter table front."Holders" rename to holders_all;
      create table front.weather (storm boolean); insert into front.weather values (true);
      create function front.crash_at(text) returns text language plpgsql stable as $$ begin
        if $1 = '${many[20_000]}' and (select storm from front.weather) then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if; return $1; end $$;
      create view front."Holders" as select front.crash_at("ZJHM") as "ZJHM", "XM", "XB", "CSRQ", "BW", "CD", "TYDM", "SFJF", "QZRQ" from front.holders_all`);
    const load = await loadNow();
    expect(load).toMatchObject({ state: 'failed', error: { code: 'exchange.source-lost' } });
    expect(load.error?.text.zh).toMatch(/连接中断.*没有改动任何数据/);
    expect(load.rowsRead).toBeGreaterThan(1_000);
    expect(await raw()).toHaveLength(100);
    await front.query(`update front.weather set storm = false`);
    const again = await loadNow();
    expect(again).toMatchObject({ state: 'done', rowsGood: 60_100, inserted: 60_000 });
    expect(again.rate).toBeGreaterThan(5_000);
    await front.query(`drop view front."Holders"; alter table front.holders_all rename to "Holders"`);
  });

  test('the hub’s own database going away in the middle: the load stays open and is begun again by itself', async () => {
    await front.query(`alter table front."Holders" rename to holders_all;
      create function front.wait_at(text) returns text language plpgsql stable as $$ begin
        if $1 = '${citizenId(0, '1950-01-01')}' then perform pg_sleep(0.7); end if; return $1; end $$;
      create view front."Holders" as select front.wait_at("ZJHM") as "ZJHM", "XM", "XB", "CSRQ", "BW", "CD", "TYDM", "SFJF", "QZRQ" from front.holders_all`);
    const { body } = await city.request({
      method: 'POST',
      path: '/api/exchange/sources/holders-database/loads',
      as: officer,
    });
    const lost = await vi.waitFor(async () => {
      const { rows } = await city.database.pool.query(`select pg_terminate_backend(a.pid) from pg_stat_activity a
        join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' where a.datname = current_database() and a.query ilike 'copy %stage_raw_berth%'`);
      expect(rows).toHaveLength(1);
      return rows.length;
    });
    expect(lost).toBe(1);
    // The job system tries again after a few seconds; the load never counted as failed.
    await vi.waitFor(
      async () => {
        const { body: load } = await city.request({ path: `/api/exchange/loads/${body.loadId}`, as: officer });
        expect(load.state).not.toBe('failed');
        expect(load).toMatchObject({ state: 'done', rowsGood: 60_100 });
      },
      { timeout: 15_000, interval: 200 },
    );
    await expect(city.settle()).rejects.toThrow(/database.unreachable/);
    expect(await raw()).toHaveLength(60_100);
    await front.query(`drop view front."Holders"; alter table front.holders_all rename to "Holders"`);
  });

  test('a source that cannot be reached, refuses, or lacks a column says which', async () => {
    await front.query(`alter table front."Holders" rename column "BW" to "BWH"`);
    expect(await loadNow()).toMatchObject({
      state: 'failed',
      error: { code: 'exchange.columns-missing', text: { en: expect.stringContaining('BW') } },
    });
    await front.query(
      `alter table front."Holders" rename column "BWH" to "BW"; alter table front."Holders" rename to gone`,
    );
    expect(await loadNow()).toMatchObject({ error: { code: 'exchange.source-refused' } });
    const deployment = city.settings.deployment as Record<string, string>;
    deployment['HARBOUR_DATABASE'] = 'postgres://nobody:x@127.0.0.1:1/none';
    expect(await loadNow()).toMatchObject({
      error: {
        code: 'exchange.source-unreachable',
        text: {
          zh: expect.stringContaining('“港务前置库”'),
          en: expect.stringMatching(/^The source "Harbour front database" cannot be reached/),
        },
      },
    });
    delete deployment['HARBOUR_DATABASE'];
    expect(await loadNow()).toMatchObject({ error: { code: 'exchange.setting-missing' } });
    deployment['HARBOUR_DATABASE'] = source.url;
    await front.query(`alter table front.gone rename to "Holders"`);
  });
});

describe('who may do what', () => {
  const own = staffActor('fee-office', ['data-officer']);
  test('sources of other organisations are out of reach', async () => {
    const list = await city.request({ path: '/api/exchange/sources', as: own });
    expect(list.body.items.map((item: Item) => item.id)).toEqual(['fees-book', 'fees-file']);
    expect((await city.request({ path: '/api/exchange/sources/holders-database', as: own })).body).toMatchObject({
      status: 403,
      code: 'exchange.out-of-scope',
    });
    expect(
      (await city.request({ method: 'POST', path: '/api/exchange/sources/holders-database/loads', as: own })).status,
    ).toBe(403);
    const load = await lastLoad();
    expect((await city.request({ path: `/api/exchange/loads/${load.id}/rejected`, as: own })).status).toBe(403);
    expect(
      (await city.request({ path: '/api/exchange/loads', as: own })).body.items.filter(
        (item: Item) => item.organisation !== 'fee-office',
      ),
    ).toEqual([]);
  });
  test('looking at rejected rows needs its own permission', async () => {
    const load = await lastLoad();
    const leader = staffActor('data-office', ['leader'], { organisations: 'all' });
    expect((await city.request({ path: `/api/exchange/loads/${load.id}`, as: leader })).status).toBe(200);
    expect((await city.request({ path: `/api/exchange/loads/${load.id}/rejected`, as: leader })).body.code).toBe(
      'access.not-allowed',
    );
    expect((await city.request({ path: '/api/exchange/sources' })).status).toBe(401);
  });
  test('what does not exist is said so', async () => {
    expect((await city.request({ path: '/api/exchange/loads/nothing', as: officer })).body).toMatchObject({
      status: 404,
      code: 'exchange.unknown-load',
    });
    expect((await city.request({ path: '/api/exchange/sources/nothing', as: officer })).body).toMatchObject({
      status: 404,
      code: 'exchange.unknown-source',
    });
  });
});

test('a source’s page shows its mapping', async () => {
  const { body } = await city.request({ path: '/api/exchange/sources/holders-database', as: officer });
  expect(body.mapping[2]).toEqual({
    column: 'XB',
    item: 'sex',
    itemTitle: { zh: '性别', en: 'Sex' },
    transforms: ['trim', 'half-width', 'code:sex'],
    grade: 2,
  });
});
