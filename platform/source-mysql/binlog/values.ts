import { booleanText, floatText, kindOf, timestampText } from '../columns.ts';
import { bitText } from '../copy-rows.ts';
import type { Charset, Charsets, Decode } from './charsets.ts';
import { memberText } from './native-types.ts';
import type { Cursor } from './protocol.ts';
import { BINARY_COLLATION, TYPE, type LoggedColumn } from './table-map.ts';

// Values of row events as PostgreSQL's text, in the same form as the reading of whole tables gives them.

/** Reads the value at the cursor and moves past it. */
export type Reader = (cursor: Cursor) => string;
/** Moves past the value at the cursor. */
export type Skipper = (cursor: Cursor) => void;

const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => TWO[number] ?? String(number);
const fixed =
  (bytes: number): Skipper =>
  (cursor) => {
    cursor.at += bytes;
  };

/** How a column's values are read, its native type being `nativeType`; undefined when we cannot. */
export function readerOf(column: LoggedColumn, nativeType: string, charsets: Charsets): Reader | undefined {
  const kind = kindOf(nativeType);
  const asNumber = integerReader(column);
  if (asNumber) return kind === 'boolean' ? (cursor) => booleanText(asNumber(cursor)) : asNumber;
  switch (column.type) {
    case TYPE.float:
      return (cursor) => {
        const value = cursor.buffer.readFloatLE(cursor.at);
        cursor.at += 4;
        return floatText(value);
      };
    case TYPE.double:
      return (cursor) => {
        const value = cursor.buffer.readDoubleLE(cursor.at);
        cursor.at += 8;
        return String(value);
      };
    case TYPE.newdecimal:
      return decimalReader(column.meta, column.scale);
    case TYPE.year:
      return (cursor) => {
        const value = cursor.buffer[cursor.at++] as number;
        return value === 0 ? '0000' : String(1900 + value);
      };
    case TYPE.date:
    case TYPE.newdate:
      return (cursor) => {
        const value = cursor.buffer.readUIntLE(cursor.at, 3);
        cursor.at += 3;
        return `${String(value >> 9).padStart(4, '0')}-${two((value >> 5) & 15)}-${two(value & 31)}`;
      };
    case TYPE.time2:
      return timeReader(column.meta);
    case TYPE.datetime2:
      return datetimeReader(column.meta);
    case TYPE.timestamp2:
      return timestampReader(column.meta);
    case TYPE.timestamp:
      return (cursor) => {
        const seconds = cursor.buffer.readUInt32LE(cursor.at);
        cursor.at += 4;
        return timestampText(instantText(seconds));
      };
    case TYPE.datetime:
      return (cursor) => {
        const value = String(cursor.buffer.readBigUInt64LE(cursor.at)).padStart(14, '0');
        cursor.at += 8;
        return value.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');
      };
    case TYPE.bit: {
      const bytes = (column.meta + 7) >> 3;
      return (cursor) => {
        const from = cursor.at;
        cursor.at += bytes;
        return kind === 'flag' ? (cursor.buffer[from] === 1 ? 't' : 'f') : bitText(cursor.buffer, from, cursor.at);
      };
    }
    case TYPE.enum: {
      const members = ['', ...column.members.map((member) => memberText(member, column, charsets))];
      return (cursor) => {
        const index = cursor.buffer.readUIntLE(cursor.at, column.meta);
        cursor.at += column.meta;
        return members[index] ?? '';
      };
    }
    case TYPE.set: {
      const members = column.members.map((member) => memberText(member, column, charsets));
      return (cursor) => {
        let mask = 0n;
        for (let byte = column.meta - 1; byte >= 0; byte -= 1)
          mask = (mask << 8n) | BigInt(cursor.buffer[cursor.at + byte] as number);
        cursor.at += column.meta;
        return members.filter((_, index) => (mask >> BigInt(index)) & 1n).join(',');
      };
    }
    case TYPE.varchar:
    case TYPE.varString:
      return sizedReader(column.meta < 256 ? 1 : 2, column, kind, charsets);
    case TYPE.string:
      if (kind === 'uuid' || kind === 'plain') return nativeBinaryReader(column, nativeType);
      return sizedReader(column.meta < 256 ? 1 : 2, column, kind, charsets);
    case TYPE.blob:
    case TYPE.tinyBlob:
    case TYPE.mediumBlob:
    case TYPE.longBlob:
    case TYPE.geometry:
      return sizedReader(column.meta, column, kind, charsets);
    default:
      return undefined;
  }
}

/** How to move past a column that nobody asked for; undefined when its length cannot be told. */
export function skipperOf(column: LoggedColumn): Skipper | undefined {
  switch (column.type) {
    case TYPE.tiny:
    case TYPE.year:
      return fixed(1);
    case TYPE.short:
      return fixed(2);
    case TYPE.int24:
    case TYPE.date:
    case TYPE.newdate:
    case TYPE.time:
      return fixed(3);
    case TYPE.long:
    case TYPE.float:
    case TYPE.timestamp:
      return fixed(4);
    case TYPE.longlong:
    case TYPE.double:
    case TYPE.datetime:
      return fixed(8);
    case TYPE.newdecimal:
      return fixed(decimalBytes(column.meta, column.scale));
    case TYPE.time2:
      return fixed(3 + fractionBytes(column.meta));
    case TYPE.timestamp2:
      return fixed(4 + fractionBytes(column.meta));
    case TYPE.datetime2:
      return fixed(5 + fractionBytes(column.meta));
    case TYPE.bit:
      return fixed((column.meta + 7) >> 3);
    case TYPE.enum:
    case TYPE.set:
      return fixed(column.meta);
    case TYPE.varchar:
    case TYPE.varString:
    case TYPE.string:
    case TYPE.varcharCompressed:
      return sizedSkipper(column.meta < 256 ? 1 : 2);
    case TYPE.blob:
    case TYPE.tinyBlob:
    case TYPE.mediumBlob:
    case TYPE.longBlob:
    case TYPE.blobCompressed:
    case TYPE.geometry:
    case TYPE.vector:
    case TYPE.json:
      return sizedSkipper(column.meta);
    default:
      return undefined;
  }
}

function sizedSkipper(bytes: number): Skipper {
  return (cursor) => {
    const length = sizeAt(cursor, bytes);
    cursor.at += length;
  };
}

function sizeAt(cursor: Cursor, bytes: number): number {
  const { buffer, at } = cursor;
  cursor.at = at + bytes;
  if (bytes === 1) return buffer[at] as number;
  if (bytes === 2) return (buffer[at] as number) | ((buffer[at + 1] as number) << 8);
  return buffer.readUIntLE(at, bytes);
}

function sizedReader(bytes: number, column: LoggedColumn, kind: string, charsets: Charsets): Reader | undefined {
  if (kind === 'bytes' || column.collation === BINARY_COLLATION) {
    // The log leaves out the zeros at the end of a BINARY.
    const width = column.type === TYPE.string ? column.meta : 0;
    return (cursor) => {
      const length = sizeAt(cursor, bytes);
      const from = cursor.at;
      cursor.at += length;
      return `\\x${cursor.buffer.toString('hex', from, cursor.at)}${'00'.repeat(Math.max(0, width - length))}`;
    };
  }
  const charset: Charset | undefined = charsets.get(column.collation);
  if (charset === undefined) return undefined;
  const { decode }: { decode: Decode } = charset;
  return (cursor) => {
    const length = sizeAt(cursor, bytes);
    const from = cursor.at;
    cursor.at += length;
    return decode(cursor.buffer, from, cursor.at);
  };
}

function integerReader({ type, unsigned }: LoggedColumn): Reader | undefined {
  switch (type) {
    case TYPE.tiny:
      return (cursor) => {
        const value = cursor.buffer[cursor.at++] as number;
        return String(unsigned || value < 128 ? value : value - 256);
      };
    case TYPE.short:
      return (cursor) => {
        const value = unsigned ? cursor.buffer.readUInt16LE(cursor.at) : cursor.buffer.readInt16LE(cursor.at);
        cursor.at += 2;
        return String(value);
      };
    case TYPE.int24:
      return (cursor) => {
        const value = unsigned ? cursor.buffer.readUIntLE(cursor.at, 3) : cursor.buffer.readIntLE(cursor.at, 3);
        cursor.at += 3;
        return String(value);
      };
    case TYPE.long:
      return (cursor) => {
        const value = unsigned ? cursor.buffer.readUInt32LE(cursor.at) : cursor.buffer.readInt32LE(cursor.at);
        cursor.at += 4;
        return String(value);
      };
    case TYPE.longlong:
      return (cursor) => {
        const { buffer, at } = cursor;
        cursor.at += 8;
        const high = buffer.readInt32LE(at + 4);
        // Small numbers, nearly all of them, without a bigint.
        if (high >= 0 && high < 0x1f_ffff) return String(high * 4_294_967_296 + buffer.readUInt32LE(at));
        return (unsigned ? buffer.readBigUInt64LE(at) : buffer.readBigInt64LE(at)).toString();
      };
    default:
      return undefined;
  }
}

const DIGIT_BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
function decimalBytes(precision: number, scale: number): number {
  const whole = precision - scale;
  return (
    Math.floor(whole / 9) * 4 +
    (DIGIT_BYTES[whole % 9] as number) +
    Math.floor(scale / 9) * 4 +
    (DIGIT_BYTES[scale % 9] as number)
  );
}

/** Decimals: groups of nine digits in four bytes, big-endian, the first bit set for the positive, all bits turned for the negative. */
function decimalReader(precision: number, scale: number): Reader {
  const whole = precision - scale;
  const groups: { bytes: number; digits: number }[] = [];
  if (whole % 9 > 0) groups.push({ bytes: DIGIT_BYTES[whole % 9] as number, digits: whole % 9 });
  for (let index = 0; index < Math.floor(whole / 9); index += 1) groups.push({ bytes: 4, digits: 9 });
  const wholeGroups = groups.length;
  for (let index = 0; index < Math.floor(scale / 9); index += 1) groups.push({ bytes: 4, digits: 9 });
  if (scale % 9 > 0) groups.push({ bytes: DIGIT_BYTES[scale % 9] as number, digits: scale % 9 });
  return (cursor) => {
    const { buffer } = cursor;
    const positive = ((buffer[cursor.at] as number) & 0x80) !== 0;
    const turn = positive ? 0 : 0xff;
    let text = '';
    let first = true;
    for (let index = 0; index < groups.length; index += 1) {
      const { bytes, digits } = groups[index] as { bytes: number; digits: number };
      if (index === wholeGroups) text = `${text === '' ? '0' : text}.`;
      let value = 0;
      for (let byte = 0; byte < bytes; byte += 1) {
        let octet = buffer[cursor.at++] as number;
        if (first) {
          octet ^= 0x80;
          first = false;
        }
        value = value * 256 + (octet ^ turn);
      }
      if (index < wholeGroups && text === '') text = value === 0 ? '' : String(value);
      else text += String(value).padStart(digits, '0');
    }
    if (text === '') text = '0';
    return positive ? text : `-${text}`;
  };
}

const fractionBytes = (digits: number): number => (digits + 1) >> 1;

function fractionText(cursor: Cursor, digits: number): string {
  if (digits === 0) return '';
  const bytes = fractionBytes(digits);
  const value = cursor.buffer.readUIntBE(cursor.at, bytes);
  cursor.at += bytes;
  return `.${String(value)
    .padStart(bytes * 2, '0')
    .slice(0, digits)}`;
}

function datetimeReader(digits: number): Reader {
  return (cursor) => {
    const { buffer, at } = cursor;
    cursor.at += 5;
    // Forty bits: sign, year × 13 + month, day, hour, minute, second.
    const high =
      (buffer[at] as number) * 1024 + (buffer[at + 1] as number) * 4 + ((buffer[at + 2] as number) >> 6) - 0x20000;
    const low = buffer.readUIntBE(at + 2, 3) & 0x3fffff;
    const year = Math.floor(high / 13);
    return `${String(year).padStart(4, '0')}-${two(high % 13)}-${two(low >> 17)} ${two((low >> 12) & 31)}:${two((low >> 6) & 63)}:${two(low & 63)}${fractionText(cursor, digits)}`;
  };
}

function timestampReader(digits: number): Reader {
  return (cursor) => {
    const seconds = cursor.buffer.readUInt32BE(cursor.at);
    cursor.at += 4;
    const fraction = fractionText(cursor, digits);
    return timestampText(instantText(seconds) + fraction);
  };
}

/** UTC; no seconds at all is the zero timestamp. */
function instantText(seconds: number): string {
  if (seconds === 0) return '0000-00-00 00:00:00';
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Three bytes with the fraction behind, one signed number in all; hours up to 838. */
function timeReader(digits: number): Reader {
  const bytes = fractionBytes(digits);
  return (cursor) => {
    const { buffer, at } = cursor;
    cursor.at += 3 + bytes;
    const all = buffer.readUIntBE(at, 3 + bytes) - 0x800000 * 256 ** bytes;
    const size = Math.abs(all);
    const whole = Math.floor(size / 256 ** bytes);
    const fraction = size % 256 ** bytes;
    const after =
      digits === 0
        ? ''
        : `.${String(fraction)
            .padStart(bytes * 2, '0')
            .slice(0, digits)}`;
    return `${all < 0 ? '-' : ''}${two((whole >> 12) & 1023)}:${two((whole >> 6) & 63)}:${two(whole & 63)}${after}`;
  };
}

/** MariaDB's uuid and inet columns, which the log holds as bytes. */
function nativeBinaryReader(column: LoggedColumn, nativeType: string): Reader {
  const width = column.meta;
  const native = nativeType.toLowerCase();
  return (cursor) => {
    const length = sizeAt(cursor, width < 256 ? 1 : 2);
    const bytes = Buffer.alloc(width);
    cursor.buffer.copy(bytes, 0, cursor.at, cursor.at + length);
    cursor.at += length;
    if (native === 'uuid') return uuidText(bytes);
    if (native === 'inet4') return bytes.join('.');
    return inet6Text(bytes);
  };
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** As inet_ntop writes it: the longest run of zeros shortened, IPv4-mapped addresses with dots. */
function inet6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${bytes.subarray(12).join('.')}`;
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from += 1) {
    let length = 0;
    while (from + length < 8 && groups[from + length] === 0) length += 1;
    if (length > best.length) best = { from, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.from < 0) return hex.join(':');
  return `${hex.slice(0, best.from).join(':')}::${hex.slice(best.from + best.length).join(':')}`;
}
