import type { DomainEvent, EventDefinition, PayloadOf } from '@platform/kernel';
import {
  caseAccepted,
  caseClosed,
  caseDecided,
  caseEnded,
  caseSubmitted,
  clocksMoved,
  correctionRequested,
  taskDone,
} from '@modules/cases/contract';
import { reviewGiven } from '@modules/reviews/contract';

export const KINDS = ['case', 'process', 'result', 'review'] as const;
export type Kind = (typeof KINDS)[number];

/** What an event says upward: its kind, its name, and the part of the content that is its own. */
export type Told = { kind: Kind; what: string; content: Record<string, unknown> };

/** The events that are told. */
export const EVENTS = [
  caseSubmitted,
  caseAccepted,
  correctionRequested,
  clocksMoved,
  taskDone,
  caseDecided,
  caseClosed,
  caseEnded,
  reviewGiven,
] as const;

/** 环节: 1 收件, 2 受理, 3 审核, 4 办结, 11 补齐补正, 12 挂起, 99 其他 (domain-facts §2). */
const step = (what: string, link: string, more: Record<string, unknown>): Told => ({
  kind: 'process',
  what,
  content: { link_code: link, ...more },
});
/** The law's own steps tell of the tasks that end in them. */
const TOLD_BY_LAW: ReadonlySet<string | undefined> = new Set(['receive', 'accept', 'decide', 'deliver']);

const isOf = <D extends EventDefinition>(event: DomainEvent, kind: D): event is DomainEvent<PayloadOf<D>> =>
  event.type === kind.type;

/**
 * An event in the words of the scheme; undefined when it is not told. Results are 0 不同意, 1 同意, 2 不受理, 3 不予受理, 4 受理, 5 补齐补正,
 * 6 特别程序, 7 退回. Opinions and reasons are never told.
 */
export function toldOf(event: DomainEvent): Told | undefined {
  if (isOf(event, caseSubmitted)) return { kind: 'case', what: 'submitted', content: {} };
  if (isOf(event, caseAccepted)) {
    const { deemed, dueDate } = event.payload;
    return step('accepted', '2', { node_result: '4', deemed_accepted: deemed, promise_date: dueDate });
  }
  if (isOf(event, correctionRequested))
    return step('correction', '11', { node_result: '5', correct_until: event.payload.until });
  if (isOf(event, clocksMoved)) {
    const { what, dueDate } = event.payload;
    const more = dueDate === undefined ? {} : { promise_date: dueDate };
    return what === 'extended' ? step('extended', '99', more) : step(what, '12', { node_result: '6', ...more });
  }
  if (isOf(event, taskDone)) {
    const { link, title, result, openedAt, at } = event.payload;
    if (TOLD_BY_LAW.has(link)) return undefined;
    const said = result === 'agree' ? { node_result: '1' } : result === 'disagree' ? { node_result: '0' } : {};
    const times = { node_name: title.zh, begun_at: openedAt, ended_at: at };
    return step('step', link === 'review' ? '3' : '99', { ...said, ...times });
  }
  if (isOf(event, caseDecided)) {
    const { outcome, instant } = event.payload;
    const content = { result_code: outcome === 'approved' ? '1' : '0', decided_at_once: instant };
    return { kind: 'result', what: outcome, content };
  }
  if (isOf(event, caseClosed)) return { kind: 'result', what: 'closed', content: { link_code: '4' } };
  if (isOf(event, caseEnded)) {
    const { how } = event.payload;
    // The scheme has no code for what its applicant took back: none of an office's decisions was made.
    // Nor has it one for what was referred elsewhere: it is told under its own name, with the organisation where the city knows it.
    const { to } = event.payload;
    const content = how === 'returned' ? { result_code: '7' } : to === undefined ? {} : { referred_to: to };
    return { kind: 'result', what: how, content };
  }
  if (isOf(event, reviewGiven))
    return { kind: 'review', what: 'review', content: { satisfaction: event.payload.stars, of_own_will: true } };
  return undefined;
}
