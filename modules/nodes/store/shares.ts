import { sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { AcrossStanding } from '@modules/sharing/contract';
import type { Purpose } from '../domain/shares.ts';

type Terms = {
  peerId: string;
  resource: string;
  interface: string;
  application: string;
  applicationTitle: LocalText;
  organisation: string;
  organisationName: LocalText;
  fields: string[];
  purposes: Purpose[];
  basis: string;
  from: PlainDate;
  until: PlainDate;
  callsPerDay: number;
};
export type ShareState = 'sending' | 'asked' | 'agreed' | 'refused' | 'withdrawn';
export type ShareRequest = Terms & {
  id: string;
  direction: 'out' | 'in';
  state: ShareState;
  reason: string | null;
  law: string | null;
  askedAt: Date;
  askedBy: string | null;
  dueAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  told: boolean;
  /** The grant that it renews. */
  renews: string | null;
  /** How it stands where it is decided, by that side's word. */
  standing: AcrossStanding | null;
  standingNo: number;
  /** Why the other node would not take it, in both languages. */
  refusal: LocalText | null;
};
export type ShareGrant = Terms & {
  id: string;
  direction: 'given' | 'held';
  givenAt: Date;
  endedAt: Date | null;
  endedAs: 'revoked' | 'returned' | 'renewed' | null;
  endedReason: string | null;
  renewedBy: string | null;
  told: boolean;
};

const TERMS = sql`peer_id as "peerId", resource, interface, application, application_title as "applicationTitle", organisation,
  organisation_name as "organisationName", fields, purposes, basis, valid_from as "from", valid_until as "until", calls_per_day as "callsPerDay"`;
const REQUEST = sql`id, direction, ${TERMS}, state, reason, law, asked_at as "askedAt", asked_by as "askedBy", due_at as "dueAt",
  decided_at as "decidedAt", decided_by as "decidedBy", told, renews, standing, standing_no as "standingNo", refusal`;
const GRANT = sql`id, direction, ${TERMS}, given_at as "givenAt", ended_at as "endedAt", ended_as as "endedAs", ended_reason as "endedReason",
  renewed_by as "renewedBy", told`;
const values = (
  one: Terms,
) => sql`${one.peerId}, ${one.resource}, ${one.interface}, ${one.application}, ${JSON.stringify(one.applicationTitle)}::jsonb,
  ${one.organisation}, ${JSON.stringify(one.organisationName)}::jsonb, ${one.fields}::text[], ${JSON.stringify(one.purposes)}::jsonb, ${one.basis},
  ${one.from}, ${one.until}, ${one.callsPerDay}`;
const COLUMNS = sql`peer_id, resource, interface, application, application_title, organisation, organisation_name, fields, purposes, basis, valid_from,
  valid_until, calls_per_day`;

/** Told to every process: grants are answered from memory. */
export async function tellGrants(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_notify('yiwang_node_grants', '')`);
}

/** @returns false when it is there already */
export async function insertShareRequest(
  tx: Tx,
  one: Omit<
    ShareRequest,
    'reason' | 'law' | 'decidedAt' | 'decidedBy' | 'told' | 'standing' | 'standingNo' | 'refusal'
  >,
): Promise<boolean> {
  const made =
    await tx.run(sql`insert into nodes.share_request (id, direction, ${COLUMNS}, state, asked_at, asked_by, due_at, renews)
    values (${one.id}, ${one.direction}, ${values(one)}, ${one.state}, ${one.askedAt}, ${one.askedBy}, ${one.dueAt}, ${one.renews}) on conflict (id) do nothing`);
  return made === 1;
}

export function lockShareRequest(tx: Tx, id: string): Promise<ShareRequest | undefined> {
  return tx.first<ShareRequest>(sql`select ${REQUEST} from nodes.share_request where id = ${id} for no key update`);
}

export function listShareRequests(
  tx: Tx,
  filter: {
    after?: { at: Date; id: string } | undefined;
    limit: number;
    direction?: string | undefined;
    /** Of these organisations' own requests, and those about these resources; all when absent. */
    of?: { organisations: readonly string[]; resources: readonly string[] } | undefined;
    /** Those alone that a dispute is or was about. */
    disputed?: boolean;
  },
): Promise<ShareRequest[]> {
  const { after, direction, of } = filter;
  return tx.rows<ShareRequest>(sql`select ${REQUEST} from nodes.share_request
    where (${direction ?? null}::text is null or direction = ${direction ?? null})
      and (${of === undefined} or (direction = 'out' and organisation = any(${[...(of?.organisations ?? [])]}))
        or (direction = 'in' and resource = any(${[...(of?.resources ?? [])]})))
      and (${!filter.disputed} or standing ? 'disputes'
        or exists (select from nodes.share_act a where a.share_id = share_request.id and a.kind = 'dispute'))
      and (${after?.at ?? null}::timestamptz is null or (asked_at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by asked_at desc, id desc limit ${filter.limit}`);
}

/** Requests of other nodes that nobody has answered. */
export function openShareRequests(tx: Tx): Promise<ShareRequest[]> {
  return tx.rows<ShareRequest>(
    sql`select ${REQUEST} from nodes.share_request where direction = 'in' and state = 'asked' order by asked_at`,
  );
}

/** Requests of other nodes of which sharing has not told how they stand. */
export async function unheardStandings(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    sql`select id from nodes.share_request where direction = 'in' and standing is null and state <> 'withdrawn' order by asked_at`,
  );
  return rows.map(({ id }) => id);
}

export function untoldRequests(tx: Tx, peerId: string): Promise<ShareRequest[]> {
  return tx.rows<ShareRequest>(sql`select ${REQUEST} from nodes.share_request where peer_id = ${peerId}
    and (state = 'sending' or (state = 'withdrawn' and not told)) and direction = 'out' order by asked_at limit 100`);
}

export async function decideShare(
  tx: Tx,
  id: string,
  decision: {
    state: 'agreed' | 'refused' | 'withdrawn';
    reason: string | null;
    law: string | null;
    at: Date;
    by: string | null;
    refusal?: LocalText;
  },
): Promise<void> {
  const refusal = decision.refusal ? JSON.stringify(decision.refusal) : null;
  await tx.run(sql`update nodes.share_request set state = ${decision.state}, reason = ${decision.reason}, law = ${decision.law}, refusal = ${refusal}::jsonb,
    decided_at = ${decision.at}, decided_by = ${decision.by}, told = false where id = ${id}`);
}

/** Requests of the peer that stand here otherwise than it was told. */
export function untoldStandings(tx: Tx, peerId: string): Promise<ShareRequest[]> {
  return tx.rows<ShareRequest>(
    sql`select ${REQUEST} from nodes.share_request where peer_id = ${peerId} and not standing_told and standing is not null order by asked_at limit 100`,
  );
}

/** Keeps how it stands there, where that is newer than what is kept. @returns whether it was */
export async function keepStanding(tx: Tx, id: string, standing: AcrossStanding, told: boolean): Promise<boolean> {
  const kept =
    await tx.run(sql`update nodes.share_request set standing = ${JSON.stringify(standing)}::jsonb, standing_no = ${standing.revision},
    standing_told = ${told} where id = ${id} and standing_no < ${standing.revision}`);
  return kept === 1;
}

/** This much reached the other side; what changed meanwhile is still to be told. */
export async function noteStandingTold(tx: Tx, id: string, no: number): Promise<void> {
  await tx.run(sql`update nodes.share_request set standing_told = true where id = ${id} and standing_no = ${no}`);
}

/** What is asked for after a correction. */
export async function changeShareTerms(
  tx: Tx,
  id: string,
  terms: Pick<Terms, 'fields' | 'purposes' | 'basis' | 'from' | 'until' | 'callsPerDay'>,
): Promise<void> {
  await tx.run(sql`update nodes.share_request set fields = ${[...terms.fields]}::text[], purposes = ${JSON.stringify(terms.purposes)}::jsonb,
    basis = ${terms.basis}, valid_from = ${terms.from}, valid_until = ${terms.until}, calls_per_day = ${terms.callsPerDay} where id = ${id}`);
}

/** An open request of ours to go on with a grant. */
export function openRenewal(tx: Tx, grantId: string): Promise<{ id: string } | undefined> {
  return tx.first<{ id: string }>(
    sql`select id from nodes.share_request where renews = ${grantId} and direction = 'out' and state in ('sending', 'asked')`,
  );
}

/** It reached the other side: asked there, or told. */
export async function noteShareTold(tx: Tx, id: string): Promise<void> {
  await tx.run(
    sql`update nodes.share_request set told = (state <> 'sending'), state = case when state = 'sending' then 'asked' else state end where id = ${id}`,
  );
}

export async function insertShareGrant(
  tx: Tx,
  one: Omit<ShareGrant, 'endedAt' | 'endedAs' | 'endedReason' | 'renewedBy' | 'told'>,
): Promise<boolean> {
  const made = await tx.run(sql`insert into nodes.share_grant (id, direction, ${COLUMNS}, given_at)
    values (${one.id}, ${one.direction}, ${values(one)}, ${one.givenAt}) on conflict (id) do nothing`);
  return made === 1;
}

/** More is given under a grant than before: what was dropped first was given after an objection. */
export async function widenShareGrant(tx: Tx, id: string, fields: readonly string[]): Promise<void> {
  await tx.run(sql`update nodes.share_grant set fields = ${[...fields]}::text[] where id = ${id} and ended_at is null`);
}

/** Another grant takes its place; both sides know it by the answer that gave that one. */
export async function renewShareGrant(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.run(sql`update nodes.share_grant set ended_at = ${at}, ended_as = 'renewed', ended_reason = '由续期授权接替 / Replaced by its renewal',
    renewed_by = ${by}, told = true where id = ${id} and ended_at is null`);
}

export function lockShareGrant(tx: Tx, id: string): Promise<ShareGrant | undefined> {
  return tx.first<ShareGrant>(sql`select ${GRANT} from nodes.share_grant where id = ${id} for no key update`);
}

export function readShareGrants(tx: Tx): Promise<ShareGrant[]> {
  return tx.rows<ShareGrant>(sql`select ${GRANT} from nodes.share_grant order by given_at desc, id desc`);
}

export async function endShareGrant(
  tx: Tx,
  id: string,
  end: { as: 'revoked' | 'returned'; reason: string; at: Date; told: boolean },
): Promise<void> {
  await tx.run(sql`update nodes.share_grant set ended_at = ${end.at}, ended_as = ${end.as}, ended_reason = ${end.reason}, told = ${end.told}
    where id = ${id} and ended_at is null`);
}

export function untoldEnds(tx: Tx, peerId: string): Promise<ShareGrant[]> {
  return tx.rows<ShareGrant>(
    sql`select ${GRANT} from nodes.share_grant where peer_id = ${peerId} and not told limit 100`,
  );
}

export async function noteEndTold(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update nodes.share_grant set told = true where id = ${id}`);
}

// Calls

export type ShareCall = {
  id: string;
  direction: 'out' | 'in';
  peerId: string;
  grantId: string;
  at: Date;
  application: string;
  purpose: string;
  caseNo: string;
  trace: string;
  outcome: 'begun' | 'answered' | 'refused' | 'unheard' | 'never-arrived';
  code: string | null;
  rows: number | null;
  ms: number | null;
  askedHash: Buffer;
  factsHash: Buffer | null;
  theirHash: Buffer | null;
  comparedAt: Date | null;
  agrees: boolean | null;
  answer: Buffer | null;
};
const CALL = sql`id, direction, peer_id as "peerId", grant_id as "grantId", at, application, purpose, case_no as "caseNo", trace, outcome, code, rows, ms,
  asked_hash as "askedHash", facts_hash as "factsHash", their_hash as "theirHash", compared_at as "comparedAt", agrees, answer`;

/** @returns false when a call of that id was there */
export async function beginShareCall(
  tx: Tx,
  one: Pick<
    ShareCall,
    'id' | 'direction' | 'peerId' | 'grantId' | 'at' | 'application' | 'purpose' | 'caseNo' | 'trace' | 'askedHash'
  >,
): Promise<boolean> {
  const made =
    await tx.run(sql`insert into nodes.share_call (id, direction, peer_id, grant_id, at, application, purpose, case_no, trace, outcome, asked_hash)
    values (${one.id}, ${one.direction}, ${one.peerId}, ${one.grantId}, ${one.at}, ${one.application}, ${one.purpose}, ${one.caseNo}, ${one.trace}, 'begun',
      ${one.askedHash}) on conflict (id) do nothing`);
  return made === 1;
}

export function findShareCall(tx: Tx, id: string): Promise<ShareCall | undefined> {
  return tx.first<ShareCall>(sql`select ${CALL} from nodes.share_call where id = ${id}`);
}

export async function endShareCall(
  tx: Tx,
  id: string,
  end: {
    outcome: 'answered' | 'refused';
    code: string | null;
    rows: number | null;
    ms: number;
    factsHash: Buffer;
    answer?: { sealed: Buffer; until: Date };
  },
): Promise<void> {
  await tx.run(sql`update nodes.share_call set outcome = ${end.outcome}, code = ${end.code}, rows = ${end.rows}, ms = ${end.ms}, facts_hash = ${end.factsHash}, compared_at = null,
    answer = ${end.answer?.sealed ?? null}, answer_until = ${end.answer?.until ?? null} where id = ${id}`);
}

export async function forgetAnswers(tx: Tx, at: Date): Promise<void> {
  await tx.run(
    sql`update nodes.share_call set answer = null, answer_until = null where answer is not null and answer_until < ${at}`,
  );
}

/** Calls of which both sides have not yet said that they hold the same. */
export function callsToCompare(tx: Tx, peerId: string, before: Date, limit: number): Promise<ShareCall[]> {
  return tx.rows<ShareCall>(sql`select ${CALL} from nodes.share_call where peer_id = ${peerId} and direction = 'out' and compared_at is null and at <= ${before}
    order by at limit ${limit}`);
}

/** What the other side holds of a call, beside what we do. A caller who did not hear our answer holds nothing, which is no difference; a call of ours whose answer never came is told apart from one that never arrived. */
export async function noteCompared(tx: Tx, id: string, theirs: Buffer | null, at: Date): Promise<void> {
  await tx.run(sql`update nodes.share_call set their_hash = ${theirs}, compared_at = ${at},
      agrees = case when outcome in ('begun', 'unheard', 'never-arrived') or (direction = 'in' and ${theirs}::bytea is null) then null else facts_hash is not distinct from ${theirs}::bytea end,
      outcome = case when outcome <> 'begun' then outcome when ${theirs}::bytea is null then 'never-arrived' else 'unheard' end
    where id = ${id}`);
}

export function listShareCalls(
  tx: Tx,
  filter: { grantId?: string | undefined; after?: { at: Date; id: string } | undefined; limit: number },
): Promise<ShareCall[]> {
  const { grantId, after } = filter;
  return tx.rows<ShareCall>(sql`select ${CALL} from nodes.share_call
    where (${grantId ?? null}::uuid is null or grant_id = ${grantId ?? null}::uuid)
      and (${after?.at ?? null}::timestamptz is null or (at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by at desc, id desc limit ${filter.limit}`);
}

export async function callsToday(tx: Tx, grantId: string, since: Date): Promise<number> {
  const row = await tx.one<{ n: number }>(
    sql`select count(*)::int as n from nodes.share_call where grant_id = ${grantId} and at >= ${since}`,
  );
  return row.n;
}

/** Counts by grant on this side; and what the comparison said. */
export type ShareCount = {
  grantId: string;
  calls: number;
  answered: number;
  compared: number;
  differing: number;
  unheard: number;
};
export function countShareCalls(tx: Tx): Promise<ShareCount[]> {
  return tx.rows<ShareCount>(sql`select grant_id as "grantId", count(*)::int as calls, (count(*) filter (where outcome = 'answered'))::int as answered,
      (count(*) filter (where compared_at is not null))::int as compared, (count(*) filter (where agrees = false))::int as differing,
      (count(*) filter (where outcome = 'unheard'))::int as unheard
    from nodes.share_call group by grant_id`);
}
