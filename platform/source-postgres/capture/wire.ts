import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** Messages of PostgreSQL's protocol cut out of the bytes of a socket, copying only those that came in two pieces. */
export class Frames {
  readonly #handle: (bytes: Buffer, from: number, to: number) => boolean;
  readonly #waiting: Buffer[] = [];
  /** Where the first waiting chunk goes on. */
  #at = 0;
  /** The message that came in pieces. */
  #piece: Buffer = Buffer.allocUnsafeSlow(65_536);
  #held = 0;
  #stopped = false;

  /** @param handle gets each message (type byte first); its bytes are its own only until it returns. False: nothing more until {@link resume}, then this one again. */
  constructor(handle: (bytes: Buffer, from: number, to: number) => boolean) {
    this.#handle = handle;
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
    if (!this.#stopped) this.#run();
  }

  resume(): void {
    this.#stopped = false;
    this.#run();
  }

  #run(): void {
    for (let chunk = this.#waiting[0]; chunk !== undefined; chunk = this.#waiting[0]) {
      if (this.#held > 0 && !this.#complete(chunk)) {
        if (this.#stopped) return;
        continue;
      }
      let at = this.#at;
      while (chunk.length - at >= 5) {
        const end = at + chunk.readInt32BE(at + 1) + 1;
        if (end > chunk.length) break;
        if (!this.#handle(chunk, at, end)) {
          this.#at = at;
          this.#stopped = true;
          return;
        }
        at = end;
      }
      if (at < chunk.length) this.#take(chunk, at, chunk.length);
      this.#next();
    }
  }

  /** Completes and handles the message that came in pieces; false when the chunk was used up before or handling stopped. */
  #complete(chunk: Buffer): boolean {
    for (;;) {
      const length = this.#held < 5 ? 5 : this.#piece.readInt32BE(1) + 1;
      if (this.#held >= length && this.#held >= 5) break;
      const until = Math.min(chunk.length, this.#at + length - this.#held);
      // A value of many megabytes gets its room once, not anew with each chunk.
      if (length > this.#piece.length) this.#grow(length);
      this.#take(chunk, this.#at, until);
      this.#at = until;
      if (this.#held < length && until === chunk.length) {
        this.#next();
        return false;
      }
    }
    if (!this.#handle(this.#piece, 0, this.#held)) {
      this.#stopped = true;
      return false;
    }
    this.#held = 0;
    if (this.#piece.length > 1_048_576) this.#piece = Buffer.allocUnsafeSlow(65_536);
    return true;
  }

  #take(chunk: Buffer, from: number, to: number): void {
    if (this.#held + to - from > this.#piece.length) this.#grow(this.#held + to - from);
    chunk.copy(this.#piece, this.#held, from, to);
    this.#held += to - from;
  }

  #grow(length: number): void {
    const room = Buffer.allocUnsafeSlow(length);
    this.#piece.copy(room, 0, 0, this.#held);
    this.#piece = room;
  }

  #next(): void {
    this.#waiting.shift();
    this.#at = 0;
  }
}

/** The socket under a client whose protocol we speak from here on: the driver parses no more of it. The client must be at rest. */
export function takeSocket(client: pg.Client): Duplex {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.removeAllListeners('data');
  return stream;
}

/** A simple query. */
export function queryMessage(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const message = Buffer.allocUnsafe(length + 6);
  message[0] = 0x51;
  message.writeInt32BE(length + 5, 1);
  message.write(text, 5, 'utf8');
  message[length + 5] = 0;
  return message;
}

/** Microseconds from the epoch of JavaScript to that of PostgreSQL (2000-01-01). */
export const EPOCH_MICROSECONDS = 946_684_800_000_000n;

/**
 * "Standby status update" (PostgreSQL manual, streaming replication protocol): all up to `position` is kept for good.
 * The server may forget it, and nothing beyond.
 */
export function statusMessage(position: bigint, askReply: boolean): Buffer {
  const message = Buffer.allocUnsafe(39);
  message[0] = 0x64;
  message.writeInt32BE(38, 1);
  message[5] = 0x72;
  message.writeBigUInt64BE(position, 6);
  message.writeBigUInt64BE(position, 14);
  message.writeBigUInt64BE(position, 22);
  message.writeBigInt64BE(BigInt(Date.now()) * 1000n - EPOCH_MICROSECONDS, 30);
  message[38] = askReply ? 1 : 0;
  return message;
}

/** What an ErrorResponse says: its SQLSTATE and message, never its detail (which may hold values). */
export function errorOf(bytes: Buffer, from: number, to: number): { code: string; message: string } {
  let code = '';
  let message = '';
  for (let at = from + 5; at < to && bytes[at] !== 0; ) {
    const field = bytes[at];
    const end = bytes.indexOf(0, at + 1);
    if (field === 0x43) code = bytes.toString('utf8', at + 1, end);
    if (field === 0x4d) message = bytes.toString('utf8', at + 1, end);
    at = end + 1;
  }
  return { code, message };
}
