import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { Fault } from '../domain/faults.ts';
import type { NodeFacts } from '../domain/identity.ts';

export type PeerState = 'to-confirm' | 'asked' | 'active' | 'refused' | 'revoked';
/** A node below, as its parent was told of it. */
export type TreeNode = {
  id: string;
  name: LocalText;
  division: string;
  lagMs?: number;
  differences: number;
  children: TreeNode[];
};

export type Peer = {
  id: string;
  role: 'parent' | 'child';
  state: PeerState;
  name: LocalText;
  division: string;
  organisation: string;
  url: string;
  publicKey: Buffer;
  askedAt: Date;
  askedBy: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
  heardAt: Date | null;
  toldAt: Date | null;
  fault: Fault | null;
  nextTryAt: Date | null;
  tree: TreeNode[];
};

const PEER = sql`id, role, state, name, division, organisation, url, public_key as "publicKey", asked_at as "askedAt", asked_by as "askedBy",
  decided_at as "decidedAt", decided_by as "decidedBy", reason, heard_at as "heardAt", told_at as "toldAt", fault, next_try_at as "nextTryAt", tree`;

export function listPeers(tx: Tx): Promise<Peer[]> {
  return tx.rows<Peer>(sql`select ${PEER} from nodes.peer order by role desc, asked_at, id`);
}

export function findPeer(tx: Tx, id: string): Promise<Peer | undefined> {
  return tx.first<Peer>(sql`select ${PEER} from nodes.peer where id = ${id}`);
}

export function lockPeer(tx: Tx, id: string): Promise<Peer | undefined> {
  return tx.first<Peer>(sql`select ${PEER} from nodes.peer where id = ${id} for no key update`);
}

/** A node that asks, or is asked, to be a child; asked again it begins anew with what it now says of itself. Its key cannot change: its id is made from it. */
export async function savePeer(
  tx: Tx,
  node: NodeFacts,
  more: { role: Peer['role']; state: PeerState; at: Date; by: string | null },
): Promise<void> {
  await tx.run(sql`insert into nodes.peer (id, role, state, name, division, organisation, url, public_key, asked_at, asked_by)
    values (${node.id}, ${more.role}, ${more.state}, ${JSON.stringify(node.name)}::jsonb, ${node.division}, ${node.organisation}, ${node.url},
      ${Buffer.from(node.publicKey, 'hex')}, ${more.at}, ${more.by})
    on conflict (id) do update set role = excluded.role, state = excluded.state, name = excluded.name, division = excluded.division,
      organisation = excluded.organisation, url = excluded.url, asked_at = excluded.asked_at, asked_by = excluded.asked_by,
      decided_at = null, decided_by = null, reason = null, fault = null`);
}

/** What an active node says of itself may change, all but its id and key; a parent is called where the administrator said. */
export async function renewPeer(tx: Tx, node: NodeFacts): Promise<void> {
  await tx.run(sql`update nodes.peer set name = ${JSON.stringify(node.name)}::jsonb, division = ${node.division}, organisation = ${node.organisation},
    url = case when role = 'child' then ${node.url} else url end where id = ${node.id}`);
}

export async function decidePeer(
  tx: Tx,
  id: string,
  decision: { state: PeerState; at: Date; by: string | null; reason?: string | null },
): Promise<void> {
  await tx.run(sql`update nodes.peer set state = ${decision.state}, decided_at = ${decision.at}, decided_by = ${decision.by},
    reason = ${decision.reason ?? null}, fault = null, next_try_at = null where id = ${id}`);
}

export async function countAsked(tx: Tx): Promise<number> {
  const row = await tx.one<{ n: number }>(
    sql`select count(*)::int as n from nodes.peer where role = 'child' and state = 'asked'`,
  );
  return row.n;
}

/** @returns false when the message was taken before */
export async function takeNonce(tx: Tx, peerId: string, nonce: string, at: Date): Promise<boolean> {
  await tx.run(sql`delete from nodes.nonce where at < ${new Date(at.getTime() - 3_600_000)}`);
  const taken = await tx.run(
    sql`insert into nodes.nonce (peer_id, nonce, at) values (${peerId}, ${nonce}, ${at}) on conflict do nothing`,
  );
  return taken === 1;
}

export async function noteHeard(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update nodes.peer set heard_at = ${at} where id = ${id}`);
}

export async function noteTold(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update nodes.peer set told_at = ${at}, fault = null, next_try_at = null where id = ${id}`);
}

export async function notePeerFault(tx: Tx, id: string, fault: Fault, nextTryAt: Date): Promise<void> {
  await tx.run(
    sql`update nodes.peer set fault = ${JSON.stringify(fault)}::jsonb, next_try_at = ${nextTryAt} where id = ${id}`,
  );
}

export async function saveTree(tx: Tx, id: string, tree: readonly TreeNode[]): Promise<void> {
  await tx.run(sql`update nodes.peer set tree = ${JSON.stringify(tree)}::jsonb where id = ${id}`);
}
