import type { Tx } from '@platform/database';
import type { Line } from '../domain/line.ts';
import { countHeld } from '../store/held.ts';
import { figuresSince, type LineFigures } from '../store/line-minutes.ts';
import { countKept } from '../store/quarantine.ts';
import { latestRuns, type RunRow } from '../store/run-views.ts';
import { listCaptureFacts, listConnections, type CaptureFacts, type ConnectionRow } from '../store/connections.ts';
import { organisationName, type LineDeps } from './line-deps.ts';
import type { ConnectionView, LineView, RunView } from './line-schemas.ts';

const HOUR_MS = 3_600_000;
/** A minute's figures speak for the present this long. */
const RECENT_MS = 120_000;
/** A capture that has heard from its source within this time is up to date when nothing passed. */
const QUIET_MS = 15_000;

/** Lines with what lists show of them: figures, counts, and the run under way or last done. */
export async function lineViews(
  deps: Pick<LineDeps, 'catalogue' | 'organisations' | 'clock'>,
  tx: Tx,
  lines: readonly Line[],
): Promise<LineView[]> {
  const now = deps.clock.now();
  // One transaction takes its statements one after the other; side by side they go in one message.
  const [connections, captures, figures, kept, held, runs] = await Promise.all([
    listConnections(tx),
    listCaptureFacts(tx),
    figuresSince(tx, new Date(now.getTime() - HOUR_MS), new Date(now.getTime() - RECENT_MS)),
    countKept(tx),
    countHeld(tx),
    latestRuns(
      tx,
      lines.map((line) => line.id),
    ),
  ]);
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  return lines.flatMap((line) => {
    const connection = byId.get(line.connectionId);
    if (!connection) return [];
    const run = runs.get(line.id);
    const figure = figures.get(line.id);
    const lag = lagOf(line, connection, captures.get(line.connectionId), figure, now);
    return [
      {
        id: line.id,
        title: line.title,
        connectionId: line.connectionId,
        connectionTitle: connection.title,
        system: connection.system,
        organisation: line.organisation,
        organisationName: organisationName(deps, line.organisation),
        kind: connection.kind,
        schema: line.table.schema,
        table: line.table.table,
        resource: line.resource,
        resourceTitle: deps.catalogue.find(line.resource)?.title ?? { zh: line.resource, en: line.resource },
        mode: line.mode,
        ...standing(line, connection, captures.get(line.connectionId)),
        origin: line.origin,
        streamed: line.streamed,
        ...(lag === undefined ? {} : { lagMs: lag }),
        rowsPerSecond: figure && figure.minutes > 0 ? Math.round((figure.rows / (figure.minutes * 60)) * 100) / 100 : 0,
        rowsLastHour: figure?.rows ?? 0,
        ...(line.rowsInLake === null ? {} : { rowsInLake: line.rowsInLake }),
        quarantined: kept.get(line.id) ?? 0,
        heldColumns: held.get(line.id) ?? 0,
        ...(line.appliedAt ? { appliedAt: line.appliedAt.toISOString() } : {}),
        ...(line.sourceAt ? { sourceAt: line.sourceAt.toISOString() } : {}),
        ...(run ? { run: runView(run) } : {}),
        version: line.version,
      },
    ];
  });
}

/** What a line's state comes to, its connection's considered. */
function standing(
  line: Line,
  connection: ConnectionRow,
  capture: CaptureFacts | undefined,
): Pick<LineView, 'state' | 'fault'> {
  // A paused connection stops its lines, whatever they were.
  const stopped = connection.state === 'paused' && line.state !== 'held';
  if (!stopped && line.mode === 'capture' && line.state === 'live' && capture?.state === 'backing-off' && capture.fault)
    return { state: 'failed', fault: capture.fault };
  return { state: stopped ? 'paused' : line.state, ...(line.fault ? { fault: line.fault } : {}) };
}

/**
 * How far the lake is behind the source: what the last two minutes showed; when nothing passed, none while the capture hears from its
 * source, and the silence since it last did when not. Undefined where it means nothing (a table read by the clock).
 */
function lagOf(
  line: Line,
  connection: ConnectionRow,
  capture: CaptureFacts | undefined,
  figure: LineFigures | undefined,
  now: Date,
): number | undefined {
  if (line.mode === 'snapshot' || connection.state === 'paused') return undefined;
  if (line.state !== 'live' && line.state !== 'failed') return undefined;
  const silent =
    line.mode === 'capture' && capture?.receivedAt ? Math.max(0, now.getTime() - capture.receivedAt.getTime()) : 0;
  if (silent > QUIET_MS) return silent;
  if (figure?.lagMs !== null && figure?.lagMs !== undefined) return Math.max(0, figure.lagMs);
  return line.mode === 'capture' && capture?.state === 'running' ? 0 : undefined;
}

export function runView(row: RunRow): RunView {
  const read = Number(row.rows_read);
  const seconds = Number(row.run_ms) / 1_000;
  const rate = seconds > 0 && read > 0 ? Math.round(read / seconds) : undefined;
  const expected = row.rows_expected === null ? undefined : Number(row.rows_expected);
  const left =
    row.state === 'running' && expected !== undefined && rate
      ? Math.max(0, Math.ceil((expected - read) / rate))
      : undefined;
  return {
    id: row.id,
    lineId: row.line_id,
    reason: row.reason,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    rowsRead: read,
    ...(expected === undefined ? {} : { rowsExpected: expected }),
    rowsGood: Number(row.rows_good),
    rowsRejected: Number(row.rows_rejected),
    inserted: Number(row.inserted),
    updated: Number(row.updated),
    deleted: Number(row.deleted),
    chunksDone: Number(row.chunks_done),
    chunks: Number(row.chunks),
    ...(rate === undefined ? {} : { rate }),
    ...(left === undefined ? {} : { secondsLeft: left }),
    ...(row.fault ? { fault: row.fault } : {}),
  };
}

export function connectionView(
  deps: Pick<LineDeps, 'organisations' | 'connectors'>,
  row: ConnectionRow,
  capture: CaptureFacts | undefined,
  lines: number,
): ConnectionView {
  const { limits } = row;
  const share =
    capture && (capture.retainedBytes !== null || capture.retainedSeconds !== null)
      ? Math.max((capture.retainedBytes ?? 0) / limits.logBytes, (capture.retainedSeconds ?? 0) / limits.logSeconds)
      : undefined;
  return {
    id: row.id,
    title: row.title,
    organisation: row.organisation,
    organisationName: organisationName(deps, row.organisation),
    system: row.system,
    kind: row.kind,
    kindTitle: deps.connectors.get(row.kind)?.title ?? { zh: row.kind, en: row.kind },
    origin: row.origin,
    state: row.state,
    settings: row.settings,
    hasSecret: row.secret !== null,
    limits: {
      connections: limits.connections,
      ...(limits.rowsPerSecond === undefined ? {} : { rowsPerSecond: limits.rowsPerSecond }),
      ...(limits.hours === undefined ? {} : { hours: limits.hours.map((hours) => ({ ...hours })) }),
      logBytes: limits.logBytes,
      logSeconds: limits.logSeconds,
    },
    ...(row.report
      ? { report: { ...row.report, findings: row.report.findings.map((finding) => ({ ...finding })) } }
      : {}),
    ...(capture
      ? {
          capture: {
            state: capture.state,
            ...(capture.position === null ? {} : { position: capture.position }),
            ...(capture.retainedBytes === null ? {} : { retainedBytes: capture.retainedBytes }),
            ...(capture.retainedSeconds === null ? {} : { retainedSeconds: capture.retainedSeconds }),
            ...(share === undefined ? {} : { budgetShare: Math.round(share * 10_000) / 10_000 }),
            ...(capture.receivedAt ? { receivedAt: capture.receivedAt.toISOString() } : {}),
            ...(capture.appliedAt ? { appliedAt: capture.appliedAt.toISOString() } : {}),
            ...(capture.fault ? { fault: capture.fault } : {}),
          },
        }
      : {}),
    lines,
    version: row.version,
  };
}
