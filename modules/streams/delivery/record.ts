import { shanghaiDate } from '@platform/kernel';
import type { Tx } from '@platform/database';
import type { Own } from '../deps.ts';
import { noteUsage } from '../store/deliveries.ts';
import type { SubscribedLine, Subscription } from '../store/subscriptions.ts';

/**
 * Keeps who got how much of what for which purpose. What of a person leaves is also told to the audit trail, once a day, subscription and line; the
 * numbers are in the usage record.
 */
export async function recordUsage(
  deps: Pick<Own, 'audit' | 'clock'>,
  tx: Tx,
  subscription: Subscription,
  line: SubscribedLine,
  left: { changes: number; personal: number },
): Promise<void> {
  const day = shanghaiDate(deps.clock.now());
  const used = {
    subscriptionId: subscription.id,
    lineId: line.line_id,
    day,
    purpose: subscription.purpose,
    provider: line.provider,
    consumer: subscription.organisation,
  };
  const first = await noteUsage(tx, { ...used, ...left });
  if (!first || left.personal === 0) return;
  await deps.audit.append(tx, {
    actor:
      subscription.application === null
        ? { kind: 'system', name: 'streams' }
        : { kind: 'application', applicationId: subscription.application, organisation: subscription.organisation },
    action: 'streams.take-personal-data',
    subject: `subscription:${subscription.id}`,
    detail: {
      lineId: line.line_id,
      resource: line.resource,
      purpose: subscription.purpose,
      consumer: subscription.organisation,
      provider: line.provider,
      items: [...line.items],
      day,
    },
    trace: subscription.id,
  });
}
