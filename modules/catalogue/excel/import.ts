import { isDeepStrictEqual } from 'node:util';
import { asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { normaliseText, type LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { stateOf, type Cause, type Draft, type DraftItem, type Entry } from '../domain/entry.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { draftOf, findingsOf, mayCompile, newId, saveDraft, withNames, type By } from '../entries.ts';
import { findSameTitle, lockEntry } from '../store/entries.ts';
import type { ReadEntry } from './columns.ts';
import { namedKey, readWorkbook, type CellFault } from './read.ts';

type ImportOutcome = 'new' | 'revised' | 'unchanged';
export type ImportReport = {
  entries: { row: number; id: string; title: LocalText; items: number; outcome: ImportOutcome }[];
  faults: CellFault[];
};

/**
 * Takes a workbook of the departments' template in as drafts, all or none: with any fault nothing is written. The same file again changes nothing.
 * @param commit whether to write; otherwise it is a trial, with the same report
 * @throws catalogue.import-faults when it is to be written and has faults
 */
export async function importWorkbook(deps: Own, bytes: Buffer, commit: boolean, by: By): Promise<ImportReport> {
  const idByName = (kind: 'organisations' | 'standards', name: string): string | undefined => {
    const said = normaliseText(name);
    return deps.packs.all(kind).find(({ id, value }) => {
      const names = 'short' in value ? [value.name, value.short] : 'title' in value ? [value.title] : [];
      return id === said || names.some(({ zh, en }) => normaliseText(zh) === said || normaliseText(en) === said);
    })?.id;
  };
  const read = await readWorkbook(bytes, {
    organisationOf: (name) => idByName('organisations', name),
    codeTableOf: (name) => idByName('standards', name),
  });
  const report: ImportReport = { entries: [], faults: read.faults };
  const cells = new Set(read.faults.map(({ sheet, cell }) => `${sheet} ${cell}`));
  const unread: Unread = ({ sheet, cell }) => cells.has(`${sheet} ${cell}`);
  await deps.database.transaction(async (tx) => {
    const drafts: { entry: ReadEntry; draft: Draft; before: Entry | undefined; id: string; outcome: ImportOutcome }[] =
      [];
    for (const entry of read.entries) {
      const one = await settle(deps, tx, entry, { cellOf: read.cellOf, unread }, by, report.faults);
      if (one) drafts.push({ entry, ...one });
    }
    for (const { entry, draft, id, outcome } of drafts)
      report.entries.push({ row: entry.row, id, title: draft.title, items: draft.items.length, outcome });
    if (!commit) return;
    if (report.faults.length > 0) throw refusal(report.faults);
    for (const { draft, before, id, outcome } of drafts) {
      if (outcome === 'unchanged') continue;
      const cause: Cause = before?.cause ?? { kind: outcome === 'new' ? 'new' : 'correction' };
      await saveDraft(deps, tx, before, id, draft, cause, by);
    }
  });
  if (commit) deps.live.publish({ topic: 'catalogue', data: { imported: report.entries.length } });
  return report;
}

function refusal(faults: readonly CellFault[]): Error {
  return catalogueErrors.importFaults(
    { count: faults.length },
    { fields: faults.map(({ sheet, cell, code, message }) => ({ path: `/${sheet}/${cell}`, code, message })) },
  );
}

type Unread = (at: { sheet: string; cell: string }) => boolean;
type CellOf = (entry: ReadEntry, path: string) => { sheet: string; cell: string };

/** What one entry of the file becomes; its faults go to the list. */
async function settle(
  deps: Own,
  tx: Tx,
  read: ReadEntry,
  { cellOf, unread }: { cellOf: CellOf; unread: Unread },
  by: By,
  faults: CellFault[],
): Promise<{ draft: Draft; before: Entry | undefined; id: string; outcome: ImportOutcome } | undefined> {
  const tell = (path: string, code: string, message: LocalText): void => {
    const at = cellOf(read, path);
    // What is missing because its cell could not be read has been told.
    if (code === 'required' && path !== '/items' && path !== '/key' && unread(at)) return;
    faults.push({ ...at, code, message });
  };
  const { provider } = read.draft;
  // The cell that names no organisation has been told already.
  if (provider === undefined || read.draft.title.zh === '') return undefined;
  const found = read.id ?? (await sameTitle(deps, tx, provider, read.draft.title.zh));
  const before = found === undefined ? undefined : await lockEntry(tx, found);
  const resource = found === undefined ? undefined : deps.resources.find(found);
  const staff = asStaff(by.actor);
  for (const one of new Set([provider, resource?.provider, before?.provider])) {
    if (one !== undefined && !mayCompile(staff, one)) {
      tell('/provider', 'out-of-scope', {
        zh: '您只能编制本部门的目录',
        en: 'You may compile your own department’s entries only',
      });
      return undefined;
    }
  }
  if (before?.retiredAt) {
    tell('/title', 'retired', { zh: '这条目录已停用，请另建', en: 'This entry is retired; compile a new one' });
    return undefined;
  }
  if (before && ['submitted', 'checked'].includes(stateOf(before))) {
    tell('/title', 'under-review', {
      zh: '这条目录正在审核，请先撤回再导入',
      en: 'This entry is under review; take it back before you import it',
    });
    return undefined;
  }
  const basis = before?.working ?? (resource && draftOf(resource));
  const named = withNames(laidOver(basis, read.draft));
  const draft: Draft = { ...named, key: keyOf(basis, namedKey({ ...named, key: read.draft.key })) };
  const id = before?.id ?? resource?.id ?? (await idFor(deps, tx, read, draft, tell));
  if (id === undefined) return undefined;
  const same = basis !== undefined && isDeepStrictEqual(plain(basis), plain(draft));
  // What is not written needs no check: it may stand as it was accepted before.
  for (const { level, path, code, message } of findingsOf(deps, { id, published: before?.published ?? null }, draft)) {
    if (same) break;
    if (level === 'fault') tell(path, code, message);
  }
  return { draft, before, id, outcome: same ? 'unchanged' : before || resource ? 'revised' : 'new' };
}

async function sameTitle(deps: Own, tx: Tx, provider: string, title: string): Promise<string | undefined> {
  const inUse = deps.resources
    .resources()
    .find((one) => one.provider === provider && normaliseText(one.title.zh) === normaliseText(title));
  return inUse?.id ?? findSameTitle(tx, provider, title);
}

async function idFor(
  deps: Own,
  tx: Tx,
  read: ReadEntry,
  draft: Draft,
  tell: (path: string, code: string, message: LocalText) => void,
): Promise<string | undefined> {
  try {
    return await newId(deps, tx, read.id, draft);
  } catch (error) {
    if (!(error instanceof Error) || !('text' in error)) throw error;
    tell('/title', 'bad-id', (error as unknown as { text: LocalText }).text);
    return undefined;
  }
}

/** What the template cannot carry stays as it was: English texts of what is the same in Chinese, patterns and ranges, rules over rows. */
function laidOver(basis: Draft | undefined, read: Draft): Draft {
  if (!basis) return read;
  const { key: _key, ...given } = read;
  const responsibility = given.responsibility && { ...keptTexts(basis.responsibility, given.responsibility) };
  return {
    ...keptTexts(basis, given),
    ...(basis.class && given.class ? { class: keptTexts(basis.class, given.class) } : {}),
    ...(responsibility ? { responsibility: { ...basis.responsibility, ...responsibility } } : {}),
    rowRules: basis.rowRules,
    items: read.items.map((item): DraftItem => {
      const before = basis.items.find((one) => (item.name ? one.name === item.name : one.title.zh === item.title.zh));
      if (!before) return item;
      const { min, max, pattern } = before;
      return { ...keptTexts(before, item), name: item.name ?? before.name, min, max, pattern };
    }),
  };
}

/** The later object, with texts of the earlier one wherever their Chinese is the same and the file has no other English. */
function keptTexts<T extends object>(before: T | undefined, after: T): T {
  if (!before) return after;
  const next = { ...after };
  for (const field of Object.keys(after) as (keyof T)[]) {
    const [was, is] = [before[field], after[field]] as [unknown, unknown];
    if (isText(was) && isText(is) && was.zh === is.zh && is.en === is.zh) next[field] = before[field];
  }
  return next;
}

const isText = (value: unknown): value is LocalText =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** The same items in the order in which they were: the file has no order of the key. */
function keyOf(basis: Draft | undefined, key: readonly string[]): string[] {
  const before = basis?.key ?? [];
  return before.length === key.length && before.every((name) => key.includes(name)) ? [...before] : [...key];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
