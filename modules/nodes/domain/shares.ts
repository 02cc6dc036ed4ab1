import { canonicalJson, shanghaiDate, type LocalText, type PlainDate, type WorkingCalendar } from '@platform/kernel';
import { sm3 } from '@platform/crypto';

/** Days in which an answer is due (政务数据共享条例): 1 working day for what is shared unconditionally, 10 on condition. */
export const ANSWER_DAYS = { unconditional: 1, conditional: 10, none: 10 } as const;

/** When the other side's request must be answered at the latest. */
export function answerDue(calendar: WorkingCalendar, shareType: keyof typeof ANSWER_DAYS, from: Date): Date {
  return calendar.dueAt(from, ANSWER_DAYS[shareType]).at;
}

/** Why a grant is not in force, where nobody wrote a reason. */
export const LOST_WORDS = {
  'not-yet': { zh: '未到开始日期', en: 'not yet begun' },
  suspended: { zh: '已暂停', en: 'suspended' },
  ended: { zh: '已到期或结束', en: 'ended' },
  revoked: { zh: '已撤销', en: 'revoked' },
} satisfies Record<string, LocalText>;

export type Light = 'green' | 'amber' | 'red';
/** Amber when at most two working days are left, red on and after the day it is due. */
export function lightOf(calendar: WorkingCalendar, due: Date, now: Date): Light {
  const last = shanghaiDate(new Date(due.getTime() - 1));
  const left = calendar.workdaysBetween(shanghaiDate(now), last);
  return left <= 0 ? 'red' : left <= 2 ? 'amber' : 'green';
}

export type Purpose = { readonly id: string; readonly title: LocalText };
export type GrantTerms = {
  readonly fields: readonly string[];
  readonly purposes: readonly Purpose[];
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly callsPerDay: number;
};

/** What is granted may be less than what was asked, never more. @returns the fields that were not asked for */
export function beyondAsked(asked: readonly string[], granted: readonly string[]): string[] {
  return granted.filter((field) => !asked.includes(field));
}

/** What a call says, as both sides keep it: who, under which grant, for what; the data only as a salted hash. */
export type CallFacts = {
  readonly call: string;
  readonly grant: string;
  readonly from: string;
  readonly to: string;
  readonly interface: string;
  readonly application: string;
  readonly organisation: string;
  readonly purpose: string;
  readonly caseNo: string;
  readonly trace: string;
  readonly at: string;
  readonly asked: string;
  readonly outcome: 'answered' | 'refused';
  /** Hash of the answer, or the code of the refusal. */
  readonly answer: string;
};

export const factsText = (facts: CallFacts): Buffer => Buffer.from(canonicalJson(facts), 'utf8');
export const factsHash = (facts: CallFacts): Buffer => sm3(factsText(facts));

/** A hash that nobody can guess the value from without the salt, which both sides have. */
export function saltedHash(salt: string, value: unknown): string {
  return sm3(`${salt} ${canonicalJson(value)}`).toString('hex');
}

/** How an organisation or application of another node is named here. */
export const across = (peerId: string, id: string): string => `${peerId}/${id}`;
