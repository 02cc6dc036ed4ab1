import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { asStaff, type Actor } from '@platform/access';
import { readsBy, type ChainedRead } from '@platform/audit';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { securityErrors } from '../domain/errors.ts';
import { RULES } from '../domain/rules.ts';
import { findAlert, lockAlert, readsOfAlert, stepsOf, type AlertRow } from '../store/alerts.ts';
import { daysOf } from '../store/days.ts';
import { alertView, AlertView, stepsView, StepView, traceView, TraceRead } from '../views/alert-view.ts';
import { explainsFor } from './list-alerts.ts';

/** Reads of the day that are shown beside an alert. */
const MOST = 300;

export const AlertPage = Type.Object({
  ...AlertView,
  meaning: LocalText,
  steps: Type.Array(StepView),
  /** What the account read that day, newest first, at most 300; those behind the alert are marked. */
  trail: Type.Array(TraceRead),
  dayReads: Type.Integer(),
  /** Reads of the days before, newest first: the habit it is measured against. */
  habit: Type.Array(Type.Object({ day: Type.String(), reads: Type.Integer() })),
  mine: Type.Boolean(),
});

export async function getAlert(tx: Tx, id: string, how: 'read' | 'lock' = 'read'): Promise<AlertRow> {
  const row = isUuid(id) ? await (how === 'lock' ? lockAlert : findAlert)(tx, id) : undefined;
  if (!row) throw securityErrors.unknownAlert();
  return row;
}

/** @throws data-security.not-yours, data-security.own-alert */
export async function getOwnAlert(
  deps: Own,
  tx: Tx,
  id: string,
  actor: Actor,
  how: 'read' | 'lock' = 'read',
): Promise<AlertRow> {
  const row = await getAlert(tx, id, how);
  if (row.clock_from === null || !explainsFor(deps, actor).includes(row.organisation)) throw securityErrors.notYours();
  if (isOwn(row, actor)) throw securityErrors.ownAlert();
  return row;
}

export const isOwn = (row: Pick<AlertRow, 'actor_kind' | 'actor_id'>, actor: Actor): boolean =>
  row.actor_kind === 'staff' && row.actor_id === asStaff(actor).accountId;

/** The alert with its trace. People in it are signs. */
export async function alertPage(deps: Own, tx: Tx, row: AlertRow, actor: Actor) {
  const seqs = await readsOfAlert(tx, row.id);
  const [today, ...before] = await habitOf(tx, row);
  const trail = today
    ? await readsBy(tx, { kind: row.actor_kind, id: row.actor_id }, { from: today.first_seq, to: today.last_seq }, MOST)
    : [];
  const missing = seqs.filter((seq) => !trail.some((read) => read.seq === seq));
  const older = missing.length === 0 ? [] : await behind(tx, row, missing);
  const reads = [...trail, ...older].toSorted((a, b) => (a.seq > b.seq ? -1 : 1));
  return {
    ...(await alertView(deps, row)),
    meaning: RULES[row.rule].meaning,
    steps: await stepsView(deps, await stepsOf(tx, row.id)),
    trail: traceView(deps, reads, new Set(seqs)),
    dayReads: today?.reads ?? reads.length,
    habit: before.slice(0, 28).map(({ day, reads: count }) => ({ day, reads: count })),
    mine: isOwn(row, actor),
  };
}

async function habitOf(tx: Tx, row: AlertRow) {
  const days = await daysOf(tx, [{ kind: row.actor_kind, id: row.actor_id }], '1970-01-01');
  const from = days.findIndex(({ day }) => day === row.day);
  return from < 0 ? [] : days.slice(from);
}

/** Reads of the alert that the newest of the day do not hold. */
async function behind(tx: Tx, row: AlertRow, seqs: readonly bigint[]): Promise<ChainedRead[]> {
  const wanted = new Set(seqs);
  const span = { from: seqs.at(-1) as bigint, to: seqs[0] as bigint };
  const reads = await readsBy(tx, { kind: row.actor_kind, id: row.actor_id }, span, 2_000);
  return reads.filter(({ seq }) => wanted.has(seq));
}

/** One alert with its trace; each look is in the audit. */
export function showAlert(deps: Own): Feature {
  return feature({
    name: 'data-security.show-alert',
    method: 'GET',
    path: '/api/data-security/alerts/:id',
    summary: { zh: '查看一条预警及其轨迹（留痕）', en: 'Open an alert with its trace (logged)' },
    access: { permission: 'data-security.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: AlertPage,
    handle: ({ actor, trace }, { params }) =>
      deps.db.transaction(async (tx) => {
        const row = await getAlert(tx, params.id);
        await recordLook(deps, tx, row, actor, trace);
        return alertPage(deps, tx, row, actor);
      }),
  });
}

/** The same for the organisation that was asked to explain; not for the officer themself. */
export function showExplanation(deps: Own): Feature {
  return feature({
    name: 'data-security.show-explanation',
    method: 'GET',
    path: '/api/data-security/explanations/:id',
    summary: {
      zh: '查看要求本单位说明的预警（留痕）',
      en: 'Open an alert that my organisation has to explain (logged)',
    },
    access: { permission: 'data-security.explain' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: AlertPage,
    handle: ({ actor, trace }, { params }) =>
      deps.db.transaction(async (tx) => {
        const row = await getOwnAlert(deps, tx, params.id, actor);
        await recordLook(deps, tx, row, actor, trace);
        return alertPage(deps, tx, row, actor);
      }),
  });
}

const recordLook = (deps: Own, tx: Tx, row: AlertRow, actor: Actor, trace: string): Promise<void> =>
  deps.audit.append(tx, {
    actor,
    action: 'data-security.open-alert',
    subject: `alert:${row.id}`,
    detail: { no: row.no, rule: row.rule },
    trace,
  });
