import type { CapturedTable, CaptureEvent, Change, TableShape } from '@platform/sources';
import { mysqlErrors } from '../errors.ts';
import { called } from '../columns.ts';
import { formatPosition, formatTransaction, parsePosition, type Position } from '../position.ts';
import type { Packet } from '../raw-command.ts';
import type { Charsets } from './charsets.ts';
import { loggedShape, sameShape } from './native-types.ts';
import { ARTIFICIAL, Cursor, EVENT, HEADER_BYTES, UNREADABLE } from './protocol.ts';
import { rowReader, type RowReader } from './rows.ts';
import { meaningOf } from './statements.ts';
import { readTableMap, tableNameOf, type LoggedTable } from './table-map.ts';

// The state of one reading of the log: where it stands, which transaction is open, and what shape each table has here. Knows nothing of sockets.

/** A table of the log whose rows we read. */
type Mapped = { readonly raw: Buffer; readonly place: number; reader: RowReader };

const BATCH_CHANGES = 512;
const BATCH_BYTES = 128 * 1024;

export type LogReader = {
  /** Takes an event (the packet after its first byte). A promise is given when it has to look something up first: then nothing may come before it has ended. */
  take(packet: Packet): Promise<void> | undefined;
  /** The place up to which all has been told, as far as nothing is open; undefined inside a transaction of ours. */
  idlePosition(): string | undefined;
};

export function logReader(options: {
  readonly after: string;
  readonly tables: readonly CapturedTable[];
  readonly charsets: Charsets;
  readonly mariadb: boolean;
  tell(event: CaptureEvent): void;
  /** The shape the table has today, where it is still there. */
  lookUp(table: TableShape): Promise<TableShape | undefined>;
}): LogReader {
  const { tables, charsets, tell } = options;
  const names = tables.map(({ shape }) => ({ schema: shape.schema, table: shape.table }));
  const start: Position = parsePosition(options.after);
  let { file, offset } = start;
  const { server } = start;
  /** The last GTID of each domain. */
  const gtids = new Map<string, string>();
  for (const gtid of start.gtid.split(',')) if (gtid !== '') gtids.set(gtid.split('-')[0] as string, gtid);
  const shapes: TableShape[] = tables.map(({ shape }) => shape);
  const mapped = new Map<number, Mapped | null>();
  const cursor = new Cursor(Buffer.alloc(0));
  /** Bytes of checksum behind each event of this file. */
  let checksum = 0;

  /** The transaction under way in the log. */
  let group: { id: string; gtid: string; told: boolean; prepared: boolean } | undefined;
  let standalone: boolean | undefined;
  let inBegin = false;
  let changes: Change[] = [];
  let changeBytes = 0;

  const position = (): string => formatPosition({ file, offset, gtid: [...gtids.values()].join(','), server });

  function flush(): void {
    if (changes.length === 0) return;
    tell({ kind: 'changes', changes, bytes: changeBytes });
    changes = [];
    changeBytes = 0;
  }

  function begin(): void {
    // A transaction of a server without GTIDs begins with its first event.
    group ??= { id: formatTransaction('', file, offset), gtid: '', told: false, prepared: false };
    if (group.told) return;
    if (group.prepared) throw unreadable(EVENT.xaPrepare);
    group.told = true;
    tell({ kind: 'begin', transaction: group.id });
  }

  /** @param seconds when it was committed, by the server's clock, whole seconds */
  function end(seconds: number): void {
    const ended = group;
    group = undefined;
    inBegin = false;
    if (ended === undefined) return;
    if (ended.gtid !== '') gtids.set(ended.gtid.split('-')[0] as string, ended.gtid);
    if (!ended.told) return;
    flush();
    tell({ kind: 'commit', transaction: ended.id, position: position(), committedAt: new Date(seconds * 1000) });
  }

  const unreadable = (type: number): Error =>
    mysqlErrors.unknownEvent({ position: `${file}:${offset}`, type, hint: UNREADABLE[type] ?? '?' });

  function onQuery(buffer: Buffer, at: number, to: number, seconds: number, standalone: boolean): void {
    const schemaLength = buffer[at + 8] as number;
    const statusLength = buffer.readUInt16LE(at + 11);
    const schemaAt = at + 13 + statusLength;
    const schema = buffer.toString('utf8', schemaAt, schemaAt + schemaLength);
    const query = buffer.toString('utf8', schemaAt + schemaLength + 1, to);
    const meaning = meaningOf(query, schema, names);
    switch (meaning.kind) {
      case 'begin':
        return;
      case 'xa':
        if (group) group.prepared = true;
        return;
      case 'end':
        return end(seconds);
      case 'statement':
        throw mysqlErrors.statementLogged({ position: `${file}:${offset}` });
      case 'truncate':
        begin();
        changes.push({ op: 'truncate', table: meaning.table });
        changeBytes += to - at;
        break;
      case 'replaced':
        // No columns: the table as it was is no more. What stands in its place shows with its first row.
        for (const place of meaning.tables) {
          const shape = shapes[place] as TableShape;
          const gone: TableShape = { ...shape, columns: [], key: [], identity: 'none' };
          flush();
          shapes[place] = gone;
          tell({ kind: 'shape', table: place, shape: gone });
        }
        mapped.clear();
        break;
      default:
    }
    // A statement that is no part of a transaction is one of its own (all that define tables are).
    if (standalone) end(seconds);
  }

  function onTableMap(buffer: Buffer, at: number, to: number): Promise<void> | undefined {
    const { id, schema, table } = tableNameOf(buffer, at);
    const known = mapped.get(id);
    if (known && known.raw.length === to - at && known.raw.compare(buffer, at, to) === 0) return undefined;
    const place = names.findIndex((name) => name.table === table && name.schema === schema);
    if (place < 0) {
      mapped.set(id, null);
      return undefined;
    }
    const logged = readTableMap(buffer, at, to);
    if (!logged.named) throw mysqlErrors.logWithoutNames({ table: called({ schema, table }) });
    const raw = Buffer.from(buffer.subarray(at, to));
    const current = shapes[place] as TableShape;
    const shape = loggedShape(logged, charsets, [current]);
    if (sameShape(shape, current)) {
      mapped.set(id, { raw, place, reader: makeReader(place, logged, shape) });
      return undefined;
    }
    // What the log does not tell of a new column (tinyint(1), JSON, its comment) may be told by the table of today.
    return options.lookUp(current).then((today) => {
      const told = loggedShape(logged, charsets, today ? [current, today] : [current]);
      mapped.set(id, { raw, place, reader: makeReader(place, logged, told) });
      if (sameShape(told, current)) return;
      shapes[place] = told;
      flush();
      tell({ kind: 'shape', table: place, shape: told });
    });
  }

  function makeReader(place: number, logged: LoggedTable, shape: TableShape): RowReader {
    const { columns } = tables[place] as CapturedTable;
    return rowReader(place, columns, logged, shape, charsets, `${file}:${offset}`);
  }

  function onRows(kind: 'insert' | 'update' | 'delete', buffer: Buffer, at: number, to: number, second: boolean): void {
    const table = mapped.get(buffer.readUIntLE(at, 6));
    if (!table) return;
    begin();
    cursor.buffer = buffer;
    cursor.at = at + 8 + (second ? buffer.readUInt16LE(at + 8) : 0);
    const width = cursor.length();
    table.reader.read(kind, cursor, to, width, changes);
    changeBytes += to - at;
    if (changes.length >= BATCH_CHANGES || changeBytes >= BATCH_BYTES) flush();
  }

  /** Which places the log has come to when this event is done. */
  function advance(logPosition: number): void {
    if (logPosition === 0) return;
    // Positions have 32 bits in the log; in a longer file they begin anew.
    const wraps = Math.floor(offset / 2 ** 32);
    const next = wraps * 2 ** 32 + logPosition;
    offset = next < offset - 2 ** 31 ? next + 2 ** 32 : next;
  }

  function take(packet: Packet): Promise<void> | undefined {
    const { buffer } = packet;
    const header = packet.offset + 1;
    const seconds = buffer.readUInt32LE(header);
    const type = buffer[header + 4] as number;
    const logPosition = buffer.readUInt32LE(header + 13);
    const flags = buffer.readUInt16LE(header + 17);
    const at = header + HEADER_BYTES;
    if (type === EVENT.formatDescription) checksum = buffer[packet.end - 5] === 1 ? 4 : 0;
    let to = packet.end - checksum;
    if (type === EVENT.rotate) {
      const next = Number(buffer.readBigUInt64LE(at));
      // The first one comes before we know of checksums; names of one log are as long as each other (or a digit longer).
      to = packet.end - at - 8 >= file.length + 4 ? packet.end - 4 : packet.end;
      file = buffer.toString('utf8', at + 8, to);
      offset = next;
      mapped.clear();
      return undefined;
    }
    if (type === EVENT.heartbeat) {
      if (group === undefined) advance(logPosition);
      return undefined;
    }
    const artificial = (flags & ARTIFICIAL) !== 0;
    // MariaDB tells the GTID in an event of its own before the transaction, whose name holds where it begins.
    const began = offset;
    if (!artificial) advance(logPosition);
    switch (type) {
      case EVENT.mariadbGtid: {
        const domain = buffer.readUInt32LE(at + 8);
        const gtid = `${domain}-${buffer.readUInt32LE(header + 5)}-${buffer.readBigUInt64LE(at)}`;
        const bits = buffer[at + 12] as number;
        group = { id: formatTransaction(gtid, file, began), gtid, told: false, prepared: (bits & 16) !== 0 };
        standalone = (bits & 1) !== 0;
        return undefined;
      }
      case EVENT.gtid:
      case EVENT.anonymousGtid:
      case EVENT.gtidTagged: {
        const named = type === EVENT.gtid;
        const gtid = named ? `${buffer.toString('hex', at + 1, at + 17)}:${buffer.readBigInt64LE(at + 17)}` : '';
        group = { id: formatTransaction(gtid, file, began), gtid: '', told: false, prepared: false };
        standalone = undefined;
        return undefined;
      }
      case EVENT.query:
        onQuery(buffer, at, to, seconds, standaloneQuery(buffer, at, to));
        return undefined;
      case EVENT.xid:
        end(seconds);
        return undefined;
      case EVENT.tableMap:
        return onTableMap(buffer, at, to);
      case EVENT.writeRowsV1:
      case EVENT.writeRowsV2:
        onRows('insert', buffer, at, to, type === EVENT.writeRowsV2);
        return undefined;
      case EVENT.updateRowsV1:
      case EVENT.updateRowsV2:
        onRows('update', buffer, at, to, type === EVENT.updateRowsV2);
        return undefined;
      case EVENT.deleteRowsV1:
      case EVENT.deleteRowsV2:
        onRows('delete', buffer, at, to, type === EVENT.deleteRowsV2);
        return undefined;
      default:
        if (UNREADABLE[type] !== undefined && !(type === EVENT.xaPrepare && group?.told !== true))
          throw unreadable(type);
        if (type === EVENT.xaPrepare) end(seconds);
        return undefined;
    }
  }

  /** Whether a statement is a transaction of its own: MariaDB's GTID event says so, MySQL's are when no BEGIN came before. */
  function standaloneQuery(buffer: Buffer, at: number, to: number): boolean {
    if (options.mariadb) return standalone === true;
    const schemaAt = at + 13 + buffer.readUInt16LE(at + 11);
    const query = buffer.toString('latin1', schemaAt + (buffer[at + 8] as number) + 1, Math.min(to, schemaAt + 300));
    const isBegin = /^\s*begin\b/i.test(query);
    if (isBegin) inBegin = true;
    const alone = !inBegin;
    if (/^\s*(commit|rollback)\b/i.test(query)) inBegin = false;
    return alone;
  }

  return {
    take,
    idlePosition: () => (group === undefined ? position() : undefined),
  };
}
