import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { VolumeRow } from '../store/volumes.ts';
import { growth } from './spans.ts';

const Share = Type.Union([Type.Number(), Type.Null()]);
/** A count beside that of a year before and of what went right before; the growth is null where there is nothing to compare with. */
const Compared = Type.Object({
  count: Type.Integer(),
  yearBefore: Type.Integer(),
  onYear: Share,
  before: Type.Integer(),
  onBefore: Share,
  /** Since the opening, up to the last day. */
  ever: Type.Integer(),
});

/** Volumes of a department, a matter, or all of them. */
export const VolumeLine = Type.Object({
  key: Type.String(),
  title: LocalText,
  received: Compared,
  decided: Compared,
  accepted: Type.Integer(),
  approved: Type.Integer(),
  notAccepted: Type.Integer(),
  /** Sent on to the authority that may decide (转报), on the day of that. */
  referred: Type.Integer(),
  /** Of the received: handled whole by departments' own systems and returned by them. */
  returned: Type.Integer(),
  /** Decided at once; with nobody coming, of those whose visits were counted; within the promise, of those that had a time of handling. */
  instant: Type.Integer(),
  zeroVisit: Type.Integer(),
  onTime: Type.Integer(),
  late: Type.Integer(),
  instantShare: Share,
  zeroVisitShare: Share,
  onTimeShare: Share,
});
export type VolumeLine = Static<typeof VolumeLine>;

type Counts = Omit<VolumeRow, 'organisation' | 'matter'>;

/** One line of many rows. */
export function volumeLine(key: string, title: LocalText, rows: readonly VolumeRow[]): VolumeLine {
  const sum = (what: keyof Counts): number => rows.reduce((all, row) => all + row[what], 0);
  const share = (part: number, whole: number): number | null =>
    whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
  const compared = (what: 'received' | 'decided') => {
    const count = sum(what);
    const yearBefore = sum(`${what}_year`);
    const before = sum(`${what}_before`);
    return {
      count,
      yearBefore,
      onYear: growth(count, yearBefore),
      before,
      onBefore: growth(count, before),
      ever: sum(`${what}_ever`),
    };
  };
  const [decided, instant, zeroVisit, onTime, timed] = [
    sum('decided'),
    sum('instant'),
    sum('zero_visit'),
    sum('on_time'),
    sum('timed'),
  ];
  return {
    key,
    title,
    received: compared('received'),
    decided: compared('decided'),
    accepted: sum('accepted'),
    approved: sum('approved'),
    notAccepted: sum('not_accepted'),
    referred: sum('referred'),
    returned: sum('returned'),
    instant,
    zeroVisit,
    onTime,
    late: timed - onTime,
    instantShare: share(instant, decided),
    zeroVisitShare: share(zeroVisit, sum('visits_counted')),
    onTimeShare: share(onTime, timed),
  };
}

/** Nothing happened to it in the days, nor in those it is compared with. */
export const isEmpty = (row: VolumeRow): boolean =>
  [
    row.received,
    row.accepted,
    row.decided,
    row.referred,
    row.received_year,
    row.decided_year,
    row.received_before,
    row.decided_before,
  ].every((count) => count === 0);
