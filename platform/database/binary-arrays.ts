/**
 * Arrays as PostgreSQL takes them in its binary form (array_recv): the driver sends a Buffer as it is. For statements that write many rows at
 * once, where turning every value into quoted text here and back there would cost more than the rows themselves.
 * A parameter given so must be cast (`${uuidArray(ids)}::uuid[]`), so that the server knows the type.
 */
const OID = { bytea: 17, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;

const HEAD = 20;
/** 2000-01-01, from which PostgreSQL counts microseconds. */
const EPOCH_MS = 946_684_800_000;

function begin(oid: number, count: number, bytes: number, nulls: boolean): Buffer {
  const empty = count === 0;
  const buffer = Buffer.allocUnsafe(empty ? 12 : HEAD + bytes);
  buffer.writeInt32BE(empty ? 0 : 1, 0);
  buffer.writeInt32BE(nulls ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  if (!empty) {
    buffer.writeInt32BE(count, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
}

export function textArray(values: readonly (string | null)[]): Buffer {
  let bytes = 0;
  let nulls = false;
  for (const value of values) {
    if (value === null) nulls = true;
    else bytes += Buffer.byteLength(value);
    bytes += 4;
  }
  const buffer = begin(OID.text, values.length, bytes, nulls);
  let at = HEAD;
  for (const value of values) {
    if (value === null) {
      buffer.writeInt32BE(-1, at);
      at += 4;
      continue;
    }
    const length = buffer.write(value, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
}

/** A text is taken as its UTF-8. */
export function byteaArray(values: readonly (Uint8Array | string)[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += 4 + (typeof value === 'string' ? Buffer.byteLength(value) : value.length);
  const buffer = begin(OID.bytea, values.length, bytes, false);
  let at = HEAD;
  for (const value of values) {
    let { length } = value;
    if (typeof value === 'string') length = buffer.write(value, at + 4);
    else buffer.set(value, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
}

/** UUIDs in their usual writing, or as 32 hex digits. @throws RangeError for what is neither */
export function uuidArray(values: readonly string[]): Buffer {
  const buffer = begin(OID.uuid, values.length, values.length * 20, false);
  let at = HEAD;
  for (const value of values) {
    buffer.writeInt32BE(16, at);
    if (!writeUuid(buffer, at + 4, value)) throw new RangeError('Not a UUID');
    at += 20;
  }
  return buffer;
}

/** Digit by digit: a copy without hyphens for each would cost more. */
function writeUuid(buffer: Buffer, from: number, value: string): boolean {
  const hyphens = value.length === 36;
  if (!hyphens && value.length !== 32) return false;
  let at = from;
  for (let index = 0; index < value.length; index += 2) {
    if (hyphens && (index === 8 || index === 13 || index === 18 || index === 23)) {
      if (value.charCodeAt(index) !== HYPHEN) return false;
      index += 1;
    }
    const byte = (digitAt(value, index) << 4) | digitAt(value, index + 1);
    if (byte < 0) return false;
    buffer[at] = byte;
    at += 1;
  }
  return true;
}

const HYPHEN = 0x2d;

/** The hex digit there; -1 for anything else. */
function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1;
}

export function intArray(values: readonly (number | null)[]): Buffer {
  const absent = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
  const buffer = begin(OID.int4, values.length, values.length * 8 - absent * 4, absent > 0);
  let at = HEAD;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : 4, at);
    at += 4;
    if (value === null) continue;
    buffer.writeInt32BE(value, at);
    at += 4;
  }
  return buffer;
}

/** As 64 bits; whole numbers hold them exactly from 1715 to 2285. */
function writeMicroseconds(buffer: Buffer, at: number, ms: number): void {
  const all = ms * 1_000;
  if (!Number.isSafeInteger(all)) {
    buffer.writeBigInt64BE(BigInt(ms) * 1_000n, at);
    return;
  }
  const high = Math.floor(all / 2 ** 32);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(all - high * 2 ** 32, at + 4);
}

export function instantArray(values: readonly Date[]): Buffer {
  const buffer = begin(OID.timestamptz, values.length, values.length * 12, false);
  let at = HEAD;
  for (const value of values) {
    buffer.writeInt32BE(8, at);
    writeMicroseconds(buffer, at + 4, value.getTime() - EPOCH_MS);
    at += 12;
  }
  return buffer;
}
