import { sql, type Sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';
import type { CaseState } from '../contract/index.ts';
import type { Origin, VolumeFilter } from './volumes.ts';

/** A volume that opens to its cases. */
export const VOLUME_FIGURES = [
  'received',
  'accepted',
  'decided',
  'approved',
  'not-accepted',
  'referred',
  'instant',
  'zero-visit',
  'on-time',
  'late',
] as const;
export type VolumeFigure = (typeof VOLUME_FIGURES)[number];

/** A case behind a volume, handled here or returned; nothing of the person. */
export type VolumeRecord = {
  origin: Origin;
  id: string;
  number: string;
  system: string | null;
  matter: string;
  organisation: string;
  channel: 'online' | 'window' | 'phone' | 'kiosk';
  state: CaseState;
  submittedAt: Date;
  acceptedAt: Date | null;
  decidedAt: Date | null;
  instant: boolean;
  visits: number | null;
  onTime: boolean | null;
  sample: boolean;
  /** By which the list goes. */
  at: Date;
};

/** By when a figure counts, what more it asks of a case (the same as cases.volume_parts says), and by what its list goes. */
function counted(figure: VolumeFigure, { to }: Period, origin: Origin): { at: Sql; more: Sql; by?: Sql } {
  const decided = sql`decided_at`;
  switch (figure) {
    case 'received':
      return { at: sql`submitted_at`, more: sql`true` };
    case 'accepted':
      // Nothing is accepted before it is handed in, and by that there is an index.
      return { at: sql`accepted_at`, more: sql`submitted_at < ${to}`, by: sql`submitted_at` };
    case 'decided':
      return { at: decided, more: sql`true` };
    case 'approved':
      return { at: decided, more: sql`outcome = 'approved'` };
    case 'not-accepted':
      return { at: decided, more: sql`outcome = 'refused' and accepted_at is null` };
    case 'referred':
      // Nothing happens to a case afterwards.
      return { at: origin === 'here' ? sql`updated_at` : sql`ended_at`, more: sql`state = 'referred'` };
    case 'instant':
      return { at: decided, more: sql`instant` };
    case 'zero-visit':
      return { at: decided, more: sql`visits = 0` };
    case 'on-time':
      return { at: decided, more: sql`on_time` };
    case 'late':
      return { at: decided, more: sql`not on_time` };
  }
}

/** The cases behind a figure, the last first; one more than `limit` where there are more. */
export async function volumeRecords(
  tx: Tx,
  figure: VolumeFigure,
  { organisations, matters, channel, origin }: VolumeFilter,
  period: Period,
  limit: number,
  after?: { at: string; id: string },
): Promise<VolumeRecord[]> {
  const { from, to } = period;
  const chosen = (of: Origin): { where: Sql; by: Sql; last: Sql } => {
    const { at, more, by = at } = counted(figure, period, of);
    const where = sql.join(
      [
        sql`submitted_at is not null and ${at} >= ${from} and ${at} < ${to}`,
        more,
        ...(organisations === 'all' ? [] : [sql`organisation = any(${[...organisations]})`]),
        ...(matters === undefined ? [] : [sql`matter = any(${[...matters]})`]),
        ...(channel === undefined ? [] : [sql`channel = ${channel}`]),
        ...(after ? [sql`(${by}, id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
      ],
      ' and ',
    );
    return { where, by, last: sql`order by ${by} desc, id desc limit ${limit + 1}` };
  };
  const [here, returned] = [chosen('here'), chosen('returned')];
  const facts = sql`matter, organisation, channel, state, submitted_at as "submittedAt", accepted_at as "acceptedAt", decided_at as "decidedAt",
    instant, visits, on_time as "onTime"`;
  const parts = [
    ...(origin === 'returned'
      ? []
      : [
          sql`(select 'here' as origin, id, case_no as number, null as system, ${facts}, false as sample, ${here.by} as at from cases.case where ${here.where} ${here.last})`,
        ]),
    ...(origin === 'here'
      ? []
      : [
          sql`(select 'returned' as origin, id, own_no as number, system, ${facts}, sample, ${returned.by} as at from cases.returned where case_id is null and ${returned.where} ${returned.last})`,
        ]),
  ];
  const all = parts.length === 1 ? (parts[0] as Sql) : sql`${parts[0]} union all ${parts[1]}`;
  return tx.rows<VolumeRecord>(sql`select * from (${all}) as found order by at desc, id desc limit ${limit + 1}`);
}
