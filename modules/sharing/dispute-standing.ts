import type { LocalText } from '@platform/kernel';
import type { AcrossDispute } from './contract/across.ts';
import type { Own } from './deps.ts';
import { deadlineOf, LIMITS, startClock, type Clock } from './domain/clock.ts';
import type { Dispute } from './store/disputes.ts';

/** The authority's time: from the day it was raised. */
export const disputeClock = ({ raised_at }: Pick<Dispute, 'raised_at'>): Clock =>
  startClock('arbitrate', LIMITS.arbitrate, raised_at);

export const runs = ({ state }: Pick<Dispute, 'state'>): boolean => state === 'open' || state === 'answered';

/** A dispute as the node is told that the request came from; accounts stay here. */
export function disputeAcross(
  deps: Pick<Own, 'calendar' | 'organisations' | 'authority'>,
  one: Dispute,
): AcrossDispute {
  const raisedBy = one.far?.organisation.id === one.raised_by ? 'applicant' : 'provider';
  const other = raisedBy === 'applicant' ? 'provider' : 'applicant';
  const deadline = runs(one) ? deadlineOf(disputeClock(one), deps.calendar) : undefined;
  const by: LocalText | undefined = deps.organisations.find(deps.authority ?? '')?.name;
  return {
    id: one.id,
    number: one.no,
    raisedBy,
    state: one.state,
    text: one.text,
    at: one.raised_at.toISOString(),
    ...(one.answer === null ? {} : { answer: one.answer }),
    ...(one.answered_at === null ? {} : { answeredAt: one.answered_at.toISOString() }),
    ...(one.settlement === null ? {} : { settlement: one.settlement }),
    ...(one.law === null ? {} : { law: one.law }),
    ...(one.in_favour === null
      ? {}
      : { inFavour: one.in_favour === 'both' ? 'both' : one.in_favour === 'raiser' ? raisedBy : other }),
    ...(one.settled_at === null ? {} : { doneAt: one.settled_at.toISOString() }),
    ...(by ? { by } : {}),
    ...(deadline
      ? { clock: { dueAt: deadline.at.toISOString(), dueDate: deadline.date, provisional: deadline.provisional } }
      : {}),
  };
}
