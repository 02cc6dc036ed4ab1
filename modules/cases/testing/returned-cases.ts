import { sql } from '@platform/database';
import type { ReturnedCase } from '../pool/record.ts';
import { demoCitizenId } from './small-city.ts';

export const BOB = { citizenId: demoCitizenId('1985-05-05', '002'), name: '薄一波纹' };

/** A case of the police’s own system, decided at once on a morning in Shanghai. */
export const stay = (ownNo: string, day: string, more: Partial<ReturnedCase> = {}): ReturnedCase => ({
  ownNo,
  version: 1,
  taskCode: 'STAY',
  applicant: { number: BOB.citizenId, name: BOB.name },
  channel: 'window',
  state: 'closed',
  submittedAt: `${day}T09:00:00+08:00`,
  acceptedAt: `${day}T09:10:00+08:00`,
  decidedAt: `${day}T09:30:00+08:00`,
  endedAt: `${day}T09:30:00+08:00`,
  outcome: 'approved',
  instant: true,
  visits: 1,
  steps: [{ name: '受理', at: `${day}T09:10:00+08:00` }],
  result: { title: '签注', number: 'MZ-1' },
  ...more,
});
/** The same before anything was done. */
export const received = ({
  acceptedAt,
  decidedAt,
  endedAt,
  outcome,
  instant,
  ...rest
}: ReturnedCase): ReturnedCase => ({
  ...rest,
  state: 'received',
  steps: [{ name: '收件', at: rest.submittedAt }],
});

/** Counted from the rows of cases themselves, as anybody would. */
export const COUNTED = sql`
  with part as (
    select organisation, matter, channel, 'here' as origin, state, submitted_at, accepted_at, decided_at, outcome, instant, visits, on_time from cases.case where submitted_at is not null
    union all select organisation, matter, channel, 'returned', state, submitted_at, accepted_at, decided_at, outcome, instant, visits, on_time from cases.returned where case_id is null)
  select organisation, matter, count(*)::int as received, count(accepted_at)::int as accepted, count(decided_at)::int as decided,
    (count(*) filter (where decided_at is not null and outcome = 'approved'))::int as approved,
    (count(*) filter (where decided_at is not null and outcome = 'refused' and accepted_at is null))::int as not_accepted,
    (count(*) filter (where decided_at is not null and instant))::int as instant,
    (count(*) filter (where decided_at is not null and visits is not null))::int as visits_counted,
    (count(*) filter (where decided_at is not null and visits = 0))::int as zero_visit,
    (count(*) filter (where decided_at is not null and on_time is not null))::int as timed,
    (count(*) filter (where decided_at is not null and on_time))::int as on_time,
    (count(*) filter (where origin = 'returned'))::int as returned, (count(*) filter (where state = 'referred'))::int as referred
  from part group by 1, 2 order by 1, 2`;
