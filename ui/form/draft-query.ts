import { request, type MyCase } from '../index.ts';
import { queryOptions } from '@tanstack/react-query';
import { casePath } from './case-path.ts';
import type { Attachment } from './upload-client.ts';

/** A draft as it stands at the server. */
export type Draft = {
  form: Record<string, unknown>;
  revision: number;
  page?: string;
  savedAt?: string;
  files: Attachment[];
};

export const fetchDraft = (id: string) => request<Draft>('GET', `${casePath(id)}/draft`);
export const draftQuery = (id: string) => queryOptions({ queryKey: ['draft', id], queryFn: () => fetchDraft(id) });

/** `base`: the revision the answers are written on; another device's newer one is not overwritten (`cases.draft-elsewhere`). */
export const saveDraft = (id: string, form: Record<string, unknown>, on: { base: number; page: string | undefined }) =>
  request<{ savedAt: string; revision: number }>('PUT', `${casePath(id)}/draft`, {
    body: { form, base: on.base, ...(on.page === undefined ? {} : { page: on.page }) },
  });
/** Hands the answers in, for the first time or corrected; at a window with the applicant's agreement. */
export const handIn = (
  id: string,
  how: 'submit' | 'resubmit',
  body: { form: Record<string, unknown>; agreed?: true },
  idempotencyKey: string,
) => request<MyCase>('POST', `${casePath(id)}/${how}`, { body, idempotencyKey });
