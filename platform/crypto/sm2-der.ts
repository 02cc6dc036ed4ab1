/** SEQUENCE { INTEGER r, INTEGER s } in DER, from r ‖ s as 128 hex digits. */
export function encodeSignature(pair: string): Buffer {
  const body = Buffer.concat([encodeInteger(pair.slice(0, 64)), encodeInteger(pair.slice(64, 128))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/**
 * Reads a signature and refuses all but its one canonical DER form: shortest lengths, shortest positive
 * integers, nothing behind. So no other bytes can pass for the same signature.
 */
export function decodeSignature(der: Uint8Array): { r: bigint; s: bigint; hex: string } | undefined {
  const bytes = Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  if (bytes.length < 8 || bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return undefined;
  const first = readInteger(bytes, 2);
  if (first === undefined) return undefined;
  const second = readInteger(bytes, first.end);
  if (second === undefined || second.end !== bytes.length) return undefined;
  const r = BigInt(`0x${first.hex}`);
  const s = BigInt(`0x${second.hex}`);
  return r === 0n || s === 0n ? undefined : { r, s, hex: first.hex + second.hex };
}

function encodeInteger(hex: string): Buffer {
  let bytes = Buffer.from(hex, 'hex');
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  bytes = bytes.subarray(start);
  const sign = (bytes[0] as number) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([0x02, bytes.length + sign.length, ...sign]), bytes]);
}

function readInteger(bytes: Buffer, start: number): { hex: string; end: number } | undefined {
  const length = bytes[start + 1];
  if (bytes[start] !== 0x02 || length === undefined || length < 1 || length > 33) return undefined;
  const end = start + 2 + length;
  if (end > bytes.length) return undefined;
  let value = bytes.subarray(start + 2, end);
  const head = value[0] as number;
  if (head >= 0x80) return undefined;
  if (head === 0 && length > 1) {
    if ((value[1] as number) < 0x80) return undefined;
    value = value.subarray(1);
  }
  return value.length > 32 ? undefined : { hex: value.toString('hex').padStart(64, '0'), end };
}
