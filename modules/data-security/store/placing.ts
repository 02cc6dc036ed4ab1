import { sql, type Tx } from '@platform/database';
import { lakeColumn, type LakeView } from '@platform/lake';

export type Placing = { dirty: boolean; placed_to: Date | null; placed_at: Date | null };

export async function markDirty(tx: Tx, registry: string): Promise<Placing> {
  return tx.one<Placing>(sql`insert into data_security.placing (registry, dirty) values (${registry}, true)
    on conflict (registry) do update set dirty = true returning dirty, placed_to, placed_at`);
}

export const findPlacing = (tx: Tx, registry: string): Promise<Placing | undefined> =>
  tx.first<Placing>(sql`select dirty, placed_to, placed_at from data_security.placing where registry = ${registry}`);

export async function savePlacing(tx: Tx, registry: string, to: Date | null, at: Date): Promise<void> {
  await tx.run(sql`insert into data_security.placing (registry, dirty, placed_to, placed_at) values (${registry}, false, ${to}, ${at})
    on conflict (registry) do update set dirty = false, placed_to = excluded.placed_to, placed_at = excluded.placed_at`);
}

/** People whose record changed since, by their key, a page. */
export function changedPeople(
  tx: Tx,
  from: { view: LakeView; key: string; address: string },
  since: Date | null,
  after: string,
  limit: number,
): Promise<{ key: string; address: string | null; at: Date }[]> {
  const key = lakeColumn(from.key);
  return tx.rows(sql`select ${key} as key, ${lakeColumn(from.address)} as address, ${lakeColumn('_at')} as at from ${from.view.at}
    where ${key} > ${after} and (${since}::timestamptz is null or ${lakeColumn('_at')} >= ${since}) order by ${key} limit ${limit}`);
}

export async function placePeople(
  tx: Tx,
  people: readonly { subject: string; dwelling: string; street: string | null }[],
): Promise<void> {
  if (people.length === 0) return;
  await tx.run(sql`insert into data_security.dwelling (subject, dwelling, street)
    select * from unnest(${people.map(({ subject }) => subject)}::text[], ${people.map(({ dwelling }) => dwelling)}::text[], ${people.map(({ street }) => street)}::text[])
    on conflict (subject) do update set dwelling = excluded.dwelling, street = excluded.street
    where (dwelling.dwelling, dwelling.street) is distinct from (excluded.dwelling, excluded.street)`);
}
