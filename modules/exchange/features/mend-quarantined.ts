import { Type } from 'typebox';
import { actorLabel, demand } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import { isUuid } from '@platform/kernel';
import { lineErrors } from '../domain/line-errors.ts';
import { faultsOf } from '../domain/mended-row.ts';
import { checkAgain, checkerOf, contentOf, takeMended, withRetries } from '../jobs/replay-rows.ts';
import { replayQuarantineJob } from '../jobs/replay-quarantine-job.ts';
import type { TakeDeps } from '../rail/take-changes.ts';
import { countKeptOf, endQuarantined, findQuarantined, lockQuarantined } from '../store/quarantine.ts';
import { IdParams } from './line-schemas.ts';
import { getLine, noteAction, type LineDeps } from './line-deps.ts';

export function mendQuarantined(deps: LineDeps & TakeDeps): Feature {
  return feature({
    name: 'exchange.mend-quarantined',
    method: 'POST',
    path: '/api/exchange/quarantine/:id/mend',
    summary: {
      zh: '修补一条隔离的行：重新校验，通过即入湖',
      en: 'Mends a quarantined row: checked again, and taken in when it passes',
    },
    access: { permission: 'exchange.read-rejected-rows' },
    params: IdParams,
    body: Type.Object(
      {
        values: Type.Optional(
          Type.Record(Type.String({ maxLength: 128 }), Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])),
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    response: Type.Object({ state: Type.Literal('replayed') }),
    async handle({ actor, trace }, { params, body }) {
      // It shows what is wrong with a row and changes the lake: both rights are needed.
      demand({ permission: 'exchange.manage-lines' }, actor);
      const lineId = await withRetries(() =>
        deps.database.transaction(async (tx) => {
          const found = isUuid(params.id) ? await findQuarantined(tx, params.id) : undefined;
          if (!found) throw lineErrors.unknownQuarantined();
          // The line before its rows, as everyone who writes does: nothing newer of this key can then come between.
          const line = await getLine(tx, found.line_id, actor, true);
          const row = await lockQuarantined(tx, found.id);
          if (!row) throw lineErrors.unknownQuarantined();
          if (row.state !== 'kept') throw lineErrors.quarantineEnded({ state: STATES[row.state] });
          const checked = checkAgain(checkerOf(deps, line), line, row, contentOf(deps, row), body.values);
          if ('reasons' in checked)
            throw lineErrors.stillWrong({}, { fields: faultsOf(checked.reasons, line.mapping) });
          await takeMended(deps, tx, line, [{ row, change: checked.change }], { actor: actorLabel(actor).id, trace });
          await noteAction(deps, tx, {
            actor,
            trace,
            name: 'mend-quarantined',
            connectionId: line.connectionId,
            lineId: line.id,
            text: { zh: '修补并入湖了一行隔离数据', en: 'A quarantined row was mended and taken in' },
            detail: { row: row.id, columns: Object.keys(body.values ?? {}) },
          });
          return line.id;
        }),
      );
      deps.live.publish({ topic: 'exchange', data: { lineId } });
      return { state: 'replayed' as const };
    },
  });
}

const STATES = {
  kept: { zh: '留存', en: 'kept' },
  replayed: { zh: '已入湖', en: 'taken in' },
  superseded: { zh: '已被更新的数据取代', en: 'superseded by newer data' },
  dropped: { zh: '已丢弃', en: 'dropped' },
};

export function replayQuarantineCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.replay-quarantine',
    method: 'POST',
    path: '/api/exchange/lines/:id/quarantine/replay',
    summary: {
      zh: '把隔离区全部重新校验一遍（代码表或映射改好之后）',
      en: 'Checks all kept rows again, after a code table or mapping was mended',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      { reason: Type.Optional(Type.String({ maxLength: 64 })) },
      { additionalProperties: false, default: {} },
    ),
    response: Type.Object({ waiting: Type.Integer() }),
    status: 202,
    async handle({ actor, trace }, { params, body }) {
      const waiting = await deps.database.transaction(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const count = await countKeptOf(tx, line.id, body.reason);
        if (count === 0) return 0;
        await enqueue(
          tx,
          replayQuarantineJob,
          {
            lineId: line.id,
            actor: actorLabel(actor).id,
            trace,
            ...(body.reason === undefined ? {} : { reason: body.reason }),
          },
          { key: `exchange.replay:${line.id}`, maxAttempts: 5 },
        );
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'replay-quarantine',
          connectionId: line.connectionId,
          lineId: line.id,
          text: { zh: `要求重新校验 ${count} 行隔离数据`, en: `${count} quarantined rows are to be checked again` },
          detail: { rows: count, ...(body.reason === undefined ? {} : { reason: body.reason }) },
        });
        return count;
      });
      return { waiting };
    },
  });
}

export function dropQuarantined(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.drop-quarantined',
    method: 'POST',
    path: '/api/exchange/lines/:id/quarantine/drop',
    summary: {
      zh: '丢弃确认无用的隔离行；内容仍按留存期限保存',
      en: 'Gives up quarantined rows that are of no use; what they held stays for the record',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      {
        ids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1_000 }),
        reason: Type.String({ minLength: 2, maxLength: 500 }),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ dropped: Type.Integer() }),
    async handle({ actor, trace }, { params, body }) {
      const dropped = await deps.database.transaction(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const ended = await endQuarantined(tx, line.id, body.ids, 'dropped', deps.clock.now(), actorLabel(actor).id);
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'drop-quarantined',
          connectionId: line.connectionId,
          lineId: line.id,
          text: {
            zh: `丢弃了 ${ended} 行隔离数据：${body.reason}`,
            en: `${ended} quarantined rows were given up: ${body.reason}`,
          },
          detail: { rows: ended, reason: body.reason },
        });
        return ended;
      });
      deps.live.publish({ topic: 'exchange', data: { lineId: params.id } });
      return { dropped };
    },
  });
}
