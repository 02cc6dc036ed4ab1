import { Type, type Static } from 'typebox';
import { asApplication } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { readPush, type PushedBatch } from '../domain/pushed-rows.ts';
import { pushErrors } from '../domain/push-errors.ts';
import { lineErrors } from '../domain/line-errors.ts';
import type { Line } from '../domain/line.ts';
import { reasonText } from '../domain/reasons.ts';
import { takeChanges, type TakeDeps } from '../rail/take-changes.ts';
import { findConnection } from '../store/connections.ts';
import { lockLine, setLineState } from '../store/lines.ts';
import { findBatch, hasGrant, insertBatch, moveSequence, sequenceOf } from '../store/push.ts';
import type { LineDeps } from './line-deps.ts';

const LARGEST_BODY = 16 * 1024 * 1024;

const PushAnswer = Type.Object({
  batchId: Type.String(),
  taken: Type.Integer({ description: 'Rows that passed the checks and are in the store for good' }),
  inserted: Type.Integer(),
  updated: Type.Integer(),
  deleted: Type.Integer(),
  refused: Type.Array(
    Type.Object({
      row: Type.Integer({ description: 'From 1, in the order sent' }),
      reasons: Type.Array(Type.Object({ item: Type.Optional(Type.String()), code: Type.String(), text: LocalText })),
    }),
  ),
  heldColumns: Type.Array(Type.String(), { description: 'Columns that no item takes yet; their values are held' }),
  sequence: Type.Optional(Type.Integer({ description: 'The number of the last batch taken' })),
});
type PushAnswer = Static<typeof PushAnswer>;

export type PushDeps = Pick<LineDeps, 'database' | 'live' | 'audit' | 'blindIndex'> & TakeDeps;

/** A department's system sends rows of one line; answered when they are in the store for good. */
export function pushRows(deps: PushDeps): Feature {
  return feature({
    name: 'exchange.push-rows',
    method: 'POST',
    path: '/api/push/v1/lines/:lineId/rows',
    summary: {
      zh: '部门系统推送数据（application/json 或 application/x-ndjson，密钥签名；同一批次编号重发不重复写入）',
      en: 'A department’s system pushes rows (application/json or application/x-ndjson, signed by key; a batch id sent again does nothing twice)',
    },
    access: { application: true },
    params: Type.Object({ lineId: Type.String({ maxLength: 64 }) }),
    response: PushAnswer,
    rateLimit: 6_000,
    bodyLimit: LARGEST_BODY,
    async handle({ actor, trace, request }, { params }) {
      const application = asApplication(actor).applicationId;
      const raw = request.rawBody ?? Buffer.alloc(0);
      const form = request.headers['content-type']?.startsWith('application/x-ndjson') ? 'ndjson' : 'json';
      const batch = readPush(raw, form);
      // Keyed, so that nobody can try rows against what is stored.
      const fingerprint = deps.blindIndex(raw.toString('latin1'), 'exchange.push');
      const { answer, line } = await deps.database.transaction(async (tx) => {
        const open = await lockLine(tx, params.lineId);
        // Who has no grant learns nothing about which lines there are.
        if (!open || !(await hasGrant(tx, open.id, application)))
          throw pushErrors.pushNotGranted({ application, line: params.lineId });
        const before = await findBatch(tx, open.id, application, batch.batchId);
        if (before) {
          if (before.fingerprint !== fingerprint) throw pushErrors.batchReused({ batch: batch.batchId });
          return { answer: before.answer as PushAnswer, line: undefined };
        }
        const connection = await findConnection(tx, open.connectionId);
        if (connection?.kind !== 'push') throw pushErrors.notPushed({ line: open.id });
        demandOpen(open, connection.state);
        if (batch.sequence !== undefined) demandNext(batch, batch.sequence, await sequenceOf(tx, open.id, application));
        const taken = await takeChanges(
          deps,
          tx,
          open,
          batch.rows.map((row, index) => ({ ...row, rowNo: index + 1 })),
          { position: batch.batchId, sourceAt: deps.clock.now(), trace, bytes: raw.length },
        );
        const made: PushAnswer = {
          batchId: batch.batchId,
          taken: taken.good,
          inserted: taken.inserted,
          updated: taken.updated,
          deleted: taken.deleted,
          refused: taken.refused.map(({ rowNo, reasons }) => ({
            row: rowNo,
            reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason.code) })),
          })),
          heldColumns: [...taken.held],
          ...(batch.sequence === undefined ? {} : { sequence: batch.sequence }),
        };
        if (batch.sequence !== undefined) await moveSequence(tx, open.id, application, batch.sequence);
        if (open.state !== 'live') await setLineState(tx, open.id, 'live', null);
        await insertBatch(tx, {
          lineId: open.id,
          application,
          batchId: batch.batchId,
          fingerprint,
          sequence: batch.sequence,
          at: deps.clock.now(),
          answer: made,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'exchange.push-rows',
          subject: `line:${open.id}`,
          detail: { batch: batch.batchId, rows: batch.rows.length, taken: made.taken, refused: made.refused.length },
          trace,
        });
        return { answer: made, line: open.id };
      });
      if (line !== undefined) deps.live.publish({ topic: 'exchange', data: { lineId: line } });
      return answer;
    },
  });
}

/** @throws exchange.line-paused, exchange.connection-paused */
function demandOpen(line: Line, connection: 'active' | 'paused'): void {
  if (connection === 'paused') throw lineErrors.connectionPaused();
  if (line.state === 'paused') throw lineErrors.linePaused();
}

/** Numbered batches are taken in their order: a gap is told, and none comes late. @throws exchange.push-gap, exchange.push-late */
function demandNext(batch: PushedBatch, sequence: number, upTo: number): void {
  if (sequence <= upTo) throw pushErrors.pushLate({ sequence, upTo });
  if (sequence === upTo + 1 || batch.acceptGap) return;
  const missing = sequence === upTo + 2 ? String(upTo + 1) : `${upTo + 1}–${sequence - 1}`;
  throw pushErrors.pushGap({ sequence, missing });
}
