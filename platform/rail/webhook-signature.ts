import { createHash } from 'node:crypto';
import { equalBytes, hmacSha256, hmacSm3, sm3 } from '@platform/crypto';

export type WebhookAlgorithm = 'sm3' | 'sha256';

/** What a webhook's signature covers. `time` is milliseconds since 1970 as text, of this try; `id` is the same at each try. */
export type SignedDelivery = { readonly id: string; readonly time: string; readonly body: Uint8Array };

/** `id\ntime\nhex hash of the body`, the hash by the signature's own algorithm. */
export function signedText({ id, time, body }: SignedDelivery, algorithm: WebhookAlgorithm): string {
  const hash = algorithm === 'sm3' ? sm3(body) : createHash('sha256').update(body).digest();
  return `${id}\n${time}\n${hash.toString('hex')}`;
}

/** HMAC-SM3 or HMAC-SHA-256 over {@link signedText}, in hex. */
export function signDelivery(delivery: SignedDelivery, secret: string, algorithm: WebhookAlgorithm): string {
  const text = signedText(delivery, algorithm);
  return (algorithm === 'sm3' ? hmacSm3(secret, text) : hmacSha256(secret, text)).toString('hex');
}

/** Whether `signature` is right, in constant time; what a receiver does. */
export function deliveryFits(
  delivery: SignedDelivery,
  secret: string,
  algorithm: WebhookAlgorithm,
  signature: string,
): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  return equalBytes(Buffer.from(signature, 'hex'), Buffer.from(signDelivery(delivery, secret, algorithm), 'hex'));
}
