import { join } from 'node:path';
import { verifyAudit } from '@platform/audit';
import type { BenchCity } from '../chain/city.ts';
import type { ReviewStory } from './review-pack.ts';

/** Exactly what each driven case leaves behind; anything missing or twice is a fault. */
const PER_CASE = `
  select count(*) filter (where c.state = 'closed')::int as closed, count(*) filter (where c.state = 'under-review')::int as open,
    (count(*) filter (where c.state not in ('closed', 'under-review')))::int as "otherState",
    (count(*) filter (where t.done is distinct from (case c.state when 'closed' then 2 + $1::int else 1 end)))::int as "notTheirTasks",
    (count(*) filter (where t.open is distinct from (case c.state when 'closed' then 0 else $1::int end)))::int as "notTheirOpenTasks",
    (count(*) filter (where (p.case_id is not null) <> (c.state <> 'closed')))::int as "processLeft",
    (count(*) filter (where d.n is distinct from (case c.state when 'closed' then 3 else 2 end)))::int as "notTheirNotices",
    (count(*) filter (where e.n is distinct from t.done))::int as "notTheirEvents",
    (count(*) filter (where r.n is distinct from $2::int))::int as "notTheirReads",
    (count(*) filter (where a.n is distinct from $3::int))::int as "notTheirFiles"
  from cases.case c
  left join (select case_id, count(*) filter (where state = 'done') as done, count(*) filter (where state = 'open') as open from cases.task group by 1) t on t.case_id = c.id
  left join cases.process p on p.case_id = c.id
  left join (select case_id, count(*) as n from cases.document group by 1) d on d.case_id = c.id
  left join (select aggregate, count(*) as n from platform.event where type = 'cases.task-done' group by 1) e on e.aggregate = 'case:' || c.id
  left join (select case_no, count(*) as n from platform.data_read where channel = 'prefill' group by 1) r on r.case_no = c.case_no
  left join (select case_id, count(*) as n from cases.attachment where state = 'stored' group by 1) a on a.case_id = c.id
  where c.case_no like 'BENCH-%'`;

/** Counts what the driven cases left, checks that numbers of notices have no gap, and walks the audit. @throws when anything is missing or twice */
export async function countLives(
  city: BenchCity,
  story: ReviewStory,
  closed: number,
  open: number,
): Promise<Record<string, number>> {
  const { database, keys } = city.rehearsal.foundations;
  await city.rehearsal.sequencer?.run();
  const calls = story.packs.get('matters', story.matter).value.prefill.length;
  const { rows } = await database.pool.query<Record<string, number>>(PER_CASE, [
    story.advisers.length,
    calls,
    story.files.length,
  ]);
  const { closed: ended, open: running, ...faults } = rows[0] as Record<string, number>;
  const wrong = Object.entries(faults).filter(([, count]) => count !== 0);
  if (ended !== closed || running !== open || wrong.length > 0)
    throw new Error(
      `Of ${closed} ended and ${open} open cases the database shows ${ended} and ${running}; ${wrong.map(([what, count]) => `${what}: ${count}`).join(', ')}`,
    );
  const gaps = await database.pool.query<{ kind: string }>(
    `select kind from cases.document where organisation not like 'seed:%' group by organisation, kind, year having count(*) <> max(number) or count(*) <> count(distinct number)`,
  );
  if (gaps.rows.length > 0)
    throw new Error(`Numbers of notices have gaps: ${gaps.rows.map(({ kind }) => kind).join(', ')}`);
  const report = await verifyAudit({ database, keys, checkpointFile: join(city.folder, 'audit', 'checkpoints.jsonl') });
  if (report.faults.length > 0 || report.unsigned > 0)
    throw new Error(`The audit is not whole: ${report.unsigned} rows unsigned, ${JSON.stringify(report.faults[0])}`);
  return {
    cases: closed + open,
    tasks: closed * (2 + story.advisers.length) + open,
    notices: closed * 3 + open * 2,
    auditRows: report.rows,
  };
}
