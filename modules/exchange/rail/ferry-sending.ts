import type { Tx } from '@platform/database';
import { EMPTY_STATE, keyHash, rowHash, type FerryChange, type SenderStore, type SentLine } from '@platform/ferry';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { pushErrors } from '../domain/push-errors.ts';
import {
  askAgain,
  listFerryLines,
  listPending,
  lockRoute,
  markSent,
  movePackage,
  recordAck,
  rowHashes,
  saveFerryLine,
  saveRows,
  statesAt,
  stopRoute,
  unswept,
  type FerryLine,
  type FerryRoute,
} from '../store/ferry.ts';
import { lakePage, streamAfter, streamEnd, streamFloor } from '../store/ferry-reading.ts';
import { findLine } from '../store/lines.ts';
import { moveRows } from './ferry-states.ts';
import type { TakeDeps } from './take-changes.ts';

/** All rows of a line are compared with what was sent this often, so that nothing that went past the stream stays unsent. */
const SWEEP_EVERY_MS = 24 * 3_600_000;

type Deps = Pick<TakeDeps, 'database' | 'catalogue' | 'clock'>;
type Change = Omit<FerryChange, 'line'>;

/** The sender's memory of a route in the hub's tables. What is new comes from the lines' streams, and from sweeps over the lake. */
export function senderStore(deps: Deps, routeId: string): SenderStore {
  const owner = `route:${routeId}`;
  return {
    transaction: (work) =>
      deps.database.transaction(async (tx) => {
        const route = await lockRoute(tx, routeId);
        if (!route) throw pushErrors.unknownRoute({ route: routeId });
        return work({
          state: async () => (await lockRoute(tx, routeId)) as FerryRoute,
          take: (limit) => take(deps, tx, route, owner, limit),
          recordPackage: ({ number, hash, name, lines }) =>
            movePackage(tx, routeId, {
              number,
              hash,
              name,
              states: Object.fromEntries(lines.map((line) => [line.id, line.state])),
            }),
          pending: () => listPending(tx, routeId),
          markSent: (number, at) => markSent(tx, routeId, number, at),
          askAgain: (numbers) => askAgain(tx, routeId, numbers),
          recordAck: (ack, ackNumber, differences) =>
            recordAck(tx, routeId, ack, { ackNumber, differences, at: deps.clock.now() }),
          statesAt: (number) => statesAt(tx, routeId, number),
          stop: (fault) => stopRoute(tx, routeId, fault),
        });
      }),
  };
}

async function take(
  deps: Deps,
  tx: Tx,
  route: FerryRoute,
  owner: string,
  limit: number,
): Promise<{ lines: SentLine[]; changes: FerryChange[] } | undefined> {
  const known = new Map((await listFerryLines(tx, owner)).map((line) => [line.line, line]));
  const lines: SentLine[] = [];
  const changes: FerryChange[] = [];
  for (const id of route.lines) {
    const line = await findLine(tx, id);
    if (!line) continue;
    const resource = deps.catalogue.resource(line.resource);
    let at = known.get(id) ?? (await beginning(tx, id));
    const floor = await streamFloor(tx, id);
    const overdue = at.sweptAt !== null && deps.clock.now().getTime() - at.sweptAt.getTime() > SWEEP_EVERY_MS;
    // Changes below the floor are no longer in the stream: what they did is found by looking at all rows.
    if (!at.sweeping && (floor > at.seq || overdue))
      at = { ...at, sweeping: true, sweep: at.sweep + 1, sweepAfter: null };
    if (floor > at.seq) at = { ...at, seq: floor };
    const own: Change[] = [];
    at = await takeStream(tx, owner, resource, at, limit - changes.length, own);
    while (at.sweeping && own.length + changes.length < limit)
      at = await sweepPage(deps, tx, owner, resource, at, limit - changes.length - own.length, own);
    await saveFerryLine(tx, owner, at);
    const place = lines.length;
    lines.push({ id, columns: resource.items.map((item) => item.name), key: resource.key, state: at.state });
    for (const change of own) changes.push({ ...change, line: place });
  }
  return changes.length === 0 ? undefined : { lines, changes };
}

/** A line not sent before: its stream from here on, and a sweep for what is there. */
async function beginning(tx: Tx, line: string): Promise<FerryLine> {
  const seq = await streamEnd(tx, line);
  return { line, state: EMPTY_STATE, seq, sweep: 1, sweepAfter: null, sweeping: true, sweptAt: null };
}

async function takeStream(
  tx: Tx,
  owner: string,
  resource: ResourceDefinition,
  at: FerryLine,
  limit: number,
  into: Change[],
): Promise<FerryLine> {
  if (limit <= 0) return at;
  const rows = await streamAfter(tx, at.line, at.seq, limit);
  if (rows.length === 0) return at;
  const changes = rows.map((row): Change => {
    const key = row.op === 't' ? [] : resource.key.map((name) => (row.key ?? row.after ?? {})[name] ?? '');
    const { after } = row;
    return {
      op: row.op,
      key,
      ...(row.op === 'd' || row.op === 't' ? {} : { values: resource.items.map((item) => after?.[item.name] ?? null) }),
      position: String(row.seq),
      at: row.source_at,
    };
  });
  into.push(...changes);
  const state = await moveRows(tx, { owner, line: at.line, sweep: at.sweep, keepKeys: true }, at.state, changes);
  return { ...at, state, seq: rows.at(-1)?.seq ?? at.seq };
}

/** One page of a sweep: rows of the lake that are not as they were sent, and at its end those sent that are gone. */
async function sweepPage(
  deps: Deps,
  tx: Tx,
  owner: string,
  resource: ResourceDefinition,
  at: FerryLine,
  limit: number,
  into: Change[],
): Promise<FerryLine> {
  const now = deps.clock.now();
  if (at.sweepAfter !== null && 'gone' in at.sweepAfter) {
    const gone = await unswept(tx, owner, at.line, at.sweep, limit);
    const changes = gone.map(({ key }): Change => ({ op: 'd', key, position: 'sweep', at: now }));
    into.push(...changes);
    const state = await moveRows(tx, { owner, line: at.line, sweep: at.sweep, keepKeys: true }, at.state, changes);
    if (gone.length === limit) return { ...at, state };
    return { ...at, state, sweeping: false, sweepAfter: null, sweptAt: now };
  }
  const rows = await lakePage(tx, resource, at.line, at.sweepAfter as readonly string[] | null, limit);
  const places = resource.key.map((name) => resource.items.findIndex((item) => item.name === name));
  const read = rows.map((values) => {
    const key = places.map((place) => values[place] as string);
    return { key, values, keyHash: keyHash(key), rowHash: rowHash(key, values) };
  });
  const sent = await rowHashes(
    tx,
    owner,
    at.line,
    read.map((row) => row.keyHash),
  );
  const different = read.filter((row) => !sent.get(row.keyHash.toString('hex'))?.equals(row.rowHash));
  const changes = different.map(({ key, values }): Change => ({ op: 'r', key, values, position: 'sweep', at: now }));
  into.push(...changes);
  const state = await moveRows(tx, { owner, line: at.line, sweep: at.sweep, keepKeys: true }, at.state, changes);
  // Rows that are as they were sent are met, too.
  await saveRows(tx, owner, at.line, at.sweep, read);
  const last = read.at(-1);
  return { ...at, state, sweepAfter: last && read.length === limit ? last.key : { gone: true } };
}
