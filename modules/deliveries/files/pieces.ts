import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sm3Stream, type Sealer } from '@platform/crypto';

const PIECE = 256 * 1024;
const contextOf = (owner: string, no: number): string => `deliveries.piece:${owner}:${no}`;

/** Cuts a file into sealed pieces, one after the other, and tells its size and SM3. Never more than a piece is in memory. */
export async function sealPieces(
  sealer: Sealer,
  owner: string,
  bytes: AsyncIterable<Buffer>,
  save: (no: number, sealed: Buffer) => Promise<void>,
): Promise<{ bytes: number; hash: Buffer }> {
  const hash = sm3Stream();
  let size = 0;
  let no = 0;
  let parts: Buffer[] = [];
  let held = 0;
  const flush = async (): Promise<void> => {
    if (held === 0) return;
    await save(no, sealer.seal(deflateRawSync(Buffer.concat(parts), { level: 1 }), contextOf(owner, no)));
    no += 1;
    parts = [];
    held = 0;
  };
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
    parts.push(chunk);
    held += chunk.length;
    if (held >= PIECE) await flush();
  }
  await flush();
  return { bytes: size, hash: hash.digest() };
}

/** A piece as it was before it was sealed. @throws crypto.cannot-open */
export function openPiece(sealer: Sealer, owner: string, no: number, sealed: Uint8Array): Buffer {
  return inflateRawSync(sealer.open(sealed, contextOf(owner, no)));
}
