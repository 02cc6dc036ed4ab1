import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import type { LicenceWatch } from '@platform/packs';
import { recordChanged } from '@modules/base-registries/contract';
import type { LicenceTools } from '../module.ts';
import { validLicencesOf } from '../store/licences.ts';
import { insertVerification } from '../store/verifications.ts';

type Change = {
  registry: string;
  subject: string;
  field: string;
  before: string | null;
  after: string | null;
  resource?: string;
  loadId?: string;
};

/**
 * A fact about a holder changed in a registry that a template watches: someone is asked to look into it. The licence stays as
 * it is until an officer has confirmed the fact; nothing adverse happens by data alone.
 */
export function onRecordChanged(tools: LicenceTools): Reaction {
  return reaction('licences.on-record-changed', recordChanged, async (tx, { payload, trace }) => {
    const watches = tools.packs
      .all('licences')
      .flatMap(({ id, value }) => (value.watch ?? []).map((watch, rule) => ({ template: id, watch, rule })));
    const hit = watches.filter(({ watch }) => concerns(watch, payload));
    if (hit.length === 0) return;
    const licences = await validLicencesOf(tx, payload.subject, [...new Set(hit.map(({ template }) => template))]);
    for (const licence of licences) {
      for (const { template, watch, rule } of hit) {
        if (template === licence.template) await openVerification(tools, tx, licence.id, watch, rule, payload, trace);
      }
    }
  });
}

function concerns(watch: LicenceWatch, { registry, field, after }: Change): boolean {
  if (watch.registry !== registry || watch.field !== field) return false;
  return watch.becomes === undefined || (after !== null && watch.becomes.includes(after));
}

async function openVerification(
  tools: LicenceTools,
  tx: Tx,
  licenceId: string,
  watch: LicenceWatch,
  rule: number,
  change: Change,
  trace: string,
): Promise<void> {
  const { organisation, title, evidence, noticeReason, objectionDays } = watch.verification;
  const now = tools.clock.now();
  const due = tools.calendar.dueAt(now, tools.verificationDays);
  const id = tools.ids.next();
  const opened = await insertVerification(tx, {
    id,
    licenceId,
    organisation,
    registry: change.registry,
    field: change.field,
    rule,
    loadId: change.loadId ?? null,
    state: 'open',
    createdAt: now,
    dueAt: due.at,
    dueDate: due.date,
    decidedAt: null,
    decidedBy: null,
    sealedContent: tools.contents.sealVerification(id, {
      title,
      evidence,
      noticeReason,
      objectionDays,
      before: change.before,
      after: change.after,
      resource: change.resource ?? null,
    }),
  });
  if (!opened) return;
  const detail = { licenceId, registry: change.registry, field: change.field, loadId: change.loadId ?? null };
  await tools.audit.append(tx, {
    actor: { kind: 'system', name: 'licences.on-record-changed' },
    action: 'licences.open-verification',
    subject: `verification:${id}`,
    detail,
    trace,
  });
  tools.live.announceSoon({ topic: 'licences', data: { licenceId }, subject: change.subject });
}
