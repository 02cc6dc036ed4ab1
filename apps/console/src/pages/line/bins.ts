import type { Minute } from '../../api/railway.ts';

/** What passed in a stretch of time. `lagMs`: the greatest delay in it, where something was applied. */
export type Bin = {
  from: number;
  to: number;
  inserted: number;
  updated: number;
  deleted: number;
  rejected: number;
  lagMs: number | undefined;
};

const MINUTE_MS = 60_000;
/** Hours shown, and minutes a bar stands for. */
export const SPANS = { '1': 1, '6': 5, '24': 15, '168': 120 } as const;
export type Span = keyof typeof SPANS;

/** Minutes added up to bars that end with the present one; minutes without traffic are told as nothing by the server and are zero here. */
export function binsOf(minutes: readonly Minute[], span: Span, now: number): Bin[] {
  const size = SPANS[span] * MINUTE_MS;
  const end = Math.floor(now / size) * size + size;
  const count = (Number(span) * 60) / SPANS[span];
  const start = end - count * size;
  const bins = Array.from(
    { length: count },
    (_, index): Bin => ({
      from: start + index * size,
      to: start + (index + 1) * size,
      inserted: 0,
      updated: 0,
      deleted: 0,
      rejected: 0,
      lagMs: undefined,
    }),
  );
  for (const minute of minutes) {
    const bin = bins[Math.floor((Date.parse(minute.minute) - start) / size)];
    if (!bin) continue;
    bin.inserted += minute.inserted;
    bin.updated += minute.updated;
    bin.deleted += minute.deleted;
    bin.rejected += minute.rejected;
    if (minute.lagMs !== undefined) bin.lagMs = Math.max(bin.lagMs ?? 0, minute.lagMs);
  }
  return bins;
}

/** The end of an axis: the next 1, 2 or 5 times a power of ten at or above `value`, at least `least`. */
export function axisEnd(value: number, least: number): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= wanted * 0.9999) ?? wanted;
}
