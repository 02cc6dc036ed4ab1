import { DomainError } from '@platform/kernel';
import { guardedPost, signDelivery, type WebhookAlgorithm } from '@platform/rail';
import { secretContext, type Own } from '../deps.ts';
import { outcomeOf } from '../domain/delivery-rules.ts';
import type { DeliveryFault } from '../store/deliveries.ts';
import type { Subscription } from '../store/subscriptions.ts';

export const TIMEOUT_MS = 15_000;

export type Called = {
  readonly outcome: 'delivered' | 'refused' | 'unreachable' | 'gone' | 'address-refused';
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly ms: number;
  readonly fault?: DeliveryFault;
};

/** What is posted: see docs/specs/change-events.md. */
export type WebhookBody = {
  readonly type: 'changes' | 'test';
  readonly subscription: string;
  readonly line?: string;
  readonly first?: number;
  readonly last?: number;
  readonly replayed?: true;
  readonly changes: readonly unknown[];
};

/** Calls a subscription's webhook once. `id` is the same for each try of the same content. */
export async function callWebhook(
  deps: Pick<Own, 'sealer' | 'clock' | 'settings'>,
  subscription: Subscription,
  id: string,
  content: WebhookBody,
  signal?: AbortSignal,
): Promise<Called> {
  const began = performance.now();
  const body = Buffer.from(JSON.stringify(content), 'utf8');
  // The receiver compares it with its own clock, so it is the time of this try.
  const time = String(deps.clock.now().getTime());
  const algorithm = subscription.algorithm as WebhookAlgorithm;
  const secret = deps.sealer.openText(subscription.secret, secretContext(subscription.id));
  const ms = (): number => Math.round(performance.now() - began);
  try {
    const { status, retryAfterMs } = await guardedPost({
      url: subscription.url as string,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-yiwang-delivery': id,
        'x-yiwang-subscription': subscription.id,
        'x-yiwang-time': time,
        'x-yiwang-algorithm': algorithm,
        'x-yiwang-signature': signDelivery({ id, time, body }, secret, algorithm),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      // Simulators of departments run on this machine.
      ourselves: deps.settings.demo,
      ...(signal ? { signal } : {}),
    });
    const outcome = outcomeOf(status);
    return {
      outcome,
      status,
      ms: ms(),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(outcome === 'delivered'
        ? {}
        : {
            fault: {
              code: `streams.status-${status}`,
              text: { zh: `接收方答复 ${status}`, en: `The receiver answered ${status}` },
            },
          }),
    };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const fault = { code: error.code, text: { zh: error.messageIn('zh'), en: error.messageIn('en') } };
    return { outcome: error.code === 'rail.address-refused' ? 'address-refused' : 'unreachable', ms: ms(), fault };
  }
}
