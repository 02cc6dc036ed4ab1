import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type RequestState = 'sending' | 'asked' | 'approved' | 'refused' | 'delivered';
export type DataRequest = {
  id: string;
  peerId: string;
  direction: 'out' | 'in';
  what: string;
  purpose: string;
  basis: string;
  division: string;
  state: RequestState;
  reason: string | null;
  publicationId: string | null;
  askedAt: Date;
  askedBy: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  told: boolean;
  deliveredRows: bigint | null;
};
export type RequestEvent = {
  at: Date;
  kind: 'asked' | 'arrived' | 'approved' | 'refused' | 'delivered';
  text: LocalText;
};

const REQUEST = sql`id, peer_id as "peerId", direction, what, purpose, basis, division, state, reason, publication_id as "publicationId", asked_at as "askedAt",
  asked_by as "askedBy", decided_at as "decidedAt", decided_by as "decidedBy", told, delivered_rows as "deliveredRows"`;

export function listRequests(tx: Tx, peerId?: string): Promise<DataRequest[]> {
  return tx.rows<DataRequest>(sql`select ${REQUEST} from nodes.request
    where ${peerId ?? null}::text is null or peer_id = ${peerId ?? null} order by asked_at desc, id desc limit 500`);
}

export function lockRequest(tx: Tx, id: string): Promise<DataRequest | undefined> {
  return tx.first<DataRequest>(sql`select ${REQUEST} from nodes.request where id = ${id} for no key update`);
}

/** @returns false when it is there already */
export async function insertRequest(
  tx: Tx,
  one: Pick<
    DataRequest,
    'id' | 'peerId' | 'direction' | 'what' | 'purpose' | 'basis' | 'division' | 'state' | 'askedBy'
  > & { at: Date },
): Promise<boolean> {
  const made =
    await tx.run(sql`insert into nodes.request (id, peer_id, direction, what, purpose, basis, division, state, asked_at, asked_by)
    values (${one.id}, ${one.peerId}, ${one.direction}, ${one.what}, ${one.purpose}, ${one.basis}, ${one.division}, ${one.state}, ${one.at}, ${one.askedBy})
    on conflict (id) do nothing`);
  return made === 1;
}

export async function setRequestState(tx: Tx, id: string, state: RequestState): Promise<void> {
  await tx.run(sql`update nodes.request set state = ${state} where id = ${id}`);
}

export async function decideRequest(
  tx: Tx,
  id: string,
  decision: {
    state: 'approved' | 'refused';
    reason: string | null;
    publicationId: string | null;
    at: Date;
    by: string | null;
  },
): Promise<void> {
  await tx.run(sql`update nodes.request set state = ${decision.state}, reason = ${decision.reason}, publication_id = ${decision.publicationId},
    decided_at = ${decision.at}, decided_by = ${decision.by}, told = false where id = ${id}`);
}

export async function noteDecisionTold(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update nodes.request set told = true where id = ${id}`);
}

/** The whole of what was asked for has arrived. @returns false when that was known */
export async function noteDelivered(tx: Tx, id: string, rows: number): Promise<boolean> {
  const done = await tx.run(
    sql`update nodes.request set state = 'delivered', delivered_rows = ${rows} where id = ${id} and state = 'approved'`,
  );
  return done === 1;
}

export async function noteEvent(tx: Tx, requestId: string, event: RequestEvent): Promise<void> {
  await tx.run(sql`insert into nodes.request_event (request_id, at, kind, text)
    values (${requestId}, ${event.at}, ${event.kind}, ${JSON.stringify(event.text)}::jsonb)`);
}

export async function requestTrail(tx: Tx, ids: readonly string[]): Promise<Map<string, RequestEvent[]>> {
  const rows = await tx.rows<
    RequestEvent & { requestId: string }
  >(sql`select request_id as "requestId", at, kind, text from nodes.request_event
    where request_id = any(${[...ids]}::uuid[]) order by request_id, no`);
  const trails = new Map<string, RequestEvent[]>();
  for (const { requestId, ...event } of rows) trails.set(requestId, [...(trails.get(requestId) ?? []), event]);
  return trails;
}
