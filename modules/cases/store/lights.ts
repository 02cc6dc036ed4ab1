import { sql, type Tx } from '@platform/database';
import type { Light } from '../domain/clock.ts';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** Cases whose light changes by now, held; those held by others come next time. */
export async function lockDueLights(tx: Tx, now: Date, limit: number): Promise<CaseRecord[]> {
  const rows = await tx.rows<CaseRow>(sql`
    select * from cases.case where next_light_at <= ${now} order by next_light_at limit ${limit} for update skip locked`);
  return rows.map(recordOf);
}

/** Keeps the light told. The case's revision stays: nobody's act is older for it. */
export async function setLights(
  tx: Tx,
  lights: readonly { id: string; light: Light; nextLightAt: Date | null }[],
): Promise<void> {
  await tx.run(sql`
    update cases.case c set light = n.light, next_light_at = n.next_at
    from unnest(${lights.map(({ id }) => id)}::uuid[], ${lights.map(({ light }) => light)}::text[],
      ${lights.map(({ nextLightAt }) => nextLightAt)}::timestamptz[]) as n (id, light, next_at)
    where c.id = n.id`);
}

type Told<L, T> = { id: string; case_id: string; organisation: string; light: L; told: T; limit_at: Date; at: Date };
/** A light that was told. */
export type LightTold = Told<Exclude<Light, 'green'>, 'handler' | 'head' | 'inspection'>;
/** A light, a process that has stopped for too long, or a special procedure that goes on after its day. */
export type Escalation = LightTold | Told<'stopped', 'supervisor' | 'inspection'> | Told<'procedure', 'supervisor'>;

/** The ids of those that had not been told before. */
export async function insertEscalations(tx: Tx, rows: readonly Escalation[]): Promise<Set<string>> {
  const inserted = await tx.rows<{ id: string }>(sql`
    insert into cases.escalation (id, case_id, organisation, light, told, limit_at, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as n (id uuid, case_id uuid, organisation text, light text, told text, limit_at timestamptz, at timestamptz)
    on conflict (case_id, light, limit_at) do nothing returning id`);
  return new Set(inserted.map(({ id }) => id));
}

export type ListedEscalation = Escalation &
  Pick<CaseRow, 'case_no' | 'matter' | 'matter_version' | 'state'> & { stands: boolean };

/** What was told about cases of these organisations, the last first; one more than `limit` where there are more. */
export async function listEscalations(
  tx: Tx,
  organisations: 'all' | readonly string[],
  light: Escalation['light'] | undefined,
  limit: number,
  after?: { at: string; id: string },
): Promise<ListedEscalation[]> {
  const where = [
    organisations === 'all' ? sql`true` : sql`e.organisation = any(${[...organisations]})`,
    ...(light ? [sql`e.light = ${light}`] : []),
    ...(after ? [sql`(e.at, e.id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  return tx.rows<ListedEscalation>(sql`
    select e.*, c.case_no, c.matter, c.matter_version, c.state,
      (e.light = 'stopped' and exists (select from cases.process p where p.case_id = c.id and p.stopped_at <= e.limit_at)
        or e.light = 'procedure' and exists (select from cases.suspension s
          where s.case_id = c.id and s.ended_at is null and s.from_at < e.limit_at)) as stands
    from cases.escalation e join cases.case c on c.id = e.case_id
    where ${sql.join(where, ' and ')} order by e.at desc, e.id desc limit ${limit + 1}`);
}
