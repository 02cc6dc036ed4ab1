import { cursorPage, decodeCursor } from '@platform/http';
import type { LocalText } from '@platform/kernel';
import type { Measure, MeasureRecords } from '@platform/module';
import type { Matter } from './contract/index.ts';
import type { Own } from './deps.ts';
import { compression, counts, figuresOf, LIST_FIGURES, sameUnit, type ListFigure } from './domain/figures.ts';

type Words = Pick<Measure, 'title' | 'unit' | 'meaning'>;
const SHARE: LocalText = { zh: '占比', en: 'share' };

const WORDS: Record<ListFigure, Words> = {
  'online-able': {
    title: { zh: '网上可办率', en: 'Handled on line' },
    unit: SHARE,
    meaning: {
      zh: '此刻在用事项中，可网上办理的占比',
      en: 'Of the matters in use now, the share that is handled on line',
    },
  },
  'all-online': {
    title: { zh: '全程网办率', en: 'All on line' },
    unit: SHARE,
    meaning: { zh: '此刻在用事项中，网上办理深度为Ⅳ的占比', en: 'Of the matters in use now, the share with depth IV' },
  },
  'zero-visit': {
    title: { zh: '跑零次比例', en: 'No visit' },
    unit: SHARE,
    meaning: {
      zh: '此刻在用事项中，到现场次数为 0 的占比',
      en: 'Of the matters in use now, the share that needs no visit',
    },
  },
  'at-most-one-visit': {
    title: { zh: '最多跑一次比例', en: 'At most one visit' },
    unit: SHARE,
    meaning: {
      zh: '此刻在用事项中，到现场次数不超过 1 的占比',
      en: 'Of the matters in use now, the share that needs at most one visit',
    },
  },
  instant: {
    title: { zh: '即办件比例', en: 'Instant matters' },
    unit: SHARE,
    meaning: {
      zh: '此刻在用事项中，办件类型为即办件的占比',
      en: 'Of the matters in use now, the share that is instant',
    },
  },
  'id-only': {
    title: { zh: '一证通办比例', en: 'Identity card alone' },
    unit: SHARE,
    meaning: {
      zh: '此刻在用事项中，个人只凭身份证、必要材料全部由数据或电子证照代替的占比',
      en: 'Of the matters in use now, the share for which a person brings an identity card alone: data or licences stand for every paper that must be there',
    },
  },
};

/** The figures of the lists for the cockpit; all as of now, whatever the period. */
export function matterMeasures(own: Own): Measure[] {
  const all = (): Matter[] => own.book.all();
  const byOrganisation = async (valueOf: (matters: Matter[]) => number | undefined) =>
    [...Map.groupBy(all(), ({ organisation }) => organisation)].flatMap(([organisation, matters]) => {
      const value = valueOf(matters);
      return value === undefined ? [] : [{ organisation, value }];
    });
  const shares = LIST_FIGURES.map((figure): Measure => {
    const shareOf = (matters: Matter[]): number =>
      matters.length === 0 ? 0 : matters.filter((matter) => counts(figure, matter)).length / matters.length;
    return {
      id: `matters.${figure}`,
      ...WORDS[figure],
      kind: 'share',
      value: async () => ({ value: shareOf(all()), of: all().length }),
      byOrganisation: () => byOrganisation(shareOf),
      records: async (_period, page) =>
        recordsOf(
          all().filter((matter) => counts(figure, matter)),
          page,
        ),
    };
  });
  return [
    {
      id: 'matters.in-use',
      title: { zh: '在用事项数', en: 'Matters in use' },
      unit: { zh: '项', en: 'matters' },
      meaning: { zh: '此刻实施清单中在用的事项数', en: 'Matters of the implementation lists that are in use now' },
      kind: 'count',
      value: async () => ({ value: all().length }),
      byOrganisation: () => byOrganisation((matters) => matters.length),
      records: async (_period, page) => recordsOf(all(), page),
    },
    ...shares,
    {
      id: 'matters.time-compression',
      title: { zh: '承诺时间压缩比', en: 'Time compression' },
      unit: SHARE,
      meaning: {
        zh: '（Σ法定时限−Σ承诺时限）÷Σ法定时限；两个时限单位不同的事项不计',
        en: 'Days by law less days promised, by days by law; matters whose two limits differ in unit are left out',
      },
      kind: 'share',
      async value() {
        const figures = figuresOf(all());
        return { value: compression(figures) ?? 0, of: figures.statutoryDays };
      },
      byOrganisation: () => byOrganisation((matters) => compression(figuresOf(matters))),
      records: async (_period, page) => recordsOf(all().filter(sameUnit), page),
    },
  ];
}

const COLUMNS: MeasureRecords['columns'] = [
  { key: 'title', title: { zh: '事项', en: 'Matter' }, kind: 'text' },
  { key: 'organisation', title: { zh: '实施机构', en: 'Organisation' }, kind: 'organisation' },
  { key: 'taskCode', title: { zh: '实施编码', en: 'Code' }, kind: 'text' },
  { key: 'statutory', title: { zh: '法定时限（天）', en: 'Days by law' }, kind: 'number' },
  { key: 'promise', title: { zh: '承诺时限（天）', en: 'Days promised' }, kind: 'number' },
  { key: 'visits', title: { zh: '到现场次数', en: 'Visits' }, kind: 'number' },
];

function recordsOf(matters: readonly Matter[], page: { cursor?: string; limit: number }): MeasureRecords {
  const from = Number(decodeCursor(page.cursor, 1)?.[0] ?? 0);
  const rows = matters.slice(from, from + page.limit + 1).map((matter, index) => ({ matter, at: from + index + 1 }));
  const { items, next } = cursorPage(rows, page.limit, ({ at }) => [at]);
  return {
    columns: COLUMNS,
    rows: items.map(({ matter }) => ({
      title: matter.title,
      organisation: matter.organisation,
      taskCode: matter.codes.taskCode,
      statutory: matter.limits.statutory.days,
      promise: matter.limits.promise.days,
      visits: matter.visits.count,
    })),
    ...(next === undefined ? {} : { next }),
  };
}
