import { gunzipSync, gzipSync } from 'node:zlib';
import { Type, type Static } from 'typebox';
import { Value as Check } from 'typebox/value';
import { equalBytes, sm3, verifySm2 } from '@platform/crypto';
import { canonicalJson } from './canonical.ts';
import { ferryErrors } from './errors.ts';

// A package is one file: the line `YIWANG-FERRY 1`, the header as canonical JSON on one line, its SM2 signature (base64 of DER) on one
// line, and the body (gzip) whose length and SM3 the header states. The signature covers the first two lines.

const MAGIC = 'YIWANG-FERRY 1\n';
const MOST_HEADER = 4 * 1024 ** 2;
const MOST_UNPACKED = 1024 ** 3;
export const PACKAGE_ENDING = '.ferry';

const Hex32 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Name = Type.String({ minLength: 1, maxLength: 100 });
const RowState = Type.Object({ count: Type.Integer(), sum: Type.String({ pattern: '^[0-9a-f]{32}$' }) });
const strict = { additionalProperties: false };

export const PackageHeader = Type.Object(
  {
    format: Type.Literal(1),
    kind: Type.Enum(['data', 'ack']),
    /** Names of the two nodes and of the route between them, agreed by both. */
    sender: Name,
    receiver: Name,
    route: Name,
    /** Begins anew with whole tables; grows when a side lost its memory (a backup was restored). */
    series: Type.Integer({ minimum: 1 }),
    /** From 1 without a gap, in each kind of its own. */
    number: Type.Integer({ minimum: 1 }),
    /** SM3 of the header line of the package before; zeros for the first. */
    previous: Hex32,
    createdAt: Type.String({ maxLength: 30 }),
    /** Data: what is in the body, a line each, in the order in which the body names them by place. */
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Name,
            columns: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 2_000 }),
            key: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 100 }),
            changes: Type.Integer({ minimum: 0 }),
            /** What the line holds at the sender once this package is in. */
            state: RowState,
          },
          strict,
        ),
        { maxItems: 10_000 },
      ),
    ),
    body: Type.Object(
      { bytes: Type.Integer({ minimum: 0 }), sm3: Hex32, unpacked: Type.Integer({ minimum: 0 }) },
      strict,
    ),
  },
  strict,
);
export type PackageHeader = Static<typeof PackageHeader>;

export type FerryPackage = {
  readonly header: PackageHeader /** SM3 of the header line, hex: what the next one names as `previous`. */;
  readonly hash: string;
  readonly body: Buffer;
};

export const FIRST_PREVIOUS = '0'.repeat(64);

/** The file name of a package; numbers sort as names do. */
export function packageName(header: Pick<PackageHeader, 'route' | 'kind' | 'series' | 'number'>): string {
  const padded = String(header.number).padStart(10, '0');
  return `${header.route}-${header.kind}-${String(header.series).padStart(4, '0')}-${padded}${PACKAGE_ENDING}`;
}

/** Makes and signs a package. @returns the bytes of the file, and what the next one refers to */
export function sealPackage(
  header: Omit<PackageHeader, 'body' | 'format'>,
  content: Buffer,
  sign: (message: Uint8Array) => Buffer,
): { bytes: Buffer; hash: string; header: PackageHeader } {
  const body = gzipSync(content, { level: 6 });
  const full: PackageHeader = {
    ...header,
    format: 1,
    body: { bytes: body.length, sm3: sm3(body).toString('hex'), unpacked: content.length },
  };
  const line = Buffer.from(`${canonicalJson(full)}\n`, 'utf8');
  const signature = sign(Buffer.concat([Buffer.from(MAGIC), line])).toString('base64');
  return {
    bytes: Buffer.concat([Buffer.from(MAGIC), line, Buffer.from(`${signature}\n`), body]),
    hash: sm3(line).toString('hex'),
    header: full,
  };
}

/**
 * Opens a package that one of `keys` (65-byte public keys) must have signed. Nothing of it is believed before its signature is right.
 * @throws ferry.not-a-package, .signature-wrong, .truncated, .altered
 */
export function openPackage(
  bytes: Buffer,
  options: { file: string; sender: string; keys: readonly Uint8Array[] },
): FerryPackage {
  const { file } = options;
  const { line, signature, rest } = partsOf(bytes, file);
  const signed = bytes.subarray(0, MAGIC.length + line.length);
  if (!options.keys.some((key) => verifySm2(key, signed, signature)))
    throw ferryErrors.signatureWrong({ file, sender: options.sender });
  const header = headerOf(line, file);
  if (rest.length < header.body.bytes)
    throw ferryErrors.truncated({ file, expected: header.body.bytes, found: rest.length });
  if (rest.length > header.body.bytes || !equalBytes(sm3(rest), Buffer.from(header.body.sm3, 'hex')))
    throw ferryErrors.altered({ file });
  if (header.body.unpacked > MOST_UNPACKED) throw ferryErrors.altered({ file });
  let body: Buffer;
  try {
    body = gunzipSync(rest, { maxOutputLength: Math.max(header.body.unpacked, 1) });
  } catch (error) {
    throw ferryErrors.altered({ file }, { cause: error });
  }
  if (body.length !== header.body.unpacked) throw ferryErrors.altered({ file });
  return { header, hash: sm3(line).toString('hex'), body };
}

function partsOf(bytes: Buffer, file: string): { line: Buffer; signature: Buffer; rest: Buffer } {
  const cut = (): Error => ferryErrors.truncated({ file, expected: '?', found: bytes.length });
  const start = bytes.subarray(0, MAGIC.length).toString('latin1');
  if (start !== MAGIC) throw MAGIC.startsWith(start) ? cut() : ferryErrors.notAPackage({ file });
  const lineEnd = bytes.subarray(0, MAGIC.length + MOST_HEADER).indexOf(0x0a, MAGIC.length);
  if (lineEnd < 0) throw bytes.length < MOST_HEADER ? cut() : ferryErrors.notAPackage({ file });
  const signatureEnd = bytes.subarray(0, lineEnd + 400).indexOf(0x0a, lineEnd + 1);
  if (signatureEnd < 0) throw bytes.length < lineEnd + 400 ? cut() : ferryErrors.notAPackage({ file });
  const text = bytes.toString('latin1', lineEnd + 1, signatureEnd);
  const signature = Buffer.from(text, 'base64');
  // A signature that can be written in two ways would let one package go by two faces.
  if (signature.toString('base64') !== text) throw ferryErrors.notAPackage({ file });
  return { line: bytes.subarray(MAGIC.length, lineEnd + 1), signature, rest: bytes.subarray(signatureEnd + 1) };
}

function headerOf(line: Buffer, file: string): PackageHeader {
  let header: unknown;
  try {
    header = JSON.parse(line.toString('utf8'));
  } catch (error) {
    throw ferryErrors.notAPackage({ file }, { cause: error });
  }
  if (!Check.Check(PackageHeader, header) || `${canonicalJson(header)}\n` !== line.toString('utf8'))
    throw ferryErrors.notAPackage({ file });
  return header;
}
