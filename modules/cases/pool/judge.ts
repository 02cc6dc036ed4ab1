import {
  isCitizenId,
  isCreditCode,
  shanghaiDate,
  type FieldFault,
  type LocalText,
  type WorkingCalendar,
} from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import type { CaseState } from '../contract/index.ts';
import { deadlineWith, type Pause } from '../domain/clock.ts';
import { serves } from '../domain/take-in.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import { faultAt } from './faults.ts';
import type { ReturnedCase } from './record.ts';

/** A sender's clock may be ahead by so much. */
const AHEAD_MS = 5 * 60_000;

/** The instants of a record. */
export type ReturnedTimes = {
  submittedAt: Date;
  acceptedAt: Date | null;
  decidedAt: Date | null;
  endedAt: Date | null;
};

type TimeField = 'acceptedAt' | 'decidedAt' | 'endedAt' | 'outcome';
const FIELD_TITLES: Record<TimeField, LocalText> = {
  acceptedAt: { zh: '受理时间（acceptedAt）', en: 'acceptedAt' },
  decidedAt: { zh: '决定时间（decidedAt）', en: 'decidedAt' },
  endedAt: { zh: '结束时间（endedAt）', en: 'endedAt' },
  outcome: { zh: '决定结果（outcome）', en: 'outcome' },
};

/** What a state must say, and what it may; anything else contradicts it. */
const SAYS: Record<Exclude<CaseState, 'draft'>, { must: readonly TimeField[]; may: readonly TimeField[] }> = {
  received: { must: [], may: [] },
  correction: { must: [], may: [] },
  accepted: { must: ['acceptedAt'], may: [] },
  'under-review': { must: ['acceptedAt'], may: [] },
  approved: { must: ['acceptedAt', 'decidedAt', 'outcome'], may: [] },
  // Refused at the door (不予受理) it was never accepted.
  refused: { must: ['decidedAt', 'outcome'], may: ['acceptedAt', 'endedAt'] },
  closed: { must: ['decidedAt', 'outcome', 'endedAt'], may: ['acceptedAt'] },
  withdrawn: { must: ['endedAt'], may: ['acceptedAt'] },
  returned: { must: ['endedAt'], may: [] },
  referred: { must: ['endedAt'], may: ['acceptedAt'] },
};

export function timesOf(record: ReturnedCase): ReturnedTimes {
  const at = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
  return {
    submittedAt: new Date(record.submittedAt),
    acceptedAt: at(record.acceptedAt),
    decidedAt: at(record.decidedAt),
    endedAt: at(record.endedAt),
  };
}

/** Everything that is wrong with one record by itself. */
export function recordFaults(record: ReturnedCase, matter: Pick<Matter, 'serviceObject'>, now: Date): FieldFault[] {
  return [...numberFaults(record, matter), ...stateFaults(record), ...timeFaults(record, now)];
}

function numberFaults({ applicant }: ReturnedCase, matter: Pick<Matter, 'serviceObject'>): FieldFault[] {
  const path = '/applicant/number';
  const person = isCitizenId(applicant.number);
  if (!person && !isCreditCode(applicant.number)) return [faultAt(path, 'check-digit')];
  return serves(matter, person ? 'person' : 'firm') ? [] : [faultAt(path, 'not-served')];
}

function stateFaults(record: ReturnedCase): FieldFault[] {
  const { must, may } = SAYS[record.state as keyof typeof SAYS];
  const state = STATE_TITLES[record.state];
  const faults = (Object.keys(FIELD_TITLES) as TimeField[]).flatMap((field) => {
    const what = FIELD_TITLES[field];
    const there = record[field] !== undefined;
    if (must.includes(field)) return there ? [] : [faultAt(`/${field}`, 'state-needs', { state, what })];
    return there && !may.includes(field) ? [faultAt(`/${field}`, 'state-forbids', { state, what })] : [];
  });
  const { outcome } = record;
  // An approval stands on acceptance; a state that names its outcome cannot have the other.
  if (outcome === 'approved' && record.acceptedAt === undefined && faults.length === 0)
    faults.push(faultAt('/acceptedAt', 'state-needs', { state: STATE_TITLES.approved, what: FIELD_TITLES.acceptedAt }));
  if (outcome !== undefined && (record.state === 'approved' || record.state === 'refused') && outcome !== record.state)
    faults.push(faultAt('/outcome', 'state-forbids', { state, what: FIELD_TITLES.outcome }));
  return faults;
}

const WORDS = {
  moments: { zh: '收件、受理、决定、结束', en: 'received, accepted, decided, ended' },
  steps: { zh: '环节', en: 'steps' },
  pauses: { zh: '特别程序', en: 'special procedures' },
} as const;

function timeFaults(record: ReturnedCase, now: Date): FieldFault[] {
  const named = (['submittedAt', 'acceptedAt', 'decidedAt', 'endedAt'] as const).flatMap((field) => {
    const text = record[field];
    return text === undefined ? [] : [{ path: `/${field}`, at: Date.parse(text) }];
  });
  const steps = record.steps.map(({ at }, index) => ({ path: `/steps/${index}/at`, at: Date.parse(at) }));
  const pauses = (record.pauses ?? []).flatMap(({ from, until }, index) => [
    { path: `/pauses/${index}/from`, at: Date.parse(from) },
    ...(until === undefined ? [] : [{ path: `/pauses/${index}/until`, at: Date.parse(until) }]),
  ]);
  const latest = now.getTime() + AHEAD_MS;
  const submitted = Date.parse(record.submittedAt);
  const faults = [...named, ...steps, ...pauses].flatMap(({ path, at }) =>
    at > latest ? [faultAt(path, 'in-future')] : [],
  );
  for (const [line, what] of [
    [named, WORDS.moments],
    [[{ path: '', at: submitted }, ...steps], WORDS.steps],
    [[{ path: '', at: submitted }, ...pauses], WORDS.pauses],
  ] as const) {
    const wrong = line.find(({ at }, index) => index > 0 && at < (line[index - 1]?.at ?? 0));
    if (wrong) faults.push(faultAt(wrong.path, 'out-of-order', { what }));
  }
  // Only the last may still go on, and only while nothing is decided.
  const open = (record.pauses ?? []).findIndex(
    ({ until }, index, all) => until === undefined && (index < all.length - 1 || record.decidedAt !== undefined),
  );
  if (open >= 0) faults.push(faultAt(`/pauses/${open}`, 'out-of-order', { what: WORDS.pauses }));
  if (
    record.instant &&
    (record.decidedAt === undefined ||
      shanghaiDate(new Date(record.decidedAt)) !== shanghaiDate(new Date(record.submittedAt)))
  )
    faults.push(faultAt('/instant', 'not-instant'));
  return faults;
}

/** Whether the promise was kept, by the city's calendar; null for what is undecided or was never accepted (no time of handling). */
export function keptPromise(
  record: ReturnedCase,
  { limits }: Pick<Matter, 'limits'>,
  calendar: WorkingCalendar,
): boolean | null {
  const { acceptedAt, decidedAt } = timesOf(record);
  if (!acceptedAt || !decidedAt) return null;
  if (record.instant) return true;
  const pauses = (record.pauses ?? []).map(
    ({ from, until }): Pause => ({ from: new Date(from), until: until === undefined ? null : new Date(until) }),
  );
  const limit = limits.promise.days > 0 ? limits.promise : limits.statutory;
  const deadline = deadlineWith(acceptedAt, limit, pauses, calendar);
  return deadline === undefined ? null : decidedAt < deadline.at;
}
