import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { reconciliationsErrors } from '../domain/errors.ts';
import { startMending } from '../jobs/prove-line.ts';
import type { ProofDeps } from '../jobs/proof-deps.ts';
import { enqueueProof } from '../jobs/reconciliation-jobs.ts';
import { cancelReconciliation } from '../store/reconciliations.ts';
import { STATES } from './reconciliation-view.ts';
import { getReconciliation } from './scope.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 40 }) });
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });

export function mendDifferences(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.mend-differences',
    method: 'POST',
    path: '/api/reconciliations/:id/mend',
    summary: {
      zh: '一键修复：从来源重读有差异的行，再核对',
      en: 'Mends: reads the rows that differ from the source again, then looks at them once more',
    },
    access: { permission: 'exchange.manage-lines' },
    params: Params,
    body: Type.Object(
      { rows: Type.Optional(Type.Array(Uuid, { maxItems: 200, description: 'Ids of rows; all when absent' })) },
      { additionalProperties: false, default: {} },
    ),
    response: Type.Object({ waiting: Type.Integer() }),
    status: 202,
    async handle({ actor, trace }, { params, body }) {
      const answer = await deps.database.transaction(async (tx) => {
        const row = await getReconciliation(tx, params.id, actor);
        if (row.state !== 'done') throw reconciliationsErrors.stillOpen();
        const waiting = await startMending(deps, tx, row, actorLabel(actor).id, body.rows);
        await deps.audit.append(tx, {
          actor,
          action: 'reconciliations.mend-differences',
          subject: `reconciliation:${row.id}`,
          detail: { line: row.line_id, rows: waiting },
          trace,
        });
        await enqueueProof(tx, row.id);
        return { waiting, lineId: row.line_id };
      });
      deps.live.publish({ topic: 'exchange', data: { reconciliationId: params.id, lineId: answer.lineId } });
      return { waiting: answer.waiting };
    },
  });
}

export function cancelReconciliationCase(deps: ProofDeps): Feature {
  return feature({
    name: 'reconciliations.cancel-reconciliation',
    method: 'POST',
    path: '/api/reconciliations/:id/cancel',
    summary: { zh: '取消正在进行的对账或修复', en: 'Cancels a reconciliation or a mending under way' },
    access: { permission: 'exchange.manage-lines' },
    params: Params,
    response: Type.Object({ state: Type.Enum([...STATES]) }),
    async handle({ actor, trace }, { params }) {
      const row = await deps.database.transaction(async (tx) => {
        const before = await getReconciliation(tx, params.id, actor);
        if (!(await cancelReconciliation(tx, before.id, deps.clock.now()))) throw reconciliationsErrors.alreadyOver();
        await deps.audit.append(tx, {
          actor,
          action: 'reconciliations.cancel-reconciliation',
          subject: `reconciliation:${before.id}`,
          detail: { line: before.line_id },
          trace,
        });
        return getReconciliation(tx, params.id, actor);
      });
      deps.live.publish({ topic: 'exchange', data: { reconciliationId: row.id, lineId: row.line_id } });
      return { state: row.state };
    },
  });
}
