import type { DomainError, LocalText, PlainDate, WorkingCalendar } from '@platform/kernel';
import { shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { disclosureErrors } from './errors.ts';

/** `question`: why was this read; `objection`: it should not have been; `correction`: a value is wrong (校核, Ordinance art. 26). */
export type QuestionKind = 'question' | 'objection' | 'correction';
/** `answered` is the office's word, `settled` the authority's, which is the last. */
export type QuestionState = 'asked' | 'answered' | 'escalated' | 'settled' | 'withdrawn';
export type Outcome = 'explained' | 'upheld' | 'dismissed' | 'corrected' | 'unchanged';

/** Working days in which the office, and after it the authority, answers (domain-facts §4: 校核 10 working days). */
export const ANSWER_DAYS = 10;
/** A person asks for much at once rarely; beyond this somebody is playing. */
export const MOST_OPEN = 20;

/** What is said must say something: five characters at least, blanks around it aside. */
export const SAID = '^\\s*\\S[\\s\\S]{3,}\\S\\s*$';

export const OUTCOMES: Record<QuestionKind, readonly Outcome[]> = {
  question: ['explained'],
  objection: ['upheld', 'dismissed'],
  correction: ['corrected', 'unchanged'],
};
/** What goes against the person is said with the law it stands on. */
const NEEDS_BASIS: ReadonlySet<Outcome> = new Set(['dismissed', 'unchanged']);

export const STATE_TITLES: Record<QuestionState, LocalText> = {
  asked: { zh: '等待答复', en: 'Waiting for an answer' },
  answered: { zh: '已答复', en: 'Answered' },
  escalated: { zh: '已转共享主管', en: 'With the sharing authority' },
  settled: { zh: '共享主管已答复', en: 'Settled by the authority' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
};

export type Deadline = { from: Date; at: Date; date: PlainDate; amberFrom: Date; provisional: boolean };

/** A clock of {@link ANSWER_DAYS} working days that starts now; amber for its last fifth. */
export function answerDeadline(from: Date, calendar: WorkingCalendar, days: number = ANSWER_DAYS): Deadline {
  const due = calendar.dueAt(from, days);
  const amber = calendar.addWorkdays(shanghaiDate(from), days - Math.max(1, Math.floor(days / 5)));
  return { from, ...due, amberFrom: startOfShanghaiDay(amber) };
}

export type Light = 'green' | 'amber' | 'red';
export const lightAt = (deadline: Pick<Deadline, 'at' | 'amberFrom'>, now: Date): Light =>
  now >= deadline.at ? 'red' : now >= deadline.amberFrom ? 'amber' : 'green';

/** What the rules look at. */
export type Question = {
  kind: QuestionKind;
  state: QuestionState;
  /** Who has to answer first. */
  organisation: string;
  /** Who it went on to, once it did. */
  authority: string | null;
  due: Deadline;
};

export type Command =
  | {
      do: 'answer';
      /** The answer is given for the sharing authority, not for the office. */
      asAuthority: boolean;
      outcome: Outcome;
      basis: string | undefined;
      /** The office's own name, for the words of a refusal. */
      office: LocalText;
    }
  | { do: 'escalate'; authority: string | undefined }
  | { do: 'withdraw' };

export type Change = {
  state: QuestionState;
  /** Of an answer: it came after the last day. */
  late?: boolean;
  authority?: string;
  /** A new clock starts. */
  restart?: true;
};

/**
 * What a command makes of a question. The office answers in its time, or late; the authority when the person went on to it, or when
 * the office let its time pass. A person goes on once, with the answer in hand or after the last day.
 * @throws disclosures.not-now, .office-first, .only-once, .outcome-missing, .basis-missing, .no-authority
 */
export function decide(question: Question, command: Command, now: Date): Change {
  const late = now >= question.due.at;
  switch (command.do) {
    case 'answer': {
      if (!OUTCOMES[question.kind].includes(command.outcome))
        throw disclosureErrors.outcomeMissing({ allowed: OUTCOMES[question.kind].join(', ') });
      if (NEEDS_BASIS.has(command.outcome) && !command.basis?.trim()) throw disclosureErrors.basisMissing();
      if (question.state === 'escalated') {
        if (!command.asAuthority) throw notNow(question.state);
        return { state: 'settled', late };
      }
      if (question.state !== 'asked') throw notNow(question.state);
      if (!command.asAuthority) return { state: 'answered', late };
      if (!late) throw disclosureErrors.officeFirst({ office: command.office, date: question.due.date });
      return { state: 'settled', late: true };
    }
    case 'escalate': {
      if (question.state === 'escalated' || question.state === 'settled') throw disclosureErrors.onlyOnce();
      if (question.state === 'withdrawn') throw notNow(question.state);
      if (question.state === 'asked' && !late)
        throw disclosureErrors.officeFirst({
          office: { zh: '原单位', en: 'the office asked' },
          date: question.due.date,
        });
      if (command.authority === undefined) throw disclosureErrors.noAuthority();
      return { state: 'escalated', authority: command.authority, restart: true };
    }
    case 'withdraw':
      if (question.state !== 'asked' && question.state !== 'escalated') throw notNow(question.state);
      return { state: 'withdrawn' };
  }
}

/** What the person may do with it now. */
export function allowedTo(question: Question, now: Date): ('withdraw' | 'escalate')[] {
  const open = question.state === 'asked' || question.state === 'escalated';
  const on = question.state === 'answered' || (question.state === 'asked' && now >= question.due.at);
  return [...(on ? (['escalate'] as const) : []), ...(open ? (['withdraw'] as const) : [])];
}

function notNow(state: QuestionState): DomainError {
  return disclosureErrors.notNow({ state: STATE_TITLES[state] });
}
