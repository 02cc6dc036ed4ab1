import { sql, type Tx } from '@platform/database';

export const TASK_ACTS = [
  'claim',
  'release',
  'pass-on',
  'add-signer',
  'countersign',
  'urge',
  'take-back',
  'return',
  'hand-over',
  'retry',
  'take-over',
] as const;
export type TaskActKind = (typeof TASK_ACTS)[number];

/** Something done to a task beside ending it, with its reason. */
export type TaskAct = {
  id: string;
  taskId: string;
  caseId: string;
  kind: TaskActKind;
  at: Date;
  byAccount: string;
  byOrganisation: string;
  toAccount: string | null;
  toOrganisation: string | null;
  toNode: string | null;
  sealedReason: Buffer;
};

export async function insertTaskAct(tx: Tx, act: TaskAct): Promise<void> {
  await tx.run(sql`
    insert into cases.task_act (id, task_id, case_id, kind, at, by_account, by_organisation, to_account, to_organisation, to_node, sealed_reason)
    values (${act.id}, ${act.taskId}, ${act.caseId}, ${act.kind}, ${act.at}, ${act.byAccount}, ${act.byOrganisation}, ${act.toAccount},
      ${act.toOrganisation}, ${act.toNode}, ${act.sealedReason})`);
}

type Row = {
  id: string;
  task_id: string;
  case_id: string;
  kind: TaskActKind;
  at: Date;
  by_account: string;
  by_organisation: string;
  to_account: string | null;
  to_organisation: string | null;
  to_node: string | null;
  sealed_reason: Buffer;
};

export async function taskActsOfCase(tx: Tx, caseId: string): Promise<TaskAct[]> {
  const rows = await tx.rows<Row>(sql`select * from cases.task_act where case_id = ${caseId} order by at, id`);
  return rows.map((row) => ({
    id: row.id,
    taskId: row.task_id,
    caseId: row.case_id,
    kind: row.kind,
    at: row.at,
    byAccount: row.by_account,
    byOrganisation: row.by_organisation,
    toAccount: row.to_account,
    toOrganisation: row.to_organisation,
    toNode: row.to_node,
    sealedReason: row.sealed_reason,
  }));
}

/** Ids of open tasks that an account holds in these organisations. */
export async function tasksHeldBy(
  tx: Tx,
  account: string,
  organisations: 'all' | readonly string[],
  limit: number,
): Promise<string[]> {
  const which = organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
  const rows = await tx.rows<{ id: string }>(
    sql`select id from cases.task where holder = ${account} and state = 'open' and ${which} order by id limit ${limit}`,
  );
  return rows.map(({ id }) => id);
}
