import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { listHeldColumns } from '../store/held.ts';
import { listLines } from '../store/lines.ts';
import { listLineRuns, listRuns, type RunState } from '../store/run-views.ts';
import { IdParams, Instant, Items, LineView, RunView } from './line-schemas.ts';
import { getLine, type LineDeps } from './line-deps.ts';
import { lineViews, runView } from './line-view.ts';
import { organisationsOf } from './scope.ts';

const SHOWN_RUNS = 10;
const MOST_RUNS = 200;

export function listLinesCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-lines',
    method: 'GET',
    path: '/api/exchange/lines',
    summary: { zh: '全部线路及其状态、延迟、流量', en: 'All lines with state, lag and traffic' },
    access: { permission: 'exchange.read' },
    query: Type.Object({ connectionId: Type.Optional(Type.String({ maxLength: 80 })) }),
    response: Items(LineView),
    handle: ({ actor }, { query }) =>
      deps.database.read(async (tx) => {
        const lines = await listLines(tx, { connectionId: query.connectionId, organisations: organisationsOf(actor) });
        return { items: await lineViews(deps, tx, lines) };
      }),
  });
}

export function showLine(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.show-line',
    method: 'GET',
    path: '/api/exchange/lines/:id',
    summary: { zh: '一条线路：映射、结构、快照和留存的列', en: 'One line: mapping, shape, readings and held columns' },
    access: { permission: 'exchange.read' },
    params: IdParams,
    response: Type.Object({
      ...LineView.properties,
      // In place of the list's count.
      heldColumns: Type.Array(
        Type.Object({
          column: Type.String(),
          type: Type.String(),
          firstSeenAt: Instant,
          values: Type.Integer(),
          state: Type.Enum(['held', 'catalogued', 'ignored']),
          item: Type.Optional(Type.String()),
        }),
      ),
      cursorColumn: Type.Optional(Type.String()),
      schedule: Type.Optional(
        Type.Object({ everyMinutes: Type.Optional(Type.Integer()), cron: Type.Optional(Type.String()) }),
      ),
      mapping: Type.Array(
        Type.Object({
          item: Type.String(),
          itemTitle: LocalText,
          column: Type.String(),
          transforms: Type.Array(Type.String()),
          dateFormats: Type.Array(Type.String()),
          grade: Type.Integer(),
          personal: Type.Boolean(),
        }),
      ),
      shape: Type.Optional(
        Type.Object({
          columns: Type.Array(
            Type.Object({
              name: Type.String(),
              type: Type.String(),
              nativeType: Type.String(),
              nullable: Type.Boolean(),
            }),
          ),
          key: Type.Array(Type.String()),
          identity: Type.String(),
          estimatedRows: Type.Optional(Type.Integer()),
        }),
      ),
      runs: Type.Array(RunView),
    }),
    handle: ({ actor }, { params }) =>
      deps.database.read(async (tx) => {
        const line = await getLine(tx, params.id, actor);
        const [view] = await lineViews(deps, tx, [line]);
        const runs = await listLineRuns(tx, line.id, SHOWN_RUNS);
        const held = await listHeldColumns(tx, line.id);
        const resource = deps.catalogue.find(line.resource);
        const { shape } = line;
        return {
          ...(view as LineView),
          ...(line.cursorColumn === null ? {} : { cursorColumn: line.cursorColumn }),
          ...(line.schedule === null ? {} : { schedule: line.schedule }),
          mapping: line.mapping.map((one) => {
            const item = resource?.items.find((each) => each.name === one.item);
            return {
              item: one.item,
              itemTitle: item?.title ?? { zh: one.item, en: one.item },
              column: one.column,
              transforms: [...(one.transform ?? [])],
              dateFormats: [...(one.dateFormats ?? [])],
              grade: item?.grade ?? resource?.grade ?? 4,
              personal: item?.personal ?? true,
            };
          }),
          ...(shape
            ? {
                shape: {
                  columns: shape.columns.map(({ name, type, nativeType, nullable }) => ({
                    name,
                    type,
                    nativeType,
                    nullable,
                  })),
                  key: [...shape.key],
                  identity: shape.identity,
                  ...(shape.estimatedRows === undefined ? {} : { estimatedRows: Math.round(shape.estimatedRows) }),
                },
              }
            : {}),
          runs: runs.map(runView),
          heldColumns: held.map(({ lineId: _, item, firstSeenAt, ...column }) => ({
            ...column,
            firstSeenAt: firstSeenAt.toISOString(),
            ...(item === null ? {} : { item }),
          })),
        };
      }),
  });
}

export function listRunsCase(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.list-runs',
    method: 'GET',
    path: '/api/exchange/runs',
    summary: { zh: '整表读取的任务及进度', en: 'Readings of whole tables with their progress' },
    access: { permission: 'exchange.read' },
    query: Type.Object({ state: Type.Optional(Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled'])) }),
    response: Items(Type.Object({ ...RunView.properties, lineTitle: LocalText, organisation: Type.String() })),
    handle: ({ actor }, { query }) =>
      deps.database.read(async (tx) => {
        const organisations = organisationsOf(actor);
        const runs = await listRuns(tx, {
          state: query.state as RunState | undefined,
          organisations,
          limit: MOST_RUNS,
        });
        const lines = new Map((await listLines(tx, { organisations })).map((line) => [line.id, line]));
        return {
          items: runs.flatMap((run) => {
            const line = lines.get(run.line_id);
            return line ? [{ ...runView(run), lineTitle: line.title, organisation: line.organisation }] : [];
          }),
        };
      }),
  });
}
