import { inScope, type StaffActor } from '@platform/access';
import { deliveryErrors } from './errors.ts';

export type Opinion = { readonly provider: string; readonly decision: 'release' | 'refuse' };

/**
 * For which of the providers the actor may decide now: those whose records they look after and who have not said anything yet. Nobody decides what they
 * asked for: not the same account, nor anyone of the same organisation.
 * @throws deliveries.own-review, deliveries.not-to-review
 */
export function reviewersPart(
  actor: StaffActor,
  query: { state: string; consumer: string; asked_by: string; providers: readonly string[] },
  opinions: readonly Opinion[],
): string[] {
  if (actor.accountId === query.asked_by || actor.organisation === query.consumer) throw deliveryErrors.ownReview();
  const left = query.providers.filter(
    (provider) => inScope(actor, provider) && !opinions.some((one) => one.provider === provider),
  );
  if (query.state !== 'to-review' || left.length === 0) throw deliveryErrors.notToReview();
  return left;
}

/** What opinions come to: one refusal refuses; all must release. */
export function outcomeOf(
  providers: readonly string[],
  opinions: readonly Opinion[],
): 'to-review' | 'released' | 'refused' {
  if (opinions.some(({ decision }) => decision === 'refuse')) return 'refused';
  return providers.every((provider) => opinions.some((one) => one.provider === provider)) ? 'released' : 'to-review';
}
