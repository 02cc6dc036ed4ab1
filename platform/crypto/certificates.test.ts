import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError, manualClock } from '@platform/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority } from './certificate-authority.ts';
import { chainFault, parseCertificate, verifyChain } from './certificates.ts';
import { openKeyStore } from './key-store.ts';
import { generateSm2KeyPair, verifySm2 } from './sm2.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-ca-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clock = manualClock('2026-11-22T01:00:00.500Z');
const subject = { commonName: '测试根证书 TEST ROOT', organisation: '演示' };
const openStore = (name = 'keys'): ReturnType<typeof openKeyStore> =>
  openKeyStore({ folder: join(folder, name), clock });
const authority = createCertificateAuthority(openStore(), { name: 'demo', subject, clock });

test('the authority keeps its root over restarts, and its signers their certificates', () => {
  const signer = authority.signer('seal', { commonName: '测试章' });
  const again = createCertificateAuthority(openStore(), { name: 'demo', subject, clock });
  expect(again.root.der).toEqual(authority.root.der);
  expect(again.signer('seal', { commonName: '测试章' }).certificate.der).toEqual(signer.certificate.der);
  const message = Buffer.from('m');
  expect(verifySm2(signer.certificate.publicKey, message, signer.sign(message))).toBe(true);
});

test('a certificate says whom it speaks of, and from when to when', () => {
  const { certificate } = authority.signer('seal', { commonName: '测试章' });
  expect(certificate).toMatchObject({
    subject: { commonName: '测试章' },
    issuer: subject,
    isAuthority: false,
    maySign: true,
    notBefore: new Date('2026-11-22T01:00:00Z'),
    notAfter: new Date('2036-11-22T01:00:00Z'),
  });
  expect(authority.root).toMatchObject({ subject, issuer: subject, isAuthority: true, maySign: false });
  expect(parseCertificate(certificate.der)).toEqual(certificate);
});

describe('the chain', () => {
  const { certificate } = authority.signer('seal', { commonName: '测试章' });
  test('is good at any instant of its validity', () => {
    for (const at of ['2026-11-22T01:00:00Z', '2030-01-01T00:00:00Z', '2036-11-22T01:00:00Z']) {
      expect(verifyChain(certificate, authority.roots(), new Date(at)), at).toBe(true);
    }
    expect(chainFault(authority.root, authority.roots(), clock.now())).toBeUndefined();
  });
  test('is not good before or after it', () => {
    expect(chainFault(certificate, authority.roots(), new Date('2026-11-22T00:59:59Z'))).toBe('not-yet-valid');
    expect(chainFault(certificate, authority.roots(), new Date('2036-11-22T01:00:01Z'))).toBe('expired');
  });
  test('is not good by a root of the same name and another key, nor by none', () => {
    const impostor = createCertificateAuthority(openStore('impostor'), { name: 'demo', subject, clock });
    expect(chainFault(certificate, impostor.roots(), clock.now())).toBe('wrong-signature');
    expect(chainFault(certificate, [], clock.now())).toBe('unknown-issuer');
  });
  test('does not run over a certificate that is no authority', () => {
    const leaf = authority.signer('leaf', { commonName: '测试章' });
    const { publicKey } = generateSm2KeyPair();
    const below = createCertificateAuthority(openStore('below'), { name: 'x', subject: { commonName: 'TEST' }, clock });
    const issued = below.issueCertificate({ subject: { commonName: 'y' }, publicKey });
    const forgedRoot = { ...below.root, isAuthority: false };
    expect(chainFault(issued, [forgedRoot], clock.now())).toBe('issuer-not-authority');
    expect(chainFault(issued, [leaf.certificate], clock.now())).toBe('unknown-issuer');
  });
});

test('after the root and a signer change their keys, old and new certificates are trusted', () => {
  const store = openStore('rotating');
  const before = createCertificateAuthority(store, { name: 'demo', subject, clock });
  const old = before.signer('seal', { commonName: '测试章' });
  store.rotate('authority.demo');
  store.rotate('seal');
  const after = createCertificateAuthority(store, { name: 'demo', subject, clock });
  const fresh = after.signer('seal', { commonName: '测试章' });
  expect(after.roots()).toHaveLength(2);
  expect(after.root.der).not.toEqual(before.root.der);
  expect(fresh.certificate.publicKey).not.toEqual(old.certificate.publicKey);
  for (const { certificate } of [old, fresh]) expect(verifyChain(certificate, after.roots(), clock.now())).toBe(true);
  expect(chainFault(fresh.certificate, before.roots().slice(1), clock.now())).toBe('wrong-signature');
});

test('any changed byte makes a certificate unreadable or untrusted', () => {
  const { certificate } = authority.signer('seal', { commonName: '测试章' });
  for (let index = 0; index < certificate.der.length; index += 1) {
    const changed = Buffer.from(certificate.der);
    changed[index] = (changed[index] as number) ^ (index % 2 === 0 ? 0x01 : 0x80);
    let trusted = false;
    try {
      trusted = verifyChain(parseCertificate(changed), authority.roots(), clock.now());
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      expect((error as DomainError).code).toBe('crypto.certificate-invalid');
    }
    expect(trusted, `byte ${index}`).toBe(false);
  }
  for (const bytes of [Buffer.alloc(0), Buffer.from('x'), Buffer.concat([certificate.der, Buffer.of(0)])]) {
    expect(() => parseCertificate(bytes)).toThrow(/crypto.certificate-invalid/);
  }
});
