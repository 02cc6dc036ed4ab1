import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@platform/kernel';
import { sql, type ModuleDatabase } from '@platform/database';
import type { ChangeStream, StreamedChange } from '../contract/index.ts';

/** Who waits for a change looks again this often; one look serves all of them. */
const LOOK_MS = 100;
/** Changes removed in one transaction, so that trimming keeps no writer waiting. */
const TRIM_ROWS = 20_000;

type ChangeRow = {
  seq: bigint;
  line_id: string;
  at: Date;
  position: string;
  transaction: string;
  op: StreamedChange['op'];
  key: StreamedChange['key'];
  before: StreamedChange['before'];
  after: StreamedChange['after'];
  source_at: Date;
};

/** The stream as its table keeps it. `database`: the door of exchange. */
export function openChangeStream(deps: { database: ModuleDatabase; clock: Clock }): ChangeStream {
  const { database } = deps;
  const newest = (): Promise<bigint> =>
    database.readOnce(
      async (tx) => (await tx.one<{ seq: bigint }>(sql`select coalesce(max(seq), 0) as seq from exchange.change`)).seq,
    );
  let looking: Promise<bigint> | undefined;
  const nextLook = (): Promise<bigint> => {
    looking ??= sleep(LOOK_MS)
      .then(newest)
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  return {
    changes: ({ lineIds, after, limit }) =>
      database.readOnce(async (tx) => {
        const rows =
          await tx.rows<ChangeRow>(sql`select seq, line_id, at, position, transaction, op, key, before, after, source_at from exchange.change
          where line_id = any(${[...lineIds]}::text[]) and seq > ${after} order by seq limit ${limit}`);
        return rows.map(({ line_id: lineId, source_at: sourceAt, ...row }) => ({ ...row, lineId, sourceAt }));
      }),
    async newestChange(options) {
      let seq = await newest();
      if (options === undefined) return seq;
      const until = Date.now() + options.waitMs;
      while (seq <= options.after && Date.now() < until && !options.signal.aborted) seq = await nextLook();
      return seq;
    },
    spans: (lineIds) =>
      database.readOnce(async (tx) => {
        const rows = await tx.rows<{ line_id: string; floor: bigint; newest: bigint }>(sql`
          select line as line_id, coalesce(f.floor, 0) as floor,
            greatest(coalesce((select max(c.seq) from exchange.change c where c.line_id = line), 0), coalesce(f.floor, 0)) as newest
          from unnest(${[...lineIds]}::text[]) line left join exchange.change_floor f on f.line_id = line`);
        return rows.map((row) => ({ lineId: row.line_id, floor: row.floor, newest: row.newest }));
      }),
    begin: (lineId) =>
      database.transaction(async (tx) => {
        const { floor } = await tx.one<{ floor: bigint }>(sql`insert into exchange.change_floor (line_id, floor, at)
          select ${lineId}, case when is_called then last_value else 0 end, ${deps.clock.now()} from exchange.change_seq_seq
          on conflict (line_id) do update set floor = excluded.floor, at = excluded.at returning floor`);
        await tx.run(sql`delete from exchange.change where line_id = ${lineId} and seq <= ${floor}`);
        return floor;
      }),
    riddenElsewhere: (lineId) =>
      database.readOnce(async (tx) => {
        const { ridden } = await tx.one<{ ridden: boolean }>(
          sql`select exists (select 1 from exchange.ferry_route where removed_at is null and ${lineId} = any(lines)) as ridden`,
        );
        return ridden;
      }),
    waiting: (lineId, after, most) =>
      database.readOnce(async (tx) => {
        const { count } = await tx.one<{ count: number }>(
          sql`select count(*)::int as count from (select 1 from exchange.change where line_id = ${lineId} and seq > ${after} limit ${most}) counted`,
        );
        return count;
      }),
    lastBefore: (lineId, at) =>
      database.readOnce(async (tx) => {
        // Along a line, times grow with numbers: the first one that is not before is found from the index by time.
        const { seq } = await tx.one<{ seq: bigint }>(sql`select greatest(
          coalesce((select max(seq) from exchange.change where line_id = ${lineId} and at < ${at}), 0),
          coalesce((select floor from exchange.change_floor where line_id = ${lineId}), 0)) as seq`);
        return seq;
      }),
    size: () =>
      database.read(async (tx) => {
        const { each, pages } = await tx.one<{ each: number | null; pages: number }>(sql`select
          (select avg(pg_column_size(c.*))::float8 from (select * from exchange.change order by seq desc limit 500) c) as each,
          (select (n_live_tup)::float8 from pg_stat_user_tables where relid = 'exchange.change'::regclass) as pages`);
        const changes = Math.max(0, Math.round(pages));
        return { changes, bytes: Math.round(changes * ((each ?? 0) + 60)) };
      }),
    async trim(lineId, through) {
      let removed = 0;
      for (;;) {
        const gone = await database.transaction(async (tx) => {
          await tx.run(sql`insert into exchange.change_floor (line_id, floor, at) values (${lineId}, ${through}, ${deps.clock.now()})
            on conflict (line_id) do update set floor = greatest(exchange.change_floor.floor, excluded.floor), at = excluded.at`);
          return tx.run(sql`delete from exchange.change where seq in (
            select seq from exchange.change where line_id = ${lineId} and seq <= ${through} order by seq limit ${TRIM_ROWS})`);
        });
        removed += gone;
        if (gone < TRIM_ROWS) return removed;
      }
    },
  };
}
