import {
  addDays,
  canonicalJson,
  DomainError,
  shanghaiDate,
  startOfShanghaiDay,
  type FieldFault,
} from '@platform/kernel';
import type { ApplicationActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { inputChecker } from '@platform/http';
import { SUBJECT } from '@platform/module';
import type { Matter } from '@modules/matters/contract';
import { STATE_TITLES } from '../domain/titles.ts';
import { TERMINAL } from '../domain/case.ts';
import type { CaseTools } from '../module.ts';
import {
  casesLike,
  clearFaults,
  holdSystem,
  insertReturned,
  keepFaults,
  returnedOf,
  updateReturned,
  type KnownCase,
  type ReturnedRow,
} from '../store/returned.ts';
import { faultAt } from './faults.ts';
import { keptPromise, recordFaults, timesOf } from './judge.ts';
import { ReturnedCase, type ReturnedContent } from './record.ts';

/** What became of one record of a batch. */
export type Taken = {
  ownNo?: string;
  version?: number;
  /** taken: new; replaced: a newer version; unchanged: known already; older: a newer one is there, this one was left aside; faulty: nothing was kept of it. */
  outcome: 'taken' | 'replaced' | 'unchanged' | 'older' | 'faulty';
  /** The version that is there now. */
  heldVersion?: number;
  /** The case handled here that it belongs to: it is not counted a second time. */
  caseNo?: string;
  faults?: FieldFault[];
};

const EPOCH = '1970-01-01';
const checked = inputChecker(ReturnedCase, false);

type Sender = Pick<ApplicationActor, 'applicationId' | 'organisation'>;
type Read = { index: number; record: ReturnedCase };

/**
 * Takes a batch of returned cases, each by itself: one that cannot be taken is answered, and kept in the error queue, and the others count. The whole
 * batch may be sent again.
 */
export async function takeReturned(
  tools: CaseTools,
  tx: Tx,
  sender: Sender,
  items: readonly unknown[],
  sample = false,
): Promise<Taken[]> {
  const system = sender.applicationId;
  const answers: Taken[] = items.map(() => ({ outcome: 'faulty' }));
  const read: Read[] = [];
  for (const [index, item] of items.entries()) {
    try {
      read.push({ index, record: checked(item) as ReturnedCase });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      answers[index] = { ...named(item), outcome: 'faulty', faults: unreadable(error) };
    }
  }
  await holdSystem(tx, system);
  const held = new Map(
    (
      await returnedOf(
        tx,
        system,
        read.map(({ record }) => record.ownNo),
      )
    ).map((row) => [row.own_no, row]),
  );
  const subjectOf = (record: ReturnedCase): string => tools.blindIndex(record.applicant.number, SUBJECT);
  const known = await casesLike(tx, {
    numbers: read.flatMap(({ record }) => record.caseNo ?? []),
    subjects: [...new Set(read.map(({ record }) => subjectOf(record)))],
    ...daysOf(read),
  });
  const matters = new Map(tools.matters.all().map((matter) => [matter.codes.taskCode, matter]));
  const fresh = new Map<string, ReturnedRow>();
  const changed = new Map<string, ReturnedRow>();
  for (const { index, record } of read) {
    const judged = judge(tools, {
      record,
      sender,
      before: held.get(record.ownNo),
      known,
      matters,
      subject: subjectOf(record),
    });
    answers[index] = { ownNo: record.ownNo, version: record.version, ...judged.answer };
    if (!judged.row) continue;
    const row = sample ? laidInPast(judged.row) : judged.row;
    held.set(record.ownNo, row);
    // A number that comes twice in one batch is written once, as it came last.
    (judged.answer.outcome === 'taken' || fresh.has(record.ownNo) ? fresh : changed).set(record.ownNo, row);
  }
  await insertReturned(tx, [...fresh.values()]);
  await updateReturned(tx, [...changed.values()]);
  await keepFaults(tx, faultRows(tools, sender, answers));
  await clearFaults(
    tx,
    system,
    [...fresh.values(), ...changed.values()].map((row) => ({ ownNo: row.own_no, version: row.version })),
  );
  return answers;
}

/** From the first day on which one of them was handed in to the last. */
function daysOf(read: readonly Read[]): { from: Date; to: Date } {
  const days = read.map(({ record }) => shanghaiDate(new Date(record.submittedAt))).sort();
  const [first = EPOCH, last = EPOCH] = [days[0], days.at(-1)];
  return { from: startOfShanghaiDay(first), to: startOfShanghaiDay(addDays(last, 1)) };
}

type Judging = {
  record: ReturnedCase;
  sender: Sender;
  before: ReturnedRow | undefined;
  known: readonly KnownCase[];
  matters: ReadonlyMap<string, Matter>;
  subject: string;
};

function judge(
  tools: CaseTools,
  { record, sender, before, known, matters, subject }: Judging,
): { answer: Taken; row?: ReturnedRow } {
  const faulty = (faults: FieldFault[]): { answer: Taken } => ({
    answer: { outcome: 'faulty', ...(before ? { heldVersion: before.version } : {}), faults },
  });
  const digest = tools.blindIndex(canonicalJson(record), 'returned-record');
  if (before && before.version > record.version) return { answer: { outcome: 'older', heldVersion: before.version } };
  if (before && before.version === record.version) {
    if (before.digest !== digest) return faulty([faultAt('/version', 'version-used')]);
    return { answer: { outcome: 'unchanged', heldVersion: before.version } };
  }
  const matter = matters.get(record.taskCode);
  if (!matter) return faulty([faultAt('/taskCode', 'unknown-matter', { code: record.taskCode })]);
  if (!tools.organisations.subtree(sender.organisation).includes(matter.organisation))
    return faulty([
      faultAt('/taskCode', 'other-office', { organisation: tools.organisations.get(matter.organisation).name }),
    ]);
  const now = tools.clock.now();
  const faults = recordFaults(record, matter, now);
  const times = timesOf(record);
  if (before && faults.length === 0) {
    if (
      before.matter !== matter.id ||
      before.subject !== subject ||
      before.submitted_at.getTime() !== times.submittedAt.getTime()
    )
      faults.push(faultAt('/ownNo', 'another-case'));
    else if (TERMINAL.includes(before.state) && !TERMINAL.includes(record.state))
      faults.push(faultAt('/state', 'already-ended', { version: before.version, state: STATE_TITLES[before.state] }));
  }
  if (faults.length > 0) return faulty(faults);
  const own = known.filter((one) => one.matter === matter.id && one.subject === subject);
  const linked = own.find(({ caseNo }) => caseNo === record.caseNo);
  if (record.caseNo !== undefined && !linked)
    return faulty([faultAt('/caseNo', 'no-such-case', { caseNo: record.caseNo })]);
  const day = shanghaiDate(times.submittedAt);
  if (!linked && !record.separate && own.some(({ submittedAt }) => shanghaiDate(submittedAt) === day))
    return faulty([faultAt('/caseNo', 'possibly-twice')]);
  const id = before?.id ?? tools.ids.next();
  const content: ReturnedContent = {
    applicant: record.applicant,
    steps: record.steps,
    ...(record.result ? { result: record.result } : {}),
  };
  return {
    answer: {
      outcome: before ? 'replaced' : 'taken',
      heldVersion: record.version,
      ...(linked ? { caseNo: linked.caseNo } : {}),
    },
    row: {
      id,
      system: sender.applicationId,
      own_no: record.ownNo,
      version: record.version,
      matter: matter.id,
      organisation: matter.organisation,
      subject,
      channel: record.channel,
      state: record.state,
      submitted_at: times.submittedAt,
      accepted_at: times.acceptedAt,
      decided_at: times.decidedAt,
      ended_at: times.endedAt,
      outcome: record.outcome ?? null,
      instant: record.instant ?? false,
      visits: record.visits ?? null,
      on_time: keptPromise(record, matter, tools.calendar),
      case_id: linked?.id ?? null,
      digest,
      sample: false,
      returned_at: before?.returned_at ?? now,
      changed_at: now,
      sealed_record: tools.contents.sealReturned(id, content),
    },
  };
}

/** What a demonstration lays came when it last changed, not all at its start. */
function laidInPast(row: ReturnedRow): ReturnedRow {
  const at = row.ended_at ?? row.decided_at ?? row.accepted_at ?? row.submitted_at;
  return { ...row, sample: true, returned_at: at, changed_at: at };
}

/** Places only: what stands at them may be personal. */
function unreadable({ fields }: DomainError): FieldFault[] {
  return [...new Set(fields.map(({ path }) => path))].slice(0, 10).map((path) => faultAt(path, 'unreadable'));
}

/** The number under which people may look for a record that cannot be read, where it says one. */
function named(item: unknown): Pick<Taken, 'ownNo' | 'version'> {
  const { ownNo, version } = (item ?? {}) as Record<string, unknown>;
  return {
    ...(typeof ownNo === 'string' && /^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/.test(ownNo) ? { ownNo } : {}),
    ...(Number.isSafeInteger(version) ? { version: version as number } : {}),
  };
}

function faultRows(tools: CaseTools, sender: Sender, answers: readonly Taken[]) {
  const at = tools.clock.now();
  return answers.flatMap(({ outcome, ownNo, version, faults }) =>
    outcome === 'faulty'
      ? {
          system: sender.applicationId,
          own_no: ownNo ?? '',
          organisation: sender.organisation,
          version: version ?? null,
          faults: faults ?? [],
          at,
        }
      : [],
  );
}
