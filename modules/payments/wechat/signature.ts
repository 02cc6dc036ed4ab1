import { createCipheriv, createDecipheriv, sign, verify, type KeyObject } from 'node:crypto';

// WeChat Pay APIv3, shared by the adapter and by the simulator that answers it.
export const SCHEME = 'WECHATPAY2-SHA256-RSA2048';

/** A request's text to sign: method, path with query, timestamp, nonce, body, each with a newline. */
export const requestText = (method: string, path: string, timestamp: string, nonce: string, body: string): string =>
  `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;

/** Text of an answer or a notice: timestamp, nonce, body. */
export const answerText = (timestamp: string, nonce: string, body: string): string =>
  `${timestamp}\n${nonce}\n${body}\n`;

export const signText = (text: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(text), key).toString('base64');

export function isSigned(text: string, signature: string, key: KeyObject): boolean {
  try {
    return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** What a notice holds, sealed with the merchant's APIv3 key (32 bytes): AEAD_AES_256_GCM, the tag behind the text. */
export type Resource = { algorithm: 'AEAD_AES_256_GCM'; ciphertext: string; nonce: string; associated_data: string };

export function sealResource(text: string, key: Buffer, nonce: string, associated: string): Resource {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce)).setAAD(Buffer.from(associated));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), nonce, associated_data: associated };
}

/** @throws when it was not sealed with this key */
export function openResource({ ciphertext, nonce, associated_data: associated }: Resource, key: Buffer): string {
  const sealed = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce), { authTagLength: 16 })
    .setAAD(Buffer.from(associated))
    .setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
}
