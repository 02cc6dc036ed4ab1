import type { Connection } from 'mysql2/promise';

/** The table of the capture bench's load in MariaDB's words: the same twelve columns. */
const COLUMNS = `id bigint primary key, name text, kind text, amount decimal(14,2), quantity int, born date, changed_at datetime,
  address text, code text, open tinyint(1), note text, ref bigint`;

const ROW = `concat('姓名', i), concat('kind-', i % 7), (i * 37 % 9999999) / 100, i % 1000, date_add('1960-01-01', interval i % 20000 day),
  date_add('2026-01-01', interval i % 100000 second), concat('鼓楼区解放路', i % 999, '号', i % 31, '室'), lpad(i % 100000, 8, '0'),
  i % 2 = 0, concat('note ', i % 13), i * 7 % 1000003`;

/** What is compared of a row, in words both databases have. */
export const MARIADB_ROW = `concat_ws('|', id, name, kind, amount, quantity, born, changed_at, address, code, if(open, 't', 'f'), note, ref)`;
export const POSTGRES_ROW = `concat_ws('|', id, name, kind, amount, quantity, born, changed_at, address, code, case when open then 't' else 'f' end, note, ref)`;

export async function seed(connection: Connection, rows: number): Promise<void> {
  await connection.query(`create table \`load\` (${COLUMNS})`);
  await connection.query(
    `insert into \`load\` select seq, ${ROW.replaceAll(/\bi\b/g, 'seq')} from seq_1_to_${Math.trunc(rows)}`,
  );
}

/**
 * Writes changes, 60 % inserts, 30 % updates and 10 % deletes of rows that are there, in transactions of 1 to 50 rows. A row of id 0 is written
 * first and one of id -1 last, by which others see where the load begins and ends.
 * @returns changes written
 */
export async function writeLoad(
  connection: Connection,
  changes: number,
  options: { from: number; rows: number },
): Promise<number> {
  await connection.query('drop procedure if exists write_load');
  await connection.query(`create procedure write_load(changes int, top bigint)
    begin
      declare done int default 0;
      declare size int;
      declare n int;
      declare lowest bigint default 1;
      declare i bigint;
      while done < changes do
        set size = least(1 + floor(rand() * 50), changes - done);
        set n = 1;
        start transaction;
        while n <= size do
          if (done + n) % 10 < 6 then
            set i = top; set top = top + 1;
            insert into \`load\` values (i, ${ROW});
          elseif (done + n) % 10 < 9 then
            set i = lowest + floor(rand() * (top - lowest));
            update \`load\` set amount = amount + 1, note = concat('changed ', done, ' ', n), changed_at = date_add(changed_at, interval 1 minute) where id = i;
          else
            delete from \`load\` where id = lowest; set lowest = lowest + 1;
          end if;
          set n = n + 1;
        end while;
        commit;
        set done = done + size;
      end while;
    end`);
  await connection.query(`insert into \`load\` (id, name) values (0, 'first')`);
  await connection.query('call write_load(?, ?)', [changes, options.from]);
  await connection.query(`insert into \`load\` (id, name) values (-1, 'last')`);
  return changes + 2;
}
