import type { DomainError } from '@platform/kernel';
import type { CaseState } from '../contract/index.ts';
import { caseErrors } from '../errors.ts';
import { STATE_TITLES, type CaseAction, ACTION_TITLES } from './titles.ts';

/** What the rules of handling look at; nothing of the person. */
export type CaseFacts = {
  state: CaseState;
  /** What must be corrected is told once (一次性告知). */
  correctionTold: boolean;
  /** Acceptance (受理) has been recorded. */
  accepted: boolean;
  /** Approval leads to a licence; without one a case closes with its decision. */
  licence: boolean;
  /** A step of its process hands the result over (制证送达): until that is recorded an approved case is not closed. */
  delivers?: boolean;
  /** A special procedure goes on (行政许可法 art. 45): until it ends nothing is decided. */
  suspended?: boolean;
  /** The time was extended (art. 42), which is done once. */
  extended?: boolean;
};

export type Verdict = 'approve' | 'route' | 'refuse';

/** What someone wants done. `verdict` is what the matter's rules said about the file as handed in. */
export type CaseCommand =
  | { action: 'submit'; verdict: Verdict }
  | { action: 'resubmit'; verdict: Verdict }
  | { action: 'withdraw' }
  | { action: 'accept'; deemed: boolean }
  | { action: 'request-correction' }
  | { action: 'approve' }
  /** `unaccepted`: at the door (不予受理), by whoever was to accept it. */
  | { action: 'refuse'; unaccepted?: boolean }
  | { action: 'expire-correction' }
  | { action: 'suspend' }
  | { action: 'resume' }
  | { action: 'extend'; days: number }
  /** To the competent authority or the level above (转报): handling ends here undecided. */
  | { action: 'refer' }
  | { action: 'close' };

/** A step of a case: what is written into its history, in this order. */
export type CaseStep =
  | 'submitted'
  | 'resubmitted'
  | 'accepted'
  | 'review-started'
  | 'routed'
  | 'correction-requested'
  | 'approved'
  | 'refused'
  | 'suspended'
  | 'resumed'
  | 'extended'
  | 'closed'
  | 'withdrawn'
  | 'returned'
  | 'referred';

/** Ended without a decision: taken back, sent back for want of corrections, referred elsewhere (转报). */
export const UNDECIDED = ['withdrawn', 'returned', 'referred'] as const satisfies readonly CaseState[];

export const endedUndecided = (state: CaseState): state is (typeof UNDECIDED)[number] =>
  UNDECIDED.some((one) => one === state);

/** States after which nothing happens any more. */
export const TERMINAL: readonly CaseState[] = ['refused', 'closed', ...UNDECIDED];

const MAY: Record<CaseAction, readonly CaseState[]> = {
  submit: ['draft'],
  resubmit: ['correction'],
  withdraw: ['draft', 'received', 'correction', 'accepted', 'under-review'],
  accept: ['received'],
  // Correction comes before acceptance (行政许可法 art. 32): afterwards the file counts as complete.
  'request-correction': ['received'],
  approve: ['received', 'accepted', 'under-review'],
  refuse: ['received', 'accepted', 'under-review'],
  'expire-correction': ['correction'],
  suspend: ['accepted', 'under-review'],
  resume: ['accepted', 'under-review'],
  extend: ['accepted', 'under-review'],
  refer: ['received', 'accepted', 'under-review'],
  close: ['approved'],
};

/** What has to wait until a special procedure is over. */
const WAITS_FOR_PROCEDURE: readonly CaseAction[] = ['approve', 'refuse', 'suspend', 'extend', 'refer'];

/**
 * The steps a command leads to, or why it may not be. A decision stands on acceptance, which is recorded first where it has not been; what is
 * not accepted (不予受理) is refused without.
 */
export function decide(facts: CaseFacts, command: CaseCommand): readonly CaseStep[] | DomainError {
  if (!MAY[command.action].includes(facts.state)) return notNow(facts.state, command.action);
  if (facts.suspended && WAITS_FOR_PROCEDURE.includes(command.action)) return caseErrors.suspended();
  switch (command.action) {
    case 'submit':
      return ['submitted', ...byVerdict(facts, command.verdict)];
    case 'resubmit':
      return ['resubmitted', ...byVerdict(facts, command.verdict)];
    case 'withdraw':
      return ['withdrawn'];
    case 'accept':
      return command.deemed ? ['accepted'] : ['accepted', 'review-started'];
    case 'request-correction':
      return facts.correctionTold ? caseErrors.correctionOnce() : ['correction-requested'];
    case 'approve':
      return [...acceptance(facts), 'approved', ...ending(facts)];
    case 'refuse':
      return command.unaccepted ? ['refused'] : [...acceptance(facts), 'refused'];
    case 'expire-correction':
      return ['returned'];
    case 'suspend':
      return ['suspended'];
    case 'resume':
      return facts.suspended ? ['resumed'] : caseErrors.notSuspended();
    case 'extend':
      return facts.extended ? caseErrors.extendedAlready() : ['extended'];
    case 'refer':
      return ['referred'];
    case 'close':
      return ['closed'];
  }
}

/** Whether a command would be taken now. */
export function may(facts: CaseFacts, action: CaseAction): boolean {
  if (action === 'request-correction' && facts.correctionTold) return false;
  if (facts.suspended ? WAITS_FOR_PROCEDURE.includes(action) : action === 'resume') return false;
  if (action === 'extend' && facts.extended) return false;
  return MAY[action].includes(facts.state);
}

/** The facts after one step. */
export function evolve(facts: CaseFacts, step: CaseStep): CaseFacts {
  switch (step) {
    case 'submitted':
    case 'resubmitted':
    case 'routed':
      return { ...facts, state: 'received' };
    case 'accepted':
      return { ...facts, state: 'accepted', accepted: true };
    case 'review-started':
      return { ...facts, state: 'under-review' };
    case 'suspended':
      return { ...facts, suspended: true };
    case 'resumed':
      return { ...facts, suspended: false };
    case 'extended':
      return { ...facts, extended: true };
    case 'correction-requested':
      return { ...facts, state: 'correction', correctionTold: true };
    case 'approved':
    case 'refused':
    case 'closed':
    case 'withdrawn':
    case 'returned':
    case 'referred':
      return { ...facts, state: step };
  }
}

/** What people are told where a command may not be. */
export function notNow(state: CaseState, action: CaseAction): DomainError {
  const { zh, en } = STATE_TITLES[state];
  const title = ACTION_TITLES[action];
  return caseErrors.notInThisState({ state: zh, stateEn: en, action: title.zh, actionEn: title.en });
}

function byVerdict(facts: CaseFacts, verdict: Verdict): CaseStep[] {
  if (verdict === 'route') return ['routed'];
  if (verdict === 'refuse') return [...acceptance(facts), 'refused'];
  return [...acceptance(facts), 'approved', ...ending(facts)];
}

const acceptance = (facts: CaseFacts): CaseStep[] => (facts.accepted ? [] : ['accepted']);
const ending = (facts: CaseFacts): CaseStep[] => (facts.licence || facts.delivers ? [] : ['closed']);
