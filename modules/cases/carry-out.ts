import { DomainError, type Clock, type Ids, type WorkingCalendar } from '@platform/kernel';
import { actorLabel, type Actor } from '@platform/access';
import type { Audit } from '@platform/audit';
import type { Tx } from '@platform/database';
import type { Outbox } from '@platform/outbox';
import type { Matter } from '@modules/matters/contract';
import { caseClosed, caseDecided, caseSubmitted, correctionRequested } from './contract/index.ts';
import { decide, evolve, type CaseCommand, type CaseFacts, type CaseStep } from './domain/case.ts';
import { deadlineFrom, runningLimit, type CaseLimits } from './domain/clock.ts';
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
  notes?: Partial<Record<CaseStep, string>>;
  /** A limit that began earlier than now: a case that counts as accepted does so from the day it was received. */
  countFrom?: Date;
};

export function factsOf(record: CaseRecord): CaseFacts {
  return {
    state: record.state,
    correctionTold: record.correctionTold,
    accepted: record.acceptedAt !== null,
    licence: record.licenceTemplate !== null,
  };
}

/**
 * Carries out a command on a locked case: the steps the rules of handling allow, its dates and limits, its history, events and
 * the audit entry, all in the caller's transaction.
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
  const steps = decide(factsOf(before), command);
  if (steps instanceof DomainError) throw steps;
  const now = deps.clock.now();
  const label = actorLabel(act.actor);
  let facts = factsOf(before);
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
    history.push({
      id,
      kind: step,
      at: now,
      byKind: label.kind,
      byOrganisation: label.organisation,
      byAccount: label.id,
      sealedNote: note === undefined ? null : deps.contents.sealNote(id, note),
    });
  }
  const limit = runningLimit(record.state, matter.limits.promise, matter.limits.statutory, deps.limits);
  if (record.state !== before.state || command.action === 'resubmit') {
    record = { ...record, deadline: limit ? deadlineFrom(act.countFrom ?? now, limit, deps.calendar) : null };
  }
  const { id, caseNo, matter: matterId, state } = record;
  const detail = { caseNo, matter: matterId, from: before.state, to: state, steps: [...steps] };
  // None needs another's result; given side by side they take one way to the database. Events keep the order of the steps.
  const [saved] = await Promise.all([
    saveCase(tx, record),
    insertSteps(tx, id, history),
    ...steps.map((step) => announce(deps, tx, record, step, act.trace)),
    deps.audit.append(tx, {
      actor: act.actor,
      action: `cases.${command.action}`,
      subject: `case:${id}`,
      detail,
      trace: act.trace,
    }),
  ]);
  return saved;
}

function dated(record: CaseRecord, step: CaseStep, command: CaseCommand, from: Date, now: Date): CaseRecord {
  switch (step) {
    case 'submitted':
      return { ...record, submittedAt: now };
    case 'accepted':
      return { ...record, acceptedAt: from };
    case 'approved':
    case 'refused':
      return {
        ...record,
        decidedAt: now,
        outcome: step,
        instant: command.action === 'submit' || command.action === 'resubmit',
      };
    case 'closed':
      return { ...record, closedAt: now };
    default:
      return record;
  }
}

/** Tells others what a step means to them; the row is locked, so events of one case keep their order. */
async function announce(deps: CarryOutDeps, tx: Tx, record: CaseRecord, step: CaseStep, trace: string): Promise<void> {
  const aggregate = `case:${record.id}`;
  const { id: caseId, caseNo, matter, organisation, subject } = record;
  const of = { caseId, caseNo, matter, organisation, subject };
  switch (step) {
    case 'submitted':
      return deps.outbox.append(tx, caseSubmitted, aggregate, { ...of, papersSaved: record.papersSaved }, trace);
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
