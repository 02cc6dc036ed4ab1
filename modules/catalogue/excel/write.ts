import ExcelJS from 'exceljs';
import type { CataloguedResource } from '../contract/index.ts';
import {
  CATEGORY_WORDS,
  CLASS_WORDS,
  CYCLE_WORDS,
  ENTRY_COLUMNS,
  FORMAT_WORDS,
  ITEM_COLUMNS,
  MASK_WORDS,
  MODE_WORDS,
  OPEN_WORDS,
  SHARE_WORDS,
  SHEETS,
  TYPE_WORDS,
  type EntryKey,
  type ItemKey,
  type SheetColumn,
} from './columns.ts';

type Names = { organisation: (id: string) => string; codeTable: (id: string) => string };

const NOTES = [
  '一、“目录”表每行一条目录，“信息项”表每行一个信息项；用“目录名称”（或目录编号）对应。带 * 的列必填。',
  '二、目录编号可以不填，由系统编制；填已发布目录的编号或同名，即为修订该目录。',
  '三、有条件共享须写明共享条件；不予共享须写明法律、行政法规或国务院规定的名称和条款。',
  '四、数据分级填 1 至 4（4 级最敏感）；信息项不填分级的，按目录的分级。个人信息一列不填，按个人信息处理。',
  '五、先“试导入”，系统逐个单元格列出错误；全部改正后再导入。导入的目录是草稿，还须提交审核。同一文件重复导入不会重复建目录。',
] as const;

/** The departments' template with these resources in it; with none it is the empty template. */
export async function writeWorkbook(resources: readonly CataloguedResource[], names: Names): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const entries = addSheet(book, SHEETS.entries, ENTRY_COLUMNS);
  const items = addSheet(book, SHEETS.items, ITEM_COLUMNS);
  for (const resource of resources) {
    entries.addRow(inOrder(ENTRY_COLUMNS, entryCells(resource, names)));
    for (const item of resource.items) items.addRow(inOrder(ITEM_COLUMNS, itemCells(resource, item, names)));
  }
  const notes = book.addWorksheet(SHEETS.notes);
  notes.getColumn(1).width = 110;
  notes.getColumn(1).alignment = { wrapText: true, vertical: 'top' };
  for (const note of NOTES) notes.addRow([note]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Text in cells stays text: what begins like a formula would otherwise be one where a file is made from it by hand. */
const MOST_LISTED = 2_000;

function addSheet<K extends string>(
  book: ExcelJS.Workbook,
  name: string,
  columns: readonly SheetColumn<K>[],
): ExcelJS.Worksheet {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  columns.forEach((column, index) => {
    const cell = sheet.getCell(1, index + 1);
    cell.value = column.needed ? `${column.heading}*` : column.heading;
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8F0FB' } };
    const own = sheet.getColumn(index + 1);
    own.width = column.width;
    if (column.kind === 'text' || column.kind === 'day') own.numFmt = '@';
    const words =
      column.kind === 'yes-no'
        ? ['是', '否']
        : column.kind === 'words' && !column.many
          ? Object.values(column.words)
          : [];
    if (words.length > 0) {
      const letter = own.letter;
      // One rule for the whole column, not one a cell.
      (sheet as unknown as { dataValidations: { add(range: string, rule: object): void } }).dataValidations.add(
        `${letter}2:${letter}${MOST_LISTED}`,
        { type: 'list', allowBlank: true, formulae: [`"${words.join(',')}"`], showErrorMessage: false },
      );
    }
  });
  return sheet;
}

const inOrder = <K extends string>(
  columns: readonly SheetColumn<K>[],
  cells: Record<K, string | number | undefined>,
): (string | number | null)[] => columns.map(({ key }) => cells[key] ?? null);

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? '是' : '否';

function entryCells(resource: CataloguedResource, names: Names): Record<EntryKey, string | number | undefined> {
  return {
    id: resource.id,
    title: resource.title.zh,
    titleEn: resource.title.en === resource.title.zh ? undefined : resource.title.en,
    summary: resource.summary.zh,
    provider: names.organisation(resource.provider),
    category: CATEGORY_WORDS[resource.class.category],
    theme: resource.class.theme?.zh,
    code: resource.code,
    aliases: resource.aliases?.join('、'),
    duty: resource.duty?.zh,
    system: resource.system?.zh,
    format: resource.format && FORMAT_WORDS[resource.format],
    shareType: SHARE_WORDS[resource.shareType],
    shareCondition: resource.shareCondition?.zh,
    shareBasis: resource.shareBasis?.zh,
    shareModes: resource.shareModes?.map((mode) => MODE_WORDS[mode]).join('、'),
    openAttribute: OPEN_WORDS[resource.openAttribute],
    openCondition: resource.openCondition?.zh,
    updateCycle: CYCLE_WORDS[resource.updateCycle],
    grade: resource.grade,
    dueOn: resource.responsibility?.dueOn,
  };
}

function itemCells(
  resource: CataloguedResource,
  item: CataloguedResource['items'][number],
  names: Names,
): Record<ItemKey, string | number | undefined> {
  return {
    entry: resource.id,
    title: item.title.zh,
    titleEn: item.title.en === item.title.zh ? undefined : item.title.en,
    name: item.name,
    type: TYPE_WORDS[item.type],
    maxLength: item.maxLength,
    key: resource.key.includes(item.name) ? '是' : undefined,
    required: yesNo(item.required),
    codeTable: item.codeTable && names.codeTable(item.codeTable),
    element: item.element,
    dataClass: item.dataClass && CLASS_WORDS[item.dataClass],
    grade: item.grade,
    personal: yesNo(item.personal),
    mask: item.mask && MASK_WORDS[item.mask],
  };
}
