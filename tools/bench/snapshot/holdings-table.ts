import type pg from 'pg';

/** What the bench's table is called at its source. */
export const SOURCE_TABLE = { schema: 'public', table: 'holdings' } as const;

/** Its columns as a department would declare them; a hundred and seventy bytes a row, of the kinds that registers have. */
export const COLUMNS = `id bigint not null, citizen_id text, name text, sex text, born date, phone text, address text,
  amount numeric(14,2), registered_on date, updated_at timestamp(6), status text, points integer`;

/** One row in so many has a wrong check digit. */
export const INVALID_EVERY = 100_003;

/**
 * Fills the table with invented, valid rows, but those of ids divisible by {@link INVALID_EVERY}. The check digit
 * (GB 11643, MOD 11-2) is a sum by place, so the sums of days and serial numbers are made once and added.
 */
export async function fillHoldings(client: pg.Client, rows: number): Promise<void> {
  await client.query(
    `drop table if exists holdings; create table holdings (${COLUMNS}, primary key (id)) with (autovacuum_enabled = false)`,
  );
  await client.query(`
    create temporary table weights as select * from unnest(array[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2]) with ordinality w(weight, place);
    create temporary table days as select n, d as born, p as first14, (select sum(weight * substr(p, place::int, 1)::int) from weights where place <= 14) as sum
      from (select n, d, '990100' || to_char(d, 'YYYYMMDD') as p from generate_series(0, 19999) n, lateral (select date '1940-01-01' + n as d) x) y;
    create temporary table serials as select n, p as serial, (select sum(weight * substr(p, place::int - 14, 1)::int) from weights where place > 14) as sum
      from (select n, lpad(n::text, 3, '0') as p from generate_series(0, 999) n) y;
    analyze days; analyze serials`);
  await client.query(`
    insert into holdings
    select i, days.first14 || serials.serial || substr('10X98765432', ((days.sum + serials.sum) % 11)::int + 1 - case when i % ${INVALID_EVERY} = 0 then 1 else 0 end, 1),
      (array['张','王','李','赵','陈','杨','黄','周'])[i % 8 + 1] || (array['伟','芳','娜','秀英','敏','静','丽','强','磊','军'])[i % 10 + 1],
      case when serials.n % 2 = 1 then '1' else '2' end, days.born, '1' || (3000000000 + i * 7 % 999999999)::text,
      '明州市鼓楼区解放路' || i % 999 || '号' || i % 31 || '幢' || i % 1201 || '室', (i * 37 % 99999999)::numeric / 100,
      date '2015-01-01' + (i % 4000)::int, timestamp '2024-01-01' + i * interval '1.000001 second',
      (array['10','20','30','99'])[i % 4 + 1], (i % 5000)::int
    from generate_series(1::bigint, ${rows}) i join days on days.n = i * 7919 % 20000 join serials on serials.n = i * 104729 % 1000`);
  await client.query('vacuum (analyze) holdings');
  await client.query('checkpoint');
}
