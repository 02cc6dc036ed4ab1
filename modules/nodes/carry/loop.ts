import { openLeadership } from '@platform/database';
import type { Own } from '../deps.ts';
import { listPeers, type Peer } from '../store/peers.ts';
import { listPublications } from '../store/publications.ts';
import { listReceipts } from '../store/receipts.ts';
import { countReceipt } from './receiving.ts';
import { isNodeFault } from '../domain/node-faults.ts';
import { tellShares } from '../share/tell.ts';
import { beat, carryPublication, peerFailed, pollState, publicationFailed, tellRequests } from './turn.ts';

/** Held by the one process that carries; another takes over when it is gone. */
const CARRYING = 73_577_014;
const LOOK_MS = 1_000;
/** How often peers are told how everything stands, and an undecided parent is asked. */
export type Pace = { readonly beatMs: number; readonly pollMs: number; readonly settleMs?: number };
const PACE: Pace = { beatMs: 5_000, pollMs: 3_000 };
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A received table is counted anew this often by itself. */
const COUNT_EVERY_MS = 24 * 3_600_000;

export type CarryLoop = {
  /** Looks again now: someone published, or pressed a button. */
  wake(): void;
  stop(): Promise<void>;
};

/** Carries what is to be carried to all peers, for as long as the process runs. All it knows stands in the store, so it may be killed at any moment. */
export function startCarrying(deps: Own, pace: Pace = PACE): CarryLoop {
  const stop = new AbortController();
  const waits = new Map<string, { until: number; ms: number }>();
  const last = new Map<string, number>();
  const leadership = openLeadership(deps.hub, CARRYING);
  let roused = (): void => undefined;

  const due = (name: string, every: number): boolean => {
    const now = performance.now();
    if (now - (last.get(name) ?? Number.NEGATIVE_INFINITY) < every) return false;
    last.set(name, now);
    return true;
  };
  const waiting = (name: string): boolean => (waits.get(name)?.until ?? 0) > performance.now();
  const failed = (name: string): number => {
    const ms = Math.min(LONGEST_WAIT_MS, (waits.get(name)?.ms ?? FIRST_WAIT_MS / 2) * 2);
    waits.set(name, { until: performance.now() + ms, ms });
    return ms;
  };

  /** @returns whether something is left to do at once */
  const servePeer = async (peer: Peer): Promise<boolean> => {
    if (waiting(peer.id)) return false;
    let more = false;
    try {
      if (peer.state === 'asked' && peer.role === 'parent') {
        if (due(`poll ${peer.id}`, pace.pollMs)) await pollState(deps, peer, stop.signal);
      } else if (peer.state === 'active') more = await serveActive(peer);
      waits.delete(peer.id);
    } catch (error) {
      if (stop.signal.aborted) return false;
      await peerFailed(deps, peer, error, failed(peer.id));
      if ((error as { code?: unknown }).code === 'nodes.not-active')
        await pollState(deps, peer, stop.signal).catch(() => undefined);
      else if (!isNodeFault(error))
        deps.log.error({ module: 'nodes', node: peer.id, error: error as Error }, 'a turn with another node failed');
    }
    return more;
  };

  const serveActive = async (peer: Peer): Promise<boolean> => {
    let more = false;
    await tellRequests(deps, peer, stop.signal);
    await tellShares(deps, peer, stop.signal, pace.settleMs);
    const publications = await deps.database.readOnce((tx) => listPublications(tx, peer.id));
    const lines = new Map((publications.length > 0 ? await deps.exchange.lines() : []).map((line) => [line.id, line]));
    for (const publication of publications) {
      if (stop.signal.aborted || waiting(publication.id)) continue;
      try {
        more = (await carryPublication(deps, peer, publication, lines, stop.signal)) || more;
        waits.delete(publication.id);
      } catch (error) {
        if (isNodeFault(error) || stop.signal.aborted) throw error;
        deps.log.warn(
          { module: 'nodes', publication: publication.id, error: error as Error },
          'a publication could not go on',
        );
        await publicationFailed(deps, publication, error, failed(publication.id));
      }
    }
    // A parent has nothing to say to a child that receives nothing from it, but that it lives.
    if (publications.some((one) => one.checkAsked) || due(`beat ${peer.id}`, pace.beatMs))
      await beat(deps, peer, stop.signal);
    return more;
  };

  const countDue = async (): Promise<void> => {
    const now = deps.clock.now().getTime();
    for (const receipt of await deps.database.readOnce((tx) => listReceipts(tx))) {
      if (stop.signal.aborted || receipt.state !== 'live' || receipt.tableName === null || waiting(receipt.id))
        continue;
      const overdue = receipt.number > 0 && now - (receipt.checkedAt?.getTime() ?? 0) > COUNT_EVERY_MS;
      if (!receipt.checkAsked && !overdue) continue;
      await countReceipt(deps, receipt.id).catch((error: Error) => {
        failed(receipt.id);
        deps.log.warn({ module: 'nodes', receipt: receipt.id, error }, 'a received table could not be counted');
      });
    }
  };

  const run = async (): Promise<void> => {
    let newest = 0n;
    while (!stop.signal.aborted) {
      try {
        let more = false;
        if (await leadership.lead()) {
          const peers = await deps.database.readOnce(listPeers);
          const served = await Promise.all(peers.map(servePeer));
          more = served.includes(true);
          await countDue();
        }
        if (!more) newest = await nextCause(newest);
      } catch (error) {
        if (stop.signal.aborted) break;
        deps.log.warn({ module: 'nodes', error: error as Error }, 'nodes wait: the database does not answer');
        await new Promise((resume) => setTimeout(resume, LOOK_MS));
      }
    }
  };

  /** Until a change comes, someone calls, or a while has passed. */
  const nextCause = async (newest: bigint): Promise<bigint> => {
    const cause = new AbortController();
    const end = (): void => cause.abort();
    roused = end;
    stop.signal.addEventListener('abort', end, { once: true });
    try {
      return await deps.changes.newestChange({ after: newest, waitMs: LOOK_MS, signal: cause.signal });
    } finally {
      roused = () => undefined;
      stop.signal.removeEventListener('abort', end);
    }
  };
  const running = run();

  return {
    wake: () => roused(),
    async stop() {
      stop.abort();
      await running;
      leadership.resign();
    },
  };
}
