import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { grantEnded, grantGiven } from '@modules/sharing/contract';
import { subscriptionPaused } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { FAULTS } from '../domain/errors.ts';
import { grantFault, lostFault } from '../domain/grants.ts';
import type { SubscriptionFault } from '../domain/subscription.ts';
import { pause, pausedFor, resume, ridersOf, subscribedLines, type Subscription } from '../store/subscriptions.ts';

// A subscription stops with its grant and goes on with it. What is delivered asks the grant each time; these reactions write down why it stands.

export function onGrantEnded(deps: Own): Reaction {
  return reaction('streams.on-grant-ended', grantEnded, async (tx, event) => {
    const { grantId, state } = event.payload;
    // Given again meanwhile: that event comes behind this one.
    const fault = lostFault(deps.grants.lost(grantId) ?? { state });
    for (const one of await ridersOf(tx, grantId)) await stop(deps, tx, one, fault);
  });
}

export function onGrantGiven(deps: Own): Reaction {
  return reaction('streams.on-grant-given', grantGiven, async (tx, event) => {
    const { grantId } = event.payload;
    for (const one of await pausedFor(tx, grantId, FAULTS.grantLost.code)) {
      const others = (await subscribedLines(tx, [one.id])).filter((line) => line.grant_id !== grantId);
      if (others.some((line) => grantFault(deps.grants, line.grant_id))) continue;
      await resume(tx, one.id);
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: 'streams' },
        action: 'streams.resume-subscription',
        subject: `subscription:${one.id}`,
        detail: { grant: grantId },
        trace: event.trace,
      });
      deps.live.publish({ topic: 'exchange', data: { subscriptionId: one.id } });
    }
  });
}

async function stop(deps: Own, tx: Tx, one: Subscription, fault: Omit<SubscriptionFault, 'at'>): Promise<void> {
  if (!(await pause(tx, one.id, { ...fault, at: deps.clock.now().toISOString() }))) return;
  await deps.audit.append(tx, {
    actor: { kind: 'system', name: 'streams' },
    action: 'streams.pause-subscription',
    subject: `subscription:${one.id}`,
    detail: { reason: fault.code },
    trace: one.id,
  });
  await deps.outbox.append(
    tx,
    subscriptionPaused,
    `subscription:${one.id}`,
    { subscriptionId: one.id, organisation: one.organisation, reason: fault.code },
    one.id,
  );
  deps.live.publish({ topic: 'exchange', data: { subscriptionId: one.id } });
}
