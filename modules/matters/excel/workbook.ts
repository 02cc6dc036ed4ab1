import { matterErrors } from '../errors.ts';

export const LARGEST_FILE = 10 * 1024 * 1024;
/** What a workbook may unpack to: a small file that says it holds more is refused before it is opened. */
const LARGEST_UNPACKED = 200 * 1024 * 1024;
const MOST_FILES = 500;

/** Refuses what is no workbook, or would unpack to more than a template of matters ever does. @throws matters.not-a-workbook */
export function checkWorkbook(bytes: Buffer): void {
  const refuse = (): never => {
    throw matterErrors.notAWorkbook();
  };
  if (bytes.length < 22 || bytes.readUInt32LE(0) !== 0x04034b50) return refuse();
  // The end of the central directory (APPNOTE 4.3.16) stands in the last 64 KiB.
  let end = bytes.length - 22;
  while (end > Math.max(0, bytes.length - 65_557) && bytes.readUInt32LE(end) !== 0x06054b50) end -= 1;
  if (bytes.readUInt32LE(end) !== 0x06054b50) return refuse();
  const files = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  let unpacked = 0;
  if (files > MOST_FILES) return refuse();
  for (let index = 0; index < files; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return refuse();
    unpacked += bytes.readUInt32LE(at + 24);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (unpacked > LARGEST_UNPACKED) return refuse();
}
