import { sql, type Sql, type Tx } from '@platform/database';
import type { AlertState, Deadline, Finding } from '../domain/alert.ts';
import type { RuleId } from '../domain/rules.ts';
import type { SetThresholds } from '../domain/thresholds.ts';

export type AlertRow = {
  id: string;
  no: string;
  rule: RuleId;
  actor_kind: string;
  actor_id: string;
  organisation: string;
  day: string;
  state: AlertState;
  reads: number;
  measured: number;
  bar: number;
  first_at: Date;
  last_at: Date;
  raised_at: Date;
  clock_from: Date | null;
  due_at: Date | null;
  due_date: string | null;
  amber_from: Date | null;
  provisional: boolean | null;
  finding: Finding | null;
  closed_at: Date | null;
};

const COLUMNS = sql`id, no, rule, actor_kind, actor_id, organisation, day, state, reads, measured, bar, first_at, last_at, raised_at, clock_from, due_at, due_date,
  amber_from, provisional, finding, closed_at`;
/** Reads kept beside an alert; the trail has the others. */
const MOST_READS = 200;

export type Raised = {
  rule: RuleId;
  actor: { kind: string; id: string };
  organisation: string;
  day: string;
  key: string;
  measured: number;
  bar: number;
  reads: readonly { seq: bigint; at: Date }[];
};

/** Raises the alert, or adds to the one there is. @returns its id, and whether it is new */
export async function raise(
  tx: Tx,
  alert: Raised,
  made: { id: string; at: Date },
): Promise<{ id: string; fresh: boolean }> {
  const times = alert.reads.map(({ at }) => at.getTime());
  const first = new Date(Math.min(...times));
  const last = new Date(Math.max(...times));
  const { id, fresh } = await tx.one<{ id: string; fresh: boolean }>(sql`
    insert into data_security.alert (id, no, rule, actor_kind, actor_id, organisation, day, key, state, reads, measured, bar, first_at, last_at, raised_at)
    values (${made.id}, 'A-' || to_char(${alert.day}::date, 'YYYY') || '-' || lpad(nextval('data_security.alert_serial')::text, 6, '0'), ${alert.rule},
      ${alert.actor.kind}, ${alert.actor.id}, ${alert.organisation}, ${alert.day}, ${alert.key}, 'open', ${alert.reads.length}, ${alert.measured}, ${alert.bar},
      ${first}, ${last}, ${made.at})
    on conflict (rule, actor_kind, actor_id, key) do update set reads = alert.reads + excluded.reads, measured = greatest(alert.measured, excluded.measured),
      last_at = greatest(alert.last_at, excluded.last_at)
    returning id, (xmax = 0) as fresh`);
  const { kept } = await tx.one<{ kept: number }>(
    sql`select count(*)::int as kept from data_security.alert_read where alert_id = ${id}`,
  );
  const room = alert.reads.slice(0, Math.max(0, MOST_READS - kept));
  if (room.length > 0)
    await tx.run(sql`insert into data_security.alert_read (alert_id, seq)
      select ${id}::uuid, * from unnest(${room.map(({ seq }) => seq)}::bigint[]) on conflict do nothing`);
  return { id, fresh };
}

export const readsOfAlert = async (tx: Tx, id: string): Promise<bigint[]> =>
  (
    await tx.rows<{ seq: bigint }>(
      sql`select seq from data_security.alert_read where alert_id = ${id} order by seq desc`,
    )
  ).map(({ seq }) => seq);

export type AlertFilter = {
  organisations?: readonly string[];
  organisation?: string;
  rule?: string;
  state?: string;
  no?: string;
  period?: { from: Date; to: Date };
};

export function listAlerts(
  tx: Tx,
  filter: AlertFilter,
  limit: number,
  before: { at: Date; id: string } | undefined,
): Promise<AlertRow[]> {
  const where: Sql[] = [sql`true`];
  if (filter.organisations)
    where.push(sql`organisation = any(${[...filter.organisations]}) and clock_from is not null`);
  if (filter.organisation) where.push(sql`organisation = ${filter.organisation}`);
  if (filter.rule) where.push(sql`rule = ${filter.rule}`);
  if (filter.state === 'unclosed') where.push(sql`state <> 'closed'`);
  else if (filter.state) where.push(sql`state = ${filter.state}`);
  if (filter.no) where.push(sql`no ilike ${`%${filter.no.replace(/[%_\\]/g, '')}%`}`);
  if (filter.period) where.push(sql`raised_at >= ${filter.period.from} and raised_at < ${filter.period.to}`);
  if (before) where.push(sql`(raised_at, id) < (${before.at}, ${before.id}::uuid)`);
  return tx.rows<AlertRow>(
    sql`select ${COLUMNS} from data_security.alert where ${sql.join(where, ' and ')} order by raised_at desc, id desc limit ${limit}`,
  );
}

export const findAlert = (tx: Tx, id: string): Promise<AlertRow | undefined> =>
  tx.first<AlertRow>(sql`select ${COLUMNS} from data_security.alert where id = ${id}`);
export const lockAlert = (tx: Tx, id: string): Promise<AlertRow | undefined> =>
  tx.first<AlertRow>(sql`select ${COLUMNS} from data_security.alert where id = ${id} for update`);

export async function changeAlert(
  tx: Tx,
  id: string,
  change: { state: AlertState; due?: Deadline; finding?: Finding; closedAt?: Date },
): Promise<void> {
  const sets: Sql[] = [sql`state = ${change.state}`];
  if (change.due)
    sets.push(sql`clock_from = ${change.due.from}, due_at = ${change.due.at}, due_date = ${change.due.date}, amber_from = ${change.due.amberFrom},
      provisional = ${change.due.provisional}`);
  if (change.finding) sets.push(sql`finding = ${change.finding}`);
  if (change.closedAt) sets.push(sql`closed_at = ${change.closedAt}`);
  await tx.run(sql`update data_security.alert set ${sql.join(sets, ', ')} where id = ${id}`);
}

export type StepRow = {
  alert_id: string;
  position: number;
  kind: 'raised' | 'asked' | 'explained' | 'closed';
  at: Date;
  by_account: string | null;
  by_organisation: string | null;
  sealed_text: Buffer | null;
};

export async function insertStep(tx: Tx, step: Omit<StepRow, 'position'>): Promise<void> {
  await tx.run(sql`insert into data_security.step (alert_id, position, kind, at, by_account, by_organisation, sealed_text)
    select ${step.alert_id}::uuid, coalesce(max(position), 0) + 1, ${step.kind}, ${step.at}, ${step.by_account}, ${step.by_organisation}, ${step.sealed_text}
    from data_security.step where alert_id = ${step.alert_id}`);
}

export const stepsOf = (tx: Tx, id: string): Promise<StepRow[]> =>
  tx.rows<StepRow>(sql`select * from data_security.step where alert_id = ${id} order by position`);

export async function countOpen(tx: Tx): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from data_security.alert where state <> 'closed'`,
  );
  return count;
}

export type RuleSetting = {
  rule: RuleId;
  factor: number;
  false_alarms: number;
  misuses: number;
  floor_staff: number | null;
  floor_application: number | null;
  from_hour: number | null;
  to_hour: number | null;
};

/** What the guard set of a rule. */
export function setOf(row: RuleSetting | undefined): SetThresholds | undefined {
  return (
    row && {
      ...(row.floor_staff === null ? {} : { floorStaff: row.floor_staff }),
      ...(row.floor_application === null ? {} : { floorSystem: row.floor_application }),
      ...(row.from_hour === null ? {} : { fromHour: row.from_hour }),
      ...(row.to_hour === null ? {} : { toHour: row.to_hour }),
    }
  );
}

/** Sets a rule's thresholds, all of them anew; what is absent is the product's own again. */
export async function saveThresholds(tx: Tx, rule: RuleId, set: SetThresholds, at: Date): Promise<void> {
  const [staff, system, from, to] = [set.floorStaff, set.floorSystem, set.fromHour, set.toHour].map(
    (one) => one ?? null,
  );
  await tx.run(sql`insert into data_security.rule_setting (rule, factor, false_alarms, misuses, changed_at, floor_staff, floor_application, from_hour, to_hour)
    values (${rule}, 1, 0, 0, ${at}, ${staff}, ${system}, ${from}, ${to})
    on conflict (rule) do update set floor_staff = excluded.floor_staff, floor_application = excluded.floor_application,
      from_hour = excluded.from_hour, to_hour = excluded.to_hour, changed_at = excluded.changed_at`);
}

export async function ruleSettings(tx: Tx): Promise<Map<RuleId, RuleSetting>> {
  const rows = await tx.rows<RuleSetting>(
    sql`select rule, factor, false_alarms, misuses, floor_staff, floor_application, from_hour, to_hour from data_security.rule_setting`,
  );
  return new Map(rows.map((row) => [row.rule, row]));
}

export async function saveRuleSetting(
  tx: Tx,
  setting: Pick<RuleSetting, 'rule' | 'factor' | 'false_alarms' | 'misuses'>,
  at: Date,
): Promise<void> {
  await tx.run(sql`insert into data_security.rule_setting (rule, factor, false_alarms, misuses, changed_at)
    values (${setting.rule}, ${setting.factor}, ${setting.false_alarms}, ${setting.misuses}, ${at})
    on conflict (rule) do update set factor = excluded.factor, false_alarms = excluded.false_alarms, misuses = excluded.misuses, changed_at = excluded.changed_at`);
}

/** By rule and by organisation, how many in a period. */
export const countByOrganisation = (
  tx: Tx,
  period: { from: Date; to: Date },
): Promise<{ organisation: string; value: number }[]> =>
  tx.rows(sql`select organisation, count(*)::int as value from data_security.alert
    where raised_at >= ${period.from} and raised_at < ${period.to} group by 1 order by 2 desc`);
