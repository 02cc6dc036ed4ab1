import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { DomainError, fillText } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import { nodeIdOf, type NodeFacts } from '../domain/identity.ts';
import { TRAIL } from '../domain/trail.ts';
import type { Own } from '../deps.ts';
import { receivePackage, tableOf } from '../carry/receiving.ts';
import { entryReceived, nodeAsked } from '../contract/index.ts';
import {
  countAsked,
  decidePeer,
  findPeer,
  lockPeer,
  noteHeard,
  renewPeer,
  savePeer,
  saveTree,
  takeNonce,
  type Peer,
  type TreeNode,
} from '../store/peers.ts';
import {
  askCount,
  findReceipt,
  listReceipts,
  lockReceipt,
  noteClaimed,
  noteDifference,
  saveEntry,
  saveReceipt,
  setReceiptState,
  withdrawEntry,
} from '../store/receipts.ts';
import { emptyTable, receivedName, receivedTable } from '../store/received-rows.ts';
import { decideRequest, insertRequest, lockRequest, noteDelivered, noteEvent } from '../store/requests.ts';
import { selfFacts } from '../store/self.ts';
import { tellGrants } from '../store/shares.ts';
import {
  Ask,
  Beat,
  DecisionContent,
  EntryContent,
  PackageContent,
  RequestContent,
  Revoked,
  WithdrawContent,
} from './contents.ts';
import { demandSigned, readMessage, writeMessage, type Message, type Signed } from './message.ts';
import { nodeUrl } from './post.ts';
import { SHARE_ANSWERS } from '../share/answers.ts';

/** Registrations that may wait for a decision; anyone may ask, so they are bounded. */
const MOST_ASKED = 200;

type Turn = { readonly deps: Own; readonly peer: Peer; readonly content: unknown; readonly trace: string };
const ASLEEP = new Set(['state', 'revoked']);

/**
 * Answers what another node says. What is not rightly signed by a key we pinned is refused before anything of it is believed; of a known node
 * every refusal is signed as well, so that nobody in between can make one up.
 * @throws nodes.bad-message, .signature-wrong, .stale, .doubled, .not-active
 */
export async function answerMessage(
  deps: Own,
  signed: Signed,
  kinds: 'packages' | 'messages',
  trace: string,
): Promise<Signed> {
  const message = readMessage(signed);
  const self = await selfFacts(deps);
  if ((message.kind === 'package') !== (kinds === 'packages')) throw nodesErrors.badMessage();
  if (message.kind === 'ask') return answerAsk(deps, signed, message, trace);
  const peer = await deps.database.readOnce((tx) => findPeer(tx, message.from));
  // Whether a node is known here is nobody's business who cannot sign as it.
  if (!peer || message.to !== self.id) throw nodesErrors.signatureWrong();
  demandSigned(deps, signed, message, peer.publicKey);
  const at = deps.clock.now();
  const fresh = await deps.database.transaction(async (tx) => {
    await noteHeard(tx, peer.id, at);
    return takeNonce(tx, peer.id, message.nonce, at);
  });
  if (!fresh) throw nodesErrors.doubled();
  const answer = (kind: 'answer' | 'fault', content: unknown): Signed => {
    const { nonce: _, ...said } = writeMessage(deps, {
      from: self.id,
      to: peer.id,
      kind,
      content,
      answers: message.nonce,
    });
    return said;
  };
  try {
    if (peer.state !== 'active' && !ASLEEP.has(message.kind))
      throw nodesErrors.notActive({ node: self.id, state: peer.state });
    const handle = ANSWERS[message.kind] ?? SHARE_ANSWERS[message.kind];
    if (!handle) throw nodesErrors.badMessage();
    return answer('answer', await handle({ deps, peer, content: message.content, trace }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return answer('fault', {
      code: error.code,
      zh: fillText(error.text, 'zh', error.params),
      en: fillText(error.text, 'en', error.params),
    });
  }
}

/** A node asks to become a child. It proves only that it has the key it names; an administrator decides. */
async function answerAsk(deps: Own, signed: Signed, message: Message, trace: string): Promise<Signed> {
  const { node } = demandContent(Ask, message.content);
  const key = Buffer.from(node.publicKey, 'hex');
  if (nodeIdOf(key) !== node.id || message.from !== node.id) throw nodesErrors.signatureWrong();
  demandSigned(deps, signed, message, key);
  const self = await selfFacts(deps);
  if (node.id === self.id) throw nodesErrors.isSelf();
  checkFacts(node);
  const at = deps.clock.now();
  const state = await deps.database.transaction(async (tx) => {
    const known = await lockPeer(tx, node.id);
    if (known?.role === 'parent' && known.state !== 'revoked' && known.state !== 'refused')
      throw nodesErrors.otherRole({ has: { zh: '上级', en: 'parent' }, wanted: { zh: '下级', en: 'child' } });
    if (known?.state === 'active' || known?.state === 'asked') return known.state;
    if ((await countAsked(tx)) >= MOST_ASKED) throw nodesErrors.tooManyAsked();
    await savePeer(tx, node, { role: 'child', state: 'asked', at, by: null });
    await deps.audit.append(tx, {
      actor: { kind: 'system', name: `node:${node.id}` },
      action: 'nodes.ask-to-join',
      subject: `node:${node.id}`,
      detail: { division: node.division, url: node.url },
      trace,
    });
    await deps.outbox.append(tx, nodeAsked, `node:${node.id}`, { nodeId: node.id }, trace);
    return 'asked' as const;
  });
  deps.live.publish({ topic: 'exchange', data: { nodeId: node.id } });
  const { nonce: _, ...said } = writeMessage(deps, {
    from: self.id,
    to: node.id,
    kind: 'answer',
    content: { node: self, state },
    answers: message.nonce,
  });
  return said;
}

/** What a node says of itself is shown to people and called: short, and a real address. */
function checkFacts(node: NodeFacts): void {
  nodeUrl(node.url);
  if (node.name.zh.length > 100 || node.name.en.length > 200) throw nodesErrors.badNode({ reason: 'name' });
}

function demandContent<T extends TSchema>(schema: T, content: unknown): Static<T> {
  if (!Value.Check(schema, content)) throw nodesErrors.badMessage();
  return content;
}

const ANSWERS: Partial<Record<Message['kind'], (turn: Turn) => Promise<unknown>>> = {
  async state({ peer }) {
    return { state: peer.state, ...(peer.reason ? { reason: peer.reason } : {}) };
  },

  async revoked({ deps, peer, content, trace }) {
    const { reason } = demandContent(Revoked, content);
    await deps.database.transaction(async (tx) => {
      await decidePeer(tx, peer.id, { state: 'revoked', at: deps.clock.now(), by: null, reason });
      await tellGrants(tx);
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.revoke-node',
        subject: `node:${peer.id}`,
        detail: { reason },
        trace,
      });
    });
    deps.live.publish({ topic: 'exchange', data: { nodeId: peer.id } });
    return {};
  },

  async entry({ deps, peer, content, trace }) {
    const told = demandContent(EntryContent, content);
    const { publication: id, version, definition, table, interfaces, request } = told;
    const entry = definition as Parameters<typeof receivedTable>[1];
    if (table && entry.key.length === 0) throw nodesErrors.badMessage();
    const known = await deps.database.readOnce((tx) => findReceipt(tx, id));
    if (known && known.peerId !== peer.id) throw nodesErrors.unknownPublication();
    // Rows do not come down that were not asked for; an entry alone tells what there is.
    const asked = request ? await deps.database.transaction((tx) => lockRequest(tx, request)) : undefined;
    if (
      peer.role === 'parent' &&
      table &&
      (asked?.direction !== 'out' || asked.peerId !== peer.id || asked.state === 'refused')
    )
      throw nodesErrors.notAsked();
    const name = table ? (known?.tableName ?? receivedName(peer.id, entry.id, id)) : null;
    if (name !== null) {
      const made = receivedTable(name, entry);
      await deps.lake.ensureTable(made);
      await deps.lake.grantWrite(made, 'nodes');
    }
    const at = deps.clock.now();
    await deps.database.transaction(async (tx) => {
      const { providerName } = told;
      await saveEntry(tx, { peerId: peer.id, version, definition: entry, interfaces, at, providerName });
      await saveReceipt(tx, {
        id,
        peerId: peer.id,
        resource: entry.id,
        entryVersion: version,
        tableName: name,
        requestId: peer.role === 'parent' ? (request ?? null) : null,
        at,
      });
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.receive-entry',
        subject: `receipt:${id}`,
        detail: { resource: entry.id, version, items: entry.items.map((item) => item.name), table: name },
        trace,
      });
      await deps.outbox.append(
        tx,
        entryReceived,
        `receipt:${id}`,
        { receiptId: id, nodeId: peer.id, resource: entry.id, version },
        trace,
      );
    });
    deps.live.publish({ topic: 'exchange', data: { receiptId: id, nodeId: peer.id } });
    return {};
  },

  async package({ deps, peer, content }) {
    const { publication, bytes } = demandContent(PackageContent, content);
    const ack = await receivePackage(deps, peer, publication, Buffer.from(bytes, 'base64'));
    return ack ? { ack: ack.toString('base64') } : {};
  },

  async withdraw({ deps, peer, content, trace }) {
    const { publication: id, remove } = demandContent(WithdrawContent, content);
    await deps.database.transaction(async (tx) => {
      const receipt = await lockReceipt(tx, id);
      // Withdrawn before it was ever announced, or told again: nothing is left to do.
      if (
        !receipt ||
        receipt.peerId !== peer.id ||
        receipt.state === 'removed' ||
        (receipt.state === 'withdrawn' && !remove)
      )
        return;
      if (remove && receipt.tableName !== null) await emptyTable(tx, await tableOf(tx, receipt));
      await setReceiptState(tx, id, remove ? 'removed' : 'withdrawn');
      await withdrawEntry(tx, peer.id, receipt.resource, deps.clock.now());
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.receive-withdrawal',
        subject: `receipt:${id}`,
        detail: { remove },
        trace,
      });
    });
    deps.live.publish({ topic: 'exchange', data: { receiptId: id } });
    return {};
  },

  async beat({ deps, peer, content }) {
    const beat = demandContent(Beat, content);
    if (beat.node.id !== peer.id || beat.node.publicKey !== peer.publicKey.toString('hex'))
      throw nodesErrors.badMessage();
    checkFacts(beat.node);
    const at = deps.clock.now();
    const receipts = await deps.database.transaction(async (tx) => {
      await renewPeer(tx, beat.node);
      if (peer.role === 'child') await saveTree(tx, peer.id, beat.children as TreeNode[]);
      for (const told of beat.publications) {
        const receipt = await lockReceipt(tx, told.id);
        if (!receipt || receipt.peerId !== peer.id) continue;
        const { count, sum, series, number, lagChanges, lagMs } = told;
        await noteClaimed(tx, told.id, { count, sum, series, number, lagChanges, lagMs, at: at.toISOString() });
        if (told.check && receipt.state === 'live' && receipt.tableName !== null) await askCount(tx, told.id);
        if (receipt.series !== series || receipt.number !== number || receipt.state !== 'live') continue;
        const { held } = receipt;
        const equal = held.count === count && held.sum === sum;
        if (equal || !receipt.difference)
          await noteDifference(
            tx,
            told.id,
            equal ? null : { ours: held, theirs: { count, sum }, at: at.toISOString() },
          );
        if (equal && told.whole && receipt.requestId && (await noteDelivered(tx, receipt.requestId, held.count)))
          await noteEvent(tx, receipt.requestId, { at, kind: 'delivered', text: TRAIL.delivered(held.count) });
      }
      return listReceipts(tx, peer.id);
    });
    deps.live.publish({ topic: 'exchange', data: { nodeId: peer.id } });
    return {
      node: await selfFacts(deps),
      receipts: receipts.map(({ id, state, series, number, held, checkedAt }) => ({
        id,
        state,
        series,
        number,
        ...held,
        ...(checkedAt ? { checkedAt: checkedAt.toISOString() } : {}),
      })),
    };
  },

  async request({ deps, peer, content, trace }) {
    const asked = demandContent(RequestContent, content);
    if (peer.role !== 'child') throw nodesErrors.notAParent();
    const at = deps.clock.now();
    await deps.database.transaction(async (tx) => {
      if (!(await insertRequest(tx, { ...asked, peerId: peer.id, direction: 'in', state: 'asked', askedBy: null, at })))
        return;
      await noteEvent(tx, asked.id, { at, kind: 'asked', text: TRAIL.asked() });
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.ask-for-data',
        subject: `request:${asked.id}`,
        detail: { purpose: asked.purpose, basis: asked.basis },
        trace,
      });
    });
    deps.live.publish({ topic: 'exchange', data: { requestId: asked.id } });
    return {};
  },

  async decision({ deps, peer, content }) {
    const { id, state, reason, publication } = demandContent(DecisionContent, content);
    const at = deps.clock.now();
    await deps.database.transaction(async (tx) => {
      const request = await lockRequest(tx, id);
      if (!request || request.peerId !== peer.id || request.direction !== 'out') throw nodesErrors.unknownRequest();
      if (request.state !== 'asked' && request.state !== 'sending') return;
      await decideRequest(tx, id, { state, reason: reason ?? null, publicationId: publication ?? null, at, by: null });
      await noteEvent(tx, id, {
        at,
        kind: state,
        text: state === 'approved' ? TRAIL.approved() : TRAIL.refused(reason ?? ''),
      });
    });
    deps.live.publish({ topic: 'exchange', data: { requestId: id } });
    return {};
  },
};
