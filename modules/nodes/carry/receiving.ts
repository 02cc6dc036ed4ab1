import { memoryFolder } from './folders.ts';
import { EMPTY_STATE, receiveOnce, type FerryChange, type PackageHeader, type ReceiverStore } from '@platform/ferry';
import type { Tx } from '@platform/database';
import { nodesErrors } from '../domain/errors.ts';
import { stoppedBy } from '../domain/faults.ts';
import { nodeKey, type Own } from '../deps.ts';
import type { Peer } from '../store/peers.ts';
import { selfFacts } from '../store/self.ts';
import {
  findEntryVersion,
  lockReceipt,
  moveReceipt,
  noteCounted,
  noteDifference,
  noteReceiptFault,
  receivedHash,
  recordSentAck,
  type Receipt,
} from '../store/receipts.ts';
import { countRows, emptyTable, receivedTable, takeRows } from '../store/received-rows.ts';

/** The receipt with its table. @throws nodes.unknown-receipt, nodes.entry-only */
export async function tableOf(tx: Tx, receipt: Receipt): Promise<ReturnType<typeof receivedTable>> {
  if (receipt.tableName === null) throw nodesErrors.entryOnly();
  const entry = await findEntryVersion(tx, receipt.peerId, receipt.resource, receipt.entryVersion);
  if (!entry) throw nodesErrors.unknownEntry();
  return receivedTable(receipt.tableName, entry.definition);
}

/** The receiver's memory of one publication of a peer: rows, their state and the place move in one transaction. */
function receiverStore(deps: Own, id: string): ReceiverStore {
  return {
    transaction: (work) =>
      deps.database.transaction(async (tx) => {
        const receipt = await lockReceipt(tx, id);
        if (!receipt) throw nodesErrors.unknownReceipt();
        return work({
          async state() {
            const { series, number, hash, ackNumber, ackHash, fault } = (await lockReceipt(tx, id)) as Receipt;
            const stopped = fault?.code.startsWith('ferry.') ? { code: fault.code, ...fault.text } : null;
            return { series, number, hash, ackNumber, ackHash, fault: stopped };
          },
          apply: (header, changes, hash, fresh) => apply(deps, tx, receipt, { header, changes, hash, fresh }),
          hashOf: (number) => receivedHash(tx, id, number),
          async lines() {
            const { held } = (await lockReceipt(tx, id)) as Receipt;
            return [{ id, state: held, quarantined: 0 }];
          },
          recordAck: (number, hash) => recordSentAck(tx, id, number, hash),
          stop: (fault) => noteReceiptFault(tx, id, stoppedBy(fault, deps.clock.now())),
        });
      }),
  };
}

async function apply(
  deps: Own,
  tx: Tx,
  receipt: Receipt,
  given: { header: PackageHeader; changes: readonly FerryChange[]; hash: string; fresh: boolean },
): Promise<void> {
  const { header, changes, hash, fresh } = given;
  const table = await tableOf(tx, receipt);
  const [line] = header.lines ?? [];
  const known = new Set(table.columns.map((column) => column.name));
  if (
    !line ||
    line.id !== receipt.id ||
    line.key.join() !== table.key.join() ||
    !line.columns.every((name) => known.has(name))
  )
    throw nodesErrors.columnsDiffer();
  if (fresh) await emptyTable(tx, table);
  const at = deps.clock.now();
  const held = await takeRows(deps, tx, table, {
    columns: line.columns,
    changes,
    state: fresh ? EMPTY_STATE : receipt.held,
    at,
  });
  await moveReceipt(tx, receipt.id, { series: header.series, number: header.number, hash, held, at, fresh });
  // Each package says what its sender holds: no need to wait for the next count.
  const equal = held.count === line.state.count && held.sum === line.state.sum;
  await noteDifference(tx, receipt.id, equal ? null : { ours: held, theirs: line.state, at: at.toISOString() });
}

/** Takes a package that a peer sent. @returns the acknowledgement, signed as packages are; undefined when nothing can be said */
export async function receivePackage(deps: Own, peer: Peer, id: string, bytes: Buffer): Promise<Buffer | undefined> {
  const receipt = await deps.database.transaction((tx) => lockReceipt(tx, id));
  if (!receipt || receipt.peerId !== peer.id) throw nodesErrors.unknownPublication();
  if (receipt.state !== 'live') throw nodesErrors.withdrawn();
  const self = await selfFacts(deps);
  const out = memoryFolder();
  const key = nodeKey(deps);
  const came = await receiveOnce({
    route: { id, self: self.id, peer: peer.id, peerKeys: [peer.publicKey] },
    in: memoryFolder([[`${id}-came.ferry`, bytes]]),
    out,
    clock: deps.clock,
    sign: (message) => key.sign(message),
    store: receiverStore(deps, id),
    tell: (event) => {
      if (event.what === 'refused' || event.what === 'stopped')
        deps.log.warn(
          { module: 'nodes', receipt: id, ...event },
          'a package of another node was refused, or its series stopped',
        );
    },
  });
  if (came.applied > 0) deps.live.publish({ topic: 'exchange', data: { receiptId: id } });
  return [...out.files.values()].at(-1);
}

/** Counts a received table as it truly is; packages wait meanwhile. */
export async function countReceipt(deps: Own, id: string): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const receipt = await lockReceipt(tx, id);
    if (!receipt || receipt.state !== 'live' || receipt.tableName === null) return;
    const table = await tableOf(tx, receipt);
    const columns = table.columns.map((column) => column.name).filter((name) => !name.startsWith('_'));
    const held = await countRows(tx, table, columns);
    await noteCounted(tx, id, held, deps.clock.now());
    const { published } = receipt;
    if (published && published.series === receipt.series && published.number === receipt.number) {
      const equal = published.count === held.count && published.sum === held.sum;
      const theirs = { count: published.count, sum: published.sum };
      await noteDifference(tx, id, equal ? null : { ours: held, theirs, at: deps.clock.now().toISOString() });
    }
  });
  deps.live.publish({ topic: 'exchange', data: { receiptId: id } });
}
