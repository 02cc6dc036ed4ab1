import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { natsThere, startNodes, type NatsNodes } from '@platform/rail/testing';
import { openStage, type Stage } from './testing-stage.ts';

const there = natsThere();
const boats = {
  items: [
    { name: 'number', type: 'integer' as const },
    { name: 'name', type: 'text' as const, maxLength: 9_000 },
    { name: 'built_on', type: 'date' as const },
  ],
  key: ['number'],
};

describe.skipIf(!there)('the rail over one node of NATS', () => {
  let stage: Stage;
  let nodes: NatsNodes;
  beforeAll(async () => {
    nodes = await startNodes(1);
    stage = await openStage();
  }, 60_000);
  afterAll(async () => {
    await stage?.stop();
    await nodes?.stop();
  }, 60_000);
  const inLake = (resource: string) =>
    stage.hubSql(`select number::int, name, built_on::text from lake.raw_${resource} order by 1`);
  const inSource = async (table: string) =>
    (await stage.source.query(`select number, name, built_on::text from ${table} order by 1`)).rows;

  test('what two processes apply is what the source has: new, changed, gone, moved to other keys, emptied, great and tiny', async () => {
    const { source } = stage;
    await source.query(`create table boats (number int primary key, name text, built_on date)`);
    await source.query(`alter table boats alter column name set storage external`);
    await source.query(`insert into boats select n, '船' || n, date '2000-01-01' + n from generate_series(1, 1000) n`);
    await stage.connect('harbour', { boats: { ...boats, streamed: true } });
    const rails = [stage.rail({ nats: nodes.url }), stage.rail({ nats: nodes.url })];
    await stage.until(async () => (await stage.line('harbour-boats')).state === 'live', 30_000);
    expect(await inLake('boats')).toEqual(await inSource('boats'));
    await source.query(`insert into boats values (2001, 'new', null), (2002, 'brief', null)`);
    await source.query(`update boats set name = 'changed 😀 𠮷' where number <= 10`);
    await source.query(`delete from boats where number between 100 and 199 or number = 2002`);
    await source.query(`update boats set number = number + 10000 where number between 500 and 520`);
    await source.query(
      `begin; update boats set number = -1 where number = 1; update boats set number = 1 where number = 2; update boats set number = 2 where number = -1; commit`,
    );
    // A text that its table keeps apart is not told again when only the key changes.
    await source.query(
      `insert into boats values (9000, (select string_agg(md5(n::text), '') from generate_series(1, 250) n), null)`,
    );
    await source.query(`update boats set number = 9001 where number = 9000`);
    await source.query(`update boats set built_on = '2020-02-02' where number = 9001`);
    await source.query(`insert into boats select n, 'row ' || n, null from generate_series(20000, 39999) n`);
    await stage.caughtUp('harbour', 30_000);
    expect(await inLake('boats')).toEqual(await inSource('boats'));
    const [lanes] = await stage.hubSql<{ lanes: number }>(
      `select count(*)::int as lanes from exchange.rail_partition where sequence > 0`,
    );
    expect(lanes?.lanes).toBe(8);
    // Along a key, what is told follows on itself: each change begins where the one before it ended.
    const told = await stage.hubSql<{ key: string; op: string; before: unknown; after: unknown }>(
      `select key::text, op, before, after from exchange.change where op <> 't' order by seq`,
    );
    const states = new Map<string, unknown>();
    for (const { key, op, before, after } of told) {
      if (op === 'u' || op === 'd') expect(before).toEqual(states.get(key) ?? before);
      states.set(key, after);
    }
    await source.query(
      `begin; insert into boats values (70000, 'before', null); truncate boats; insert into boats values (1, 'after', '2020-02-02'); commit`,
    );
    await stage.caughtUp('harbour', 30_000);
    expect(await inLake('boats')).toEqual([{ number: 1, name: 'after', built_on: '2020-02-02' }]);
    await Promise.all(rails.map((rail) => rail.stop()));
  }, 120_000);

  test('a line that joins while its table changes misses nothing, and processes may come and go', async () => {
    const { source } = stage;
    await source.query(`create table ships (number int primary key, name text, built_on date)`);
    await source.query(`insert into ships select n, '船' || n, null from generate_series(1, 30000) n`);
    await stage.connect('port', { ships: boats });
    let rail = stage.rail({ nats: nodes.url });
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n += 1) {
        await source.query(`insert into ships values (${100_000 + n}, 'w${n}', null) on conflict do nothing`);
        await source.query(
          `update ships set name = 'x${n}' where number in (${1 + ((n * 37) % 30_000)}, ${1 + ((n * 101) % 30_000)})`,
        );
        await source.query(`delete from ships where number = ${1 + ((n * 53) % 30_000)}`);
      }
    })();
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resume) => setTimeout(resume, 1_500));
      const next = stage.rail({ nats: nodes.url });
      await rail.stop();
      rail = next;
    }
    await stage.until(async () => (await stage.line('port-ships')).state === 'live', 60_000);
    await new Promise((resume) => setTimeout(resume, 500));
    writing = false;
    await writer;
    await stage.caughtUp('port', 30_000);
    expect(await inLake('ships')).toEqual(await inSource('ships'));
    await rail.stop();
  }, 120_000);
});

describe.skipIf(!there)('the rail over three nodes of NATS', () => {
  let stage: Stage;
  let nodes: NatsNodes;
  beforeAll(async () => {
    nodes = await startNodes(3);
    stage = await openStage();
  }, 60_000);
  afterAll(async () => {
    await stage?.stop();
    await nodes?.stop();
  }, 60_000);

  test('the leader is killed under load, twice: source and lake are equal by hash, and nothing was told twice', async () => {
    const { source } = stage;
    await source.query(`create table tugs (number int primary key, name text, built_on date)`);
    await stage.connect('quay', { tugs: { ...boats, streamed: true } });
    const rails = [stage.rail({ nats: nodes.url }), stage.rail({ nats: nodes.url })];
    await stage.until(async () => (await stage.line('quay-tugs')).state === 'live', 60_000);
    let writing = true;
    let inserted = 0;
    const writer = (async () => {
      while (writing) {
        await source.query(`begin`);
        await source.query(
          `insert into tugs select n, 'tug ' || n, null from generate_series(${inserted + 1}, ${inserted + 40}) n`,
        );
        await source.query(
          `update tugs set name = name || '+' where number in (select 1 + (random() * ${inserted})::int from generate_series(1, 20))`,
        );
        await source.query(`delete from tugs where number = ${Math.max(1, inserted - 500)}`);
        await source.query(`commit`);
        inserted += 40;
        await new Promise((resume) => setTimeout(resume, 5));
      }
    })();
    for (let turn = 0; turn < 2; turn += 1) {
      await new Promise((resume) => setTimeout(resume, 1_500));
      const leader = await nodes.leader();
      await nodes.kill(leader);
      await new Promise((resume) => setTimeout(resume, 2_500));
      await nodes.start(leader);
      await new Promise((resume) => setTimeout(resume, 1_500));
    }
    writing = false;
    await writer;
    await stage.caughtUp('quay', 60_000);
    const hash = (table: string) =>
      `select count(*)::int as rows, md5(string_agg(number || ':' || name, ',' order by number)) as hash from ${table}`;
    const [lake] = await stage.hubSql(hash('lake.raw_tugs'));
    expect(lake).toEqual((await source.query(hash('tugs'))).rows[0]);
    const [told] = await stage.hubSql<{ created: number; keys: number }>(
      `select count(*)::int as created, count(distinct key)::int as keys from exchange.change where op = 'c'`,
    );
    expect(told).toEqual({ created: inserted, keys: inserted });
    await Promise.all(rails.map((rail) => rail.stop()));
  }, 180_000);
});
