const SLAB_BYTES = 64 * 1024;
let slab: Buffer | undefined;
let filled = 0;

/** The text in UTF-8, encoded once for all that is done with it (hashing, sending); short ones stand side by side in one piece of memory. */
export function utf8Of(text: string): Buffer {
  const most = text.length * 3;
  if (most > SLAB_BYTES / 8) return Buffer.from(text, 'utf8');
  if (!slab || filled + most > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    filled = 0;
  }
  const from = filled;
  filled += slab.write(text, from, 'utf8');
  return slab.subarray(from, filled);
}
