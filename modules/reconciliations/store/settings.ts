import { sql, type Tx } from '@platform/database';

export type LineSetting = { line_id: string; every_hours: number | null; mend: boolean };

export async function saveSetting(
  tx: Tx,
  setting: { lineId: string; everyHours: number | null; mend: boolean; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`insert into reconciliations.setting (line_id, every_hours, mend, changed_at, changed_by)
    values (${setting.lineId}, ${setting.everyHours}, ${setting.mend}, ${setting.at}, ${setting.by})
    on conflict (line_id) do update set every_hours = excluded.every_hours, mend = excluded.mend, changed_at = excluded.changed_at, changed_by = excluded.changed_by`);
}

export async function settingsOf(tx: Tx): Promise<Map<string, LineSetting>> {
  const rows = await tx.rows<LineSetting>(sql`select line_id, every_hours, mend from reconciliations.setting`);
  return new Map(rows.map((row) => [row.line_id, row]));
}

/** Lines that are compared by themselves and whose last proof began before their time is up again. */
export async function dueLines(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.rows<{ line_id: string }>(sql`select s.line_id from reconciliations.setting s
    where s.every_hours is not null and not exists (select from reconciliations.reconciliation r
      where r.line_id = s.line_id and r.created_at > ${now}::timestamptz - make_interval(hours => s.every_hours))
    order by s.line_id`);
  return rows.map((row) => row.line_id);
}
