import { shanghaiDate } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import type { Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { receiptFacts } from '@platform/receipts';
import type { Own } from '../deps.ts';
import { noteUsage } from '../store/deliveries.ts';
import type { SubscribedLine, Subscription } from '../store/subscriptions.ts';

/** What left in one exchange. */
export type Left = {
  /** The delivery's own record. */
  readonly deliveryId: string;
  readonly first: bigint;
  readonly last: bigint;
  readonly changes: number;
  /** Changes with something of a person. */
  readonly personal: number;
  /** Blind indexes of those of whom something left, whole or masked. */
  readonly subjects: readonly string[];
  /** What was sent, byte for byte. */
  readonly body: Uint8Array | string;
};

const takerOf = (subscription: Subscription): Actor =>
  subscription.application === null
    ? { kind: 'system', name: 'streams' }
    : { kind: 'application', applicationId: subscription.application, organisation: subscription.organisation };

/**
 * Keeps who got how much of what for which purpose, a receipt of the exchange that both sides can prove, and a read of each person of whom something
 * left. What of a person leaves is also told to the audit trail, once a day, subscription and line; the numbers are in the usage record.
 */
export async function recordExchange(
  deps: Pick<Own, 'audit' | 'clock' | 'receipts' | 'grants'>,
  tx: Tx,
  subscription: Subscription,
  line: SubscribedLine,
  fields: readonly string[],
  left: Left,
): Promise<void> {
  await recordUsage(deps, tx, subscription, line, left);
  const at = deps.clock.now();
  await recordSubjects(deps, tx, subscription, line, fields, left.subjects);
  await deps.receipts.append(tx, [
    {
      id: left.deliveryId,
      at,
      kind: 'subscription',
      provider: line.provider,
      consumer: subscription.application ?? subscription.organisation,
      facts: receiptFacts({
        kind: 'subscription',
        id: left.deliveryId,
        at: at.toISOString(),
        subscription: subscription.id,
        grant: line.grant_id,
        line: line.line_id,
        resource: line.resource,
        provider: line.provider,
        organisation: subscription.organisation,
        consumer: subscription.application,
        purpose: subscription.purpose,
        fields,
        first: String(left.first),
        last: String(left.last),
        changes: left.changes,
        answer: sm3(left.body).toString('hex'),
      }),
    },
  ]);
}

const DAY_MS = 86_400_000;

/** A read of each of them. Also of what a receiver was shown and then refused. */
export async function recordSubjects(
  deps: Pick<Own, 'audit' | 'clock' | 'grants'>,
  tx: Tx,
  subscription: Subscription,
  line: SubscribedLine,
  fields: readonly string[],
  subjects: readonly string[],
): Promise<void> {
  const grant = line.grant_id === null ? undefined : deps.grants.byId(line.grant_id);
  const delay = grant?.delayedNoticeDays;
  const { purpose } = subscription;
  const title = grant?.purposes.find((one) => [one.id, one.title.zh, one.title.en].includes(purpose.trim()))?.title;
  await deps.audit.recordReads(
    tx,
    [...new Set(subjects)].map((subject) => ({
      actor: takerOf(subscription),
      organisation: subscription.organisation,
      subject,
      channel: 'subscription',
      resource: `resource:${line.resource}`,
      fields,
      purpose: title ?? { zh: purpose, en: purpose },
      ...(grant
        ? { legalBasis: grant.legalBasis, grant: grant.id }
        : subscription.basis === null
          ? {}
          : { legalBasis: { zh: subscription.basis, en: subscription.basis } }),
      ...(delay === undefined ? {} : { visibleFrom: new Date(deps.clock.now().getTime() + delay * DAY_MS) }),
      trace: subscription.id,
    })),
  );
}

async function recordUsage(
  deps: Pick<Own, 'audit' | 'clock'>,
  tx: Tx,
  subscription: Subscription,
  line: SubscribedLine,
  { changes, personal }: { changes: number; personal: number },
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
  const first = await noteUsage(tx, { ...used, changes, personal });
  if (!first || personal === 0) return;
  await deps.audit.append(tx, {
    actor: takerOf(subscription),
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
