import { createCertificateAuthority, verifySm2, type Certificate, type CertifiedSigner, type KeyStore } from '@platform/crypto';
import type { Clock } from '@platform/kernel';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';

/** The keys by which organisations sign their licences, and what a verifier trusts. */
export type Trust = {
  /** The newest key of an issuer with its certificate, made at first use. */
  signer(issuer: Organisation): CertifiedSigner & { keyVersion: number };
  roots(): Certificate[];
  /** Whether the key of this issuer, in this version, signed these bytes. */
  signedBy(issuer: Organisation, keyVersion: number, bytes: Uint8Array, signature: Uint8Array): boolean;
  /** Whether a certificate is one of this issuer's own. */
  isSigner(issuer: Organisation, certificate: Certificate): boolean;
  issuerByCreditCode(creditCode: string): Organisation | undefined;
};

const keyName = (issuer: Organisation): string => `licence-issuer.${issuer.id}`;

/** A demonstration authority: its certificates say in their names that they are for tests (house rule: test seals are labelled). */
export function openTrust(deps: { keys: KeyStore; clock: Clock; organisations: OrganisationsPort }): Trust {
  let opened: ReturnType<typeof createCertificateAuthority> | undefined;
  const authority = (): ReturnType<typeof createCertificateAuthority> => {
    opened ??= createCertificateAuthority(deps.keys, {
      name: 'licences',
      subject: { commonName: '一网电子证照测试根证书 TEST ROOT', organisation: '测试 TEST' },
      clock: deps.clock,
    });
    return opened;
  };
  return {
    signer(issuer) {
      const signer = authority().signer(keyName(issuer), { commonName: `${issuer.name.zh} 电子证照测试章 TEST SEAL`, organisation: issuer.name.zh });
      return { ...signer, keyVersion: deps.keys.signing(keyName(issuer)).version };
    },
    roots: () => authority().roots(),
    signedBy(issuer, keyVersion, bytes, signature) {
      const known = deps.keys.versions(keyName(issuer)).some(({ version }) => version === keyVersion);
      return known && verifySm2(deps.keys.signing(keyName(issuer), keyVersion).publicKey, bytes, signature);
    },
    isSigner(issuer, certificate) {
      return deps.keys.versions(keyName(issuer)).some(({ version }) => deps.keys.signing(keyName(issuer), version).publicKey.equals(certificate.publicKey));
    },
    issuerByCreditCode: (creditCode) => deps.organisations.all().find((one) => one.creditCode === creditCode),
  };
}
