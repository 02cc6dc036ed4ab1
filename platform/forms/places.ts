import type { FormSchema } from './form-schema.ts';
import { TESTS, uploadOf, type Condition, type Expression, type Upload } from './vocabulary.ts';

/** A field of a form: its name as conditions know it from the top (`players[].fee`), its schema, its JSON Pointer, and what holds it. */
export type Place = { path: string; part: FormSchema; at: string; inside: string };

/** All fields of a form, the outer before the inner. */
export function placesOf(schema: FormSchema, inside = '', at = ''): Place[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const path = inside === '' ? name : `${inside}.${name}`;
    const here = `${at}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [
      { path, part, at: here, inside },
      ...placesOf(part, path, here),
      ...(part.items ? placesOf(part.items, `${path}[]`, `${here}/items`) : []),
    ];
  });
}

/** Fields of a form that ask for files, by their path (`plan`, `players[].photo`). */
export function uploadPlaces(schema: FormSchema): { path: string; title: FormSchema['title']; upload: Upload }[] {
  return placesOf(schema).flatMap(({ path, part }) => {
    const upload = uploadOf(part);
    return upload ? [{ path, title: part.title, upload }] : [];
  });
}

/** The path of the field at a JSON Pointer into answers: `/players/0/name` is `players[].name`. */
export const pathOf = (pointer: string): string =>
  pointer
    .slice(1)
    .replace(/\/\d+\//g, '[].')
    .replaceAll('/', '.');

/** The path from the top of what `reference` names, asked for inside `inside`. */
export function fromTop(reference: string, inside: string): string {
  if (!reference.startsWith('.')) return reference;
  return inside === '' ? reference.slice(1) : `${inside}${reference}`;
}

export type Reference = { name: string; at: string; use: 'value' | 'number' | 'date' | 'count' };

/** Everything a condition asks for. */
export function referencesOf(condition: Condition, at: string): Reference[] {
  if (typeof condition !== 'object' || condition === null) return [];
  for (const word of ['all', 'any', 'none'] as const) {
    const parts = (condition as Record<string, Condition[] | undefined>)[word];
    if (parts !== undefined)
      return Array.isArray(parts) ? parts.flatMap((part, index) => referencesOf(part, `${at}/${word}/${index}`)) : [];
  }
  if ('field' in condition) return [{ name: String(condition.field), at: `${at}/field`, use: 'value' }];
  return 'value' in condition ? usedBy(condition.value, `${at}/value`, 'value') : [];
}

/** Everything an expression asks for, and as what. */
export function usedBy(expression: Expression, at: string, use: Reference['use']): Reference[] {
  if (typeof expression === 'string') return [{ name: expression, at, use }];
  if (typeof expression !== 'object' || expression === null || 'const' in expression) return [];
  if ('count' in expression) return [{ name: String(expression.count), at: `${at}/count`, use: 'count' }];
  if ('if' in expression)
    return [
      ...referencesOf(expression.if, `${at}/if`),
      ...usedBy(expression.then, `${at}/then`, use),
      ...usedBy(expression.else, `${at}/else`, use),
    ];
  const [operation, parts] = Object.entries(expression)[0] ?? ['', []];
  if (!Array.isArray(parts)) return [];
  return (parts as Expression[]).flatMap((part, index) => {
    const asDate = operation === 'days' || operation === 'age' || (operation === 'addDays' && index === 0);
    return usedBy(part, `${at}/${operation}/${index}`, asDate ? 'date' : 'number');
  });
}

const TWO = new Set(['difference', 'percent', 'days', 'addDays', 'age']);
const MANY = new Set(['sum', 'product', 'min', 'max']);

/** Why this is no expression we know, with its place; undefined when it is one. */
export function expressionFault(expression: unknown, at: string): { at: string; zh: string; en: string } | undefined {
  if (typeof expression === 'string' || typeof expression === 'number') return undefined;
  const words = typeof expression === 'object' && expression !== null ? Object.keys(expression) : [];
  const unknown = { at, zh: '看不懂的计算式', en: 'Not an expression that forms know' };
  if (words.includes('if')) {
    const { if: when, then, else: otherwise, ...rest } = expression as Record<string, unknown>;
    if (Object.keys(rest).length > 0) return unknown;
    return (
      conditionFault(when, `${at}/if`) ??
      expressionFault(then, `${at}/then`) ??
      expressionFault(otherwise, `${at}/else`)
    );
  }
  const [word = ''] = words;
  if (words.length !== 1) return unknown;
  const value = (expression as Record<string, unknown>)[word];
  if (word === 'const') return ['string', 'number', 'boolean'].includes(typeof value) ? undefined : unknown;
  if (word === 'count') return typeof value === 'string' ? undefined : unknown;
  if (!TWO.has(word) && !MANY.has(word))
    return { at: `${at}/${word}`, zh: `不支持的运算“${word}”`, en: `Forms do not support the operation "${word}"` };
  if (!Array.isArray(value) || value.length === 0 || (TWO.has(word) && value.length !== 2))
    return {
      at: `${at}/${word}`,
      zh: TWO.has(word) ? '应有两个部分' : '应为非空列表',
      en: TWO.has(word) ? 'Needs two parts' : 'Needs a list of parts',
    };
  return value.map((part, index) => expressionFault(part, `${at}/${word}/${index}`)).find(Boolean);
}

/** Why this is no condition we know, with its place; undefined when it is one. */
export function conditionFault(condition: unknown, at: string): { at: string; zh: string; en: string } | undefined {
  const unknown = { at, zh: '看不懂的条件', en: 'Not a condition that forms know' };
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return unknown;
  const words = Object.keys(condition);
  const values = condition as Record<string, unknown>;
  const [first = ''] = words;
  if (['all', 'any', 'none'].includes(first)) {
    const parts = values[first];
    if (words.length !== 1 || !Array.isArray(parts)) return unknown;
    return parts.map((part, index) => conditionFault(part, `${at}/${first}/${index}`)).find(Boolean);
  }
  const tests = words.filter((word) => word !== 'field' && word !== 'value');
  if (words.includes('field') === words.includes('value')) return unknown;
  if (tests.length !== 1) return { at, zh: '每个条件只能有一个判断', en: 'A condition has exactly one test' };
  const [test = ''] = tests;
  if (!(TESTS as readonly string[]).includes(test))
    return { at: `${at}/${test}`, zh: `不支持的判断“${test}”`, en: `Forms do not support the test "${test}"` };
  if (test === 'in' && !Array.isArray(values[test]))
    return { at: `${at}/in`, zh: 'in 应为列表', en: 'in must be a list' };
  if ('field' in values) return typeof values['field'] === 'string' ? undefined : unknown;
  return expressionFault(values['value'], `${at}/value`);
}
