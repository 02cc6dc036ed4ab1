import { createHash, createHmac, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** SM3 (GB/T 32905-2016) of `data`, 32 bytes; a text is taken as UTF-8. By Node's OpenSSL. */
export function sm3(data: Uint8Array | string): Buffer {
  return hash('sm3', data, 'buffer');
}

/** SM3 in hex. */
export function sm3Hex(data: Uint8Array | string): string {
  return hash('sm3', data, 'hex');
}

/** HMAC-SM3, 32 bytes; texts are taken as UTF-8. A key in frequent use is quicker as a KeyObject. */
export function hmacSm3(key: Uint8Array | string | KeyObject, data: Uint8Array | string): Buffer {
  return createHmac('sm3', key).update(data).digest();
}

/** HMAC-SHA-256, 32 bytes, for callers that cannot do SM3; texts are taken as UTF-8. */
export function hmacSha256(key: Uint8Array | string | KeyObject, data: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Whether two byte strings are equal, in a time that depends on their lengths only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * One link of a hash chain: SM3(32-byte previous hash ‖ payload). The length of `previous` is fixed,
 * so that no two pairs run together into the same bytes.
 */
export function chainHash(previous: Uint8Array, payload: Uint8Array | string): Buffer {
  if (previous.length !== 32) throw new RangeError(`The previous hash must have 32 bytes, not ${previous.length}`);
  return createHash('sm3').update(previous).update(payload).digest();
}

/** A new, empty SM3 hash for streams: `.update(chunk)`, then `.digest()`. */
export function sm3Stream(): ReturnType<typeof createHash> {
  return createHash('sm3');
}
