import type pg from 'pg';

/** The department's table: twelve columns, about 150 bytes a row. */
export const COLUMNS = `id bigint primary key, name text, kind text, amount text, quantity integer, born date, changed_at text,
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

const row = (
  id: string,
): string => `${id}, '姓名' || ${id}, 'kind-' || ${id} % 7, (${id} * 37 % 9999999)::text, ${id} % 1000,
  date '1960-01-01' + (${id} % 20000)::int, '2026-01-01 ' || ${id} % 24, '鼓楼区解放路' || ${id} % 999 || '号' || ${id} % 31 || '室',
  lpad((${id} % 100000)::text, 8, '0'), ${id} % 2 = 0, case when ${id} % 5 > 0 then 'note ' || ${id} % 13 end, ${id} * 7 % 1000003`;

export async function seed(client: pg.Client, rows: number): Promise<void> {
  await client.query(`insert into pensions select ${row('i')} from generate_series(1::bigint, ${rows}) i`);
  await client.query('vacuum analyze pensions');
}

export type Planted = { missing: number; extra: number; changed: number };

/** Ids that are planted, so that the department's own changes keep away from them; extras stand above all others. */
const EXTRA_FROM = 900_000_000;
const TABLE = 'lake.raw_pensions';
const CHANGES = [
  `name = name || '！'`,
  `amount = coalesce(amount, '') || '0'`,
  `quantity = quantity + 1`,
  `born = born - 1`,
  `open = not open`,
  `note = case when note is null then '' else null end`,
  `ref = null`,
];

/**
 * Plants differences in the lake behind the product's back, at random rows: a third taken away, a third that the source has not, a third
 * changed in one item (the row's hash stays as it was).
 */
export async function plant(
  hub: pg.Client,
  rows: number,
  plants: number,
): Promise<{ planted: Planted; ids: number[] }> {
  const ids = new Set<number>();
  while (ids.size < plants) ids.add(1 + Math.floor(Math.random() * rows));
  const all = [...ids];
  const third = Math.floor(plants / 3);
  const missing = all.slice(0, third);
  const extra = all.slice(third, 2 * third);
  const changed = all.slice(2 * third);
  await hub.query('begin');
  await hub.query(
    `insert into ${TABLE} select ${EXTRA_FROM} + id, name, kind, amount, quantity, born, changed_at, address, code, open, note, ref, _row_hash, _source, _load, _at
     from ${TABLE} where id = any($1)`,
    [extra],
  );
  await hub.query(`delete from ${TABLE} where id = any($1)`, [missing]);
  for (const [index, change] of CHANGES.entries()) {
    const some = changed.filter((_, place) => place % CHANGES.length === index);
    await hub.query(`update ${TABLE} set ${change} where id = any($1)`, [some]);
  }
  await hub.query('commit');
  return { planted: { missing: missing.length, extra: extra.length, changed: changed.length }, ids: all };
}

/**
 * What the department does meanwhile: changes, new rows and deletions, `perSecond` of them, until told to stop; never of the rows that
 * were planted, since a change would bring them to the lake by itself.
 */
export function keepWriting(
  client: pg.Client,
  options: { rows: number; spare: readonly number[]; perSecond: number },
): { stop(): Promise<number> } {
  let over = false;
  const spared = new Set(options.spare);
  let written = 0;
  const free = (): number => {
    for (;;) {
      const id = 1 + Math.floor(Math.random() * options.rows);
      if (!spared.has(id)) return id;
    }
  };
  const run = (async () => {
    const began = performance.now();
    while (!over) {
      const next = options.rows + 1 + written;
      await client.query('begin');
      await client.query(`update pensions set note = 'changed ' || $2, quantity = quantity + 1 where id = any($1)`, [
        [free(), free(), free(), free(), free(), free()],
        written,
      ]);
      await client.query(`insert into pensions select ${row('i')} from generate_series($1::bigint, $1::bigint + 2) i`, [
        next,
      ]);
      await client.query('delete from pensions where id = $1', [free()]);
      await client.query('commit');
      written += 10;
      const due = began + (written / options.perSecond) * 1_000;
      if (due > performance.now()) await new Promise((resume) => setTimeout(resume, due - performance.now()));
    }
  })();
  return {
    async stop() {
      over = true;
      await run;
      return written;
    },
  };
}

/** Count and a hash over all rows, computed by each database itself. */
export async function fingerprint(client: pg.Client, table: string): Promise<{ rows: number; hash: string }> {
  const values = ITEMS.map(({ name }) => `coalesce(${name}::text, '∅')`).join(`, '|', `);
  const { rows } = await client.query<{ rows: number; hash: string }>(
    `select count(*)::int as rows, sum(('x' || substr(md5(concat(${values})), 1, 15))::bit(60)::bigint)::text as hash from ${table}`,
  );
  return rows[0] as { rows: number; hash: string };
}

export const RAW_TABLE = TABLE;
