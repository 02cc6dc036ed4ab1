import { canonicalJson } from '@platform/kernel';
import type { Certificate } from '@platform/crypto';
import { headFields, type ReceiptHead } from './head.ts';
import { removalFields, type Removal } from './removal.ts';

export const RECEIPT_FORMAT = 'yiwang-receipt/1';
export const HEADS_FORMAT = 'yiwang-receipt-heads/1';
export const REMOVALS_FORMAT = 'yiwang-receipt-removals/1';

/** A signature with the certificate (DER) of its key. */
export type Signed = { certificate: Buffer; signature: Buffer };

/** All that stands in a receipt. */
export type ReceiptParts = {
  facts: unknown;
  place: number;
  path: readonly Buffer[];
  head: ReceiptHead;
  platform: Signed;
  /** Absent until the consumer has signed the head. */
  consumer?: Signed;
};

/** A head with the signatures that it has so far. */
export type SignedHead = {
  head: ReceiptHead;
  platform: Signed;
  consumers: readonly ({ application: string } & Signed)[];
};

const signedFields = ({ certificate, signature }: Signed): { certificate: string; signature: string } => ({
  certificate: certificate.toString('base64'),
  signature: signature.toString('hex'),
});

/** A receipt as a file: canonical JSON, which a verifier demands byte for byte. */
export function receiptFile(parts: ReceiptParts, authority: Certificate): string {
  return canonicalJson({
    format: RECEIPT_FORMAT,
    authority: authority.der.toString('base64'),
    facts: parts.facts,
    place: parts.place,
    path: parts.path.map((hash) => hash.toString('hex')),
    head: headFields(parts.head),
    platform: signedFields(parts.platform),
    consumer: parts.consumer ? signedFields(parts.consumer) : null,
  });
}

/** Heads in a row as a file, so that a folder of receipts has its chain with it. */
export function headsFile(heads: readonly SignedHead[], authority: Certificate): string {
  return canonicalJson({
    format: HEADS_FORMAT,
    authority: authority.der.toString('base64'),
    heads: heads.map(({ head, platform, consumers }) => ({
      head: headFields(head),
      platform: signedFields(platform),
      consumers: consumers.map((one) => ({ application: one.application, ...signedFields(one) })),
    })),
  });
}

/** Statements of what was removed at the end of its term, in a row, as a file. */
export function removalsFile(
  removals: readonly { removal: Removal; platform: Signed }[],
  authority: Certificate,
): string {
  return canonicalJson({
    format: REMOVALS_FORMAT,
    authority: authority.der.toString('base64'),
    removals: removals.map(({ removal, platform }) => ({
      removal: removalFields(removal),
      platform: signedFields(platform),
    })),
  });
}

/** A certificate as people pass it on. */
export function pemOf(certificate: Certificate): string {
  const lines = certificate.der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The DER of each certificate in a PEM text, in the one form that {@link pemOf} writes; undefined for anything else. */
export function readPem(text: string): Buffer[] | undefined {
  const found: Buffer[] = [];
  const rest = text.replace(
    /-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\r?\n?/g,
    (_whole, body: string) => {
      found.push(Buffer.from(body.replace(/\s/g, ''), 'base64'));
      return '';
    },
  );
  return found.length > 0 && rest.trim() === '' ? found : undefined;
}
