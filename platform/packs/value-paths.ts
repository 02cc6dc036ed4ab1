import { dirname, join } from 'node:path';
import { formField, type FormSchema } from '@platform/forms';
import type { NameCheck, Sound } from './check-names.ts';
import type { ReadDefinition } from './read-packs.ts';
import { parseSourceFile, type Path, type SourceFile } from './source-file.ts';

/** A companion file beside a definition: its text and how to show its place; undefined when it is not there. */
export function companion(
  check: NameCheck,
  definition: Pick<ReadDefinition, 'folder' | 'source'>,
  name: string,
): { file: string; text: string } | undefined {
  const text = check.texts.get(`${definition.folder}/${name}`);
  return text === undefined ? undefined : { file: join(dirname(definition.source.file), name), text };
}

const parsed = new WeakMap<object, { form: FormSchema | undefined; source: SourceFile | undefined }>();

/** The form of a matter, parsed; undefined when absent or no JSON. */
export function formOf(check: NameCheck, matter: Sound<'matters'>): FormSchema | undefined {
  return formSourceOf(check, matter).form;
}

export function formSourceOf(
  check: NameCheck,
  matter: Sound<'matters'>,
): { form: FormSchema | undefined; source: SourceFile | undefined } {
  const known = parsed.get(matter.value);
  if (known) return known;
  const found = companion(check, matter, matter.value.form);
  const source = found && parseSourceFile(found.file, found.text);
  const value = source?.value;
  const form = typeof value === 'object' && value !== null ? (value as FormSchema) : undefined;
  const result = { form, source };
  parsed.set(matter.value, result);
  return result;
}

export function readFormFieldNames(form: FormSchema | undefined): string[] | undefined {
  return form?.properties ? Object.keys(form.properties) : undefined;
}

/** Registry fields that the matter's prefill interfaces answer with, as `registry.field`. */
export function readableData(check: NameCheck, matter: Sound<'matters'>): string[] {
  return matter.value.prefill.flatMap((prefill) => {
    const one = check.find('interfaces', prefill.interface);
    const grant = check.find('grants', `${prefill.interface}/cases`);
    return (one?.value.fields ?? [])
      .filter((field) => grant?.value.fields.includes(field.name))
      .map((field) => `${one?.value.registry}.${field.name}`);
  });
}

/** Complains when a value path (`$form.x`, `$data.registry.field`) leads nowhere in `matter`. */
export function valuePathFault(
  check: NameCheck,
  definition: Sound<'matters' | 'licences'>,
  path: Path,
  expression: string,
  matter: Sound<'matters'>,
): void {
  if (expression.startsWith('$form.')) {
    const form = formOf(check, matter);
    const name = expression.slice('$form.'.length);
    if (!form || formField(form, name)) return;
    check.expect(definition, path, name, readFormFieldNames(form) ?? [], {
      zh: `“${matter.id}”的表单项`,
      en: `field in the form of "${matter.id}":`,
    });
  } else if (expression.startsWith('$data.')) {
    const known = readableData(check, matter);
    const name = expression.slice('$data.'.length);
    check.expect(definition, path, name, known, {
      zh: `“${matter.id}”经授权接口可读的数据`,
      en: `data that "${matter.id}" may read by a granted prefill interface:`,
    });
  }
}
