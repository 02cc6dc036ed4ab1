import { createHash, createHmac, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** SM3 (GB/T 32905-2016) of `data`, 32 bytes; a text is taken as UTF-8. By Node's OpenSSL, through hex: a Buffer that it makes itself costs twice as much. */
export function sm3(data: Uint8Array | string): Buffer {
  return Buffer.from(hash('sm3', data, 'hex'), 'hex');
}

/** SM3 in hex. */
export function sm3Hex(data: Uint8Array | string): string {
  return hash('sm3', data, 'hex');
}

/** HMAC-SM3, 32 bytes; texts are taken as UTF-8. A key in frequent use is quicker as a KeyObject. */
export function hmacSm3(key: Uint8Array | string | KeyObject, data: Uint8Array | string): Buffer {
  return createHmac('sm3', key).update(data).digest();
}

const BLOCK_BYTES = 64;

/**
 * HMAC-SM3 under one key, made ready once: for what is computed with each call. Two hashes at one stroke each cost half of what a new
 * HMAC object does. In hex.
 */
export function hmacSm3Under(key: Uint8Array): (data: Uint8Array | string) => string {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sm3(key) : key);
  const inner = Buffer.from(block.map((byte) => byte ^ 0x36));
  const outer = Buffer.concat([Buffer.from(block.map((byte) => byte ^ 0x5c)), Buffer.alloc(32)]);
  let message = Buffer.alloc(1_024);
  inner.copy(message);
  return (data) => {
    const length = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (BLOCK_BYTES + length > message.length) {
      message = Buffer.alloc(2 * (BLOCK_BYTES + length));
      inner.copy(message);
    }
    if (typeof data === 'string') message.write(data, BLOCK_BYTES);
    else message.set(data, BLOCK_BYTES);
    outer.write(hash('sm3', message.subarray(0, BLOCK_BYTES + length), 'hex'), BLOCK_BYTES, 'hex');
    return hash('sm3', outer, 'hex');
  };
}

/** HMAC-SHA-256, 32 bytes, for callers that cannot do SM3; texts are taken as UTF-8. */
export function hmacSha256(key: Uint8Array | string | KeyObject, data: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Whether two byte strings are equal, in a time that depends on their lengths only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

const LINK_BYTES = 32;
let link = Buffer.allocUnsafe(4_096);

/**
 * One link of a hash chain: SM3(32-byte previous hash ‖ payload). The length of `previous` is fixed,
 * so that no two pairs run together into the same bytes.
 */
export function chainHash(previous: Uint8Array, payload: Uint8Array | string): Buffer {
  if (previous.length !== LINK_BYTES)
    throw new RangeError(`The previous hash must have 32 bytes, not ${previous.length}`);
  if (typeof payload !== 'string') return sm3(Buffer.concat([previous, payload]));
  // At one stroke from bytes kept for it: a hash object would cost twice as much.
  const length = LINK_BYTES + Buffer.byteLength(payload);
  if (length > link.length) link = Buffer.allocUnsafe(2 * length);
  link.set(previous);
  link.write(payload, LINK_BYTES);
  return sm3(link.subarray(0, length));
}

/** A new, empty SM3 hash for streams: `.update(chunk)`, then `.digest()`. */
export function sm3Stream(): ReturnType<typeof createHash> {
  return createHash('sm3');
}
