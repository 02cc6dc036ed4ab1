import { fileURLToPath } from 'node:url';
import { listenOn } from '@platform/database';
import { openLake } from '@platform/lake';
import { moduleDatabase, type Module } from '@platform/module';
import type { NodesPort } from './contract/index.ts';
import { startCarrying, type CarryLoop, type Pace } from './carry/loop.ts';
import type { NodesDeps, Own } from './deps.ts';
import { answerNodes } from './features/answer-nodes.ts';
import { endTrust, listPeersCase, registerUpward, showPeer, trustPeer } from './features/manage-peers.ts';
import {
  listPublicationsCase,
  listPublishable,
  orderPublication,
  publishEntry,
  showPublication,
} from './features/publish.ts';
import { checkReceipt, listEntriesCase, listReceiptsCase, showEntry, showReceipt } from './features/receipts.ts';
import { approveRequest, askForData, listRequestsCase, refuseRequest } from './features/requests.ts';
import { callShared, listShareCallsCase } from './features/share-calls.ts';
import { correctShare, objectToShare, renewGrant } from './features/share-acts.ts';
import { disputeShare, disputeSteps, listShareDisputes } from './features/share-disputes.ts';
import { askForShare, listOffers, listShares, withdrawShare } from './features/shares.ts';
import { endGrant, listShareGrants } from './features/share-grants.ts';
import { changeSelfCase, showSelf, showTopology } from './features/show-self.ts';
import { namesOf } from './features/views.ts';
import { openShareBook } from './share/book.ts';
import { handInOpen, hearAgain, onAcrossAnswered, onAcrossChanged } from './share/hand-in.ts';
import { listPeers } from './store/peers.ts';
import { listEntries, listReceipts } from './store/receipts.ts';
import { ensureSelf } from './store/self.ts';

export type { NodesDeps } from './deps.ts';

/** 级联节点: a node registers with a parent, publishes chosen entries and tables to it, and asks it for data about its own division. */
export function createNodes(deps: NodesDeps, pace?: Pace): Module & { port: NodesPort } {
  const database = moduleDatabase(deps, 'nodes');
  const shares = openShareBook({ database, clock: deps.clock });
  const own: Own = {
    ...deps,
    hub: deps.database,
    database,
    shares,
    lake: openLake(deps.database),
  };
  let loop: CarryLoop | undefined;
  let listening: { close(): Promise<void> } | undefined;
  const waking = { wake: () => loop?.wake() };
  return {
    name: 'nodes',
    migrations: { module: 'nodes', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      showSelf(own),
      changeSelfCase(own),
      showTopology(own),
      listPeersCase(own),
      showPeer(own),
      registerUpward(own),
      trustPeer(own, 'confirm'),
      trustPeer(own, 'approve'),
      endTrust(own, 'refuse'),
      endTrust(own, 'revoke'),
      listPublishable(own),
      listPublicationsCase(own),
      showPublication(own),
      publishEntry(own, waking),
      ...(['pause', 'resume', 'withdraw', 'republish', 'check'] as const).map((order) =>
        orderPublication(own, waking, order),
      ),
      listReceiptsCase(own),
      showReceipt(own),
      checkReceipt(own),
      listEntriesCase(own),
      showEntry(own),
      listRequestsCase(own),
      askForData(own, waking),
      approveRequest(own, waking),
      refuseRequest(own, waking),
      listOffers(own),
      listShares(own),
      askForShare(own, waking),
      withdrawShare(own, waking),
      correctShare(own, waking),
      objectToShare(own, waking),
      disputeShare(own, waking),
      ...disputeSteps(own, waking),
      listShareDisputes(own),
      listShareGrants(own),
      endGrant(own, waking),
      renewGrant(own, waking),
      listShareCallsCase(own),
      callShared(own),
      answerNodes(own, 'messages'),
      answerNodes(own, 'packages'),
    ],
    reactions: [
      onAcrossAnswered(own),
      onAcrossChanged(own, () => {
        deps.live.publish({ topic: 'nodes', data: {} });
        waking.wake();
      }),
    ],
    port: {
      grants: shares.port,
      organisation: shares.organisation,
      receivedEntries: () =>
        own.database.read(async (tx) => {
          const peers = await listPeers(tx);
          const name = namesOf(peers);
          const receipts = await listReceipts(tx);
          return (await listEntries(tx)).map((one) => ({
            nodeId: one.peerId,
            nodeName: name(one.peerId),
            level: peers.some(({ id, role }) => id === one.peerId && role === 'parent') ? 'above' : 'below',
            ...(one.providerName ? { providerName: one.providerName } : {}),
            definition: one.definition,
            version: one.version,
            tables: receipts
              .filter(
                (came) => came.peerId === one.peerId && came.resource === one.resource && came.state !== 'removed',
              )
              .flatMap((came) =>
                came.tableName === null ? [] : [{ receiptId: came.id, table: came.tableName, rows: came.held.count }],
              ),
            interfaces: one.interfaces,
            withdrawn:
              one.withdrawnAt !== null || !peers.some(({ id, state }) => id === one.peerId && state === 'active'),
          }));
        }),
    },
    async prepare() {
      await ensureSelf(own);
      await shares.refresh();
    },
    async start() {
      listening ??= listenOn(deps.database, 'yiwang_node_grants', () => {
        shares
          .refresh()
          .catch((error: Error) =>
            deps.log.warn(
              { module: 'nodes', error },
              'grants between levels could not be read anew; the next change brings them',
            ),
          );
      });
      await handInOpen(own)
        .then(() => hearAgain(own))
        .catch((error: unknown) =>
          deps.log.warn(
            { module: 'nodes', error: error as Error },
            'requests of other nodes could not be handed in, or not all were heard of; the next start tries again',
          ),
        );
      loop ??= startCarrying(own, pace);
    },
    async stop() {
      await loop?.stop();
      loop = undefined;
      await listening?.close();
      listening = undefined;
    },
  };
}
