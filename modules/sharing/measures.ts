import type { LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure, MeasureRecords, Period } from '@platform/module';
import type { Own } from './deps.ts';
import { STATE_WORDS } from './domain/words.ts';
import { figureByProvider, figureOf, figureRows, type Figure, type FigureRow } from './store/figures.ts';

type Words = Pick<Measure, 'title' | 'unit' | 'meaning'> & { counts: Figure; of?: Figure };

const SHARE: LocalText = { zh: '占比', en: 'share' };
const REQUESTS: LocalText = { zh: '件', en: 'requests' };

const WORDS: Record<string, Words> = {
  requests: {
    counts: 'received',
    title: { zh: '共享申请', en: 'Requests for data' },
    unit: REQUESTS,
    meaning: {
      zh: '期间内提交的共享申请，补正后再提交不重复计',
      en: 'Requests handed in during the period; after a correction not counted again',
    },
  },
  'answered-on-time': {
    counts: 'on-time',
    of: 'to-answer',
    title: { zh: '按时答复率', en: 'Answered on time' },
    unit: SHARE,
    meaning: {
      zh: '期间内应答复的申请（已答复的和到期未答复的）中，在法定工作日（无条件 1、有条件 10，经同意可延长）内答复的占比',
      en: 'Of the requests to be answered in the period (answered, or overdue), the share answered within the statutory working days (1 unconditional, 10 conditional, more with consent)',
    },
  },
  overdue: {
    counts: 'overdue',
    title: { zh: '超期未办申请', en: 'Overdue requests' },
    unit: REQUESTS,
    meaning: {
      zh: '此刻已过审查、答复或交付期限仍未办理的申请，与所选期间无关',
      en: 'Requests whose check, answer or delivery is beyond its due day at this moment, whatever the period',
    },
  },
  refused: {
    counts: 'refused',
    title: { zh: '不予同意', en: 'Refused requests' },
    unit: REQUESTS,
    meaning: {
      zh: '期间内答复不予同意的申请，均写明理由和依据',
      en: 'Requests refused in the period, each with reason and law',
    },
  },
  'decided-at-once': {
    counts: 'at-once',
    of: 'answered',
    title: { zh: '当场决定率', en: 'Decided at once' },
    unit: SHARE,
    meaning: {
      zh: '期间内答复的申请中，提交时即由条件决策表或无条件共享规则决定的占比',
      en: 'Of the requests answered in the period, the share decided by rules at the moment of handing in',
    },
  },
  'days-saved': {
    counts: 'days-saved',
    title: { zh: '节省工作日', en: 'Working days saved' },
    unit: { zh: '工作日', en: 'working days' },
    meaning: {
      zh: '期间内同意的申请，实际答复用时比本市公布的纸面办理假定少的工作日之和',
      en: 'Over the requests agreed in the period: working days fewer than what the city states that paper took',
    },
  },
};

/** What the cockpit may show of requests for data, each figure with the requests behind it. */
export function sharingMeasures(deps: Own): Measure[] {
  return Object.entries(WORDS).map(([id, { counts, of, ...words }]) => {
    const spanOf = (period: Period) => ({ ...period, now: deps.clock.now() });
    const saved = counts === 'days-saved';
    return {
      id: `sharing.${id}`,
      ...words,
      kind: of === undefined ? 'count' : 'share',
      async value(period) {
        return deps.database.read(async (tx) => {
          const found = await figureOf(tx, counts, spanOf(period));
          if (of === undefined) return { value: saved ? found.saved : found.count };
          const all = await figureOf(tx, of, spanOf(period));
          return { value: all.count === 0 ? 0 : found.count / all.count, of: all.count };
        });
      },
      async byOrganisation(period) {
        return deps.database.read(async (tx) => {
          const found = await figureByProvider(tx, counts, spanOf(period));
          if (of === undefined)
            return found.map((one) => ({ organisation: one.organisation, value: saved ? one.saved : one.count }));
          return (await figureByProvider(tx, of, spanOf(period))).map(({ organisation, count }) => ({
            organisation,
            value: (found.find((one) => one.organisation === organisation)?.count ?? 0) / count,
          }));
        });
      },
      async records(period, page) {
        const rows = await deps.database.read((tx) =>
          figureRows(tx, of ?? counts, spanOf(period), { after: decodeCursor(page.cursor, 2), limit: page.limit + 1 }),
        );
        const { items, next } = cursorPage(rows, page.limit, (row) => [row.at.toISOString(), row.id]);
        return {
          columns: COLUMNS,
          rows: items.map((row) => recordOf(deps, row)),
          ...(next === undefined ? {} : { next }),
        };
      },
    } satisfies Measure;
  });
}

const COLUMNS: MeasureRecords['columns'] = [
  { key: 'no', title: { zh: '申请编号', en: 'Number' }, kind: 'text' },
  { key: 'resource', title: { zh: '数据资源', en: 'Resource' }, kind: 'text' },
  { key: 'applicant', title: { zh: '申请单位', en: 'Applicant' }, kind: 'organisation' },
  { key: 'provider', title: { zh: '提供单位', en: 'Provider' }, kind: 'organisation' },
  { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
  { key: 'submittedAt', title: { zh: '提交时间', en: 'Handed in' }, kind: 'instant' },
  { key: 'answeredAt', title: { zh: '答复时间', en: 'Answered' }, kind: 'instant' },
  { key: 'dueDate', title: { zh: '到期日', en: 'Due' }, kind: 'text' },
  { key: 'onTime', title: { zh: '按时', en: 'On time' }, kind: 'text' },
  { key: 'savedDays', title: { zh: '节省工作日', en: 'Days saved' }, kind: 'number' },
];

const YES: LocalText = { zh: '是', en: 'Yes' };
const NO: LocalText = { zh: '否', en: 'No' };

const recordOf = (deps: Own, row: FigureRow): MeasureRecords['rows'][number] => ({
  no: row.no,
  resource: deps.catalogue.find(row.resource)?.title ?? row.resource,
  applicant: row.applicant,
  provider: row.provider,
  state: STATE_WORDS[row.state],
  submittedAt: row.submitted_at?.toISOString() ?? null,
  answeredAt: row.answered_at?.toISOString() ?? null,
  dueDate: row.due_date,
  onTime: row.answered_on_time === null ? null : row.answered_on_time ? YES : NO,
  savedDays: row.saved_days,
});
