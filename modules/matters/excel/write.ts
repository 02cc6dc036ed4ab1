import ExcelJS from 'exceljs';
import type { LocalText } from '@platform/kernel';
import type { PackMatter } from '../domain/read-matter.ts';
import { FAQ_COLUMNS, LINK_COLUMNS, LIST_COLUMNS, MATERIAL_COLUMNS, SHEETS, type Column } from './columns.ts';

const NOTES = [
  '一、“实施清单”每行一个事项；“材料”“环节”“常见问题”用“事项”一列（事项标识、实施编码或事项名称）对应。带 * 的列必填。',
  '二、修订已有事项填事项标识（或实施编码）；留空的单元格保持原值。新事项的标识可以不填，由系统按名称编制。',
  '三、承接上级事项（四级四同）的，填上级事项的标识，名称、编码、类型、依据等随上级，只填本地的：机构、层级、承诺时限、电话、本地材料。',
  '四、某事项在“材料”“环节”“常见问题”表中有一行，即以表中各行为准整体替换；一行都没有则保持原样。',
  '五、设定依据、受理条件一行一项（单元格内换行），办事主题用、隔开。时限单位为工作日或自然日。日期如 2026-12-01；取消日期当天起不再适用，没有的填“长期”。',
  '六、先“试导入”，逐个单元格列出错误；改正后再导入。导入的是草稿，还须提交审改后发布。表单、规则、流程在工作台编辑。',
] as const;

type Names = (organisation: string) => string;
type Cells = Record<string, string | number | undefined>;

/** Matters (merged with the level above) in the departments' sheets; with none it is the empty template. */
export async function writeWorkbook(matters: readonly PackMatter[], nameOf: Names): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const list = addSheet(book, SHEETS.list, LIST_COLUMNS);
  const materials = addSheet(book, SHEETS.materials, MATERIAL_COLUMNS);
  const links = addSheet(book, SHEETS.links, LINK_COLUMNS);
  const faq = addSheet(book, SHEETS.faq, FAQ_COLUMNS);
  for (const matter of matters) {
    const of = matter.id;
    list.addRow(inOrder(LIST_COLUMNS, listCells(matter, nameOf)));
    // What a level below takes from above is told there, once.
    if (matter.inherits !== undefined) continue;
    for (const one of matter.materials)
      materials.addRow(
        inOrder(MATERIAL_COLUMNS, {
          of,
          id: one.id,
          ...texts('title', one.title),
          kind: word(MATERIAL_COLUMNS, 'kind', one.kind),
          source: word(MATERIAL_COLUMNS, 'source', one.source),
          necessity: word(MATERIAL_COLUMNS, 'necessity', one.necessity),
          copies: one.copies,
          note: one.note?.zh,
        }),
      );
    for (const one of matter.links ?? [])
      links.addRow(
        inOrder(LINK_COLUMNS, {
          of,
          ...texts('title', one.title),
          organisation: one.organisation && nameOf(one.organisation),
          days: one.days,
        }),
      );
    for (const one of matter.faq ?? [])
      faq.addRow(inOrder(FAQ_COLUMNS, { of, question: one.question.zh, answer: one.answer.zh }));
  }
  const notes = book.addWorksheet(SHEETS.notes);
  notes.getColumn(1).width = 110;
  notes.getColumn(1).alignment = { wrapText: true, vertical: 'top' };
  for (const note of NOTES) notes.addRow([note]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const MOST_LISTED = 2_000;

function addSheet(book: ExcelJS.Workbook, name: string, columns: readonly Column[]): ExcelJS.Worksheet {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  columns.forEach((column, index) => {
    const cell = sheet.getCell(1, index + 1);
    cell.value = column.needed ? `${column.heading}*` : column.heading;
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8F0FB' } };
    const own = sheet.getColumn(index + 1);
    own.width = column.width;
    // Text in cells stays text: what begins like a formula would otherwise be one, and a code a number.
    if (column.kind === 'text' || column.kind === 'lines' || column.kind === 'day') own.numFmt = '@';
    const words =
      column.kind === 'yes-no'
        ? ['是', '否']
        : column.kind === 'words' && !column.many
          ? Object.values(column.words)
          : [];
    if (words.length === 0) return;
    // One rule for the whole column, not one a cell.
    (sheet as unknown as { dataValidations: { add(range: string, rule: object): void } }).dataValidations.add(
      `${own.letter}2:${own.letter}${MOST_LISTED}`,
      { type: 'list', allowBlank: true, formulae: [`"${words.join(',')}"`], showErrorMessage: false },
    );
  });
  return sheet;
}

const inOrder = (columns: readonly Column[], cells: Cells): (string | number | null)[] =>
  columns.map(({ key }) => cells[key] ?? null);

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? '是' : '否';

function word(columns: readonly Column[], key: string, value: string | undefined): string | undefined {
  const column = columns.find((one) => one.key === key);
  return value === undefined || column?.kind !== 'words' ? undefined : column.words[value];
}

const texts = (key: string, text: LocalText): Cells => ({
  [key]: text.zh,
  [`${key}En`]: text.en === text.zh ? undefined : text.en,
});

function listCells(matter: PackMatter, nameOf: Names): Cells {
  const say = (key: string, value: string | undefined): string | undefined => word(LIST_COLUMNS, key, value);
  const many = (key: string, values: readonly string[] | undefined): string | undefined =>
    values?.map((value) => say(key, value)).join('、');
  const { limits, codes, handling, visits, fee, result, rights } = matter;
  const item = fee.isFee ? fee.items[0] : undefined;
  return {
    id: matter.id,
    inherits: matter.inherits,
    ...texts('title', matter.title),
    summary: matter.summary.zh,
    catalogCode: codes.catalogCode,
    taskCode: codes.taskCode,
    localCode: codes.localCode,
    organisation: nameOf(matter.organisation),
    coOrganisations: matter.coOrganisations?.map(nameOf).join('、'),
    taskType: say('taskType', matter.taskType),
    useLevel: say('useLevel', matter.useLevel),
    powerSource: say('powerSource', matter.powerSource),
    serviceObject: many('serviceObject', matter.serviceObject),
    topicsPerson: matter.topics?.person?.map(({ zh }) => zh).join('、'),
    topicsFirm: matter.topics?.firm?.map(({ zh }) => zh).join('、'),
    projectType: say('projectType', matter.projectType),
    statutoryDays: limits.statutory.days,
    statutoryUnit: say('statutoryUnit', limits.statutory.unit),
    promiseDays: limits.promise.days,
    promiseUnit: say('promiseUnit', limits.promise.unit),
    effectiveFrom: matter.effective?.from,
    effectiveUntil: matter.effective && (matter.effective.until ?? '长期'),
    legalBasis: matter.legalBasis.map(({ title, article }) => `${title.zh}${article?.zh ?? ''}`).join('\n'),
    conditions: matter.conditions.map(({ zh }) => zh).join('\n'),
    forms: many('forms', handling?.forms),
    depth: say('depth', handling?.depth),
    across: say('across', handling?.across),
    mailMaterials: yesNo(handling?.mail?.materials),
    mailResult: yesNo(handling?.mail?.result),
    visits: visits.count,
    visitReason: visits.reason?.zh,
    isFee: yesNo(fee.isFee),
    feeBasis: fee.isFee ? fee.basis.zh : undefined,
    feeItem: item?.name.zh,
    feeYuan: item && (item.fen % 100 === 0 ? item.fen / 100 : (item.fen / 100).toFixed(2)),
    payOnline: fee.isFee ? yesNo(fee.payOnline) : undefined,
    resultKind: say('resultKind', result.kind),
    resultName: result.name.zh,
    keywords: matter.keywords.zh.join('、'),
    phone: matter.phone,
    supervisionPhone: matter.supervisionPhone,
    review: rights.review.organ.zh,
    litigation: rights.litigation.organ.zh,
  };
}
