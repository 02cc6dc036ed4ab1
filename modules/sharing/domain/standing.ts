import type { LocalText, WorkingCalendar } from '@platform/kernel';
import type { AcrossDispute, AcrossStanding } from '../contract/across.ts';
import { deadlineOf, type Clock } from './clock.ts';
import type { Request } from './request.ts';

type Due = { dueAt: string; dueDate: string; provisional: boolean };

/** How a request stands, as the node that it came from is told; undefined for a draft, which nobody is told of. Accounts stay here. */
export function standingOf(
  request: Request,
  of: {
    calendar: WorkingCalendar;
    next: LocalText | undefined;
    authority: LocalText | undefined;
    disputes: readonly AcrossDispute[];
  },
): AcrossStanding | undefined {
  const { state, clock, correction, extension, decision, objection } = request;
  if (state === 'draft') return undefined;
  const due = (one: Clock): Due | undefined => {
    const deadline = deadlineOf(one, of.calendar);
    return deadline && { dueAt: deadline.at.toISOString(), dueDate: deadline.date, provisional: deadline.provisional };
  };
  const runs = clock && clock.kind !== 'arbitrate' ? { kind: clock.kind, due: due(clock) } : undefined;
  const arbitrated = objection && due(objection.clock);
  return {
    revision: request.revision,
    number: request.no,
    state,
    ...(of.next ? { next: of.next } : {}),
    ...(runs?.due ? { clock: { kind: runs.kind, ...runs.due } } : {}),
    ...(correction
      ? {
          correction: {
            what: correction.what,
            at: correction.at.toISOString(),
            by: correction.by,
            ...(correction.doneAt ? { doneAt: correction.doneAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(extension ? { extension } : {}),
    ...(decision
      ? {
          answer: {
            outcome: decision.outcome,
            at: decision.at.toISOString(),
            fields: decision.fields,
            dropped: decision.dropped,
            ...(decision.reason ? { reason: told(decision.reason) } : {}),
            ...(decision.law ? { law: told(decision.law) } : {}),
          },
        }
      : {}),
    ...(objection && arbitrated
      ? {
          objection: {
            against: objection.against,
            text: objection.text,
            at: objection.at.toISOString(),
            state: objection.state,
            ...(of.authority ? { by: of.authority } : {}),
            ...arbitrated,
            ...(objection.finding ? { finding: objection.finding } : {}),
            ...(objection.law ? { law: objection.law } : {}),
            ...(objection.doneAt ? { doneAt: objection.doneAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(request.endReason ? { endReason: request.endReason } : {}),
    ...(of.disputes.length > 0 ? { disputes: [...of.disputes] } : {}),
  };
}

/** What a person wrote goes as it is, what a pack or the product wrote in both languages. */
const told = ({ zh, en }: LocalText): string | LocalText => (zh === en ? zh : { zh, en });
