import type { Lanes } from '@platform/rail';
import type { SectionWriter } from './nats-codec.ts';

// Where a lane stands. A writer that dies in the middle of a batch leaves some lanes further than others; the next one reads from their last
// messages what each of them holds, and leaves that out when the source tells it again.

/** Up to where a lane holds the changes: all transactions before `transaction`, and of that the first `done` of each line. */
export type Point = { readonly transaction: string; readonly done: Readonly<Record<string, number>> };
/** What a lane's message says beside its changes. `from`: where the lane stood before it, behind the message `after`, for when only part of it was kept. */
export type LaneInfo = {
  readonly from?: Point;
  readonly after: number;
  readonly to: Point;
  readonly at?: string;
  readonly transactions: number;
};
/** All lanes are whole up to `position`; of those that an earlier process brought further, where they stand. */
export type MarkInfo = { readonly position: string; readonly ahead: Readonly<Record<number, Point>> };

export type LaneState = {
  /** Of its last message. */
  sequence: number;
  /** Of its last message that is whole. */
  need: number;
  point: Point | undefined;
  /** Where it stood beyond the last mark when this process began: what comes again up to there is left out. */
  resume: (Point & { reached: boolean; readonly dropped: Map<string, number> }) | undefined;
};

/** A lane whose last message is before the last mark holds nothing beyond it but what the mark says. `ahead` is undefined when the source begins anew. */
export async function laneState(
  lanes: Lanes,
  lane: number,
  mark: number,
  ahead: MarkInfo['ahead'] | undefined,
): Promise<LaneState> {
  const last = await lanes.last(lane);
  const resumed = (point: Point | undefined): LaneState['resume'] =>
    point && { ...point, reached: false, dropped: new Map<string, number>() };
  if (!last) return { sequence: 0, need: 0, point: ahead?.[lane], resume: resumed(ahead?.[lane]) };
  const info = JSON.parse(last.info) as LaneInfo;
  const [stood, at] = last.whole ? [info.to, last.sequence] : [info.from, info.after];
  const point = ahead && (at > mark ? stood : ahead[lane]);
  return { sequence: last.sequence, need: last.whole ? last.sequence : 0, point, resume: resumed(point) };
}

/** Without what the lane holds already, from before this process. */
export function leftOut(
  resume: NonNullable<LaneState['resume']>,
  given: readonly SectionWriter[],
  turns: ReadonlyMap<string, number>,
): SectionWriter[] {
  const turn = turns.get(resume.transaction);
  return given.map((section) =>
    section.filtered((transaction) => {
      if (transaction === resume.transaction) {
        const dropped = (resume.dropped.get(section.lineId) ?? 0) + 1;
        resume.dropped.set(section.lineId, dropped);
        return dropped > (resume.done[section.lineId] ?? 0);
      }
      if (resume.reached) return true;
      return turn !== undefined && (turns.get(transaction) ?? -1) > turn;
    }),
  );
}

/** Where a lane stands behind a message with these changes. */
export function pointAfter(
  before: Point | undefined,
  sections: readonly Pick<SectionWriter, 'lineId' | 'counts'>[],
  turns: ReadonlyMap<string, number>,
): Point {
  const all = sections.map((section) => ({ lineId: section.lineId, counts: section.counts() }));
  let newest = '';
  for (const { counts } of all)
    for (const transaction of counts.keys())
      if (newest === '' || (turns.get(transaction) ?? -1) > (turns.get(newest) ?? -1)) newest = transaction;
  const done: Record<string, number> = before?.transaction === newest ? { ...before.done } : {};
  for (const { lineId, counts } of all) {
    const count = counts.get(newest);
    if (count !== undefined) done[lineId] = (done[lineId] ?? 0) + count;
  }
  return { transaction: newest, done };
}
