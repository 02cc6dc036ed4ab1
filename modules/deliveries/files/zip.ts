import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

export type ZipEntry = { readonly name: string; readonly content: Iterable<string> | AsyncIterable<string> };

const FOUR_GIB = 2 ** 32;
/** Sizes come behind the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
/** 1980-01-01, so that equal content gives equal bytes. */
const DATE = 0x0021;

/** A zip file written as it goes: no entry is ever whole in memory, and a slow reader slows the writer. Entries and the whole stay below 4 GiB. */
export async function* zipOf(entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  const central: Buffer[] = [];
  let offset = 0;
  const counted = (bytes: Buffer): Buffer => {
    offset += bytes.length;
    if (offset >= FOUR_GIB) throw new RangeError('The file would be larger than 4 GiB');
    return bytes;
  };
  for (const { name, content } of entries) {
    const begins = offset;
    const path = Buffer.from(name, 'utf8');
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(FLAGS, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(DATE, 12);
    head.writeUInt16LE(path.length, 26);
    yield counted(Buffer.concat([head, path]));
    let crc = 0;
    let size = 0;
    let packed = 0;
    const plain = async function* (): AsyncGenerator<Buffer> {
      for await (const text of content) {
        const bytes = Buffer.from(text, 'utf8');
        crc = crc32(bytes, crc);
        size += bytes.length;
        if (size >= FOUR_GIB) throw new RangeError('The file would be larger than 4 GiB');
        yield bytes;
      }
    };
    const deflate = createDeflateRaw({ level: 6 });
    // A fault of the content destroys the stream with it, so the loop below throws it.
    pipeline(Readable.from(plain(), { objectMode: false }), deflate).catch(() => undefined);
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      packed += chunk.length;
      yield counted(chunk);
    }
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x08074b50, 0);
    tail.writeUInt32LE(crc, 4);
    tail.writeUInt32LE(packed, 8);
    tail.writeUInt32LE(size, 12);
    yield counted(tail);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(FLAGS, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt16LE(DATE, 14);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packed, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE(begins, 42);
    central.push(Buffer.concat([entry, path]));
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield list;
  yield end;
}
