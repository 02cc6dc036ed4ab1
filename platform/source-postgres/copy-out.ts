import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { CopyBatch } from '@platform/sources';

/** Bytes after which a batch is handed on: large enough that a batch's own cost vanishes, small enough to stay near the processor's cache. */
const BATCH_BYTES = 256 * 1024;
/** Batches that may wait for the consumer before the source is held back. */
const WAITING = 3;

/** The driver's inside, as far as a statement of its own (`Submittable`) may know it. */
type Inside = { stream: Duplex; query(text: string): void };
type Listener = (chunk: Buffer) => void;

const COPY_DATA = 0x64;
const HEADER = 5;

export type CopyOutOptions = {
  readonly batchRows: number;
  /** A line longer than this is refused with `tooLarge`. */
  readonly longest: number;
  tooLarge(): Error;
};

/**
 * `COPY … TO STDOUT` as batches of whole lines. The server sends a message a row; here the rows are moved together as they arrive, without the
 * driver's parser, which would make an object of each. Reading is held back when the consumer is slower.
 */
export function copyOut(client: pg.Client, text: string, options: CopyOutOptions): AsyncIterable<CopyBatch> {
  const out = new CopyOut(text, options);
  client.query(out as unknown as pg.Submittable);
  return out.batches();
}

class CopyOut {
  readonly #text: string;
  readonly #options: CopyOutOptions;
  readonly #ready: CopyBatch[] = [];
  #stream: Duplex | undefined;
  #parse: Listener | undefined;
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  #current: Buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #length = 0;
  #rows = 0;
  /** Bytes of the row under way that are still to come, and of its header those that came. */
  #missing = 0;
  readonly #header = Buffer.alloc(HEADER);
  #headerLength = 0;
  #skip = 0;

  constructor(text: string, options: CopyOutOptions) {
    this.#text = text;
    this.#options = options;
  }

  // What follows is called by the driver.

  submit(connection: Inside): void {
    const { stream } = connection;
    this.#stream = stream;
    this.#parse = stream.listeners('data')[0] as Listener;
    stream.removeListener('data', this.#parse);
    stream.on('data', this.#take);
    connection.query(this.#text);
  }

  handleError(error: Error): void {
    this.#giveBack();
    this.#failure ??= error;
    this.#end();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end();
  }

  // What follows reads the wire: messages of a type, a length that counts itself, and content.

  readonly #take = (chunk: Buffer): void => {
    let at = 0;
    const { length } = chunk;
    while (at < length) {
      if (this.#missing > 0) {
        const part = Math.min(this.#missing, length - at);
        chunk.copy(this.#current, this.#length, at, at + part);
        this.#length += part;
        this.#missing -= part;
        at += part;
        if (this.#missing === 0) this.#rowDone();
        continue;
      }
      if (this.#skip > 0) {
        const part = Math.min(this.#skip, length - at);
        this.#skip -= part;
        at += part;
        continue;
      }
      let type: number;
      let size: number;
      if (this.#headerLength === 0 && length - at >= HEADER) {
        type = chunk[at] as number;
        size = chunk.readInt32BE(at + 1) - 4;
        at += HEADER;
      } else {
        const part = Math.min(HEADER - this.#headerLength, length - at);
        chunk.copy(this.#header, this.#headerLength, at, at + part);
        this.#headerLength += part;
        at += part;
        if (this.#headerLength < HEADER) break;
        this.#headerLength = 0;
        type = this.#header[0] as number;
        size = this.#header.readInt32BE(1) - 4;
      }
      if (type === COPY_DATA) {
        if (this.#length + size > this.#current.length) this.#makeRoom(size);
        if (size <= length - at) {
          // Rows are short: a loop beats a call out of JavaScript for each.
          const { length: from } = { length: this.#length };
          const current = this.#current;
          if (size < 400)
            for (let index = 0; index < size; index += 1) current[from + index] = chunk[at + index] as number;
          else chunk.copy(current, from, at, at + size);
          this.#length += size;
          at += size;
          this.#rowDone();
        } else this.#missing = size;
      } else if (type === 0x48 || type === 0x63 || type === 0x53 || type === 0x4e || type === 0x41) {
        // CopyOutResponse, CopyDone, and what a server may say at any time: nothing for us.
        this.#skip = size;
      } else {
        // The end of the statement, or its failure: the driver's own business again.
        const header = Buffer.alloc(HEADER);
        header[0] = type;
        header.writeInt32BE(size + 4, 1);
        this.#handOn();
        this.#giveBack(Buffer.concat([header, chunk.subarray(at)]));
        return;
      }
    }
    if (this.#ready.length >= WAITING) this.#stream?.pause();
  };

  #rowDone(): void {
    this.#rows += 1;
    if (this.#length >= BATCH_BYTES - 8_192 || this.#rows >= this.#options.batchRows) this.#handOn();
  }

  #makeRoom(size: number): void {
    if (size > this.#options.longest) {
      this.#failure = this.#options.tooLarge();
      this.#stream?.destroy();
      this.#end();
    }
    if (this.#rows > 0) this.#handOn();
    if (size > this.#current.length) this.#current = Buffer.allocUnsafeSlow(size);
  }

  #handOn(): void {
    if (this.#rows === 0) return;
    this.#ready.push({ bytes: this.#current.subarray(0, this.#length), rows: this.#rows });
    this.#current = Buffer.allocUnsafeSlow(BATCH_BYTES);
    this.#length = 0;
    this.#rows = 0;
    this.#wake?.();
  }

  #giveBack(rest?: Buffer): void {
    const stream = this.#stream;
    if (!stream || !this.#parse) return;
    stream.removeListener('data', this.#take);
    stream.on('data', this.#parse);
    const parse = this.#parse;
    this.#parse = undefined;
    stream.resume();
    if (rest) parse(rest);
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<CopyBatch> {
    for (;;) {
      const batch = this.#ready.shift();
      if (batch) {
        yield batch;
        if (this.#ready.length < WAITING) this.#stream?.resume();
      } else if (this.#failure) throw this.#failure;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
