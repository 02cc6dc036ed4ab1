import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { addDays, DomainError, shanghaiDate } from '@platform/kernel';
import { onReadList, readsAfter, shortReadList, type PassingRead } from '@platform/audit';
import type { Tx } from '@platform/database';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { alertRaised } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { HABIT_DAYS } from '../domain/rules.ts';
import { thresholdsOf } from '../domain/thresholds.ts';
import { isOfficial, judge } from '../domain/watch.ts';
import { insertStep, raise, ruleSettings, setOf } from '../store/alerts.ts';
import {
  daysOf,
  dwellingsOf,
  forgetDays,
  livingWith,
  lockPosition,
  saveDays,
  savePosition,
  seeStreets,
} from '../store/days.ts';
import { allWatched, endExpired, watchedAmong } from '../store/watched.ts';

export const watchReadsJob = defineJob('data-security.watch-reads', Type.Object({}));

/** Reads of one transaction; also all that is ever in memory at once. Few, so that answers wait only milliseconds for them. */
const BATCH = 500;
/** So many times as long as a batch took, the next one waits: after a minute of hundreds of thousands of reads the process still answers. */
const RESTS = 2;
/** Days of habit kept, twice what is looked back on. */
const KEEP_DAYS = 60;
const NEVER = new Date(8.64e15);
/** States of a case in which nobody has to look at its data any more. */
const OVER: ReadonlySet<string> = new Set(['closed', 'withdrawn', 'returned', 'refused', 'referred']);

/** Each minute: what was read since the last look, in the order of the chain, each read once. */
export function watchReadsHandler(deps: Own): JobHandler {
  return jobHandler(watchReadsJob, async (_payload, { jobId, signal }) => {
    const persons = new Map<string, string | undefined>();
    let raised = 0;
    for (let full = true; full && !signal.aborted; ) {
      const began = performance.now();
      const batch = await deps.db.transaction((tx) => watchBatch(deps, tx, persons, `job:${jobId}`));
      raised += batch.raised;
      full = batch.reads === BATCH;
      if (full) await sleep(RESTS * (performance.now() - began));
    }
    const today = shanghaiDate(deps.clock.now());
    await deps.db.transaction(async (tx) => {
      await forgetDays(tx, addDays(today, -KEEP_DAYS), addDays(today, -1));
      await endExpired(tx, today, deps.clock.now());
    });
    if (raised > 0) deps.live.publish({ topic: 'data-security', data: {} });
  });
}

async function watchBatch(
  deps: Own,
  tx: Tx,
  persons: Map<string, string | undefined>,
  trace: string,
): Promise<{ reads: number; raised: number }> {
  const from = await lockPosition(tx);
  const reads = await readsAfter(tx, from, BATCH);
  const last = reads.at(-1);
  if (!last) return { reads: 0, raised: 0 };
  const officials = reads.filter(isOfficial);
  for (const read of officials)
    if (read.actor_kind === 'staff' && !persons.has(read.actor_id))
      persons.set(read.actor_id, await personOf(deps, read.actor_id));
  const first = shanghaiDate(new Date(Math.min(...reads.map(({ at }) => at.getTime()))));
  const official = await withAbout(tx, officials, persons, first);
  const staff = official.filter((read) => read.actor_kind === 'staff');
  const subjects = new Set([
    ...staff.flatMap((read) => [...(read.among ?? []), ...(read.about ?? [read.subject])]),
    ...staff.flatMap((read) => persons.get(read.actor_id) ?? []),
  ]);
  const actors = [
    ...new Map(
      official.map((read) => [`${read.actor_kind}:${read.actor_id}`, { kind: read.actor_kind, id: read.actor_id }]),
    ).values(),
  ];
  const dwellings = await dwellingsOf(tx, [...subjects]);
  const streets = await seeStreets(tx, streetsOf(staff, dwellings));
  const settings = await ruleSettings(tx);
  const days = await daysOf(tx, actors, addDays(first, -HABIT_DAYS));
  const watched = await watchedAmong(tx, [...new Set(official.flatMap((read) => read.about ?? [read.subject]))], first);
  const cases = await casesOf(deps, staff);
  const most = new Map<string, number>();
  for (const { day, actor_id, people } of streets)
    most.set(`${actor_id} ${day}`, Math.max(people, most.get(`${actor_id} ${day}`) ?? 0));

  const judged = judge(official, {
    days,
    isWorkday: (day) => deps.calendar.isWorkday(day),
    personOf: (account) => persons.get(account),
    dwellingOf: (subject) => dwellings.get(subject)?.dwelling,
    isWatched: ({ subject, at }) => at >= (watched.get(subject) ?? NEVER),
    outOfCase: (read) => {
      const found = read.case_no === null ? undefined : cases.get(read.case_no);
      return found !== undefined && (found.subject !== read.subject || OVER.has(found.state));
    },
    streetMost: (account, day) => most.get(`${account} ${day}`) ?? 0,
    factor: (rule) => settings.get(rule)?.factor ?? 1,
    thresholds: thresholdsOf((rule) => setOf(settings.get(rule))),
  });
  await saveDays(tx, judged.days);
  let fresh = 0;
  for (const alert of judged.raised) {
    const made = await raise(tx, alert, { id: deps.ids.next(), at: deps.clock.now() });
    if (!made.fresh) continue;
    fresh += 1;
    await insertStep(tx, {
      alert_id: made.id,
      kind: 'raised',
      at: deps.clock.now(),
      by_account: null,
      by_organisation: null,
      sealed_text: null,
    });
    await deps.outbox.append(
      tx,
      alertRaised,
      `alert:${made.id}`,
      { alertId: made.id, rule: alert.rule, organisation: alert.organisation },
      trace,
    );
  }
  await savePosition(tx, last.seq);
  return { reads: reads.length, raised: fresh };
}

/** A read about so many people at once is taken for so many looks by the rule about one street; a file of more counts by its number. */
const FEW = 100;
type Behind = PassingRead & {
  /** Of a list: those on it who may matter to the rules about persons. */
  about?: readonly string[];
  /** Of a short list that staff read: all of its people. */
  among?: readonly string[];
};

/** Of reads of whole lists: those on them who may matter to the rules, asked for one by one; the list itself only where it is short. */
async function withAbout(
  tx: Tx,
  reads: readonly PassingRead[],
  persons: ReadonlyMap<string, string | undefined>,
  day: string,
): Promise<Behind[]> {
  if (!reads.some(({ list_id }) => list_id !== null)) return [...reads];
  const watched = await allWatched(tx, day);
  const told: Behind[] = [];
  for (const read of reads) {
    if (read.list_id === null) {
      told.push(read);
      continue;
    }
    const self = read.actor_kind === 'staff' ? persons.get(read.actor_id) : undefined;
    const home = self === undefined ? [] : await livingWith(tx, self);
    const about = await onReadList(tx, read.list_id, [
      ...new Set([...watched, ...home, ...(self === undefined ? [] : [self])]),
    ]);
    const among = read.actor_kind === 'staff' ? await shortReadList(tx, read.list_id, FEW) : [];
    told.push({ ...read, about, among });
  }
  return told;
}

/** The person a staff account is; undefined where identity does not know. */
async function personOf(deps: Own, account: string): Promise<string | undefined> {
  try {
    return (await deps.identity?.citizenOf(account))?.subject;
  } catch (error) {
    if (error instanceof DomainError && error.status < 500) return undefined;
    throw error;
  }
}

function streetsOf(
  reads: readonly Behind[],
  dwellings: ReadonlyMap<string, { street: string | null }>,
): { day: string; actor: string; street: string; subject: string }[] {
  return reads.flatMap((read) => {
    return (read.among ?? [read.subject]).flatMap((subject) => {
      const street = dwellings.get(subject)?.street;
      return street ? [{ day: shanghaiDate(read.at), actor: read.actor_id, street, subject }] : [];
    });
  });
}

/** What is known of the cases these reads were made for; numbers of other systems' cases are not. */
async function casesOf(
  deps: Own,
  reads: readonly PassingRead[],
): Promise<Map<string, { subject: string; state: string }>> {
  const found = new Map<string, { subject: string; state: string }>();
  for (const number of new Set(reads.flatMap((read) => read.case_no ?? []))) {
    const summary = await deps.cases?.findByNumber(number);
    if (summary) found.set(number, summary);
  }
  return found;
}
