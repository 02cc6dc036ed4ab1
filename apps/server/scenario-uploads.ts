import type { PersonActor } from '@platform/access';
import { uploadPlaces, uploadsIn, type FormSchema } from '@platform/forms';
import type { Rehearsal } from './rehearsal.ts';

/** Harmless content by ending: enough of each kind to be told by it. */
const CONTENT: Readonly<Record<string, Buffer>> = {
  pdf: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/**
 * Sends the files that a scenario's form only names, and gives the form with their numbers. What was sent under a name once is not sent again.
 * @param sent by place and name, the numbers of files already there
 */
export async function uploadNamedFiles(
  { request }: Rehearsal,
  person: PersonActor,
  caseId: string,
  schema: FormSchema,
  form: Record<string, unknown>,
  sent: Map<string, string>,
): Promise<Record<string, unknown>> {
  if (uploadPlaces(schema).length === 0) return form;
  const filled = structuredClone(form);
  for (const { pointer, ids: names } of uploadsIn(schema, filled)) {
    if (names.length === 0) continue;
    const steps = pointer.slice(1).split('/');
    const place = pointer
      .slice(1)
      .replaceAll(/\/\d+\//g, '[].')
      .replaceAll('/', '.');
    const numbers: string[] = [];
    for (const name of names) {
      const key = `${pointer} ${name}`;
      const number = sent.get(key) ?? (await upload(place, name));
      sent.set(key, number);
      numbers.push(number);
    }
    const owner = steps
      .slice(0, -1)
      .reduce<Record<string, never>>((part, step) => part[step] as never, filled as never);
    (owner as Record<string, unknown>)[steps.at(-1) as string] = numbers;
  }
  return filled;

  async function upload(field: string, name: string): Promise<string> {
    const content = CONTENT[/\.(\w+)$/.exec(name)?.[1] ?? ''];
    if (!content) throw new Error(`Name a .pdf or a .png file, not "${name}": a scenario has no others at hand.`);
    const path = `/api/cases/${caseId}/files`;
    const begun = await request(person, { method: 'POST', path, body: { field, name, size: content.length } });
    const { id, title } = begun.body as { id?: string; title?: string };
    if (id === undefined) throw new Error(`The file ${name} was not taken: ${begun.status} ${title ?? ''}`);
    const piece = await request(person, {
      method: 'PATCH',
      path: `${path}/${id}`,
      body: content,
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'tus-resumable': '1.0.0' },
    });
    if (piece.status >= 300) throw new Error(`The file ${name} was not kept: ${piece.status}`);
    return id;
  }
}
