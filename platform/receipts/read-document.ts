import { canonicalJson } from '@platform/kernel';
import { parseCertificate, type Certificate } from '@platform/crypto';
import {
  HEADS_FORMAT,
  RECEIPT_FORMAT,
  REMOVALS_FORMAT,
  type ReceiptParts,
  type Signed,
  type SignedHead,
} from './document.ts';
import type { ReceiptHead } from './head.ts';
import type { Removal } from './removal.ts';

/** Why a file is none of ours. */
export class NotCanonical extends Error {}

export type ReadReceipt = { kind: 'receipt'; authority: Certificate; facts: Record<string, unknown> } & ReceiptParts;
export type ReadRemovals = {
  kind: 'removals';
  authority: Certificate;
  removals: { removal: Removal; platform: Signed }[];
};
export type ReadHeads = { kind: 'heads'; authority: Certificate; heads: SignedHead[] };

/**
 * Reads a receipt or a file of heads in its one canonical form.
 * @throws NotCanonical for anything else
 */
export function readDocument(bytes: Uint8Array): ReadReceipt | ReadHeads | ReadRemovals {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const value: unknown = JSON.parse(text);
  if (canonicalJson(value) !== text) throw new NotCanonical('not in canonical form');
  const document = fields(value, 'the file');
  if (document['format'] === RECEIPT_FORMAT) {
    const facts = fields(document['facts'], 'facts');
    const consumer = document['consumer'] === null ? undefined : signed(document['consumer'], 'consumer');
    const read: ReadReceipt = {
      kind: 'receipt',
      authority: certificate(document['authority'], 'authority'),
      facts,
      place: whole(document['place'], 'place'),
      path: list(document['path'], 'path').map((hash) => hex(hash, 'path', 32)),
      head: head(document['head']),
      platform: signed(document['platform'], 'platform'),
      ...(consumer ? { consumer } : {}),
    };
    only(document, ['authority', 'consumer', 'facts', 'format', 'head', 'path', 'place', 'platform']);
    return read;
  }
  if (document['format'] === HEADS_FORMAT) {
    only(document, ['authority', 'format', 'heads']);
    return {
      kind: 'heads',
      authority: certificate(document['authority'], 'authority'),
      heads: list(document['heads'], 'heads').map((item) => {
        const one = fields(item, 'heads');
        only(one, ['consumers', 'head', 'platform']);
        return {
          head: head(one['head']),
          platform: signed(one['platform'], 'platform'),
          consumers: list(one['consumers'], 'consumers').map((each) => {
            const { application, ...rest } = fields(each, 'consumers');
            if (typeof application !== 'string') throw new NotCanonical('consumers');
            return { application, ...signed(rest, 'consumers') };
          }),
        };
      }),
    };
  }
  if (document['format'] === REMOVALS_FORMAT) {
    only(document, ['authority', 'format', 'removals']);
    return {
      kind: 'removals',
      authority: certificate(document['authority'], 'authority'),
      removals: list(document['removals'], 'removals').map((item) => {
        const one = fields(item, 'removals');
        only(one, ['platform', 'removal']);
        return { removal: removal(one['removal']), platform: signed(one['platform'], 'platform') };
      }),
    };
  }
  throw new NotCanonical('format');
}

function fields(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotCanonical(name);
  return value as Record<string, unknown>;
}

function only(value: Record<string, unknown>, names: readonly string[]): void {
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other !== undefined) throw new NotCanonical(other);
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new NotCanonical(name);
  return value;
}

function whole(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new NotCanonical(name);
  return value;
}

function hex(value: unknown, name: string, length?: number): Buffer {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})+$/.test(value)) throw new NotCanonical(name);
  const bytes = Buffer.from(value, 'hex');
  if (length !== undefined && bytes.length !== length) throw new NotCanonical(name);
  return bytes;
}

/** Base64 has more than one writing of the same bytes: only the one that writing them gives is taken. */
function base64(value: unknown, name: string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
  if (bytes === undefined || bytes.length === 0 || bytes.toString('base64') !== value) throw new NotCanonical(name);
  return bytes;
}

function certificate(value: unknown, name: string): Certificate {
  try {
    return parseCertificate(base64(value, name));
  } catch {
    throw new NotCanonical(name);
  }
}

function signed(value: unknown, name: string): Signed {
  const one = fields(value, name);
  only(one, ['certificate', 'signature']);
  return { certificate: base64(one['certificate'], name), signature: hex(one['signature'], name) };
}

function removal(value: unknown): Removal {
  const one = fields(value, 'removal');
  const names = ['before', 'fromBatch', 'fromHead', 'leaves', 'no', 'previous', 'removedAt', 'toBatch', 'toHead'];
  only(one, names);
  return {
    no: count(one['no'], 'no'),
    fromBatch: count(one['fromBatch'], 'fromBatch'),
    toBatch: count(one['toBatch'], 'toBatch'),
    leaves: count(one['leaves'], 'leaves'),
    fromHead: hex(one['fromHead'], 'fromHead', 32),
    toHead: hex(one['toHead'], 'toHead', 32),
    before: instant(one['before'], 'before'),
    removedAt: instant(one['removedAt'], 'removedAt'),
    previous: hex(one['previous'], 'previous', 32),
  };
}

function count(value: unknown, name: string): bigint {
  if (typeof value !== 'string' || !/^[1-9]\d{0,17}$/.test(value)) throw new NotCanonical(name);
  return BigInt(value);
}

function instant(value: unknown, name: string): Date {
  const read = typeof value === 'string' ? new Date(value) : undefined;
  if (!read || Number.isNaN(read.getTime()) || read.toISOString() !== value) throw new NotCanonical(name);
  return read;
}

function head(value: unknown): ReceiptHead {
  const one = fields(value, 'head');
  only(one, ['at', 'leaves', 'no', 'previous', 'root']);
  return {
    no: count(one['no'], 'no'),
    at: instant(one['at'], 'at'),
    leaves: whole(one['leaves'], 'leaves'),
    root: hex(one['root'], 'root', 32),
    previous: hex(one['previous'], 'previous', 32),
  };
}
