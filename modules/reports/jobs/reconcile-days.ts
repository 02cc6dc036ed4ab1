import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { addDays, shanghaiDate, type LocalText, type PlainDate } from '@platform/kernel';
import { defineJob, enqueue, jobHandler, type JobHandler } from '@platform/jobs';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { differencesOf, type Theirs } from '../domain/compare.ts';
import {
  daysToReconcile,
  knownHere,
  reportsOn,
  saveDifferences,
  saveFailure,
  saveReconciliation,
} from '../store/reconciliations.ts';
import { noteReceipts, sendAgain } from '../store/reports.ts';
import { SEND_REPORTS } from './send-reports.ts';

/** Compares a day with what the province holds of it; without a day, yesterday and what is open of the week before. */
export const RECONCILE_DAYS = defineJob(
  'reports.reconcile',
  Type.Object({ day: Type.Optional(Type.String({ format: 'date' })) }),
);

const PAGE = 500;
const MOST_PAGES = 2_000;
const LOOK_BACK_DAYS = 7;

const Held = Type.Object({
  total: Type.Integer({ minimum: 0 }),
  items: Type.Array(
    Type.Object({ serial_no: Type.String(), case_no: Type.String(), kind: Type.String(), receipt_no: Type.String() }),
  ),
});

export function reconcileDays(own: Own): JobHandler {
  return jobHandler(RECONCILE_DAYS, async ({ day }) => {
    if (!own.province.platform()) return;
    const today = shanghaiDate(own.clock.now());
    const days =
      day === undefined
        ? await own.db.read((tx) => daysToReconcile(tx, addDays(today, -LOOK_BACK_DAYS), today))
        : [day];
    for (const one of days) await reconcileDay(own, one);
    own.live.publish({ topic: LIVE_TOPIC, data: {} });
  });
}

/** What is missing above is sent again, what got no answer takes its receipt; what is known there alone stays for people to look at. */
async function reconcileDay(own: Own, day: PlainDate): Promise<void> {
  // Ours first: what is sent in between is then no difference.
  const ours = await own.db.read((tx) => reportsOn(tx, day));
  const held = await heldAbove(own, day);
  const at = own.clock.now();
  if ('failure' in held) return own.db.transaction((tx) => saveFailure(tx, day, at, held.failure));
  await own.db.transaction(async (tx) => {
    const compared = differencesOf(ours, held.items);
    const strange = compared.filter(({ what }) => what === 'unknown-here').map(({ serialNo }) => serialNo);
    // Queued while the province was asked, or counted there on another day.
    const known = strange.length > 0 ? await knownHere(tx, strange) : new Set<string>();
    const found = compared.filter(({ what, serialNo }) => what !== 'unknown-here' || !known.has(serialNo));
    await saveReconciliation(tx, { day, at, ours: ours.length, theirs: held.items.length });
    await saveDifferences(tx, day, found, at);
    const lost = found.flatMap(({ what, serialNo, receiptNo }) =>
      what === 'receipt-lost' && receiptNo !== undefined ? [{ id: serialNo, receiptNo }] : [],
    );
    await noteReceipts(tx, lost, at);
    const missing = found.filter(({ what }) => what === 'missing-above').map(({ serialNo }) => serialNo);
    if (missing.length === 0) return;
    await sendAgain(tx, missing, ['sent'], at);
    await enqueue(tx, SEND_REPORTS, {}, { queue: 'reports', key: SEND_REPORTS.name });
  });
}

/** All that the province holds of a day, by its own pages. */
async function heldAbove(own: Own, day: PlainDate): Promise<{ items: Theirs[] } | { failure: LocalText }> {
  const items = new Map<string, Theirs>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await own.province.send('day', { day, page, size: PAGE });
    if (answer.means !== 'done') return { failure: answer.words };
    if (!Value.Check(Held, answer.data)) return { failure: { zh: '答复不合规范', en: 'the answer was not as agreed' } };
    for (const one of answer.data.items) items.set(one.serial_no, one);
    if (answer.data.items.length === 0 || items.size >= answer.data.total) return { items: [...items.values()] };
  }
  return { failure: { zh: '省平台的清单太长', en: 'the province’s list is too long' } };
}
