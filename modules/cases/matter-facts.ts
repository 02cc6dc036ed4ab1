import type { Period } from '@platform/module';
import type { CaseFacts, CaseOf, PastDecision, TakenByVersion, VisitFigures } from '@modules/matters/contract';
import type { CaseTools } from './module.ts';
import { visitFiguresByMatter } from './store/board.ts';
import { decidedOfMatter, takenOfVersions, tracedOfMatter } from './store/matter-facts.ts';

/** The newest cases of a matter that are looked at one by one. */
const NEWEST = 1_000;

const caseOf = (row: { case_no: string; organisation: string }): CaseOf => ({
  caseNo: row.case_no,
  organisation: row.organisation,
});

/** What the cases of a matter that were decided in a period really took and asked: numbers and offices, of the people only what notices say. */
export async function caseFacts(tools: CaseTools, matter: string, period: Period): Promise<CaseFacts> {
  const { counted, took, visits, asked } = await tools.db.read((tx) => decidedOfMatter(tx, matter, period, NEWEST));
  return {
    decided: counted.decided,
    atOnce: counted.at_once,
    onLine: counted.on_line,
    visits: visits.map((one) => ({ ...caseOf(one), visits: one.visits })),
    days: took.map((one) => ({
      ...caseOf(one),
      days: one.taken_days,
      overPromise: one.taken_days > one.promised_days,
      overStatutory: one.taken_days > one.statutory_days,
    })),
    asked: asked.flatMap((one) =>
      tools.contents
        .document(one)
        .paragraphs.flatMap((line) => /^\d+\. (.+)$/.exec(line)?.[1] ?? [])
        .map((text) => ({ ...caseOf(one), text })),
    ),
  };
}

/** How often people had to come, by matter: against what the lists promise. */
export async function visitFigures(tools: CaseTools, period: Period): Promise<VisitFigures[]> {
  const rows = await tools.db.readOnce((tx) => visitFiguresByMatter(tx, period));
  return rows.map((row) => ({
    matter: row.matter,
    submitted: row.submitted,
    online: row.online,
    counted: row.counted,
    zero: row.zero_visit,
    atMostOne: row.one_visit,
    more: row.more_visits,
    promisedZero: row.promised_zero,
    promisedAtMostOne: row.promised_one,
  }));
}

/** What decided cases took under each version of their matter, in sums; of one matter alone when it is named. */
export function takenByVersion(tools: CaseTools, matter?: string): Promise<TakenByVersion[]> {
  return tools.db.readOnce((tx) => takenOfVersions(tx, matter));
}

/** What went into the decisions of a matter since a day, and what was decided in the end; the newest first. For trying changed rules only. */
export async function pastDecisions(
  tools: CaseTools,
  matter: string,
  since: Date,
  limit: number,
): Promise<PastDecision[]> {
  const records = await tools.db.read((tx) => tracedOfMatter(tx, matter, since, limit));
  return records.flatMap((record) => {
    const trace = tools.contents.trace(record);
    if (!trace || !record.decidedAt) return [];
    return [
      {
        caseNo: record.caseNo,
        subject: record.subject,
        organisation: record.organisation,
        decidedAt: record.decidedAt,
        version: trace.matterVersion,
        inputs: trace.inputs,
        outcome: record.outcome === 'approved' ? ('approve' as const) : ('refuse' as const),
        ...(trace.reason === undefined ? {} : { reason: trace.reason }),
      },
    ];
  });
}
