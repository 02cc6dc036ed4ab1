import type { LocalText, MyCase } from '@yiwang/ui';
import { casePath } from '@yiwang/ui/form/case-path.ts';

/** A numbered document of one's case (modules/cases, views/document-view.ts). */
export type MyDocument = {
  id: string;
  kind: string;
  title: LocalText;
  number: string;
  organisationName: LocalText;
  at: string;
  deliveries: { channel: string; state: string; seenAt?: string }[];
};

/** What an applicant sees of the handling (modules/cases, views/applicant-view.ts): offices, never officers. */
export type Handling = {
  tasks: {
    task: LocalText;
    organisationName: LocalText;
    state: 'open' | 'done';
    openedAt: string;
    closedAt?: string;
  }[];
  documents: MyDocument[];
  process: { xml: string; active: string[]; done: string[] };
  /** Papers that may follow and have not come; a commitment that was found untrue. */
  missing?: { papers: LocalText[]; until: string };
  toPutRight?: { finding: string; until: string };
  /** Times that somebody had to come; absent for a case from before they were counted. */
  visits?: {
    id: string;
    at: string;
    title: LocalText;
    organisationName: LocalText;
    place?: LocalText;
    shown?: LocalText;
    struck?: { at: string; organisationName: LocalText; reason: string };
  }[];
};

/** The answer to an act holds the case without its handling, which follows with the next look. */
export const handlingOf = (one: MyCase): Partial<Handling> => one as Partial<Handling>;

export const documentHref = (caseId: string, id: string): string =>
  `/api/cases/mine/${encodeURIComponent(caseId)}/documents/${encodeURIComponent(id)}/pdf`;

/** 申请表 of one's own case; of a draft, as a preview. */
export const applicationFormHref = (caseId: string): string => `${casePath(caseId)}/application-form`;

/** The notice of the special procedure that goes on, if one does: the last of those that begin and end one. */
export function procedureNotice(documents: readonly MyDocument[]): MyDocument | undefined {
  const last = documents
    .filter(({ kind }) => kind === 'special-procedure' || kind === 'resumption')
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return last?.kind === 'special-procedure' ? last : undefined;
}
