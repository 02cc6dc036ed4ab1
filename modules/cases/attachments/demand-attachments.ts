import type { FieldFault } from '@platform/kernel';
import { pathOf, uploadPlaces, uploadsIn, type FormSchema } from '@platform/forms';
import { httpErrors } from '@platform/http';
import type { Matter } from '@modules/matters/contract';
import type { CaseTools } from '../module.ts';
import { attachmentsOf } from '../store/attachments.ts';

/**
 * The files a form names, each of which must be stored whole for this very case and field. Which are required, the form has said.
 * @returns the ids of the files, or undefined where the form asks for none
 * @throws http.bad-input naming the field of each file that is not there
 */
export async function demandAttachments(
  tools: Pick<CaseTools, 'db'>,
  caseId: string,
  matter: Matter,
  form: Record<string, unknown>,
): Promise<string[] | undefined> {
  if (uploadPlaces(matter.formSchema as FormSchema).length === 0) return undefined;
  const named = uploadsIn(matter.formSchema as FormSchema, form).filter(({ ids }) => ids.length > 0);
  if (named.length === 0) return [];
  const there = new Map((await tools.db.readOnce((tx) => attachmentsOf(tx, caseId))).map((one) => [one.id, one]));
  const fields: FieldFault[] = [];
  const seen = new Set<string>();
  for (const { pointer, ids } of named) {
    const place = pathOf(pointer);
    for (const id of ids) {
      const one = there.get(id);
      if (one?.state === 'stored' && one.place === place && !seen.has(id)) seen.add(id);
      else if (!fields.some(({ path }) => path === pointer)) fields.push({ path: pointer, ...faultOf(one?.state) });
    }
  }
  if (fields.length > 0) throw httpErrors.badInput({ count: fields.length }, { fields });
  return [...seen];
}

function faultOf(state: string | undefined): Omit<FieldFault, 'path'> {
  return state === 'receiving'
    ? {
        code: 'upload-not-whole',
        message: {
          zh: '有文件还没有传完，请接着上传或删去',
          en: 'A file has not arrived whole; go on uploading it or remove it',
        },
      }
    : {
        code: 'upload-missing',
        message: { zh: '有文件已不在，请重新上传', en: 'A file is no longer there; upload it again' },
      };
}
