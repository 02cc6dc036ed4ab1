import { Type } from 'typebox';
import { canonicalJson, LocalText, shanghaiDate, type Language, type LocalText as Text } from '@platform/kernel';
import { equalBytes, sm3, verifySm2 } from '@platform/crypto';
import { verifyPdf } from '@platform/documents';
import { statusOn } from './domain/licence.ts';
import { holderShown, maskedFields, type LicenceRecord } from './domain/record.ts';
import { readToken } from './domain/token.ts';
import type { LicenceTools } from './module.ts';
import { findLicenceByIdentifier, type LicenceRow } from './store/licences.ts';

export const Verdict = Type.Object({
  verdict: Type.Enum(['valid', 'suspended', 'revoked', 'expired', 'forged', 'unknown']),
  reason: LocalText,
  checkedAt: Type.String(),
  licence: Type.Optional(
    Type.Object({
      identifier: Type.String(),
      title: LocalText,
      issuerName: LocalText,
      holder: Type.String(),
      issuedAt: Type.String(),
      validUntil: Type.Optional(Type.String()),
      fields: Type.Array(Type.Object({ title: LocalText, value: Type.String() })),
    }),
  ),
});
export type Verdict = Type.Static<typeof Verdict>;

const REASONS: Record<Verdict['verdict'], Text> = {
  valid: { zh: '证照真实，目前有效。', en: 'The licence is genuine and valid now.' },
  suspended: { zh: '证照真实，但目前已中止使用。', en: 'The licence is genuine but suspended at present.' },
  revoked: {
    zh: '证照真实，但已经注销，不能再使用。',
    en: 'The licence is genuine but has been revoked; it may not be used.',
  },
  expired: { zh: '证照真实，但有效期已过。', en: 'The licence is genuine but its validity has ended.' },
  forged: {
    zh: '不是真实证照：内容被改动，或者不是由签发单位签名。请勿采信。',
    en: 'Not genuine: the content was altered or was not signed by the issuer. Do not rely on it.',
  },
  unknown: {
    zh: '签名真实，但证照库中没有登记这个证照。请联系签发单位核实。',
    en: 'The signature is genuine, but the register does not hold this licence. Ask the issuer.',
  },
};
const NO_LICENCE_FILE: Text = {
  zh: '这个文件不是带有签发单位签名的电子证照文件，或已被改动。请向持证人索取原文件，或扫描证照上的二维码核验。',
  en: 'This file bears no issuer’s signature or was altered. Ask the holder for the original file, or scan the code on the licence.',
};

/** What a scanned code is worth. Canonical or forged: any character that differs from what the issuer wrote makes it forged. */
export async function judgeToken(tools: LicenceTools, token: string, language: Language): Promise<Verdict> {
  const read = readToken(token);
  const issuer = read && tools.trust.issuerByCreditCode(read.payload.identifier.split('.')[6] ?? '');
  if (
    !read ||
    !issuer ||
    !tools.trust.signedBy(issuer, read.payload.keyVersion, Buffer.from(read.signed, 'utf8'), read.signature)
  )
    return plain(tools, 'forged');
  const row = await tools.db.read((tx) => findLicenceByIdentifier(tx, read.payload.identifier));
  if (!row) return plain(tools, 'unknown');
  // The register knows the one code it gave out; another signature over the same words is not it.
  if (!equalBytes(sm3(token), row.tokenDigest)) return plain(tools, 'forged');
  return registered(tools, row, language);
}

/** What a licence file is worth: whole and signed by its issuer, the record inside as registered, its status from the register. */
export async function judgeFile(tools: LicenceTools, bytes: Uint8Array, language: Language): Promise<Verdict> {
  const seen = verifyPdf(bytes, tools.trust.roots());
  if (seen.verdict !== 'genuine') return plain(tools, 'forged', NO_LICENCE_FILE);
  const { record, signature } = (seen.embedded ?? {}) as { record?: Partial<LicenceRecord>; signature?: unknown };
  const issuer = tools.trust.issuerByCreditCode(record?.issuer?.creditCode ?? '');
  if (!record || !issuer || typeof record.identifier !== 'string' || typeof signature !== 'string')
    return plain(tools, 'forged', NO_LICENCE_FILE);
  if (!tools.trust.isSigner(issuer, seen.signerCertificate)) return plain(tools, 'forged');
  const canonical = Buffer.from(canonicalJson(record), 'utf8');
  const row = await tools.db.read((tx) => findLicenceByIdentifier(tx, record.identifier as string));
  if (!row)
    return plain(
      tools,
      verifySm2(seen.signerCertificate.publicKey, canonical, Buffer.from(signature, 'base64url'))
        ? 'unknown'
        : 'forged',
    );
  if (!equalBytes(sm3(canonical), row.recordDigest)) return plain(tools, 'forged');
  return registered(tools, row, language);
}

function plain(tools: LicenceTools, verdict: 'forged' | 'unknown', reason: Text = REASONS[verdict]): Verdict {
  return { verdict, reason, checkedAt: tools.clock.now().toISOString() };
}

function registered(tools: LicenceTools, row: LicenceRow, language: Language): Verdict {
  const now = tools.clock.now();
  const record = tools.contents.record(row);
  const verdict = statusOn(row.status, row.validUntil, shanghaiDate(now));
  return {
    verdict,
    reason: REASONS[verdict],
    checkedAt: now.toISOString(),
    licence: {
      identifier: record.identifier,
      title: record.title,
      issuerName: record.issuer.name,
      holder: holderShown(record),
      issuedAt: record.issuedAt,
      ...(record.validUntil === null ? {} : { validUntil: record.validUntil }),
      fields: maskedFields(record, language),
    },
  };
}
