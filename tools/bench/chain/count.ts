import { join } from 'node:path';
import type { Rehearsal } from '@apps/server/rehearsal.ts';
import type { ScenarioIdentity } from '@apps/server/scenario-stand-ins.ts';
import { verifyAudit } from '@platform/audit';
import type { Story } from './story.ts';

/** What is in the database afterwards. */
export type Counted = {
  cases: number;
  licences: number;
  usageRecords: number;
  dataReads: number;
  auditEntries: number;
  verifiedLicences: number;
};

/** Exactly what each chain leaves behind, by case: anything missing or twice is a fault. */
const PER_CASE = `
  select count(*)::int as cases,
    (count(*) filter (where c.state <> 'closed' or c.outcome <> 'approved' or not c.instant))::int as "notClosed",
    (count(*) filter (where l.n is distinct from 1))::int as "notOneLicence",
    (count(*) filter (where u.n is distinct from $1))::int as "notTheirCalls",
    (count(*) filter (where r.n is distinct from $1))::int as "notTheirReads",
    (count(*) filter (where e.n is distinct from 3))::int as "notTheirEntries",
    (count(*) filter (where i.n is distinct from 1))::int as "notOneIssueEntry",
    count(distinct c.subject)::int as people,
    coalesce(sum(l.n), 0)::int as licences, coalesce(sum(u.n), 0)::int as "usageRecords", coalesce(sum(r.n), 0)::int as "dataReads",
    coalesce(sum(e.n + i.n), 0)::int as "auditEntries"
  from cases.case c
  left join (select case_id, count(*) as n from licences.licence where length(record_signature) > 0 group by 1) l on l.case_id = c.id
  left join (select case_no, count(*) as n from interfaces.call_seen where status = 200 group by 1) u on u.case_no = c.case_no
  left join (select case_no, count(*) as n from platform.data_read where seq is not null and channel = 'prefill' group by 1) r on r.case_no = c.case_no
  left join (select subject, count(*) as n from platform.audit_entry where seq is not null and action in ('cases.open-draft', 'cases.submit', 'cases.close')
    group by 1) e on e.subject = 'case:' || c.id
  left join (select detail->>'caseNo' as case_no, count(*) as n from platform.audit_entry where seq is not null and action = 'licences.issue' group by 1) i
    on i.case_no = c.case_no`;

const SAMPLE = 20;

/**
 * Counts what the chains left in the database, walks the audit's chain, and has some licences verified as a stranger would.
 * @throws when anything is missing, twice or does not verify
 */
export async function countChains(
  rehearsal: Rehearsal,
  identity: ScenarioIdentity,
  story: Story,
  folder: string,
  expected: number,
): Promise<Counted> {
  await rehearsal.sequencer?.run();
  const { database, keys } = rehearsal.foundations;
  const calls = story.packs.get('matters', story.matter).value.prefill.length;
  const { rows } = await database.pool.query<Record<string, number>>(PER_CASE, [calls]);
  const { cases, people, licences, usageRecords, dataReads, auditEntries, ...faults } = rows[0] as Record<
    keyof Counted | 'people',
    number
  > &
    Record<string, number>;
  const wrong = Object.entries(faults).filter(([, count]) => count !== 0);
  if (cases !== expected || people !== expected || wrong.length > 0) {
    throw new Error(
      `Of ${expected} chains the database shows ${cases} cases of ${people} people; ${wrong.map(([what, count]) => `${what}: ${count}`).join(', ')}`,
    );
  }
  const report = await verifyAudit({ database, keys, checkpointFile: join(folder, 'audit', 'checkpoints.jsonl') });
  if (report.faults.length > 0 || report.unsigned > 0)
    throw new Error(`The audit is not whole: ${report.unsigned} rows unsigned, ${JSON.stringify(report.faults[0])}`);
  return {
    cases,
    licences,
    usageRecords,
    dataReads,
    auditEntries,
    verifiedLicences: await verifySome(rehearsal, identity),
  };
}

async function verifySome(rehearsal: Rehearsal, identity: ScenarioIdentity): Promise<number> {
  const { rows } = await rehearsal.foundations.database.pool.query<{ id: string; subject: string }>(
    `select id, subject from licences.licence order by md5(id::text) limit $1`,
    [SAMPLE],
  );
  for (const { id, subject } of rows) {
    const accountId = await identity.port.accountOfSubject(subject);
    const shown = await rehearsal.request(
      { kind: 'person', accountId: String(accountId), subject },
      { path: `/api/licences/mine/${id}` },
    );
    const token = new URL((shown.body as { verifyUrl: string }).verifyUrl).searchParams.get('t');
    const { body } = await rehearsal.request(
      { kind: 'anonymous' },
      { method: 'POST', path: '/api/verify/token', body: { token } },
    );
    const { verdict } = body as { verdict: string };
    if (verdict !== 'valid') throw new Error(`The licence ${id} verifies as ${verdict}`);
  }
  return rows.length;
}
