import type { Actor } from '@platform/access';
import type { CaseData } from './domain/contents.ts';
import type { CaseTools } from './module.ts';
import { readData } from './read-data.ts';
import type { CaseRecord } from './store/case-record.ts';
import { findCase, keepData } from './store/cases.ts';

/** Data older than this are read again before they count. */
const FRESH_MS = 24 * 3_600_000;
/** Where nothing was known, it is asked again soon: a department's next load may bring it. */
const NOTHING_FRESH_MS = 20_000;

function isFresh(record: CaseRecord, data: CaseData, now: Date): boolean {
  if (record.dataReadAt === null || data.failed.length > 0) return false;
  const known = Object.keys(data.values).length > 0;
  return now.getTime() - record.dataReadAt.getTime() < (known ? FRESH_MS : NOTHING_FRESH_MS);
}

/**
 * Reads the data of an open case where they are missing, incomplete or old; the case as it then is. Data are read outside the
 * transaction: the interfaces write their own records, and two modules never change in one transaction.
 */
export async function refreshData(
  tools: CaseTools,
  record: CaseRecord,
  context: { actor: Actor; trace: string },
): Promise<CaseRecord> {
  const open = record.state === 'draft' || record.state === 'correction';
  if (!open || isFresh(record, tools.contents.data(record), tools.clock.now())) return record;
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const applicant = tools.contents.applicant(record);
  const data = await readData(tools, {
    matter,
    applicant,
    caseNo: record.caseNo,
    actor: context.actor,
    trace: context.trace,
  });
  const sealed = tools.contents.sealData(record.id, data);
  return tools.db.transaction(
    async (tx) =>
      (await keepData(tx, record, sealed, tools.clock.now())) ?? ((await findCase(tx, record.id)) as CaseRecord),
  );
}
