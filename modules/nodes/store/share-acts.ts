import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { ShareActContent } from '../share/contents.ts';

/** What a department here did to its request at another node, and what that node said to it. */
export type ShareAct = {
  id: string;
  shareId: string;
  kind: ShareActContent['kind'];
  content: ShareActContent;
  madeAt: Date;
  madeBy: string;
  state: 'sending' | 'taken' | 'refused';
  refusal: LocalText | null;
  answeredAt: Date | null;
};

const ACT = sql`act.id, act.share_id as "shareId", act.kind, act.content, act.made_at as "madeAt", act.made_by as "madeBy", act.state, act.refusal,
  act.answered_at as "answeredAt"`;

export async function insertShareAct(
  tx: Tx,
  one: Pick<ShareAct, 'id' | 'shareId' | 'content' | 'madeAt' | 'madeBy'>,
): Promise<void> {
  await tx.run(sql`insert into nodes.share_act (id, share_id, kind, content, made_at, made_by, state)
    values (${one.id}, ${one.shareId}, ${one.content.kind}, ${JSON.stringify(one.content)}::jsonb, ${one.madeAt}, ${one.madeBy}, 'sending')`);
}

/** Acts of these requests, oldest first. */
export function actsOfShares(tx: Tx, shareIds: readonly string[]): Promise<ShareAct[]> {
  return tx.rows<ShareAct>(
    sql`select ${ACT} from nodes.share_act act where share_id = any(${[...shareIds]}::uuid[]) order by made_at, id`,
  );
}

/** Not answered yet by the peer, in the order in which they were done. */
export function untoldActs(tx: Tx, peerId: string): Promise<ShareAct[]> {
  return tx.rows<ShareAct>(sql`select ${ACT} from nodes.share_act act join nodes.share_request request on request.id = act.share_id
    where act.state = 'sending' and request.peer_id = ${peerId} order by act.made_at, act.id limit 100`);
}

export async function noteActAnswered(tx: Tx, id: string, refusal: LocalText | null, at: Date): Promise<void> {
  await tx.run(sql`update nodes.share_act set state = ${refusal ? 'refused' : 'taken'}, refusal = ${refusal && JSON.stringify(refusal)}::jsonb,
    answered_at = ${at} where id = ${id} and state = 'sending'`);
}

/** Remembers that a request of the peer is withdrawn, also when it never came. */
export async function noteWithdrawn(tx: Tx, peerId: string, id: string, at: Date): Promise<void> {
  await tx.run(
    sql`insert into nodes.share_withdrawn (id, peer_id, at) values (${id}, ${peerId}, ${at}) on conflict (id) do nothing`,
  );
}

export async function wasWithdrawn(tx: Tx, peerId: string, id: string): Promise<boolean> {
  const row = await tx.first<{ id: string }>(
    sql`select id from nodes.share_withdrawn where id = ${id} and peer_id = ${peerId}`,
  );
  return row !== undefined;
}
