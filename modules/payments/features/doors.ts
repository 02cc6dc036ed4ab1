import { applicantSubject, asPerson, asStaff, type Access, type Actor } from '@platform/access';
import type { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';

/** Where a bill is paid: by its payer, or by its payer at a window, whose officer shows the code. What is asked and done is the same. */
export type Door = {
  path: '/api/payments/mine' | '/api/payments/window';
  access: Access;
  name(what: 'list' | 'pay' | 'ask' | 'show-code'): string;
  summary(text: LocalText): LocalText;
  /** At a window another phone scans; nobody is sent away from the officer's screen. */
  ways: readonly ('phone' | 'code')[];
  /** Whether who asks may see and pay what this person or firm owes. */
  mayPay(own: Own, actor: Actor, subject: string): Promise<boolean>;
};

const OWN_NAMES = {
  list: 'payments.list-my-bills',
  pay: 'payments.pay-my-bill',
  ask: 'payments.ask-my-bill',
  'show-code': 'payments.show-code',
} as const;

export const PAYER: Door = {
  path: '/api/payments/mine',
  access: { signedIn: 'person' },
  name: (what) => OWN_NAMES[what],
  summary: (text) => text,
  ways: ['phone', 'code'],
  mayPay: async (_own, actor, subject) => applicantSubject(asPerson(actor)) === subject,
};

/** Of those whom the officer wrote down today, and nobody else. */
export const WINDOW: Door = {
  path: '/api/payments/window',
  access: { permission: 'cases.take-in' },
  name: (what) => `payments.${what}-at-window`,
  summary: ({ zh, en }) => ({ zh: `窗口：${zh}`, en: `At a window: ${en}` }),
  ways: ['code'],
  mayPay: (own, actor, subject) => own.cases.cameToday(asStaff(actor).accountId, subject),
};
