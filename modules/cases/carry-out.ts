import {
  DomainError,
  shanghaiDate,
  type Clock,
  type Ids,
  type LocalText,
  type WorkingCalendar,
} from '@platform/kernel';
import { actorLabel, type Actor } from '@platform/access';
import type { Audit } from '@platform/audit';
import type { Tx } from '@platform/database';
import type { Outbox } from '@platform/outbox';
import type { Matter } from '@modules/matters/contract';
import {
  caseAccepted,
  caseClosed,
  caseDecided,
  caseEnded,
  caseSubmitted,
  clocksMoved,
  correctionRequested,
} from './contract/index.ts';
import { decide, evolve, type CaseCommand, type CaseFacts, type CaseStep } from './domain/case.ts';
import type { CaseLimits, Pause } from './domain/clock.ts';
import { clocksOf, LICENSING } from './domain/limits.ts';
import type { Contents } from './sealed-contents.ts';
import type { CaseRecord } from './store/case-record.ts';
import { saveCase } from './store/cases.ts';
import { insertSteps, type StepRecord } from './store/steps.ts';

export type CarryOutDeps = {
  clock: Clock;
  ids: Ids;
  calendar: WorkingCalendar;
  outbox: Outbox;
  audit: Audit;
  contents: Contents;
  limits: CaseLimits;
};

export type Act = {
  actor: Actor;
  trace: string;
  /** What to write beside a step; stays inside, the applicant does not see it. */
  notes?: Partial<Record<CaseStep, string | LocalText>>;
  /** Special procedures of the case so far, where the act moves its clocks. */
  pauses?: readonly Pause[];
  /** The process has a step of delivery still to come. */
  delivers?: boolean;
  /** A limit that began earlier than now: a case that counts as accepted does so from the day it was received. */
  countFrom?: Date;
};

export function factsOf(record: CaseRecord): CaseFacts {
  return {
    state: record.state,
    correctionTold: record.correctionTold,
    accepted: record.acceptedAt !== null,
    licence: record.licenceTemplate !== null,
    suspended: record.suspendedAt !== null,
    extended: record.extendedDays > 0,
  };
}

/** What a command comes to: the case afterwards, and all that is to be written with it. */
export type Planned = {
  record: CaseRecord;
  command: CaseCommand;
  steps: readonly CaseStep[];
  history: readonly StepRecord[];
  from: CaseRecord['state'];
};

/**
 * Plans a command on a locked case: the steps the rules of handling allow, its dates and limits, its history. Nothing is written.
 * @throws the coded error of `decide` where the command may not be
 */
export function planAct(
  deps: Omit<CarryOutDeps, 'outbox' | 'audit'>,
  before: CaseRecord,
  matter: Matter,
  command: CaseCommand,
  act: Act,
): Planned {
  const start = { ...factsOf(before), delivers: act.delivers ?? false };
  const steps = decide(start, command);
  if (steps instanceof DomainError) throw steps;
  const now = deps.clock.now();
  const label = actorLabel(act.actor);
  let facts: CaseFacts = start;
  let record: CaseRecord = { ...before, updatedAt: now };
  const history: StepRecord[] = [];
  for (const step of steps) {
    facts = evolve(facts, step);
    record = dated(
      { ...record, state: facts.state, correctionTold: facts.correctionTold },
      step,
      command,
      act.countFrom ?? now,
      now,
    );
    const id = deps.ids.next();
    const note = act.notes?.[step];
    // What an officer hands in for somebody is theirs; what the rules made of it at once is not.
    const byRules = label.kind === 'staff' && HANDS_IN.has(command.action) && !step.endsWith('submitted');
    history.push({
      id,
      kind: step,
      at: now,
      byKind: byRules ? 'system' : label.kind,
      byOrganisation: byRules ? null : label.organisation,
      byAccount: byRules ? RULES : label.id,
      ...(note === undefined ? { sealedNote: null, sealedNoteEn: null } : deps.contents.sealNote(id, note)),
    });
  }
  if (record.state !== before.state || command.action === 'resubmit' || CLOCK_ACTS.has(command.action)) {
    const handling = record.state === 'accepted' || record.state === 'under-review';
    const from = (handling ? record.acceptedAt : null) ?? act.countFrom ?? now;
    // What the rules approve is issued at once, unless somebody has to hand it over.
    const atOnce = record.state === 'approved' && record.instant && !start.delivers;
    const clocks = clocksOf(
      {
        state: atOnce ? 'closed' : record.state,
        start: from,
        extendedDays: record.extendedDays,
        pauses: act.pauses ?? [],
        licensing: matter.taskType === LICENSING,
      },
      matter.limits,
      deps.limits,
      deps.calendar,
      now,
    );
    record = { ...record, ...clocks };
  }
  if (record.outcome !== null && before.outcome === null)
    record = { ...record, took: timeTaken(before, command, matter, now, deps.calendar) };
  return { record, command, steps, history, from: before.state };
}

/**
 * What was left of the running limit says how much of it was used, special procedures left out. A case decided at once took no day; one
 * that was never accepted (不予受理) had no time of handling.
 */
function timeTaken(
  before: CaseRecord,
  { action }: CaseCommand,
  { limits }: Matter,
  now: Date,
  calendar: WorkingCalendar,
): CaseRecord['took'] {
  const promised = limits.promise.days;
  const statutory = limits.statutory.days;
  const { deadline } = before;
  if (action === 'submit' || action === 'resubmit') return { days: 0, promised, statutory, onTime: true };
  if (!before.acceptedAt || !deadline) return null;
  const limit = promised > 0 ? limits.promise : limits.statutory;
  const left =
    limit.unit === 'workday'
      ? calendar.workdaysBetween(shanghaiDate(now), deadline.date)
      : Math.round((Date.parse(deadline.date) - Date.parse(shanghaiDate(now))) / 86_400_000);
  return { days: limit.days + before.extendedDays - left, promised, statutory, onTime: now < deadline.at };
}

/** Under this name stands in the history what the rules did when an officer handed in a case. */
export const RULES = 'rules';
const HANDS_IN = new Set<CaseCommand['action']>(['submit', 'resubmit']);

/** Acts after which the clocks are computed anew although the case stays in its state. */
const CLOCK_ACTS = new Set<CaseCommand['action']>(['suspend', 'resume', 'extend']);

/**
 * Writes what was planned, one command after another on one case: the case as it is in the end, its history, events in the order of the
 * steps, an audit entry for each command.
 */
export async function writeActs(
  deps: CarryOutDeps,
  tx: Tx,
  plans: readonly [Planned, ...Planned[]],
  act: Pick<Act, 'actor' | 'trace'>,
): Promise<CaseRecord> {
  const { record } = plans.at(-1) as Planned;
  const { id, caseNo, matter } = record;
  // None needs another's result; given side by side they take one way to the database.
  const [saved] = await Promise.all([
    saveCase(tx, record),
    insertSteps(
      tx,
      id,
      plans.flatMap(({ history }) => history),
    ),
    ...plans.flatMap((planned) => planned.steps.map((step) => announce(deps, tx, planned, step, act.trace))),
    ...plans.map(({ command, from, record: after, steps }) =>
      deps.audit.append(tx, {
        actor: act.actor,
        action: `cases.${command.action}`,
        subject: `case:${id}`,
        detail: { caseNo, matter, from, to: after.state, steps: [...steps] },
        trace: act.trace,
      }),
    ),
  ]);
  return saved;
}

/**
 * Carries out a command on a locked case whose process takes no part in it, all in the caller's transaction.
 * @throws the coded error of `decide` where the command may not be
 */
export async function carryOut(
  deps: CarryOutDeps,
  tx: Tx,
  before: CaseRecord,
  matter: Matter,
  command: CaseCommand,
  act: Act,
): Promise<CaseRecord> {
  return writeActs(deps, tx, [planAct(deps, before, matter, command, act)], act);
}

function dated(record: CaseRecord, step: CaseStep, command: CaseCommand, from: Date, now: Date): CaseRecord {
  switch (step) {
    case 'submitted':
      return { ...record, submittedAt: now };
    case 'accepted':
      return { ...record, acceptedAt: from };
    case 'correction-requested':
      // Whoever took it in at a window has it no longer: the applicant corrects it, or comes again.
      return { ...record, windowAccount: null };
    case 'approved':
    case 'refused':
      return {
        ...record,
        decidedAt: now,
        outcome: step,
        instant: command.action === 'submit' || command.action === 'resubmit',
      };
    case 'extended':
      return { ...record, extendedDays: command.action === 'extend' ? command.days : record.extendedDays };
    case 'suspended':
      return { ...record, suspendedAt: now };
    case 'resumed':
      return { ...record, suspendedAt: null };
    case 'withdrawn':
      return { ...record, suspendedAt: null };
    case 'closed':
      return { ...record, closedAt: now };
    default:
      return record;
  }
}

/** Tells others what a step means to them; the row is locked, so events of one case keep their order. */
async function announce(
  deps: CarryOutDeps,
  tx: Tx,
  { record, command }: Planned,
  step: CaseStep,
  trace: string,
): Promise<void> {
  const aggregate = `case:${record.id}`;
  const { id: caseId, caseNo, matter, organisation, subject } = record;
  const of = { caseId, caseNo, matter, organisation, subject };
  switch (step) {
    case 'submitted':
      return deps.outbox.append(tx, caseSubmitted, aggregate, { ...of, papersSaved: record.papersSaved }, trace);
    case 'accepted':
      // A case decided at once says so with its decision.
      if (command.action !== 'accept') return undefined;
      return deps.outbox.append(
        tx,
        caseAccepted,
        aggregate,
        { ...of, deemed: command.deemed, dueDate: record.deadline?.date ?? '' },
        trace,
      );
    case 'suspended':
    case 'resumed':
    case 'extended':
      return deps.outbox.append(
        tx,
        clocksMoved,
        aggregate,
        { ...of, what: step, ...(record.deadline ? { dueDate: record.deadline.date } : {}) },
        trace,
      );
    case 'withdrawn':
    case 'returned':
      return record.submittedAt ? deps.outbox.append(tx, caseEnded, aggregate, { ...of, how: step }, trace) : undefined;
    case 'referred': {
      const to = deps.contents.notice(record).referral?.organisation;
      return deps.outbox.append(tx, caseEnded, aggregate, { ...of, how: step, ...(to ? { to } : {}) }, trace);
    }
    case 'approved':
    case 'refused': {
      const template =
        step === 'approved' && record.licenceTemplate !== null ? { licenceTemplate: record.licenceTemplate } : {};
      return deps.outbox.append(
        tx,
        caseDecided,
        aggregate,
        { ...of, outcome: step, instant: record.instant, ...template },
        trace,
      );
    }
    case 'closed':
      return deps.outbox.append(tx, caseClosed, aggregate, of, trace);
    case 'correction-requested':
      return deps.outbox.append(
        tx,
        correctionRequested,
        aggregate,
        { ...of, until: record.deadline?.date ?? '' },
        trace,
      );
    default:
      return undefined;
  }
}
