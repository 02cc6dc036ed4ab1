import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { Time } from '@peculiar/asn1-x509';
import { chainFault, parseCertificate, SM2_WITH_SM3, type Certificate, type ChainFault } from './certificates.ts';
import type { CertifiedSigner } from './certificate-authority.ts';
import { equalBytes } from './digests.ts';
import { encodeOid, encodeTlv, TAG } from './der.ts';
import { cryptoErrors } from './errors.ts';
import { verifySm2 } from './sm2.ts';

/** GB/T 35275-2017 §5: content types of signed messages with SM2. */
const GM_DATA = '1.2.156.10197.6.1.4.2.1';
const GM_SIGNED_DATA = '1.2.156.10197.6.1.4.2.2';
const SM3 = '1.2.156.10197.1.401';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';

/** Why a signed message is not genuine. */
export type CmsFault =
  | 'not-canonical'
  | 'content-altered'
  | 'wrong-signature'
  | 'certificate-may-not-sign'
  | ChainFault;

export type CmsVerdict =
  | { genuine: true; signerCertificate: Certificate; signedAt: Date }
  | { genuine: false; reason: CmsFault };

/**
 * A detached SignedData over a content's SM3 `digest` (32 bytes), in DER. Signed attributes: content type, message
 * digest, signing time (whole seconds). It holds the signer's certificate and no other.
 * @throws crypto.digest-invalid
 */
export function signCms(digest: Uint8Array, signer: CertifiedSigner, at: Date): Buffer {
  if (digest.length !== 32) throw cryptoErrors.digestInvalid({ length: digest.length });
  const attributes = signedAttributes(digest, at);
  return encode(signer.certificate, attributes, signer.sign(signedBytes(attributes)));
}

/**
 * Verifies a detached SignedData against the SM3 `digest` of its content and trusted roots. Only the one encoding
 * {@link signCms} makes is accepted: the message is built anew from its parts and compared byte by byte.
 * The signing time is the signer's own word (there is no time-stamp authority); the chain is judged at that time.
 */
export function verifyCms(der: Uint8Array, digest: Uint8Array, roots: readonly Certificate[]): CmsVerdict {
  const no = (reason: CmsFault): CmsVerdict => ({ genuine: false, reason });
  const parts = decode(der);
  if (parts === undefined) return no('not-canonical');
  const attributes = signedAttributes(parts.digest, parts.signedAt);
  if (!encode(parts.certificate, attributes, parts.signature).equals(der)) return no('not-canonical');
  if (!equalBytes(parts.digest, digest)) return no('content-altered');
  const { certificate, signedAt, signature } = parts;
  if (!verifySm2(certificate.publicKey, signedBytes(attributes), signature)) return no('wrong-signature');
  const fault = chainFault(certificate, roots, signedAt);
  if (fault !== undefined) return no(fault);
  if (!certificate.maySign) return no('certificate-may-not-sign');
  return { genuine: true, signerCertificate: certificate, signedAt };
}

const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const sequence = (...parts: Uint8Array[]): Buffer => encodeTlv(TAG.sequence, Buffer.concat(parts));
const set = (...parts: Uint8Array[]): Buffer => encodeTlv(TAG.set, Buffer.concat(parts));

const VERSION_1 = encodeTlv(TAG.integer, Uint8Array.of(1));
const SM3_ALGORITHM = sequence(encodeOid(SM3));
const SIGNATURE_ALGORITHM = sequence(encodeOid(SM2_WITH_SM3));
const CONTENT_TYPE_ATTRIBUTE = sequence(encodeOid(CONTENT_TYPE), set(encodeOid(GM_DATA)));

/** The signed attributes, in the order DER wants of a SET OF (by their encoded bytes), without the outer tag. */
function signedAttributes(digest: Uint8Array, at: Date): Buffer {
  const digestAttribute = sequence(encodeOid(MESSAGE_DIGEST), set(encodeTlv(TAG.octetString, digest)));
  const timeAttribute = sequence(encodeOid(SIGNING_TIME), set(encodeTime(at)));
  return Buffer.concat([CONTENT_TYPE_ATTRIBUTE, digestAttribute, timeAttribute].sort(Buffer.compare));
}

/** What is signed: the attributes as a SET OF (RFC 5652 §5.4), not with the tag [0] they bear inside. */
function signedBytes(attributes: Buffer): Buffer {
  return set(attributes);
}

/**
 * GB/T 35275-2017 §8, written out by hand: a verifier encodes every message once more, and the general encoder
 * took four times as long as the signature itself.
 */
function encode(certificate: Certificate, attributes: Buffer, signature: Uint8Array): Buffer {
  const serial = encodeTlv(TAG.integer, Buffer.from(certificate.serialNumber, 'hex'));
  const signerInfo = sequence(
    VERSION_1,
    sequence(certificate.names.issuer, serial),
    SM3_ALGORITHM,
    encodeTlv(TAG.context0, attributes),
    SIGNATURE_ALGORITHM,
    encodeTlv(TAG.octetString, signature),
  );
  const signedData = sequence(
    VERSION_1,
    set(SM3_ALGORITHM),
    sequence(encodeOid(GM_DATA)),
    encodeTlv(TAG.context0, certificate.der),
    set(signerInfo),
  );
  return sequence(encodeOid(GM_SIGNED_DATA), encodeTlv(TAG.context0, signedData));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5652 §11.3), in UTC and whole seconds. */
function encodeTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return at.getUTCFullYear() < 2050
    ? encodeTlv(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : encodeTlv(TAG.generalizedTime, Buffer.from(`${digits}Z`));
}

type Parts = { certificate: Certificate; digest: Buffer; signedAt: Date; signature: Buffer };

/** Takes the parts out of a message, asking no more than that they be there; `encode` asks the rest. */
function decode(der: Uint8Array): Parts | undefined {
  try {
    const signedData = AsnConvert.parse(AsnConvert.parse(exact(der), ContentInfo).content, SignedData);
    const info = signedData.signerInfos[0];
    const syntax = signedData.certificates?.[0]?.certificate;
    const value = (type: string): ArrayBuffer | undefined =>
      info?.signedAttrs?.find(({ attrType }) => attrType === type)?.attrValues[0];
    const digest = value(MESSAGE_DIGEST);
    const time = value(SIGNING_TIME);
    if (info === undefined || syntax === undefined || digest === undefined || time === undefined) return undefined;
    return {
      certificate: parseCertificate(new Uint8Array(AsnConvert.serialize(syntax))),
      digest: Buffer.from(AsnConvert.parse(digest, OctetString).buffer),
      signedAt: AsnConvert.parse(time, Time).getTime(),
      signature: Buffer.from(info.signature.buffer),
    };
  } catch {
    return undefined;
  }
}
