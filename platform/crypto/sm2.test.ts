import { createPublicKey, verify as opensslVerify } from 'node:crypto';
import fc from 'fast-check';
import { sm2 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { encodeOid, encodeTlv } from './der.ts';
import { decodeSignature, encodeSignature } from './sm2-der.ts';
import {
  generateSm2KeyPair,
  isSm2PublicKey,
  sm2Identity,
  sm2PublicKey,
  sm2Signer,
  sm2Verifier,
  verifySm2,
} from './sm2.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The example of GB/T 32918.5-2017, annex A.2 (recommended curve). */
const standard = {
  privateKey: hex('3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8'),
  publicKey: hex(
    '04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
  ),
  message: Buffer.from('message digest'),
  identity: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  signature:
    'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
};

describe('the example of GB/T 32918.5', () => {
  test('gives its public key and identity hash', () => {
    expect(sm2PublicKey(standard.privateKey)).toEqual(standard.publicKey);
    expect(sm2Identity(standard.publicKey).toString('hex')).toBe(standard.identity);
  });
  test('has a signature that verifies, and not over another message', () => {
    const signature = encodeSignature(standard.signature);
    expect(verifySm2(standard.publicKey, standard.message, signature)).toBe(true);
    expect(verifySm2(standard.publicKey, Buffer.from('message digesT'), signature)).toBe(false);
  });
});

test('a signature made by the OpenSSL command with the default user id verifies', () => {
  const publicKey = hex(
    '04275ec6634c7eefcd083b5f20762e74a953b4f332241b7ceaff1289d959f0ed551deecb1e55f890a7463342a5aa95ceda4108bea8624794bb772ee922d0e3249e',
  );
  const signature = hex(
    '3045022100ae9c242a99d36d92ebaf88932029604b0e04dbae6d6b50d63701a9d94e5425a102205f9028a245dcaf4155f98a55da7f8e93ad588ff711549a2caed22b916c5d734f',
  );
  expect(verifySm2(publicKey, Buffer.from('message from OpenSSL'), signature)).toBe(true);
});

test("Node's OpenSSL accepts our signatures under an empty user id, the only one it knows", () => {
  const pair = generateSm2KeyPair();
  const algorithm = encodeTlv(0x30, Buffer.concat([encodeOid('1.2.840.10045.2.1'), encodeOid('1.2.156.10197.1.301')]));
  const bits = encodeTlv(0x03, Buffer.concat([Buffer.from([0]), pair.publicKey]));
  const key = createPublicKey({ key: encodeTlv(0x30, Buffer.concat([algorithm, bits])), format: 'der', type: 'spki' });
  const message = Buffer.from('一网通办');
  expect(opensslVerify('sm3', message, key, sm2Signer(pair.privateKey, '').sign(message))).toBe(true);
  expect(opensslVerify('sm3', message, key, sm2Signer(pair.privateKey).sign(message))).toBe(false);
});

test('the library verifies ours, we verify the library, for any message; another key never does', () => {
  const pair = generateSm2KeyPair();
  const other = sm2Verifier(generateSm2KeyPair().publicKey);
  const signer = sm2Signer(pair.privateKey);
  const publicHex = pair.publicKey.toString('hex');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      const signature = signer.sign(message);
      expect(sm2.doVerifySignature(message, signature.toString('hex'), publicHex, { der: true, hash: true })).toBe(
        true,
      );
      const theirs = sm2.doSignature(message, pair.privateKey.toString('hex'), { hash: true, publicKey: publicHex });
      expect(verifySm2(pair.publicKey, message, encodeSignature(theirs))).toBe(true);
      expect(other.verify(message, signature)).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test('no two signatures of one message are the same: every one takes a fresh random point', () => {
  const signer = sm2Signer(generateSm2KeyPair().privateKey);
  const message = Buffer.from('x');
  const all = Array.from({ length: 50 }, () => decodeSignature(signer.sign(message))?.r);
  expect(new Set(all).size).toBe(50);
});

test('every changed bit of a signature makes it wrong', () => {
  const pair = generateSm2KeyPair();
  const message = Buffer.from('licence');
  const signature = sm2Signer(pair.privateKey).sign(message);
  expect(verifySm2(pair.publicKey, message, signature)).toBe(true);
  for (let bit = 0; bit < signature.length * 8; bit += 1) {
    const changed = Buffer.from(signature);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(verifySm2(pair.publicKey, message, changed), `bit ${bit}`).toBe(false);
  }
});

describe('signatures in any but canonical DER are refused', () => {
  const pair = generateSm2KeyPair();
  const message = Buffer.from('m');
  const signer = sm2Signer(pair.privateKey);
  /** r and s of a signature whose r begins with a bit of 1 (so DER puts a zero before it) or of 0. */
  const signUntil = (highBit: boolean): { signature: Buffer; r: Buffer; s: Buffer } => {
    for (;;) {
      const signature = signer.sign(message);
      const { hex: digits = '' } = decodeSignature(signature) ?? {};
      const r = Buffer.from(digits.slice(0, 64), 'hex');
      if ((r[0] as number) >= 0x80 === highBit && r[0] !== 0)
        return { signature, r, s: Buffer.from(digits.slice(64), 'hex') };
    }
  };
  const high = signUntil(true);
  const low = signUntil(false);
  const order = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';
  const zero = Buffer.of(0);
  const positive = (bytes: Buffer): Buffer => ((bytes[0] as number) >= 0x80 ? Buffer.concat([zero, bytes]) : bytes);
  const sequence = (...integers: Uint8Array[]): Buffer =>
    encodeTlv(0x30, Buffer.concat(integers.map((bytes) => encodeTlv(0x02, bytes))));
  const { signature, r, s } = low;
  test('the same values in DER are accepted', () => {
    expect(verifySm2(pair.publicKey, message, sequence(r, positive(s)))).toBe(true);
    expect(verifySm2(pair.publicKey, message, sequence(positive(high.r), positive(high.s)))).toBe(true);
  });
  const cases: Record<string, Buffer> = {
    'a byte behind': Buffer.concat([signature, zero]),
    'a byte missing': signature.subarray(0, -1),
    'a long form length': Buffer.concat([Buffer.of(0x30, 0x81, signature.length - 2), signature.subarray(2)]),
    'a needless leading zero': sequence(Buffer.concat([zero, r]), positive(s)),
    'a missing leading zero (a negative number)': sequence(high.r, positive(high.s)),
    'a third integer': sequence(r, positive(s), Buffer.of(1)),
    'r ‖ s without DER': Buffer.concat([r, s]),
    'r and s of zero': encodeSignature('0'.repeat(128)),
    'r of the order': encodeSignature(order + s.toString('hex')),
    's of the order': encodeSignature(r.toString('hex') + order),
    nothing: Buffer.alloc(0),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, () => expect(verifySm2(pair.publicKey, message, bytes)).toBe(false));
  }
});

test('DER and r ‖ s turn into each other without loss', () => {
  const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0));
  fc.assert(
    fc.property(scalar, scalar, fc.nat(31), (r, s, zeros) => {
      const small = Buffer.from(r).fill(0, 0, zeros);
      small[31] = 1;
      const pair = small.toString('hex') + Buffer.from(s).toString('hex');
      expect(decodeSignature(encodeSignature(pair))?.hex).toBe(pair);
    }),
  );
});

test('what is no point of the curve is no public key, and verifies nothing', () => {
  expect(isSm2PublicKey(standard.publicKey)).toBe(true);
  const off = Buffer.from(standard.publicKey);
  off[64] = (off[64] as number) ^ 1;
  for (const key of [off, Buffer.alloc(65), standard.publicKey.subarray(1), Buffer.alloc(65, 4)]) {
    expect(isSm2PublicKey(key)).toBe(false);
    expect(verifySm2(key, standard.message, encodeSignature(standard.signature))).toBe(false);
  }
});
