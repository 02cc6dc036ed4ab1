import type { Tx } from '@platform/database';
import {
  EMPTY_STATE,
  keyHash,
  movedState,
  rowHash,
  type FerryChange,
  type FerryFolder,
  type SenderStore,
  type SentLine,
} from '@platform/ferry';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { nodesErrors } from '../domain/errors.ts';
import { stoppedBy } from '../domain/faults.ts';
import type { Own } from '../deps.ts';
import {
  dropBytes,
  dropSent,
  keepBytes,
  lockPublication,
  markMet,
  markSent,
  notePublicationFault,
  noteReceived,
  pendingPackages,
  readBytes,
  recordAck,
  recordPackage,
  savePlace,
  saveSent,
  sendAgainFrom,
  sentHashes,
  stateAt,
  unswept,
  type Publication,
} from '../store/publications.ts';
import { publishedView, readPage, readRows } from '../store/published-rows.ts';

/** All rows are compared with what was sent this often, so that nothing that went past the stream stays unsent. */
const SWEEP_EVERY_MS = 24 * 3_600_000;
/** Bytes of values in one package; a row that alone has more cannot be sent. */
const MOST_BYTES = 6 * 1024 ** 2;
const PAGE = 500;
/** Pages of a sweep looked at in one transaction when nothing differs. */
const MOST_PAGES = 20;

const keyContext = (id: string): string => `nodes.sent_row:${id}:key`;
const bytesContext = (id: string, name: string): string => `nodes.package_bytes:${id}:${name}`;
const placeContext = (id: string): string => `nodes.publication:${id}:sweep`;

/** Packages not yet acknowledged, sealed in the store. */
export function keptFolder(deps: Pick<Own, 'database' | 'sealer'>, id: string): FerryFolder {
  return {
    list: async () => [],
    async read(name) {
      const sealed = await deps.database.readOnce((tx) => readBytes(tx, id, name));
      return sealed && deps.sealer.open(sealed, bytesContext(id, name));
    },
    write: (name, bytes) =>
      deps.database.transaction((tx) => keepBytes(tx, id, name, deps.sealer.seal(bytes, bytesContext(id, name)))),
    remove: (name) => deps.database.transaction((tx) => dropBytes(tx, id, name)),
  };
}

/** The sender's memory of one publication. The stream of its line says which keys changed; the rows themselves are read through its view, so nothing but what was chosen ever gets here. */
export function senderStore(deps: Own, id: string, resource: ResourceDefinition): SenderStore {
  return {
    transaction: (work) =>
      deps.database.transaction(async (tx) => {
        const publication = await lockPublication(tx, id);
        if (!publication) throw nodesErrors.unknownPublication();
        let oldestAt = deps.clock.now();
        let changes = 0;
        return work({
          async state() {
            const { series, number, hash, ackedUpTo, ackNumber, fault } = (await lockPublication(
              tx,
              id,
            )) as Publication;
            const stopped = fault?.code.startsWith('ferry.') ? { code: fault.code, ...fault.text } : null;
            return { series, number, hash, ackedUpTo, ackNumber, fault: stopped };
          },
          async take(limit) {
            const taken = await take(deps, tx, publication, resource, limit);
            if (!taken) return undefined;
            changes = taken.changes.length;
            for (const change of taken.changes) if (change.at < oldestAt) oldestAt = change.at;
            return taken;
          },
          recordPackage: ({ number, hash, name, lines }) =>
            recordPackage(tx, id, { number, hash, name, state: lines[0]?.state ?? EMPTY_STATE, changes, oldestAt }),
          pending: () => pendingPackages(tx, id),
          markSent: (number, at) => markSent(tx, id, number, at),
          askAgain: async (numbers) => {
            if (numbers.length > 0) await sendAgainFrom(tx, id, Math.min(...numbers));
          },
          async recordAck(ack, ackNumber, differences) {
            const at = deps.clock.now();
            const state = await stateAt(tx, id, ack.upTo);
            await recordAck(tx, id, { upTo: ack.upTo, ackNumber, state, at });
            const [line] = ack.lines;
            const [difference] = differences;
            if (line)
              await noteReceived(
                tx,
                id,
                { ...line.state, number: ack.upTo, series: publication.series, at: at.toISOString() },
                difference?.theirs ? { ours: difference.ours, theirs: difference.theirs, at: at.toISOString() } : null,
              );
          },
          async statesAt(number) {
            const state = await stateAt(tx, id, number);
            return new Map(state ? [[id, state]] : []);
          },
          stop: (fault) => notePublicationFault(tx, id, stoppedBy(fault, deps.clock.now()), null),
        });
      }),
  };
}

type Change = Omit<FerryChange, 'line'>;
type Place = Pick<Publication, 'id' | 'seq' | 'sweep' | 'sweeping' | 'sweepAfter' | 'sweepGone' | 'sweptAt' | 'packed'>;

/** The next changes of the publication, and the place moved past them; saved in this transaction whether there are any or not. */
async function take(
  deps: Own,
  tx: Tx,
  publication: Publication,
  resource: ResourceDefinition,
  limit: number,
): Promise<{ lines: SentLine[]; changes: FerryChange[] } | undefined> {
  if (publication.state !== 'live' || publication.lineId === null) return undefined;
  const reading = { view: publishedView(resource, publication), resource, publication };
  const packer = openPacker(deps, tx, publication, limit);
  await begin(deps, publication.lineId, packer.place);
  while (!packer.full() && (await takeStream(deps, publication.lineId, reading, packer, tx)));
  for (let pages = 0; packer.place.sweeping && !packer.full() && pages < MOST_PAGES; pages += 1)
    await sweepPage(deps, tx, reading, packer);
  const { place, changes } = packer;
  await savePlace(tx, publication.id, place);
  // An empty series is told, too: whoever holds rows of the last one lets them go.
  const first = publication.number === 0 && !place.sweeping;
  if (changes.length === 0 && !first) return undefined;
  const line: SentLine = { id: publication.id, columns: publication.items, key: resource.key, state: place.packed };
  return { lines: [line], changes: changes.map((change) => ({ ...change, line: 0 })) };
}

/** Where to go on; a sweep begins when the stream does not hold all that came since, or it is time. */
async function begin(deps: Own, lineId: string, place: Place): Promise<void> {
  const [span] = await deps.changes.spans([lineId]);
  const newest = span?.newest ?? 0n;
  const floor = span?.floor ?? 0n;
  if (place.seq === null) {
    place.seq = newest;
    return;
  }
  const lost = floor > place.seq || newest < place.seq;
  const overdue = place.sweptAt !== null && deps.clock.now().getTime() - place.sweptAt.getTime() > SWEEP_EVERY_MS;
  if (lost || (overdue && !place.sweeping)) sweepAnew(place);
  if (lost) place.seq = newest < place.seq ? newest : floor;
}

function sweepAnew(place: Place): void {
  Object.assign(place, { sweeping: true, sweep: place.sweep + 1, sweepAfter: null, sweepGone: false });
}

type Reading = { view: ReturnType<typeof publishedView>; resource: ResourceDefinition; publication: Publication };

/** @returns whether there may be more */
async function takeStream(deps: Own, lineId: string, reading: Reading, packer: Packer, tx: Tx): Promise<boolean> {
  const { place } = packer;
  const raw = await deps.changes.changes({ lineIds: [lineId], after: place.seq as bigint, limit: PAGE });
  const keys = new Map<string, string[]>();
  for (const change of raw) {
    const of = change.key ?? change.after;
    if (change.op !== 't' && of) {
      const key = reading.resource.key.map((name) => of[name] ?? '');
      keys.set(JSON.stringify(key), key);
    }
  }
  const rows = new Map((await readRows(tx, reading, [...keys.values()])).map((row) => [JSON.stringify(row.key), row]));
  await packer.know([...keys.values()]);
  const done = new Set<string>();
  for (const change of raw) {
    const of = change.key ?? change.after;
    if (change.op === 't') sweepAnew(place);
    else if (of) {
      const key = reading.resource.key.map((name) => of[name] ?? '');
      const name = JSON.stringify(key);
      if (!done.has(name)) {
        const fits = packer.put(key, rows.get(name)?.values, {
          position: String(change.seq),
          at: change.sourceAt,
          read: false,
        });
        if (!fits) break;
        done.add(name);
      }
    }
    place.seq = change.seq;
  }
  await packer.settle();
  return raw.length === PAGE;
}

/** One page of a sweep: rows that are not as they were sent, and at its end those sent that are gone. */
async function sweepPage(deps: Own, tx: Tx, reading: Reading, packer: Packer): Promise<void> {
  const { place } = packer;
  const now = deps.clock.now();
  if (place.sweepGone) {
    const gone = await unswept(tx, place.id, place.sweep, PAGE);
    const keys = gone.map(({ key }) => deps.sealer.openJson(key, keyContext(place.id)) as string[]);
    await packer.know(keys);
    for (const key of keys) packer.put(key, undefined, { position: 'sweep', at: now, read: true });
    await packer.settle();
    if (gone.length < PAGE) Object.assign(place, { sweeping: false, sweepAfter: null, sweepGone: false, sweptAt: now });
    return;
  }
  const after = place.sweepAfter && (deps.sealer.openJson(place.sweepAfter, placeContext(place.id)) as string[]);
  const rows = await readPage(tx, reading, after, PAGE);
  await packer.know(rows.map((row) => row.key));
  let last: string[] | null = after;
  let whole = true;
  for (const { key, values } of rows) {
    if (!packer.put(key, values, { position: 'sweep', at: now, read: true })) {
      whole = false;
      break;
    }
    last = key;
  }
  await packer.settle();
  place.sweepAfter = last && deps.sealer.sealJson(last, placeContext(place.id));
  place.sweepGone = whole && rows.length < PAGE;
}

type Packer = {
  readonly place: Place;
  readonly changes: Change[];
  full(): boolean;
  /** Learns how rows with these keys were sent last. */
  know(keys: readonly (readonly string[])[]): Promise<void>;
  /** The row as it is now (undefined: gone); what is as it was sent is passed over. @returns false when it does not fit any more */
  put(
    key: string[],
    values: readonly (string | null)[] | undefined,
    of: { position: string; at: Date; read: boolean },
  ): boolean;
  /** Keeps what was put. */
  settle(): Promise<void>;
};

function openPacker(deps: Own, tx: Tx, publication: Publication, limit: number): Packer {
  const { id } = publication;
  const place: Place = { ...publication };
  const changes: Change[] = [];
  const known = new Map<string, Buffer>();
  let bytes = 0;
  let saved: { keyHash: Buffer; rowHash: Buffer; key: Buffer }[] = [];
  let dropped: Buffer[] = [];
  let met: Buffer[] = [];
  return {
    place,
    changes,
    full: () => changes.length >= limit || bytes >= MOST_BYTES,
    async know(keys) {
      known.clear();
      const hashes = keys.map((key) => keyHash(key));
      for (const [name, hash] of await sentHashes(tx, id, hashes)) known.set(name, hash);
    },
    put(key, values, of) {
      const hash = keyHash(key);
      const before = known.get(hash.toString('hex'));
      const now = values && rowHash(key, values);
      if (!now && !before) return true;
      if (now && before?.equals(now)) {
        met.push(hash);
        return true;
      }
      const size = [...key, ...(values ?? [])].reduce((sum, value) => sum + Buffer.byteLength(value ?? ''), 0);
      if (size > MOST_BYTES) throw nodesErrors.rowTooLarge({ limit: `${MOST_BYTES / 1024 ** 2} MB` });
      if (bytes + size > MOST_BYTES) {
        bytes = MOST_BYTES;
        return false;
      }
      bytes += size;
      const op = !now ? 'd' : of.read ? 'r' : before ? 'u' : 'c';
      changes.push({ op, key, ...(values ? { values } : {}), position: of.position, at: of.at });
      place.packed = movedState(place.packed, before ? [before] : [], now ? [now] : []);
      if (now) saved.push({ keyHash: hash, rowHash: now, key: deps.sealer.sealJson(key, keyContext(id)) });
      else dropped.push(hash);
      return true;
    },
    async settle() {
      await saveSent(tx, id, place.sweep, saved);
      if (dropped.length > 0) await dropSent(tx, id, dropped);
      if (met.length > 0) await markMet(tx, id, place.sweep, met);
      [saved, dropped, met] = [[], [], []];
    },
  };
}
