import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { ReconciliationRow } from '../store/reconciliations.ts';

export const STATES = [
  'waiting',
  'comparing',
  'collecting',
  'looking-again',
  'mending',
  'done',
  'failed',
  'cancelled',
] as const;

export const ReconciliationView = Type.Object({
  id: Type.String(),
  lineId: Type.String(),
  lineTitle: LocalText,
  resource: Type.String(),
  organisation: Type.String(),
  reason: Type.Enum(['asked', 'schedule']),
  state: Type.Enum([...STATES]),
  /** Of one that is done; `too-many`: only a part of the differences is known, a new snapshot mends better. */
  outcome: Type.Optional(Type.Enum(['equal', 'differs', 'too-many'])),
  createdAt: Type.String(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  askedBy: Type.String(),
  /** 0 to 1 of the present state. */
  progress: Type.Number(),
  rowsPerSecond: Type.Optional(Type.Integer()),
  secondsLeft: Type.Optional(Type.Integer()),
  sourceRows: Type.Optional(Type.Integer()),
  lakeRows: Type.Optional(Type.Integer()),
  /** Rows of the source that do not pass their checks; they are in quarantine, not compared. */
  rejectedRows: Type.Optional(Type.Integer()),
  ranges: Type.Optional(Type.Integer()),
  rangesDiffering: Type.Optional(Type.Integer()),
  /** Found, those mended since included. */
  differences: Type.Object({ missing: Type.Integer(), extra: Type.Integer(), changed: Type.Integer() }),
  /** Differed at first, but the capture was bringing them. */
  inMotion: Type.Integer(),
  refused: Type.Integer(),
  mended: Type.Integer(),
  left: Type.Integer(),
  /** The capture had passed every look that counted. */
  settled: Type.Boolean(),
  fault: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
});
export type ReconciliationView = Static<typeof ReconciliationView>;

const number = (value: bigint | number | null): number | undefined => (value === null ? undefined : Number(value));

/** Absent members are left out, as optional ones of the schema are. */
function stated<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

export function viewOf(row: ReconciliationRow, now: Date): ReconciliationView {
  const [done, expected] = [Number(row.done_units), Number(row.expected_units)];
  const over = ['done', 'failed', 'cancelled'].includes(row.state);
  const seconds = (now.getTime() - row.state_at.getTime()) / 1_000;
  const rate = !over && done > 0 && seconds > 0 ? done / seconds : undefined;
  return stated({
    id: row.id,
    lineId: row.line_id,
    lineTitle: row.line_title,
    resource: row.resource,
    organisation: row.organisation,
    reason: row.reason,
    state: row.state,
    outcome: row.state === 'done' ? (row.outcome ?? undefined) : undefined,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString(),
    finishedAt: row.finished_at?.toISOString(),
    askedBy: row.asked_by,
    progress: over ? 1 : expected === 0 ? 0 : Math.min(1, done / expected),
    rowsPerSecond: rate === undefined ? undefined : Math.round(rate),
    secondsLeft: rate === undefined ? undefined : Math.max(0, Math.round((expected - done) / rate)),
    sourceRows: number(row.source_rows),
    lakeRows: number(row.lake_rows),
    rejectedRows: number(row.rejected_rows),
    ranges: number(row.ranges),
    rangesDiffering: number(row.ranges_differing),
    differences: { missing: row.missing, extra: row.extra, changed: row.changed },
    inMotion: row.in_motion + row.passed_by,
    refused: row.refused,
    mended: row.mended,
    left: row.left_over,
    settled: row.settled,
    fault: row.fault ?? undefined,
  }) as ReconciliationView;
}
