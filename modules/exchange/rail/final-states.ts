import { copyLine, readCopyLine } from '@platform/sources';
import { giveRooms, GREAT_ROOM, SMALL_ROOM, takeRoom } from './rooms.ts';

const FRESH = 1;
const LIVE = 2;

const TAB = 9;
const LINE_END = 10;
const ZERO = 48;
const NINE = 57;

/** Characters that are the same in text COPY and in one byte. */
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * A key of a row: the bytes of its fields as they stand in a line of COPY, one character a byte, tabs between; one of decimal digits as the number
 * they are, which is several times quicker to look up.
 */
export type Key = string | number;

/** Digits that are a number's only way to be written. */
const DIGITS = /^(0|[1-9][0-9]{0,14})$/;

/** The key of values in the lake's form. */
export function keyOf(values: readonly string[]): Key {
  const only = values.length === 1 ? (values[0] as string) : undefined;
  if (only !== undefined && PLAIN.test(only)) return DIGITS.test(only) ? Number(only) : only;
  return Buffer.from(copyLine(values).slice(0, -1), 'utf8').toString('latin1');
}

/** The values of a key. */
export function keyValues(key: Key): string[] {
  if (typeof key === 'number') return [String(key)];
  return (PLAIN.test(key) ? [key] : readCopyLine(Buffer.from(key, 'latin1').toString('utf8'))) as string[];
}

/**
 * The last state of each key of a batch. Rows stay where they are: lines of text COPY (a value an item, in the lake's form) in buffers that nobody
 * changes any more.
 */
export class FinalStates {
  readonly #keyPlaces: readonly number[];
  readonly #lastPlace: number;
  readonly #byKey = new Map<Key, number>();
  readonly #keys: Key[] = [];
  readonly #flags: number[] = [];
  readonly #buffers: Buffer[] = [];
  readonly #buffer: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #lines: Buffer = Buffer.alloc(0);
  #end = 0;
  #rooms: Buffer[] = [];
  /** The table was emptied: what the lake had of the line goes first. */
  emptied = false;

  constructor(keyPlaces: readonly number[]) {
    this.#keyPlaces = keyPlaces;
    this.#lastPlace = Math.max(...keyPlaces);
  }

  /** Keys touched. */
  get size(): number {
    return this.#keys.length;
  }

  /** From here on places are of these lines. */
  lines(lines: Buffer): void {
    this.#lines = lines;
    this.#buffers.push(lines);
  }

  /** The key of the line that begins at `at`; where the line ends is kept for {@link put}. */
  keyAt(at: number): Key {
    const lines = this.#lines;
    let position = at;
    let key: Key = '';
    if (this.#keyPlaces.length === 1) {
      for (let place = 0; place < this.#lastPlace; position += 1) if (lines[position] === TAB) place += 1;
      let end = position;
      let number = 0;
      let byte = lines[end] as number;
      while (byte !== TAB && byte !== LINE_END) {
        number = byte >= ZERO && byte <= NINE ? number * 10 + byte - ZERO : Number.NaN;
        end += 1;
        byte = lines[end] as number;
      }
      const digits = end - position;
      // Neither a word, nor more digits than a number tells apart, nor one with zeros before it.
      const whole = number >= 0 && digits > 0 && digits <= 15 && (lines[position] !== ZERO || digits === 1);
      key = whole ? number : lines.toString('latin1', position, end);
      position = end;
    } else {
      const fields: string[] = [];
      for (let place = 0; place <= this.#lastPlace; place += 1) {
        let end = position;
        while (lines[end] !== TAB && lines[end] !== LINE_END) end += 1;
        const index = this.#keyPlaces.indexOf(place);
        if (index >= 0) fields[index] = lines.toString('latin1', position, end);
        position = end + 1;
      }
      position -= 1;
      key = fields.join('\t');
    }
    this.#end = lines[position] === LINE_END ? position + 1 : lines.indexOf(LINE_END, position) + 1;
    return key;
  }

  keyOf(values: readonly string[]): Key {
    return keyOf(values);
  }

  keyValues(key: Key): string[] {
    return keyValues(key);
  }

  /** The line whose key {@link keyAt} just told is what the key is now. @returns where the next line begins */
  put(key: Key, at: number, insert: boolean): number {
    this.#set(key, insert, this.#buffers.length - 1, at, this.#end);
    return this.#end;
  }

  /** A row that stands in no line yet. */
  putValues(key: Key, values: readonly (string | null)[], insert: boolean): void {
    const line = Buffer.from(copyLine(values), 'utf8');
    this.#buffers.push(line);
    this.#set(key, insert, this.#buffers.length - 1, 0, line.length);
    // Places told by `keyAt` are still of the lines before.
    this.#buffers.push(this.#lines);
  }

  #set(key: Key, insert: boolean, buffer: number, from: number, to: number): void {
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.#keys.length;
      this.#byKey.set(key, index);
      this.#keys.push(key);
      this.#flags.push((insert || this.emptied ? FRESH : 0) | LIVE);
      this.#buffer.push(buffer);
      this.#from.push(from);
      this.#to.push(to);
      return;
    }
    this.#flags[index] = (this.#flags[index] as number) | LIVE;
    this.#buffer[index] = buffer;
    this.#from[index] = from;
    this.#to[index] = to;
  }

  remove(key: Key): void {
    const index = this.#byKey.get(key);
    if (index !== undefined) {
      this.#flags[index] = (this.#flags[index] as number) & ~LIVE;
      return;
    }
    this.#byKey.set(key, this.#keys.length);
    this.#keys.push(key);
    this.#flags.push(this.emptied ? FRESH : 0);
    this.#buffer.push(0);
    this.#from.push(0);
    this.#to.push(0);
  }

  empty(): void {
    this.emptied = true;
    this.#flags.fill(FRESH);
  }

  /** What the key is now, as far as this batch tells. */
  valuesOf(key: Key): readonly (string | null)[] | 'gone' | undefined {
    const index = this.#byKey.get(key);
    if (index === undefined) return undefined;
    if (((this.#flags[index] as number) & LIVE) === 0) return 'gone';
    const line = this.#buffers[this.#buffer[index] as number] as Buffer;
    return readCopyLine(line.toString('utf8', this.#from[index], (this.#to[index] as number) - 1));
  }

  /** The values of the line whose key {@link keyAt} just told. */
  lineValues(at: number): readonly (string | null)[] {
    return readCopyLine(this.#lines.toString('utf8', at, this.#end - 1));
  }

  /**
   * Keys whose rows go from the lake before the new ones come: `gone` for good, `replaced` by a row below.
   * @param certain keys that were inserted are known not to be there
   */
  leaving(certain: boolean): { gone: Key[]; replaced: Key[] } {
    const gone: Key[] = [];
    const replaced: Key[] = [];
    this.#keys.forEach((key, index) => {
      const flags = this.#flags[index] as number;
      if (certain && (flags & FRESH) !== 0) return;
      ((flags & LIVE) === 0 ? gone : replaced).push(key);
    });
    return { gone, replaced };
  }

  get keys(): readonly Key[] {
    return this.#keys;
  }

  /** Rows to be written. */
  get live(): number {
    let count = 0;
    for (const flags of this.#flags) if ((flags & LIVE) !== 0) count += 1;
    return count;
  }

  #room(): Buffer {
    const room = takeRoom(this.#rooms.length === 0 ? SMALL_ROOM : GREAT_ROOM);
    this.#rooms.push(room);
    return room;
  }

  /** The store has all pieces. */
  release(): void {
    giveRooms(this.#rooms.splice(0));
  }

  /** The rows to be written, each with `ending` (a tab first) behind its values, in pieces of at most 512 KiB but for a longer row; theirs until {@link release}. */
  *pieces(ending: Buffer): Generator<Buffer> {
    let piece = this.#room();
    let at = 0;
    for (let index = 0; index < this.#flags.length; index += 1) {
      if (((this.#flags[index] as number) & LIVE) === 0) continue;
      const from = this.#from[index] as number;
      const to = (this.#to[index] as number) - 1;
      const needed = to - from + ending.length;
      if (at + needed > piece.length) {
        if (at > 0) yield piece.subarray(0, at);
        piece = needed > GREAT_ROOM ? Buffer.allocUnsafeSlow(needed) : this.#room();
        at = 0;
      }
      at += (this.#buffers[this.#buffer[index] as number] as Buffer).copy(piece, at, from, to);
      at += ending.copy(piece, at);
    }
    if (at > 0) yield piece.subarray(0, at);
  }
}
