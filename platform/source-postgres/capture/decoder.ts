import type { BulkEvent, CapturedTable, Change, ColumnShape, TableShape, Value } from '@platform/sources';
import { columnType } from './column-type.ts';
import { lsnText } from './lsn.ts';
import { DELETE, INSERT, Packer, UPDATE, type RowPlaces } from './packer.ts';

/** Changes of one transaction that are told at once at most; plain ones go by the packer's rooms. */
const CHANGES_AT_ONCE = 500;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** A table as the stream last described it. */
type Relation = {
  /** Its place in the list of tables, -1 for one that nobody asked for. */
  readonly table: number;
  /** Places of the columns asked for among its own, in the order asked for; -1 for one it does not have. */
  readonly order: Int32Array;
  /** Places of columns of which a change is told with the row before. */
  readonly keys: Int32Array;
};

/** The name of a type by its oid and modifier, undefined when it must be asked for. */
export type TypeNames = { known(oid: number, modifier: number): string | undefined };

/** What {@link PgoutputDecoder.message} needs before it can go on. */
export type NeedsTypes = readonly { readonly oid: number; readonly modifier: number }[];

/**
 * Makes events of the messages of pgoutput, protocol 1, values as text (PostgreSQL manual, "Logical Replication Message Formats").
 * Messages are read where they lie; nothing of them is kept.
 */
export class PgoutputDecoder {
  readonly #tables: readonly CapturedTable[];
  readonly #emit: (event: BulkEvent, bytes: number) => void;
  readonly #types: TypeNames;
  readonly #relations = new Map<number, Relation>();
  readonly #oids: ReadonlyMap<number, number>;
  readonly #packer: Packer;
  #changes: Change[] = [];
  #bytes = 0;
  #transaction = '';
  #open = false;
  #new: RowPlaces = places(64);
  #old: RowPlaces = places(64);
  #at = 0;

  /** @param oids of the tables when the stream was opened, by which a renamed one is known */
  constructor(options: {
    tables: readonly CapturedTable[];
    oids: ReadonlyMap<number, number>;
    types: TypeNames;
    emit: (event: BulkEvent, bytes: number) => void;
  }) {
    this.#tables = options.tables;
    this.#oids = options.oids;
    this.#types = options.types;
    this.#emit = options.emit;
    this.#packer = new Packer((packed) => {
      options.emit(
        { kind: 'packed', packed },
        (packed.starts[packed.to] as number) - (packed.starts[packed.from] as number),
      );
    });
  }

  /** Whether a transaction is under way. */
  get inTransaction(): boolean {
    return this.#open;
  }

  /** @returns types to be asked for; then the same message must be given again */
  message(bytes: Buffer, from: number, to: number): NeedsTypes | undefined {
    const kind = bytes[from];
    switch (kind) {
      case 0x49: // I
        this.#insert(bytes, from + 1);
        break;
      case 0x55: // U
        this.#update(bytes, from + 1);
        break;
      case 0x44: // D
        this.#delete(bytes, from + 1);
        break;
      case 0x42: // B
        this.#open = true;
        this.#transaction = String(bytes.readUInt32BE(from + 17));
        this.#emit(
          {
            kind: 'begin',
            transaction: this.#transaction,
            commit: {
              position: lsnText(bytes.readUInt32BE(from + 1), bytes.readUInt32BE(from + 5)),
              committedAt: instantOf(bytes.readBigInt64BE(from + 9)),
            },
          },
          0,
        );
        return undefined;
      case 0x43: // C
        this.#flush();
        this.#open = false;
        this.#emit(
          {
            kind: 'commit',
            transaction: this.#transaction,
            position: lsnText(bytes.readUInt32BE(from + 10), bytes.readUInt32BE(from + 14)),
            committedAt: instantOf(bytes.readBigInt64BE(from + 18)),
          },
          0,
        );
        return undefined;
      case 0x52: // R
        return this.#relation(bytes, from + 1);
      case 0x54: // T
        this.#truncate(bytes, from + 1);
        break;
      default: // origin, type, message: nothing of ours
        return undefined;
    }
    this.#bytes += to - from;
    return undefined;
  }

  #relationOf(bytes: Buffer, at: number): Relation | undefined {
    const relation = this.#relations.get(bytes.readUInt32BE(at));
    return relation === undefined || relation.table < 0 ? undefined : relation;
  }

  #insert(bytes: Buffer, from: number): void {
    const relation = this.#relationOf(bytes, from);
    if (!relation) return;
    this.#tuple(bytes, from + 5, this.#new);
    this.#plain();
    this.#packer.add(INSERT, relation.table, bytes, relation.order, this.#new);
  }

  #update(bytes: Buffer, from: number): void {
    const relation = this.#relationOf(bytes, from);
    if (!relation) return;
    let before: 'none' | 'key' | 'full' = 'none';
    let at = from + 4;
    if (bytes[at] !== 0x4e) {
      before = bytes[at] === 0x4b ? 'key' : 'full';
      this.#tuple(bytes, at + 1, this.#old);
      at = this.#at;
    }
    const told = this.#tuple(bytes, at + 1, this.#new);
    if (told && (before === 'none' || (before === 'full' && this.#sameKey(bytes, relation)))) {
      this.#plain();
      this.#packer.add(UPDATE, relation.table, bytes, relation.order, this.#new);
      return;
    }
    this.#other({
      op: 'update',
      table: relation.table,
      after: values(bytes, relation.order, this.#new, false),
      ...(before === 'none' ? {} : { before: values(bytes, relation.order, this.#old, before === 'key') }),
    });
  }

  #delete(bytes: Buffer, from: number): void {
    const relation = this.#relationOf(bytes, from);
    if (!relation) return;
    this.#tuple(bytes, from + 5, this.#old);
    this.#plain();
    this.#packer.add(DELETE, relation.table, bytes, relation.order, this.#old);
  }

  #truncate(bytes: Buffer, from: number): void {
    const count = bytes.readUInt32BE(from);
    for (let index = 0; index < count; index += 1) {
      const relation = this.#relationOf(bytes, from + 5 + index * 4);
      if (relation) this.#other({ op: 'truncate', table: relation.table });
    }
  }

  /** Notes where the columns of a tuple lie; whether all are told. Ends at `#at`. */
  #tuple(bytes: Buffer, from: number, into: RowPlaces): boolean {
    const count = (((bytes[from] as number) << 8) | (bytes[from + 1] as number)) >>> 0;
    if (count > into.starts.length) {
      const wider = places(count * 2);
      if (into === this.#new) this.#new = wider;
      else this.#old = wider;
      return this.#tuple(bytes, from, wider);
    }
    const { starts, lengths } = into;
    let at = from + 2;
    let told = true;
    for (let index = 0; index < count; index += 1) {
      const kind = bytes[at];
      at += 1;
      if (kind === 0x74) {
        const length =
          ((bytes[at] as number) << 24) |
          ((bytes[at + 1] as number) << 16) |
          ((bytes[at + 2] as number) << 8) |
          (bytes[at + 3] as number);
        starts[index] = at + 4;
        lengths[index] = length;
        at += 4 + length;
      } else if (kind === 0x6e) lengths[index] = -1;
      else {
        lengths[index] = -2;
        told = false;
      }
    }
    this.#at = at;
    return told;
  }

  #sameKey(bytes: Buffer, { keys }: Relation): boolean {
    for (const column of keys) {
      const length = this.#new.lengths[column] as number;
      if (length !== (this.#old.lengths[column] as number)) return false;
      const start = this.#new.starts[column] as number;
      const before = this.#old.starts[column] as number;
      for (let index = 0; index < length; index += 1) if (bytes[start + index] !== bytes[before + index]) return false;
    }
    return true;
  }

  /** Before a plain change: others that came earlier go first. */
  #plain(): void {
    if (this.#changes.length > 0) this.#flush();
  }

  #other(change: Change): void {
    this.#packer.flush();
    this.#changes.push(change);
    if (this.#changes.length >= CHANGES_AT_ONCE || this.#bytes > BYTES_AT_ONCE) this.#flush();
  }

  #flush(): void {
    this.#packer.flush();
    if (this.#changes.length > 0) {
      const changes = this.#changes;
      this.#changes = [];
      this.#emit({ kind: 'changes', changes, bytes: this.#bytes }, this.#bytes);
    }
    this.#bytes = 0;
  }

  #relation(bytes: Buffer, from: number): NeedsTypes | undefined {
    const oid = bytes.readUInt32BE(from);
    let at = from + 4;
    const text = (): string => {
      const end = bytes.indexOf(0, at);
      const read = bytes.toString('utf8', at, end);
      at = end + 1;
      return read;
    };
    const schema = text();
    const name = text();
    const identity = bytes[at];
    const count = bytes.readUInt16BE(at + 1);
    at += 3;
    const columns: { name: string; inKey: boolean; oid: number; modifier: number }[] = [];
    for (let index = 0; index < count; index += 1) {
      const inKey = (bytes[at] as number) === 1;
      at += 1;
      columns.push({ name: text(), inKey, oid: bytes.readUInt32BE(at), modifier: bytes.readInt32BE(at + 4) });
      at += 8;
    }
    const named = this.#tables.findIndex(({ shape }) => shape.schema === schema && shape.table === name);
    const table = named >= 0 ? named : (this.#oids.get(oid) ?? -1);
    const asked = this.#tables[table];
    if (asked === undefined) {
      this.#relations.set(oid, { table: -1, order: new Int32Array(), keys: new Int32Array() });
      return undefined;
    }
    const unknown = columns.filter((column) => this.#types.known(column.oid, column.modifier) === undefined);
    if (unknown.length > 0) return unknown;
    const shape: TableShape = {
      ...asked.shape,
      schema,
      table: name,
      identity: identity === 0x66 ? 'full' : columns.some((column) => column.inKey) ? 'key' : 'none',
      columns: columns.map((column): ColumnShape => {
        const nativeType = this.#types.known(column.oid, column.modifier) as string;
        const before = asked.shape.columns.find((one) => one.name === column.name);
        return before !== undefined && before.nativeType === nativeType
          ? before
          : { name: column.name, type: columnType(nativeType), nativeType, nullable: before?.nullable ?? true };
      }),
    };
    const place = (column: string): number => columns.findIndex((one) => one.name === column);
    const keys = asked.keys ?? (asked.shape.key.length > 0 ? asked.shape.key : asked.columns);
    this.#relations.set(oid, {
      table,
      order: Int32Array.from(asked.columns, place),
      keys: Int32Array.from(keys, place).filter((one) => one >= 0),
    });
    if (!sameShape(asked.shape, shape)) {
      this.#flush();
      this.#emit({ kind: 'shape', table, shape }, 0);
    }
    return undefined;
  }
}

function sameShape(a: TableShape, b: TableShape): boolean {
  return (
    a.schema === b.schema &&
    a.table === b.table &&
    a.identity === b.identity &&
    a.columns.length === b.columns.length &&
    a.columns.every((column, index) => {
      const other = b.columns[index];
      return other !== undefined && other.name === column.name && other.nativeType === column.nativeType;
    })
  );
}

function places(count: number): RowPlaces {
  return { starts: new Int32Array(count), lengths: new Int32Array(count) };
}

/** The values of a row in the order asked for; `nullIsUntold`: in a key-only row what is not of the key comes as null. */
function values(
  bytes: Buffer,
  order: Int32Array,
  row: RowPlaces,
  nullIsUntold: boolean,
): (Value | undefined)[] & Value[] {
  const read: (Value | undefined)[] = [];
  for (const column of order) {
    const length = column < 0 ? -1 : (row.lengths[column] as number);
    if (length >= 0) {
      const start = row.starts[column] as number;
      read.push(bytes.toString('utf8', start, start + length));
    } else read.push(length === -2 || nullIsUntold ? undefined : null);
  }
  return read as (Value | undefined)[] & Value[];
}

/** Microseconds since 2000-01-01 as an instant. */
function instantOf(microseconds: bigint): Date {
  return new Date(Number(microseconds / 1000n) + 946_684_800_000);
}
