import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { startReconciliation } from '../jobs/start-reconciliations.ts';
import type { ProofDeps } from '../jobs/proof-deps.ts';
import { newestOfLines } from '../store/reconciliations.ts';
import { saveSetting, settingsOf } from '../store/settings.ts';
import { ReconciliationView, viewOf } from './reconciliation-view.ts';
import { getLine, organisationsOf } from './scope.ts';

const Setting = Type.Object({
  /** Null: only by hand. */
  everyHours: Type.Union([Type.Integer({ minimum: 1, maximum: 720 }), Type.Null()]),
  /** Mend what is found without asking. */
  mend: Type.Boolean(),
});

export function listLinesProved(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.list-lines',
    method: 'GET',
    path: '/api/reconciliations/lines',
    summary: { zh: '各线路的最近一次对账与定时设置', en: 'Each line with its newest reconciliation and its setting' },
    access: { permission: 'exchange.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          lineId: Type.String(),
          title: LocalText,
          state: Type.String(),
          setting: Type.Optional(Setting),
          last: Type.Optional(ReconciliationView),
          nextAt: Type.Optional(Type.String()),
        }),
      ),
    }),
    async handle({ actor }) {
      const scope = organisationsOf(actor);
      const lines = (await deps.exchange.lines()).filter((line) => !scope || scope.includes(line.organisation));
      const { settings, newest } = await deps.database.read(async (tx) => ({
        settings: await settingsOf(tx),
        newest: new Map(
          (
            await newestOfLines(
              tx,
              lines.map((line) => line.id),
            )
          ).map((row) => [row.line_id, row]),
        ),
      }));
      const now = deps.clock.now();
      const items = lines.map((line) => {
        const setting = settings.get(line.id);
        const last = newest.get(line.id);
        const every = setting?.every_hours ?? undefined;
        const next =
          every === undefined
            ? undefined
            : new Date((last?.created_at ?? now).getTime() + (last ? every * 3_600_000 : 0));
        return {
          lineId: line.id,
          title: line.title,
          state: line.state,
          ...(setting ? { setting: { everyHours: setting.every_hours, mend: setting.mend } } : {}),
          ...(last ? { last: viewOf(last, now) } : {}),
          ...(next ? { nextAt: next.toISOString() } : {}),
        };
      });
      return { items };
    },
  });
}

const LineParams = Type.Object({ lineId: Type.String({ maxLength: 100 }) });

export function startReconciliationCase(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.start-reconciliation',
    method: 'POST',
    path: '/api/reconciliations/lines/:lineId',
    summary: {
      zh: '立即对账；正在对账时返回进行中的那一次',
      en: 'Compares a line’s source with the lake now; answers with the open one when there is one',
    },
    access: { permission: 'exchange.manage-lines' },
    params: LineParams,
    response: Type.Object({ id: Type.String() }),
    status: 202,
    async handle({ actor, trace }, { params }) {
      const line = await getLine(deps.exchange, params.lineId, actor);
      const id = await deps.database.transaction((tx) =>
        startReconciliation(deps, tx, line, { actor, trace, reason: 'asked' }),
      );
      deps.live.publish({ topic: 'exchange', data: { reconciliationId: id, lineId: line.id } });
      return { id };
    },
  });
}

export function saveSettingCase(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.save-setting',
    method: 'PUT',
    path: '/api/reconciliations/lines/:lineId/setting',
    summary: { zh: '设置线路的定时对账', en: 'How often a line is compared by itself, and whether it mends' },
    access: { permission: 'exchange.manage-lines' },
    params: LineParams,
    body: Setting,
    response: Setting,
    async handle({ actor, trace }, { params, body }) {
      const line = await getLine(deps.exchange, params.lineId, actor);
      await deps.database.transaction(async (tx) => {
        await saveSetting(tx, { lineId: line.id, ...body, by: actorLabel(actor).id, at: deps.clock.now() });
        await deps.audit.append(tx, {
          actor,
          action: 'reconciliations.save-setting',
          subject: `line:${line.id}`,
          detail: { everyHours: body.everyHours, mend: body.mend },
          trace,
        });
      });
      return body;
    },
  });
}
