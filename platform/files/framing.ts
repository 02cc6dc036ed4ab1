import { randomBytes } from 'node:crypto';
import type { Sealer } from '@platform/crypto';

const MARK = Buffer.from('YWF1');
const NONCE = 16;
const PIECE = 256 * 1024;

/** Turns a stream into what is stored, and back. The same bytes come out, or an error. */
export type Framing = {
  wrap(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  unwrap(stored: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
};

/** Stored as it is. */
export const plainFraming: Framing = { wrap: (content) => content, unwrap: (stored) => stored };

/**
 * Sealed in pieces of 256 KiB, so that no file is ever whole in memory: mark ‖ nonce (16) ‖ (length (4) ‖ sealed piece)….
 * Each piece is bound to its file, its place and whether it is the last: none can be moved, dropped or cut off.
 */
export function sealedFraming(sealer: Sealer, context: string): Framing {
  const contextOf = (nonce: Buffer, index: number, last: boolean): string =>
    `files/${nonce.toString('hex')}/${index}/${last ? 'last' : 'more'}/${context}`;
  return {
    async *wrap(content) {
      const nonce = randomBytes(NONCE);
      yield Buffer.concat([MARK, nonce]);
      let index = 0;
      const frame = (piece: Uint8Array, last: boolean): Buffer => {
        const sealed = sealer.seal(piece, contextOf(nonce, index, last));
        index += 1;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(sealed.length);
        return Buffer.concat([length, sealed]);
      };
      let waiting = Buffer.alloc(0);
      for await (const chunk of content) {
        waiting = Buffer.concat([waiting, chunk]);
        // The last piece is known only at the end, so one piece always waits.
        while (waiting.length > PIECE) {
          yield frame(waiting.subarray(0, PIECE), false);
          waiting = waiting.subarray(PIECE);
        }
      }
      yield frame(waiting, true);
    },
    async *unwrap(stored) {
      let waiting = Buffer.alloc(0);
      let nonce: Buffer | undefined;
      let index = 0;
      // A whole piece waits until another follows: only then is it known not to be the last.
      let held: Buffer | undefined;
      for await (const chunk of stored) {
        waiting = Buffer.concat([waiting, chunk]);
        if (nonce === undefined) {
          if (waiting.length < MARK.length + NONCE) continue;
          if (!waiting.subarray(0, MARK.length).equals(MARK)) break;
          nonce = Buffer.from(waiting.subarray(MARK.length, MARK.length + NONCE));
          waiting = waiting.subarray(MARK.length + NONCE);
        }
        while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
          const length = waiting.readUInt32BE(0);
          if (held !== undefined) {
            yield sealer.open(held, contextOf(nonce, index, false));
            index += 1;
          }
          held = waiting.subarray(4, 4 + length);
          waiting = waiting.subarray(4 + length);
        }
      }
      if (nonce === undefined || held === undefined || waiting.length > 0)
        throw new Error('The stored file is cut off');
      yield sealer.open(held, contextOf(nonce, index, true));
    },
  };
}
