import { sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';

/** A line of the responsibility list that is kept here. */
export type KeptLine = {
  id: string;
  provider: string;
  title: LocalText;
  resource: string | null;
  due_on: PlainDate;
  basis: LocalText | null;
  version: number;
};

export function listKeptLines(tx: Tx): Promise<KeptLine[]> {
  return tx.rows<KeptLine>(
    sql`select id, provider, title, resource, due_on, basis, version from catalogue.responsibility where removed_at is null order by due_on, id`,
  );
}

export function findKeptLine(tx: Tx, id: string): Promise<KeptLine | undefined> {
  return tx.first<KeptLine>(
    sql`select id, provider, title, resource, due_on, basis, version from catalogue.responsibility where id = ${id} and removed_at is null`,
  );
}

type Given = Omit<KeptLine, 'version'>;

export async function insertLine(tx: Tx, line: Given, at: Date, by: string): Promise<void> {
  await tx.run(sql`insert into catalogue.responsibility (id, provider, title, resource, due_on, basis, added_at, added_by)
    values (${line.id}, ${line.provider}, ${JSON.stringify(line.title)}::jsonb, ${line.resource}, ${line.due_on},
      ${line.basis ? JSON.stringify(line.basis) : null}::jsonb, ${at}, ${by})`);
}

/** @returns false when it is not there as it was seen */
export async function updateLine(tx: Tx, line: Given, seen: number): Promise<boolean> {
  return (
    (await tx.run(sql`update catalogue.responsibility set provider = ${line.provider}, title = ${JSON.stringify(line.title)}::jsonb,
      resource = ${line.resource}, due_on = ${line.due_on}, basis = ${line.basis ? JSON.stringify(line.basis) : null}::jsonb, version = version + 1
      where id = ${line.id} and version = ${seen} and removed_at is null`)) === 1
  );
}

export async function removeLine(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(
      sql`update catalogue.responsibility set removed_at = ${at} where id = ${id} and removed_at is null`,
    )) === 1
  );
}

/** First and last supply of every resource in use. */
export async function listSupplies(
  tx: Tx,
): Promise<Map<string, { firstAt: Date | undefined; lastAt: Date | undefined; rows: number; changedAt: Date }>> {
  const rows = await tx.rows<{
    id: string;
    first_load_at: Date | null;
    last_load_at: Date | null;
    row_count: bigint;
    changed_at: Date;
  }>(
    sql`select id, first_load_at, last_load_at, row_count, changed_at from catalogue.resource where removed_at is null`,
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        firstAt: row.first_load_at ?? undefined,
        lastAt: row.last_load_at ?? undefined,
        rows: Number(row.row_count),
        changedAt: row.changed_at,
      },
    ]),
  );
}
