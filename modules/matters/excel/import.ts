import { isDeepStrictEqual } from 'node:util';
import { actorLabel, asStaff } from '@platform/access';
import { normaliseText, type LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { FIRST_FILES, firstDefinition, firstHeir } from '../domain/first-draft.ts';
import { idFromTitle } from '../domain/pinyin-forms.ts';
import { decideWork, type Work } from '../domain/work.ts';
import { fieldFault, matterErrors } from '../errors.ts';
import { newId } from '../features/edit-work.ts';
import { lockWork, openWork, updateWork } from '../store/work.ts';
import { beginWork, faultsOf, mayEdit, type Author } from '../works.ts';
import { overlay, type MatterRows, type TopicOf } from './overlay.ts';
import { cellName, readWorkbook, type CellFault, type Row, type Sheet, type Workbook } from './read.ts';

type Outcome = 'new' | 'revised' | 'unchanged';
export type ImportReport = {
  matters: { row: number; id: string; title: LocalText; outcome: Outcome; faults: number }[];
  faults: CellFault[];
};
type Settled = {
  rows: MatterRows;
  id: string;
  definition: Record<string, unknown>;
  files: Record<string, string>;
  open: Work | undefined;
  outcome: Outcome;
  basedOn: string | null;
};

/**
 * Takes the departments' sheets in as drafts, all or none: with any fault nothing is written. The same file again changes nothing.
 * @param commit whether to write; otherwise it is a trial, with the same report
 * @throws matters.import-faults when it is to be written and has faults; matters.import-overtaken when a draft was changed meanwhile
 */
export async function importWorkbook(own: Own, bytes: Buffer, commit: boolean, by: Author): Promise<ImportReport> {
  const book = await readWorkbook(bytes);
  const faults = book.faults;
  const open = new Map((await own.database.read((tx) => openWork(tx))).map((work) => [work.matter, work]));
  const settled: Settled[] = [];
  const report: ImportReport = { matters: [], faults };
  const topics = topicsInUse(own);
  for (const row of book.list.rows) {
    const before = faults.length;
    const one = settle(own, book, row, open, settled, by, faults, topics);
    if (!one) continue;
    if (one.outcome !== 'unchanged') await tellRules(own, book, one, faults);
    settled.push(one);
    const title = (one.definition['title'] ??
      own.register.effective(String(one.definition['inherits']))?.value.title) as LocalText;
    report.matters.push({ row: row.no, id: one.id, title, outcome: one.outcome, faults: faults.length - before });
  }
  for (const sheet of [book.materials, book.links, book.faq]) tellStray(sheet, settled, faults);
  if (!commit) return report;
  if (faults.length > 0)
    throw matterErrors.importFaults(
      { count: faults.length },
      { fields: faults.map(({ sheet, cell, code, message }) => ({ path: `/${sheet}/${cell}`, code, message })) },
    );
  await own.database.transaction(async (tx) => {
    for (const { id, definition, files, open: work, outcome, basedOn } of settled) {
      if (outcome === 'unchanged') continue;
      const note = '从 Excel 导入';
      if (!work) await beginWork(own, tx, { matter: id, definition, files, origin: 'excel', basedOn, note }, by);
      else {
        // Reading the workbook takes a while: meanwhile somebody may have saved, submitted or published it.
        const locked = await lockWork(tx, work.id);
        if (locked?.revision !== work.revision) throw matterErrors.importOvertaken({ id });
        const at = { account: actorLabel(by.actor).id, now: own.clock.now() };
        await updateWork(tx, decideWork(locked, { kind: 'save', definition, files, note }, at), at.now);
      }
    }
    await own.audit.append(tx, {
      actor: by.actor,
      action: 'matters.import',
      subject: 'matters',
      detail: { matters: settled.filter(({ outcome }) => outcome !== 'unchanged').map(({ id }) => id) },
      trace: by.trace,
    });
  });
  own.live.publish({ topic: 'matters', data: { imported: settled.length } });
  return report;
}

function organisationOf(own: Own): (name: string) => string | undefined {
  return (name) => {
    const said = normaliseText(name);
    if (said === '') return undefined;
    return own.packs
      .all('organisations')
      .find(
        ({ id, value }) =>
          id === said ||
          [value.name, value.short].some(({ zh, en }) => normaliseText(zh) === said || normaliseText(en) === said),
      )?.id;
  };
}

/** Topics are named in Chinese alone; the English of one that any matter has is known. */
function topicsInUse(own: Own): TopicOf {
  const found = new Map(
    own.book
      .all()
      .flatMap(({ topics }) => [...(topics?.person ?? []), ...(topics?.firm ?? [])].map((one) => [one.zh, one])),
  );
  return (zh) => found.get(zh);
}

/** What one row of the list becomes; its faults go to the list. */
function settle(
  own: Own,
  book: Workbook,
  row: Row,
  open: ReadonlyMap<string, Work>,
  earlier: readonly Settled[],
  by: Author,
  faults: CellFault[],
  topics: TopicOf,
): Settled | undefined {
  const text = (key: string): string | undefined => row.values.get(key) as string | undefined;
  const tell = (key: string, code: string, zh: string, en: string): undefined => {
    faults.push({
      sheet: book.list.name,
      row: row.no,
      cell: cellName(book.list, row.no, key),
      code,
      message: { zh, en },
    });
    return undefined;
  };
  const find = organisationOf(own);
  const [title, organisationName] = [text('title') ?? '', text('organisation') ?? ''];
  const organisation = find(organisationName);
  if (organisationName !== '' && organisation === undefined)
    return tell(
      'organisation',
      'unknown',
      `没有名为“${organisationName}”的单位，请用单位全称`,
      `There is no organisation named "${organisationName}"; use its full name`,
    );
  if (organisation === undefined || title === '') return undefined;
  for (const name of (row.values.get('coOrganisations') as string[] | undefined) ?? [])
    if (find(name) === undefined)
      tell('coOrganisations', 'unknown', `没有名为“${name}”的单位`, `There is no organisation named "${name}"`);
  const id = known(own, open, text('id'), text('taskCode'), title, organisation);
  const work = id === undefined ? undefined : open.get(id);
  const source = id === undefined ? undefined : own.register.source(id);
  const above = text('inherits');
  if (above !== undefined && !own.register.effective(above))
    return tell('inherits', 'unknown', `没有在用的事项“${above}”`, `There is no matter "${above}" in use`);
  if (work && work.state !== 'draft')
    return tell(
      'title',
      'under-review',
      '这个事项正在审改，请先撤回再导入',
      'This matter is under review; take it back before you import it',
    );
  for (const one of new Set([organisation, work?.organisation, source?.definition.organisation]))
    if (one !== undefined && !mayEdit(asStaff(by.actor), one))
      return tell(
        'organisation',
        'out-of-scope',
        '您只能编制本单位及所属单位的事项',
        'You may edit matters of your own organisation and those below it only',
      );
  const level = text('useLevel') ?? '3';
  let name = id;
  try {
    name ??= newId(own, text('id'), above ? `${above}-${organisation}` : idFromTitle(title));
  } catch {
    return tell(
      'id',
      'bad-id',
      '事项标识应为小写英文单词，用连字符相连',
      'The id is lower-case words joined by hyphens',
    );
  }
  if (earlier.some((one) => one.id === name))
    return tell('title', 'twice', `“${title}”在前面的行中已有`, `"${title}" stands in a row above already`);
  const creditCode = own.packs.find('organisations', organisation)?.value.creditCode;
  const catalogCode = text('catalogCode');
  const basic = catalogCode === undefined ? undefined : own.packs.find('basic-matters', catalogCode)?.value;
  const base = (work?.definition ??
    source?.definition ??
    (above
      ? firstHeir(name, above, organisation, level)
      : firstDefinition({ id: name, organisation, useLevel: level, creditCode, basic }))) as Record<string, unknown>;
  const rows: MatterRows = { list: row, materials: [], links: [], faq: [] };
  const mine = new Set([name, title, text('taskCode')].filter((one) => one !== undefined));
  for (const key of ['materials', 'links', 'faq'] as const)
    rows[key] = book[key].rows.filter(({ values }) => mine.has(String(values.get('of') ?? '')));
  const definition = overlay(base, rows, find, topics);
  if (
    typeof row.values.get('effectiveUntil') === 'string' &&
    !row.values.has('effectiveFrom') &&
    !definition['effective'] &&
    !('inherits' in definition)
  )
    tell(
      'effectiveFrom',
      'required',
      '填了取消日期的，也请填写生效日期',
      'Where there is a day on which it ends, say from which day it applies',
    );
  const files = work?.files ?? { ...(source?.files ?? ('inherits' in base ? {} : FIRST_FILES)) };
  const same = (work ?? source) !== undefined && isDeepStrictEqual(plain(base), plain(definition));
  const basedOn = own.register.effective(name)?.version ?? null;
  return {
    rows,
    id: name,
    definition,
    files,
    open: work,
    outcome: same ? 'unchanged' : source || work ? 'revised' : 'new',
    basedOn,
  };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Which matter a row speaks of: by its id, its code, or its name with its organisation. */
function known(
  own: Own,
  open: ReadonlyMap<string, Work>,
  id: string | undefined,
  code: string | undefined,
  title: string,
  organisation: string,
): string | undefined {
  if (id !== undefined) return own.register.source(id) || open.has(id) ? id : undefined;
  const matter = own.book
    .all()
    .find((one) =>
      code === undefined ? one.title.zh === title && one.organisation === organisation : one.codes.taskCode === code,
    );
  if (matter) return matter.id;
  return [...open.values()].find(
    (work) => work.organisation === organisation && (work.definition['title'] as LocalText | undefined)?.zh === title,
  )?.matter;
}

/** The rules of the packs' check, each fault at the cell that is to blame. */
async function tellRules(
  own: Own,
  book: Workbook,
  { rows, definition, files }: Settled,
  faults: CellFault[],
): Promise<void> {
  for (const fault of await faultsOf(own, { definition, files })) {
    const { path, code, message } = fieldFault(fault);
    const [, list = '', index = ''] = /^\/(materials|links|faq)\/(\d+)/.exec(path) ?? [];
    const sub = rows[list as 'materials' | 'links' | 'faq']?.[Number(index)];
    const sheet: Sheet = sub ? book[list as 'materials' | 'links' | 'faq'] : book.list;
    const key = sub
      ? (path.split('/')[3] ?? 'title')
      : ([...book.list.columns]
          .filter((column) => column.path !== undefined && path.startsWith(column.path))
          .sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0]?.key ?? 'title');
    const no = (sub ?? rows.list).no;
    faults.push({ sheet: sheet.name, row: no, cell: cellName(sheet, no, key), code, message });
  }
}

/** Rows of a matter that the list does not have. */
function tellStray(sheet: Sheet, settled: readonly Settled[], faults: CellFault[]): void {
  const used = new Set(settled.flatMap(({ rows }) => [...rows.materials, ...rows.links, ...rows.faq]));
  for (const row of sheet.rows) {
    const of = String(row.values.get('of') ?? '');
    if (used.has(row) || of === '') continue;
    const message = { zh: `“实施清单”表中没有“${of}”`, en: `The list has no matter "${of}"` };
    faults.push({ sheet: sheet.name, row: row.no, cell: cellName(sheet, row.no, 'of'), code: 'no-matter', message });
  }
}
