// Stores in memory and a gate that misbehaves, for this package's tests.
import type { Value } from '@platform/sources';
import type { FerryChange } from '../body.ts';
import type { FerryFolder } from '../folders.ts';
import type { PackageHeader } from '../package.ts';
import type { ReceiverState, ReceiverStore } from '../receiver.ts';
import { EMPTY_STATE, movedState, rowHash, type RowState } from '../row-sum.ts';
import type { FerryFault } from '../route.ts';
import type { Acknowledgement } from '../ack.ts';
import type { Difference, PendingPackage, SenderState, SenderStore, SentLine } from '../sender.ts';

export type Rows = Map<string, readonly Value[]>;

export function memoryFolder(): FerryFolder & { files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  return {
    files,
    list: async () => [...files.keys()].sort().map((name) => ({ name, settled: true })),
    read: async (name) => files.get(name),
    write: async (name, bytes) => void files.set(name, bytes),
    remove: async (name) => void files.delete(name),
  };
}

const COLUMNS = ['id', 'v'];

/** Applies a change to rows and to the state that stands for them. */
function changed(rows: Rows, state: RowState, change: FerryChange): RowState {
  const id = JSON.stringify(change.key);
  const before = rows.get(id);
  if (change.op === 't') {
    rows.clear();
    return EMPTY_STATE;
  }
  const gone = before ? [rowHash(change.key, before)] : [];
  if (change.op === 'd') rows.delete(id);
  else rows.set(id, change.values as readonly Value[]);
  return movedState(state, gone, change.op === 'd' ? [] : [rowHash(change.key, change.values as readonly Value[])]);
}

export function memorySender(ids: readonly string[]) {
  const stream: FerryChange[] = [];
  const rows = ids.map((): Rows => new Map());
  let states = ids.map(() => EMPTY_STATE);
  let state: SenderState = { series: 1, number: 0, hash: '0'.repeat(64), ackedUpTo: 0, ackNumber: 0, fault: null };
  let taken = 0;
  const packages = new Map<number, PendingPackage & { states: Map<string, RowState> }>();
  const acks: Acknowledgement[] = [];
  let differences: readonly Difference[] = [];
  const store: SenderStore = {
    transaction: (work) =>
      work({
        state: async () => state,
        async take(limit) {
          const changes = stream.slice(taken, taken + limit);
          if (changes.length === 0) return undefined;
          taken += changes.length;
          for (const change of changes)
            states = states.map((held, index) =>
              index === change.line ? changed(rows[index] as Rows, held, change) : held,
            );
          const lines = ids.map(
            (id, index): SentLine => ({ id, columns: COLUMNS, key: ['id'], state: states[index] as RowState }),
          );
          return { lines, changes };
        },
        async recordPackage({ number, hash, name, lines }) {
          state = { ...state, number, hash };
          packages.set(number, {
            number,
            name,
            sentAt: null,
            times: 0,
            states: new Map(lines.map((line) => [line.id, line.state])),
          });
        },
        pending: async () => [...packages.values()].filter((one) => one.number > state.ackedUpTo),
        async markSent(number, at) {
          const one = packages.get(number);
          if (one) packages.set(number, { ...one, sentAt: at, times: one.times + 1 });
        },
        async askAgain(numbers) {
          for (const number of numbers) {
            const one = packages.get(number);
            if (one) packages.set(number, { ...one, sentAt: null });
          }
        },
        async recordAck(ack, ackNumber, found) {
          state = { ...state, ackNumber, ackedUpTo: Math.max(state.ackedUpTo, ack.upTo) };
          acks.push(ack);
          differences = found;
        },
        statesAt: async (number) => packages.get(number)?.states ?? new Map(),
        async stop(fault: FerryFault) {
          state = { ...state, fault };
        },
      }),
  };
  return {
    store,
    acks,
    rows: () => rows,
    state: () => state,
    differences: () => differences,
    put: (change: Omit<FerryChange, 'position' | 'at'>) =>
      void stream.push({ ...change, position: String(stream.length + 1), at: new Date(0) }),
    /** As after a backup was restored: it knows of no package. */
    forget() {
      state = { ...state, number: 0, hash: '0'.repeat(64), ackedUpTo: 0, ackNumber: 0 };
      packages.clear();
    },
    /** Begins anew: all rows as reads, in a series of their own. */
    restart() {
      state = { series: state.series + 1, number: 0, hash: '0'.repeat(64), ackedUpTo: 0, ackNumber: 0, fault: null };
      packages.clear();
      stream.splice(0);
      taken = 0;
      states = ids.map(() => EMPTY_STATE);
      for (const [line, held] of rows.entries()) {
        const now = [...held];
        held.clear();
        for (const [id, values] of now) this.put({ line, op: 'r', key: JSON.parse(id) as string[], values });
      }
    },
  };
}

export function memoryReceiver() {
  const rows = new Map<string, Rows>();
  let states = new Map<string, RowState>();
  const hashes = new Map<number, string>();
  let state: ReceiverState = {
    series: 0,
    number: 0,
    hash: '0'.repeat(64),
    ackNumber: 0,
    ackHash: '0'.repeat(64),
    fault: null,
  };
  let applications = 0;
  const store: ReceiverStore = {
    transaction: (work) =>
      work({
        state: async () => state,
        async apply(header: PackageHeader, changes, hash, fresh) {
          if (fresh) {
            rows.clear();
            states = new Map();
            hashes.clear();
          }
          for (const change of changes) {
            const { id } = (header.lines ?? [])[change.line] as { id: string };
            const held = rows.get(id) ?? new Map<string, readonly Value[]>();
            rows.set(id, held);
            states.set(id, changed(held, states.get(id) ?? EMPTY_STATE, change));
          }
          for (const { id } of header.lines ?? []) if (!states.has(id)) states.set(id, EMPTY_STATE);
          hashes.set(header.number, hash);
          state = { ...state, series: header.series, number: header.number, hash, fault: null };
          applications += 1;
        },
        hashOf: async (number) => hashes.get(number),
        lines: async () => [...states].map(([id, held]) => ({ id, state: held, quarantined: 0 })),
        async recordAck(number, hash) {
          state = { ...state, ackNumber: number, ackHash: hash };
        },
        async stop(fault) {
          state = { ...state, fault };
        },
      }),
  };
  return {
    store,
    rows,
    state: () => state,
    applications: () => applications,
    spoil: (id: string) => states.set(id, EMPTY_STATE),
  };
}
