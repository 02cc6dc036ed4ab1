import type { Sealer } from '@platform/crypto';
import type { LocalText } from '@platform/kernel';
import type { Applicant, CaseData, Notice, Trace } from './domain/contents.ts';
import type { CreditFinding } from './domain/credit.ts';
import type { DocumentContent } from './domain/documents.ts';
import type { ReturnedContent } from './pool/record.ts';
import type { CaseRecord } from './store/case-record.ts';
import type { SealedVariables } from './store/flow-rows.ts';
import type { StepRecord } from './store/steps.ts';

type Sealed = Pick<CaseRecord, 'id' | 'sealedApplicant' | 'sealedForm' | 'sealedData' | 'sealedTrace' | 'sealedNotice'>;

/** Seals and opens what is personal in a case; each value only opens in its own place. */
export type Contents = {
  sealApplicant(id: string, applicant: Applicant): Buffer;
  applicant(record: Pick<Sealed, 'id' | 'sealedApplicant'>): Applicant;
  sealForm(id: string, form: Record<string, unknown>): Buffer;
  form(record: Sealed): Record<string, unknown>;
  sealData(id: string, data: CaseData): Buffer;
  data(record: Sealed): CaseData;
  sealTrace(id: string, trace: Trace): Buffer;
  trace(record: Sealed): Trace | undefined;
  sealNotice(id: string, notice: Notice): Buffer;
  notice(record: Sealed): Notice;
  sealVariables(id: string, variables: SealedVariables): Buffer;
  variables(id: string, sealed: Buffer): SealedVariables;
  sealOpinion(taskId: string, opinion: string): Buffer;
  opinion(task: { id: string; sealedOpinion: Buffer | null }): string | undefined;
  sealCredit(id: string, finding: CreditFinding): Buffer;
  credit(record: Pick<CaseRecord, 'id' | 'sealedCredit'>): CreditFinding | undefined;
  sealDocument(id: string, content: DocumentContent): Buffer;
  document(row: { id: string; sealed_content: Buffer }): DocumentContent;
  /** Why something was done: of a special procedure, an extension, an act on a task. `id` is that row's. */
  sealReason(id: string, reason: string): Buffer;
  reason(row: { id: string; sealedReason: Buffer }): string;
  /** What the head of a government wrote to an extension; `id` is that of the extension. */
  sealAnswer(id: string, answer: string): Buffer;
  answer(row: { id: string; sealedAnswer: Buffer }): string;
  sealComment(id: string, text: string): Buffer;
  comment(row: { id: string; sealedText: Buffer }): string;
  sealReturned(id: string, content: ReturnedContent): Buffer;
  returned(row: { id: string; sealed_record: Buffer }): ReturnedContent;
  /** An officer's own words, which stand in one language, or what rules and product say in both. */
  sealNote(stepId: string, note: string | LocalText): Pick<StepRecord, 'sealedNote' | 'sealedNoteEn'>;
  note(step: Pick<StepRecord, 'id' | 'sealedNote' | 'sealedNoteEn'>): LocalText | undefined;
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
    sealVariables: (id, variables) => sealer.sealJson(variables, `cases.process:${id}:variables`),
    variables: (id, sealed) => sealer.openJson(sealed, `cases.process:${id}:variables`) as SealedVariables,
    sealOpinion: (taskId, opinion) => sealer.sealText(opinion, `cases.task:${taskId}:opinion`),
    opinion: ({ id, sealedOpinion }) =>
      sealedOpinion ? sealer.openText(sealedOpinion, `cases.task:${id}:opinion`) : undefined,
    sealCredit: (id, finding) => sealer.sealJson(finding, place(id, 'credit')),
    credit: ({ id, sealedCredit }) =>
      sealedCredit ? (sealer.openJson(sealedCredit, place(id, 'credit')) as CreditFinding) : undefined,
    sealDocument: (id, content) => sealer.sealJson(content, `cases.document:${id}:content`),
    document: (row) => sealer.openJson(row.sealed_content, `cases.document:${row.id}:content`) as DocumentContent,
    sealReason: (id, reason) => sealer.sealText(reason, `cases:${id}:reason`),
    reason: ({ id, sealedReason }) => sealer.openText(sealedReason, `cases:${id}:reason`),
    sealAnswer: (id, answer) => sealer.sealText(answer, `cases.extension:${id}:answer`),
    answer: ({ id, sealedAnswer }) => sealer.openText(sealedAnswer, `cases.extension:${id}:answer`),
    sealComment: (id, text) => sealer.sealText(text, `cases.comment:${id}:text`),
    comment: ({ id, sealedText }) => sealer.openText(sealedText, `cases.comment:${id}:text`),
    sealReturned: (id, content) => sealer.sealJson(content, `cases.returned:${id}:record`),
    returned: (row) => sealer.openJson(row.sealed_record, `cases.returned:${row.id}:record`) as ReturnedContent,
    sealNote: (stepId, note) => ({
      sealedNote: sealer.sealText(typeof note === 'string' ? note : note.zh, `cases.step:${stepId}:note`),
      sealedNoteEn: typeof note === 'string' ? null : sealer.sealText(note.en, `cases.step:${stepId}:note-en`),
    }),
    note({ id, sealedNote, sealedNoteEn }) {
      if (!sealedNote) return undefined;
      const zh = sealer.openText(sealedNote, `cases.step:${id}:note`);
      return { zh, en: sealedNoteEn ? sealer.openText(sealedNoteEn, `cases.step:${id}:note-en`) : zh };
    },
  };
}
