import { randomBytes } from 'node:crypto';
import type { Clock } from '@platform/kernel';
import { buildCertificate, parseCertificate, type Certificate, type CertificateSubject } from './certificates.ts';
import type { KeyStore, SigningKey } from './key-store.ts';

/** Someone who signs: a certificate and the key that belongs to it. */
export type CertifiedSigner = {
  readonly certificate: Certificate;
  /** SM2 in DER over SM3(Z ‖ message). */
  sign(message: Uint8Array): Buffer;
};

/** A certificate authority for demonstration and tests: its names must say so, for nothing outside trusts it. */
export type CertificateAuthority = {
  /** The newest root. */
  readonly root: Certificate;
  /** All roots, the newest first: what a verifier trusts, so that documents outlive a change of the root's key. */
  roots(): Certificate[];
  /** Certifies a public key. Nothing is kept. */
  issueCertificate(options: {
    subject: CertificateSubject;
    publicKey: Buffer;
    notBefore?: Date;
    years?: number;
  }): Certificate;
  /**
   * The signer of a key of the key store: the newest version, with its certificate, issued at the first use and kept
   * beside the keys. Ask again after a rotation.
   */
  signer(keyName: string, subject: CertificateSubject, options?: { notBefore?: Date; years?: number }): CertifiedSigner;
};

/**
 * Opens the authority `name` of a key store, and founds it at the first use: an SM2 root whose key and certificate live
 * in the key store. `notBefore` (default: now) may lie earlier, where sample documents bear earlier dates.
 * Validity is 20 years for a root and 10 for what it issues, unless told.
 */
export function createCertificateAuthority(
  keyStore: KeyStore,
  options: { name: string; subject: CertificateSubject; clock: Clock; notBefore?: Date; rootYears?: number },
): CertificateAuthority {
  const keyName = `authority.${options.name}`;
  const begin = (notBefore?: Date): Date => wholeSecond(notBefore ?? options.notBefore ?? options.clock.now());

  const rootOf = (key: SigningKey): Certificate => {
    const file = certificateName(key);
    const kept = keyStore.findPublic(file);
    if (kept !== undefined) return parseCertificate(kept);
    const notBefore = begin();
    const root = buildCertificate({
      subject: options.subject,
      publicKey: key.publicKey,
      serialNumber: newSerial(),
      notBefore,
      notAfter: addYears(notBefore, options.rootYears ?? 20),
      authority: true,
      sign: key.sign,
    });
    return parseCertificate(keyStore.keepPublic(file, root.der));
  };

  const key = keyStore.signing(keyName);
  const root = rootOf(key);

  /** By the name its certificate is kept under, which tells the key's version: a rotated key is looked up anew. */
  const signers = new Map<string, CertifiedSigner>();

  const issueCertificate: CertificateAuthority['issueCertificate'] = (request) => {
    const notBefore = begin(request.notBefore);
    const notAfter = addYears(notBefore, request.years ?? 10);
    return buildCertificate({
      subject: request.subject,
      publicKey: request.publicKey,
      serialNumber: newSerial(),
      notBefore,
      notAfter: notAfter < root.notAfter ? notAfter : root.notAfter,
      authority: false,
      issuer: root,
      sign: key.sign,
    });
  };

  return {
    root,
    roots: () =>
      keyStore
        .versions(keyName)
        .map(({ version }) => rootOf(keyStore.signing(keyName, version)))
        .reverse(),
    issueCertificate,
    signer(signerKey, subject, more = {}) {
      const own = keyStore.signing(signerKey);
      const file = certificateName(own);
      const known = signers.get(file);
      if (known !== undefined) return known;
      const kept = keyStore.findPublic(file);
      const certificate = parseCertificate(
        kept ?? keyStore.keepPublic(file, issueCertificate({ subject, publicKey: own.publicKey, ...more }).der),
      );
      const signer = { certificate, sign: own.sign };
      signers.set(file, signer);
      return signer;
    },
  };
}

const certificateName = (key: SigningKey): string => `${key.name}.certificate-${key.version}`;

/** 16 random bytes, positive, without a leading zero (RFC 5280 §4.1.2.2). */
function newSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

function addYears(instant: Date, years: number): Date {
  const later = new Date(instant);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
