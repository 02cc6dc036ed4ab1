import fc from 'fast-check';
import { expect, test } from 'vitest';
import { licenceIdentifier } from '@platform/kernel';
import { readToken, writeToken, type TokenPayload } from './token.ts';

const payload: fc.Arbitrary<TokenPayload> = fc.record({
  identifier: fc
    .stringMatching(/^[0-9]{12}$/)
    .map((serial) =>
      licenceIdentifier({ type: '12999900TENN15003J001', issuer: '12999900TENN15003J', serial, version: '001' }),
    ),
  template: fc.constantFrom('tennis-card', 'a-long-name-of-a-template'),
  keyVersion: fc.integer({ min: 1, max: 99 }),
  issuedAt: fc.integer({ min: 0, max: 4_000_000_000 }),
  holder: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  validUntil: fc.constantFrom(null, '2030-01-01'),
});
const signature = fc.uint8Array({ minLength: 70, maxLength: 72 });

test('what is written is read, and what is read is written the same', () => {
  fc.assert(
    fc.property(payload, signature, (one, signed) => {
      const token = writeToken(one, signed);
      const read = readToken(token);
      expect(read?.payload).toEqual(one);
      expect(Buffer.from(signed).equals(read?.signature as Buffer)).toBe(true);
    }),
  );
});

test('no other text reads as the same licence with the same signature', () => {
  fc.assert(
    fc.property(
      payload,
      signature,
      fc.nat(),
      fc.constantFrom(...'ABCXYZabcxyz0189-_.= '.split('')),
      (one, signed, place, character) => {
        const token = writeToken(one, signed);
        const at = place % token.length;
        const other = token.slice(0, at) + character + token.slice(at + 1);
        const read = readToken(other);
        if (other !== token && read)
          expect([read.signed, read.signature.toString('hex')]).not.toEqual([
            readToken(token)?.signed,
            Buffer.from(signed).toString('hex'),
          ]);
      },
    ),
    { numRuns: 500 },
  );
});

test('never fails, whatever is scanned', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => readToken(text) === undefined));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      (bytes) => readToken(`YW1.${Buffer.from(bytes).toString('base64url')}.AAAA`) === undefined,
    ),
  );
});
