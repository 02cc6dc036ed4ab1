import { Type, type Static } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { SourceSession, TableShape } from '@platform/sources';
import { askSource, openable } from '../adapters/open-source.ts';
import { cronMatcher } from '../domain/schedule.ts';
import type { Line } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { checkMapping } from '../domain/mapping-rules.ts';
import { insertLine } from '../store/lines.ts';
import { askRun } from '../store/run-views.ts';
import { IdParams, MappingGiven, ModeName, ScheduleGiven, SchemaName, TableText } from './line-schemas.ts';
import { connectionWithLines } from './look-at-tables.ts';
import { noteAction, type LineDeps } from './line-deps.ts';

const Body = Type.Object(
  {
    title: LocalText,
    resource: Type.String({ maxLength: 64 }),
    schema: SchemaName,
    table: TableText,
    mapping: MappingGiven,
    mode: ModeName,
    cursorColumn: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    schedule: Type.Optional(ScheduleGiven),
  },
  { additionalProperties: false },
);

export function createLine(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.create-line',
    method: 'POST',
    path: '/api/exchange/connections/:id/lines',
    summary: {
      zh: '开通一条线路：从来源的一张表到一个目录',
      en: 'Begins a line: from a table of a source into a resource',
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Body,
    response: Type.Object({ id: Type.String() }),
    status: 201,
    async handle({ actor, trace }, { params, body }) {
      const { connection } = await connectionWithLines(deps, params.id, actor);
      const resource = deps.catalogue.resource(body.resource);
      const schedule = checkSchedule(body);
      const shape = await askSource(deps, openable(deps, connection), async (session) => {
        const found = await session.shape({ schema: body.schema, table: body.table });
        checkMapping({ mapping: body.mapping, resource, shape: found, table: deps.table });
        checkCursor(body, found);
        await demandMode(session, body.mode, found);
        return found;
      });
      const id = deps.ids.next();
      await deps.database.transaction(async (tx) => {
        const made = await insertLine(tx, {
          id,
          connectionId: connection.id,
          title: body.title,
          organisation: connection.organisation,
          resource: resource.id,
          table: { schema: body.schema, table: body.table },
          mapping: body.mapping,
          mode: body.mode,
          cursorColumn: body.mode === 'cursor' ? (body.cursorColumn ?? null) : null,
          schedule,
          origin: 'console',
          shape,
          at: deps.clock.now(),
          by: actorLabel(actor).id,
        });
        if (!made) throw lineErrors.lineThere();
        if (body.mode !== 'cursor')
          await askRun(tx, {
            id: deps.ids.next(),
            lineId: id,
            reason: 'first',
            at: deps.clock.now(),
            deletionsConfirmed: false,
            trace,
          });
        await noteAction(deps, tx, {
          actor,
          trace,
          name: 'create-line',
          connectionId: connection.id,
          lineId: id,
          text: { zh: '开通了线路', en: 'The line was begun' },
          detail: { resource: resource.id, schema: body.schema, table: body.table, mode: body.mode },
        });
      });
      deps.live.publish({ topic: 'exchange', data: { lineId: id } });
      return { id };
    },
  });
}

/** A schedule as it is kept; a cursor line without one looks each minute. @throws exchange.bad-mapping naming the field */
export function checkSchedule(body: { mode: Line['mode']; schedule?: Static<typeof ScheduleGiven> }): Line['schedule'] {
  const { schedule, mode } = body;
  const complain = (zh: string, en: string) =>
    lineErrors.badMapping({}, { fields: [{ path: '/schedule', code: 'bad-schedule', message: { zh, en } }] });
  if (!schedule || mode === 'capture') return mode === 'cursor' ? { everyMinutes: 1 } : null;
  if ((schedule.everyMinutes === undefined) === (schedule.cron === undefined))
    throw complain('everyMinutes 和 cron 请填一个', 'Give either everyMinutes or cron');
  try {
    if (schedule.cron !== undefined) cronMatcher(schedule.cron);
  } catch {
    throw complain('定时表达式须为五段数字写法', 'The cron must have five numeric fields');
  }
  return schedule;
}

function checkCursor(body: Static<typeof Body>, shape: TableShape): void {
  if (body.mode !== 'cursor') return;
  const column = shape.columns.find((one) => one.name === body.cursorColumn);
  if (column && ['integer', 'numeric', 'date', 'timestamp', 'timestamptz', 'text'].includes(column.type)) return;
  throw lineErrors.badMapping(
    {},
    {
      fields: [
        {
          path: '/cursorColumn',
          code: 'bad-cursor',
          message: {
            zh: '请选择一个只增不减的列（编号或更新时间）',
            en: 'Choose a column that only grows: a number, or a time of change',
          },
        },
      ],
    },
  );
}

/** @throws exchange.mode-not-possible, exchange.not-ready with what the source's administrator has to run */
async function demandMode(session: SourceSession, mode: Line['mode'], shape: TableShape): Promise<void> {
  if (!session[mode]) throw lineErrors.modeNotPossible();
  if (mode !== 'capture' || !session.capture) return;
  const blocking = (await session.capture.obstacles([shape])).filter((finding) => finding.level === 'blocking');
  if (blocking.length === 0) return;
  const told = (language: 'zh' | 'en'): string =>
    blocking.map((one) => `${one.text[language]}${one.remedy === undefined ? '' : `  ${one.remedy}`}`).join('\n');
  throw lineErrors.notReady({ problems: { zh: told('zh'), en: told('en') } });
}
