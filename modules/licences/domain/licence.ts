import { addDays, isPlainDate, type DomainError } from '@platform/kernel';
import { licenceErrors } from '../errors.ts';
import { ACTION_TITLES, STATUS_TITLES } from './titles.ts';

/** What the table holds; expiry follows from the date and changes no row. */
export type StoredStatus = 'valid' | 'suspended' | 'revoked';

/** What the rules look at. */
export type LicenceFacts = {
  status: StoredStatus;
  /** Last day on which the holder may object to the suspension. */
  objectionUntil: string;
  /** The holder has objected. */
  objected: boolean;
  today: string;
};

/** An act on a licence. Whatever is against the holder carries a reason and evidence: nothing adverse happens by data alone. */
export type LicenceCommand =
  | { action: 'suspend'; reason: string; evidence: string }
  | { action: 'restore'; reason: string }
  /** `answer`: what is said to the holder's objections. */
  | { action: 'revoke'; reason: string; evidence: string; answer?: string };
export type LicenceAction = LicenceCommand['action'];

const FROM: Record<LicenceAction, StoredStatus> = { suspend: 'valid', restore: 'suspended', revoke: 'suspended' };
const TO: Record<LicenceAction, StoredStatus> = { suspend: 'suspended', restore: 'valid', revoke: 'revoked' };

/** The status a command leads to, or why it may not be. A revoked licence stays revoked; a new one is issued instead. */
export function decide(facts: LicenceFacts, command: LicenceCommand): StoredStatus | DomainError {
  if (facts.status !== FROM[command.action]) {
    const state = STATUS_TITLES[facts.status];
    const action = ACTION_TITLES[command.action];
    return licenceErrors.notInThisState({ state: state.zh, stateEn: state.en, action: action.zh, actionEn: action.en });
  }
  if (command.reason.trim() === '') return licenceErrors.reasonNeeded();
  if (command.action !== 'restore' && command.evidence.trim() === '') return licenceErrors.reasonNeeded();
  if (command.action === 'revoke') {
    const answered = !facts.objected || (command.answer ?? '').trim() !== '';
    if (facts.today <= facts.objectionUntil || !answered)
      return licenceErrors.hearingFirst({ until: facts.objectionUntil });
  }
  return TO[command.action];
}

/** What the licence is worth on a day. */
export function statusOn(
  stored: StoredStatus,
  validUntil: string | null,
  today: string,
): 'valid' | 'suspended' | 'revoked' | 'expired' {
  return stored === 'valid' && validUntil !== null && validUntil < today ? 'expired' : stored;
}

/** The last day of a validity of `years` that begins on `from`: the day before the same date; the 29th of February of other years is their 1st of March. */
export function lastDay(from: string, years: number): string {
  const same = `${String(Number(from.slice(0, 4)) + years).padStart(4, '0')}${from.slice(4)}`;
  return addDays(isPlainDate(same) ? same : `${same.slice(0, 4)}-03-01`, -1);
}
