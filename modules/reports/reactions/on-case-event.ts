import { shanghaiDate, type DomainEvent, type EventDefinition } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { enqueue } from '@platform/jobs';
import { reactionToAny, type Reaction } from '@platform/outbox';
import type { CaseSummary } from '@modules/cases/contract';
import { contentContext, LIVE_TOPIC, type Own } from '../deps.ts';
import { EVENTS, toldOf, type Told } from '../domain/told.ts';
import { SEND_REPORTS } from '../jobs/send-reports.ts';
import { insertReport, isTold } from '../store/reports.ts';

const REPORTER = { kind: 'system', name: 'reports' } as const;

/** Puts what happens to cases and what people say of them into the queue to the province. One reaction for all, so that a case's stay in order. */
export function onCaseEvent(own: Own): Reaction {
  return reactionToAny<EventDefinition>('reports.on-case-event', EVENTS, async (tx, event) => {
    // No province, no queue.
    if (!own.province.platform()) return;
    const told = toldOf(event);
    if (!told) return;
    const { caseId } = event.payload as { caseId: string };
    const of = await own.cases.summary(caseId);
    // A case that began before the province was there is told of from its beginning as well.
    const begun = told.kind === 'case' || !(await isTold(tx, caseId));
    if (begun) await tellOfCase(own, tx, event, of);
    if (told.kind !== 'case') await put(own, tx, of, { ...told, eventKey: event.id, at: event.at });
    await enqueue(tx, SEND_REPORTS, {}, { queue: 'reports', key: SEND_REPORTS.name });
    own.live.announceSoon({ topic: LIVE_TOPIC, data: {} });
  });
}

async function tellOfCase(own: Own, tx: Tx, event: DomainEvent, of: CaseSummary): Promise<void> {
  const { kind, name } = await own.cases.applicantToReport(of.caseId);
  const content = { link_code: '1', applicant_kind: kind, applicant_name: name };
  const told = { kind: 'case', what: 'submitted', content } as const;
  const made = await put(own, tx, of, { ...told, eventKey: `base:${of.caseId}`, at: of.submittedAt ?? event.at });
  if (!made) return;
  await own.audit.recordRead(tx, {
    actor: REPORTER,
    organisation: of.organisation,
    subject: of.subject,
    channel: 'interface',
    resource: `matter:${of.matter}`,
    fields: ['name'],
    purpose: { zh: '向省平台上报办件（姓名脱敏）', en: 'Case reported to the province (name masked)' },
    caseNo: of.caseNo,
    trace: event.trace,
  });
}

async function put(
  own: Own,
  tx: Tx,
  { caseId, caseNo, matter, organisation }: CaseSummary,
  { kind, what, content, eventKey, at }: Told & { eventKey: string; at: Date },
): Promise<boolean> {
  const id = own.ids.next();
  const sealedContent = own.sealer.sealJson(content, contentContext(id));
  const day = shanghaiDate(at);
  const of = { id, caseId, caseNo, matter, organisation };
  return insertReport(tx, { ...of, kind, what, at, day, sealedContent, eventKey }, own.clock.now());
}
