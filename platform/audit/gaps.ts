import { sm2Verifier, type KeyStore, type Sm2Verifier } from '@platform/crypto';
import { canonicalJson } from '@platform/kernel';
import { checkpointText } from './chain.ts';
import { CHECKPOINT_KEY, type Checkpoint } from './sequencer.ts';

/** Places whose rows were removed when their term was over; the chain goes on from `hash`, the last one's. */
export type Gap = {
  from_seq: bigint;
  to_seq: bigint;
  hash: Buffer;
  /** What was written before this instant had had its term. */
  before: Date;
  removed_at: Date;
  kind: 'read' | 'entry' | 'both';
  key_version: number | null;
  signature: Buffer | null;
};

/** Years for which reads are kept unless the city sets more, and no read may be removed sooner, whatever the setting says (网络数据安全管理条例 art. 12, PIPL art. 56: three years). */
export const LEAST_YEARS = 3;
/** Months for which entries are kept at the very least (网络安全法 art. 21: network logs for no less than six months, of which the shortest have 181 days). */
export const LEAST_AUDIT_MONTHS = 6;
const DAY_MS = 86_400_000;
const LEAST_MS = { read: LEAST_YEARS * 365 * DAY_MS, both: LEAST_YEARS * 365 * DAY_MS, entry: 181 * DAY_MS };

/** What the platform signs of a gap that it made. */
export function gapText(gap: Pick<Gap, 'from_seq' | 'to_seq' | 'hash' | 'before' | 'removed_at' | 'kind'>): string {
  return canonicalJson({
    gap: {
      from: String(gap.from_seq),
      to: String(gap.to_seq),
      hash: gap.hash.toString('hex'),
      before: gap.before.toISOString(),
      removedAt: gap.removed_at.toISOString(),
      kind: gap.kind,
    },
  });
}

/** Whether checkpoints and gaps bear a good signature of this platform, by whichever version of its key. */
export function openSignatures(keys: KeyStore): {
  checkpoint(checkpoint: Checkpoint): boolean;
  gap(gap: Gap): boolean;
} {
  const verifiers = new Map<number, Sm2Verifier>();
  const good = (version: number, text: string, signature: Buffer): boolean => {
    try {
      let verifier = verifiers.get(version);
      if (!verifier) {
        verifier = sm2Verifier(keys.signing(CHECKPOINT_KEY, version).publicKey);
        verifiers.set(version, verifier);
      }
      return verifier.verify(Buffer.from(text, 'utf8'), signature);
    } catch {
      return false;
    }
  };
  return {
    checkpoint: (one) => good(one.key_version, checkpointText(one), one.signature),
    gap: (one) =>
      one.signature !== null && one.key_version !== null && good(one.key_version, gapText(one), one.signature),
  };
}

/** Whether what stood there had been kept as long as the law asks. */
export const longEnough = (gap: Pick<Gap, 'before' | 'removed_at' | 'kind'>): boolean =>
  gap.removed_at.getTime() - gap.before.getTime() >= LEAST_MS[gap.kind];

/**
 * Whether a gap may be where it is: a signature says that all of it had been written before the term that it names, that term is as long as the law
 * asks of what stood there, and a gap of entries bears the platform's own signature.
 * @param writtenAt time of the first good checkpoint at or behind its end
 */
export function gapHolds(gap: Gap, of: { writtenAt: Date | undefined; now: Date; signed: boolean }): boolean {
  const { writtenAt, now, signed } = of;
  return (
    writtenAt !== undefined &&
    writtenAt < gap.before &&
    longEnough(gap) &&
    gap.removed_at <= now &&
    (gap.kind === 'read' || signed)
  );
}
