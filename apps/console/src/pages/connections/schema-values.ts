import { ApiProblem } from '@yiwang/ui';
import type { FormSchema, Settings } from '../../api/connections.ts';

/** The values to choose from, where a schema names them one by one. */
export function choicesOf(schema: FormSchema): (string | number)[] | undefined {
  if (schema.enum) return schema.enum;
  const consts = schema.anyOf?.map((one) => one.const);
  return consts?.every((one) => typeof one === 'string' || typeof one === 'number')
    ? (consts as (string | number)[])
    : undefined;
}

/** What a new part of a list begins with. */
export function initialOf(schema: FormSchema): unknown {
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
        part.const === undefined ? [] : [[name, part.const]],
      ),
    );
  if (schema.type === 'boolean') return schema.default ?? false;
  if (schema.type === 'integer' || schema.type === 'number') return schema.default ?? schema.minimum ?? 0;
  return schema.default ?? '';
}

/** Required fields that are empty, as pointers below `at`. */
export function missingFields(schema: FormSchema, value: Settings, at: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const given = value[name];
    const pointer = `${at}/${name}`;
    if (part.type === 'object' && given !== undefined) return missingFields(part, given as Settings, pointer);
    return schema.required?.includes(name) && part.const === undefined && (given === undefined || given === '')
      ? [pointer]
      : [];
  });
}

/** Fixed values that a schema asks for, which nobody has to fill in. */
export function withFixed(schema: FormSchema, value: Settings): Settings {
  const fixed = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    part.const === undefined ? [] : [[name, part.const] as const],
  );
  return fixed.length === 0 ? value : { ...Object.fromEntries(fixed), ...value };
}

/** Faults of fields that the server found, by pointer. */
export function faultsIn(error: unknown): Map<string, string> {
  return new Map(error instanceof ApiProblem ? error.errors.map(({ pointer, detail }) => [pointer, detail]) : []);
}
