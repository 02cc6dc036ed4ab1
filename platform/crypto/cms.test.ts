import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@platform/kernel';
import { afterAll, expect, test } from 'vitest';
import { createCertificateAuthority } from './certificate-authority.ts';
import { signCms, verifyCms } from './cms.ts';
import { sm3 } from './digests.ts';
import { openKeyStore } from './key-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-cms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clock = manualClock('2026-11-22T01:00:00Z');
const store = openKeyStore({ folder: join(folder, 'keys'), clock });
const authority = createCertificateAuthority(store, { name: 'demo', subject: { commonName: 'TEST ROOT' }, clock });
const signer = authority.signer('seal', { commonName: '测试章' });
const digest = sm3('content');
const at = new Date('2026-11-22T02:03:04.567Z');
const message = signCms(digest, signer, at);

test('a signed message is genuine and tells signer and time in whole seconds', () => {
  const verdict = verifyCms(message, digest, authority.roots());
  expect(verdict).toMatchObject({ genuine: true, signedAt: new Date('2026-11-22T02:03:04Z') });
  expect(verdict.genuine && verdict.signerCertificate.der).toEqual(signer.certificate.der);
});

test('signing times from 2050 take the long form and still verify', () => {
  const late = manualClock('2051-01-01T00:00:00Z');
  const other = createCertificateAuthority(store, { name: 'late', subject: { commonName: 'TEST' }, clock: late });
  const signed = signCms(digest, other.signer('late-seal', { commonName: '测试章' }), late.now());
  expect(verifyCms(signed, digest, other.roots())).toMatchObject({ genuine: true, signedAt: late.now() });
});

test('another content, another root, a time outside the validity or a signer who may not sign is said as such', () => {
  expect(verifyCms(message, sm3('other'), authority.roots())).toEqual({ genuine: false, reason: 'content-altered' });
  expect(verifyCms(message, digest, [])).toEqual({ genuine: false, reason: 'unknown-issuer' });
  const early = signCms(digest, signer, new Date('2026-11-21T00:00:00Z'));
  expect(verifyCms(early, digest, authority.roots())).toEqual({ genuine: false, reason: 'not-yet-valid' });
  const root = { certificate: authority.root, sign: store.signing('authority.demo').sign };
  expect(verifyCms(signCms(digest, root, at), digest, authority.roots())).toEqual({
    genuine: false,
    reason: 'certificate-may-not-sign',
  });
});

test("a signature by another key under the signer's certificate is wrong", () => {
  const thief = { certificate: signer.certificate, sign: store.signing('thief').sign };
  expect(verifyCms(signCms(digest, thief, at), digest, authority.roots())).toEqual({
    genuine: false,
    reason: 'wrong-signature',
  });
});

test('every changed byte of a message is forged', () => {
  for (let index = 0; index < message.length; index += 1) {
    const changed = Buffer.from(message);
    changed[index] = (changed[index] as number) ^ (1 << (index % 8));
    expect(verifyCms(changed, digest, authority.roots()).genuine, `byte ${index}`).toBe(false);
  }
});

test('other encodings of the same message are forged', () => {
  const cases = [
    Buffer.concat([message, Buffer.of(0)]),
    message.subarray(0, -1),
    // The outer length in a longer form, and of indefinite length: BER, and no DER.
    Buffer.concat([Buffer.of(0x30, 0x83, 0, message[2] as number, message[3] as number), message.subarray(4)]),
    Buffer.concat([Buffer.of(0x30, 0x80), message.subarray(4), Buffer.of(0, 0)]),
    Buffer.alloc(0),
    Buffer.from('no DER at all'),
  ];
  for (const bytes of cases) {
    expect(verifyCms(bytes, digest, authority.roots())).toEqual({ genuine: false, reason: 'not-canonical' });
  }
});

test('a digest of another length is refused', () => {
  expect(() => signCms(Buffer.alloc(20), signer, at)).toThrow(/crypto.digest-invalid/);
});
