import { sql, type Tx } from '@platform/database';
import type { Entry } from '../contract/index.ts';

export async function insertEntry(tx: Tx, entry: Entry, at: Date): Promise<void> {
  await tx.run(
    sql`insert into reconciliations.entry (id, title, added_at) values (${entry.id}, ${entry.title}, ${at})`,
  );
}

export function findEntry(tx: Tx, id: string): Promise<Entry | undefined> {
  return tx.first<Entry>(sql`select id, title from reconciliations.entry where id = ${id}`);
}
