import type { LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure, MeasureRecords } from '@platform/module';
import { lightOf, type Light } from './domain/clock.ts';
import { STATE_TITLES } from './domain/titles.ts';
import type { CaseTools } from './module.ts';
import type { CaseRecord } from './store/case-record.ts';
import { figureByOrganisation, figureCases, figureOf, figureSeries, type Figure } from './store/case-figures.ts';

type Words = Pick<Measure, 'title' | 'unit' | 'meaning'>;

const WORDS: Record<Figure, Words> = {
  submitted: {
    title: { zh: '收件数', en: 'Cases received' },
    unit: { zh: '件', en: 'cases' },
    meaning: {
      zh: '期间内提交的办件数，补正后再次提交不重复计',
      en: 'Cases handed in during the period; handing in again after corrections is not counted again',
    },
  },
  'decided-at-once': {
    title: { zh: '秒批率', en: 'Decided at once' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内作出决定的办件中，提交时即由规则当场决定的占比',
      en: 'Of the cases decided during the period, the share decided by the rules at the moment of handing in',
    },
  },
  'papers-saved': {
    title: { zh: '免交材料数', en: 'Papers saved' },
    unit: { zh: '份', en: 'papers' },
    meaning: {
      zh: '期间内提交的办件中，因共享数据确已取得而无需提交的材料份数',
      en: 'Papers that need not be handed in for the cases of the period, because the data that replace them were really there',
    },
  },
  'on-time': {
    title: { zh: '按时办结率', en: 'Decided in time' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内作出决定的办件中，在承诺时限内决定的占比；特别程序的时间依法不计',
      en: 'Of the cases decided during the period, the share decided within the promised time; special procedures are not counted',
    },
  },
  online: {
    title: { zh: '网上办件比例', en: 'Handed in on line' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内提交的办件中，申请人自己从网上提交的占比；窗口代收的不算',
      en: 'Of the cases handed in during the period, the share that applicants handed in on line themselves; what a window took in is not among them',
    },
  },
  window: {
    title: { zh: '窗口代收比例', en: 'Taken in at windows' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内提交的办件中，由窗口为申请人代收的占比',
      en: 'Of the cases handed in during the period, the share that a window took in for the applicant',
    },
  },
  'zero-visit': {
    title: { zh: '实际跑零次比例', en: 'No visit, as it happened' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内作出决定的办件中，申请人一次也没有到现场的占比；到窗口提交、补正、领取结果和面签都计一次，同一单位同一天只计一次，开始计数前的办件不算',
      en: 'Of the cases decided during the period, the share for which nobody had to come; handing in, correcting, picking up and signing in person count, once a day and office; cases from before visits were counted are left out',
    },
  },
  'at-most-one-visit': {
    title: { zh: '实际最多跑一次比例', en: 'At most one visit, as it happened' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内作出决定的办件中，申请人到现场不超过一次的占比，计法同实际跑零次比例',
      en: 'Of the cases decided during the period, the share for which somebody had to come once at most, counted as for no visit',
    },
  },
  'time-compression': {
    title: { zh: '实际时间压缩比', en: 'Time saved against the law' },
    unit: { zh: '占比', en: 'share' },
    meaning: {
      zh: '期间内作出决定的办件，（法定时限之和－实际用时之和）÷法定时限之和',
      en: 'Of the cases decided during the period: statutory days less days taken, as a share of the statutory days',
    },
  },
  'due-soon': {
    title: { zh: '临期和超期办件', en: 'Due soon or overdue' },
    unit: { zh: '件', en: 'cases' },
    meaning: {
      zh: '此刻亮黄灯和红灯的在办件数，与所选期间无关',
      en: 'Open cases whose light is amber or red at this moment, whatever the period',
    },
  },
};

/** The figures this module gives, each with the cases behind it. */
export function caseMeasures(tools: CaseTools): Measure[] {
  return (Object.keys(WORDS) as Figure[]).map((figure) => measureOf(tools, figure));
}

const BY_DECISION: readonly Figure[] = [
  'decided-at-once',
  'on-time',
  'time-compression',
  'zero-visit',
  'at-most-one-visit',
];
const SHARES: readonly Figure[] = [...BY_DECISION, 'online', 'window'];

function measureOf(tools: CaseTools, figure: Figure): Measure {
  const share = SHARES.includes(figure);
  const valueOf = ({ sum, count }: { sum: number; count: number }): number =>
    share ? (count === 0 ? 0 : sum / count) : sum;
  const now = (): Date => tools.clock.now();
  const when = (record: CaseRecord): Date =>
    (figure === 'due-soon'
      ? record.deadline?.at
      : BY_DECISION.includes(figure)
        ? record.decidedAt
        : record.submittedAt) ?? record.createdAt;
  return {
    id: `cases.${figure}`,
    ...WORDS[figure],
    kind: share ? 'share' : 'count',
    async value(period) {
      const found = await tools.db.read((tx) => figureOf(tx, figure, period, now()));
      return { value: valueOf(found), ...(share ? { of: found.count } : {}) };
    },
    async series(period) {
      const found = await tools.db.read((tx) => figureSeries(tx, figure, period, now()));
      return found.map((one) => ({ at: one.at, value: valueOf(one) }));
    },
    async byOrganisation(period) {
      const found = await tools.db.read((tx) => figureByOrganisation(tx, figure, period, now()));
      return found.map((one) => ({ organisation: one.organisation, value: valueOf(one) }));
    },
    async records(period, page) {
      const after = decodeCursor(page.cursor, 2);
      const found = await tools.db.read((tx) =>
        figureCases(tx, figure, period, now(), page.limit, after && { at: String(after[0]), id: String(after[1]) }),
      );
      const { items, next } = cursorPage(found, page.limit, (record) => [when(record).toISOString(), record.id]);
      return {
        columns: COLUMNS,
        rows: items.map((record) => rowOf(tools, record)),
        ...(next === undefined ? {} : { next }),
      };
    },
  };
}

const COLUMNS: Awaited<ReturnType<Measure['records']>>['columns'] = [
  { key: 'caseNo', title: { zh: '办件编号', en: 'Case number' }, kind: 'text' },
  { key: 'matter', title: { zh: '事项', en: 'Service' }, kind: 'text' },
  { key: 'organisation', title: { zh: '办理单位', en: 'Handled by' }, kind: 'organisation' },
  { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
  { key: 'submittedAt', title: { zh: '提交时间', en: 'Handed in' }, kind: 'instant' },
  { key: 'decidedAt', title: { zh: '决定时间', en: 'Decided' }, kind: 'instant' },
  { key: 'instant', title: { zh: '当场决定', en: 'At once' }, kind: 'text' },
  { key: 'papersSaved', title: { zh: '免交材料', en: 'Papers saved' }, kind: 'number' },
  { key: 'channel', title: { zh: '渠道', en: 'Way' }, kind: 'text' },
  { key: 'visits', title: { zh: '到现场次数', en: 'Visits' }, kind: 'number' },
  { key: 'light', title: { zh: '时限灯', en: 'Light' }, kind: 'text' },
];

const LIGHTS: Record<Light, LocalText> = {
  green: { zh: '绿', en: 'Green' },
  amber: { zh: '黄', en: 'Amber' },
  red: { zh: '红', en: 'Red' },
  'double-red': { zh: '双红', en: 'Double red' },
};
const CHANNELS: Record<CaseRecord['channel'], LocalText> = {
  online: { zh: '网上', en: 'On line' },
  window: { zh: '窗口', en: 'Window' },
  phone: { zh: '电话', en: 'Telephone' },
  kiosk: { zh: '自助终端', en: 'Kiosk' },
};
const YES: LocalText = { zh: '是', en: 'Yes' };
const NO: LocalText = { zh: '否', en: 'No' };

function rowOf(tools: CaseTools, record: CaseRecord): MeasureRecords['rows'][number] {
  return {
    caseNo: record.caseNo,
    matter: tools.matters.get(record.matter, record.matterVersion).title,
    organisation: record.organisation,
    state: STATE_TITLES[record.state],
    submittedAt: record.submittedAt?.toISOString() ?? null,
    decidedAt: record.decidedAt?.toISOString() ?? null,
    instant: record.decidedAt === null ? null : record.instant ? YES : NO,
    papersSaved: record.papersSaved,
    channel: CHANNELS[record.channel],
    visits: record.visits,
    light: record.deadline ? LIGHTS[lightOf(record.deadline, tools.clock.now(), record.statutory)] : null,
  };
}
