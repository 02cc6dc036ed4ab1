import { uploadPlaces, uploadsIn, type FormSchema } from '@platform/forms';
import { withValueAt } from './pointers.ts';
import type { Attachment } from './upload-client.ts';

type Form = Record<string, unknown>;

/** Answers without what data filled in: that is never sent. */
export function withoutLocked(answers: Form, locked: readonly string[]): Form {
  return locked.reduce<Form>((form, field) => withValueAt(form, `/${field.replaceAll('.', '/')}`, undefined), answers);
}

/** Files that reached the server when the draft no longer did are put back into their field, as far as it takes them; lost ones leave it. */
export function adopt(schema: FormSchema, form: Form, files: readonly Attachment[]): Form {
  const there = new Set(files.map(({ id }) => id));
  const placed = uploadsIn(schema, form);
  const named = new Set(placed.flatMap(({ ids }) => ids));
  const cleaned = placed
    .filter(({ ids }) => ids.some((id) => !there.has(id)))
    .reduce<Form>((before, { pointer, ids }) => {
      const left = ids.filter((id) => there.has(id));
      return withValueAt(before, pointer, left.length > 0 ? left : undefined);
    }, form);
  return uploadPlaces(schema)
    .filter(({ path }) => !path.includes('[]') && !path.includes('.'))
    .reduce<Form>((before, { path, upload }) => {
      const had = Array.isArray(before[path]) ? (before[path] as string[]) : [];
      const found = files.filter(({ id, field }) => field === path && !named.has(id)).map(({ id }) => id);
      const all = [...had, ...found].slice(0, upload.maxFiles);
      return all.length === had.length ? before : { ...before, [path]: all };
    }, cleaned);
}
