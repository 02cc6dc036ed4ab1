import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { asApplication, type ApplicationActor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { LineFacts } from '@modules/exchange/contract';
import type { Own } from '../deps.ts';
import { recordExchange } from '../delivery/record.ts';
import { fieldsOf, openTeller, type Teller, type ToldChange } from '../delivery/tell.ts';
import { streamsErrors } from '../domain/errors.ts';
import { grantFault } from '../domain/grants.ts';
import { insertDelivery } from '../store/deliveries.ts';
import {
  acknowledge,
  countTaken,
  listSubscriptions,
  resume,
  subscribedLines,
  type SubscribedLine,
  type Subscription,
} from '../store/subscriptions.ts';

/** A stream of server-sent events ends after this, and its client joins again: a key that was revoked does not ride on for ever. */
const LONGEST_STREAM_MS = 15 * 60_000;
const SSE_BATCH = 500;

type Ride = { subscription: Subscription; line: SubscribedLine; facts: LineFacts; teller: Teller };

/**
 * Changes of a line after a position: lines of JSON (NDJSON), each a Debezium envelope, or server-sent events when the client asks for them. Signed as
 * interface calls are. What leaves is recorded before it leaves; `after` says what the caller has, and the subscription's position follows it.
 */
export function takeChanges(deps: Own): Feature {
  return feature({
    name: 'streams.take-changes',
    method: 'GET',
    path: '/api/streams/v1/lines/:lineId/changes',
    summary: {
      zh: '取线路的变更（应用密钥签名；NDJSON 或 SSE）',
      en: 'Take a line’s changes (signed by an application’s key; NDJSON or SSE)',
    },
    access: { application: true },
    params: Type.Object({ lineId: Type.String({ maxLength: 200 }) }),
    query: Type.Object({
      after: Type.Optional(
        Type.String({
          maxLength: 20,
          description: 'Number of the last change the caller has; where it stood when absent',
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: 500 })),
      waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 30_000, default: 0 })),
      subscription: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    rateLimit: 6_000,
    async handle({ actor, request, reply }, { params, query }) {
      const ride = await boardLine(deps, asApplication(actor), params.lineId, query.subscription);
      const given = query.after ?? lastEventId(request);
      const after = await standingAt(deps, ride, given, reply);
      if (String(request.headers.accept ?? '').includes('text/event-stream')) {
        await streamEvents(deps, ride, after, request, reply);
        return reply;
      }
      const until = Date.now() + (query.waitMs ?? 0);
      const gone = new AbortController();
      request.raw.once('close', () => gone.abort());
      const { told, last } = await nextTold(deps, ride, after, query.limit ?? 500, until, gone.signal);
      const text = told.map((one) => `${JSON.stringify(one.value)}\n`).join('');
      if (told.length > 0) await recordTold(deps, ride, told, last, text);
      reply.header('x-yiwang-next', String(last)).type('application/x-ndjson; charset=utf-8');
      return reply.send(text);
    },
  });
}

/** @throws streams.not-subscribed, streams.choose-subscription, streams.grant-lost, streams.paused */
async function boardLine(
  deps: Own,
  actor: ApplicationActor,
  lineId: string,
  chosen: string | undefined,
): Promise<Ride> {
  const found = await deps.database.read(async (tx) => {
    const all = (await listSubscriptions(tx, { lineId, application: actor.applicationId })).filter(
      (one) => one.kind === 'pull' && (chosen === undefined || one.id === chosen),
    );
    const lines = await subscribedLines(
      tx,
      all.map((one) => one.id),
    );
    return { all, lines };
  });
  const [subscription] = found.all;
  const facts = await deps.exchange.findLine(lineId);
  if (!subscription || !facts) throw streamsErrors.notSubscribed({ application: actor.applicationId, lineId });
  if (found.all.length > 1)
    throw streamsErrors.chooseSubscription({ lineId, ids: found.all.map((one) => one.id).join(', ') });
  const lost = grantFault(
    deps.grants,
    found.lines.find((one) => one.subscription_id === subscription.id && one.line_id === lineId)?.grant_id ?? null,
  );
  if (lost) throw streamsErrors.grantLost({ reason: lost.text });
  // One that lost changes goes on by itself once the caller names a place that is there.
  if (subscription.state === 'paused' && subscription.fault?.code !== 'streams.changes-lost')
    throw streamsErrors.paused({ reason: subscription.fault?.text ?? { zh: '由工作人员暂停', en: 'by staff' } });
  const line = found.lines.find(
    (one) => one.subscription_id === subscription.id && one.line_id === lineId,
  ) as SubscribedLine;
  return { subscription, line, facts, teller: openTeller(deps, subscription, line, facts) };
}

function lastEventId(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The position the caller stands at, kept as taken. @throws streams.bad-position, streams.position-gone */
async function standingAt(
  deps: Own,
  { subscription, line }: Ride,
  given: string | undefined,
  reply: FastifyReply,
): Promise<bigint> {
  if (given !== undefined && !/^\d{1,18}$/.test(given)) throw streamsErrors.badPosition();
  const after = given === undefined ? line.position : BigInt(given);
  const [span] = await deps.changes.spans([line.line_id]);
  const begins = span?.floor ?? 0n;
  const newest = span?.newest ?? 0n;
  // Without a place of its own, one that lost changes must not go on as if nothing had happened.
  const lost = given === undefined && line.lost_at !== null;
  if (after < begins || after > newest || lost) {
    // A kept place behind the newest can only be of a database that was set back.
    reply.headers({ 'x-yiwang-begins': String(begins), 'x-yiwang-newest': String(newest) });
    throw streamsErrors.positionGone({ after, begins, newest });
  }
  if (given !== undefined) {
    await deps.database.transaction(async (tx) => {
      await acknowledge(tx, subscription.id, line.line_id, after, deps.clock.now());
      if (subscription.state === 'paused' || line.lost_at !== null) await resume(tx, subscription.id);
    });
  }
  return after;
}

/** What comes after a position, waiting for it until then. `last`: the position behind it. */
async function nextTold(
  deps: Own,
  ride: Ride,
  after: bigint,
  limit: number,
  until: number,
  signal: AbortSignal,
): Promise<{ told: ToldChange[]; last: bigint }> {
  let last = after;
  for (;;) {
    // Before the look, so that what comes during it ends the wait.
    const newest = await deps.changes.newestChange();
    const raw = await deps.changes.changes({ lineIds: [ride.line.line_id], after: last, limit });
    const told = raw.flatMap((change) => ride.teller.tell(change) ?? []);
    last = raw.at(-1)?.seq ?? last;
    if (told.length > 0 || signal.aborted) return { told, last };
    if (raw.length === limit) continue;
    const waitMs = until - Date.now();
    if (waitMs <= 0) return { told, last };
    await deps.changes.newestChange({ after: newest, waitMs, signal });
  }
}

/** Before it leaves. */
async function recordTold(
  deps: Own,
  { subscription, line, teller }: Ride,
  told: readonly ToldChange[],
  last: bigint,
  body: string,
): Promise<void> {
  const personal = teller.outlook.personal ? told.length : 0;
  await deps.database.transaction(async (tx) => {
    await countTaken(tx, subscription.id, line.line_id, { changes: told.length, personal });
    const id = deps.ids.next();
    const first = (told[0] as ToldChange).seq;
    const left = { deliveryId: id, first, last, changes: told.length, personal, body };
    const subjects = told.flatMap((one) => one.subjects);
    await recordExchange(deps, tx, subscription, line, fieldsOf(teller), { ...left, subjects });
    await insertDelivery(tx, {
      id,
      subscription_id: subscription.id,
      line_id: line.line_id,
      at: deps.clock.now(),
      first,
      last,
      changes: told.length,
      outcome: 'told',
      status: 200,
      ms: 0,
      attempt: 1,
      fault: null,
    });
  });
}

async function streamEvents(
  deps: Own,
  ride: Ride,
  after: bigint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  const response = reply.raw;
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.trace,
  });
  response.write('retry: 2000\n\n');
  const end = Date.now() + LONGEST_STREAM_MS;
  let last = after;
  try {
    while (!gone.signal.aborted && Date.now() < end) {
      const next = await nextTold(deps, ride, last, SSE_BATCH, Math.min(end, Date.now() + 10_000), gone.signal);
      if (gone.signal.aborted) break;
      const still = (await deps.database.readOnce((tx) => listSubscriptions(tx, { lineId: ride.line.line_id }))).find(
        (one) => one.id === ride.subscription.id,
      );
      if (!still || still.state === 'paused' || still.version !== ride.subscription.version) break;
      if (grantFault(deps.grants, ride.line.grant_id)) break;
      last = next.last;
      if (next.told.length === 0) {
        response.write(`: at ${last}\n\n`);
        continue;
      }
      const text = next.told
        .map((one) => `id: ${one.seq}\nevent: change\ndata: ${JSON.stringify(one.value)}\n\n`)
        .join('');
      await recordTold(deps, ride, next.told, last, text);
      // A slow reader is waited for; nothing piles up here.
      if (!response.write(text)) await drained(response, gone.signal);
    }
  } catch (error) {
    deps.log.warn({ module: 'streams', subscription: ride.subscription.id, error }, 'an event stream broke off');
  }
  response.end();
}

function drained(response: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    response.once('drain', resume);
    signal.addEventListener('abort', () => resume(), { once: true });
  });
}
