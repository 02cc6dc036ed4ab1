import { sql, type Sql, type Tx } from '@platform/database';
import type { RequestRow } from './requests.ts';

/** What boards count. All but `running` and `overdue` are of a period; those two are of this moment. */
export const FIGURES = [
  'received',
  'answered',
  'to-answer',
  'on-time',
  'late',
  'refused',
  'partly',
  'at-once',
  'rated',
  'days-saved',
  'running',
  'overdue',
] as const;
export type Figure = (typeof FIGURES)[number];

export type Span = { from: Date; to: Date; now: Date };

/** The requests that a figure counts. */
export function countedBy(figure: Figure, { from, to, now }: Span): Sql {
  const answered = sql`answered_at >= ${from} and answered_at < ${to}`;
  switch (figure) {
    case 'received':
      return sql`submitted_at >= ${from} and submitted_at < ${to}`;
    case 'answered':
      return answered;
    // Whoever never answers must not look punctual: what is overdue counts as to be answered.
    case 'to-answer':
      return sql`((${answered}) or (due_at <= ${now} and due_at >= ${from} and due_at < ${to} and clock in ('check', 'reply')))`;
    case 'on-time':
      return sql`${answered} and answered_on_time`;
    case 'late':
      return sql`${answered} and not answered_on_time`;
    case 'refused':
      return sql`${answered} and outcome = 'refused'`;
    case 'partly':
      return sql`${answered} and outcome = 'partly-agreed'`;
    case 'at-once':
      return sql`${answered} and at_once`;
    case 'days-saved':
      return sql`${answered} and saved_days is not null`;
    case 'rated':
      return sql`delivered_at >= ${from} and delivered_at < ${to} and rating is not null`;
    case 'running':
      return sql`due_at is not null`;
    case 'overdue':
      return sql`due_at <= ${now}`;
  }
}

/** Which instant of a request puts it into a period. */
export const instantOf = (figure: Figure): Sql =>
  figure === 'received'
    ? sql`submitted_at`
    : figure === 'rated'
      ? sql`delivered_at`
      : figure === 'to-answer'
        ? sql`coalesce(answered_at, due_at)`
        : figure === 'running' || figure === 'overdue'
          ? sql`due_at`
          : sql`answered_at`;

export type BoardRow = {
  provider: string;
  received: number;
  answered: number;
  to_answer: number;
  on_time: number;
  late: number;
  refused: number;
  partly: number;
  at_once: number;
  answer_days: number | null;
  saved_days: number;
  ratings: number;
  stars: number | null;
};

/** Figures of this moment belong to whoever must act now (perhaps the authority), all others to the provider. */
export const isOfNow = (figure: Figure): boolean => figure === 'running' || figure === 'overdue';

/** What runs now and what is overdue, by the organisation that must act. */
export function runningByResponsible(
  tx: Tx,
  now: Date,
  organisations: readonly string[] | undefined,
): Promise<{ organisation: string; running: number; overdue: number }[]> {
  return tx.rows(sql`select responsible as organisation, count(*)::int as running, count(*) filter (where due_at <= ${now})::int as overdue
    from sharing.request where due_at is not null and responsible is not null
      ${organisations === undefined ? sql`` : sql`and responsible = any(${[...organisations]})`}
    group by responsible order by responsible`);
}

/** By provider, of those that may be seen. */
export function boardByProvider(tx: Tx, span: Span, providers: readonly string[] | undefined): Promise<BoardRow[]> {
  const count = (figure: Figure): Sql => sql`count(*) filter (where ${countedBy(figure, span)})::int`;
  return tx.rows<BoardRow>(sql`select provider, ${count('received')} as received, ${count('answered')} as answered, ${count('to-answer')} as to_answer,
      ${count('on-time')} as on_time, ${count('late')} as late, ${count('refused')} as refused, ${count('partly')} as partly,
      ${count('at-once')} as at_once,
      avg(answer_days) filter (where ${countedBy('answered', span)})::float8 as answer_days,
      coalesce(sum(saved_days) filter (where ${countedBy('days-saved', span)}), 0)::int as saved_days,
      ${count('rated')} as ratings, avg(rating) filter (where ${countedBy('rated', span)})::float8 as stars
    from sharing.request where state <> 'draft' ${providers === undefined ? sql`` : sql`and provider = any(${[...providers]})`}
    group by provider order by provider`);
}

export async function figureOf(tx: Tx, figure: Figure, span: Span): Promise<{ count: number; saved: number }> {
  return tx.one<{
    count: number;
    saved: number;
  }>(sql`select count(*)::int as count, coalesce(sum(saved_days), 0)::int as saved
    from sharing.request where state <> 'draft' and ${countedBy(figure, span)}`);
}

export const figureByProvider = (tx: Tx, figure: Figure, span: Span) =>
  tx.rows<{
    organisation: string;
    count: number;
    saved: number;
  }>(sql`select ${isOfNow(figure) ? sql`responsible` : sql`provider`} as organisation, count(*)::int as count,
      coalesce(sum(saved_days), 0)::int as saved
    from sharing.request where state <> 'draft' and ${countedBy(figure, span)} group by 1 order by count(*) desc, 1`);

/** Numbers and dates of the requests behind a figure, newest first. */
export type FigureRow = Pick<RequestRow, 'id' | 'due_date' | 'at_once' | 'saved_days' | 'answered_on_time'> & {
  no: string;
  state: RequestRow['state'];
  resource: string;
  applicant: string;
  provider: string;
  outcome: string | null;
  submitted_at: Date | null;
  answered_at: Date | null;
  at: Date;
};

export function figureRows(
  tx: Tx,
  figure: Figure,
  span: Span,
  page: { after: readonly (string | number)[] | undefined; limit: number },
): Promise<FigureRow[]> {
  const at = instantOf(figure);
  const { after } = page;
  return tx.rows<FigureRow>(sql`select id, no, state, resource, applicant, provider, outcome, submitted_at, answered_at, due_date, at_once,
      saved_days, answered_on_time, ${at} as at
    from sharing.request where state <> 'draft' and ${countedBy(figure, span)}
      ${after ? sql`and (${at}, id) < (${new Date(String(after[0]))}, ${String(after[1])}::uuid)` : sql``}
    order by ${at} desc, id desc limit ${page.limit}`);
}
