import type { Actor } from '@platform/access';
import type { CaseTools } from './module.ts';
import { readData } from './read-data.ts';
import type { CaseRecord } from './store/case-record.ts';
import { findCase, keepData } from './store/cases.ts';

/** Data older than this are read again before they count. */
const FRESH_MS = 24 * 3_600_000;

export function isFresh(record: CaseRecord, failed: readonly string[], now: Date): boolean {
  return record.dataReadAt !== null && failed.length === 0 && now.getTime() - record.dataReadAt.getTime() < FRESH_MS;
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
  if (!open || isFresh(record, tools.contents.data(record).failed, tools.clock.now())) return record;
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
