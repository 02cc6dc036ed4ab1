import type { JobRow } from '@platform/process';
import type { Link, TaskResult } from '../domain/links.ts';

/** `message`, `signal` and `timer` are waits, not work: they leave no row when they are over. */
export type TaskKind = 'user' | 'service' | 'message' | 'signal' | 'timer';
export type TaskState = 'open' | 'done' | 'cancelled' | 'failed';

/** One piece of open or finished work of a case. */
export type TaskRecord = {
  id: string;
  caseId: string;
  kind: TaskKind;
  state: TaskState;
  node: string | null;
  link: Link | null;
  titleZh: string;
  titleEn: string;
  matter: string;
  organisation: string;
  role: string | null;
  holder: string | null;
  openedAt: Date;
  closedAt: Date | null;
  dueAt: Date | null;
  /** `dueAt` is its own limit, not that of the case. */
  ownDue: boolean;
  amberFrom: Date | null;
  statutoryDueAt: Date | null;
  workOrder: number;
  result: TaskResult | null;
  sealedOpinion: Buffer | null;
  byAccount: string | null;
  byOrganisation: string | null;
  askedBy: string | null;
  system: string | null;
  takenUntil: Date | null;
  attempts: number;
  resultKey: string | null;
  failure: string | null;
  urged: number;
  /** What the engine keeps; null for work that no process drew. */
  job: Omit<JobRow, 'id'> | null;
};

export type TaskRow = {
  id: string;
  case_id: string;
  kind: TaskKind;
  state: TaskState;
  node: string | null;
  link: Link | null;
  title_zh: string;
  title_en: string;
  matter: string;
  organisation: string;
  role: string | null;
  holder: string | null;
  opened_at: Date;
  closed_at: Date | null;
  due_at: Date | null;
  own_due: boolean;
  amber_from: Date | null;
  statutory_due_at: Date | null;
  work_order: bigint | number;
  result: TaskResult | null;
  sealed_opinion: Buffer | null;
  by_account: string | null;
  by_organisation: string | null;
  asked_by: string | null;
  system: string | null;
  taken_until: Date | null;
  attempts: number;
  result_key: string | null;
  failure: string | null;
  urged: number;
  job: Omit<JobRow, 'id'> | null;
};

export function taskOf(row: TaskRow): TaskRecord {
  return {
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    state: row.state,
    node: row.node,
    link: row.link,
    titleZh: row.title_zh,
    titleEn: row.title_en,
    matter: row.matter,
    organisation: row.organisation,
    role: row.role,
    holder: row.holder,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    dueAt: row.due_at,
    ownDue: row.own_due,
    amberFrom: row.amber_from,
    statutoryDueAt: row.statutory_due_at,
    workOrder: Number(row.work_order),
    result: row.result,
    sealedOpinion: row.sealed_opinion,
    byAccount: row.by_account,
    byOrganisation: row.by_organisation,
    askedBy: row.asked_by,
    system: row.system,
    takenUntil: row.taken_until,
    attempts: row.attempts,
    resultKey: row.result_key,
    failure: row.failure,
    urged: row.urged,
    job: row.job,
  };
}

/** As one JSON row for `jsonb_populate_recordset`: all rows of a transaction go to the database in one statement. */
export function rowJson(task: TaskRecord): Record<string, unknown> {
  const { sealedOpinion } = task;
  return {
    id: task.id,
    case_id: task.caseId,
    kind: task.kind,
    state: task.state,
    node: task.node,
    link: task.link,
    title_zh: task.titleZh,
    title_en: task.titleEn,
    matter: task.matter,
    organisation: task.organisation,
    role: task.role,
    holder: task.holder,
    opened_at: task.openedAt,
    closed_at: task.closedAt,
    due_at: task.dueAt,
    own_due: task.ownDue,
    amber_from: task.amberFrom,
    statutory_due_at: task.statutoryDueAt,
    work_order: task.workOrder,
    result: task.result,
    sealed_opinion: sealedOpinion === null ? null : `\\x${sealedOpinion.toString('hex')}`,
    by_account: task.byAccount,
    by_organisation: task.byOrganisation,
    asked_by: task.askedBy,
    system: task.system,
    taken_until: task.takenUntil,
    attempts: task.attempts,
    result_key: task.resultKey,
    failure: task.failure,
    urged: task.urged,
    job: task.job,
  };
}
