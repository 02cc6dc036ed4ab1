import { asPerson, asStaff, type Access, type Actor, type PersonActor, type StaffActor } from '@platform/access';
import type { LocalText } from '@platform/kernel';

/** Who fills in a case: its applicant, or the officer who takes it in for them. */
export type Keeper = PersonActor | StaffActor;

/** The two ways to a form: people's own, and the window's. What is asked, checked and kept is the same. */
export type Door = {
  path: '/api/cases' | '/api/window/cases';
  access: Access;
  name(what: string): string;
  summary(text: LocalText): LocalText;
  keeper(actor: Actor): Keeper;
};

export const OWN: Door = {
  path: '/api/cases',
  access: { signedIn: 'person' },
  name: (what) => `cases.${what}`,
  summary: (text) => text,
  keeper: asPerson,
};

export const WINDOW: Door = {
  path: '/api/window/cases',
  access: { permission: 'cases.take-in' },
  name: (what) => `cases.${what}-at-window`,
  summary: ({ zh, en }) => ({ zh: `窗口收件：${zh}`, en: `At a window: ${en}` }),
  keeper: asStaff,
};
