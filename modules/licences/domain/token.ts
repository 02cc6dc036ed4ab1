import { canonicalJson, isLicenceIdentifier, isPlainDate } from '@platform/kernel';

/** What the QR code of a licence says, signed by its issuer. Small enough for a QR code that old phones read. */
export type TokenPayload = {
  identifier: string;
  template: string;
  /** Version of the issuer's signing key. */
  keyVersion: number;
  /** Whole seconds since 1970. */
  issuedAt: number;
  /** A keyed digest of the holder, different for each licence, so that two codes cannot be matched. */
  holder: string;
  validUntil: string | null;
};

/** Format and version; a later format gets another prefix. */
const PREFIX = 'YW1';
const ROOT = '1.2.156.3005.2.';
const SHAPE = /^YW1\.([A-Za-z0-9_-]{1,600})\.([A-Za-z0-9_-]{1,200})$/;

/** The bytes that are signed: the prefix too, so that a signature of another use never fits. */
export function signedPart(payload: TokenPayload): string {
  const { identifier, template, keyVersion, issuedAt, holder, validUntil } = payload;
  const list = [identifier.slice(ROOT.length), template, keyVersion, issuedAt, holder, validUntil];
  return `${PREFIX}.${Buffer.from(canonicalJson(list), 'utf8').toString('base64url')}`;
}

export function writeToken(payload: TokenPayload, signature: Uint8Array): string {
  return `${signedPart(payload)}.${Buffer.from(signature).toString('base64url')}`;
}

/**
 * The parts of a token, or undefined for anything that is not exactly what {@link writeToken} writes: canonical JSON in
 * canonical base64url. Whether the signature holds is for the caller to see.
 */
export function readToken(token: string): { payload: TokenPayload; signed: string; signature: Buffer } | undefined {
  const match = SHAPE.exec(token);
  if (!match) return undefined;
  const signature = decode(match[2] as string);
  const bytes = decode(match[1] as string);
  if (!bytes || !signature) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const payload = payloadOf(list);
  if (!payload) return undefined;
  const signed = signedPart(payload);
  return signed === token.slice(0, signed.length) && token[signed.length] === '.'
    ? { payload, signed, signature }
    : undefined;
}

function payloadOf(list: unknown): TokenPayload | undefined {
  if (!Array.isArray(list) || list.length !== 6) return undefined;
  const [short, template, keyVersion, issuedAt, holder, validUntil] = list as unknown[];
  const identifier = `${ROOT}${String(short)}`;
  const sound =
    typeof short === 'string' &&
    isLicenceIdentifier(identifier) &&
    typeof template === 'string' &&
    Number.isSafeInteger(keyVersion) &&
    (keyVersion as number) > 0 &&
    Number.isSafeInteger(issuedAt) &&
    typeof holder === 'string' &&
    (validUntil === null || (typeof validUntil === 'string' && isPlainDate(validUntil)));
  return sound ? ({ identifier, template, keyVersion, issuedAt, holder, validUntil } as TokenPayload) : undefined;
}

/** Node's decoder forgives stray bits at the end; writing the bytes anew shows them. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
