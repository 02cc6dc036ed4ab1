import { request } from 'node:http';
import type { Product } from './product.ts';

const CHUNK = Buffer.alloc(256 * 1024, 0x20);
const BOUNDARY = 'yiwang-journey';
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="huge.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7\n`;

export type UploadEnd = { status: number; title: string; sentMiB: number };

/**
 * Streams `bytes` to the verify page's upload, as fast as the server takes them, until it answers. With `announced` the length stands
 * in the header; without, the server learns it only by reading.
 */
export function upload(product: Product, bytes: number, announced: boolean, language = 'zh-CN'): Promise<UploadEnd> {
  return new Promise((done, failed) => {
    let sent = 0;
    let answered = false;
    const sending = request(`${product.url}/api/verify/file`, {
      method: 'POST',
      headers: {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'accept-language': language,
        'idempotency-key': crypto.randomUUID(),
        origin: product.url,
        ...(announced ? { 'content-length': bytes } : {}),
      },
    });
    sending.on('response', (response) => {
      answered = true;
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        sending.destroy();
        done({
          status: response.statusCode ?? 0,
          title: (JSON.parse(text) as { title: string }).title,
          sentMiB: sent / 1024 / 1024,
        });
      });
    });
    sending.on('error', (error) => {
      // Once it has answered, the server hangs up on the rest.
      if (!answered) failed(error);
    });
    const push = (): void => {
      while (!answered && !sending.destroyed && sent < bytes) {
        sent += CHUNK.length;
        if (!sending.write(CHUNK)) {
          sending.once('drain', push);
          return;
        }
      }
    };
    sending.write(HEAD);
    push();
  });
}
