import fc from 'fast-check';
import { sm3 as otherSm3, sm4 as otherSm4 } from 'sm-crypto-v2';
import { createCipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { chainHash, equalBytes, hmacSha256, hmacSm3, hmacSm3Under, sm3 } from './digests.ts';

test('SM3 gives the digests of GB/T 32905-2016, annex A', () => {
  expect(sm3('abc').toString('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  expect(sm3('abcd'.repeat(16)).toString('hex')).toBe(
    'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
  );
});

test('SM4 of this OpenSSL gives the ciphertext of GB/T 32907-2016, annex A', () => {
  const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');
  const cipher = createCipheriv('sm4-ecb', block, null).setAutoPadding(false);
  expect(cipher.update(block).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
});

test('OpenSSL and sm-crypto-v2 agree on SM3, HMAC-SM3 and SM4-CBC for any input', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, fc.uint8Array({ minLength: 1, maxLength: 100 }), sixteen, (data, key, iv) => {
      expect(sm3(data).toString('hex')).toBe(otherSm3(data));
      expect(hmacSm3(key, data).toString('hex')).toBe(otherSm3(data, { key }));
      const under = hmacSm3Under(key);
      expect([under(data), under(Buffer.from('短'.repeat(700))), under(data)]).toEqual([
        otherSm3(data, { key }),
        otherSm3(new Uint8Array(Buffer.from('短'.repeat(700))), { key }),
        otherSm3(data, { key }),
      ]);
      const cipher = createCipheriv('sm4-cbc', iv, iv);
      const ours = Buffer.concat([cipher.update(data), cipher.final()]).toString('hex');
      expect(ours).toBe(otherSm4.encrypt(data, iv, { mode: 'cbc', iv, padding: 'pkcs#7' }));
    }),
    { numRuns: 50 },
  );
});

test('HMAC-SHA-256 gives the digest of RFC 4231, case 2', () => {
  expect(hmacSha256('Jefe', 'what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('bytes are equal only when all of them and their number are', () => {
  expect(equalBytes(Buffer.from('ab'), Buffer.from('ab'))).toBe(true);
  expect(equalBytes(Buffer.from('ab'), Buffer.from('ac'))).toBe(false);
  expect(equalBytes(Buffer.from('ab'), Buffer.from('abc'))).toBe(false);
});

test('a chain hash depends on both parts, and takes no previous hash of another length', () => {
  const first = chainHash(Buffer.alloc(32), 'row 1');
  expect(first).toEqual(sm3(Buffer.concat([Buffer.alloc(32), Buffer.from('row 1')])));
  expect(chainHash(first, 'row 2')).not.toEqual(chainHash(Buffer.alloc(32), 'row 2'));
  expect(() => chainHash(Buffer.alloc(31), 'x')).toThrow(/32 bytes/);
});
