import type { LocalText } from '@platform/kernel';
import type { LineFacts } from '@modules/exchange/contract';
import { subscriptionPaused } from '../contract/index.ts';
import { FAULTS } from '../domain/errors.ts';
import { GIVE_UP_MS, MOST_DEAD_LETTERS, TRIES, waitMs } from '../domain/delivery-rules.ts';
import { grantFault } from '../domain/grants.ts';
import type { SubscriptionFault } from '../domain/subscription.ts';
import type { Own } from '../deps.ts';
import { countKept, endReplay, insertLetter, letterContext, nextAsked } from '../store/dead-letters.ts';
import { insertDelivery, type DeliveryFault } from '../store/deliveries.ts';
import {
  advance,
  countAttempt,
  markLost,
  narrow,
  noteDelivered,
  noteFailure,
  pause,
  subscribedLines,
  type SubscribedLine,
  type Subscription,
} from '../store/subscriptions.ts';
import { callWebhook, type Called } from './call-webhook.ts';
import { recordExchange, recordSubjects } from './record.ts';
import { fieldsOf, openTeller, type ToldChange } from './tell.ts';

/** Changes a call, and about how many bytes of them. */
const BATCH = 200;
const BATCH_BYTES = 1024 * 1024;

/** What a look at one subscription came to: `more` has something to do at once, `wait` nothing now, `failed` is to be left alone for a while. */
export type Turn = 'more' | 'wait' | 'failed';

export const faultAt = (fault: { code: string; text: LocalText; mend: LocalText }, at: Date): SubscriptionFault => ({
  ...fault,
  at: at.toISOString(),
});

/** Pauses a subscription by itself, and says so to pages and other modules. */
export async function pauseItself(
  deps: Own,
  subscription: Subscription,
  fault: { code: string; text: LocalText; mend: LocalText },
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    if (!(await pause(tx, subscription.id, faultAt(fault, deps.clock.now())))) return;
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: 'streams' },
      action: 'streams.pause-subscription',
      subject: `subscription:${subscription.id}`,
      detail: { reason: fault.code },
      trace: subscription.id,
    });
    await deps.outbox.append(
      tx,
      subscriptionPaused,
      `subscription:${subscription.id}`,
      { subscriptionId: subscription.id, organisation: subscription.organisation, reason: fault.code },
      subscription.id,
    );
  });
  deps.log.warn(
    { module: 'streams', subscription: subscription.id, reason: fault.code },
    'a subscription paused itself',
  );
  deps.live.publish({ topic: 'exchange', data: { subscriptionId: subscription.id } });
}

/** One turn of a webhook: a dead letter that was asked for again, else one batch of each of its lines that has something. */
export async function deliverTurn(
  deps: Own,
  subscription: Subscription,
  lines: readonly LineFacts[],
  signal: AbortSignal,
): Promise<Turn> {
  const { letter, own } = await deps.database.read(async (tx) => ({
    letter: await nextAsked(tx, subscription.id),
    own: await subscribedLines(tx, [subscription.id]),
  }));
  for (const { grant_id: grant } of own) {
    const lost = grantFault(deps.grants, grant);
    if (!lost) continue;
    await pauseItself(deps, subscription, lost);
    return 'failed';
  }
  if (letter) {
    const changes = deps.sealer.openJson(letter.sealed, letterContext(letter.id)) as unknown[];
    const body = {
      type: 'changes' as const,
      subscription: subscription.id,
      line: letter.line_id,
      first: Number(letter.first),
      last: Number(letter.last),
      replayed: true as const,
      changes,
    };
    const called = await callWebhook(deps, subscription, letter.id, body, signal);
    return ended(
      deps,
      subscription,
      called,
      { lineId: letter.line_id, first: letter.first, last: letter.last, changes: letter.changes },
      async (outcome) => {
        await deps.database.transaction(async (tx) => {
          const fault = called.fault ?? null;
          await endReplay(
            tx,
            letter.id,
            outcome === 'delivered'
              ? { delivered: true, at: deps.clock.now() }
              : { delivered: false, status: called.status ?? null, fault: fault as DeliveryFault },
          );
          const tries = tried(deps, subscription, letter.line_id, called, letter.attempts + 1);
          const range = { first: letter.first, last: letter.last, changes: letter.changes };
          await insertDelivery(tx, { ...tries, ...range });
          if (outcome !== 'delivered') return;
          await noteDelivered(tx, subscription.id, deps.clock.now());
          const line = own.find((one) => one.line_id === letter.line_id);
          const facts = lines.find((one) => one.id === letter.line_id);
          if (!line || !facts) return;
          const teller = openTeller(deps, subscription, line, facts);
          const personal = teller.outlook.personal ? letter.changes : 0;
          // Whom it is about was recorded when the receiver was first shown it.
          const left = { deliveryId: tries.id, ...range, personal, subjects: [], body: JSON.stringify(body) };
          await recordExchange(deps, tx, subscription, line, fieldsOf(teller), left);
        });
        return 'more';
      },
    );
  }
  let turn: Turn = 'wait';
  for (const line of own) {
    const facts = lines.find((one) => one.id === line.line_id);
    if (!facts || signal.aborted) continue;
    const came = await deliverLine(deps, subscription, line, facts, signal);
    // A failure of one line's call is the receiver's: the others wait as well.
    if (came === 'failed') return 'failed';
    if (came === 'more') turn = 'more';
  }
  return turn;
}

async function deliverLine(
  deps: Own,
  subscription: Subscription,
  line: SubscribedLine,
  facts: LineFacts,
  signal: AbortSignal,
): Promise<Turn> {
  const [span] = await deps.changes.spans([line.line_id]);
  if (span && line.position < span.floor) {
    await deps.database.transaction((tx) => markLost(tx, subscription.id, line.line_id, span.floor, deps.clock.now()));
    await pauseItself(deps, subscription, FAULTS.changesLost);
    return 'failed';
  }
  const single = line.position < line.narrow_until;
  const raw = await deps.changes.changes({ lineIds: [line.line_id], after: line.position, limit: single ? 1 : BATCH });
  if (raw.length === 0) return 'wait';
  const teller = openTeller(deps, subscription, line, facts);
  const told: ToldChange[] = [];
  let last = line.position;
  let bytes = 0;
  for (const change of raw) {
    const one = teller.tell(change);
    if (one) {
      bytes += JSON.stringify(one.value).length;
      if (told.length > 0 && bytes > BATCH_BYTES) break;
      told.push(one);
    }
    last = change.seq;
  }
  const from = { subscriptionId: subscription.id, lineId: line.line_id, from: line.position, to: last };
  if (told.length === 0) {
    await deps.database.transaction((tx) => advance(tx, from, { at: deps.clock.now(), changes: 0, personal: 0 }));
    return 'more';
  }
  const first = (told[0] as ToldChange).seq;
  const wire = told.map(({ id, key, value }) => ({ id, key, value }));
  const body = {
    type: 'changes' as const,
    subscription: subscription.id,
    line: line.line_id,
    first: Number(first),
    last: Number(last),
    changes: wire,
  };
  const called = await callWebhook(
    deps,
    subscription,
    `${subscription.id}:${line.line_id}:${first}-${last}`,
    body,
    signal,
  );
  if (signal.aborted && called.outcome === 'unreachable') return 'wait';
  const range = { first, last, changes: told.length };
  const personal = teller.outlook.personal ? told.length : 0;
  return ended(deps, subscription, called, { lineId: line.line_id, ...range }, async (outcome) => {
    const at = deps.clock.now();
    if (outcome === 'delivered') {
      await deps.database.transaction(async (tx) => {
        // Who moved the position meanwhile (a person, another process) decides; the receiver knows repeats by their ids.
        if (!(await advance(tx, from, { at, changes: told.length, personal }))) return;
        const tries = tried(deps, subscription, line.line_id, called, line.attempts + 1);
        await insertDelivery(tx, { ...tries, ...range });
        const subjects = told.flatMap((one) => one.subjects);
        const left = { deliveryId: tries.id, ...range, personal, subjects, body: JSON.stringify(body) };
        await recordExchange(deps, tx, subscription, line, fieldsOf(teller), left);
        await noteDelivered(tx, subscription.id, at);
      });
      return 'more';
    }
    return refused(deps, subscription, line, { called, told, wire, from, range, fields: fieldsOf(teller) });
  });
}

/** The receiver says no to the changes themselves: first they go one by one, then each may become a dead letter. */
async function refused(
  deps: Own,
  subscription: Subscription,
  line: SubscribedLine,
  {
    called,
    told,
    wire,
    from,
    range,
    fields,
  }: {
    called: Called;
    told: readonly ToldChange[];
    wire: unknown[];
    from: { subscriptionId: string; lineId: string; from: bigint; to: bigint };
    range: { first: bigint; last: bigint; changes: number };
    fields: readonly string[];
  },
): Promise<Turn> {
  const at = deps.clock.now();
  const dead = told.length === 1 && line.attempts + 1 >= TRIES;
  const full = await deps.database.transaction(async (tx) => {
    await insertDelivery(tx, { ...tried(deps, subscription, line.line_id, called, line.attempts + 1), ...range });
    if (told.length > 1) await narrow(tx, subscription.id, line.line_id, range.last);
    else if (!dead) {
      await countAttempt(tx, subscription.id, line.line_id);
      await noteFailure(tx, subscription.id, {
        at,
        nextTryAt: new Date(at.getTime() + waitMs(line.attempts + 1, Math.random())),
        fault: null,
      });
    } else {
      const id = deps.ids.next();
      await insertLetter(tx, {
        id,
        subscription_id: subscription.id,
        line_id: line.line_id,
        at,
        ...range,
        sealed: deps.sealer.sealJson(wire, letterContext(id)),
        attempts: line.attempts + 1,
        status: called.status ?? null,
        fault: called.fault as DeliveryFault,
      });
      // The receiver saw it, though it did not take it.
      const subjects = told.flatMap((one) => one.subjects);
      await recordSubjects(deps, tx, subscription, line, fields, subjects);
      await advance(tx, from, { at, changes: 0, personal: 0 });
      return ((await countKept(tx, [subscription.id])).get(subscription.id) ?? 0) >= MOST_DEAD_LETTERS;
    }
    return false;
  });
  deps.live.publish({ topic: 'exchange', data: { subscriptionId: subscription.id } });
  if (full) await pauseItself(deps, subscription, FAULTS.tooManyDeadLetters);
  return told.length > 1 || (dead && !full) ? 'more' : 'failed';
}

/** What is the same of all calls: a receiver that cannot be reached is left alone for a while, or for good. */
async function ended(
  deps: Own,
  subscription: Subscription,
  called: Called,
  about: { lineId: string; first: bigint; last: bigint; changes: number },
  otherwise: (outcome: 'delivered' | 'refused') => Promise<Turn>,
): Promise<Turn> {
  if (called.outcome === 'delivered' || called.outcome === 'refused') return otherwise(called.outcome);
  if (called.outcome === 'gone' || called.outcome === 'address-refused') {
    await pauseItself(deps, subscription, called.outcome === 'gone' ? FAULTS.gone : FAULTS.addressRefused);
    return 'failed';
  }
  const at = deps.clock.now();
  if (subscription.failing_since && at.getTime() - subscription.failing_since.getTime() > GIVE_UP_MS) {
    await pauseItself(deps, subscription, FAULTS.failedTooLong);
    return 'failed';
  }
  const wait = Math.max(waitMs(subscription.failures + 1, Math.random()), called.retryAfterMs ?? 0);
  await deps.database.transaction(async (tx) => {
    await noteFailure(tx, subscription.id, {
      at,
      nextTryAt: new Date(at.getTime() + wait),
      fault: faultAt({ ...FAULTS.unreachable, text: called.fault?.text ?? FAULTS.unreachable.text }, at),
    });
    const { lineId, first, last, changes } = about;
    await insertDelivery(tx, {
      ...tried(deps, subscription, lineId, called, subscription.failures + 1),
      first,
      last,
      changes,
    });
  });
  deps.live.publish({ topic: 'exchange', data: { subscriptionId: subscription.id } });
  return 'failed';
}

function tried(deps: Own, subscription: Subscription, lineId: string, called: Called, attempt: number) {
  return {
    id: deps.ids.next(),
    subscription_id: subscription.id,
    line_id: lineId,
    at: deps.clock.now(),
    outcome:
      called.outcome === 'delivered'
        ? ('delivered' as const)
        : called.outcome === 'refused'
          ? ('refused' as const)
          : ('unreachable' as const),
    status: called.status ?? null,
    ms: called.ms,
    attempt,
    fault: called.fault ?? null,
  };
}
