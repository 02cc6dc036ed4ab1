import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { equalBytes, hmacSm3 } from './digests.ts';

/** Two keys out of one 32-byte key: 16 bytes for SM4, 32 for HMAC-SM3. `purpose` keeps uses apart. Key objects: to make one of bytes at each use costs more than the use. */
export type BoxKeys = { cipher: KeyObject; mac: KeyObject };

export function deriveBoxKeys(key: Uint8Array, purpose: string): BoxKeys {
  return {
    cipher: createSecretKey(hmacSm3(key, `yiwang/${purpose}/sm4`).subarray(0, 16)),
    mac: createSecretKey(hmacSm3(key, `yiwang/${purpose}/hmac-sm3`)),
  };
}

const IV = 16;
const MAC = 32;

/**
 * SM4-CBC, then HMAC-SM3 over header, context, iv and ciphertext (encrypt, then MAC).
 * Layout: header ‖ iv (16) ‖ ciphertext ‖ mac (32). The header is readable but bound; the context is bound and not stored.
 */
export function closeBox(keys: BoxKeys, header: Uint8Array, context: string, plaintext: Uint8Array): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('sm4-cbc', keys.cipher, iv);
  const body = Buffer.concat([iv, cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, body, authenticate(keys, header, context, body)]);
}

/** The plaintext, or undefined when anything differs: bytes, context, key. Nothing is decrypted before the MAC is right. */
export function openBox(keys: BoxKeys, headerLength: number, context: string, box: Uint8Array): Buffer | undefined {
  const smallest = headerLength + IV + 16 + MAC;
  if (box.length < smallest || (box.length - smallest) % 16 !== 0) return undefined;
  const header = box.subarray(0, headerLength);
  const body = box.subarray(headerLength, box.length - MAC);
  if (!equalBytes(authenticate(keys, header, context, body), box.subarray(box.length - MAC))) return undefined;
  const decipher = createDecipheriv('sm4-cbc', keys.cipher, body.subarray(0, IV));
  return Buffer.concat([decipher.update(body.subarray(IV)), decipher.final()]);
}

function authenticate(keys: BoxKeys, header: Uint8Array, context: string, body: Uint8Array): Buffer {
  const bound = Buffer.from(context, 'utf8');
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(header.length, 0);
  lengths.writeUInt32BE(bound.length, 4);
  return hmacSm3(keys.mac, Buffer.concat([lengths, header, bound, body]));
}
