import type { Tx } from '@platform/database';
import {
  EMPTY_STATE,
  keyHash,
  movedState,
  rowHash,
  type FerryChange,
  type FerryFolder,
  type RowState,
  type SenderStore,
  type SentLine,
} from '@platform/ferry';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { nodesErrors } from '../domain/errors.ts';
import { faultOf, type Fault } from '../domain/faults.ts';
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
import { publishedView, readPage, readRows, type PublishedRow } from '../store/published-rows.ts';

/** All rows are compared with what was sent this often, so that nothing that went past the stream stays unsent. */
const SWEEP_EVERY_MS = 24 * 3_600_000;
/** Bytes of values in one package; a row that alone has more cannot be sent. */
const MOST_BYTES = 6 * 1024 ** 2;
const PAGE = 2_000;

const keyContext = (id: string): string => `nodes.sent_row:${id}:key`;
const bytesContext = (id: string, name: string): string => `nodes.package_bytes:${id}:${name}`;
const placeContext = (id: string): string => `nodes.publication:${id}:sweep`;

/** A fault of the ferry's as it is kept here. */
function stopFault(fault: { code: string; zh: string; en: string }, at: Date): Fault {
  const { mend } = faultOf(Object.assign(nodesErrors.badMessage(), { code: fault.code }), at);
  return { code: fault.code, text: { zh: fault.zh, en: fault.en }, mend, at: at.toISOString() };
}

/** Packages not yet acknowledged, sealed in the store. */
export function keptFolder(deps: Pick<Own, 'database' | 'sealer'>, id: string): FerryFolder {
  return {
    list: async () => [],
    async read(name) {
      const sealed = await deps.database.readOnce((tx) => readBytes(tx, id, name));
      return sealed && deps.sealer.open(sealed, bytesContext(id, name));
    },
    write: (name, bytes) => deps.database.transaction((tx) => keepBytes(tx, id, name, deps.sealer.seal(bytes, bytesContext(id, name)))),
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
            const { series, number, hash, ackedUpTo, ackNumber, fault } = (await lockPublication(tx, id)) as Publication;
            const stopped = fault?.code.startsWith('ferry.') ? { code: fault.code, ...fault.text } : null;
            return { series, number, hash, ackedUpTo, ackNumber, fault: stopped };
          },
          async take(limit) {
            const taken = await take(deps, tx, resource, limit);
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
          stop: (fault) => notePublicationFault(tx, id, stopFault(fault, deps.clock.now()), null),
        });
      }),
  };
}

type Change = Omit<FerryChange, 'line'>;
type Place = Pick<Publication, 'id' | 'seq' | 'sweep' | 'sweeping' | 'sweepAfter' | 'sweepGone' | 'sweptAt' | 'packed'>;

async function take(
  deps: Own,
  tx: Tx,
  resource: ResourceDefinition,
  limit: number,
): Promise<{ lines: SentLine[]; changes: FerryChange[] } | undefined> {
  // As this very transaction left it.
  const { id } = resourceOf(resource);
  void id;
  throw new Error('replaced below');
}
