import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate as CertificateSyntax,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { encodeOid } from './der.ts';
import { sm3 } from './digests.ts';
import { cryptoErrors } from './errors.ts';
import { isSm2PublicKey, verifySm2 } from './sm2.ts';

/** SM2 signature over SM3 (GM/T 0006). */
export const SM2_WITH_SM3 = '1.2.156.10197.1.501';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const SM2_CURVE = '1.2.156.10197.1.301';
const COMMON_NAME = '2.5.4.3';
const ORGANISATION = '2.5.4.10';
const COUNTRY = '2.5.4.6';

/** Whom a certificate speaks of. A test certificate says so in its common name. */
export type CertificateSubject = { commonName: string; organisation?: string };

/** A certificate, read. `der` is the whole of it and the only form that is compared or stored. */
export type Certificate = {
  readonly der: Buffer;
  readonly subject: CertificateSubject;
  readonly issuer: CertificateSubject;
  /** Hex without leading zeros beyond what the sign needs. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 65 bytes, 04 ‖ x ‖ y. */
  readonly publicKey: Buffer;
  readonly isAuthority: boolean;
  /** May sign documents (key usage digitalSignature or nonRepudiation). */
  readonly maySign: boolean;
  /** SM3 of `der`, hex: what people compare. */
  readonly fingerprint: string;
  /** Encoded names, for matching issuer to subject byte by byte. */
  readonly names: { readonly subject: Buffer; readonly issuer: Buffer };
  /** The signed part and its signature. */
  readonly signed: { readonly bytes: Buffer; readonly signature: Buffer };
};

const bufferOf = (bytes: ArrayBuffer): Buffer => Buffer.from(bytes);
const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const algorithm = (): AlgorithmIdentifier => new AlgorithmIdentifier({ algorithm: SM2_WITH_SM3 });

/** Encodes and signs a certificate. `issuer` absent: signed by its own key (a root). */
export function buildCertificate(options: {
  subject: CertificateSubject;
  publicKey: Buffer;
  serialNumber: Buffer;
  notBefore: Date;
  notAfter: Date;
  authority: boolean;
  issuer?: Certificate;
  sign: (message: Uint8Array) => Buffer;
}): Certificate {
  const issuerKey = options.issuer?.publicKey ?? options.publicKey;
  const body = new TBSCertificate({
    version: Version.v3,
    serialNumber: exact(options.serialNumber),
    signature: algorithm(),
    issuer:
      options.issuer === undefined ? encodeName(options.subject) : AsnConvert.parse(options.issuer.names.subject, Name),
    validity: new Validity({ notBefore: options.notBefore, notAfter: options.notAfter }),
    subject: encodeName(options.subject),
    subjectPublicKeyInfo: new SubjectPublicKeyInfo({
      algorithm: new AlgorithmIdentifier({ algorithm: EC_PUBLIC_KEY, parameters: exact(encodeOid(SM2_CURVE)) }),
      subjectPublicKey: exact(options.publicKey),
    }),
    extensions: encodeExtensions(options.publicKey, issuerKey, options.authority),
  });
  const signature = options.sign(new Uint8Array(AsnConvert.serialize(body)));
  const certificate = new CertificateSyntax({
    tbsCertificate: body,
    signatureAlgorithm: algorithm(),
    signatureValue: exact(signature),
  });
  return parseCertificate(bufferOf(AsnConvert.serialize(certificate)));
}

/**
 * Reads an SM2 certificate. It must be X.509 v3 with an SM2 key, signed by SM2 with SM3, in canonical DER:
 * it is encoded anew and compared byte by byte.
 * @throws crypto.certificate-invalid
 */
export function parseCertificate(der: Uint8Array): Certificate {
  let syntax: CertificateSyntax;
  try {
    syntax = AsnConvert.parse(exact(der), CertificateSyntax);
    // The library keeps the raw signed part for re-encoding; without it, everything is encoded anew.
    delete syntax.tbsCertificateRaw;
    if (!bufferOf(AsnConvert.serialize(syntax)).equals(der)) throw new Error('not canonical');
  } catch (error) {
    throw cryptoErrors.certificateInvalid({}, { cause: error });
  }
  const body = syntax.tbsCertificate;
  const key = body.subjectPublicKeyInfo;
  const publicKey = bufferOf(key.subjectPublicKey);
  const algorithms =
    body.version === Version.v3 &&
    isPlainAlgorithm(body.signature) &&
    isPlainAlgorithm(syntax.signatureAlgorithm) &&
    key.algorithm.algorithm === EC_PUBLIC_KEY &&
    key.algorithm.parameters instanceof ArrayBuffer &&
    bufferOf(key.algorithm.parameters).equals(encodeOid(SM2_CURVE));
  if (!algorithms || !isSm2PublicKey(publicKey)) throw cryptoErrors.certificateInvalid();
  const usage = readUsage(body.extensions);
  if (usage === undefined) throw cryptoErrors.certificateInvalid();
  const bytes = Buffer.from(der);
  return {
    der: bytes,
    subject: decodeName(body.subject),
    issuer: decodeName(body.issuer),
    serialNumber: bufferOf(body.serialNumber).toString('hex'),
    notBefore: body.validity.notBefore.getTime(),
    notAfter: body.validity.notAfter.getTime(),
    publicKey,
    ...usage,
    fingerprint: sm3(bytes).toString('hex'),
    names: {
      subject: bufferOf(AsnConvert.serialize(body.subject)),
      issuer: bufferOf(AsnConvert.serialize(body.issuer)),
    },
    signed: { bytes: bufferOf(AsnConvert.serialize(body)), signature: bufferOf(syntax.signatureValue) },
  };
}

/** Why a certificate is not trusted. */
export type ChainFault = 'unknown-issuer' | 'wrong-signature' | 'not-yet-valid' | 'expired' | 'issuer-not-authority';

/**
 * Checks a certificate against trusted roots at an instant: it is a root itself, or a root issued it (two tiers,
 * no intermediates). Undefined when it is trusted, else the reason.
 */
export function chainFault(certificate: Certificate, roots: readonly Certificate[], at: Date): ChainFault | undefined {
  const self = roots.find((root) => root.der.equals(certificate.der));
  const candidates = self ? [self] : roots.filter((root) => root.names.subject.equals(certificate.names.issuer));
  if (candidates.length === 0) return 'unknown-issuer';
  const root = candidates.find((candidate) =>
    verifySm2(candidate.publicKey, certificate.signed.bytes, certificate.signed.signature),
  );
  if (root === undefined) return 'wrong-signature';
  if (!root.isAuthority) return 'issuer-not-authority';
  for (const one of [certificate, root]) {
    if (at < one.notBefore) return 'not-yet-valid';
    if (at > one.notAfter) return 'expired';
  }
  return undefined;
}

/** Whether `certificate` is trusted by `roots` at the instant `at`; see {@link chainFault} for the reason when not. */
export function verifyChain(certificate: Certificate, roots: readonly Certificate[], at: Date): boolean {
  return chainFault(certificate, roots, at) === undefined;
}

function isPlainAlgorithm(identifier: AlgorithmIdentifier): boolean {
  return identifier.algorithm === SM2_WITH_SM3 && identifier.parameters === undefined;
}

function encodeName(subject: CertificateSubject): Name {
  const part = (type: string, value: AttributeValue): RelativeDistinguishedName =>
    new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })]);
  const parts = [part(COUNTRY, new AttributeValue({ printableString: 'CN' }))];
  if (subject.organisation !== undefined) {
    parts.push(part(ORGANISATION, new AttributeValue({ utf8String: subject.organisation })));
  }
  parts.push(part(COMMON_NAME, new AttributeValue({ utf8String: subject.commonName })));
  return new Name(parts);
}

function decodeName(name: Name): CertificateSubject {
  const find = (type: string): string | undefined =>
    [...name]
      .flatMap((set) => [...set])
      .find((item) => item.type === type)
      ?.value.toString();
  const organisation = find(ORGANISATION);
  return { commonName: find(COMMON_NAME) ?? '', ...(organisation === undefined ? {} : { organisation }) };
}

/** RFC 5280 §4.2.1.2 method (1) with SM3 in place of SHA-1, its first 20 bytes. */
const keyId = (publicKey: Buffer): ArrayBuffer => exact(sm3(publicKey).subarray(0, 20));

function encodeExtensions(publicKey: Buffer, issuerKey: Buffer, authority: boolean): Extensions {
  const extension = (extnID: string, critical: boolean, value: ArrayBuffer): Extension =>
    new Extension({ extnID, critical, extnValue: new OctetString(value) });
  const usage = authority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
  const constraints = authority ? new BasicConstraints({ cA: true, pathLenConstraint: 0 }) : new BasicConstraints();
  return new Extensions([
    extension(id_ce_basicConstraints, true, AsnConvert.serialize(constraints)),
    extension(id_ce_keyUsage, true, AsnConvert.serialize(new KeyUsage(usage))),
    extension(id_ce_subjectKeyIdentifier, false, AsnConvert.serialize(new SubjectKeyIdentifier(keyId(publicKey)))),
    extension(
      id_ce_authorityKeyIdentifier,
      false,
      AsnConvert.serialize(new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId(issuerKey)) })),
    ),
  ]);
}

/** Undefined when a critical extension is not understood (RFC 5280 §4.2) or the needed ones are missing. */
function readUsage(extensions: Extensions | undefined): { isAuthority: boolean; maySign: boolean } | undefined {
  const all = [...(extensions ?? [])];
  const known = [id_ce_basicConstraints, id_ce_keyUsage];
  if (all.some((one) => one.critical && !known.includes(one.extnID))) return undefined;
  const value = (id: string): ArrayBuffer | undefined => all.find((one) => one.extnID === id)?.extnValue.buffer;
  try {
    const constraints = value(id_ce_basicConstraints);
    const usage = value(id_ce_keyUsage);
    if (usage === undefined) return undefined;
    const isAuthority = constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA;
    const flags = AsnConvert.parse(usage, KeyUsage).toNumber();
    const signing = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;
    return {
      isAuthority: isAuthority && (flags & KeyUsageFlags.keyCertSign) !== 0,
      maySign: (flags & signing) !== 0,
    };
  } catch {
    return undefined;
  }
}
