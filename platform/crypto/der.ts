/** Identifier octets of the few types written here (X.690 §8.1.2). */
export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
} as const;

/** DER of an OBJECT IDENTIFIER given in dots (X.690 §8.19). */
export function encodeOid(oid: string): Buffer {
  const arcs = oid.split('.').map(Number) as [number, number, ...number[]];
  const bytes: number[] = [arcs[0] * 40 + arcs[1]];
  for (const arc of arcs.slice(2)) {
    const groups = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      groups.unshift((rest & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return encodeTlv(0x06, Uint8Array.from(bytes));
}

/** One element: tag, shortest length, value (up to 65,535 bytes). */
export function encodeTlv(tag: number, value: Uint8Array): Buffer {
  const length =
    value.length < 0x80
      ? [value.length]
      : value.length < 0x100
        ? [0x81, value.length]
        : [0x82, value.length >> 8, value.length & 0xff];
  if (value.length > 0xffff) throw new RangeError(`A value of ${value.length} bytes is too long here`);
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}
