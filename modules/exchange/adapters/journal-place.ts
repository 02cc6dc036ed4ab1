/** Numbers of a journal that were not there when later ones were read: rolled back for good, or of a transaction that has not committed yet. */
export type Gap = { readonly from: bigint; readonly to: bigint; readonly seenAt: number };

/** A place in a journal: all up to `seq` was told, but for the gaps, which are looked at again until they are old. */
export type Place = { readonly seq: bigint; readonly gaps: readonly Gap[] };

/** A transaction that is open longer than this has other troubles; its numbers are given up. */
const GAP_MS = 24 * 3_600_000;
const MOST_GAPS = 2_000;

/** `seq` or `seq:from-to@second,…` */
export function placeText({ seq, gaps }: Place): string {
  if (gaps.length === 0) return String(seq);
  return `${seq}:${gaps.map((gap) => `${gap.from}-${gap.to}@${Math.floor(gap.seenAt / 1_000)}`).join(',')}`;
}

export function placeOf(text: string): Place {
  const [seq = '0', rest = ''] = text.split(':');
  const gaps = rest
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const [, from, to, at] = /^(\d+)-(\d+)@(\d+)$/.exec(one) ?? [];
      return { from: BigInt(from ?? 0), to: BigInt(to ?? 0), seenAt: Number(at ?? 0) * 1_000 };
    });
  return { seq: BigInt(seq), gaps };
}

/** By the greatest number told; of two with the same, the one with fewer numbers missing is later. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.seq !== b.seq) return a.seq < b.seq ? -1 : 1;
  const missing = ({ gaps }: Place): bigint => gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1n, 0n);
  const [left, right] = [missing(a), missing(b)];
  return left === right ? 0 : left > right ? -1 : 1;
}

/** The gaps once these numbers, in order, were read behind `seq`; old ones are given up, the oldest first where there are too many. */
export function addedGaps(gaps: readonly Gap[], seq: bigint, numbers: readonly bigint[], now: number): Gap[] {
  const all = gaps.filter((gap) => now - gap.seenAt < GAP_MS);
  let before = seq;
  for (const number of numbers) {
    if (number > before + 1n) all.push({ from: before + 1n, to: number - 1n, seenAt: now });
    before = number;
  }
  return all.slice(-MOST_GAPS);
}
