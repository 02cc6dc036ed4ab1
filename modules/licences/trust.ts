import {
  createCertificateAuthority,
  verifySm2,
  type Certificate,
  type CertifiedSigner,
  type KeyStore,
  type SigningKey,
} from '@platform/crypto';
import { DomainError, type Clock } from '@platform/kernel';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';

/** The keys by which organisations sign their licences, and what a verifier trusts. */
export type Trust = {
  /** The newest key of an issuer, made at first use. */
  key(issuer: Organisation): SigningKey;
  /** The same key with its certificate, for files. */
  signer(issuer: Organisation): CertifiedSigner;
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
  const known = (name: string, version: number): SigningKey | undefined => {
    try {
      return deps.keys.signing(name, version);
    } catch (error) {
      // Anyone may write any version into a code.
      if (error instanceof DomainError && error.code === 'crypto.key-missing') return undefined;
      throw error;
    }
  };
  return {
    key: (issuer) => deps.keys.signing(keyName(issuer)),
    signer: (issuer) =>
      authority().signer(keyName(issuer), {
        commonName: `${issuer.name.zh} 电子证照测试章 TEST SEAL`,
        organisation: issuer.name.zh,
      }),
    roots: () => authority().roots(),
    signedBy(issuer, keyVersion, bytes, signature) {
      const key = known(keyName(issuer), keyVersion);
      return key !== undefined && verifySm2(key.publicKey, bytes, signature);
    },
    isSigner(issuer, certificate) {
      return deps.keys
        .versions(keyName(issuer))
        .some(({ version }) => deps.keys.signing(keyName(issuer), version).publicKey.equals(certificate.publicKey));
    },
    issuerByCreditCode: (creditCode) => deps.organisations.all().find((one) => one.creditCode === creditCode),
  };
}
