import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/** The only source of new identifiers: UUID version 7 (RFC 9562 §5.7), so that keys arrive in time order. */
export type Ids = { next(): string };

export function uuidV7(clock: Clock): Ids {
  let lastMs = -1;
  let sequence = 0;
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
        sequence = randomBytes(1)[0] as number;
      }
      lastMs = ms;
      const bytes = randomBytes(16);
      bytes.writeUIntBE(ms, 0, 6);
      bytes.writeUInt16BE(0x7000 | sequence, 6);
      bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** Whether `value` has the shape of a UUID. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
}
