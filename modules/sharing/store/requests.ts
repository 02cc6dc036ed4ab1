import { sql, type Sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';
import type { Deadline, Stage } from '../domain/clock.ts';
import type { Request, RequestState, Step, StepKind } from '../domain/request.ts';

/** What lists, clocks and boards ask for, beside the request itself. */
export type Facts = {
  responsible: string | null;
  deadline: Deadline | undefined;
  stage: Stage | null;
  overdueDays: number;
  answerDays: number | null;
  savedDays: number | null;
  answeredOnTime: boolean | null;
  deliveredOnTime: boolean | null;
  /** Until when the authority must decide an open objection. */
  objectionDueAt: Date | null;
};

/** Those of a draft. */
export const NOTHING_YET: Facts = {
  responsible: null,
  deadline: undefined,
  stage: null,
  overdueDays: 0,
  answerDays: null,
  savedDays: null,
  answeredOnTime: null,
  deliveredOnTime: null,
  objectionDueAt: null,
};

export type RequestRow = {
  id: string;
  state: RequestState;
  responsible: string | null;
  document: Request;
  updated_at: Date;
  due_at: Date | null;
  due_date: PlainDate | null;
  amber_from: Date | null;
  red_from: Date | null;
  provisional: boolean;
  stage: Stage | null;
  overdue_days: number;
  was_overdue: boolean;
  answer_days: number | null;
  saved_days: number | null;
  answered_on_time: boolean | null;
  delivered_on_time: boolean | null;
  at_once: boolean;
};

const COLUMNS = sql`id, state, responsible, document, updated_at, due_at, due_date, amber_from, red_from, provisional, stage, overdue_days,
  was_overdue, answer_days, saved_days, answered_on_time, delivered_on_time, at_once`;

export async function nextRequestNo(tx: Tx): Promise<number> {
  const { no } = await tx.one<{ no: bigint }>(sql`select nextval('sharing.request_number') as no`);
  return Number(no);
}

/** Keys whose values are instants; everything else in a document is as it was written. */
const INSTANTS = new Set(['at', 'from', 'to', 'createdAt', 'submittedAt', 'checkedAt', 'doneAt', 'endedAt']);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function revived(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return INSTANTS.has(key) && INSTANT.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((one) => revived(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revived(inner, name)]));
}

const read = (row: RequestRow): RequestRow => ({ ...row, document: revived(row.document) as Request });

export async function findRequest(tx: Tx, id: string): Promise<RequestRow | undefined> {
  const row = await tx.first<RequestRow>(sql`select ${COLUMNS} from sharing.request where id = ${id}`);
  return row && read(row);
}

export async function lockRequest(tx: Tx, id: string): Promise<RequestRow | undefined> {
  const row = await tx.first<RequestRow>(sql`select ${COLUMNS} from sharing.request where id = ${id} for update`);
  return row && read(row);
}

/** Writes a request as it now is, with what it is found by; new or changed. */
export async function saveRequest(tx: Tx, request: Request, facts: Facts, at: Date): Promise<void> {
  const { deadline } = facts;
  const overdue = facts.stage === 'overdue';
  const late = overdue || facts.answeredOnTime === false || facts.deliveredOnTime === false;
  await tx.run(sql`insert into sharing.request as kept (id, no, state, revision, applicant, provider, responsible, resource, application, delivery,
      document, created_at, updated_at, submitted_at, answered_at, outcome, at_once, answered_on_time, delivered_at, delivered_on_time,
      answer_days, saved_days, clock, due_at, due_date, amber_from, red_from, provisional, stage, overdue_days, was_overdue, objection,
      objection_due_at, rating)
    values (${request.id}, ${request.no}, ${request.state}, ${request.revision}, ${request.applicant}, ${request.provider}, ${facts.responsible},
      ${request.asked.resource}, ${request.asked.application}, ${request.asked.delivery}, ${JSON.stringify(request)}::jsonb, ${request.createdAt},
      ${at}, ${request.submittedAt ?? null}, ${request.decision?.at ?? null}, ${request.decision?.outcome ?? null},
      ${request.decision?.by === 'rules'}, ${facts.answeredOnTime}, ${request.delivery?.at ?? null}, ${facts.deliveredOnTime},
      ${facts.answerDays}, ${facts.savedDays}, ${request.clock && deadline ? request.clock.kind : null}, ${deadline?.at ?? null},
      ${deadline?.date ?? null}, ${deadline?.amberFrom ?? null}, ${deadline?.redFrom ?? null}, ${deadline?.provisional ?? false}, ${facts.stage},
      ${facts.overdueDays}, ${late}, ${request.objection?.state ?? null}, ${facts.objectionDueAt}, ${request.rating?.stars ?? null})
    on conflict (id) do update set state = excluded.state, revision = excluded.revision, provider = excluded.provider,
      responsible = excluded.responsible, resource = excluded.resource, application = excluded.application, delivery = excluded.delivery,
      document = excluded.document, updated_at = excluded.updated_at, submitted_at = excluded.submitted_at, answered_at = excluded.answered_at,
      outcome = excluded.outcome, at_once = excluded.at_once, answered_on_time = excluded.answered_on_time, delivered_at = excluded.delivered_at,
      delivered_on_time = excluded.delivered_on_time, answer_days = excluded.answer_days, saved_days = excluded.saved_days,
      clock = excluded.clock, due_at = excluded.due_at, due_date = excluded.due_date, amber_from = excluded.amber_from,
      red_from = excluded.red_from, provisional = excluded.provisional, stage = excluded.stage, overdue_days = excluded.overdue_days,
      was_overdue = kept.was_overdue or excluded.was_overdue, objection = excluded.objection,
      objection_due_at = excluded.objection_due_at, rating = excluded.rating`);
}

export type StepRow = {
  position: number;
  kind: StepKind;
  at: Date;
  by_kind: string;
  by_organisation: string | null;
  by_account: string | null;
  detail: Record<string, unknown>;
};

/** Adds to a timeline; the request's row is locked by the caller. */
export async function addSteps(
  tx: Tx,
  requestId: string,
  steps: readonly Step[],
  by: { at: Date; kind: string; organisation: string | null; account: string | null },
): Promise<void> {
  if (steps.length === 0) return;
  await tx.run(sql`insert into sharing.step (request_id, position, kind, at, by_kind, by_organisation, by_account, detail)
    select ${requestId}, (select coalesce(max(position), 0) from sharing.step where request_id = ${requestId}) + given.no, given.kind, ${by.at},
      ${by.kind}, ${by.organisation}, ${by.account}, given.detail
    from jsonb_to_recordset(${JSON.stringify(steps.map((step, index) => ({ no: index + 1, ...step })))}::jsonb)
      as given (no int, kind text, detail jsonb)`);
}

export const listSteps = (tx: Tx, requestId: string): Promise<StepRow[]> =>
  tx.rows<StepRow>(sql`select position, kind, at, by_kind, by_organisation, by_account, detail from sharing.step
    where request_id = ${requestId} order by position`);

export type RequestFilter = {
  /** `asked`: mine as applicant; `to-act`: what I must do; `given`: mine as provider. */
  applicants?: readonly string[] | undefined;
  providers?: readonly string[] | undefined;
  responsible?: readonly string[] | undefined;
  /** With `responsible`: open objections and requests for more time wait for whoever asks, too. */
  arbiter?: boolean | undefined;
  /** Parties whose requests may be seen; undefined: all. */
  parties: readonly string[] | undefined;
  /** Drafts are seen by their makers' organisation only. */
  draftsOf: string;
  states?: readonly string[] | undefined;
  stage?: string | undefined;
  objection?: string | undefined;
  resource?: string | undefined;
  /** Only those that a figure of the board counts. */
  counted?: Sql | undefined;
  words?: string | undefined;
  /** Resources and organisations whose titles have the words. */
  named?: { resources: readonly string[]; organisations: readonly string[] } | undefined;
  now: Date;
};

/** Requests, those that run out first where `order` is due, else those changed last first. */
export async function listRequests(
  tx: Tx,
  filter: RequestFilter,
  page: { order: 'due' | 'time'; after: readonly (string | number)[] | undefined; limit: number },
): Promise<RequestRow[]> {
  const conditions = conditionsOf(filter);
  const { after } = page;
  if (page.order === 'due') {
    if (after)
      conditions.push(
        sql`(coalesce(due_at, 'infinity'), id) > (${String(after[0])}::timestamptz, ${String(after[1])}::uuid)`,
      );
    const rows =
      await tx.rows<RequestRow>(sql`select ${COLUMNS} from sharing.request where ${sql.join(conditions, ' and ')}
      order by coalesce(due_at, 'infinity'), id limit ${page.limit}`);
    return rows.map(read);
  }
  if (after) conditions.push(sql`(updated_at, id) < (${new Date(String(after[0]))}, ${String(after[1])}::uuid)`);
  const rows =
    await tx.rows<RequestRow>(sql`select ${COLUMNS} from sharing.request where ${sql.join(conditions, ' and ')}
    order by updated_at desc, id desc limit ${page.limit}`);
  return rows.map(read);
}

export async function countRequests(tx: Tx, filter: RequestFilter): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from sharing.request where ${sql.join(conditionsOf(filter), ' and ')}`,
  );
  return count;
}

function conditionsOf(filter: RequestFilter): Sql[] {
  const { applicants, providers, responsible, parties, states, stage, objection, resource, words, named, now } = filter;
  const conditions: Sql[] = [sql`(state <> 'draft' or applicant = ${filter.draftsOf})`];
  if (parties)
    conditions.push(
      sql`(applicant = any(${[...parties]}) or provider = any(${[...parties]}) or responsible = any(${[...parties]}))`,
    );
  if (applicants) conditions.push(sql`applicant = any(${[...applicants]})`);
  if (providers) conditions.push(sql`provider = any(${[...providers]})`);
  if (responsible)
    conditions.push(
      filter.arbiter
        ? sql`(responsible = any(${[...responsible]}) or objection = 'open'
            or (state = 'with-provider' and document #>> '{extension,state}' = 'asked'))`
        : sql`responsible = any(${[...responsible]})`,
    );
  if (states) conditions.push(sql`state = any(${[...states]})`);
  if (objection) conditions.push(sql`objection = ${objection}`);
  if (resource) conditions.push(sql`resource = ${resource}`);
  if (filter.counted) conditions.push(filter.counted);
  // The light at this moment, not as it was told last.
  if (stage === 'overdue') conditions.push(sql`due_at <= ${now}`);
  else if (stage === 'red') conditions.push(sql`red_from <= ${now} and due_at > ${now}`);
  else if (stage === 'amber') conditions.push(sql`amber_from <= ${now} and red_from > ${now}`);
  else if (stage === 'green') conditions.push(sql`amber_from > ${now}`);
  if (words && named)
    conditions.push(sql`(strpos(lower(no), ${words.toLowerCase()}) > 0 or resource = any(${[...named.resources]})
      or applicant = any(${[...named.organisations]}) or provider = any(${[...named.organisations]})
      or strpos(lower(document #>> '{asked,purpose,title,zh}'), ${words.toLowerCase()}) > 0)`);
  return conditions;
}

/** Requests for which this holds, locked, by id; `also`: further columns of theirs. */
export async function lockRequests<Also extends object = object>(
  tx: Tx,
  where: Sql,
  limit?: number,
  also?: Sql,
): Promise<(RequestRow & Also)[]> {
  const rows = await tx.rows<
    RequestRow & Also
  >(sql`select ${COLUMNS} ${also ? sql`, ${also}` : sql``} from sharing.request
    where ${where} order by id ${limit === undefined ? sql`` : sql`limit ${limit}`} for update`);
  return rows.map((row) => ({ ...row, ...read(row) }));
}

/** Requests whose clock runs, locked, for a changed calendar. */
export const lockRunning = (tx: Tx, after: string | undefined, limit: number): Promise<RequestRow[]> =>
  lockRequests(
    tx,
    after === undefined ? sql`due_at is not null` : sql`due_at is not null and id > ${after}::uuid`,
    limit,
  );

/** Of those whose clocks run, those whose light changed by `now`, and those overdue of which nothing was told on this day. */
export async function lockDue(tx: Tx, now: Date, today: PlainDate, limit: number): Promise<RequestRow[]> {
  const rows = await tx.rows<RequestRow>(sql`select ${COLUMNS} from sharing.request
    where due_at is not null and ((stage = 'green' and amber_from <= ${now}) or (stage in ('green', 'amber') and red_from <= ${now})
      or (due_at <= ${now} and (stage <> 'overdue' or told_on is null or told_on < ${today})))
    order by due_at, id limit ${limit} for update skip locked`);
  return rows.map(read);
}

/** A clock's light as it was told last; the request itself is as it was. */
export async function setStage(
  tx: Tx,
  id: string,
  told: { stage: Stage; overdueDays: number; on: PlainDate | null },
): Promise<void> {
  const { stage, overdueDays, on } = told;
  await tx.run(sql`update sharing.request set stage = ${stage}, overdue_days = ${overdueDays}, told_on = ${on}, was_overdue = was_overdue or ${stage === 'overdue'}
    where id = ${id}`);
}

export async function setDeadline(tx: Tx, id: string, deadline: Deadline, stage: Stage): Promise<void> {
  await tx.run(sql`update sharing.request set due_at = ${deadline.at}, due_date = ${deadline.date}, amber_from = ${deadline.amberFrom},
    red_from = ${deadline.redFrom}, provisional = ${deadline.provisional}, stage = ${stage} where id = ${id}`);
}

/** Requests of other nodes in use whose last day has passed, locked. */
export async function runOutAcross(tx: Tx, today: PlainDate, limit: number): Promise<RequestRow[]> {
  const rows = await tx.rows<RequestRow>(sql`select ${COLUMNS} from sharing.request
    where state = 'in-use' and document ? 'origin' and document #>> '{asked,until}' < ${today}
    order by document #>> '{asked,until}' limit ${limit} for update skip locked`);
  return rows.map(read);
}

/** Of these requests those of other nodes that were given: their grants bear the same ids. */
export async function givenAcross(tx: Tx, ids: readonly string[]): Promise<Request[]> {
  const rows = await tx.rows<RequestRow>(
    sql`select ${COLUMNS} from sharing.request where id = any(${[...ids]}::uuid[]) and document ? 'origin' and document ? 'delivery'`,
  );
  return rows.map((row) => read(row).document);
}

/** Keeps which acts of another node's applicant were done; whoever does one tells what became of it. */
export async function saveActs(tx: Tx, request: Request): Promise<void> {
  await tx.run(sql`update sharing.request set document = ${JSON.stringify(request)}::jsonb where id = ${request.id}`);
}

/** Counts a change that is none of the request itself (its day moved), so that whoever compares revisions sees the newer one. */
export async function raiseRevision(tx: Tx, row: RequestRow): Promise<Request> {
  const request = { ...row.document, revision: row.document.revision + 1 };
  await tx.run(
    sql`update sharing.request set revision = ${request.revision}, document = ${JSON.stringify(request)}::jsonb where id = ${row.id}`,
  );
  return request;
}
