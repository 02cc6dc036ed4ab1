import { shanghaiDay, type LocalText } from '@yiwang/ui';
import type { Asked, Delivery, Options, RequestDetail } from '../../api/sharing.ts';
import { filled, NO_TEXT } from '../../rail/both.tsx';

/** A request as it stands in the form. */
export type Draft = {
  resource: string;
  fields: string[];
  application: string;
  delivery: Delivery;
  interface: string;
  purpose: LocalText;
  purposeId: string;
  basis: LocalText;
  explanation: string;
  callsPerDay: number | undefined;
  rowsPerDay: number | undefined;
  from: string;
  until: string;
};

/** The last day of a year that begins today. */
const YEAR_AHEAD = 364;

export const emptyDraft = (resource: string): Draft => ({
  resource,
  fields: [],
  application: '',
  delivery: 'interface',
  interface: '',
  purpose: NO_TEXT,
  purposeId: '',
  basis: NO_TEXT,
  explanation: '',
  callsPerDay: undefined,
  rowsPerDay: undefined,
  from: '',
  until: shanghaiDay(YEAR_AHEAD),
});

export const draftOf = ({ asked }: RequestDetail): Draft => ({
  resource: asked.resource,
  fields: [...asked.fields],
  application: asked.application,
  delivery: asked.delivery,
  interface: asked.interface ?? '',
  purpose: asked.purpose.title,
  purposeId: asked.purpose.id,
  basis: asked.legalBasis,
  explanation: asked.explanation,
  callsPerDay: asked.callsPerDay,
  rowsPerDay: asked.rowsPerDay,
  from: asked.from ?? '',
  until: asked.until,
});

export const PURPOSE_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What is missing, by field; empty when it can be sent. */
export function missing(draft: Draft, options: Options | undefined): Set<keyof Draft> {
  const faults = new Set<keyof Draft>();
  if (!draft.resource) faults.add('resource');
  const chosen = options?.interfaces.find(({ id }) => id === draft.interface);
  if (draft.fields.length === 0 && (!chosen || chosen.mode === 'rows')) faults.add('fields');
  if (!draft.application) faults.add('application');
  if ((filled(draft.purpose)?.zh.length ?? 0) < 4) faults.add('purpose');
  if (!PURPOSE_ID.test(draft.purposeId)) faults.add('purposeId');
  if ((filled(draft.basis)?.zh.length ?? 0) < 4) faults.add('basis');
  if (draft.explanation.trim().length < 4) faults.add('explanation');
  if (!draft.until) faults.add('until');
  return faults;
}

/** As it is sent; call it when nothing is missing. */
export function askedOf(draft: Draft): Asked {
  return {
    resource: draft.resource,
    fields: draft.fields,
    application: draft.application,
    delivery: draft.delivery,
    ...(draft.delivery === 'interface' && draft.interface ? { interface: draft.interface } : {}),
    purpose: { id: draft.purposeId, title: filled(draft.purpose) ?? draft.purpose },
    legalBasis: filled(draft.basis) ?? draft.basis,
    explanation: draft.explanation.trim(),
    ...(draft.callsPerDay === undefined ? {} : { callsPerDay: draft.callsPerDay }),
    ...(draft.rowsPerDay === undefined ? {} : { rowsPerDay: draft.rowsPerDay }),
    ...(draft.from ? { from: draft.from } : {}),
    until: draft.until,
  };
}
