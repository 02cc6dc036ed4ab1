import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { askSource, openable } from '../adapters/open-source.ts';
import { forecast, hoursShare } from '../domain/forecast.ts';
import { measuredRate } from '../store/run-views.ts';
import { IdParams, ModeName, SchemaName, TableText } from './line-schemas.ts';
import { connectionWithLines } from './look-at-tables.ts';
import type { LineDeps } from './line-deps.ts';

/** Rows a second when no reading of this connection has been measured yet: well below what a database gives, about what a network does. */
const UNMEASURED_RATE = 20_000;

export function forecastLine(deps: LineDeps): Feature {
  return feature({
    name: 'exchange.forecast-line',
    method: 'POST',
    path: '/api/exchange/connections/:id/forecast',
    summary: {
      zh: '开始之前预测快照时间与来源日志保留是否够用',
      en: "Predicts a snapshot's time against the log the source keeps",
    },
    access: { permission: 'exchange.manage-lines' },
    params: IdParams,
    body: Type.Object({ schema: SchemaName, table: TableText, mode: ModeName }, { additionalProperties: false }),
    response: Type.Object({
      rows: Type.Optional(Type.Integer()),
      seconds: Type.Optional(Type.Integer()),
      logBytes: Type.Optional(Type.Integer()),
      logLimitBytes: Type.Integer(),
      logSecondsUntilLimit: Type.Optional(Type.Integer()),
      verdict: Type.Enum(['fits', 'tight', 'does-not-fit', 'unknown']),
      text: LocalText,
    }),
    async handle({ actor }, { params, body }) {
      const { connection } = await connectionWithLines(deps, params.id, actor);
      const { limits } = connection;
      const rate = await deps.database.read((tx) => measuredRate(tx, connection.id));
      const { rows, pace, limitBytes } = await askSource(deps, openable(deps, connection), async (session) => {
        const shape = await session.shape({ schema: body.schema, table: body.table });
        const capture = body.mode === 'capture' ? session.capture : undefined;
        const kept = await capture?.retention(`yiwang_forecast`).catch(() => undefined);
        return { rows: shape.estimatedRows, pace: await capture?.pace(), limitBytes: kept?.limitBytes };
      });
      return forecast({
        mode: body.mode,
        rows: rows === undefined ? undefined : Math.round(rows),
        rowsPerSecond: Math.min(rate ?? UNMEASURED_RATE, limits.rowsPerSecond ?? Number.POSITIVE_INFINITY),
        logPace: pace,
        hoursShare: hoursShare(limits.hours),
        // The source's own limit may be the narrower one.
        logLimitBytes: Math.min(limits.logBytes, limitBytes ?? Number.POSITIVE_INFINITY),
        logLimitSeconds: limits.logSeconds,
      });
    },
  });
}
