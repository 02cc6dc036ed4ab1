import { DomainError, fillText, type LocalText } from '@platform/kernel';
import { actorLabel, asStaff, inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { caseErrors } from '../errors.ts';
import { workedCase } from '../features/work-access.ts';
import { commitHandling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow, type FlowRows } from '../store/flow-rows.ts';
import { insertSteps } from '../store/steps.ts';
import { planMove, seenOf, type MoveTarget, type PlannedMove } from './plan-move.ts';

/** The case and what runs for it, for who answers for its office; an office that only gives an opinion does not answer for its process. */
export async function answeredFor(
  tools: CaseTools,
  tx: Tx,
  id: string,
  staff: StaffActor,
  lock: 'lock' | 'read',
): Promise<[CaseRecord, FlowRows]> {
  const both = await Promise.all([workedCase(tx, id, staff, lock), loadFlow(tx, id, tools.contents)]);
  if (!inScope(staff, both[0].organisation)) throw caseErrors.caseNotFound();
  return both;
}

/** Moves one case that stands as it was looked at, alone. @throws cases.changed-meanwhile, cases.cannot-move-version and what planning throws */
export async function moveOne(
  tools: CaseTools,
  context: RequestContext,
  /** `matter`: of which the case must be. */
  { id, seen, matter }: { id: string; seen: string; matter?: string },
  target: MoveTarget & { reason: string },
): Promise<{ caseId: string; version: string; revision: number }> {
  const staff = asStaff(context.actor);
  const { saved, to } = await tools.db.transaction(async (tx) => {
    const [record, loaded] = await answeredFor(tools, tx, id, staff, 'lock');
    if (matter !== undefined && record.matter !== matter) throw caseErrors.caseNotFound();
    if (seenOf(record, loaded) !== seen) throw caseErrors.changedMeanwhile();
    const planned = await planMove(tools, record, loaded, target, { actor: staff, trace: context.trace });
    if (planned.faults.length > 0) throw refusedFor(planned);
    return { saved: await write(tools, tx, planned, target, staff, context.trace), to: planned.to };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject: saved.subject });
  return { caseId: id, version: to, revision: saved.revision };
}

/** The history tells first why, then what came of it. */
async function write(
  tools: CaseTools,
  tx: Tx,
  { handling, from, to }: PlannedMove,
  { reason, mapping = {} }: MoveTarget & { reason: string },
  staff: StaffActor,
  trace: string,
): Promise<CaseRecord> {
  const { id, caseNo } = handling.record;
  const step = tools.ids.next();
  const { kind, organisation, id: account } = actorLabel(staff);
  const [saved] = await Promise.all([
    commitHandling(tools, tx, handling),
    insertSteps(tx, id, [
      {
        id: step,
        kind: 'process-moved',
        at: tools.clock.now(),
        byKind: kind,
        byOrganisation: organisation,
        byAccount: account,
        ...tools.contents.sealNote(step, {
          zh: `从 ${from} 移到 ${to}：${reason}`,
          en: `From ${from} to ${to}: ${reason}`,
        }),
      },
    ]),
    tools.audit.append(tx, {
      actor: staff,
      action: 'cases.move-case',
      subject: `case:${id}`,
      detail: { caseNo, from, to, mapping: Object.entries(mapping).map(([old, next]) => `${old} → ${next}`) },
      trace,
    }),
  ]);
  return saved;
}

function refusedFor(planned: PlannedMove): DomainError {
  const { zh, en } = faultsInWords(planned);
  return caseErrors.cannotMoveVersion({ why: zh, whyEn: en });
}

/** All that stands against a move, in one line. */
export function faultsInWords({ faults }: Pick<PlannedMove, 'faults'>): LocalText {
  return {
    zh: faults.map(({ text }) => text.zh).join('；'),
    en: faults.map(({ text }) => text.en).join('; '),
  };
}

/** Why one case of many was not moved, in both languages. @throws what is no refusal */
export function whyNot(error: unknown): LocalText {
  if (!(error instanceof DomainError) || error.status >= 500) throw error;
  const { text, params } = error;
  return { zh: fillText(text, 'zh', params), en: fillText(text, 'en', params) };
}
