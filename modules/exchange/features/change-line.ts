import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { askSource, openable } from '../adapters/open-source.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { checkMapping } from '../domain/mapping-rules.ts';
import { findConnection } from '../store/connections.ts';
import { changeLine, setLineShape } from '../store/lines.ts';
import { askRun } from '../store/run-views.ts';
import { checkSchedule } from './create-line.ts';
import { IdParams, MappingGiven, ScheduleGiven } from './line-schemas.ts';
import { getLine, noteAction, type LineDeps } from './line-deps.ts';

export function changeLineCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.change-line',
    method: 'PATCH',
    path: '/api/exchange/lines/:id',
    summary: {
      zh: '修改线路的名称、映射或时间安排；改映射后整表重读',
      en: 'Changes a line; a new mapping reads the table anew',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object(
      {
        version: Type.Integer({ minimum: 1 }),
        title: Type.Optional(LocalText),
        mapping: Type.Optional(MappingGiven),
        schedule: Type.Optional(ScheduleGiven),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ version: Type.Integer() }),
    async handle({ actor, trace }, { params, body }) {
      const before = await deps.database.read(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const connection = await findConnection(tx, line.connectionId);
        if (!connection) throw lineErrors.unknownConnection();
        return { line, connection };
      });
      if (before.line.origin === 'pack') throw lineErrors.ofPack();
      const { mapping } = body;
      const shape =
        mapping === undefined
          ? undefined
          : await askSource(deps, openable(deps, before.connection), (session) => session.shape(before.line.table));
      if (mapping && shape)
        checkMapping({ mapping, shape, resource: deps.catalogue.resource(before.line.resource), table: deps.table });
      const schedule = body.schedule && checkSchedule({ mode: before.line.mode, schedule: body.schedule });
      const version = await deps.database.transaction(async (tx) => {
        const line = await getLine(tx, params.id, actor, true);
        if (line.version !== body.version) throw lineErrors.changedMeanwhile();
        await changeLine(tx, line.id, {
          ...(body.title ? { title: body.title } : {}),
          ...(mapping ? { mapping } : {}),
          ...(schedule === undefined ? {} : { schedule }),
        });
        if (shape) {
          await setLineShape(tx, line.id, shape);
          // Rows taken in under the old mapping are made anew; a line that is held or paused does so when it is resumed.
          if (line.mode !== 'cursor' && (line.state === 'live' || line.state === 'snapshot'))
            await askRun(tx, {
              id: deps.ids.next(),
              lineId: line.id,
              reason: 'asked',
              at: deps.clock.now(),
              deletionsConfirmed: false,
              trace,
            });
        }
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'change-line',
          connectionId: line.connectionId,
          lineId: line.id,
          text: mapping
            ? { zh: '修改了字段映射', en: 'The mapping was changed' }
            : { zh: '修改了线路', en: 'The line was changed' },
          detail: { fields: Object.keys(body).filter((name) => name !== 'version') },
        });
        return line.version + 1;
      });
      deps.live.publish({ topic: 'exchange', data: { lineId: params.id } });
      return { version };
    },
  });
}
