import type { LocalText } from '@platform/kernel';
import type { Operator } from './filters.ts';
import { itemAt, resultColumns, type Query, type QuerySides } from './query.ts';

const OPERATOR_WORDS: Readonly<Record<Operator, LocalText>> = {
  equals: { zh: '等于', en: 'is' },
  'not-equals': { zh: '不等于', en: 'is not' },
  'one-of': { zh: '属于', en: 'is one of' },
  from: { zh: '不小于', en: 'is at least' },
  to: { zh: '不大于', en: 'is at most' },
  'starts-with': { zh: '开头为', en: 'begins with' },
  empty: { zh: '没有值', en: 'has no value' },
  'not-empty': { zh: '有值', en: 'has a value' },
};

const DATE_WORDS: Readonly<Partial<Record<Operator, LocalText>>> = {
  from: { zh: '不早于', en: 'is from' },
  to: { zh: '不晚于', en: 'is up to' },
};

/** A condition's values in words; `name` gives what a code stands for. */
export function filterWords(
  filter: { operator: Operator; values: readonly string[] },
  item: { readonly title: LocalText; readonly type?: string },
  name: (value: string) => LocalText | undefined,
): LocalText {
  const { title } = item;
  const dated = item.type === 'date' || item.type === 'timestamp' ? DATE_WORDS[filter.operator] : undefined;
  const words = dated ?? OPERATOR_WORDS[filter.operator];
  const say = (language: 'zh' | 'en'): string => {
    const values = filter.values.slice(0, 5).map((value) => name(value)?.[language] ?? value);
    const more =
      filter.values.length > 5
        ? language === 'zh'
          ? `等 ${filter.values.length} 项`
          : ` … (${filter.values.length})`
        : '';
    const list = values
      .map((value) => (language === 'zh' ? `“${value}”` : `“${value}”`))
      .join(language === 'zh' ? '、' : ', ');
    return `${title[language]}${language === 'zh' ? '' : ' '}${words[language]}${list === '' ? '' : `${language === 'zh' ? '' : ' '}${list}${more}`}`;
  };
  return { zh: say('zh'), en: say('en') };
}

/**
 * What a query does, sentence by sentence, for whoever asks it and whoever reviews its result.
 * @param name what a value of a code table stands for
 */
export function queryWords(
  query: Query,
  sides: QuerySides,
  name: (codeTable: string | undefined, value: string) => LocalText | undefined,
): LocalText[] {
  const { a, b } = sides;
  const words: LocalText[] = [{ zh: `从“${a.resource.title.zh}”中取数`, en: `Take rows of "${a.resource.title.en}"` }];
  if (query.join && b) {
    const left = itemAt(sides, 'a', query.join.left)?.title ?? { zh: query.join.left, en: query.join.left };
    const only = query.join.kind === 'both';
    words.push({
      zh: `用“${left.zh}”关联“${b.resource.title.zh}”，${only ? '只取两边都有的' : '没有对应的也保留'}`,
      en: `Join "${b.resource.title.en}" by ${left.en}, ${only ? 'only rows that both have' : 'keeping rows without a partner'}`,
    });
  }
  const conditions = query.filters.flatMap((filter) => {
    const item = itemAt(sides, filter.of, filter.field);
    return item ? [filterWords(filter, item, (value) => name(item.codeTable, value))] : [];
  });
  words.push(
    conditions.length === 0
      ? { zh: '不设条件，取全部', en: 'No condition: all rows' }
      : {
          zh: `条件：${conditions.map(({ zh }) => zh).join('，并且')}`,
          en: `Where ${conditions.map(({ en }) => en).join(' and ')}`,
        },
  );
  const columns = resultColumns(query, sides);
  const titles = (role: string, language: 'zh' | 'en'): string =>
    columns
      .filter((column) => column.role === role)
      .map(({ title, mask }) => title[language] + (mask === 'none' ? '' : language === 'zh' ? '（脱敏）' : ' (masked)'))
      .join(language === 'zh' ? '、' : ', ');
  if (query.mode === 'rows')
    words.push({
      zh: `逐行列出：${titles('value', 'zh')}；最多 ${query.limit} 行`,
      en: `List row by row: ${titles('value', 'en')}; at most ${query.limit} rows`,
    });
  else
    words.push({
      zh: `${query.groups.length === 0 ? '合在一起' : `按${titles('group', 'zh')}分组`}，给出：${titles('figure', 'zh')}`,
      en: `${query.groups.length === 0 ? 'All together' : `Grouped by ${titles('group', 'en')}`}, give: ${titles('figure', 'en')}`,
    });
  return words;
}
