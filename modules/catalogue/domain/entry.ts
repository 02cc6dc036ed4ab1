import { addDays, shanghaiDate, type LocalText, type PlainDate, type WorkingCalendar } from '@platform/kernel';
import type { ItemDefinition, ResourceDefinition } from '../contract/index.ts';
import { catalogueErrors } from './errors.ts';

/** A definition that is being compiled: parts may still be missing. */
export type Draft = {
  title: LocalText;
  items: DraftItem[];
} & { [K in Exclude<keyof ResourceDefinition, 'id' | 'title' | 'items'>]?: ResourceDefinition[K] | undefined };
export type DraftItem = { title: LocalText } & {
  [K in Exclude<keyof ItemDefinition, 'title'>]?: ItemDefinition[K] | undefined;
};

/**
 * Why an entry is compiled. After a change of law or duty the catalogue is to be brought up to date within 10 working days, 15 in special cases
 * (政务数据共享条例, art. 16 on; see domain facts §4).
 */
export type Cause = {
  kind: 'new' | 'correction' | 'law' | 'duty';
  /** Day of the change of law or duty. */
  changedOn?: PlainDate | undefined;
  special?: boolean | undefined;
  note?: string | undefined;
};

const UPDATE_DAYS = 10;
const UPDATE_DAYS_MORE = 5;
export const REVIEW_DAYS = 2;

export type WorkingState = 'draft' | 'submitted' | 'checked';

/** An entry with what is in use of it and what is being worked on. */
export type Entry = {
  id: string;
  provider: string;
  published: ResourceDefinition | null;
  /** The pack's definition when it was published, where a pack has one. */
  base: ResourceDefinition | null;
  publishedNo: number;
  publishedAt: Date | null;
  retiredAt: Date | null;
  retiredReason: string | null;
  working: Draft | null;
  workingState: WorkingState | null;
  cause: Cause | null;
  compilers: string[];
  submittedAt: Date | null;
  reviewDue: PlainDate | null;
  updateDue: PlainDate | null;
  checkedBy: string | null;
  returnedReason: string | null;
  returnedAt: Date | null;
  version: number;
};

export type EntryState = WorkingState | 'published' | 'retired';

/** Where an entry stands: what is being worked on first, then what is in use. */
export function stateOf(entry: Pick<Entry, 'workingState' | 'published' | 'retiredAt'>): EntryState {
  if (entry.workingState) return entry.workingState;
  return entry.retiredAt ? 'retired' : 'published';
}

export type EntryCommand =
  | { kind: 'save'; definition: Draft; cause: Cause }
  | { kind: 'submit' }
  | { kind: 'withdraw' }
  | { kind: 'check' }
  | { kind: 'return'; reason: string }
  | { kind: 'publish'; definition: ResourceDefinition; base?: ResourceDefinition | undefined }
  | { kind: 'discard' }
  | { kind: 'retire'; reason: string };

type Circumstances = { by: string; now: Date; calendar: WorkingCalendar };

const NO_WORK = {
  working: null,
  workingState: null,
  cause: null,
  compilers: [],
  submittedAt: null,
  reviewDue: null,
  updateDue: null,
  checkedBy: null,
  returnedReason: null,
  returnedAt: null,
} satisfies Partial<Entry>;

/** An entry that nobody has worked on. */
export function newEntry(id: string, provider: string): Entry {
  return {
    id,
    provider,
    published: null,
    base: null,
    publishedNo: 0,
    publishedAt: null,
    retiredAt: null,
    retiredReason: null,
    ...NO_WORK,
    version: 0,
  };
}

/**
 * What an entry becomes. Whether its definition is sound is asked before (see formal-check.ts); here only who may do what when.
 * @throws catalogue.wrong-state, catalogue.own-work, catalogue.retired
 */
export function decideEntry(entry: Entry, command: EntryCommand, { by, now, calendar }: Circumstances): Entry {
  const demand = (...states: EntryState[]): void => {
    if (!states.includes(stateOf(entry))) throw catalogueErrors.wrongState({ id: entry.id });
  };
  switch (command.kind) {
    case 'save': {
      if (entry.retiredAt) throw catalogueErrors.retired({ id: entry.id });
      if (entry.workingState !== null) demand('draft');
      const { cause } = command;
      return {
        ...entry,
        working: command.definition,
        workingState: 'draft',
        cause,
        compilers: [...new Set([...entry.compilers, by])],
        updateDue: updateDue(cause, calendar),
      };
    }
    case 'submit':
      demand('draft');
      return {
        ...entry,
        workingState: 'submitted',
        submittedAt: now,
        reviewDue: calendar.dueAt(now, REVIEW_DAYS).date,
        returnedReason: null,
        returnedAt: null,
      };
    case 'withdraw':
      demand('submitted', 'checked');
      return { ...entry, workingState: 'draft', submittedAt: null, reviewDue: null, checkedBy: null };
    case 'check':
      demand('submitted');
      refuseOwn(entry, by);
      return { ...entry, workingState: 'checked', checkedBy: by };
    case 'return':
      demand('submitted', 'checked');
      return {
        ...entry,
        workingState: 'draft',
        submittedAt: null,
        reviewDue: null,
        checkedBy: null,
        returnedReason: command.reason,
        returnedAt: now,
      };
    case 'publish':
      demand('checked');
      refuseOwn(entry, by);
      return {
        ...entry,
        ...NO_WORK,
        provider: command.definition.provider,
        published: command.definition,
        base: command.base ?? null,
        publishedNo: entry.publishedNo + 1,
        publishedAt: now,
      };
    case 'discard':
      demand('draft');
      return { ...entry, ...NO_WORK };
    case 'retire':
      demand('published');
      return { ...entry, retiredAt: now, retiredReason: command.reason };
  }
}

/** Nobody passes their own work. */
function refuseOwn(entry: Entry, by: string): void {
  if (entry.compilers.includes(by)) throw catalogueErrors.ownWork({ id: entry.id });
}

function updateDue(cause: Cause, calendar: WorkingCalendar): PlainDate | null {
  if (cause.changedOn === undefined || (cause.kind !== 'law' && cause.kind !== 'duty')) return null;
  return calendar.addWorkdays(cause.changedOn, UPDATE_DAYS + (cause.special ? UPDATE_DAYS_MORE : 0));
}

export type Light = 'green' | 'amber' | 'red';
/** A clock of working days as people see it: red once its last day is over, amber on its last day and the one before. */
export type Clock = { light: Light; dueDate: PlainDate; workdaysLeft: number; provisional: boolean };

export function clockOf(due: PlainDate, now: Date, calendar: WorkingCalendar): Clock {
  const today = shanghaiDate(now);
  const left = calendar.workdaysBetween(today, due);
  return {
    light: today > due ? 'red' : left <= 1 ? 'amber' : 'green',
    dueDate: due,
    // The day after the last one is already late, whether or not it is worked on.
    workdaysLeft: today > due ? -Math.max(1, calendar.workdaysBetween(due, today)) : left,
    provisional: calendar.isProvisional(due) || calendar.isProvisional(addDays(due, 1)),
  };
}
