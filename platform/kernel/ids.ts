import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

/** The only source of new identifiers: UUID version 7 (RFC 9562 §5.7), so that keys arrive in time order. */
export type Ids = { next(): string };

export function uuidV7(clock: Clock): Ids {
  let lastMs = -1;
  let sequence = 0;
  // Random bytes are drawn many at a time: a call for each id costs more than all else here.
  const pool = Buffer.alloc(4_096);
  let drawn = pool.length;
  return {
    next() {
      let ms = clock.now().getTime();
      if (ms <= lastMs) {
        ms = lastMs;
        sequence += 1;
        if (sequence > 0xfff) {
          ms += 1;
          sequence = 0;
        }
      } else {
        sequence = -1;
      }
      lastMs = ms;
      if (drawn === pool.length) {
        randomFillSync(pool);
        drawn = 0;
      }
      const at = drawn;
      drawn += 16;
      if (sequence < 0) sequence = pool[at + 6] as number;
      pool.writeUIntBE(ms, at, 6);
      pool.writeUInt16BE(0x7000 | sequence, at + 6);
      pool[at + 8] = ((pool[at + 8] as number) & 0x3f) | 0x80;
      const hex = pool.toString('hex', at, drawn);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** Whether `value` has the shape of a UUID. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
}
