import type { Clock } from '@platform/kernel';
import { createCertificateAuthority, type Certificate, type CertifiedSigner, type KeyStore } from '@platform/crypto';

/** The name of the platform's key that signs heads. */
export const ROOT_KEY = 'receipt-roots';
/** Whom the platform's certificate names. */
export const PLATFORM = { commonName: '一网平台交换凭证 TEST', organisation: '一网平台' };
/** Whom the certificate of a consumer's key names. */
export const consumerName = (application: string): string => `${application} TEST`;
const consumerKey = (application: string): string => `receipt-consumer.${application}`;

/** Whose certificates heads are signed under. A demonstration authority: its names say that they are for tests. */
export type ReceiptTrust = {
  platform(): CertifiedSigner;
  /** The signer of an application of the platform's own, whose key is kept here. */
  own(application: string): CertifiedSigner;
  /** Certifies the key that a department registered for its application. */
  certify(application: string, organisation: string, publicKey: Buffer): Certificate;
  roots(): Certificate[];
};

export function openReceiptTrust(deps: { keys: KeyStore; clock: Clock }): ReceiptTrust {
  let opened: ReturnType<typeof createCertificateAuthority> | undefined;
  const authority = (): ReturnType<typeof createCertificateAuthority> =>
    (opened ??= createCertificateAuthority(deps.keys, {
      name: 'receipts',
      subject: { commonName: '一网交换凭证测试根证书 TEST ROOT', organisation: '测试 TEST' },
      clock: deps.clock,
    }));
  return {
    platform: () => authority().signer(ROOT_KEY, PLATFORM),
    own: (application) =>
      authority().signer(consumerKey(application), {
        commonName: consumerName(application),
        organisation: PLATFORM.organisation,
      }),
    certify: (application, organisation, publicKey) =>
      authority().issueCertificate({ subject: { commonName: consumerName(application), organisation }, publicKey }),
    roots: () => authority().roots(),
  };
}
