import { randomFillSync } from 'node:crypto';
import { shanghaiDate, utf8Of, type DomainError } from '@platform/kernel';
import type { DataRead } from '@platform/audit';
import type { ModuleDatabase, TransactionOptions, Tx } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { Leaf } from '@platform/receipts';
import type { Answered, Prepared } from '../domain/answering.ts';
import { interfaceErrors } from '../errors.ts';
import { addUsage, type DayUsage } from '../store/calls.ts';
import { revokedOf, takeNonces, useUpNonces, USED_BEFORE } from '../store/keys.ts';
import { insertBatch } from '../store/packs.ts';
import type { AnsweredMarks } from './answered-marks.ts';
import type { Entry } from './entry.ts';
import { callFacts } from './facts.ts';
import type { Quotas } from './quotas.ts';

export type BatchDeps = Pick<Foundations, 'clock' | 'ids' | 'audit' | 'receipts'> & {
  db: ModuleDatabase;
  quotas: Quotas;
  marks: AnsweredMarks;
};

/** The batch holds calls that may not be answered: it is rolled back and written again without them. */
class Again extends Error {}

const STATEMENT_MS = 5_000;
const STATEMENT_CANCELLED = '57014';
const TRY_AGAIN_SECONDS = 2;
const DAY_MS = 86_400_000;

/**
 * One transaction: nonces are used up, keys looked at once more, the calls answered, and everything recorded that belongs to an answered
 * call: the call, its day's usage, the reads of people, the receipt. After its commit the batch's id; the answers may leave.
 * Calls that are to be asked beyond the network are only admitted here; they come again with their answers.
 */
export async function writeBatch(
  deps: BatchDeps,
  slot: bigint,
  entries: readonly Entry[],
): Promise<string | undefined> {
  // Most batches hold no replay: whether one does is only told when the store refuses a nonce.
  let careful = false;
  for (;;) {
    try {
      return await deps.db.transaction((tx) => attempt(deps, tx, slot, entries, careful), transactionOf(entries));
    } catch (error) {
      for (const entry of entries) takeBackRows(deps, entry);
      if (error instanceof Again) continue;
      if (!careful && (error as { code?: unknown }).code === USED_BEFORE) {
        careful = true;
        continue;
      }
      const asked = entries.filter(asksDatabase);
      if ((error as { code?: unknown }).code !== STATEMENT_CANCELLED || asked.length === 0) throw error;
      for (const entry of asked)
        entry.refused = interfaceErrors.tooSlow(
          { interface: entry.row.interface, seconds: TRY_AGAIN_SECONDS },
          { retryAfter: TRY_AGAIN_SECONDS, cause: error },
        );
    }
  }
}

const asksDatabase = (entry: Entry): boolean =>
  entry.prepared !== undefined &&
  entry.refused === undefined &&
  entry.answered === undefined &&
  entry.backend.where === 'database';

function transactionOf(entries: readonly Entry[]): TransactionOptions {
  const backend = entries.find(asksDatabase)?.backend;
  if (backend?.where !== 'database') return { statementMs: STATEMENT_MS, plannedOnce: true };
  return { statementMs: backend.timeoutMs ?? STATEMENT_MS, plannedOnce: backend.plannedOnce ?? false };
}

/** Whether this pass ends with the call's record. */
const isEnding = (entry: Entry): boolean =>
  entry.refused !== undefined || entry.answered !== undefined || entry.backend.where === 'database';

async function attempt(
  deps: BatchDeps,
  tx: Tx,
  slot: bigint,
  entries: readonly Entry[],
  careful: boolean,
): Promise<string | undefined> {
  const signed = entries.filter((entry) => entry.signed && !entry.admitted && !isRefusedUse(entry));
  const asked = entries.filter(asksDatabase);
  const backend = asked[0]?.backend;
  const now = deps.clock.now();
  const uses = signed.map((entry) => entry.signed as NonNullable<Entry['signed']>);
  const using =
    uses.length === 0
      ? NOTHING
      : careful
        ? Promise.all([takeNonces(tx, uses, now), revokedOf(tx, uses)])
        : useUpNonces(tx, uses, now).then((revoked) => [NONE, revoked] as const);
  const [[used, revoked], answers] = await Promise.all([
    using,
    backend?.where === 'database'
      ? backend.answerMany(
          tx,
          asked.map((entry) => entry.prepared as Prepared),
        )
      : [],
  ]).catch(async (error: unknown) => {
    // A nonce that is refused makes the statements behind it fail as well, and what they say may come first.
    await using;
    throw error;
  });
  if (refuseUses(signed, used, revoked)) throw new Again();
  asked.forEach((entry, index) => take(deps, entry, answers[index] as Answered));
  for (const entry of entries) if (entry.answered && !entry.refused) take(deps, entry, entry.answered);
  const ending = entries.filter(isEnding);
  if (ending.length === 0) return undefined;
  const batch = { id: deps.ids.next(), at: now };
  const ended = performance.now();
  for (const entry of ending) finish(entry, ended);
  const answered = ending.filter((entry) => !entry.refused);
  await recordSharedReads(deps, tx, answered);
  const marks = deps.marks.take();
  try {
    const recorded = [
      insertBatch(
        batch,
        ending.map((entry) => entry.row),
        addUsage(slot, usageOf(ending)),
        marks.statement,
      ),
      deps.audit.packing(answered.flatMap(readsOf)),
      deps.receipts.appending(answered.map(leafOf)),
    ];
    await tx.ending(recorded.filter((statement) => statement !== undefined));
  } catch (error) {
    marks.undo();
    throw error;
  }
  deps.marks.opened(batch.id, answered.length);
  return batch.id;
}

const NONE: ReadonlySet<number> = new Set();
const NOTHING: readonly [ReadonlySet<number>, ReadonlySet<string>] = [NONE, new Set()];

/** A use that was found void: it uses up nothing. */
const isRefusedUse = (entry: Entry): boolean =>
  entry.refused?.code === 'interfaces.replayed' || entry.refused?.code === 'interfaces.key-refused';

/** Whether any of these was a replay, or signed with a key that is revoked by now; they are refused as such, whatever else they were. */
function refuseUses(signed: readonly Entry[], used: ReadonlySet<number>, revoked: ReadonlySet<string>): boolean {
  if (used.size === 0 && revoked.size === 0) return false;
  signed.forEach((entry, place) => {
    if (revoked.has(entry.signed?.keyId as string)) entry.refused = interfaceErrors.keyRefused();
    else if (used.has(place)) entry.refused = interfaceErrors.replayed();
  });
  return true;
}

/** The answer as it will leave, with the rows it takes from the grant's quota. */
function take(deps: BatchDeps, entry: Entry, answered: Answered): void {
  if ('refused' in answered) {
    entry.refused = answered.refused;
    return;
  }
  const { grant } = entry.prepared as Prepared;
  try {
    deps.quotas.takeRows(grant, entry.row.interface, answered.rows);
  } catch (error) {
    entry.refused = error as DomainError;
    return;
  }
  entry.rowsTaken = answered.rows;
  const { row } = entry;
  entry.answered = answered;
  entry.answer = { ...answered.answer, receipt: { id: row.id, salt: newSalt() } };
  entry.body = utf8Of(JSON.stringify(entry.answer));
  row.fields = answered.fields;
  row.outcome = answered.outcome;
  row.row_count = answered.rows;
  row.subject = answered.subjects.length === 1 ? (answered.subjects[0] as string) : null;
}

function takeBackRows(deps: BatchDeps, entry: Entry): void {
  if (entry.rowsTaken > 0 && entry.prepared)
    deps.quotas.giveBackRows(entry.prepared.grant, entry.row.interface, entry.rowsTaken);
  entry.rowsTaken = 0;
  // What the database answered is asked again; what came from beyond the network is kept.
  if (entry.backend.where === 'database') entry.answered = undefined;
}

function finish(entry: Entry, ended: number): void {
  const { row, refused } = entry;
  row.ms = Math.round(ended - entry.started);
  if (!refused) {
    row.status = 200;
    return;
  }
  row.outcome = refused.code;
  row.status = refused.status;
  row.fields = [];
  row.row_count = 0;
  row.subject = null;
}

function usageOf(entries: readonly Entry[]): DayUsage[] {
  const sums = new Map<string, DayUsage>();
  let lastDay = { ms: Number.NaN, day: '' };
  for (const { row } of entries) {
    const ms = Math.floor(row.at.getTime() / 60_000);
    if (ms !== lastDay.ms) lastDay = { ms, day: shanghaiDate(row.at) };
    const { day } = lastDay;
    const name = `${day} ${row.interface} ${row.application}`;
    let sum = sums.get(name);
    if (!sum)
      sums.set(
        name,
        (sum = { day, interface: row.interface, application: row.application, calls: 0, refused: 0, rows: 0 }),
      );
    if (row.status < 400) sum.calls += 1;
    else sum.refused += 1;
    sum.rows += row.row_count;
  }
  return [...sums.values()];
}

/** The read of a call that was about one person or firm. */
function readsOf(entry: Entry): DataRead[] {
  const { answered } = entry;
  if (!answered || 'refused' in answered || answered.subjects.length !== 1) return [];
  return [{ ...readOf(entry, answered.fields), subject: answered.subjects[0] as string }];
}

/**
 * Reads of calls that were about several (a person and their firm, a page of rows): one read under the call's own id with all of them behind
 * it, so that each finds it, and its receipt by its id; none learns who the others are.
 */
async function recordSharedReads(deps: Pick<BatchDeps, 'audit'>, tx: Tx, answered: readonly Entry[]): Promise<void> {
  await Promise.all(
    answered.flatMap((entry) => {
      const { row, answered: said } = entry;
      if (!said || 'refused' in said || said.subjects.length < 2) return [];
      const list = `call:${row.id}`;
      return [
        deps.audit.listPeople(tx, list, 1, said.subjects),
        deps.audit.recordListRead(tx, { ...readOf(entry, said.fields), list }),
      ];
    }),
  );
}

/** A call as a read of whomever it was about; it bears the call's id, as the receipt does. */
function readOf({ call, row, prepared }: Entry, fields: readonly string[]): Omit<DataRead, 'subject'> {
  const { grant, purpose } = prepared as Prepared;
  const delay = grant.delayedNoticeDays;
  return {
    id: row.id,
    actor: call.actor,
    organisation: grant.organisation,
    // A form filled in for the person; a trial by staff is a look of theirs.
    channel: call.actor.kind === 'application' ? 'interface' : call.actor.kind === 'staff' ? 'console' : 'prefill',
    resource: `interface:${row.interface}`,
    fields,
    purpose,
    caseNo: call.caseNo,
    legalBasis: grant.legalBasis,
    grant: grant.id,
    ...(delay === undefined ? {} : { visibleFrom: new Date(row.at.getTime() + delay * DAY_MS) }),
    trace: call.trace,
  };
}

function leafOf({ row, request, body }: Entry): Leaf {
  return {
    id: row.id,
    at: row.at,
    kind: 'call',
    provider: row.provider,
    consumer: row.application,
    facts: callFacts(row, request, body),
  };
}

const pool = Buffer.alloc(4_096);
let drawn = pool.length;

/** 16 random bytes in hex, drawn many at a time. */
function newSalt(): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += 16;
  return pool.toString('hex', drawn - 16, drawn);
}
