import { sendOnce, type FerryFolder } from '@platform/ferry';
import { DomainError } from '@platform/kernel';
import type { LineFacts } from '@modules/exchange/contract';
import { nodesErrors } from '../domain/errors.ts';
import { faultOf } from '../domain/faults.ts';
import { entryVersion, trimmedEntry } from '../domain/publishing.ts';
import { TRAIL } from '../domain/trail.ts';
import { nodeKey, type Own } from '../deps.ts';
import type { SharedInterface } from '../contract/index.ts';
import { callPeer } from '../link/call-peer.ts';
import { type Beat, BeatAnswer, MOST_TOLD, Nothing, PackageAnswer, StateAnswer } from '../link/contents.ts';
import {
  decidePeer,
  listPeers,
  lockPeer,
  noteTold,
  notePeerFault,
  renewPeer,
  type Peer,
  type TreeNode,
} from '../store/peers.ts';
import {
  askCheck,
  forgetSent,
  listPublications,
  noteAnnounced,
  notePublicationFault,
  noteReceived,
  noteWithdrawTold,
  openPackages,
  findPublication,
  type Publication,
} from '../store/publications.ts';
import { listReceipts } from '../store/receipts.ts';
import { publishedView } from '../store/published-rows.ts';
import { listRequests, noteDecisionTold, noteDelivered, noteEvent, setRequestState } from '../store/requests.ts';
import { selfFacts } from '../store/self.ts';
import { tellGrants } from '../store/shares.ts';
import { callingFolder, memoryFolder } from './folders.ts';
import { keptFolder, senderStore } from './sending.ts';

const CHANGES_PER_PACKAGE = 5_000;
const MOST_PENDING = 20;
/** Sent, and nothing heard for so long: sent again. Answers come with the call, so this is only after a crash. */
const PATIENCE_MS = 10_000;
const MOST_COUNTED = 100_000;

/** What this node's side of a publication is behind by: changes not yet packed and those in packages not acknowledged. */
export async function lagOf(
  deps: Own,
  publication: Publication,
): Promise<{ packages: number; lagChanges: number; lagMs: number }> {
  const open = await deps.database.readOnce((tx) => openPackages(tx, publication.id));
  if (publication.lineId === null || publication.seq === null || publication.state === 'withdrawn')
    return { packages: open.packages, lagChanges: open.changes, lagMs: 0 };
  const waiting = await deps.changes.waiting(publication.lineId, publication.seq, MOST_COUNTED);
  const [first] =
    waiting > 0 ? await deps.changes.changes({ lineIds: [publication.lineId], after: publication.seq, limit: 1 }) : [];
  const since = open.oldestAt ?? first?.at;
  return {
    packages: open.packages,
    lagChanges: open.changes + waiting,
    lagMs: since ? Math.max(0, deps.clock.now().getTime() - since.getTime()) : 0,
  };
}

/** Looks what became of our registration, or whether the other side still knows us. */
export async function pollState(deps: Own, peer: Peer, signal: AbortSignal): Promise<void> {
  const { state, reason } = await callPeer(deps, peer, { kind: 'state', content: {}, answer: StateAnswer, signal });
  const at = deps.clock.now();
  await deps.database.transaction(async (tx) => {
    const now = await lockPeer(tx, peer.id);
    // Someone decided, or asked anew, while we asked: what was answered is of before.
    if (now?.state !== peer.state || now.askedAt.getTime() !== peer.askedAt.getTime()) return;
    await noteTold(tx, peer.id, at);
    // A child waits for its parent's word; a revocation counts whoever says it.
    const joined = peer.role === 'parent' && peer.state === 'asked' && (state === 'active' || state === 'refused');
    const gone = state === 'revoked' && peer.state !== 'revoked';
    if (joined || gone) {
      await decidePeer(tx, peer.id, { state, at, by: null, reason: reason ?? null });
      await tellGrants(tx);
    }
  });
  deps.live.publish({ topic: 'exchange', data: { nodeId: peer.id } });
}

/** Tells a peer what it does not know yet of requests and decisions. */
export async function tellRequests(deps: Own, peer: Peer, signal: AbortSignal): Promise<void> {
  const requests = await deps.database.readOnce((tx) => listRequests(tx, peer.id));
  for (const one of requests) {
    const at = deps.clock.now();
    if (one.direction === 'out' && one.state === 'sending') {
      const { id, what, purpose, basis, division } = one;
      await callPeer(deps, peer, {
        kind: 'request',
        content: { id, what, purpose, basis, division },
        answer: Nothing,
        signal,
      });
      await deps.database.transaction(async (tx) => {
        await setRequestState(tx, id, 'asked');
        await noteEvent(tx, id, { at, kind: 'arrived', text: TRAIL.arrived() });
      });
    } else if (one.direction === 'in' && !one.told && (one.state === 'approved' || one.state === 'refused')) {
      const content = {
        id: one.id,
        state: one.state,
        ...(one.reason === null ? {} : { reason: one.reason }),
        ...(one.publicationId === null ? {} : { publication: one.publicationId }),
      };
      await callPeer(deps, peer, { kind: 'decision', content, answer: Nothing, signal });
      await deps.database.transaction((tx) => noteDecisionTold(tx, one.id));
    } else continue;
    deps.live.publish({ topic: 'exchange', data: { requestId: one.id } });
  }
}

/** Interfaces over the resource that may be told with its entry: those that tell nothing but what is published. */
function offeredWith(deps: Own, publication: Publication): SharedInterface[] {
  return deps
    .interfaces()
    .interfacesOf(publication.resource)
    .filter((one) => one.fields.every((field) => publication.items.includes(field)))
    .map(({ id, version, title, mode, fields, parameters }) => ({
      id,
      version,
      title,
      mode,
      fields: [...fields],
      ...(parameters ? { parameters: parameters.map((one) => ({ ...one })) } : {}),
    }));
}

/** One turn of a publication: what it is, its withdrawal, its rows. @returns whether there is more to do at once */
export async function carryPublication(
  deps: Own,
  peer: Peer,
  publication: Publication,
  lines: ReadonlyMap<string, LineFacts>,
  signal: AbortSignal,
): Promise<boolean> {
  const { id } = publication;
  if (publication.state === 'withdrawn') {
    if (publication.withdrawTold) return false;
    const content = { publication: id, remove: publication.withdrawRemoves };
    await callPeer(deps, peer, { kind: 'withdraw', content, answer: Nothing, signal });
    await deps.database.transaction(async (tx) => {
      await noteWithdrawTold(tx, id);
      await forgetSent(tx, id);
    });
    const resource = deps.catalogue.find(publication.resource);
    // Nobody reads through it any more.
    if (resource && publication.lineId !== null) await deps.lake.ensureView(publishedView(resource, publication), []);
    deps.live.publish({ topic: 'exchange', data: { publicationId: id } });
    return false;
  }
  if (publication.state === 'paused') return false;
  // A person has to say how to go on.
  if (publication.fault?.code.startsWith('ferry.')) return false;
  const resource = deps.catalogue.find(publication.resource);
  if (!resource) throw nodesErrors.unknownResource({ resource: publication.resource });
  const entry = trimmedEntry(resource, publication.items);
  const interfaces = offeredWith(deps, publication);
  const providerName = deps.organisations.find(entry.provider)?.name;
  const version = entryVersion(entry, interfaces, providerName);
  if (version !== publication.entryVersion || publication.state === 'announcing') {
    if (publication.lineId !== null) await deps.lake.ensureView(publishedView(resource, publication), ['nodes']);
    const content = {
      publication: id,
      version,
      definition: entry,
      table: publication.lineId !== null,
      interfaces,
      ...(publication.requestId === null ? {} : { request: publication.requestId }),
    };
    const announce = (entryContent: object): Promise<unknown> =>
      callPeer(deps, peer, { kind: 'entry', content: entryContent, answer: Nothing, signal });
    await announce(providerName ? { ...content, providerName } : content).catch((error: unknown) => {
      // A node of before November 2026 takes no name of the office: better without than not at all.
      if (!(error instanceof DomainError) || error.code !== 'nodes.bad-message' || !providerName) throw error;
      return announce(content);
    });
    await deps.database.transaction((tx) => noteAnnounced(tx, id, version));
    deps.live.publish({ topic: 'exchange', data: { publicationId: id } });
  }
  if (publication.lineId === null) return false;
  const line = lines.get(publication.lineId);
  if (!line) throw nodesErrors.lineGone();
  // Whoever else rode along may have turned it off; what was not written meanwhile is found by a sweep.
  if (!line.streamed) await deps.exchange.setStreamed(line.id, true);
  const self = await selfFacts(deps);
  const key = nodeKey(deps);
  const answers = memoryFolder();
  const send = async (_name: string, bytes: Buffer): Promise<{ name: string; bytes: Buffer } | undefined> => {
    const content = { publication: id, bytes: bytes.toString('base64') };
    const { ack } = await callPeer(deps, peer, { kind: 'package', content, answer: PackageAnswer, signal });
    arrived += 1;
    return ack ? { name: `${String(arrived).padStart(9, '0')}.ferry`, bytes: Buffer.from(ack, 'base64') } : undefined;
  };
  let arrived = 0;
  const turn = {
    route: { id, self: self.id, peer: peer.id, peerKeys: [peer.publicKey] },
    out: callingFolder(send, answers) as FerryFolder,
    in: answers,
    kept: keptFolder(deps, id),
    clock: deps.clock,
    sign: (message: Uint8Array) => key.sign(message),
    store: senderStore(deps, id, resource),
    changesPerPackage: CHANGES_PER_PACKAGE,
    mostPending: MOST_PENDING,
    patienceMs: PATIENCE_MS,
  };
  let sent = 0;
  try {
    sent = (await sendOnce(turn)).sent;
  } finally {
    // Also when a later package did not get through: what was answered before it counts.
    if (answers.files.size > 0)
      await sendOnce({ ...turn, out: memoryFolder(), mostPending: 0, patienceMs: Number.MAX_SAFE_INTEGER });
  }
  const after = await deps.database.readOnce((tx) => findPublication(tx, id));
  if (after?.fault && !after.fault.code.startsWith('ferry.'))
    await deps.database.transaction((tx) => notePublicationFault(tx, id, null, null));
  if (sent > 0) deps.live.publish({ topic: 'exchange', data: { publicationId: id } });
  return after?.state === 'live' && (sent > 0 || after.sweeping);
}

/** Says how everything stands and hears how the other side sees it; both then know of every difference. */
export async function beat(deps: Own, peer: Peer, signal: AbortSignal): Promise<void> {
  const all = await deps.database.readOnce((tx) => listPublications(tx, peer.id));
  const told = all.filter((one) => one.lineId !== null && one.state !== 'withdrawn').slice(-MOST_TOLD);
  const publications: Beat['publications'] = [];
  for (const one of told) {
    const { lagChanges, lagMs } = await lagOf(deps, one);
    const { series, ackedUpTo: number, acked } = one;
    const whole = !one.sweeping && lagChanges === 0 && one.number === number;
    publications.push({
      id: one.id,
      series,
      number,
      ...acked,
      lagChanges,
      lagMs: Math.round(lagMs),
      check: one.checkAsked,
      whole,
    });
  }
  const content = {
    node: await selfFacts(deps),
    publications,
    children: peer.role === 'parent' ? await ownTree(deps) : [],
  };
  const answer = await callPeer(deps, peer, { kind: 'beat', content, answer: BeatAnswer, signal });
  const at = deps.clock.now();
  const known = new Map(told.map((one) => [one.id, one]));
  await deps.database.transaction(async (tx) => {
    await noteTold(tx, peer.id, at);
    if (answer.node.id === peer.id && answer.node.publicKey === peer.publicKey.toString('hex'))
      await renewPeer(tx, answer.node);
    for (const { id, series, number, count, sum, checkedAt } of answer.receipts) {
      const one = known.get(id);
      if (!one) continue;
      if (one.checkAsked) await askCheck(tx, id, false);
      const same = one.series === series && one.ackedUpTo === number;
      const equal = one.acked.count === count && one.acked.sum === sum;
      const difference = equal
        ? null
        : (one.difference ?? { ours: one.acked, theirs: { count, sum }, at: at.toISOString() });
      const received = { count, sum, number, series, at: at.toISOString(), ...(checkedAt ? { checkedAt } : {}) };
      await noteReceived(tx, id, received, same ? difference : undefined);
      const state = publications.find((said) => said.id === id);
      if (same && equal && state?.whole && one.requestId && (await noteDelivered(tx, one.requestId, count)))
        await noteEvent(tx, one.requestId, { at, kind: 'delivered', text: TRAIL.delivered(count) });
    }
  });
  deps.live.publish({ topic: 'exchange', data: { nodeId: peer.id } });
}

const DEEPEST = 5;

/** The nodes below this one, for those above it. */
async function ownTree(deps: Own): Promise<TreeNode[]> {
  const { peers, receipts } = await deps.database.read(async (tx) => ({
    peers: await listPeers(tx),
    receipts: await listReceipts(tx),
  }));
  const cut = (node: TreeNode, depth: number): TreeNode => ({
    ...node,
    children: depth >= DEEPEST ? [] : node.children.map((one) => cut(one, depth + 1)),
  });
  return peers
    .filter((peer) => peer.role === 'child' && peer.state === 'active')
    .slice(0, 200)
    .map(({ id, name, division, tree }) => {
      const came = receipts.filter((one) => one.peerId === id && one.state === 'live');
      const lags = came.flatMap((one) => (one.published ? [Math.round(one.published.lagMs)] : []));
      const differences = came.filter((one) => one.difference !== null).length;
      return cut(
        { id, name, division, ...(lags.length > 0 ? { lagMs: Math.max(...lags) } : {}), differences, children: tree },
        1,
      );
    });
}

export async function peerFailed(deps: Own, peer: Peer, error: unknown, waitMs: number): Promise<void> {
  const at = deps.clock.now();
  await deps.database.transaction((tx) =>
    notePeerFault(tx, peer.id, faultOf(error, at), new Date(at.getTime() + waitMs)),
  );
  deps.live.publish({ topic: 'exchange', data: { nodeId: peer.id } });
}

export async function publicationFailed(
  deps: Own,
  publication: Publication,
  error: unknown,
  waitMs: number,
): Promise<void> {
  const at = deps.clock.now();
  await deps.database.transaction((tx) =>
    notePublicationFault(tx, publication.id, faultOf(error, at), new Date(at.getTime() + waitMs)),
  );
  deps.live.publish({ topic: 'exchange', data: { publicationId: publication.id } });
}
