import type { Tx } from '@platform/database';
import { EMPTY_STATE, type FerryChange, type PackageHeader, type ReceiverStore } from '@platform/ferry';
import type { Connection, Line } from '../domain/line.ts';
import { pushErrors } from '../domain/push-errors.ts';
import {
  clearOwner,
  listFerryLines,
  lockReceipt,
  moveReceipt,
  receivedHash,
  recordSentAck,
  saveFerryLine,
  stopReceipt,
} from '../store/ferry.ts';
import { listLines, lockLine, setLineState } from '../store/lines.ts';
import { countKept } from '../store/quarantine.ts';
import { moveRows } from './ferry-states.ts';
import { takeChanges, type GivenChange, type TakeDeps } from './take-changes.ts';

export type ReceivingDeps = TakeDeps & {
  /** Lines of the sender that are not taken here. */
  readonly ignored: ReadonlySet<string>;
};

/** The receiver's memory of a connection of kind ferry: a package's rows, the lines' states and the place are one transaction. */
export function receiverStore(deps: ReceivingDeps, connection: Pick<Connection, 'id'>): ReceiverStore {
  const owner = `connection:${connection.id}`;
  return {
    transaction: (work) =>
      deps.database.transaction(async (tx) => {
        await lockReceipt(tx, connection.id);
        return work({
          state: () => lockReceipt(tx, connection.id),
          hashOf: (number) => receivedHash(tx, connection.id, number),
          apply: (header, changes, hash, fresh) =>
            apply(deps, tx, connection.id, owner, { header, changes, hash, fresh }),
          async lines() {
            const local = new Map(
              (await listLines(tx, { connectionId: connection.id })).map((line) => [line.table.table, line]),
            );
            const kept = await countKept(tx);
            return (await listFerryLines(tx, owner)).map(({ line, state }) => ({
              id: line,
              state,
              quarantined: kept.get(local.get(line)?.id ?? '') ?? 0,
            }));
          },
          recordAck: (number, hash) => recordSentAck(tx, connection.id, number, hash),
          stop: (fault) => stopReceipt(tx, connection.id, fault),
        });
      }),
  };
}

type Package = { header: PackageHeader; changes: readonly FerryChange[]; hash: string; fresh: boolean };

async function apply(
  deps: ReceivingDeps,
  tx: Tx,
  connectionId: string,
  owner: string,
  { header, changes, hash, fresh }: Package,
): Promise<void> {
  const local = new Map((await listLines(tx, { connectionId })).map((line) => [line.table.table, line]));
  const sent = header.lines ?? [];
  const unmapped = sent.filter(({ id }) => !local.has(id) && !deps.ignored.has(id));
  if (unmapped.length > 0) throw pushErrors.ferryLineUnmapped({ lines: unmapped.map(({ id }) => id).join('、') });
  if (fresh) await clearOwner(tx, owner);
  const known = new Map((await listFerryLines(tx, owner)).map((line) => [line.line, line]));
  const position = `${header.series}/${header.number}`;
  for (const [place, { id, columns, key }] of sent.entries()) {
    const own = changes.filter((change) => change.line === place);
    const line = local.get(id);
    if (line && !deps.ignored.has(id)) await applyLine(deps, tx, line, { own, columns, key, position, fresh });
    if (own.length === 0 && known.has(id)) continue;
    const before = known.get(id) ?? {
      line: id,
      state: EMPTY_STATE,
      seq: 0n,
      sweep: 0,
      sweepAfter: null,
      sweeping: false,
      sweptAt: null,
    };
    const state = await moveRows(tx, { owner, line: id, sweep: 0, keepKeys: false }, before.state, own);
    await saveFerryLine(tx, owner, { ...before, state });
  }
  await moveReceipt(tx, connectionId, {
    series: header.series,
    number: header.number,
    hash,
    at: deps.clock.now(),
    fresh,
  });
}

async function applyLine(
  deps: ReceivingDeps,
  tx: Tx,
  found: Line,
  given: {
    own: readonly FerryChange[];
    columns: readonly string[];
    key: readonly string[];
    position: string;
    fresh: boolean;
  },
): Promise<void> {
  const { own, columns, key, position } = given;
  const missing = [...new Set(found.mapping.map((one) => one.column))].filter((column) => !columns.includes(column));
  if (missing.length > 0) throw pushErrors.ferryLineColumns({ line: found.table.table, columns: missing.join('、') });
  const line = await lockLine(tx, found.id);
  if (!line) return;
  // Before the last truncation nothing is left of anything; a new series begins with nothing, too.
  let begin = 0;
  own.forEach((change, index) => {
    if (change.op === 't') begin = index + 1;
  });
  const emptied = begin > 0 || given.fresh;
  const rest = own.slice(begin);
  if (rest.length === 0 && !emptied) return;
  const changes = rest.map((change, index): GivenChange => {
    const deleted = change.op === 'd';
    const names = deleted ? key : columns;
    const values = deleted ? change.key : (change.values ?? []);
    return {
      op: deleted ? 'delete' : 'upsert',
      values: Object.fromEntries(names.map((name, at) => [name, values[at] ?? null])),
      rowNo: index + 1,
    };
  });
  const sourceAt = own.at(-1)?.at;
  const bytes = rest.reduce(
    (sum, change) => sum + (change.values ?? change.key).reduce((all, value) => all + (value?.length ?? 0), 0),
    0,
  );
  await takeChanges(deps, tx, line, changes, {
    position,
    trace: deps.ids.next(),
    emptied,
    bytes,
    ...(sourceAt === undefined ? {} : { sourceAt }),
  });
  if (line.state === 'waiting') await setLineState(tx, line.id, 'live', null);
}
