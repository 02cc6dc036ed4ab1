import { isPlainDate, type PlainDate } from '@platform/kernel';

/** Reads a date of one declared format, or says undefined. */
export type DateReader = (text: string) => PlainDate | undefined;

const LENGTHS: Record<string, string> = {
  YYYY: '(?<y>\\d{4})',
  MM: '(?<m>\\d{2})',
  DD: '(?<d>\\d{2})',
  M: '(?<m>\\d{1,2})',
  D: '(?<d>\\d{1,2})',
};

/** Days from Excel's day 0 (1899-12-30, its 1900 being a leap year by mistake) to 1970-01-01. */
const EXCEL_EPOCH_DAYS = 25_569;

/**
 * A reader of `format`: YYYY, MM or M, DD or D, and literal characters; or `excel-serial`, a day number.
 * @throws RangeError when the format lacks year, month or day
 */
export function dateReader(format: string): DateReader {
  if (format === 'excel-serial') return readExcelSerial;
  const parts = format
    .split(/(YYYY|MM|DD|M|D)/)
    .map((part) => LENGTHS[part] ?? part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const pattern = parts.join('');
  for (const name of ['y', 'm', 'd']) {
    if (pattern.split(`(?<${name}>`).length !== 2) throw new RangeError(`Not a date format: ${format}`);
  }
  const shape = new RegExp(`^${pattern}$`);
  return (text) => {
    const found = shape.exec(text)?.groups;
    if (!found) return undefined;
    const date = `${found['y']}-${found['m']?.padStart(2, '0')}-${found['d']?.padStart(2, '0')}`;
    return isPlainDate(date) ? date : undefined;
  };
}

function readExcelSerial(text: string): PlainDate | undefined {
  if (!/^\d{1,7}(\.0+)?$/.test(text)) return undefined;
  const days = Number.parseInt(text, 10);
  // Day 60 is the 29 February 1900 that Excel believes in; days before it are one off.
  if (days < 61 || days > 2_958_465) return undefined;
  return new Date((days - EXCEL_EPOCH_DAYS) * 86_400_000).toISOString().slice(0, 10);
}

/** How a database without a type for dates alone writes one. */
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?$/;

/** Reads a date by the first format that fits. A date written YYYY-MM-DD is always taken: it can mean nothing else. */
export function datesReader(formats: readonly string[]): DateReader {
  const readers = formats.map(dateReader);
  return (text) => {
    if (isPlainDate(text)) return text;
    const midnight = MIDNIGHT.exec(text)?.[1];
    if (midnight !== undefined && isPlainDate(midnight)) return midnight;
    for (const read of readers) {
      const date = read(text);
      if (date !== undefined) return date;
    }
    return undefined;
  };
}
