import { instantArray, intArray, sql, textArray, uuidArray, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { Outcome } from '../domain/outcome.ts';
import { waitAfter } from '../domain/outcome.ts';
import type { Kind } from '../domain/told.ts';

export type ReportState = 'waiting' | 'sent' | 'failed';
export type Report = {
  id: string;
  caseId: string;
  caseNo: string;
  sequence: number;
  kind: Kind;
  what: string;
  matter: string;
  organisation: string;
  at: Date;
  day: PlainDate;
  sealedContent: Buffer;
  state: ReportState;
  attempts: number;
  /** How often in a row its whole batch was refused. */
  refusals: number;
  nextTryAt: Date | null;
  code: string | null;
  words: LocalText | null;
  receiptNo: string | null;
  sentAt: Date | null;
};

const REPORT = sql`id, case_id as "caseId", case_no as "caseNo", sequence, kind, what, matter, organisation, at, day::text as day,
  sealed_content as "sealedContent", state, attempts, refusals, next_try_at as "nextTryAt", code, words, receipt_no as "receiptNo", sent_at as "sentAt"`;

export type NewReport = Pick<
  Report,
  'id' | 'caseId' | 'caseNo' | 'kind' | 'what' | 'matter' | 'organisation' | 'at' | 'day' | 'sealedContent'
> & { eventKey: string };

/** Puts a report behind what is told of its case already; false when its event is told. Events of one case come one at a time. */
export async function insertReport(tx: Tx, one: NewReport, now: Date): Promise<boolean> {
  const made = await tx.run(sql`
    insert into reports.report (id, event_key, case_id, case_no, sequence, kind, what, matter, organisation, at, day, sealed_content, next_try_at)
    select ${one.id}, ${one.eventKey}, ${one.caseId}, ${one.caseNo},
      coalesce((select max(sequence) from reports.report where case_id = ${one.caseId}), 0) + 1,
      ${one.kind}, ${one.what}, ${one.matter}, ${one.organisation}, ${one.at}, ${one.day}, ${one.sealedContent}, ${now}
    on conflict (event_key) do nothing`);
  return made === 1;
}

export async function isTold(tx: Tx, caseId: string): Promise<boolean> {
  const row = await tx.first(sql`select 1 as one from reports.report where case_id = ${caseId} limit 1`);
  return row !== undefined;
}

/**
 * Takes what is due, in the order in which it happened, for `leaseMs`: nothing of a case whose earlier report failed or still waits for its
 * time. Counts a try.
 */
export async function takeDue(tx: Tx, now: Date, leaseMs: number, limit: number): Promise<Report[]> {
  const rows = await tx.rows<Report>(sql`
    update reports.report r set attempts = r.attempts + 1, next_try_at = ${new Date(now.getTime() + leaseMs)}
    from (select w.id as due_id from reports.report w where w.state = 'waiting' and w.next_try_at <= ${now}
      and not exists (select from reports.report e where e.case_id = w.case_id and e.sequence < w.sequence
        and (e.state = 'failed' or (e.state = 'waiting' and e.next_try_at > ${now})))
      order by w.at, w.case_id, w.sequence limit ${limit} for update skip locked) as due
    where r.id = due.due_id returning ${REPORT}`);
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime() || a.sequence - b.sequence);
}

/** Keeps what became of reports; what got a receipt meanwhile stays as it is. */
export async function noteOutcomes(
  tx: Tx,
  sent: readonly Pick<Report, 'id' | 'caseId' | 'attempts'>[],
  outcomes: ReadonlyMap<string, Outcome>,
  now: Date,
): Promise<void> {
  const told = sent.flatMap((one) => {
    const outcome = outcomes.get(one.id);
    return outcome ? [{ ...one, outcome }] : [];
  });
  const receipts = told.flatMap(({ id, outcome }) =>
    outcome.state === 'sent' ? [{ id, receiptNo: outcome.receiptNo }] : [],
  );
  await noteReceipts(tx, receipts, now);
  const unsent = told.flatMap(({ id, attempts, outcome }) =>
    outcome.state === 'sent' ? [] : [{ id, attempts, ...outcome }],
  );
  if (unsent.length > 0)
    await tx.run(sql`update reports.report r set state = u.state, code = u.code, words = u.words::jsonb,
        next_try_at = case u.state when 'waiting' then u.next end, refusals = case u.refused when 1 then r.refusals + 1 else 0 end
      from unnest(${uuidArray(unsent.map(({ id }) => id))}::uuid[], ${textArray(unsent.map(({ state }) => state))}::text[],
        ${textArray(unsent.map(({ code }) => code))}::text[], ${textArray(unsent.map(({ words }) => JSON.stringify(words)))}::text[],
        ${instantArray(unsent.map(({ attempts }) => new Date(now.getTime() + waitAfter(attempts))))}::timestamptz[],
        ${intArray(unsent.map(({ refused }) => (refused ? 1 : 0)))}::int[]) as u (id, state, code, words, next, refused)
      where r.id = u.id and r.state = 'waiting'`);
  const freed = new Set(told.flatMap(({ caseId, outcome }) => (outcome.state === 'sent' ? [caseId] : [])));
  if (freed.size === 0) return;
  // What waited for its turn has it now.
  await tx.run(sql`update reports.report set next_try_at = ${now} where case_id = any(${uuidArray([...freed])}::uuid[])
    and state = 'waiting' and code = '30501' and next_try_at > ${now}`);
}

/** Receipts from above; a difference that told of the want of one is mended. */
export async function noteReceipts(
  tx: Tx,
  receipts: readonly { id: string; receiptNo: string }[],
  now: Date,
): Promise<void> {
  if (receipts.length === 0) return;
  const ids = receipts.map(({ id }) => id);
  await tx.run(sql`update reports.report r set state = 'sent', receipt_no = t.receipt_no, sent_at = coalesce(r.sent_at, ${now}), code = null,
      words = null, next_try_at = null, refusals = 0
    from unnest(${uuidArray(ids)}::uuid[], ${textArray(receipts.map(({ receiptNo }) => receiptNo))}::text[]) as t (id, receipt_no)
    where r.id = t.id`);
  await tx.run(
    sql`update reports.difference set mended_at = ${now} where serial_no = any(${textArray(ids)}::text[]) and mended_at is null`,
  );
}

/** Puts reports back to be sent at once: those that failed, wait for their next try or are missing above. @returns which it did */
export async function sendAgain(
  tx: Tx,
  ids: readonly string[],
  from: readonly ReportState[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    update reports.report set state = 'waiting', attempts = 0, refusals = 0, next_try_at = ${now}
    where id = any(${uuidArray([...ids])}::uuid[]) and state = any(${[...from]}) returning id`);
  return rows.map(({ id }) => id);
}

export async function findReport(tx: Tx, id: string): Promise<Report | undefined> {
  return tx.first<Report>(sql`select ${REPORT} from reports.report where id = ${id}`);
}

export async function reportsById(tx: Tx, ids: readonly string[]): Promise<Pick<Report, 'id' | 'organisation'>[]> {
  return tx.rows(sql`select id, organisation from reports.report where id = any(${uuidArray([...ids])}::uuid[])`);
}
