import { createSecretKey, hash } from 'node:crypto';
import { equalBytes, hmacSha256, hmacSm3, hmacSm3Under, sm3Hex } from '@platform/crypto';

export const ALGORITHMS = ['sm3', 'sha256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** How far a request's time may be from ours, in milliseconds. */
export const TIME_WINDOW_MS = 5 * 60_000;

/** The parts of a request that its signature covers. `time` is milliseconds since 1970 as text. */
export type SignedParts = { method: string; path: string; time: string; nonce: string; body: Uint8Array };

const bodySum = (body: Uint8Array, algorithm: Algorithm): string =>
  algorithm === 'sm3' ? sm3Hex(body) : hash('sha256', body, 'hex');

// Most calls have no body.
const NO_BODY = new Uint8Array();
const NO_BODY_SUMS: Readonly<Record<Algorithm, string>> = {
  sm3: bodySum(NO_BODY, 'sm3'),
  sha256: bodySum(NO_BODY, 'sha256'),
};

/** `METHOD\npath\ntime\nnonce\nhex hash of the body`, hashed with the algorithm of the signature. */
export function signedText(parts: SignedParts, algorithm: Algorithm): string {
  const sum = parts.body.length === 0 ? NO_BODY_SUMS[algorithm] : bodySum(parts.body, algorithm);
  return `${parts.method}\n${parts.path}\n${parts.time}\n${parts.nonce}\n${sum}`;
}

const macOf = (text: string, secret: string, algorithm: Algorithm): Buffer =>
  algorithm === 'sm3' ? hmacSm3(secret, text) : hmacSha256(secret, text);

/** The signature as departments' systems make it: HMAC-SM3 or HMAC-SHA-256 over {@link signedText}, in hex. */
export function signRequest(parts: SignedParts, secret: string, algorithm: Algorithm): string {
  return macOf(signedText(parts, algorithm), secret, algorithm).toString('hex');
}

/** A secret made ready to check signatures with: in hex, by algorithm. */
export type CheckingKey = Readonly<Record<Algorithm, (text: string) => string>>;

export function checkingKey(secret: string): CheckingKey {
  const key = createSecretKey(secret, 'utf8');
  return { sm3: hmacSm3Under(Buffer.from(secret, 'utf8')), sha256: (text) => hmacSha256(key, text).toString('hex') };
}

/** Whether `signature` is right over a {@link signedText}, in constant time. */
export function signatureOver(text: string, key: CheckingKey, algorithm: Algorithm, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  return equalBytes(Buffer.from(signature, 'latin1'), Buffer.from(key[algorithm](text), 'latin1'));
}
