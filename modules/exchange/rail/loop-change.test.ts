import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Windows } from './windows.ts';
import { startRail } from './rail.ts';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => {
  await stage?.stop();
}, 60_000);

const inLake = async (number: number): Promise<boolean> =>
  (await stage.hubSql(`select from lake.raw_boats where number = $1`, [number])).length > 0;

test('while a chunk is being put in, no change comes into the lake, also when another line joins the stream meanwhile', async () => {
  const { source } = stage;
  await source.query('create table boats (number int primary key); create table piers (number int primary key)');
  const items = [{ name: 'number', type: 'integer' as const }];
  await stage.connect('harbour', { boats: { items, key: ['number'] }, piers: { items, key: ['number'] } });
  let windows: Windows | undefined;
  const rail = startRail(stage.deps, {
    startRuns(deps) {
      windows = deps.windows;
      return { wake: () => undefined, stop: async () => undefined };
    },
  });
  try {
    await stage.until(async () => windows !== undefined);
    const window = await (windows as Windows).open({ id: 'harbour-boats' });
    const { rows } = await source.query<{ position: string; snapshot: string }>(
      'select pg_current_wal_insert_lsn()::text as position, pg_current_snapshot()::text as snapshot',
    );
    const settled = await window.settle(rows[0] as { position: string; snapshot: string });
    await source.query('insert into boats values (1)');
    // The loop ends and another begins, since its lines are others now.
    await stage.hubSql(`update exchange.line set version = version + 1 where id = 'harbour-piers'`);
    await new Promise((resume) => setTimeout(resume, 2_500));
    expect(await inLake(1)).toBe(false);
    settled.end();
    window.close();
    await stage.until(() => inLake(1));
    // The loop that runs now is to be held as the first one was.
    const next = await (windows as Windows).open({ id: 'harbour-boats' });
    next.close();
  } finally {
    await rail.stop();
  }
}, 60_000);
