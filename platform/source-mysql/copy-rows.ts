import type { Packet } from './raw-command.ts';
import { booleanText, floatText, timestampText, type ColumnKind } from './columns.ts';

// From MySQL's text rows to lines of PostgreSQL's text COPY, bytes to bytes: numbers and dates are copied, texts only looked through for what
// COPY escapes, and no value becomes an object on the way.

/** The letter after the backslash for bytes that COPY escapes; 0 for the others. */
const ESCAPE = new Uint8Array(256);
for (const [byte, letter] of [
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [92, '\\'],
] as const)
  ESCAPE[byte] = letter.charCodeAt(0);
const HEX = Buffer.from('0123456789abcdef');
const BATCH_BYTES = 256 * 1024;

/** Writes rows as lines; `take` gives what has come together. */
export class CopyWriter {
  rows = 0;
  #out = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #at = 0;
  readonly #kinds: readonly ColumnKind[];

  constructor(kinds: readonly ColumnKind[]) {
    this.#kinds = kinds;
  }

  get bytes(): number {
    return this.#at;
  }

  take(): { bytes: Buffer; rows: number } {
    const batch = { bytes: this.#out.subarray(0, this.#at), rows: this.rows };
    this.#out = Buffer.allocUnsafeSlow(BATCH_BYTES);
    this.#at = 0;
    this.rows = 0;
    return batch;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#out.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#out.length * 2, this.#at + bytes));
    this.#out.copy(wider, 0, 0, this.#at);
    this.#out = wider;
  }

  #ascii(text: string): void {
    this.#room(text.length);
    this.#at += this.#out.write(text, this.#at, 'latin1');
  }

  /** One row of the text protocol. */
  row(packet: Packet): void {
    const { buffer } = packet;
    let at = packet.offset;
    const kinds = this.#kinds;
    for (let index = 0; index < kinds.length; index += 1) {
      this.#room(3);
      if (index > 0) this.#out[this.#at++] = 9;
      let length = buffer[at++] as number;
      if (length === 0xfb) {
        this.#out[this.#at++] = 92;
        this.#out[this.#at++] = 78;
        continue;
      }
      if (length === 0xfc) {
        length = buffer.readUInt16LE(at);
        at += 2;
      } else if (length === 0xfd) {
        length = buffer.readUIntLE(at, 3);
        at += 3;
      } else if (length === 0xfe) {
        length = Number(buffer.readBigUInt64LE(at));
        at += 8;
      }
      const end = at + length;
      this.#value(kinds[index] as ColumnKind, buffer, at, end);
      at = end;
    }
    this.#room(1);
    this.#out[this.#at++] = 10;
    this.rows += 1;
  }

  #value(kind: ColumnKind, buffer: Buffer, from: number, end: number): void {
    switch (kind) {
      case 'text':
      case 'json':
        return this.#escaped(buffer, from, end);
      case 'bytes':
        return this.#hex(buffer, from, end);
      case 'boolean':
        return this.#ascii(booleanText(buffer.toString('latin1', from, end)));
      case 'flag':
        return this.#ascii(buffer[from] === 1 ? 't' : 'f');
      case 'bit':
        return this.#ascii(bitText(buffer, from, end));
      case 'float':
        return this.#ascii(floatText(Number(buffer.toString('latin1', from, end))));
      case 'double':
        return this.#ascii(String(Number(buffer.toString('latin1', from, end))));
      case 'timestamp':
        return this.#ascii(timestampText(buffer.toString('latin1', from, end)));
      default:
        this.#room(end - from);
        buffer.copy(this.#out, this.#at, from, end);
        this.#at += end - from;
    }
  }

  #escaped(buffer: Buffer, from: number, end: number): void {
    this.#room((end - from) * 2);
    const out = this.#out;
    let at = this.#at;
    for (let index = from; index < end; index += 1) {
      const byte = buffer[index] as number;
      const letter = ESCAPE[byte] as number;
      if (letter === 0) out[at++] = byte;
      else {
        out[at++] = 92;
        out[at++] = letter;
      }
    }
    this.#at = at;
  }

  /** `\x…`, whose backslash COPY wants doubled. */
  #hex(buffer: Buffer, from: number, end: number): void {
    this.#room(3 + (end - from) * 2);
    const out = this.#out;
    let at = this.#at;
    out[at++] = 92;
    out[at++] = 92;
    out[at++] = 120;
    for (let index = from; index < end; index += 1) {
      const byte = buffer[index] as number;
      out[at++] = HEX[byte >> 4] as number;
      out[at++] = HEX[byte & 15] as number;
    }
    this.#at = at;
  }
}

/** The number that a BIT holds. */
export function bitText(buffer: Buffer, from: number, end: number): string {
  let value = 0n;
  for (let index = from; index < end; index += 1) value = (value << 8n) | BigInt(buffer[index] as number);
  return value.toString();
}
