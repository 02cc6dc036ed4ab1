import type { FormSchema } from './form-schema.ts';
import { fieldKind } from './vocabulary.ts';

/**
 * The answers that a form's author gives as an example (JSON Schema's `examples`, the first of each field; of a group those of
 * its fields, of a repeated group its own or one entry of its fields'). Undefined where no field has one.
 */
export function sampleOf(schema: FormSchema): Record<string, unknown> | undefined {
  const values = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const value = exampleOf(part);
    return value === undefined ? [] : [[name, value] as const];
  });
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}

function exampleOf(part: FormSchema): unknown {
  const given = part['examples'];
  if (Array.isArray(given) && given.length > 0) return given[0];
  const kind = fieldKind(part);
  if (kind === 'group') return sampleOf(part);
  const entry = kind === 'list' && part.items ? sampleOf(part.items) : undefined;
  return entry && [entry];
}
