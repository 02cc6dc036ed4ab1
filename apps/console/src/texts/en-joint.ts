import type { zhJoint } from './zh-joint.ts';

/** More time for what several departments handle. */
export const enJoint: Record<string, string> & { [Key in keyof typeof zhJoint]: string } = {
  title: 'Extensions to approve',
  lead: 'More time asked for what several departments handle: yours to approve (Administrative Licensing Law, art. 42 para 2). The oldest first; nothing personal of the applicants is shown.',
  note: '{{count}} extensions wait for your approval',
  note_one: '1 extension waits for your approval',
  askedAt: 'Asked',
  days: 'Days asked for',
  workdays: '{{count}} working days',
  workdays_one: '1 working day',
  why: 'Reason',
  statutory: 'Statutory limit',
  left: 'due {{date}}, {{count}} working days left',
  left_one: 'due {{date}}, 1 working day left',
  today: 'due today ({{date}})',
  late: 'passed on {{date}}; cannot be approved any more',
  stands: 'A special procedure goes on; the time stands still',
  empty: 'No extension waits for approval',
  emptyText: 'What the heads of offices ask for stands here.',
  heading: 'Extension asked for (joint handling)',
  asked: '{{office}} asks for {{days}} more working days.',
  lateLong: 'The statutory time is over: it can only be refused. Press for a decision.',
  standsLong:
    'A special procedure is going on and the time stands still. It can be approved when the procedure has ended.',
  approve: 'Approve the extension',
  refuse: 'Refuse the extension',
  approveText:
    'The promise and the statutory limit both move by {{days}} working days, once only. The applicant gets a notice that names your approval and the reason above.',
  refuseText: 'The limits stay as they are. The office that asked reads your reason.',
  reason: 'Why it is refused',
  reasonHint: 'Nothing personal about the applicant, please.',
  approved: 'Approved; the applicant gets a notice',
  refused: 'Refused; the office reads your reason',
};
