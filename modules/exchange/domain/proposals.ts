import { pinyin } from 'pinyin-pro';
import { isCitizenId, isCreditCode, type LocalText } from '@platform/kernel';
import type { CataloguedResource, ItemDefinition } from '@modules/catalogue/contract';
import type { ColumnShape, TableShape, Value } from '@platform/sources';
import type { CodeTable } from './code-tables.ts';
import { datesReader } from './dates.ts';
import { canonicalNumber, canonicalTimestamp } from './number-and-time.ts';
import { toCitizenId, toHalfWidth } from './transforms.ts';

/** One column proposed for one item. `score` 0..1. */
export type ProposedItem = {
  item: string;
  itemTitle: LocalText;
  column: string;
  transform: string[];
  dateFormats: string[];
  score: number;
  why: LocalText;
};

export type Proposal = {
  resource: string;
  resourceTitle: LocalText;
  /** Share of the resource's items that were found, weighed by how sure each is; 0..1. */
  score: number;
  mapping: ProposedItem[];
  /** Columns that no item takes. */
  unmapped: string[];
  /** Items that no column was found for. */
  missing: string[];
};

/** What sampled values of a column tell: each fact with the share of non-empty values that show it. */
type Evidence = {
  filled: number;
  values: string[];
  citizenIds: number;
  creditCodes: number;
  dateFormats: string[];
  integers: number;
  numbers: number;
  timestamps: number;
};

const DATE_FORMATS = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY年M月D日', 'YYYY.M.D', 'YYYY-M-D'];
/** Below this a name says nothing. */
const WEAK = 0.35;
const SURE = 0.5;
const MOST_RESOURCES = 5;

/** Common abbreviations of columns in departments' systems that initials of the item's title would not give. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['citizen_id', 'gmsfhm', 'sfzh', 'sfzhm', 'zjhm', 'zjh', 'id_card', 'idcard', 'id_no', 'sfz', 'identity_no'],
  ['name', 'xm', 'full_name', 'fullname'],
  ['sex', 'xb', 'gender', 'xbdm'],
  ['birth_date', 'csrq', 'birthday', 'date_of_birth', 'dob', 'birth'],
  ['address', 'dz', 'zz', 'addr'],
  ['contact_phone', 'phone', 'lxdh', 'sjhm', 'mobile', 'tel', 'telephone', 'dhhm'],
  ['credit_code', 'tyshxydm', 'xydm', 'shxydm', 'uscc', 'uscid'],
  ['updated_on', 'gxsj', 'gxrq', 'updated_at', 'update_time', 'last_modified', 'modify_time'],
];

/**
 * For each resource that fits, which column may be which item, and why: by names (English, pinyin, initials), comments, types, and
 * what sampled values look like. @param rows sampled rows, in the order of the shape's columns
 */
export function proposeMappings(options: {
  shape: TableShape;
  rows: readonly (readonly Value[])[];
  resources: readonly CataloguedResource[];
  table: (id: string) => CodeTable | undefined;
  /** Resources of this organisation come first when equally good. */
  organisation?: string;
}): Proposal[] {
  const evidence = options.shape.columns.map((_, index) => evidenceOf(options.rows.map((row) => row[index] ?? null)));
  const names = options.shape.columns.map((column) => columnNames(column));
  const proposals = options.resources.map((resource) => {
    const pairs = resource.items.flatMap((item) =>
      options.shape.columns.map((column, index) => ({
        item,
        column,
        index,
        ...score(item, names[index] as string[], column, evidence[index] as Evidence, options.table),
      })),
    );
    return propose(resource, options, pairs, evidence);
  });
  const local = (proposal: Proposal): number =>
    options.resources.find((one) => one.id === proposal.resource)?.provider === options.organisation ? 0.05 : 0;
  return proposals
    .filter((proposal) => proposal.mapping.length > 0 && proposal.score >= 0.1)
    .sort((a, b) => b.score + local(b) - (a.score + local(a)))
    .slice(0, MOST_RESOURCES);
}

type Pair = { item: ItemDefinition; column: ColumnShape; index: number; points: number; why: LocalText[] };

/** The best pairs first, each item and each column once. */
function propose(
  resource: CataloguedResource,
  options: { shape: TableShape; table: (id: string) => CodeTable | undefined },
  pairs: Pair[],
  evidence: Evidence[],
): Proposal {
  const [items, columns] = [new Set<string>(), new Set<string>()];
  const mapping: ProposedItem[] = [];
  for (const pair of pairs.filter((one) => one.points >= SURE).sort((a, b) => b.points - a.points)) {
    if (items.has(pair.item.name) || columns.has(pair.column.name)) continue;
    items.add(pair.item.name);
    columns.add(pair.column.name);
    mapping.push({
      item: pair.item.name,
      itemTitle: pair.item.title,
      column: pair.column.name,
      ...stepsFor(pair.item, pair.column, evidence[pair.index] as Evidence, options.table),
      score: Math.round(Math.min(1, pair.points) * 100) / 100,
      why: {
        zh: pair.why.map((text) => text.zh).join('；'),
        en: pair.why.map((text) => text.en).join('; '),
      },
    });
  }
  const order = new Map(resource.items.map((item, index) => [item.name, index]));
  mapping.sort((a, b) => (order.get(a.item) ?? 0) - (order.get(b.item) ?? 0));
  const needed = resource.items.filter((item) => item.required || resource.key.includes(item.name));
  const lacking = needed.filter((item) => !items.has(item.name)).length;
  const found = mapping.reduce((sum, one) => sum + one.score, 0) / Math.max(1, resource.items.length);
  return {
    resource: resource.id,
    resourceTitle: resource.title,
    score: Math.round(found * (lacking === 0 ? 1 : 0.6 / lacking) * 100) / 100,
    mapping,
    unmapped: options.shape.columns.map((column) => column.name).filter((name) => !columns.has(name)),
    missing: resource.items.map((item) => item.name).filter((name) => !items.has(name)),
  };
}

function score(
  item: ItemDefinition,
  names: readonly string[],
  column: ColumnShape,
  evidence: Evidence,
  table: (id: string) => CodeTable | undefined,
): { points: number; why: LocalText[] } {
  const why: LocalText[] = [];
  const named = nameScore(item, names, column);
  if (named.why) why.push(named.why);
  const shown = valueScore(item, column, evidence, table);
  if (shown.why) why.push(shown.why);
  if (shown.points < 0) return { points: 0, why };
  // Values alone tell only what is checkable; a name alone is a good guess that values may strengthen.
  const alone = item.type === 'citizen-id' || item.type === 'credit-code' ? 0.55 : 0;
  const points =
    named.points >= WEAK ? named.points * 0.75 + shown.points * 0.25 : shown.points >= 0.9 && alone > 0 ? alone : 0;
  return { points, why };
}

function nameScore(
  item: ItemDefinition,
  names: readonly string[],
  column: ColumnShape,
): { points: number; why?: LocalText } {
  const title = item.title.zh;
  const comment = column.comment?.trim();
  if (comment && (comment === title || comment.startsWith(title) || title.startsWith(comment))) {
    return {
      points: comment === title ? 1 : 0.85,
      why: { zh: `注释为“${comment}”`, en: `Its comment is "${comment}"` },
    };
  }
  if (column.name.trim() === title) return { points: 1, why: { zh: `列名即“${title}”`, en: `It is named "${title}"` } };
  const wanted: [string, number, LocalText][] = [
    [plain(item.name), 1, { zh: `列名与英文名 ${item.name} 相同`, en: `Named as the item, ${item.name}` }],
    [plain(item.title.en), 0.95, { zh: `列名为“${item.title.en}”`, en: `Named "${item.title.en}"` }],
    [initials(title), 0.95, { zh: `列名是“${title}”的拼音首字母`, en: `Its name is the pinyin initials of ${title}` }],
    [spelled(title), 0.95, { zh: `列名是“${title}”的拼音`, en: `Its name is ${title} in pinyin` }],
    ...titleVariants(title).flatMap((variant): [string, number, LocalText][] => {
      const why = {
        zh: `列名是“${variant}”（即“${title}”）的拼音`,
        en: `Its name is the pinyin of ${variant}, that is ${title}`,
      };
      return [
        [initials(variant), 0.85, why],
        [spelled(variant), 0.9, why],
      ];
    }),
    ...synonyms(item.name).map((word): [string, number, LocalText] => [
      plain(word),
      0.85,
      { zh: `列名 ${column.name} 常用于“${title}”`, en: `${column.name} is a usual name of ${item.title.en}` },
    ]),
  ];
  let best: { points: number; why?: LocalText } = { points: 0 };
  for (const [word, points, why] of wanted) {
    if (word.length < 2) continue;
    if (names.includes(word) && points > best.points) best = { points, why };
  }
  if (best.points > 0) return best;
  for (const name of names) {
    for (const [word, points] of wanted.slice(0, 2)) {
      if (word.length < 4 || name.length < 4) continue;
      const likeness = dice(name, word) * points;
      if (likeness > best.points && likeness > 0.6)
        best = { points: likeness * 0.8, why: { zh: `列名与 ${item.name} 相近`, en: `Its name is like ${item.name}` } };
    }
  }
  return best;
}

/** 0..1 how well values fit the item's type; below 0 when they cannot be it. */
function valueScore(
  item: ItemDefinition,
  column: ColumnShape,
  evidence: Evidence,
  table: (id: string) => CodeTable | undefined,
): { points: number; why?: LocalText } {
  if (evidence.filled === 0) return { points: 0.5 };
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  switch (item.type) {
    case 'citizen-id':
      return evidence.citizenIds >= 0.5
        ? {
            points: evidence.citizenIds,
            why: {
              zh: `抽样 ${percent(evidence.citizenIds)} 通过公民身份号码校验`,
              en: `${percent(evidence.citizenIds)} of the sample pass the citizen id's check digit`,
            },
          }
        : { points: -1 };
    case 'credit-code':
      return evidence.creditCodes >= 0.5
        ? {
            points: evidence.creditCodes,
            why: {
              zh: `抽样 ${percent(evidence.creditCodes)} 通过统一社会信用代码校验`,
              en: `${percent(evidence.creditCodes)} of the sample pass the credit code's check`,
            },
          }
        : { points: -1 };
    case 'date':
      if (column.type === 'date') return { points: 1, why: { zh: '列类型为日期', en: 'It is a date column' } };
      return evidence.dateFormats.length > 0
        ? {
            points: 0.95,
            why: {
              zh: `抽样为日期（${evidence.dateFormats.join('、')}）`,
              en: `The sample holds dates (${evidence.dateFormats.join(', ')})`,
            },
          }
        : { points: -1 };
    case 'timestamp':
      return column.type === 'timestamp' || column.type === 'timestamptz' || evidence.timestamps >= 0.8
        ? { points: 1, why: { zh: '抽样为日期时间', en: 'The sample holds dates with times' } }
        : { points: -1 };
    case 'number':
      return evidence.numbers >= 0.8
        ? { points: evidence.numbers, why: { zh: '抽样为数字', en: 'The sample holds numbers' } }
        : { points: -1 };
    case 'integer':
      return evidence.integers >= 0.8
        ? { points: evidence.integers, why: { zh: '抽样为整数', en: 'The sample holds whole numbers' } }
        : { points: -1 };
    case 'code': {
      const codes = item.codeTable === undefined ? undefined : table(item.codeTable);
      if (!codes) return { points: 0.5 };
      const known = evidence.values.filter((value) => codes.read.has(toHalfWidth(value).trim())).length;
      const share = known / evidence.values.length;
      return share >= 0.5
        ? {
            points: share,
            why: {
              zh: `抽样 ${percent(share)} 在代码表中`,
              en: `${percent(share)} of the sample are in its code table`,
            },
          }
        : { points: -1 };
    }
    default:
      // A text may hold anything, but hardly what is plainly an identifier of someone.
      return { points: evidence.citizenIds > 0.8 || evidence.creditCodes > 0.8 ? 0.1 : 0.6 };
  }
}

/** The steps by which the column's values become the item's. */
function stepsFor(
  item: ItemDefinition,
  column: ColumnShape,
  evidence: Evidence,
  table: (id: string) => CodeTable | undefined,
): { transform: string[]; dateFormats: string[] } {
  const wide = evidence.values.some((value) => toHalfWidth(value) !== value);
  const clean = ['trim', ...(wide || item.type !== 'text' ? ['half-width'] : [])];
  switch (item.type) {
    case 'citizen-id':
      return { transform: ['trim', 'citizen-id'], dateFormats: [] };
    case 'credit-code':
      return { transform: [...clean, 'upper'], dateFormats: [] };
    case 'date': {
      const formats = column.type === 'date' ? ['YYYY-MM-DD'] : evidence.dateFormats;
      return { transform: [...clean, 'date'], dateFormats: formats.length > 0 ? formats : ['YYYY-MM-DD'] };
    }
    case 'code': {
      const codes = item.codeTable === undefined ? undefined : table(item.codeTable);
      return { transform: [...clean, ...(codes ? [`code:${item.codeTable}`] : [])], dateFormats: [] };
    }
    default:
      return { transform: clean, dateFormats: [] };
  }
}

function evidenceOf(values: readonly Value[]): Evidence {
  const filled = values
    .filter((value): value is string => value !== null && value.trim() !== '')
    .map((value) => value.trim());
  const share = (test: (value: string) => boolean): number =>
    filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  const formats = DATE_FORMATS.map((format) => {
    const read = datesReader([format]);
    return { format, share: share((value) => read(toHalfWidth(value)) !== undefined) };
  }).filter((one) => one.share > 0);
  // Formats that read the same values say the same: those that add nothing are left out, and together they must read most.
  const chosen: string[] = [];
  const unread = new Set(filled);
  for (const { format } of formats.sort((a, b) => b.share - a.share)) {
    const read = datesReader([format]);
    const fresh = [...unread].filter((value) => read(toHalfWidth(value)) !== undefined);
    if (fresh.length === 0) continue;
    chosen.push(format);
    for (const value of fresh) unread.delete(value);
  }
  const readable = filled.length === 0 ? 0 : filled.filter((value) => !unread.has(value)).length / filled.length;
  return {
    filled: filled.length,
    values: filled,
    citizenIds: share((value) => isCitizenId(toCitizenId(value))),
    creditCodes: share((value) => isCreditCode(toHalfWidth(value).toUpperCase())),
    dateFormats: readable >= 0.7 ? chosen : [],
    integers: share((value) => /^[+-]?\d{1,18}$/.test(toHalfWidth(value))),
    numbers: share((value) => canonicalNumber(toHalfWidth(value)) !== undefined),
    timestamps: share((value) => canonicalTimestamp(toHalfWidth(value)) !== undefined),
  };
}

/** The column's name as it may be meant: whole, without a prefix of a few letters, and Chinese ones in pinyin. */
function columnNames(column: ColumnShape): string[] {
  const whole = plain(column.name);
  const parts = column.name.toLowerCase().split(/[_\-. ]+/);
  const short = parts.length > 1 && (parts[0] as string).length <= 3 ? [plain(parts.slice(1).join(''))] : [];
  const chinese = /\p{Script=Han}/u.test(column.name) ? [spelled(column.name), initials(column.name)] : [];
  return [...new Set([whole, ...short, ...chinese])].filter((name) => name.length > 1);
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9\p{Script=Han}]/gu, '');
const spelled = (text: string): string =>
  plain(pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join(''));
const initials = (text: string): string =>
  plain(pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join(''));
const synonyms = (item: string): readonly string[] => SYNONYMS.find((words) => words.includes(item)) ?? [];

/** Endings that say what kind of value it is: one system writes 到期, another 到期日 or 到期日期. */
const ENDINGS = [
  ['日期', '日', '时间'],
  ['号码', '编号', '号'],
  ['代码', '编码', '码'],
  ['名称', '名'],
];

/** The same title with other endings of its kind, and with none. */
function titleVariants(title: string): string[] {
  for (const kind of ENDINGS) {
    const ending = kind.find((one) => title.endsWith(one) && title.length > one.length + 1);
    if (ending === undefined) continue;
    const stem = title.slice(0, -ending.length);
    return [stem, ...kind.filter((one) => one !== ending).map((one) => stem + one)];
  }
  return [];
}

/** Likeness of two words by their pairs of letters, 0..1. */
function dice(a: string, b: string): number {
  const pairs = (text: string): string[] =>
    Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
  const rest = pairs(b);
  let shared = 0;
  for (const pair of pairs(a)) {
    const found = rest.indexOf(pair);
    if (found < 0) continue;
    shared += 1;
    rest.splice(found, 1);
  }
  return (2 * shared) / (a.length + b.length - 2);
}
