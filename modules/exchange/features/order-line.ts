import { Type } from 'typebox';
import type { Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { LocalText } from '@platform/kernel';
import type { Line, LineState } from '../domain/line.ts';
import type { ChangeStream } from '../contract/index.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { releaseSource } from '../jobs/release-source-job.ts';
import { findConnection, listCaptureFacts } from '../store/connections.ts';
import { changeLine, orderLineState, removeLine, setCursorValue } from '../store/lines.ts';
import { askRun, cancelRuns, type RunReason } from '../store/run-views.ts';
import { IdParams } from './line-schemas.ts';
import { getLine, noteAction, type LineDeps } from './line-deps.ts';

const Answer = Type.Object({
  state: Type.Enum(['waiting', 'snapshot', 'live', 'paused', 'held', 'failed', 'removed']),
});
type Answered = LineState | 'removed';

/** What an order to a line does, in its transaction; the state that the line then has. */
type Order = (tx: Tx, line: Line, by: { actor: Actor; trace: string }) => Promise<Answered>;

/** One order to a line: scope, lock, effect, timeline and audit in one transaction, then the news. */
function order<B extends Record<string, unknown>>(
  deps: LineDeps,
  by: { actor: Actor; trace: string },
  id: string,
  name: string,
  text: LocalText,
  detail: B,
  effect: Order,
): Promise<{ state: Answered }> {
  return deps.database
    .transaction(async (tx) => {
      const line = await getLine(tx, id, by.actor, true);
      const state = await effect(tx, line, by);
      await noteAction(deps, tx, {
        ...by,
        name,
        connectionId: line.connectionId,
        lineId: line.id,
        text,
        detail: detail as Record<string, string | boolean>,
      });
      return { state };
    })
    .then((answer) => {
      deps.live.publish({ topic: 'exchange', data: { lineId: id } });
      return answer;
    });
}

export function orderLineCases(deps: LineDeps & { stream: Pick<ChangeStream, 'begin'> }): Feature[] {
  const access = { permission: 'exchange.manage-lines' };
  const read = async (
    tx: Tx,
    line: Line,
    trace: string,
    reason: RunReason,
    deletionsConfirmed = false,
  ): Promise<LineState> => {
    await askRun(tx, { id: deps.ids.next(), lineId: line.id, reason, at: deps.clock.now(), deletionsConfirmed, trace });
    return line.state;
  };
  return [
    feature({
      name: 'exchange.pause-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/pause',
      summary: { zh: '暂停一条线路', en: 'Pauses a line' },
      access,
      params: IdParams,
      response: Answer,
      handle: ({ actor, trace }, { params }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'pause-line',
          { zh: '暂停了线路', en: 'The line was paused' },
          {},
          async (tx, line) => {
            await orderLineState(tx, line.id, 'paused');
            // Nobody reads the source's log any more when this was the last line that did.
            if (line.mode === 'capture') await releaseSource(tx, line.connectionId);
            return 'paused';
          },
        ),
    }),
    feature({
      name: 'exchange.resume-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/resume',
      summary: { zh: '恢复一条暂停或停住的线路', en: 'Resumes a line that was paused or held' },
      access,
      params: IdParams,
      response: Answer,
      handle: ({ actor, trace }, { params }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'resume-line',
          { zh: '恢复了线路', en: 'The line was resumed' },
          {},
          async (tx, line) => {
            if (!['paused', 'held', 'failed'].includes(line.state)) {
              const capture = (await listCaptureFacts(tx)).get(line.connectionId);
              if (capture?.state !== 'backing-off') throw lineErrors.notStopped();
              // It shows as failed for its connection's sake, which is being tried again; the line itself missed nothing.
              return line.state;
            }
            const connection = await findConnection(tx, line.connectionId);
            if (connection?.state === 'paused') throw lineErrors.connectionPaused();
            await orderLineState(tx, line.id, 'waiting');
            // The capture went on without this line: what it missed is only found by reading the table anew, joined to the stream.
            if (line.mode === 'capture' || line.state === 'held') {
              if (line.mode !== 'cursor') await read(tx, line, trace, line.state === 'held' ? 'drift' : 'asked');
            }
            return 'waiting';
          },
        ),
    }),
    feature({
      name: 'exchange.remove-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/remove',
      summary: { zh: '移除一条线路；已入湖的数据保留', en: 'Removes a line; what is in the lake stays' },
      access,
      params: IdParams,
      response: Answer,
      handle: ({ actor, trace }, { params }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'remove-line',
          { zh: '移除了线路', en: 'The line was removed' },
          {},
          async (tx, line) => {
            if (line.origin === 'pack') throw lineErrors.ofPack();
            await cancelRuns(tx, line.id, deps.clock.now());
            await removeLine(tx, line.id, deps.clock.now());
            if (line.mode === 'capture') await releaseSource(tx, line.connectionId);
            return 'removed';
          },
        ),
    }),
    feature({
      name: 'exchange.snapshot-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/snapshot',
      summary: { zh: '整表重读，与变更捕获衔接', en: 'Reads the whole table anew, joined to the capture' },
      access,
      params: IdParams,
      body: Type.Object(
        { confirmDeletions: Type.Optional(Type.Boolean({ description: 'More than half of the rows may go' })) },
        { additionalProperties: false, default: {} },
      ),
      response: Answer,
      status: 202,
      handle: ({ actor, trace }, { params, body }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'snapshot-line',
          { zh: '要求整表重读', en: 'A whole reading was asked for' },
          { confirmDeletions: body.confirmDeletions ?? false },
          async (tx, line) => {
            demandRunnable(line);
            if (line.mode === 'cursor') {
              await setCursorValue(tx, line.id, null);
              await orderLineState(tx, line.id, 'waiting');
              return 'waiting';
            }
            if (line.state === 'held' || line.state === 'failed') await orderLineState(tx, line.id, 'waiting');
            await read(tx, line, trace, 'asked', body.confirmDeletions);
            return line.state === 'held' || line.state === 'failed' ? 'waiting' : line.state;
          },
        ),
    }),
    feature({
      name: 'exchange.rewind-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/rewind',
      summary: {
        zh: '回到某一时刻重读此后的数据；变更捕获的线路改为整表重读，因为来源不再保留那时的日志',
        en: 'Reads again what came since a time; a captured line is read whole, since the source keeps no log of then',
      },
      access,
      params: IdParams,
      body: Type.Object({ to: Type.String({ format: 'date-time' }) }, { additionalProperties: false }),
      response: Answer,
      status: 202,
      handle: ({ actor, trace }, { params, body }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'rewind-line',
          { zh: `回退到 ${body.to} 重读`, en: `Sent back to ${body.to} to read again` },
          { to: body.to },
          async (tx, line) => {
            const to = new Date(body.to);
            if (!(to.getTime() < deps.clock.now().getTime())) throw lineErrors.badRewind();
            demandRunnable(line);
            if (line.mode !== 'cursor') return read(tx, line, trace, 'rewind');
            const type = line.shape?.columns.find((column) => column.name === line.cursorColumn)?.type;
            if (type !== 'timestamptz' && type !== 'timestamp' && type !== 'date') throw lineErrors.notCursor();
            await setCursorValue(tx, line.id, cursorAt(type, to));
            await orderLineState(tx, line.id, 'waiting');
            return 'waiting';
          },
        ),
    }),
    feature({
      name: 'exchange.stream-line',
      method: 'POST',
      path: '/api/exchange/lines/:id/stream',
      summary: { zh: '是否把变更写入事件流', en: 'Whether changes are written to the stream' },
      access,
      params: IdParams,
      body: Type.Object({ on: Type.Boolean() }, { additionalProperties: false }),
      response: Answer,
      handle: ({ actor, trace }, { params, body }) =>
        order(
          deps,
          { actor, trace },
          params.id,
          'stream-line',
          body.on
            ? { zh: '打开了事件流', en: 'The stream was turned on' }
            : { zh: '关闭了事件流', en: 'The stream was turned off' },
          { on: body.on },
          async (tx, line) => {
            // What came before was not written: whoever rides along begins here.
            if (body.on && !line.streamed) await deps.stream.begin(line.id);
            if (line.streamed !== body.on) await changeLine(tx, line.id, { streamed: body.on });
            return line.state;
          },
        ),
    }),
  ];
}

function demandRunnable(line: Line): void {
  if (line.state === 'paused') throw lineErrors.linePaused();
}

/** A time as a cursor of this type reads it. Columns without a zone hold Shanghai's time, as systems here write it. */
function cursorAt(type: 'timestamptz' | 'timestamp' | 'date', to: Date): string {
  if (type === 'timestamptz') return to.toISOString();
  const there = new Date(to.getTime() + 8 * 3_600_000).toISOString();
  return type === 'date' ? there.slice(0, 10) : there.slice(0, 19).replace('T', ' ');
}
