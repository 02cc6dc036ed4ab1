// The events of the binary log and the commands that ask for it, as far as we need them.
// MariaDB: https://mariadb.com/kb/en/replication-protocol/ ; MySQL: the internals manual, "Replication Protocol".

export const EVENT = {
  query: 2,
  stop: 3,
  rotate: 4,
  formatDescription: 15,
  xid: 16,
  tableMap: 19,
  writeRowsV1: 23,
  updateRowsV1: 24,
  deleteRowsV1: 25,
  incident: 26,
  heartbeat: 27,
  rowsQuery: 29,
  writeRowsV2: 30,
  updateRowsV2: 31,
  deleteRowsV2: 32,
  gtid: 33,
  anonymousGtid: 34,
  xaPrepare: 38,
  partialUpdate: 39,
  transactionPayload: 40,
  gtidTagged: 42,
  annotateRows: 160,
  checkpoint: 161,
  mariadbGtid: 162,
  mariadbGtidList: 163,
  startEncryption: 164,
} as const;

/** Kinds of events that hold rows in a form we do not read, with what the source can do. */
export const UNREADABLE: Readonly<Record<number, string>> = {
  [EVENT.incident]: 'the server lost events: take a new snapshot',
  [EVENT.xaPrepare]: 'XA transactions',
  [EVENT.partialUpdate]: `SET GLOBAL binlog_row_value_options=''`,
  [EVENT.transactionPayload]: 'SET GLOBAL binlog_transaction_compression=OFF',
  20: 'rows of a server before 5.1.16',
  21: 'rows of a server before 5.1.16',
  22: 'rows of a server before 5.1.16',
  165: 'SET GLOBAL log_bin_compress=OFF',
  166: 'SET GLOBAL log_bin_compress=OFF',
  167: 'SET GLOBAL log_bin_compress=OFF',
  168: 'SET GLOBAL log_bin_compress=OFF',
  169: 'SET GLOBAL log_bin_compress=OFF',
  170: 'SET GLOBAL log_bin_compress=OFF',
  171: 'SET GLOBAL log_bin_compress=OFF',
};

export const HEADER_BYTES = 19;
/** Flag of events that are made up for us and stand in no file. */
export const ARTIFICIAL = 0x20;

/** A position of 32 bits; a file longer than that is read from its last transaction on only (see the rotation in the reader). */
export const MOST_OFFSET = 0xffff_ffff;

const COM_BINLOG_DUMP = 0x12;
const COM_REGISTER_SLAVE = 0x15;

export function dumpPayload(file: string, offset: number, serverId: number): Buffer {
  const name = Buffer.from(file, 'utf8');
  const payload = Buffer.alloc(11 + name.length);
  payload[0] = COM_BINLOG_DUMP;
  payload.writeUInt32LE(offset, 1);
  payload.writeUInt32LE(serverId, 7);
  name.copy(payload, 11);
  return payload;
}

/** So that the administrator sees us in SHOW REPLICA HOSTS. */
export function registerPayload(serverId: number, host: string): Buffer {
  const name = Buffer.from(host.slice(0, 60), 'utf8').subarray(0, 60);
  const payload = Buffer.alloc(5 + 1 + name.length + 1 + 1 + 2 + 4 + 4);
  payload[0] = COM_REGISTER_SLAVE;
  payload.writeUInt32LE(serverId, 1);
  payload[5] = name.length;
  name.copy(payload, 6);
  return payload;
}

/** Where a value is being read. One of it is used for everything, so that no value makes an object. */
export class Cursor {
  buffer: Buffer;
  at: number;

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer;
    this.at = at;
  }

  /** A length-encoded whole number. */
  length(): number {
    const first = this.buffer[this.at++] as number;
    if (first < 0xfb) return first;
    const bytes = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    const value = bytes === 8 ? Number(this.buffer.readBigUInt64LE(this.at)) : this.buffer.readUIntLE(this.at, bytes);
    this.at += bytes;
    return value;
  }

  /** A text with its length before it. */
  text(): string {
    const length = this.length();
    const value = this.buffer.toString('utf8', this.at, this.at + length);
    this.at += length;
    return value;
  }

  bytes(count: number): Buffer {
    const value = this.buffer.subarray(this.at, this.at + count);
    this.at += count;
    return value;
  }
}
