import { crc32 } from 'node:zlib';

type Entry = { name: string; bytes: Buffer; at: number };

/**
 * A folder as a ZIP archive (APPNOTE 6.3.10): entries stored as they are, names in UTF-8, no times (they would differ from one download to the
 * next). Receipts are mostly hashes, which do not compress.
 */
export function zipOf(files: readonly { name: string; bytes: Buffer }[]): Buffer {
  const parts: Buffer[] = [];
  const entries: Entry[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const head = header(0x04034b50, 30, name, bytes);
    entries.push({ name, bytes, at });
    parts.push(head, bytes);
    at += head.length + bytes.length;
  }
  const begin = at;
  for (const entry of entries) {
    const central = header(0x02014b50, 46, entry.name, entry.bytes);
    central.writeUInt32LE(entry.at, 42);
    parts.push(central);
    at += central.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(at - begin, 12);
  end.writeUInt32LE(begin, 16);
  return Buffer.concat([...parts, end]);
}

/** The local header (30 bytes) or the central one (46): the same fields, in the central one two bytes further on. */
function header(signature: number, size: number, name: string, bytes: Buffer): Buffer {
  const text = Buffer.from(name, 'utf8');
  const head = Buffer.alloc(size + text.length);
  const by = size === 46 ? 2 : 0;
  head.writeUInt32LE(signature, 0);
  if (by) head.writeUInt16LE(20, 4);
  head.writeUInt16LE(20, 4 + by);
  // Names are UTF-8.
  head.writeUInt16LE(0x0800, 6 + by);
  // 1980-01-01, the first day that the format knows.
  head.writeUInt16LE(0x21, 12 + by);
  head.writeUInt32LE(crc32(bytes), 14 + by);
  head.writeUInt32LE(bytes.length, 18 + by);
  head.writeUInt32LE(bytes.length, 22 + by);
  head.writeUInt16LE(text.length, 26 + by);
  text.copy(head, size);
  return head;
}
