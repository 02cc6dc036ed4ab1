import { isUtf8 } from 'node:buffer';
import { copyLine, readCopyLine, type CopyBatch, type Value } from '@platform/sources';
import type { BadLine, CheckedBatch, CheckedValues } from './line-checker.ts';
import { byteCheck, BACKSLASH, CLASSES, END, NOT_ASCII } from './line-checker-bytes.ts';
import { leaper } from './line-checker-leaps.ts';
import type { LineFields } from './line-checker-fields.ts';
import { byteRules } from './line-checker-rules.ts';

const TAB = 9;
const NEWLINE = 10;
/** What a field's flags say of one that was found sound already. */
const SOUND = 64;
/** A field longer than this is refused by every rule on texts, or changed by steps: either way for the slow way. */
const BEYOND_BYTES = 1_000_000;

/**
 * Checks batches of lines on their bytes. A value that is sound as it stands is never made a text; a line whose values all are, and whose columns
 * stand in the order of the items, is not even copied: what comes out is then the batch itself. Any other value goes through the rules on texts, and
 * any row that they refuse through those for single rows, which alone give reasons.
 */
export function batchChecker(
  fields: LineFields,
  checkValues: (values: readonly (Value | undefined)[]) => CheckedValues,
): (batch: CopyBatch) => CheckedBatch {
  const { items, columns } = fields;
  const count = items.length;
  const width = columns.length;
  const inOrder = count === width && items.every((item, index) => item.column === index);
  const checks = items.map((item) => byteCheck(item, fields.options.demo));
  const columnOf = Int32Array.from(items, (item) => item.column);
  const required = Uint8Array.from(items, (item) => (item.required ? 1 : 0));
  const rules = byteRules(fields);
  // A column that feeds one item can be judged as it is read.
  const leap = leaper(
    columns.map((_, column) => {
      const fed = items.filter((item) => item.column === column);
      return fed.length === 1 ? fed[0] : undefined;
    }),
    fields.options.demo,
  );
  // Of the line under way: where the columns' fields begin and end, and what they hold; then the same by items, negative when absent.
  const starts = new Int32Array(width + 1);
  const ends = new Int32Array(width + 1);
  const held = new Uint8Array(width + 1);
  const froms = new Int32Array(count);
  const tos = new Int32Array(count);
  /** Values that the rules on texts made other than they came; undefined where the bytes stand. */
  const made: (Value | undefined)[] = items.map(() => undefined);

  return ({ bytes }) => {
    const readable = isUtf8(bytes);
    const bad: BadLine[] = [];
    const out = new Output(bytes);
    let goodRows = 0;
    let from = 0;
    for (let at = 0; from < bytes.length; at += 1) {
      const next = lineAt(bytes, from, readable, at);
      if (next > 0) {
        goodRows += 1;
        from = next;
      } else {
        from = -next;
      }
    }
    return { good: out.end(from), goodRows, bad };

    /** Looks at the line that begins at `begin`. @returns where the next begins; negative when this one does not pass */
    function lineAt(bytes: Buffer, begin: number, readable: boolean, at: number): number {
      let column = 0;
      let position = begin;
      const { length } = bytes;
      for (;;) {
        const start = position;
        let flags = SOUND;
        let end = readable && column < width ? leap(bytes, start, column) : -1;
        if (end < 0) {
          flags = 0;
          end = start;
          for (; end < length; end += 1) {
            const kind = CLASSES[bytes[end] as number] as number;
            if (kind === END) break;
            flags |= kind;
          }
        }
        if (column < width) {
          starts[column] = start;
          ends[column] = end;
          held[column] = flags;
        }
        column += 1;
        position = end + 1;
        if (end >= length || bytes[end] === NEWLINE) break;
      }
      const next = position;
      if (column !== width) return refuse(bytes, begin, next, at);
      let changed = false;
      let any = false;
      for (let index = 0; index < count; index += 1) {
        const place = columnOf[index] as number;
        froms[index] = -1;
        made[index] = undefined;
        if (place < 0) {
          if (required[index] === 1) return refuse(bytes, begin, next, at);
          continue;
        }
        const start = starts[place] as number;
        const end = ends[place] as number;
        const what = held[place] as number;
        if (what === SOUND) {
          froms[index] = start;
          tos[index] = end;
          any = true;
          continue;
        }
        if (end - start === 2 && bytes[start] === 0x5c && bytes[start + 1] === 0x4e) {
          if (required[index] === 1) return refuse(bytes, begin, next, at);
          continue;
        }
        if (
          end > start &&
          (readable || (what & NOT_ASCII) === 0) &&
          (checks[index] as (typeof checks)[number])(bytes, start, end, what)
        ) {
          froms[index] = start;
          tos[index] = end;
          any = true;
          continue;
        }
        // Four bytes a character at most: longer than any text may be, whatever it says.
        if (end - start > BEYOND_BYTES) return refuse(bytes, begin, next, at);
        const text = textOf(bytes, start, end, what);
        const checked = (items[index] as (typeof items)[number]).check(text);
        if (checked === undefined || (typeof checked === 'object' && checked !== null))
          return refuse(bytes, begin, next, at);
        if (text.trim() !== '') any = true;
        if (checked === text && (what & BACKSLASH) === 0) {
          froms[index] = start;
          tos[index] = end;
        } else {
          made[index] = checked;
          changed = true;
        }
      }
      if (!any || !rulesHold(bytes)) return refuse(bytes, begin, next, at);
      if (changed || !inOrder) out.line(begin, next, itemsOf(bytes));
      return next;
    }

    function rulesHold(bytes: Buffer): boolean {
      for (let index = 0; index < rules.length; index += 1) {
        const rule = rules[index] as (typeof rules)[number];
        if (rule.holds && rule.items.every((item) => made[item] === undefined)) {
          if (!rule.holds(bytes, froms, tos)) return false;
          continue;
        }
        const valueOf = (name: string): string | null => valueAt(bytes, fields.positions.get(name) ?? -1);
        if ((fields.rules[index] as (typeof fields.rules)[number]).rule(valueOf)) return false;
      }
      return true;
    }

    function valueAt(bytes: Buffer, index: number): string | null {
      const value = made[index];
      if (value !== undefined) return value;
      const start = froms[index] ?? -1;
      return start < 0 ? null : bytes.toString('utf8', start, tos[index] as number);
    }

    /** The row by the rules for single rows: with its reasons when they refuse it as well, which they must. */
    function refuse(bytes: Buffer, begin: number, next: number, at: number): number {
      const line = bytes.subarray(begin, next - 1);
      const came = readCopyLine(line.toString('utf8'));
      const checked: CheckedValues =
        came.length === width ? checkValues(came) : { reasons: [{ code: 'wrong-column-count' }], key: undefined };
      if ('values' in checked) {
        out.line(begin, next, Buffer.from(copyLine(checked.values as Value[]), 'utf8'));
        return next;
      }
      out.line(begin, next, undefined);
      const { reasons, key } = checked;
      bad.push({ at, bytes: Buffer.from(line), values: came, reasons, ...(key ? { key } : {}) });
      return -next;
    }

    /** The line's values in the order of the items. */
    function itemsOf(bytes: Buffer): Buffer {
      let size = count;
      for (let index = 0; index < count; index += 1) {
        const value = made[index];
        size += value
          ? value.length * 6
          : (froms[index] as number) < 0
            ? 2
            : (tos[index] as number) - (froms[index] as number);
      }
      const line = Buffer.allocUnsafe(size);
      let to = 0;
      for (let index = 0; index < count; index += 1) {
        if (index > 0) line[to++] = TAB;
        const value = made[index];
        const start = froms[index] as number;
        if (typeof value === 'string') to += line.write(copyLine([value]).slice(0, -1), to, 'utf8');
        else if (value === null || start < 0) {
          line[to++] = 0x5c;
          line[to++] = 0x4e;
        } else {
          const end = tos[index] as number;
          for (let position = start; position < end; position += 1) line[to++] = bytes[position] as number;
        }
      }
      line[to++] = NEWLINE;
      return line.subarray(0, to);
    }
  };
}

function textOf(bytes: Buffer, start: number, end: number, flags: number): string {
  const text = bytes.toString((flags & NOT_ASCII) === 0 ? 'latin1' : 'utf8', start, end);
  return (flags & BACKSLASH) === 0 ? text : (readCopyLine(text)[0] ?? '');
}

/** What comes out of a batch: runs of lines as they stand, and lines in place of others. Copies only when there is one of the latter. */
class Output {
  readonly #bytes: Buffer;
  #out: Buffer | undefined;
  #length = 0;
  /** Up to here the batch is dealt with. */
  #done = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** `line` in place of what stands from `begin` to `next`; nothing when undefined. */
  line(begin: number, next: number, line: Buffer | undefined): void {
    this.#stand(begin);
    this.#done = next;
    if (!line) return;
    this.#room(line.length);
    this.#length += line.copy(this.#out as Buffer, this.#length);
  }

  end(at: number): Buffer {
    if (this.#out === undefined && this.#done === 0) return this.#bytes.subarray(0, at);
    this.#stand(at);
    return (this.#out as Buffer).subarray(0, this.#length);
  }

  #stand(to: number): void {
    this.#room(to - this.#done);
    this.#length += this.#bytes.copy(this.#out as Buffer, this.#length, this.#done, to);
  }

  #room(bytes: number): void {
    if (this.#out === undefined) this.#out = Buffer.allocUnsafe(this.#bytes.length + Math.max(bytes, 1_024));
    if (this.#length + bytes <= this.#out.length) return;
    const larger = Buffer.allocUnsafe((this.#length + bytes) * 2);
    this.#out.copy(larger, 0, 0, this.#length);
    this.#out = larger;
  }
}
