import {
  CLASSES,
  END,
  isCitizenId,
  isCreditCode,
  isDate,
  isNumber,
  isTimestamp,
  NOT_ASCII,
  soundCodes,
} from './line-checker-bytes.ts';
import type { LineField } from './line-checker-fields.ts';
import { bytePattern } from './line-checker-pattern.ts';

// Most values are of the form that their item asks for. So each field is first read as that: where it ends and that it is sound is found in one
// pass, or, for forms of fixed length, by looking at its end. A field of another form is looked at from its beginning again, by `byteCheck`.

const NONE = 0;
const TEXT = 1;
const DATE = 2;
const CITIZEN = 3;
const CREDIT = 4;
const INTEGER = 5;
const NUMBER = 6;
const TIMESTAMP = 7;
const CODE = 8;
const ZERO = 0x30;
/** Where every key of a table of codes is below this, membership is one look into an array. */
const SMALL = 65_536;

/** Where a field that begins at `at` of column `column` ends, when it is sound as it stands; -1 when that cannot be said so quickly. */
export type Leap = (bytes: Uint8Array, at: number, column: number) => number;

/** By column the item it feeds; undefined where it feeds none or several. */
export function leaper(fields: readonly (LineField | undefined)[], demo: boolean): Leap {
  const count = fields.length;
  const kinds = new Uint8Array(count);
  const longest = new Float64Array(count);
  const least = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const most = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const patterns: ReturnType<typeof bytePattern>[] = fields.map(() => undefined);
  const codes: (Uint8Array | undefined)[] = fields.map(() => undefined);
  for (const [column, field] of fields.entries()) {
    if (!field) continue;
    const { item } = field;
    longest[column] = Math.min(item.maxLength ?? 10_000, 10_000);
    least[column] = item.min ?? Number.NEGATIVE_INFINITY;
    most[column] = item.max ?? Number.POSITIVE_INFINITY;
    kinds[column] = kindOf(field, longest[column]);
    if (item.pattern === undefined) {
      if (kinds[column] === CODE) codes[column] = smallCodes(field);
      if (kinds[column] === CODE && codes[column] === undefined) kinds[column] = NONE;
      continue;
    }
    patterns[column] = kinds[column] === TEXT ? bytePattern(item.pattern) : undefined;
    if (patterns[column] === undefined) kinds[column] = NONE;
  }

  return (bytes, at, column) => {
    let end = at;
    switch (kinds[column]) {
      case TEXT: {
        if ((bytes[at] as number) <= 0x20) return -1;
        let kind = CLASSES[bytes[end] as number];
        while (kind === 0 || kind === NOT_ASCII) {
          end += 1;
          kind = CLASSES[bytes[end] as number];
        }
        if (kind !== END || end - at > (longest[column] as number)) return -1;
        const pattern = patterns[column];
        return pattern === undefined || pattern(bytes, at, end) ? end : -1;
      }
      case DATE:
        end += 10;
        return CLASSES[bytes[end] as number] === END && isDate(bytes, at) ? end : -1;
      case CITIZEN:
        end += 18;
        if (CLASSES[bytes[end] as number] !== END || !isCitizenId(bytes, at)) return -1;
        return demo || bytes[at] !== 0x39 || bytes[at + 1] !== 0x39 ? end : -1;
      case CREDIT:
        end += 18;
        return CLASSES[bytes[end] as number] === END && isCreditCode(bytes, at) ? end : -1;
      case INTEGER: {
        let value = 0;
        for (;;) {
          const digit = (bytes[end] as number) - ZERO;
          if (!(digit >= 0 && digit <= 9)) break;
          value = value * 10 + digit;
          end += 1;
        }
        const digits = end - at;
        if (digits === 0 || digits > 15 || CLASSES[bytes[end] as number] !== END || (digits > 1 && bytes[at] === ZERO))
          return -1;
        return value >= (least[column] as number) && value <= (most[column] as number) ? end : -1;
      }
      case NUMBER: {
        for (;;) {
          const byte = bytes[end] as number;
          if (!((byte >= ZERO && byte <= 0x39) || byte === 0x2e || byte === 0x2d)) break;
          end += 1;
        }
        return CLASSES[bytes[end] as number] === END && isNumber(bytes, at, end, 0) ? end : -1;
      }
      case TIMESTAMP: {
        end += 19;
        if (bytes[end] === 0x2e) {
          end += 1;
          while ((bytes[end] as number) >= ZERO && (bytes[end] as number) <= 0x39) end += 1;
        }
        return CLASSES[bytes[end] as number] === END && isTimestamp(bytes, at, end, false) ? end : -1;
      }
      case CODE: {
        // One or two bytes; a code and its length make one number.
        let value = bytes[end] as number;
        end += 1;
        if (CLASSES[bytes[end] as number] !== END) {
          value = value * 256 + (bytes[end] as number);
          end += 1;
        }
        return CLASSES[bytes[end] as number] === END && (codes[column] as Uint8Array)[value] === 1 ? end : -1;
      }
      default:
        return -1;
    }
  };
}

function kindOf(field: LineField, longest: number): number {
  const { item, transforms } = field;
  const only = (...steps: string[]): boolean => transforms.every((step) => steps.includes(step));
  switch (item.type) {
    case 'text':
      // White space behind, full width and small letters: for `byteCheck`.
      return only() ? TEXT : NONE;
    case 'date':
      return only('trim', 'half-width', 'upper', 'date') && longest >= 10 ? DATE : NONE;
    case 'citizen-id':
      return only('trim', 'half-width', 'upper', 'citizen-id') && longest >= 18 ? CITIZEN : NONE;
    case 'credit-code':
      return only('trim', 'half-width', 'upper') && longest >= 18 ? CREDIT : NONE;
    case 'integer':
      return only('trim', 'half-width', 'upper') && longest >= 19 ? INTEGER : NONE;
    case 'number':
      return only('trim', 'half-width', 'upper') && longest >= 120 && item.min === undefined && item.max === undefined
        ? NUMBER
        : NONE;
    case 'timestamp':
      return only('trim', 'half-width', 'upper') && longest >= 29 ? TIMESTAMP : NONE;
    case 'code':
      return CODE;
    case 'boolean':
      return NONE;
  }
}

/** Codes of one or two ASCII bytes that the item takes as they stand. */
function smallCodes(field: LineField): Uint8Array | undefined {
  const table = new Uint8Array(SMALL);
  let any = false;
  for (const code of soundCodes(field)) {
    if (!/^[\x21-\x5b\x5d-\x7e]{1,2}$/.test(code)) continue;
    table[Buffer.from(code).readUIntBE(0, code.length)] = 1;
    any = true;
  }
  return any ? table : undefined;
}
