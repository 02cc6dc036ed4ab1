import { canonicalJson } from '@platform/kernel';
import { sm3 } from '@platform/crypto';

/** What the platform says of batches whose exchanges it removed when their term was over; their heads stay. */
export type Removal = {
  no: bigint;
  fromBatch: bigint;
  toBatch: bigint;
  leaves: bigint;
  /** SM3 of the first and of the last head. */
  fromHead: Buffer;
  toHead: Buffer;
  before: Date;
  removedAt: Date;
  /** SM3 of the statement before; 32 zeros for the first. */
  previous: Buffer;
};

/** Years that exchanges are kept at the very least: as long as the reads that they prove (three, 网络数据安全管理条例 art. 12). */
export const LEAST_RECEIPT_YEARS = 3;
export const LEAST_RECEIPT_MS = LEAST_RECEIPT_YEARS * 365 * 86_400_000;

export const removalFields = (one: Removal) => ({
  no: String(one.no),
  fromBatch: String(one.fromBatch),
  toBatch: String(one.toBatch),
  leaves: String(one.leaves),
  fromHead: one.fromHead.toString('hex'),
  toHead: one.toHead.toString('hex'),
  before: one.before.toISOString(),
  removedAt: one.removedAt.toISOString(),
  previous: one.previous.toString('hex'),
});

/** The statement as the platform signs it: canonical JSON, under a name of its own so that it passes for no head. */
export const removalText = (one: Removal): string => canonicalJson({ removal: removalFields(one) });

export const removalHash = (one: Removal): Buffer => sm3(removalText(one));
