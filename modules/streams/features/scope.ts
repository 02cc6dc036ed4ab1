import { inScope, type Actor } from '@platform/access';
import { isUuid } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { streamsErrors } from '../domain/errors.ts';
import { demandScope } from '../domain/subscription.ts';
import {
  findSubscription,
  lockSubscription,
  subscribedLines,
  type SubscribedLine,
  type Subscription,
} from '../store/subscriptions.ts';

/** Providers and the consumer see a subscription. */
const partiesOf = (one: Subscription, lines: readonly SubscribedLine[]): string[] => [
  one.organisation,
  ...lines.filter((line) => line.subscription_id === one.id).map((line) => line.provider),
];

/** Those the actor may see. */
export function seen(
  actor: Actor,
  subscriptions: readonly Subscription[],
  lines: readonly SubscribedLine[],
): Subscription[] {
  if (actor.kind !== 'staff') return [...subscriptions];
  return subscriptions.filter((one) => partiesOf(one, lines).some((party) => inScope(actor, party)));
}

/** The subscription if the actor may see it, locked when asked. @throws streams.unknown-subscription, streams.out-of-scope */
export async function getSubscription(
  tx: Tx,
  id: string,
  actor: Actor,
  how: 'read' | 'lock' = 'read',
): Promise<{ subscription: Subscription; lines: SubscribedLine[] }> {
  if (!isUuid(id)) throw streamsErrors.unknownSubscription();
  const subscription = await (how === 'lock' ? lockSubscription : findSubscription)(tx, id);
  if (!subscription) throw streamsErrors.unknownSubscription();
  const lines = await subscribedLines(tx, [id]);
  demandScope(actor, partiesOf(subscription, lines));
  return { subscription, lines };
}
