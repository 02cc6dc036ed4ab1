import type { PackedChanges } from '@platform/sources';

export const INSERT = 1;
export const UPDATE = 2;
export const DELETE = 3;

const ROOM = 512 * 1024;
const ROWS = 8_192;

/** Letters behind the backslash of characters that text COPY escapes; 0 for all others. */
const ESCAPE = new Uint8Array(256);
for (const [character, letter] of Object.entries({
  '\\': '\\',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
  '\v': 'v',
}))
  ESCAPE[character.charCodeAt(0)] = letter.charCodeAt(0);

/** From here on a native search is quicker than a loop. */
const LONG = 256;

/** The columns of one row as they lie in a message: where each begins, and its length; -1 no value, -2 not told. */
export type RowPlaces = { readonly starts: Int32Array; readonly lengths: Int32Array };

/** Writes rows as lines of text COPY, one behind the other, into rooms that are handed on and never written again. */
export class Packer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(ROOM);
  #ops = new Uint8Array(ROWS);
  #starts = new Uint32Array(ROWS + 1);
  #count = 0;
  #at = 0;
  #from = 0;
  #table = -1;
  readonly #emit: (packed: PackedChanges) => void;

  constructor(emit: (packed: PackedChanges) => void) {
    this.#emit = emit;
  }

  /** @param order places among the message's columns in the order asked for, -1 for one that is not there */
  add(op: number, table: number, source: Buffer, order: Int32Array, { starts, lengths }: RowPlaces): void {
    if (table !== this.#table) {
      this.flush();
      this.#table = table;
    }
    let most = order.length * 3 + 1;
    for (let index = 0; index < order.length; index += 1) {
      const length = lengths[order[index] as number] as number;
      if (length > 0) most += length * 2;
    }
    if (this.#at + most > this.#bytes.length || this.#count === ROWS) this.#newRoom(most);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < order.length; index += 1) {
      if (index > 0) bytes[at++] = 9;
      const column = order[index] as number;
      const length = column < 0 ? -1 : (lengths[column] as number);
      if (length < 0) {
        bytes[at++] = 92;
        bytes[at++] = 78;
        continue;
      }
      const start = starts[column] as number;
      const end = start + length;
      if (length > LONG && !needsEscape(source, start, end)) {
        source.copy(bytes, at, start, end);
        at += length;
        continue;
      }
      for (let from = start; from < end; from += 1) {
        const byte = source[from] as number;
        const letter = ESCAPE[byte] as number;
        if (letter === 0) bytes[at++] = byte;
        else {
          bytes[at++] = 92;
          bytes[at++] = letter;
        }
      }
    }
    bytes[at++] = 10;
    this.#ops[this.#count] = op;
    this.#count += 1;
    this.#starts[this.#count] = at;
    this.#at = at;
  }

  /** Tells what was added since the last time. */
  flush(): void {
    if (this.#from === this.#count) return;
    this.#emit({
      from: this.#from,
      to: this.#count,
      table: this.#table,
      ops: this.#ops,
      starts: this.#starts,
      bytes: this.#bytes,
    });
    this.#from = this.#count;
  }

  #newRoom(most: number): void {
    this.flush();
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(ROOM, most));
    this.#ops = new Uint8Array(ROWS);
    this.#starts = new Uint32Array(ROWS + 1);
    this.#count = 0;
    this.#at = 0;
    this.#from = 0;
  }
}

function needsEscape(bytes: Buffer, from: number, to: number): boolean {
  const value = bytes.subarray(from, to);
  for (const character of ['\\', '\n', '\t', '\r', '\b', '\f', '\v']) if (value.includes(character)) return true;
  return false;
}
