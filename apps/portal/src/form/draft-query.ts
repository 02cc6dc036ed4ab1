import { request } from '@yiwang/ui';
import { queryOptions } from '@tanstack/react-query';
import type { Attachment } from './upload-client.ts';

/** A draft as it stands at the server. */
export type Draft = {
  form: Record<string, unknown>;
  revision: number;
  page?: string;
  savedAt?: string;
  files: Attachment[];
};

export const fetchDraft = (id: string) => request<Draft>('GET', `/api/cases/${encodeURIComponent(id)}/draft`);
export const draftQuery = (id: string) => queryOptions({ queryKey: ['draft', id], queryFn: () => fetchDraft(id) });
