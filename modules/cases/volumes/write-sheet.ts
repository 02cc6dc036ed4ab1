import ExcelJS from 'exceljs';
import { fillText, type Language, type LocalText } from '@platform/kernel';
import type { VolumeLine } from './lines.ts';
import type { Volumes } from './show-volumes.ts';

type Column = { title: LocalText; of: (line: VolumeLine) => number | string | null; share?: true; before?: true };

const text = (zh: string, en: string): LocalText => ({ zh, en });
const NOTHING = text('无可比数据', 'nothing to compare');

/** The columns of a line, as the page shows them; growth says in words where there is nothing to compare with. */
function columns(language: Language): Column[] {
  const grown = (share: number | null): number | string => share ?? NOTHING[language];
  return [
    { title: text('收件', 'Received'), of: ({ received }) => received.count },
    { title: text('收件去年同期', 'Received, a year before'), of: ({ received }) => received.yearBefore },
    { title: text('收件同比', 'Received, on the year'), of: ({ received }) => grown(received.onYear), share: true },
    { title: text('收件上期', 'Received, before'), of: ({ received }) => received.before, before: true },
    {
      title: text('收件环比', 'Received, on before'),
      of: ({ received }) => grown(received.onBefore),
      share: true,
      before: true,
    },
    { title: text('累计收件', 'Received since the opening'), of: ({ received }) => received.ever },
    { title: text('其中部门系统回传', 'Of them returned by systems'), of: ({ returned }) => returned },
    { title: text('受理', 'Accepted'), of: ({ accepted }) => accepted },
    { title: text('不予受理', 'Not accepted'), of: ({ notAccepted }) => notAccepted },
    { title: text('转报', 'Referred'), of: ({ referred }) => referred },
    { title: text('办结', 'Decided'), of: ({ decided }) => decided.count },
    { title: text('办结去年同期', 'Decided, a year before'), of: ({ decided }) => decided.yearBefore },
    { title: text('办结同比', 'Decided, on the year'), of: ({ decided }) => grown(decided.onYear), share: true },
    {
      title: text('办结环比', 'Decided, on before'),
      of: ({ decided }) => grown(decided.onBefore),
      share: true,
      before: true,
    },
    { title: text('累计办结', 'Decided since the opening'), of: ({ decided }) => decided.ever },
    { title: text('即办率', 'At once'), of: ({ instantShare }) => instantShare, share: true },
    { title: text('跑零次比例', 'No visit'), of: ({ zeroVisitShare }) => zeroVisitShare, share: true },
    { title: text('按时办结率', 'In time'), of: ({ onTimeShare }) => onTimeShare, share: true },
  ];
}

const WORDS = {
  lines: text('办件量', 'Volumes'),
  months: text('各月', 'Months'),
  department: text('单位', 'Department'),
  matter: text('事项', 'Matter'),
  all: text('（全部事项）', '(all matters)'),
  span: text(
    '{from} 至 {to}；同比为 {yearFrom} 至 {yearTo}{before}；北京时间。由 {at} 存有的办件计算。{since}{sample}',
    '{from} to {to}; on the year: {yearFrom} to {yearTo}{before}; Shanghai time. Counted from the cases stored at {at}. {since}{sample}',
  ),
  before: text('，环比为 {from} 至 {to}', '; before: {from} to {to}'),
  since: text('最早的办件在 {since}。', 'The first case is of {since}. '),
  sample: text('演示城市，含虚构数据。', 'A demonstration with invented data.'),
  month: text('月份', 'Month'),
} as const;

/** What the page shows, as a workbook: lines of departments with their matters below, and the months of two years. */
export async function volumesWorkbook(volumes: Volumes, language: Language, at: string): Promise<Buffer> {
  const say = (words: LocalText, params = {}): string => fillText(words, language, params);
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(say(WORDS.lines), { views: [{ state: 'frozen', ySplit: 2, xSplit: 2 }] });
  const { yearBefore, before, since } = volumes;
  sheet.addRow([
    say(WORDS.span, {
      from: volumes.from,
      to: volumes.to,
      yearFrom: yearBefore.from,
      yearTo: yearBefore.to,
      before: before === undefined ? '' : say(WORDS.before, before),
      at,
      since: since === undefined ? '' : say(WORDS.since, { since }),
      sample: volumes.sample ? WORDS.sample : '',
    }),
  ]);
  // What went right before is told of a quarter at most.
  const all = columns(language).filter((column) => before !== undefined || !column.before);
  heading(sheet.addRow([say(WORDS.department), say(WORDS.matter), ...all.map(({ title }) => say(title))]));
  const add = (department: string, matter: string, line: VolumeLine, strong: boolean): void => {
    const row = sheet.addRow([department, matter, ...all.map(({ of }) => of(line))]);
    all.forEach(({ share }, index) => {
      if (share) row.getCell(index + 3).numFmt = '0.00%';
    });
    if (strong) row.font = { bold: true };
  };
  add(say(volumes.total.title), say(WORDS.all), volumes.total, true);
  for (const department of volumes.departments) {
    add(say(department.title), say(WORDS.all), department, true);
    for (const matter of department.matters) add(say(department.title), say(matter.title), matter, false);
  }
  sheet.columns.forEach((column, index) => {
    column.width = index < 2 ? 34 : 16;
  });
  const months = book.addWorksheet(say(WORDS.months));
  const [received, decided] = [text('收件', 'Received'), text('办结', 'Decided')];
  heading(
    months.addRow([
      say(WORDS.month),
      ...[received, decided].flatMap((one) => [`${say(one)} ${volumes.year}`, `${say(one)} ${volumes.year - 1}`]),
    ]),
  );
  for (const one of volumes.months)
    months.addRow([one.month, one.received, one.receivedYearBefore, one.decided, one.decidedYearBefore]);
  months.columns.forEach((column) => {
    column.width = 18;
  });
  return Buffer.from(await book.xlsx.writeBuffer());
}

function heading(row: ExcelJS.Row): void {
  row.font = { bold: true };
  row.eachCell((cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8F0FB' } };
  });
}
