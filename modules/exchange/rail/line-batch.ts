import { copyLine, readCopyLine, type Change, type PackedChanges, type Value } from '@platform/sources';
import type { Reason } from '../domain/reasons.ts';
import { FinalStates, type Key } from './final-states.ts';
import type { LinePlan } from './line-plan.ts';
import { giveRooms, GREAT_ROOM, SMALL_ROOM, takeRoom, type RoomSize } from './rooms.ts';

/** Lines are checked when this much has gathered, so that checking goes on while the hub applies what came before. */
const SLICE_ROWS = 8_192;

const INSERT = 1;
const UPDATE = 2;
const DELETE = 3;
const OTHER = 4;

/** A row that may not enter the lake. `values`: by the columns asked for. */
export type RefusedRow = {
  readonly op: 'insert' | 'update' | 'delete';
  readonly values: readonly (Value | undefined)[];
  readonly reasons: readonly Reason[];
  readonly key: readonly string[] | undefined;
};

/** A value of a column that is held aside. */
export type HeldRow = { readonly key: readonly string[]; readonly values: readonly (Value | undefined)[] };

/** One change of a streamed line, by items in the lake's text form. */
export type StreamRow = {
  readonly op: 'c' | 'u' | 'd' | 't';
  readonly transaction: string;
  readonly key: readonly string[] | undefined;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
};

type Row = readonly (string | null)[];
const NOTHING: ReadonlyMap<Key, Row> = new Map();

/** Changes in their order, not yet looked at. */
type Slice = {
  lines: Buffer;
  used: number;
  rows: number;
  ops: Uint8Array;
  count: number;
  /** Changes that are no plain rows, by their turn. */
  others: Change[];
  /** Rows of deletes, by their turn. */
  deletes: (Value | undefined)[][];
  /** From which change on which transaction. */
  transactions: { from: number; id: string }[];
};

const newSlice = (lines: Buffer): Slice => ({
  lines,
  used: 0,
  rows: 0,
  ops: new Uint8Array(SLICE_ROWS + 1),
  count: 0,
  others: [],
  deletes: [],
  transactions: [],
});

/**
 * What a batch brings to one line: changes go in, in order; the last state of each key comes out (`states`), with what was refused, held
 * aside, and streamed. Plain rows stay bytes all the way. Rows of which only a part is told wait until what the lake has of them is given.
 */
export class LineBatch {
  readonly plan: LinePlan;
  readonly states: FinalStates;
  readonly refused: RefusedRow[] = [];
  readonly held: HeldRow[] = [];
  readonly streamed: StreamRow[] = [];
  inserted = 0;
  updated = 0;
  deleted = 0;
  bytes = 0;
  changes = 0;
  /** Changes that could not be told from one another for want of a key: a fault of the line. */
  keyless = 0;
  #rooms: Buffer[] = [];
  #slice = this.#newSlice(SMALL_ROOM);
  #waiting: Slice[] = [];
  #transaction = '';
  /** The transaction and the lake's rows while a slice is taken. */
  #taking = '';
  #there: ReadonlyMap<Key, Row> = NOTHING;

  constructor(plan: LinePlan) {
    this.plan = plan;
    this.states = new FinalStates(plan.keyPlaces);
  }

  begin(transaction: string): void {
    this.#transaction = transaction;
  }

  addPacked({ from, to, ops, starts, bytes }: PackedChanges): void {
    this.#trace();
    for (let row = from; row < to; ) {
      if (ops[row] === DELETE) {
        const slice = this.#room(0);
        const line = bytes.toString('utf8', starts[row], (starts[row + 1] as number) - 1);
        slice.ops[slice.count++] = DELETE;
        slice.deletes.push(readCopyLine(line));
        row += 1;
        continue;
      }
      // A run of rows goes over in one piece.
      let end = row + 1;
      const start = starts[row] as number;
      while (
        end < to &&
        (ops[end] as number) !== DELETE &&
        end - row < 1_024 &&
        (starts[end + 1] as number) - start <= SMALL_ROOM / 4
      )
        end += 1;
      const length = (starts[end] as number) - start;
      const slice = this.#room(length, end - row);
      bytes.copy(slice.lines, slice.used, start, start + length);
      slice.used += length;
      slice.rows += end - row;
      for (; row < end; row += 1) slice.ops[slice.count++] = ops[row] as number;
    }
    this.changes += to - from;
    this.bytes += (starts[to] as number) - (starts[from] as number);
  }

  addChange(change: Change, bytes: number): void {
    this.#trace();
    this.changes += 1;
    this.bytes += bytes;
    if (change.op === 'delete') {
      const slice = this.#room(0);
      slice.ops[slice.count++] = DELETE;
      slice.deletes.push([...change.before]);
      return;
    }
    if (
      change.op === 'insert' ||
      (change.op === 'update' && !change.before && change.after.every((value) => value !== undefined))
    ) {
      const line = Buffer.from(copyLine(change.after as Value[]));
      const slice = this.#room(line.length);
      line.copy(slice.lines, slice.used);
      slice.used += line.length;
      slice.rows += 1;
      slice.ops[slice.count++] = change.op === 'insert' ? INSERT : UPDATE;
      return;
    }
    const slice = this.#room(0);
    slice.ops[slice.count++] = OTHER;
    slice.others.push(change);
  }

  /** Keys of which the lake's rows are needed before {@link finish}; none for most batches. */
  wanted(): string[][] {
    this.#close();
    const keys: string[][] = [];
    const want = (values: readonly (Value | undefined)[]): void => {
      const key = this.plan.checker.keyOf(values);
      if (key) keys.push([...key]);
    };
    for (const slice of this.#waiting) {
      for (const change of slice.others) if (change.op === 'update') want(change.before ?? change.after);
      if (!this.plan.line.streamed) continue;
      for (const row of slice.deletes) want(row);
      for (const values of linesOf(slice)) want(values);
    }
    return keys;
  }

  /** Looks at all that waits. @param there rows that the lake has of the keys wanted, by {@link FinalStates.keyOf} */
  finish(there: ReadonlyMap<Key, Row>): void {
    this.#close();
    for (const slice of this.#waiting) this.#take(slice, there);
    this.#waiting = [];
  }

  /** Nobody reads the batch's rows any more. */
  release(): void {
    this.states.release();
    giveRooms(this.#rooms.splice(0));
  }

  #newSlice(size: RoomSize): Slice {
    const room = takeRoom(size);
    this.#rooms.push(room);
    return newSlice(room);
  }

  #trace(): void {
    const { transactions, count } = this.#slice;
    if (transactions.at(-1)?.id !== this.#transaction) transactions.push({ from: count, id: this.#transaction });
  }

  #room(bytes: number, rows = 1): Slice {
    if (this.#slice.count + rows > SLICE_ROWS || this.#slice.used + bytes > this.#slice.lines.length) {
      this.#close();
      if (bytes > this.#slice.lines.length) this.#slice.lines = Buffer.allocUnsafeSlow(bytes);
      this.#trace();
    }
    return this.#slice;
  }

  #close(): void {
    const slice = this.#slice;
    if (slice.count === 0) return;
    this.#slice = this.#newSlice(GREAT_ROOM);
    const needsLake = this.plan.line.streamed || slice.others.some((change) => change.op === 'update');
    if (needsLake || this.#waiting.length > 0) this.#waiting.push(slice);
    else this.#take(slice, NOTHING);
  }

  /** The changes of a slice, one after the other, on to the states. */
  #take(slice: Slice, there: ReadonlyMap<Key, Row>): void {
    const { plan, states } = this;
    const { notes, checker } = plan;
    const { streamed } = plan.line;
    const { good, bad } = checker.checkBatch({ bytes: slice.lines.subarray(0, slice.used), rows: slice.rows });
    const came = plan.held.length > 0 ? linesOf(slice) : undefined;
    states.lines(good);
    this.#there = there;
    let at = 0;
    let row = 0;
    const next = { bad: 0, delete: 0, other: 0, transaction: 0 };
    for (let turn = 0; turn < slice.count; turn += 1) {
      const mark = slice.transactions[next.transaction];
      if (mark !== undefined && mark.from <= turn) {
        this.#taking = mark.id;
        next.transaction += 1;
      }
      const op = slice.ops[turn] as number;
      if (op === INSERT || op === UPDATE) {
        const read = came?.next().value as Value[] | undefined;
        const refused = bad[next.bad];
        if (refused !== undefined && refused.at === row) {
          next.bad += 1;
          this.#refuse(op === INSERT ? 'insert' : 'update', refused.values, refused.reasons, refused.key);
        } else {
          const key = states.keyAt(at);
          if (streamed) {
            const before = this.#current(key);
            this.#stream(before === undefined ? 'c' : 'u', key, before, states.lineValues(at));
          }
          at = states.put(key, at, op === INSERT);
          if (op === INSERT) this.inserted += 1;
          else this.updated += 1;
          notes?.touch(key, this.#taking);
          if (read) this.held.push({ key: states.keyValues(key), values: read });
        }
        row += 1;
      } else if (op === DELETE) {
        this.#delete(slice.deletes[next.delete] as (Value | undefined)[]);
        next.delete += 1;
      } else {
        const change = slice.others[next.other] as Change;
        next.other += 1;
        if (change.op === 'truncate') {
          states.empty();
          notes?.empty(this.#taking);
          if (streamed) this.#stream('t', undefined, undefined, undefined);
        } else if (change.op === 'update') this.#partial(change);
      }
    }
    this.#there = NOTHING;
  }

  /** What the key is at this point, in this batch or else in the lake. */
  #current(key: Key): Row | undefined {
    const state = this.states.valuesOf(key);
    if (state === 'gone') return undefined;
    return state ?? (this.states.emptied ? undefined : this.#there.get(key));
  }

  #stream(op: StreamRow['op'], key: Key | undefined, before: Row | undefined, after: Row | undefined): void {
    this.streamed.push({
      op,
      transaction: this.#taking,
      key: key === undefined ? undefined : this.states.keyValues(key),
      before,
      after,
    });
  }

  #refuse(
    op: RefusedRow['op'],
    values: readonly (Value | undefined)[],
    reasons: readonly Reason[],
    key: readonly string[] | undefined,
  ): void {
    this.refused.push({ op, values, reasons, key });
    if (key) this.plan.notes?.touch(this.states.keyOf(key), this.#taking);
  }

  #delete(values: readonly (Value | undefined)[]): void {
    const { plan, states } = this;
    const sound = plan.checker.keyOf(values);
    if (!sound) {
      // A row whose key never passed its check was never taken: there is nothing to delete. But a key that is not told is a fault of the line.
      const { keys = [], columns } = plan.captured;
      if (keys.some((column) => values[columns.indexOf(column)] === undefined)) this.keyless += 1;
      return;
    }
    this.#remove(states.keyOf(sound));
    if (!plan.doubles) this.deleted += 1;
  }

  #remove(key: Key): void {
    // Where another row may be left, who asks the source tells what became of it.
    if (this.plan.line.streamed && !this.plan.doubles) this.#stream('d', key, this.#current(key), undefined);
    this.states.remove(key);
    this.plan.notes?.touch(key, this.#taking);
  }

  /** An update whose key changed, or of which a part is not told because it did not change. */
  #partial(change: Change & { op: 'update' }): void {
    const { plan, states } = this;
    const { checker, line, notes } = plan;
    const checked = checker.checkValues(change.after);
    const oldKey = checker.keyOf(change.before ?? change.after);
    const old = oldKey && states.keyOf(oldKey);
    const base = old === undefined ? undefined : this.#current(old);
    const told = 'values' in checked ? checked.values : undefined;
    const whole =
      told && (base || !told.includes(undefined))
        ? told.map((value, place) => (value === undefined ? (base?.[place] ?? null) : value))
        : undefined;
    const newKey = whole
      ? plan.keyPlaces.map((place) => whole[place] as string)
      : (checked.key ?? (change.before ? undefined : oldKey));
    const key = newKey && states.keyOf(newKey);
    const moved = old !== undefined && old !== key;
    // Under its old key the row is no longer there, whatever is wrong with it now.
    if (moved) this.#remove(old);
    if ('reasons' in checked) this.#refuse('update', change.after, checked.reasons, checked.key);
    else if (whole === undefined || key === undefined) {
      this.#refuse('update', change.after, [{ code: 'not-told' }], newKey);
      if (key !== undefined) notes?.touchPartial(key, this.#taking);
    } else {
      if (line.streamed) this.#stream(moved || base === undefined ? 'c' : 'u', key, moved ? undefined : base, whole);
      states.putValues(key, whole, moved);
      notes?.touch(key, this.#taking);
      this.updated += 1;
      if (plan.held.length > 0) this.held.push({ key: newKey as string[], values: change.after });
    }
  }
}

/** The rows of a slice as values. */
function* linesOf({ lines, used }: Slice): Generator<Value[]> {
  for (let from = 0; from < used; ) {
    const end = lines.indexOf(10, from);
    yield readCopyLine(lines.toString('utf8', from, end));
    from = end + 1;
  }
}
