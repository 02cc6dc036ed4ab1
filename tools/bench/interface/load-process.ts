// The callers, in a process of their own: what they do must not slow down what is measured.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { runLoad, type LoadTask } from './load.ts';

export type LoadOrder = LoadTask & {
  path: string;
  /** Signed calls, or plain reads of `path` with the key behind it. */
  signed?: { keyId: string; secret: string; purpose: string; parameter: string };
  keys: string[];
  /** Requests to have ready. */
  ready: number;
};

process.on('message', (order: LoadOrder) => {
  const requests = Array.from({ length: order.ready }, () =>
    requestOf(order, order.keys[Math.floor(Math.random() * order.keys.length)] as string),
  );
  let at = 0;
  runLoad(order, () => requests[at++]).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit(0));

function requestOf({ path, signed, port }: LoadOrder, key: string): Buffer {
  if (!signed) return Buffer.from(`GET ${path}/${key} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  const body = JSON.stringify({ purpose: signed.purpose, caseNo: 'BENCH-1', parameters: { [signed.parameter]: key } });
  const time = String(Date.now());
  const nonce = randomUUID();
  const text = `POST\n${path}\n${time}\n${nonce}\n${createHash('sm3').update(body).digest('hex')}`;
  const signature = createHmac('sm3', signed.secret).update(text).digest('hex');
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-yiwang-key: ${signed.keyId}\r\nx-yiwang-time: ${time}\r\nx-yiwang-nonce: ${nonce}\r\nx-yiwang-signature: ${signature}\r\n\r\n${body}`,
  );
}
