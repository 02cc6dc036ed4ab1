import { shanghaiDate } from '@platform/kernel';
import type { Tx } from '@platform/database';
import type { Matter } from '@modules/matters/contract';
import type { Planned } from './carry-out.ts';
import { contentOf, type DocumentFacts, type DocumentKind } from './domain/documents.ts';
import { LICENSING } from './domain/limits.ts';
import type { Handling } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { insertDocument } from './store/documents.ts';
import { legalBasis, remediesOf } from './views/show-case.ts';

/** A document to be written with an act, with what the case alone does not say. */
export type NewNotice = { id: string; kind: DocumentKind; more?: Partial<DocumentFacts> };

/** The documents that a command of the law asks for. A case decided at once in the applicant's favour has its licence or result instead. */
export function noticesOf(
  tools: Pick<CaseTools, 'ids' | 'contents'>,
  { steps, command, record, from }: Planned,
  { taskType }: Pick<Matter, 'taskType'>,
  byAcceptance: boolean,
): NewNotice[] {
  const kinds: DocumentKind[] = [];
  if (steps.includes('routed') && command.action === 'submit') kinds.push('receipt');
  if (command.action === 'accept') kinds.push('acceptance');
  if (steps.includes('correction-requested')) kinds.push('correction');
  if (steps.includes('approved') && command.action === 'approve')
    kinds.push(record.state === 'closed' && taskType !== LICENSING ? 'completion' : 'approval');
  if (steps.includes('refused')) kinds.push(byAcceptance && from === 'received' ? 'not-accepted' : 'refusal');
  if (steps.includes('returned')) kinds.push('returned');
  // Handed over: only now is it complete.
  if (command.action === 'close' && taskType !== LICENSING && !record.instant) kinds.push('completion');
  if (steps.includes('referred')) kinds.push('referral');
  const deemed = command.action === 'accept' && command.deemed && record.acceptedAt !== null;
  const more = deemed ? { deemedFrom: shanghaiDate(record.acceptedAt as Date) } : undefined;
  return kinds.map((kind) => ({ id: tools.ids.next(), kind, ...(more ? { more } : {}) }));
}

/** Writes documents under their numbers, always in the same order of kinds, so that two acts never wait for each other's counters. */
export async function writeNotices(
  tools: CaseTools,
  tx: Tx,
  handling: Handling,
  notices: readonly NewNotice[],
): Promise<void> {
  const { record, matter } = handling;
  const now = tools.clock.now();
  const date = shanghaiDate(now);
  const { correction, refusal, referral } = tools.contents.notice(record);
  const facts: DocumentFacts = {
    caseNo: record.caseNo,
    matter: matter.title.zh,
    applicant: tools.contents.applicant(record).name,
    organisation: tools.organisations.find(record.organisation)?.name.zh ?? record.organisation,
    date,
    result: matter.result.name.zh,
    remedies: remediesOf(matter).map(({ zh }) => `${zh}。`),
    ...(record.deadline ? { dueDate: record.deadline.date } : {}),
    ...(record.statutory ? { statutoryDate: record.statutory.date } : {}),
    ...(correction ? { items: correction.items.map(({ text }) => text), until: correction.until } : {}),
    ...(referral ? { referredTo: referral.to.zh, advice: referral.advice } : {}),
    ...(refusal ? { reason: refusal.reason.zh, basis: refusal.basis.zh } : { basis: legalBasis(matter)[0]?.zh ?? '' }),
  };
  const channels = ['inbox', ...(tools.messages && record.account !== '' ? ['message'] : [])];
  const inOrder = [...notices].sort((one, other) => (one.kind < other.kind ? -1 : 1));
  await Promise.all(
    inOrder.map(({ id, kind, more }) =>
      insertDocument(tx, {
        id,
        caseId: record.id,
        kind,
        organisation: record.organisation,
        year: Number(date.slice(0, 4)),
        at: now,
        sealedContent: tools.contents.sealDocument(id, contentOf(kind, { ...facts, ...more })),
        channels,
      }),
    ),
  );
}
