import type { FormPart, LabelledValue } from '@platform/documents';
import { pathOf, type Told, type ToldPage } from '@platform/forms';

/** How values of a form are printed: the names of files, and the mark of what no person typed. */
export type Printing = {
  fileName: (id: string) => string | undefined;
  /** Paths (`a`, `a.b`) that data filled in. */
  locked: ReadonlySet<string>;
};

/** Marks beside a value, explained at the foot of the form. */
export const FROM_DATA = '◆';
export const COMPUTED = '△';
export const NOTHING = '——';

/** More columns than this do not fit across a page: then each entry is told field by field. */
export const MOST_COLUMNS = 7;

/** The pages of a form as parts of the printed one, in its order: fields as facts, a repeated group as a table. `number` is the first section's. */
export function formParts(pages: readonly ToldPage[], printing: Printing, number: number): FormPart[] {
  const shown = pages.filter(({ fields }) => fields.length > 0);
  return shown.flatMap(({ title = '申请内容', fields }, index) => {
    const [first, ...rest] = partsOf(fields, printing);
    if (!first) return [];
    const heading = `${sectionNumber(number + index)}、${title}`;
    // A page that begins with a group has a heading of its own above the group's.
    return first.title === undefined
      ? [{ ...first, title: heading }, ...rest]
      : [{ kind: 'facts', title: heading, facts: [] }, first, ...rest];
  });
}

const DIGITS = '一二三四五六七八九';
/** 一, 二, … 九十九. */
export function sectionNumber(number: number): string {
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  return `${tens > 1 ? DIGITS.charAt(tens - 1) : ''}${tens > 0 ? '十' : ''}${ones > 0 ? DIGITS.charAt(ones - 1) : ''}`;
}

function partsOf(fields: readonly Told[], printing: Printing): FormPart[] {
  const parts: FormPart[] = [];
  let facts: LabelledValue[] = [];
  const flush = (): void => {
    if (facts.length > 0) parts.push({ kind: 'facts', facts });
    facts = [];
  };
  for (const field of fields) {
    if (!field.entries || field.entries.length === 0) {
      facts.push({ label: field.title, value: valueOf(field, printing) });
      continue;
    }
    flush();
    parts.push(...groupParts(field, field.entries, printing));
  }
  flush();
  return parts;
}

function groupParts(field: Told, entries: NonNullable<Told['entries']>, printing: Printing): FormPart[] {
  const named = columnsOf(field, entries);
  if (field.kind !== 'list' || named.length > MOST_COLUMNS || entries.some((entry) => entry.fields.some(isGroup)))
    return entries.flatMap(({ title, fields }) => titled(title, partsOf(fields, printing)));
  const rows = entries.map(({ fields }, index) => [
    String(index + 1),
    ...named.map(({ name }) => {
      const cell = fields.find((one) => lastOf(one) === name);
      return cell ? valueOf(cell, printing) : NOTHING;
    }),
  ]);
  const widest = (column: number): number => Math.max(...rows.map((row) => lengthOf(row[column] ?? '')));
  const heads = ['序号', ...named.map(({ title }) => title)].map((title, column) => ({
    title,
    // One for the air beside it.
    share: 1 + Math.min(20, Math.max(column === 0 ? 2 : 4, Math.min(lengthOf(title), 6), widest(column))),
  }));
  return [{ kind: 'table', title: field.title, inner: true, heads, rows }];
}

const titled = (title: string, [first, ...rest]: FormPart[]): FormPart[] =>
  first
    ? [{ ...first, title: first.title === undefined ? title : `${title}：${first.title}`, inner: true }, ...rest]
    : [];
const isGroup = ({ entries }: Told): boolean => entries !== undefined && entries.length > 0;
const lastOf = ({ pointer }: Told): string => pointer.slice(pointer.lastIndexOf('/') + 1);
/** In Chinese characters. */
const lengthOf = (text: string): number =>
  Math.ceil([...text].reduce((sum, one) => sum + ((one.codePointAt(0) as number) > 0x2e80 ? 1 : 0.55), 0));

/** Fields that at least one entry has, in the order of the form. */
function columnsOf(field: Told, entries: NonNullable<Told['entries']>): { name: string; title: string }[] {
  const order = Object.keys(field.part.items?.properties ?? {});
  const found = new Map(entries.flatMap(({ fields }) => fields.map((one) => [lastOf(one), one.title] as const)));
  return [...found]
    .map(([name, title]) => ({ name, title }))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function valueOf(field: Told, { fileName, locked }: Printing): string {
  if (field.files) {
    const names = field.files.map((id) => fileName(id) ?? '（文件已不在）');
    return names.length > 0 ? names.join('\n') : NOTHING;
  }
  if (field.text === undefined) return field.kind === 'list' ? '无' : NOTHING;
  const mark = field.computed ? ` ${COMPUTED}` : locked.has(pathOf(field.pointer)) ? ` ${FROM_DATA}` : '';
  return `${field.text}${mark}`;
}
