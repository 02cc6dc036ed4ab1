import type { FormPart, LabelledValue } from '@platform/documents';
import { computedOf, fieldKind, optionsOf, pagesOf, requiredWhen, showOf, type FormSchema } from '@platform/forms';
import { MOST_COLUMNS, sectionNumber } from './form-parts.ts';

/** Empty rows of a repeated group on paper. */
const ROWS = 4;
const BOX = '□';

/** Every page of a form with nothing filled in, also what is asked of some only: paper cannot hide a field. `number` is the first section's. */
export function blankParts(schema: FormSchema, order: readonly string[], number: number): FormPart[] {
  const names = Object.keys(schema.properties ?? {});
  const pages = pagesOf(schema)?.map(({ title, fields, show }) => ({ title: title.zh, fields, some: !!show })) ?? [
    {
      title: '申请内容',
      fields: [...new Set([...order.filter((name) => names.includes(name)), ...names])],
      some: false,
    },
  ];
  return pages
    .filter(({ fields }) => fields.length > 0)
    .flatMap(({ title, fields, some }, index) => {
      const heading = `${sectionNumber(number + index)}、${title}${some ? '（适用时填写）' : ''}`;
      const [first, ...rest] = partsOf(schema, fields);
      if (!first) return [];
      return first.title === undefined
        ? [{ ...first, title: heading }, ...rest]
        : [{ kind: 'facts', title: heading, facts: [] } as const, first, ...rest];
    });
}

function partsOf(schema: FormSchema, names: readonly string[]): FormPart[] {
  const parts: FormPart[] = [];
  let facts: LabelledValue[] = [];
  const flush = (): void => {
    if (facts.length > 0) parts.push({ kind: 'facts', facts });
    facts = [];
  };
  for (const name of names) {
    const part = schema.properties?.[name];
    const kind = part && fieldKind(part);
    if (!part || !kind) continue;
    const label = labelOf(schema, name, part);
    if (kind !== 'group' && kind !== 'list') {
      facts.push({ label, value: placeFor(part) });
      continue;
    }
    flush();
    const inner = kind === 'group' ? part : (part.items as FormSchema);
    parts.push(
      ...(kind === 'list' ? tableOf(label, inner) : titled(label, partsOf(inner, Object.keys(inner.properties ?? {})))),
    );
  }
  flush();
  return parts;
}

/** A repeated group as a table to write in; one that does not fit across a page once, to be copied. */
function tableOf(title: string, entry: FormSchema): FormPart[] {
  const columns = Object.entries(entry.properties ?? {});
  const isSimple = columns.every(([, part]) => !['group', 'list', undefined].includes(fieldKind(part)));
  if (columns.length > MOST_COLUMNS || !isSimple)
    return titled(
      `${title}（可另附页）`,
      partsOf(
        entry,
        columns.map(([name]) => name),
      ),
    );
  const heads = columns.map(([name, part]) => ({ title: labelOf(entry, name, part), share: 5 }));
  return [
    {
      kind: 'table',
      title: `${title}（可另附页）`,
      inner: true,
      heads: [{ title: '序号', share: 2 }, ...heads],
      rows: Array.from({ length: ROWS }, (_, row) => [String(row + 1), ...columns.map(([, part]) => placeFor(part))]),
    },
  ];
}

const titled = (title: string, [first, ...rest]: FormPart[]): FormPart[] =>
  first
    ? [{ ...first, title: first.title === undefined ? title : `${title}：${first.title}`, inner: true }, ...rest]
    : [];

function labelOf(schema: FormSchema, name: string, part: FormSchema): string {
  const title = part.title?.zh ?? name;
  if (showOf(part) || requiredWhen(part)) return `${title}（适用时填写）`;
  return schema.required?.includes(name) || computedOf(part) ? title : `${title}（选填）`;
}

/** What stands where the answer is written: boxes to tick, else nothing. */
function placeFor(part: FormSchema): string {
  if (computedOf(part)) return '（由系统按规定计算，不用填写）';
  const kind = fieldKind(part);
  if (kind === 'upload') return `${BOX} 已附材料`;
  if (kind === 'boolean') return `${BOX} 是　${BOX} 否`;
  const options = kind === 'choice' ? optionsOf(part, 'zh') : kind === 'choices' ? optionsOf(part.items, 'zh') : [];
  return options.map(({ title }) => `${BOX} ${title}`).join('　');
}
