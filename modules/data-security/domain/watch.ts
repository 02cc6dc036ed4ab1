import { addDays, shanghaiDate } from '@platform/kernel';
import { bar, HABIT_DAYS, HABIT_MIN, unusualHour, type RuleId } from './rules.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts';

/** A read as the detector needs it. */
export type WatchedRead = {
  seq: bigint;
  at: Date;
  subject: string;
  organisation: string;
  actor_kind: string;
  actor_id: string;
  resource: string;
  case_no: string | null;
  /** Of a read of many at once (a file): how many they are, and those of them who may matter: watched ones, the officer and who lives with them. */
  people?: number | null;
  about?: readonly string[];
};

const weightOf = (read: WatchedRead): number => read.people ?? 1;
const subjectsOf = (read: WatchedRead): readonly string[] => read.about ?? [read.subject];

/** What an account did in a day; `hours`: reads by hour of Shanghai. */
export type Day = {
  actor_kind: string;
  actor_id: string;
  day: string;
  organisation: string;
  reads: number;
  hours: number[];
  unusual: number;
  no_case: number;
  street_most: number;
  first_seq: bigint;
  last_seq: bigint;
};

export type Context = {
  /** Days of the accounts in question, back to {@link HABIT_DAYS} before the first read. */
  days: readonly Day[];
  isWorkday(day: string): boolean;
  /** The person a staff account is, where known. */
  personOf(account: string): string | undefined;
  dwellingOf(subject: string): string | undefined;
  /** Whether the person was on the list when this read happened. */
  isWatched(read: WatchedRead): boolean;
  /** Whether the case a read was made for was over, or another person's. */
  outOfCase(read: WatchedRead): boolean;
  /** The most different people of one street that this account read on this day, by now. */
  streetMost(account: string, day: string): number;
  /** How far false alarms raised the bar of a rule: 1 to 3. */
  factor(rule: RuleId): number;
  /** Floors and office hours, as the guard set them; the product's own where absent. */
  thresholds?: Thresholds;
};

export type Raised = {
  rule: RuleId;
  actor: { kind: string; id: string };
  organisation: string;
  day: string;
  key: string;
  measured: number;
  bar: number;
  reads: { seq: bigint; at: Date }[];
};

/** Keeping the list is no look at the people on it. */
export const LIST = 'watched:entry';

/** A day of an account that the batch adds to. */
type Mark = { today: Day; habit: readonly Day[]; reads: WatchedRead[]; unusual: WatchedRead[]; noCase: WatchedRead[] };

const keyOf = (read: Pick<WatchedRead, 'actor_kind' | 'actor_id'>): string => `${read.actor_kind}:${read.actor_id}`;

/** Staff and systems are watched; a resident who looks at their own, and the platform's own work, are not. */
export const isOfficial = (read: Pick<WatchedRead, 'actor_kind'>): boolean =>
  read.actor_kind === 'staff' || read.actor_kind === 'application';

/**
 * What a batch of reads, in the order of the chain, adds to the days of the accounts, and which alarms it raises. Knows nothing but
 * what it is given: the same batch with the same days always says the same.
 */
export function judge(reads: readonly WatchedRead[], context: Context): { days: Day[]; raised: Raised[] } {
  const days = new Map(context.days.map((day) => [`${keyOf(day)} ${day.day}`, { ...day, hours: [...day.hours] }]));
  const touched = new Map<string, Mark>();
  const raised: Raised[] = [];
  const byActor = Map.groupBy(context.days, keyOf);
  const thresholds = context.thresholds ?? DEFAULT_THRESHOLDS;

  for (const read of reads.filter(isOfficial)) {
    const day = shanghaiDate(read.at);
    const hour = (read.at.getUTCHours() + 8) % 24;
    const place = `${keyOf(read)} ${day}`;
    const today = days.get(place) ?? newDay(read, day);
    days.set(place, today);
    const mark = touched.get(place) ?? {
      today,
      habit: habitOf(byActor.get(keyOf(read)), day),
      reads: [],
      unusual: [],
      noCase: [],
    };
    touched.set(place, mark);
    mark.reads.push(read);
    today.reads += weightOf(read);
    today.hours[hour] = (today.hours[hour] ?? 0) + weightOf(read);
    today.last_seq = read.seq;
    today.organisation = read.organisation;
    if (isUnusualHour(read, hour, mark.habit, context.isWorkday(day), thresholds)) {
      today.unusual += weightOf(read);
      mark.unusual.push(read);
    }
    if (read.case_no === null || (read.actor_kind === 'staff' && context.outOfCase(read))) {
      today.no_case += weightOf(read);
      mark.noCase.push(read);
    }
    raised.push(...ofThePerson(read, day, context));
  }

  for (const { today, habit, reads: own, unusual, noCase } of touched.values()) {
    const kind = today.actor_kind === 'staff' ? 'staff' : 'application';
    const check = (rule: RuleId, measured: number, limit: number, behind: readonly WatchedRead[]): void => {
      if (measured > limit && behind.length > 0)
        raised.push(alarm(rule, today, today.day, behind, { measured, bar: limit }));
    };
    const factor = context.factor;
    check(
      'volume',
      today.reads,
      bar(
        habit.map((day) => day.reads),
        thresholds.floor('volume', kind),
        factor('volume'),
      ),
      own,
    );
    check('hours', today.unusual, Math.round((thresholds.floor('hours', kind) - 1) * factor('hours')), unusual);
    const cases = thresholds.floor('no-case', kind);
    const caseBar =
      habit.length < HABIT_MIN
        ? Math.round(cases * factor('no-case'))
        : bar(
            habit.map((day) => day.no_case),
            cases,
            factor('no-case'),
          );
    check('no-case', today.no_case, caseBar, noCase);
    if (kind === 'staff') {
      today.street_most = Math.max(today.street_most, context.streetMost(today.actor_id, today.day));
      const streets = habit.map((day) => day.street_most);
      const streetBar =
        habit.length < HABIT_MIN
          ? Math.round(thresholds.floor('street', 'staff') * factor('street'))
          : bar(streets, thresholds.floor('street', 'staff'), factor('street'));
      check('street', today.street_most, streetBar, own);
    }
  }
  return { days: [...touched.values()].map(({ today }) => today), raised: merged(raised) };
}

/** Facts that need no habit: own self, own family, a watched person. */
function ofThePerson(read: WatchedRead, day: string, context: Context): Raised[] {
  const alarms: Raised[] = [];
  const self = read.actor_kind === 'staff' ? context.personOf(read.actor_id) : undefined;
  const home = self === undefined ? undefined : context.dwellingOf(self);
  for (const subject of subjectsOf(read)) {
    const one = (rule: RuleId): void => {
      alarms.push(alarm(rule, read, day, [read], { measured: 1, bar: 0 }, `${day} ${subject}`));
    };
    if (read.resource !== LIST && context.isWatched({ ...read, subject })) one('watched');
    if (self === undefined) continue;
    if (self === subject) one('self');
    else if (home !== undefined && home === context.dwellingOf(subject)) one('family');
  }
  return alarms;
}

function isUnusualHour(
  read: WatchedRead,
  hour: number,
  habit: readonly Day[],
  workday: boolean,
  { hours }: Thresholds,
): boolean {
  // Systems work at all hours; one is judged only by a habit it has.
  if (read.actor_kind === 'application' && habit.length < 10) return false;
  const byHours = habit.map(({ hours }) => hours);
  return unusualHour(hour, workday && read.actor_kind === 'staff', byHours, hours);
}

/** The days before this one that its habit is made of. */
function habitOf(days: readonly Day[] | undefined, day: string): Day[] {
  const from = addDays(day, -HABIT_DAYS);
  return (days ?? []).filter((one) => one.day < day && one.day >= from);
}

function newDay(read: WatchedRead, day: string): Day {
  return {
    actor_kind: read.actor_kind,
    actor_id: read.actor_id,
    day,
    organisation: read.organisation,
    reads: 0,
    hours: Array.from({ length: 24 }, () => 0),
    unusual: 0,
    no_case: 0,
    street_most: 0,
    first_seq: read.seq,
    last_seq: read.seq,
  };
}

function alarm(
  rule: RuleId,
  of: Pick<WatchedRead, 'actor_kind' | 'actor_id' | 'organisation'>,
  day: string,
  reads: readonly WatchedRead[],
  how: { measured: number; bar: number },
  key = day,
): Raised {
  return {
    rule,
    actor: { kind: of.actor_kind, id: of.actor_id },
    organisation: of.organisation,
    day,
    key,
    ...how,
    reads: reads.map(({ seq, at }) => ({ seq, at })),
  };
}

/** Several looks at one person in a batch are one alarm. */
function merged(raised: readonly Raised[]): Raised[] {
  const all = new Map<string, Raised>();
  for (const one of raised) {
    const key = `${one.rule} ${one.actor.kind} ${one.actor.id} ${one.key}`;
    const there = all.get(key);
    if (there) {
      there.reads.push(...one.reads);
      there.measured = Math.max(there.measured + (one.bar === 0 ? 1 : 0), one.measured);
    } else all.set(key, one);
  }
  return [...all.values()];
}
