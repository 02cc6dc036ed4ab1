import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { percentile } from '../machine.ts';
import type { CaptureStage } from './stage.ts';

/**
 * How long a change takes from the source's commit (when its client hears of it) to being in the lake, at a steady rate: 60 % inserts, 30 %
 * updates, 10 % deletes in transactions of 1 to 50 rows. A change is in the lake when the position written with it is at or beyond its commit.
 */
export async function measureDelay(
  stage: CaptureStage,
  options: { perSecond: number; seconds: number; from: number },
): Promise<{ p50: number; p99: number; perSecond: number }> {
  const writer = new pg.Client({ connectionString: stage.sourceUrl });
  await writer.connect();
  await writer.query(`create or replace function write_one(next bigint, size int) returns void language plpgsql as $$
    declare n int; i bigint;
    begin
      for n in 0..size - 1 loop
        i := next + n;
        if n % 10 < 6 then insert into load (id, name, kind, quantity, address, note) values (i, '姓名' || i, 'kind', i % 1000, '鼓楼区解放路' || i % 999, 'new');
        elsif n % 10 < 9 then update load set note = 'changed ' || i where id = next + n % 6;
        else delete from load where id = next + n % 5; end if;
      end loop;
    end $$`);
  const waiting: { lsn: bigint; at: number; size: number }[] = [];
  const delays: number[] = [];
  let over = false;
  const watching = (async () => {
    while (!over || waiting.length > 0) {
      const { rows } = await stage.hub.pool.query<{ lsn: string }>(
        `select (position::pg_lsn - '0/0')::text as lsn from exchange.capture`,
      );
      const now = performance.now();
      const reached = BigInt(rows[0]?.lsn ?? '0');
      while (waiting.length > 0 && (waiting[0] as { lsn: bigint }).lsn <= reached) {
        const { at, size } = waiting.shift() as { at: number; size: number };
        for (let change = 0; change < size; change += 1) delays.push(now - at);
      }
      await sleep(2);
    }
  })();
  const began = performance.now();
  let written = 0;
  let next = options.from;
  while (performance.now() - began < options.seconds * 1_000) {
    const size = 1 + Math.floor(Math.random() * 50);
    await writer.query('select write_one($1, $2)', [next, size]);
    const at = performance.now();
    // Read behind the commit: at or beyond it, so the delay is never told too short.
    const { rows } = await writer.query<{ lsn: string }>(`select (pg_current_wal_insert_lsn() - '0/0')::text as lsn`);
    waiting.push({ lsn: BigInt(rows[0]?.lsn ?? '0'), at, size });
    next += size;
    written += size;
    const due = began + (written / options.perSecond) * 1_000;
    if (due > performance.now()) await sleep(due - performance.now());
  }
  const perSecond = Math.round(written / ((performance.now() - began) / 1_000));
  over = true;
  await watching;
  await writer.end();
  return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), perSecond };
}
