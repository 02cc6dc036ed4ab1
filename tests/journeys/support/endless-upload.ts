import { connect } from 'node:net';
import type { Product } from './product.ts';

const LONGEST_MS = 30_000;
const PAUSE_MS = 10;
const CHUNK = Buffer.alloc(256 * 1024, 0x20);
const BOUNDARY = 'yiwang-journey';
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="huge.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7\n`;

export type UploadEnd = { status: number; title: string; sentMiB: number };

/**
 * Streams `bytes` to the verify page's upload until the server hangs up, as fast as it takes them, and gives what it answered. With
 * `announced` the length stands in the header; without, the server learns it only by reading. On a bare socket, for Node's client
 * throws the answer away when the server hangs up early.
 */
export function streamUpload(
  product: Product,
  bytes: number,
  announced: boolean,
  language = 'zh-CN',
): Promise<UploadEnd> {
  return new Promise((done) => {
    const socket = connect(product.port, '127.0.0.1');
    let sent = 0;
    let answer = '';
    const part = (data: Buffer): Buffer =>
      announced ? data : Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
    // One chunk at a time, listening long in between: whoever writes on a line that is cut does not hear the answer any more, and on a busy
    // machine the cut may come between listening and writing.
    const push = (): void => {
      if (answer !== '' || socket.destroyed || sent >= bytes) return;
      sent += CHUNK.length;
      if (socket.write(part(CHUNK))) setTimeout(push, PAUSE_MS);
      else socket.once('drain', () => setTimeout(push, PAUSE_MS));
    };
    socket.on('data', (data) => (answer += data.toString()));
    // Writing to a server that has hung up fails; what it said before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const title = /"title":"([^"]*)"/.exec(answer)?.[1] ?? '';
      done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), title, sentMiB: sent / 1024 / 1024 });
    });
    const headers = {
      host: `127.0.0.1:${product.port}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'accept-language': language,
      'idempotency-key': crypto.randomUUID(),
      ...(announced ? { 'content-length': String(bytes) } : { 'transfer-encoding': 'chunked' }),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(`POST /api/verify/file HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(part(Buffer.from(HEAD)));
    // Time for an answer to the headers alone, also on a busy machine: a failed write ends the socket before it is read.
    setTimeout(push, 500);
    setTimeout(() => socket.destroy(), LONGEST_MS).unref();
  });
}
