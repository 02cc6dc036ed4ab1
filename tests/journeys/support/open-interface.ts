import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Product } from './product.ts';

export type ApplicationKey = { keyId: string; secret: string };
type Answer = {
  status: number;
  body: { code?: string; title?: string; result?: string; errors?: { pointer: string; detail: string }[] };
};

/** Calls a data interface as a department's own system does: signed with its key, for a purpose and a case. */
export async function callInterface(
  product: Product,
  key: ApplicationKey,
  id: string,
  body: { purpose: string; caseNo: string; parameters: Record<string, string> },
  language = 'zh-CN',
): Promise<Answer> {
  const path = `/api/open/interfaces/${id}`;
  const text = JSON.stringify(body);
  const time = String(Date.now());
  const nonce = randomUUID();
  const hash = createHash('sm3').update(text).digest('hex');
  const signature = createHmac('sm3', key.secret).update(['POST', path, time, nonce, hash].join('\n')).digest('hex');
  const answer = await fetch(product.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      'x-yiwang-key': key.keyId,
      'x-yiwang-time': time,
      'x-yiwang-nonce': nonce,
      'x-yiwang-algorithm': 'sm3',
      'x-yiwang-signature': signature,
    },
    body: text,
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}
