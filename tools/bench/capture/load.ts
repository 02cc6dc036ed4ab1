import type pg from 'pg';

/** The table of the load, as a department would declare it: twelve columns, about 150 bytes a row. */
export const COLUMNS = `id bigint primary key, name text, kind text, amount numeric(14,2), quantity integer, born date, changed_at timestamp,
  address text, code text, open boolean, note text, ref bigint`;

export const ITEMS = [
  { name: 'id', type: 'integer' },
  { name: 'name', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'amount', type: 'text' },
  { name: 'quantity', type: 'integer' },
  { name: 'born', type: 'date' },
  { name: 'changed_at', type: 'text' },
  { name: 'address', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'open', type: 'boolean' },
  { name: 'note', type: 'text' },
  { name: 'ref', type: 'integer' },
] as const;

const ROW = `'姓名' || i, 'kind-' || i % 7, (i * 37 % 9999999)::numeric / 100, i % 1000, date '1960-01-01' + (i % 20000)::int,
  timestamp '2026-01-01' + (i % 100000) * interval '1 second', '鼓楼区解放路' || i % 999 || '号' || i % 31 || '室', lpad((i % 100000)::text, 8, '0'),
  i % 2 = 0, 'note ' || i % 13, i * 7 % 1000003`;

/** Rows that are there before the load: even ids, so that new ones find room between and behind. */
export async function seed(client: pg.Client, rows: number): Promise<void> {
  await client.query(`create table load (${COLUMNS})`);
  await client.query(`insert into load select i, ${ROW} from generate_series(1::bigint, ${rows}) i`);
  await client.query('vacuum analyze load');
}

/**
 * Writes changes, 60 % inserts, 30 % updates and 10 % deletes of rows that are there, in transactions of 1 to 50 rows. A row of id 0 is written
 * first and one of id -1 last, by which others see where the load begins and ends.
 * @returns changes written
 */
export async function writeLoad(
  client: pg.Client,
  changes: number,
  options: { from: number; rows: number },
): Promise<number> {
  await client.query(`set synchronous_commit = off`);
  await client.query(`create or replace procedure write_load(changes int, next bigint, rows bigint) language plpgsql as $$
    declare done int := 0; size int; first bigint := 1; i bigint; n int; top bigint := next;
    begin
      while done < changes loop
        size := least(1 + floor(random() * 50)::int, changes - done);
        for n in 1..size loop
          if (done + n) % 10 < 6 then
            i := top; top := top + 1;
            insert into load select i, ${ROW};
          elsif (done + n) % 10 < 9 then
            i := first + floor(random() * (top - first))::bigint;
            update load set amount = amount + 1, note = 'changed ' || done, changed_at = changed_at + interval '1 minute' where id = i;
            if not found then i := top; top := top + 1; insert into load select i, ${ROW}; end if;
          else
            delete from load where id = first; first := first + 1;
          end if;
        end loop;
        done := done + size;
        commit;
      end loop;
    end $$`);
  await client.query(`insert into load (id, name) values (0, 'first')`);
  await client.query(`call write_load(${changes}, ${options.from}, ${options.rows})`);
  await client.query(`insert into load (id, name) values (-1, 'last')`);
  await client.query(`set synchronous_commit = on`);
  return changes + 2;
}
