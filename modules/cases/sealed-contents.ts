import type { Sealer } from '@platform/crypto';
import type { Applicant, CaseData, Notice, Trace } from './domain/contents.ts';
import type { CaseRecord } from './store/case-record.ts';

type Sealed = Pick<CaseRecord, 'id' | 'sealedApplicant' | 'sealedForm' | 'sealedData' | 'sealedTrace' | 'sealedNotice'>;

/** Seals and opens what is personal in a case; each value only opens in its own place. */
export type Contents = {
  sealApplicant(id: string, applicant: Applicant): Buffer;
  applicant(record: Sealed): Applicant;
  sealForm(id: string, form: Record<string, unknown>): Buffer;
  form(record: Sealed): Record<string, unknown>;
  sealData(id: string, data: CaseData): Buffer;
  data(record: Sealed): CaseData;
  sealTrace(id: string, trace: Trace): Buffer;
  trace(record: Sealed): Trace | undefined;
  sealNotice(id: string, notice: Notice): Buffer;
  notice(record: Sealed): Notice;
  sealNote(stepId: string, note: string): Buffer;
  note(step: { id: string; sealedNote: Buffer | null }): string | undefined;
};

export function caseContents(sealer: Sealer): Contents {
  const place = (id: string, column: string): string => `cases.case:${id}:${column}`;
  return {
    sealApplicant: (id, applicant) => sealer.sealJson(applicant, place(id, 'applicant')),
    applicant: ({ id, sealedApplicant }) => sealer.openJson(sealedApplicant, place(id, 'applicant')) as Applicant,
    sealForm: (id, form) => sealer.sealJson(form, place(id, 'form')),
    form: ({ id, sealedForm }) => sealer.openJson(sealedForm, place(id, 'form')) as Record<string, unknown>,
    sealData: (id, data) => sealer.sealJson(data, place(id, 'data')),
    data: ({ id, sealedData }) => sealer.openJson(sealedData, place(id, 'data')) as CaseData,
    sealTrace: (id, trace) => sealer.sealJson(trace, place(id, 'trace')),
    trace: ({ id, sealedTrace }) =>
      sealedTrace ? (sealer.openJson(sealedTrace, place(id, 'trace')) as Trace) : undefined,
    sealNotice: (id, notice) => sealer.sealJson(notice, place(id, 'notice')),
    notice: ({ id, sealedNotice }) =>
      sealedNotice ? (sealer.openJson(sealedNotice, place(id, 'notice')) as Notice) : {},
    sealNote: (stepId, note) => sealer.sealText(note, `cases.step:${stepId}:note`),
    note: ({ id, sealedNote }) => (sealedNote ? sealer.openText(sealedNote, `cases.step:${id}:note`) : undefined),
  };
}
