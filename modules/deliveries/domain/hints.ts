import type { LocalText } from '@platform/kernel';
import { itemAt, type Query, type QuerySides, type ResultColumn } from './query.ts';
import { isIdentifying } from './outlook.ts';

/** Something that a reviewer should look at before a result leaves. */
export type Hint = { readonly level: 'note' | 'warning'; readonly code: string; readonly text: LocalText };

/** Groups of fewer than these are held to point at people. */
export const LEAST_GROUP = 10;
const MANY_ROWS = 1_000;
const FEW_SHARE = 0.8;

/** A result as the rules look at it. `counts`: how many rows stand behind each group; `tops`: by figure of kind `sum`, the largest single share of each group. */
export type ResultFacts = {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly counts?: readonly number[];
  readonly tops?: readonly (readonly (number | null)[])[];
  readonly cut: boolean;
  /** People and firms that rows of the result are about. */
  readonly subjects: number;
};

/** Earlier queries of the same organisation that ask for the same and differ in their filters. */
export type Sibling = { readonly no: string; readonly filters: Query['filters'] };

/** What the rules see in a result: they only point, the reviewer decides. */
export function hintsOf(query: Query, sides: QuerySides, facts: ResultFacts, siblings: readonly Sibling[]): Hint[] {
  const hints: Hint[] = [];
  const warn = (code: string, zh: string, en: string): void =>
    void hints.push({ level: 'warning', code, text: { zh, en } });
  const note = (code: string, zh: string, en: string): void =>
    void hints.push({ level: 'note', code, text: { zh, en } });
  const { columns, rows } = facts;
  if (query.mode === 'rows') {
    const identifying = columns.filter(({ identifying: yes }) => yes);
    if (identifying.length > 0)
      warn(
        'identifiers',
        `含能指向个人的信息项：${identifying.map(({ title }) => title.zh).join('、')}（已按分级脱敏）`,
        `It has fields that point at people: ${identifying.map(({ title }) => title.en).join(', ')} (masked by grade)`,
      );
    if (facts.subjects > 0)
      note(
        'subjects',
        `逐行涉及 ${facts.subjects} 个个人或企业`,
        `Row by row it is about ${facts.subjects} people or firms`,
      );
    const alone = uniqueRows(columns, rows);
    if (alone > 0)
      warn(
        'unique-rows',
        `${alone} 行的取值组合只出现一次，可能被认出是谁`,
        `${alone} rows have a combination of values that no other has: someone may recognise who it is`,
      );
    if (rows.length > MANY_ROWS) warn('many-rows', `行数较多：${rows.length} 行`, `Many rows: ${rows.length}`);
    else note('rows', `共 ${rows.length} 行`, `${rows.length} rows`);
  } else {
    const counts = facts.counts ?? [];
    const small = counts.filter((count) => count < LEAST_GROUP).length;
    if (small > 0)
      warn(
        'small-groups',
        `${counts.length} 组中有 ${small} 组少于 ${LEAST_GROUP}，放行时默认去掉`,
        `${small} of ${counts.length} groups are of fewer than ${LEAST_GROUP}; they are left out on release unless you say otherwise`,
      );
    else
      note(
        'groups',
        `共 ${counts.length} 组，每组不少于 ${LEAST_GROUP}`,
        `${counts.length} groups, none of fewer than ${LEAST_GROUP}`,
      );
    const led = dominated(query, facts);
    if (led > 0)
      warn(
        'dominated',
        `${led} 组的合计有八成以上来自其中一个，等于给出单个数值`,
        `In ${led} groups one row makes more than four fifths of the sum: its value is as good as told`,
      );
  }
  const pointed = query.filters.filter((filter) => {
    const item = itemAt(sides, filter.of, filter.field);
    return item && isIdentifying(item) && (filter.operator === 'equals' || filter.operator === 'one-of');
  });
  if (pointed.length > 0)
    warn(
      'pointed-filter',
      '条件指定了具体的人或企业，结果可当作对他们的查询',
      'A condition names particular people or firms: the result is a look at them',
    );
  for (const sibling of siblings.slice(0, 3)) {
    const differing = differingFilters(query.filters, sibling.filters);
    if (differing === 1)
      warn(
        'differencing',
        `与查询 ${sibling.no} 只差一个条件，两个结果相减可能得出少数人的数据`,
        `It differs from query ${sibling.no} in one condition: the difference of both may tell of a few people`,
      );
  }
  if (facts.cut)
    note(
      'cut',
      `达到行数上限，只取了前 ${rows.length} 行`,
      `The limit was reached: only the first ${rows.length} rows are here`,
    );
  if (rows.length === 0) note('empty', '没有符合条件的记录', 'No rows match');
  return hints;
}

function uniqueRows(columns: readonly ResultColumn[], rows: ResultFacts['rows']): number {
  // Masked values and numbers of certificates tell rows apart anyway; what others may know of a person are the plain values.
  const plain = columns.flatMap(({ mask, identifying }, index) => (mask === 'none' && !identifying ? [index] : []));
  if (plain.length === 0) return 0;
  const seen = new Map<string, number>();
  const keys = rows.map((row) => JSON.stringify(plain.map((index) => row[index])));
  for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  return keys.filter((key) => seen.get(key) === 1).length;
}

function dominated(query: Query, { rows, tops }: ResultFacts): number {
  if (!tops) return 0;
  const from = query.groups.length;
  return rows.filter((row, index) =>
    query.figures.some(({ kind }, place) => {
      const top = tops[index]?.[place] ?? null;
      const sum = Number(row[from + place] ?? 0);
      return kind === 'sum' && top !== null && sum !== 0 && Math.abs(top) > FEW_SHARE * Math.abs(sum);
    }),
  ).length;
}

/** In how many conditions two lists differ, whatever their order; one changed value counts as one. */
export function differingFilters(left: Query['filters'], right: Query['filters']): number {
  const texts = (filters: Query['filters']) =>
    filters.map((filter) => JSON.stringify([filter.of, filter.field, filter.operator, filter.values]));
  const a = texts(left);
  const b = texts(right);
  const onlyA = a.filter((one) => !b.includes(one)).length;
  const onlyB = b.filter((one) => !a.includes(one)).length;
  return Math.max(onlyA, onlyB);
}
