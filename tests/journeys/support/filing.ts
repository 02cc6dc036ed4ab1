import { expect } from 'vitest';
import type { ApiCase, ApiVisitor } from './api.ts';

/** A file as people send it. */
export type Paper = { name: string; mimeType: string; buffer: Buffer };

/** The smallest document that readers open. */
export const PDF: Paper = {
  name: 'plan.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  ),
};

/** From now on the session of this API visitor acts for the one firm that its person may act for. */
export async function actForFirm(visitor: ApiVisitor): Promise<void> {
  const { items } = await visitor.get<{ items: { id: string }[] }>('/api/mandates');
  const answer = await visitor.post('/api/acting', { mandate: items[0]?.id });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Begins an application, sends a file for each of `fileFields`, hands it in; the case as it stands then. */
export async function handIn(
  visitor: ApiVisitor,
  matter: string,
  form: Record<string, unknown>,
  fileFields: readonly string[] = [],
): Promise<ApiCase> {
  const begun = await answered<ApiCase>(visitor.post('/api/cases', { matter }));
  const sent: Record<string, string[]> = {};
  for (const field of fileFields) {
    const files = `/api/cases/${begun.id}/files`;
    const { name, buffer } = PDF;
    const { id } = await answered<{ id: string }>(visitor.post(files, { field, name, size: buffer.length }));
    const piece = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    const taken = await visitor.patch(`${files}/${id}`, buffer, piece);
    expect(taken.ok(), await taken.text()).toBe(true);
    sent[field] = [id];
  }
  return answered<ApiCase>(
    visitor.post(`/api/cases/${begun.id}/submit`, { form: { ...begun.form, ...form, ...sent } }),
  );
}

/** A task as the work list has it. */
export type ApiTask = { id: string; caseId: string; caseNo: string; link?: string; closedAt?: string };

/** Tasks of an officer under a filter, the first hundred. */
export async function tasksOf(officer: ApiVisitor, filter: string): Promise<ApiTask[]> {
  return (await officer.get<{ items: ApiTask[] }>(`/api/work/tasks?limit=100&${filter}`)).items;
}

/** Ends the officer's open task of a case. */
export async function finish(officer: ApiVisitor, caseNo: string, result: string, more: object = {}): Promise<void> {
  const [task] = await tasksOf(officer, `q=${caseNo}`);
  expect(task, `an open task of ${caseNo}`).toBeDefined();
  await answered(officer.post(`/api/work/tasks/${task?.id}/complete`, { result, ...more }));
}

/** Ends the officer's tasks of a case, one after the other, until what is left is to decide it. */
export async function workUpToDecision(officer: ApiVisitor, caseNo: string, opinion: string): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    const [task] = await tasksOf(officer, `q=${caseNo}`);
    if (task?.link === 'decide') return;
    await finish(officer, caseNo, 'agree', { opinion });
  }
  throw new Error(`${caseNo} never came to a decision`);
}

async function answered<T>(request: ReturnType<ApiVisitor['post']>): Promise<T> {
  const answer = await request;
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}
