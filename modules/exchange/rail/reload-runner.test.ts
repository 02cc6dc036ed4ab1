import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresConnector } from '@platform/source-postgres';
import type { Connector, SnapshotReader } from '@platform/sources';
import { exchangePort } from '../port.ts';
import { openChangeStream } from '../store/change-stream.ts';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterAll(() => stage.stop(), 30_000);

const boats = {
  items: [
    { name: 'number', type: 'integer' as const },
    { name: 'name', type: 'text' as const, maxLength: 20 },
    { name: 'trips', type: 'integer' as const },
  ],
  key: ['number'],
};
const inLake = () => stage.hubSql(`select number::int, name, trips::int from lake.raw_boats order by 1`);
const inSource = async () => (await stage.source.query(`select number, name, trips from boats order by 1`)).rows;

/** What happens at the source between the reading of rows and their way into the lake. */
let meanwhile: (() => Promise<void>) | undefined;
const interrupted: Connector = {
  ...postgresConnector,
  async open(options) {
    const session = await postgresConnector.open(options);
    const { snapshot } = session;
    if (!snapshot) return session;
    const read: SnapshotReader['read'] = async (...given) => {
      const reading = await snapshot.read(...given);
      const batches = (async function* () {
        yield* reading.batches;
        await meanwhile?.();
      })();
      return { batches, mark: reading.mark };
    };
    return { ...session, snapshot: { ...snapshot, read } };
  },
};

/** The rail writes the same rows; who plants gives way to it. */
async function plant(statement: string): Promise<void> {
  for (;;) {
    try {
      await stage.hubSql(statement);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01') throw error;
    }
  }
}

test('rows read anew while the source goes on changing them leave the lake as the source is, none older, none back from the dead', async () => {
  await stage.source.query(`create table boats (number int primary key, name text, trips int)`);
  await stage.source.query(`insert into boats select n, '船' || n, 0 from generate_series(1, 400) n`);
  await stage.connect('harbour', { boats });
  stage.rail({ connectors: new Map([['postgres', interrupted]]) });
  await stage.until(async () => (await stage.line('harbour-boats')).state === 'live', 20_000);
  const stream = openChangeStream({ database: stage.deps.database, clock: stage.deps.clock });
  const port = exchangePort({ ...stage.deps, stream });
  const by = { actor: 'test', trace: 'trace' };
  const keys = Array.from({ length: 400 }, (_, index) => [String(index + 1)]);

  let going = true;
  const busy = (async () => {
    for (let turn = 1; going; turn += 1) {
      const number = (turn * 37) % 400;
      await stage.source.query(`update boats set trips = trips + 1 where number % 40 = $1`, [turn % 40]);
      if (turn % 3 === 0) await stage.source.query(`delete from boats where number = $1`, [number]);
      if (turn % 5 === 0)
        await stage.source.query(`insert into boats values ($1, 'again', 0) on conflict do nothing`, [number]);
    }
  })();
  try {
    for (let round = 0; round < 6; round += 1) {
      // Differences of every kind, planted behind the rail's back.
      await plant(`update lake.raw_boats set name = 'tampered' where number % 7 = ${round}`);
      await plant(`delete from lake.raw_boats where number % 11 = ${round}`);
      await plant(
        `insert into lake.raw_boats (number, name, _source) values (${9000 + round}, 'ghost', 'harbour-boats')`,
      );
      const done = await port.reload('harbour-boats', [...keys, [String(9000 + round)]], by);
      expect(done.removed).toBeGreaterThan(0);
    }
  } finally {
    going = false;
    await busy;
  }
  await stage.caughtUp('harbour');
  expect(await inLake()).toEqual(await inSource());
}, 60_000);

test('what changes at the source after the rows were read, and before they are in, is not undone', async () => {
  const stream = openChangeStream({ database: stage.deps.database, clock: stage.deps.clock });
  const port = exchangePort({ ...stage.deps, stream });
  await stage.source.query(`insert into boats values (801, 'dies', 1), (802, 'old', 1), (803, 'stays', 1)`);
  await stage.caughtUp('harbour');
  await plant(`update lake.raw_boats set name = 'tampered' where number in (801, 802, 803)`);
  meanwhile = async () => {
    meanwhile = undefined;
    await stage.source.query(`delete from boats where number = 801`);
    await stage.source.query(`update boats set name = 'new' where number = 802`);
    await stage.caughtUp('harbour');
  };
  const done = await port.reload('harbour-boats', [['801'], ['802'], ['803']], { actor: 'test', trace: 'trace' });
  expect(meanwhile).toBeUndefined();
  expect(done).toEqual({ written: 1, removed: 0 });
  expect((await inLake()).filter((row) => (row as { number: number }).number > 800)).toEqual([
    { number: 802, name: 'new', trips: 1 },
    { number: 803, name: 'stays', trips: 1 },
  ]);
}, 30_000);

test('single rows are found by the source’s own index, and a key that is not there is told so', async () => {
  const stream = openChangeStream({ database: stage.deps.database, clock: stage.deps.clock });
  const port = exchangePort({ ...stage.deps, stream });
  const { signal } = new AbortController();
  await stage.source.query(`insert into boats values (777, 'found', 3), (778, $1, 0)`, ['x'.repeat(40)]);
  expect(await port.readRows('harbour-boats', [['777'], ['778'], ['99999']], signal)).toEqual({
    rows: [{ key: ['777'], values: ['777', 'found', '3'] }],
    refused: [['778']],
  });
  expect(await port.caughtUp('harbour-boats', 20_000, signal)).toBe(true);
  expect((await inLake()).some((row) => (row as { number: number }).number === 777)).toBe(true);
}, 30_000);

test('of a table without a key that holds a row twice, the deletion of one leaves the other; only when both are gone is it gone', async () => {
  await stage.source.query(`create table crew (number text, name text)`);
  await stage.source.query(`alter table crew replica identity full`);
  await stage.source.query(`insert into crew values ('a1', '甲'), ('A1', '甲'), ('b2', '乙'), ('c3', '丙')`);
  const text = (name: string) => ({ name, type: 'text' as const });
  await stage.connect('quay', { crew: { items: [text('number'), text('name')], key: ['number'] } });
  await stage.hubSql(
    `update exchange.line set mapping = jsonb_set(mapping, '{0,transform}', '["upper"]') where id = 'quay-crew'`,
  );
  stage.rail();
  await stage.until(async () => (await stage.line('quay-crew')).state === 'live', 20_000);
  const crew = () => stage.hubSql(`select number, name from lake.raw_crew order by 1`);
  const reloads = async () =>
    Number(
      ((await stage.hubSql(`select count(*) from exchange.reload where state = 'waiting'`))[0] as { count: string })
        .count,
    );
  await stage.source.query(`delete from crew where number in ('a1', 'b2')`);
  await stage.caughtUp('quay');
  await stage.until(async () => (await reloads()) === 0, 20_000);
  expect(await crew()).toEqual([
    { number: 'A1', name: '甲' },
    { number: 'C3', name: '丙' },
  ]);
  await stage.source.query(`delete from crew where number = 'A1'`);
  await stage.until(async () => (await crew()).length === 1, 20_000);
  expect(await crew()).toEqual([{ number: 'C3', name: '丙' }]);
}, 60_000);
