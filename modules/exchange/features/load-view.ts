import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { reasonText } from '../domain/reasons.ts';
import type { LoadRow } from '../store/loads.ts';

/** A load as the data officer sees it; `rate` is rows a second, `secondsLeft` is there while it runs and the end can be foreseen. */
export const Load = Type.Object({
  id: Type.String(),
  sourceId: Type.String(),
  sourceTitle: LocalText,
  organisation: Type.String(),
  state: Type.Enum(['waiting', 'running', 'done', 'failed']),
  createdAt: Type.String(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  rowsRead: Type.Integer(),
  rowsExpected: Type.Optional(Type.Integer()),
  rowsGood: Type.Integer(),
  rowsRejected: Type.Integer(),
  inserted: Type.Integer(),
  updated: Type.Integer(),
  deleted: Type.Integer(),
  rate: Type.Optional(Type.Integer()),
  secondsLeft: Type.Optional(Type.Integer()),
  error: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
  reasons: Type.Array(Type.Object({ code: Type.String(), text: LocalText, count: Type.Integer() })),
});
export type Load = Static<typeof Load>;

export function loadView(row: LoadRow, sourceTitle: LocalText): Load {
  const rowsRead = Number(row.rows_read);
  const seconds = Number(row.run_ms) / 1_000;
  const rate = seconds > 0 && rowsRead > 0 ? Math.round(rowsRead / seconds) : undefined;
  const expected = row.rows_expected === null ? undefined : Number(row.rows_expected);
  const left =
    row.state === 'running' && expected !== undefined && rate
      ? Math.max(0, Math.ceil((expected - rowsRead) / rate))
      : undefined;
  return {
    id: row.id,
    sourceId: row.source_id,
    sourceTitle,
    organisation: row.organisation,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    rowsRead,
    ...(expected === undefined ? {} : { rowsExpected: expected }),
    rowsGood: Number(row.rows_good),
    rowsRejected: Number(row.rows_rejected),
    inserted: Number(row.inserted),
    updated: Number(row.updated),
    deleted: Number(row.deleted),
    ...(rate === undefined ? {} : { rate }),
    ...(left === undefined ? {} : { secondsLeft: left }),
    ...(row.error ? { error: row.error } : {}),
    reasons: Object.entries(row.reasons)
      .map(([code, count]) => ({ code, text: reasonText(code), count }))
      .sort((a, b) => b.count - a.count),
  };
}
