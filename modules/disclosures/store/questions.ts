import { sql, type Sql, type Tx } from '@platform/database';
import type { Deadline, Light, Outcome, QuestionKind, QuestionState } from '../domain/question.ts';

export type QuestionRow = {
  id: string;
  no: string;
  kind: QuestionKind;
  state: QuestionState;
  subject: string;
  account_id: string;
  organisation: string;
  authority: string | null;
  read_id: string | null;
  asked_at: Date;
  clock_from: Date;
  due_at: Date;
  due_date: string;
  amber_from: Date;
  provisional: boolean;
  overdue_at: Date | null;
  authority_overdue_at: Date | null;
  escalated_at: Date | null;
  answered_at: Date | null;
  ended_at: Date | null;
  outcome: Outcome | null;
  late: boolean;
  sealed_about: Buffer;
};

export type StepRow = {
  question_id: string;
  position: number;
  kind: 'asked' | 'answered' | 'escalated' | 'settled' | 'withdrawn' | 'overdue';
  at: Date;
  organisation: string | null;
  account_id: string | null;
  outcome: Outcome | null;
  sealed_text: Buffer | null;
};

const COLUMNS = sql`id, no, kind, state, subject, account_id, organisation, authority, read_id, asked_at, clock_from, due_at, due_date, amber_from, provisional,
  overdue_at, authority_overdue_at, escalated_at, answered_at, ended_at, outcome, late, sealed_about`;

export const deadlineOf = (row: QuestionRow): Deadline => ({
  from: row.clock_from,
  at: row.due_at,
  date: row.due_date,
  amberFrom: row.amber_from,
  provisional: row.provisional,
});

/** `Q-2026-000123` */
export async function nextNumber(tx: Tx, year: string): Promise<string> {
  const { serial } = await tx.one<{ serial: bigint }>(sql`select nextval('disclosures.question_serial') as serial`);
  return `Q-${year}-${String(serial).padStart(6, '0')}`;
}

/** False when the same is being asked already. */
export async function insertQuestion(
  tx: Tx,
  row: Pick<QuestionRow, 'id' | 'no' | 'kind' | 'subject' | 'account_id' | 'organisation' | 'read_id' | 'sealed_about'>,
  due: Deadline,
): Promise<boolean> {
  const count = await tx.run(sql`insert into disclosures.question
      (id, no, kind, state, subject, account_id, organisation, read_id, asked_at, clock_from, due_at, due_date, amber_from, provisional, sealed_about)
    values (${row.id}, ${row.no}, ${row.kind}, 'asked', ${row.subject}, ${row.account_id}, ${row.organisation}, ${row.read_id}, ${due.from}, ${due.from},
      ${due.at}, ${due.date}, ${due.amberFrom}, ${due.provisional}, ${row.sealed_about})
    on conflict do nothing`);
  return count === 1;
}

export async function insertStep(tx: Tx, step: Omit<StepRow, 'position'>): Promise<void> {
  await tx.run(sql`insert into disclosures.step (question_id, position, kind, at, organisation, account_id, outcome, sealed_text)
    select ${step.question_id}, coalesce(max(position), 0) + 1, ${step.kind}, ${step.at}, ${step.organisation}, ${step.account_id}, ${step.outcome}, ${step.sealed_text}
    from disclosures.step where question_id = ${step.question_id}`);
}

export const stepsOf = (tx: Tx, id: string): Promise<StepRow[]> =>
  tx.rows<StepRow>(
    sql`select question_id, position, kind, at, organisation, account_id, outcome, sealed_text from disclosures.step where question_id = ${id} order by position`,
  );

export const findQuestion = (tx: Tx, id: string): Promise<QuestionRow | undefined> =>
  tx.first<QuestionRow>(sql`select ${COLUMNS} from disclosures.question where id = ${id}`);

export const lockQuestion = (tx: Tx, id: string): Promise<QuestionRow | undefined> =>
  tx.first<QuestionRow>(sql`select ${COLUMNS} from disclosures.question where id = ${id} for update`);

export const findOpenAbout = (
  tx: Tx,
  subject: string,
  readId: string,
  kind: QuestionKind,
): Promise<{ no: string } | undefined> =>
  tx.first(sql`select no from disclosures.question
    where subject = ${subject} and read_id = ${readId} and kind = ${kind} and state in ('asked', 'escalated')`);

/** Reads that somebody waits for an answer about. */
export async function readsInQuestion(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    sql`select distinct read_id as id from disclosures.question where state in ('asked', 'escalated') and read_id is not null`,
  );
  return rows.map(({ id }) => id);
}

export async function countOpen(tx: Tx, accountId: string, subject: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`select count(*)::int as count from disclosures.question
    where subject = ${subject} and account_id = ${accountId} and state in ('asked', 'escalated')`);
  return count;
}

/** The newest question of the subject about each of these reads. */
export const questionsAbout = (
  tx: Tx,
  subject: string,
  readIds: readonly string[],
): Promise<Pick<QuestionRow, 'id' | 'no' | 'kind' | 'state' | 'read_id'>[]> =>
  tx.rows(sql`select distinct on (read_id) id, no, kind, state, read_id from disclosures.question
    where subject = ${subject} and read_id = any(${[...readIds]}::uuid[]) order by read_id, asked_at desc`);

/** What a change writes; what is absent stays. */
export async function changeQuestion(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<
      QuestionRow,
      | 'state'
      | 'authority'
      | 'escalated_at'
      | 'answered_at'
      | 'ended_at'
      | 'outcome'
      | 'late'
      | 'overdue_at'
      | 'authority_overdue_at'
    >
  > & { due?: Deadline },
): Promise<void> {
  const sets: Sql[] = [];
  if (change.state !== undefined) sets.push(sql`state = ${change.state}`);
  if (change.authority !== undefined) sets.push(sql`authority = ${change.authority}`);
  if (change.escalated_at !== undefined) sets.push(sql`escalated_at = ${change.escalated_at}`);
  if (change.answered_at !== undefined) sets.push(sql`answered_at = ${change.answered_at}`);
  if (change.ended_at !== undefined) sets.push(sql`ended_at = ${change.ended_at}`);
  if (change.outcome !== undefined) sets.push(sql`outcome = ${change.outcome}`);
  if (change.late !== undefined) sets.push(sql`late = ${change.late}`);
  if (change.overdue_at !== undefined) sets.push(sql`overdue_at = ${change.overdue_at}`);
  if (change.authority_overdue_at !== undefined) sets.push(sql`authority_overdue_at = ${change.authority_overdue_at}`);
  if (change.due)
    sets.push(sql`clock_from = ${change.due.from}, due_at = ${change.due.at}, due_date = ${change.due.date}, amber_from = ${change.due.amberFrom},
      provisional = ${change.due.provisional}`);
  await tx.run(sql`update disclosures.question set ${sql.join(sets, ', ')} where id = ${id}`);
}

type Before = { at: Date; id: string } | undefined;

export const questionsOf = (tx: Tx, subject: string, limit: number, before: Before): Promise<QuestionRow[]> =>
  tx.rows<QuestionRow>(sql`select ${COLUMNS} from disclosures.question where subject = ${subject}
    and (${before?.at ?? null}::timestamptz is null or (asked_at, id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
    order by asked_at desc, id desc limit ${limit}`);

export type QuestionFilter = {
  /** `undefined`: all. What these organisations answer, or that went on to them. */
  organisations: readonly string[] | undefined;
  organisation?: string;
  kind?: QuestionKind;
  state?: QuestionState;
  light?: Light;
  no?: string;
  period?: { from: Date; to: Date };
  now: Date;
};

export function listQuestions(tx: Tx, filter: QuestionFilter, limit: number, before: Before): Promise<QuestionRow[]> {
  const where: Sql[] = [sql`true`];
  if (filter.organisations) {
    const mine = [...filter.organisations];
    where.push(sql`(organisation = any(${mine}) or authority = any(${mine}))`);
  }
  if (filter.organisation)
    where.push(sql`(organisation = ${filter.organisation} or authority = ${filter.organisation})`);
  if (filter.kind) where.push(sql`kind = ${filter.kind}`);
  if (filter.state) where.push(sql`state = ${filter.state}`);
  if (filter.no) where.push(sql`no ilike ${`%${filter.no.replace(/[%_\\]/g, '')}%`}`);
  if (filter.period) where.push(sql`asked_at >= ${filter.period.from} and asked_at < ${filter.period.to}`);
  if (filter.light) where.push(sql`state in ('asked', 'escalated') and ${lightIs(filter.light, filter.now)}`);
  if (before) where.push(sql`(asked_at, id) < (${before.at}, ${before.id}::uuid)`);
  return tx.rows<QuestionRow>(
    sql`select ${COLUMNS} from disclosures.question where ${sql.join(where, ' and ')} order by asked_at desc, id desc limit ${limit}`,
  );
}

const lightIs = (light: Light, now: Date): Sql =>
  light === 'red'
    ? sql`due_at <= ${now}`
    : light === 'amber'
      ? sql`due_at > ${now} and amber_from <= ${now}`
      : sql`amber_from > ${now}`;

export type BoardRow = {
  organisation: string;
  asked: number;
  on_time: number;
  late: number;
  waiting: number;
  overdue: number;
  escalated: number;
  upheld: number;
  corrected: number;
  withdrawn: number;
};

/** By office: what was asked of it in a period, and what became of it. */
export function boardOf(
  tx: Tx,
  period: { from: Date; to: Date },
  organisations: readonly string[] | undefined,
  now: Date,
): Promise<BoardRow[]> {
  const scope = organisations ? sql`and organisation = any(${[...organisations]})` : sql``;
  return tx.rows<BoardRow>(sql`
    select organisation, count(*)::int as asked,
      count(*) filter (where answered_at is not null and not late)::int as on_time,
      count(*) filter (where late)::int as late,
      count(*) filter (where state in ('asked', 'escalated'))::int as waiting,
      count(*) filter (where state in ('asked', 'escalated') and due_at <= ${now})::int as overdue,
      count(*) filter (where escalated_at is not null)::int as escalated,
      count(*) filter (where outcome = 'upheld')::int as upheld,
      count(*) filter (where outcome = 'corrected')::int as corrected,
      count(*) filter (where state = 'withdrawn')::int as withdrawn
    from disclosures.question where asked_at >= ${period.from} and asked_at < ${period.to} ${scope}
    group by organisation order by overdue desc, waiting desc, organisation`);
}

/** Running clocks that ran out and were not told of yet. */
export const overdueNow = (tx: Tx, now: Date, limit: number): Promise<QuestionRow[]> =>
  tx.rows<QuestionRow>(sql`select ${COLUMNS} from disclosures.question
    where due_at <= ${now} and (state = 'asked' and overdue_at is null or state = 'escalated' and authority_overdue_at is null)
    order by due_at limit ${limit} for update skip locked`);

/** Running clocks whose last day is only expected: the holiday notice may have come. */
export const provisionalNow = (tx: Tx): Promise<QuestionRow[]> =>
  tx.rows<QuestionRow>(
    sql`select ${COLUMNS} from disclosures.question where state in ('asked', 'escalated') and provisional for update skip locked`,
  );
