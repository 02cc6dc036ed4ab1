import { createInflateRaw, inflateRawSync } from 'node:zlib';

/** What is wrong with a ZIP archive that should be a workbook. */
export type ZipFault = 'not-zip' | 'not-a-workbook' | 'too-large';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const MOST_ENTRIES = 2_000;

type Entry = { name: string; method: number; packed: number; stated: number; offset: number };

/**
 * Looks through an archive before anything is read from it: really unpacks every entry, counting and keeping nothing, and insists that
 * the entries lie one after another from the first byte on, so that nothing can hide from the directory.
 */
export async function zipFault(archive: Buffer, mostUnpacked: number): Promise<ZipFault | undefined> {
  const entries = directoryOf(archive);
  if (!entries) return 'not-zip';
  if (entries.length > MOST_ENTRIES) return 'too-large';
  const names = new Set(entries.map((entry) => entry.name));
  if (!names.has('[Content_Types].xml') || !names.has('xl/workbook.xml')) return 'not-a-workbook';
  // An honest archive is refused without the work of unpacking it; a lying one by that work.
  if (entries.reduce((sum, entry) => sum + entry.stated, 0) > mostUnpacked) return 'too-large';
  let left = mostUnpacked;
  for (const entry of entries) {
    const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
    const packed = archive.subarray(start, start + entry.packed);
    if (entry.method === 0) left -= packed.length;
    else if (entry.method === 8) {
      const size = await unpackedSize(packed, left);
      if (size === undefined) return 'not-zip';
      left -= size;
    } else return 'not-zip';
    if (left < 0) return 'too-large';
  }
  return undefined;
}

/** The content of one entry of an archive that {@link zipFault} found sound; undefined when there is none of that name. */
export function zipEntry(archive: Buffer, name: string, mostBytes: number): Buffer | undefined {
  const entry = directoryOf(archive)?.find((one) => one.name === name);
  if (!entry) return undefined;
  const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
  const packed = archive.subarray(start, start + entry.packed);
  return entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: mostBytes });
}

/** Entries in order of their place, or undefined when the archive is not a plain, gapless ZIP. */
function directoryOf(archive: Buffer): Entry[] | undefined {
  let end = -1;
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 65_557); at -= 1) {
    if (archive.readUInt32LE(at) === END) {
      end = at;
      break;
    }
  }
  if (end < 0) return undefined;
  const count = archive.readUInt16LE(end + 10);
  const directory = archive.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  let at = directory;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || archive.readUInt32LE(at) !== CENTRAL) return undefined;
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      method: archive.readUInt16LE(at + 10),
      packed: archive.readUInt32LE(at + 20),
      stated: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  if (at !== end) return undefined;
  entries.sort((a, b) => a.offset - b.offset);
  let next = 0;
  for (const entry of entries) {
    // A data descriptor of 12 to 24 bytes may stand between two entries.
    if (entry.offset < next || entry.offset > next + (next === 0 ? 0 : 24)) return undefined;
    if (entry.offset + 30 > directory || archive.readUInt32LE(entry.offset) !== LOCAL) return undefined;
    next =
      entry.offset +
      30 +
      archive.readUInt16LE(entry.offset + 26) +
      archive.readUInt16LE(entry.offset + 28) +
      entry.packed;
  }
  return next <= directory && directory <= next + 24 ? entries : undefined;
}

function unpackedSize(packed: Buffer, limit: number): Promise<number | undefined> {
  return new Promise((answer) => {
    const inflate = createInflateRaw();
    let size = 0;
    inflate.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        answer(size);
        inflate.destroy();
      }
    });
    inflate.on('end', () => answer(size));
    inflate.on('error', () => answer(undefined));
    inflate.end(packed);
  });
}
