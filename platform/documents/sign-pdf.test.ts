import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority, openKeyStore, signCms } from '@platform/crypto';
import { manualClock } from '@platform/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEmbedded } from './embedded.ts';
import { renderPdf } from './render-pdf.ts';
import {
  byteRange,
  contentsOf,
  findSignature,
  pdfDate,
  signedDigest,
  signPdf,
  type SignaturePlace,
} from './sign-pdf.ts';
import { CONTENTS_DIGITS } from './signature-slot.ts';
import type { DocumentSpec } from './spec.ts';
import { verifyPdf } from './verify-pdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-sign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clock = manualClock('2026-11-22T01:00:00Z');
const keys = openKeyStore({ folder: join(folder, 'keys'), clock });
const authority = createCertificateAuthority(keys, { name: 'demo', subject: { commonName: 'TEST ROOT' }, clock });
const signer = authority.signer('seal', { commonName: '测试章', organisation: '示例市体育局' });
const roots = authority.roots();
const at = new Date('2026-11-22T02:03:04.567Z');

const spec: DocumentSpec = {
  layout: 'card',
  language: 'zh',
  createdAt: at,
  title: '会员证',
  fields: [{ label: '姓名', value: '张三' }],
  embedded: { holder: '张三', serial: 7 },
  signature: { name: '示例市体育局', reason: '签发' },
};
let unsigned: Buffer;
let signed: Buffer;
let place: SignaturePlace;
beforeAll(async () => {
  unsigned = await renderPdf(spec);
  signed = signPdf(unsigned, signer, at);
  place = findSignature(signed) as SignaturePlace;
});

test('a signed document is genuine, and tells signer, time and what it carries', () => {
  const verdict = verifyPdf(signed, roots);
  expect(verdict).toMatchObject({
    verdict: 'genuine',
    signerCertificate: { subject: { commonName: '测试章', organisation: '示例市体育局' } },
    signedAt: new Date('2026-11-22T02:03:04Z'),
    embedded: { holder: '张三', serial: 7 },
  });
  expect(readEmbedded(signed)).toEqual({ holder: '张三', serial: 7 });
  expect(signed.toString('latin1')).toContain('/M (D:20261122020304Z)');
});

test('the signature covers every byte but its own digits', () => {
  const [, first, second, rest] = /\[0 (\d+) (\d+) (\d+)\]/.exec(place.range.text) ?? [];
  expect(Number(second) - Number(first)).toBe(CONTENTS_DIGITS + 2);
  expect(Number(second) + Number(rest)).toBe(signed.length);
  expect(signed.subarray(Number(first), Number(first) + 1).toString()).toBe('<');
});

describe('one changed byte is shown as forged', () => {
  const forgedAt = (index: number, value: number): void => {
    const before = signed[index] as number;
    signed[index] = value;
    try {
      expect(verifyPdf(signed, roots).verdict, `byte ${index} to ${value}`).toBe('forged');
    } finally {
      signed[index] = before;
    }
  };

  test('at every place of the contents, digit by digit, upper case and other signs included', () => {
    for (let index = place.contents.start; index < place.contents.end; index += 1) {
      const byte = signed[index] as number;
      const others = [byte === 0x30 ? 0x31 : 0x30, 0x46, 0x20, byte ^ 0x20].filter((other) => other !== byte);
      // One kind of change a place keeps this quick; over the places all kinds come by.
      forgedAt(index, others[index % others.length] as number);
    }
  });

  test('in the signature object, byte by byte', () => {
    for (let index = place.date.start - 200; index < place.contents.start; index += 1) {
      forgedAt(index, (signed[index] as number) ^ 0x01);
    }
  });

  test('at the head and in the last 900 bytes, byte by byte', () => {
    for (let index = 0; index < 64; index += 1) forgedAt(index, (signed[index] as number) ^ 0x04);
    for (let index = signed.length - 900; index < signed.length; index += 1) {
      forgedAt(index, (signed[index] as number) ^ 0x01);
    }
  });

  test('anywhere, to anything', () => {
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        forgedAt(index, (signed[index] as number) ^ change);
      }),
      { numRuns: 400 },
    );
  });

  test('more or fewer bytes, at either end or inside', () => {
    const cases = [
      Buffer.concat([signed, Buffer.from('\n')]),
      Buffer.concat([signed, Buffer.from('%%EOF\n')]),
      Buffer.concat([Buffer.from(' '), signed]),
      signed.subarray(0, -1),
      Buffer.concat([
        signed.subarray(0, place.contents.start),
        Buffer.from(' '),
        signed.subarray(place.contents.start),
      ]),
      Buffer.alloc(0),
      Buffer.from('%PDF-1.7\n'),
    ];
    for (const bytes of cases) expect(verifyPdf(bytes, roots).verdict).toBe('forged');
  });
});

describe('other ways to write the same signature are forged', () => {
  const withContents = (contents: string): Buffer => {
    const copy = Buffer.from(signed);
    copy.write(contents, place.contents.start, 'latin1');
    return copy;
  };
  const contents = (): string => signed.subarray(place.contents.start, place.contents.end).toString('latin1');

  test('upper-case digits', () => {
    expect(verifyPdf(withContents(contents().toUpperCase()), roots)).toEqual({
      verdict: 'forged',
      reason: 'not-canonical',
    });
  });
  test('something in the padding', () => {
    expect(verifyPdf(withContents(`${contents().slice(0, -2)}1>`), roots)).toEqual({
      verdict: 'forged',
      reason: 'not-canonical',
    });
  });
  test('an honest signature over a byte range that leaves bytes out', () => {
    const copy = Buffer.from(unsigned);
    const hole = findSignature(copy) as SignaturePlace;
    copy.write(pdfDate(at), hole.date.start, 'latin1');
    const narrow = byteRange(hole, copy.length - 10);
    copy.write(narrow, hole.range.start, 'latin1');
    const cms = signCms(signedDigest(copy, hole), signer, at);
    copy.write(contentsOf(cms), hole.contents.start, 'latin1');
    expect(verifyPdf(copy, roots)).toEqual({ verdict: 'forged', reason: 'not-canonical' });
  });
  test('a date in the file that is not the signed one', () => {
    const copy = Buffer.from(unsigned);
    const hole = findSignature(copy) as SignaturePlace;
    copy.write(pdfDate(new Date('2020-01-01T00:00:00Z')), hole.date.start, 'latin1');
    copy.write(byteRange(hole, copy.length), hole.range.start, 'latin1');
    copy.write(contentsOf(signCms(signedDigest(copy, hole), signer, at)), hole.contents.start, 'latin1');
    expect(verifyPdf(copy, roots)).toEqual({ verdict: 'forged', reason: 'not-canonical' });
  });
});

test('the signature of another document, another root or an expired certificate does not pass', async () => {
  const other = signPdf(await renderPdf({ ...spec, title: '另一份' }), signer, at);
  const otherPlace = findSignature(other) as SignaturePlace;
  const mixed = Buffer.from(signed);
  other.copy(mixed, place.contents.start, otherPlace.contents.start, otherPlace.contents.end);
  expect(verifyPdf(mixed, roots)).toEqual({ verdict: 'forged', reason: 'content-altered' });

  const strangers = openKeyStore({ folder: join(folder, 'strangers'), clock });
  const impostor = createCertificateAuthority(strangers, { name: 'x', subject: { commonName: 'TEST ROOT' }, clock });
  const fake = signPdf(unsigned, impostor.signer('seal', { commonName: '测试章' }), at);
  expect(verifyPdf(fake, roots)).toEqual({ verdict: 'forged', reason: 'wrong-signature' });
  expect(verifyPdf(fake, [])).toEqual({ verdict: 'forged', reason: 'unknown-issuer' });
  expect(verifyPdf(signPdf(unsigned, signer, new Date('2040-01-01T00:00:00Z')), roots)).toEqual({
    verdict: 'forged',
    reason: 'expired',
  });
});

test('what was never signed is said as such, and a file is signed once and only with a place for it', async () => {
  const { signature: _, ...plain } = spec;
  const without = await renderPdf(plain);
  expect(verifyPdf(without, roots)).toEqual({ verdict: 'forged', reason: 'not-signed' });
  expect(verifyPdf(unsigned, roots)).toEqual({ verdict: 'forged', reason: 'not-canonical' });
  expect(() => signPdf(without, signer, at)).toThrow(/documents.no-signature-slot/);
  expect(() => signPdf(signed, signer, at)).toThrow(/documents.already-signed/);
});

test('a title that looks like a signature changes nothing', async () => {
  const title = `/ByteRange [0 1 2 3] /Contents <${'0'.repeat(40)}>`;
  const tricky = signPdf(await renderPdf({ ...spec, title }), signer, at);
  expect(verifyPdf(tricky, roots).verdict).toBe('genuine');
});

test('any bytes at all get a verdict, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(verifyPdf(bytes, roots).verdict).toBe('forged');
      expect(verifyPdf(Buffer.concat([signed.subarray(0, bytes.length * 40), bytes]), roots).verdict).toBe('forged');
    }),
    { numRuns: 100 },
  );
});
