import ExcelJS from 'exceljs';
import { fillText, type Language, type LocalText } from '@platform/kernel';
import type { Measured } from './measure.ts';
import type { Reductions } from './read-reductions.ts';

type Cell = string | number | null;
const text = (zh: string, en: string): LocalText => ({ zh, en });
const W = {
  matters: text('事项四减', 'Four reductions by matter'),
  departments: text('部门合计', 'By department'),
  department: text('单位', 'Department'),
  matter: text('事项', 'Matter'),
  none: text('无更早版本', 'no earlier version'),
  all: text('合计', 'All'),
  note: text(
    '由 {at}（北京时间）存有的事项版本和办件计算。“首版”为最早启用的版本，“现行”为在用版本；实际用时为受理到办结的平均工作日，扣除中止。',
    'Worked out from the versions and cases stored at {at} (Shanghai time). First: the version first in use; now: the one in force; taken: working days from acceptance to decision on average, suspensions taken out.',
  ),
  workday: text('工作日', 'working days'),
  day: text('自然日', 'days'),
  first: text('首版', 'First'),
  now: text('现行', 'Now'),
  count: text('事项数', 'Matters'),
  changed: text('有更早版本', 'With an earlier version'),
  unitsDiffer: text('时限单位改变（未计入承诺）', 'Unit of time changed (left out of the promise)'),
  statutory: text('法定时限', 'By law'),
  promise: text('承诺时限', 'Promised'),
  unit: text('时限单位', 'Unit'),
  taken: text('实际用时', 'Taken'),
  papers: text('材料', 'Papers'),
  steps: text('环节', 'Steps'),
  visits: text('到现场次数', 'Visits'),
  takenVisits: text('实际到现场', 'Visits that happened'),
} as const;

const MEASURES: { title: LocalText; of: (one: Measured) => number | undefined }[] = [
  { title: W.promise, of: ({ promise }) => promise.days },
  { title: W.taken, of: ({ takenDays }) => takenDays },
  { title: W.papers, of: ({ papers }) => papers },
  { title: W.steps, of: ({ steps }) => steps },
  { title: W.visits, of: ({ visits }) => visits },
  { title: W.takenVisits, of: ({ takenVisits }) => takenVisits },
];
const SUMS = [
  { title: W.promise, key: 'days' },
  { title: W.taken, key: 'takenDays' },
  { title: W.papers, key: 'papers' },
  { title: W.steps, key: 'steps' },
  { title: W.visits, key: 'visits' },
] as const;

/** What the page shows as a workbook: departments, and every matter with its first version and the one in force. */
export async function reductionsWorkbook(found: Reductions, language: Language, at: string): Promise<Buffer> {
  const say = (words: LocalText, params = {}): string => fillText(words, language, params);
  const both = (title: LocalText): string[] => [`${say(title)} · ${say(W.first)}`, `${say(title)} · ${say(W.now)}`];
  const exact = (value: number | undefined): Cell => (value === undefined ? null : Math.round(value * 100) / 100);
  const book = new ExcelJS.Workbook();
  const sheet = (name: LocalText, heads: string[], rows: Cell[][]): void => {
    const one = book.addWorksheet(say(name), { views: [{ state: 'frozen', ySplit: 2, xSplit: 1 }] });
    one.addRow([say(W.note, { at })]);
    one.addRow(heads).font = { bold: true };
    one.addRows(rows);
    one.columns.forEach((column, index) => {
      column.width = index === 0 ? 34 : 16;
    });
  };
  sheet(
    W.departments,
    [
      say(W.department),
      say(W.count),
      say(W.changed),
      say(W.statutory),
      `${say(W.promise)} · ${say(W.count)}`,
      ...SUMS.flatMap(({ title }) => both(title)),
      say(W.unitsDiffer),
    ],
    [{ organisationName: W.all, totals: found.total }, ...found.departments].map(({ organisationName, totals }) => [
      say(organisationName),
      totals.matters,
      totals.changed,
      totals.statutoryDays,
      totals.promisedDays,
      // Nothing to compare is left empty, not zero.
      ...SUMS.flatMap(({ key }) =>
        totals.changed === 0 ? [null, null] : [exact(totals.before[key]), exact(totals.after[key])],
      ),
      totals.unitsDiffer,
    ]),
  );
  sheet(
    W.matters,
    [
      say(W.matter),
      say(W.department),
      say(W.first),
      say(W.now),
      say(W.unit),
      say(W.statutory),
      ...MEASURES.flatMap(({ title }) => both(title)),
    ],
    found.departments.flatMap(({ organisationName, matters }) =>
      matters.map(({ title, before, now }) => [
        say(title),
        say(organisationName),
        before?.version ?? say(W.none),
        now.version,
        before && before.promise.unit !== now.promise.unit
          ? `${say(W[before.promise.unit])} → ${say(W[now.promise.unit])}`
          : say(W[now.promise.unit]),
        now.statutory.days,
        ...MEASURES.flatMap(({ of }) => [exact(before && of(before)), exact(of(now))]),
      ]),
    ),
  );
  return Buffer.from(await book.xlsx.writeBuffer());
}
