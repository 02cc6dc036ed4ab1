import { Type } from 'typebox';
import { DomainError, fillText, isUuid, LocalText } from '@platform/kernel';
import { actorLabel, asStaff, inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, httpErrors, type Feature, type RequestContext } from '@platform/http';
import { caseErrors } from '../errors.ts';
import { commitHandling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { workedCase } from '../features/work-access.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow, type FlowRows } from '../store/flow-rows.ts';
import { casesByVersion, countByVersion } from '../store/running-versions.ts';
import { insertSteps } from '../store/steps.ts';
import { planMove, type MoveTarget, type PlannedMove } from './plan-move.ts';
import { Preview, Reason, Target } from './shapes.ts';

const OneCase = Type.Object({ id: Type.String() });

/** The case and what runs for it, for who supervises its office; an office that only gives an opinion does not answer for its process. */
async function supervised(
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

/** What a move of this case to another version would come to. Nothing is written. */
export function previewMove(tools: CaseTools): Feature {
  return feature({
    name: 'cases.preview-move',
    method: 'POST',
    path: '/api/work/cases/:id/preview-move',
    summary: { zh: '预览：把办件移到事项另一版本的流程', en: 'What moving a case to another version would come to' },
    access: { permission: 'cases.supervise' },
    params: OneCase,
    body: Type.Object(Target),
    response: Preview,
    async handle(context, { params: { id }, body }) {
      const staff = asStaff(context.actor);
      const [record, loaded] = await tools.db.read((tx) => supervised(tools, tx, id, staff, 'read'));
      const { preview } = await planMove(tools, record, loaded, body, { actor: staff, trace: context.trace });
      return preview;
    },
  });
}

/** Moves a running case to another version of its matter's process, with a reason. */
export function moveCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.move-case',
    method: 'POST',
    path: '/api/work/cases/:id/move',
    summary: { zh: '把办件移到事项另一版本的流程', en: 'Move a running case to another version of its process' },
    access: { permission: 'cases.supervise' },
    params: OneCase,
    body: Type.Object({
      ...Target,
      reason: Reason,
      /** Of the case as the preview showed it; a move of an older one is refused. */
      revision: Type.Integer({ minimum: 0 }),
    }),
    response: Type.Object({
      caseId: Type.String(),
      version: Type.String(),
      revision: Type.Integer(),
    }),
    async handle(context, { params: { id }, body }) {
      return moveOne(tools, context, id, body, (record) => {
        if (record.revision !== body.revision) throw caseErrors.changedMeanwhile();
      });
    },
  });
}

async function moveOne(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  target: MoveTarget & { reason: string },
  demand: (record: CaseRecord) => void,
): Promise<{ caseId: string; version: string; revision: number }> {
  const staff = asStaff(context.actor);
  const { saved, to } = await tools.db.transaction(async (tx) => {
    const [record, loaded] = await supervised(tools, tx, id, staff, 'lock');
    demand(record);
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
        sealedNote: tools.contents.sealNote(step, reason),
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

function refusedFor({ faults }: PlannedMove): Error {
  const why = (language: 'zh' | 'en'): string =>
    faults.map(({ text }) => text[language]).join(language === 'zh' ? '；' : '; ');
  return caseErrors.cannotMoveVersion({ why: why('zh'), whyEn: why('en') });
}

/**
 * Moves the running cases of a matter that go by one version to another, the next so many of them; each is a transaction of its own. What cannot
 * be moved is told by case and why, and stays. Done again, it finds those that are left.
 */
export function moveCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.move-cases',
    method: 'POST',
    path: '/api/work/matters/:matter/move-cases',
    summary: {
      zh: '批量把某事项旧版本的在办件移到另一版本',
      en: 'Move the running cases of an old version, some at a time',
    },
    access: { permission: 'cases.supervise' },
    params: Type.Object({ matter: Type.String() }),
    body: Type.Object({
      from: Type.String({ minLength: 1, maxLength: 200 }),
      ...Target,
      reason: Reason,
      /** The last case of the batch before this one. */
      after: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    }),
    response: Type.Object({
      moved: Type.Integer(),
      results: Type.Array(
        Type.Object({
          caseId: Type.String(),
          caseNo: Type.String(),
          moved: Type.Boolean(),
          why: Type.Optional(LocalText),
        }),
      ),
      /** Give it as `after` for the rest; absent: none are left. */
      next: Type.Optional(Type.String()),
    }),
    async handle(context, { params: { matter }, body }) {
      const { organisations } = asStaff(context.actor);
      const { from, after, limit = 20 } = body;
      if (after !== undefined && !isUuid(after)) throw httpErrors.badCursor();
      // An unknown version, or the same, is wrong for all of them.
      if (tools.matters.get(matter, body.version).version === from) throw caseErrors.sameVersion();
      const found = await tools.db.read((tx) =>
        casesByVersion(tx, organisations, { matter, version: from }, limit + 1, after),
      );
      const results = [];
      for (const { id, caseNo } of found.slice(0, limit)) {
        try {
          await moveOne(tools, context, id, body, (record) => {
            // Somebody else moved it meanwhile: theirs stands.
            if (record.processVersion !== from) throw caseErrors.changedMeanwhile();
          });
          results.push({ caseId: id, caseNo, moved: true });
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          const { text, params } = error;
          const why = { zh: fillText(text, 'zh', params), en: fillText(text, 'en', params) };
          results.push({ caseId: id, caseNo, moved: false, why });
        }
      }
      const last = found.length > limit ? results.at(-1)?.caseId : undefined;
      return {
        moved: results.filter(({ moved }) => moved).length,
        results,
        ...(last === undefined ? {} : { next: last }),
      };
    },
  });
}

/** How many cases run by which version of each matter. */
export function countVersions(tools: CaseTools): Feature {
  return feature({
    name: 'cases.count-versions',
    method: 'GET',
    path: '/api/work/running-versions',
    summary: { zh: '各事项在办件所用的流程版本', en: 'Running cases by matter and version' },
    access: { permission: 'cases.supervise' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          matter: Type.String(),
          title: LocalText,
          version: Type.String(),
          /** New cases go by it. */
          inUse: Type.Boolean(),
          /** The version in use; absent where the matter is retired. */
          current: Type.Optional(Type.String()),
          running: Type.Integer(),
        }),
      ),
    }),
    async handle(context) {
      const { organisations } = asStaff(context.actor);
      const rows = await tools.db.readOnce((tx) => countByVersion(tx, organisations));
      return {
        items: rows.map(({ matter, version, running }) => {
          const current = tools.matters.find(matter)?.version;
          return {
            matter,
            title: tools.matters.get(matter, version).title,
            version,
            inUse: current === version,
            ...(current === undefined ? {} : { current }),
            running,
          };
        }),
      };
    },
  });
}
