import type { LocalText } from '@platform/kernel';
import { idFromTitle } from '../domain/pinyin-forms.ts';
import type { Row } from './read.ts';

type Json = Record<string, unknown>;
type OrganisationOf = (name: string) => string | undefined;
/** A topic that some matter has already, by its Chinese name. */
export type TopicOf = (zh: string) => LocalText | undefined;

/** The rows of a matter in the four sheets. */
export type MatterRows = { list: Row; materials: Row[]; links: Row[]; faq: Row[] };

const of = <T>(row: Row, key: string): T | undefined => row.values.get(key) as T | undefined;
const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** A text as a sheet has it, with the English that is known already where the Chinese is the same. */
function both(zh: string | undefined, before?: unknown, en?: string): LocalText | undefined {
  if (zh === undefined) return undefined;
  const known = before as Partial<LocalText> | undefined;
  return { zh, en: en ?? (known?.zh === zh && known.en ? known.en : zh) };
}

/** What a definition becomes by its rows; a cell left empty keeps what was there. */
export function overlay(base: Json, rows: MatterRows, organisationOf: OrganisationOf, topicOf: TopicOf): Json {
  const { list } = rows;
  const local = 'inherits' in base;
  const next: Json = { ...base };
  const put = (key: string, value: unknown): void => {
    if (value !== undefined) next[key] = value;
  };
  put('organisation', organisationOf(of<string>(list, 'organisation') ?? ''));
  for (const key of ['useLevel', 'powerSource', 'phone', 'supervisionPhone']) put(key, of(list, key));
  const promise = limit(
    asJson(local ? base['promise'] : asJson(base['limits'])['promise']),
    of(list, 'promiseDays'),
    of(list, 'promiseUnit'),
  );
  if (local) {
    put('promise', promise);
    put('localCode', of(list, 'localCode'));
    // Papers named here that the level above has too are its own.
    if (rows.materials.length > 0) put('materials', materials(base, rows.materials));
    if (rows.faq.length > 0) put('faq', questions(base, rows.faq));
    return next;
  }
  put('title', both(of(list, 'title'), base['title'], of(list, 'titleEn')));
  put('summary', both(of(list, 'summary'), base['summary']));
  for (const key of ['taskType', 'serviceObject', 'projectType']) put(key, of(list, key));
  put('topics', topics(asJson(base['topics']), list, topicOf));
  put('effective', effective(asJson(base['effective']), list));
  const co = of<string[]>(list, 'coOrganisations');
  put(
    'coOrganisations',
    co?.flatMap((name) => organisationOf(name) ?? []),
  );
  const codes = asJson(base['codes']);
  next['codes'] = {
    ...codes,
    ...given('catalogCode', of(list, 'catalogCode')),
    ...given('taskCode', of(list, 'taskCode')),
    ...given('localCode', of(list, 'localCode')),
  };
  const limits = asJson(base['limits']);
  next['limits'] = {
    promise: promise ?? limits['promise'],
    statutory:
      limit(asJson(limits['statutory']), of(list, 'statutoryDays'), of(list, 'statutoryUnit')) ?? limits['statutory'],
  };
  put(
    'legalBasis',
    of<string[]>(list, 'legalBasis')?.map((line) => basis(line, base['legalBasis'])),
  );
  put('conditions', lines(of(list, 'conditions'), base['conditions']));
  put('handling', handling(asJson(base['handling']), list));
  const visits = asJson(base['visits']);
  const count = of<number>(list, 'visits');
  const reason = both(of(list, 'visitReason'), visits['reason']);
  next['visits'] = { ...visits, ...given('count', count), ...given('reason', reason) };
  put('fee', fee(base['fee'], list));
  const result = asJson(base['result']);
  next['result'] = {
    ...result,
    ...given('kind', of(list, 'resultKind')),
    ...given('name', both(of(list, 'resultName'), result['name'])),
  };
  const words = of<string[]>(list, 'keywords');
  if (words) next['keywords'] = { en: [], ...asJson(base['keywords']), zh: words };
  const rights = asJson(base['rights']);
  next['rights'] = {
    review: organ(asJson(rights['review']), of(list, 'review')),
    litigation: organ(asJson(rights['litigation']), of(list, 'litigation')),
  };
  if (rows.materials.length > 0) next['materials'] = materials(base, rows.materials);
  if (rows.links.length > 0)
    next['links'] = rows.links.map((row) => {
      const title = of<string>(row, 'title') ?? '';
      const known = before(base['links'], title);
      const organisation = organisationOf(of<string>(row, 'organisation') ?? '');
      return {
        id: known?.['id'] ?? idFromTitle(title),
        title: both(title, known?.['title'], of(row, 'titleEn')),
        ...given('organisation', organisation),
        ...given('days', of(row, 'days')),
      };
    });
  if (rows.faq.length > 0) next['faq'] = questions(base, rows.faq);
  return next;
}

const given = (key: string, value: unknown): Json => (value === undefined ? {} : { [key]: value });

/** The entry of a list that bears a title already. */
function before(list: unknown, title: string, key = 'title'): Json | undefined {
  return (Array.isArray(list) ? (list as Json[]) : []).find((one) => (one[key] as LocalText | undefined)?.zh === title);
}

function limit(known: Json, days: number | undefined, unit: string | undefined): Json | undefined {
  if (days === undefined && unit === undefined) return undefined;
  return { days: days ?? known['days'], unit: unit ?? known['unit'] ?? 'workday' };
}

function topics(known: Json, row: Row, topicOf: TopicOf): Json | undefined {
  const named = (group: 'person' | 'firm', key: string): LocalText[] | undefined => {
    const before = (known[group] ?? []) as LocalText[];
    const said = of<string[]>(row, key);
    return (
      said && [...new Set(said)].map((zh) => both(zh, before.find((one) => one.zh === zh) ?? topicOf(zh)) as LocalText)
    );
  };
  const [person, firm] = [named('person', 'topicsPerson'), named('firm', 'topicsFirm')];
  return person || firm ? { ...known, ...given('person', person), ...given('firm', firm) } : undefined;
}

/** Its last day is taken away by the word for none; without a first day there is none either. */
function effective({ until: known, ...rest }: Json, row: Row): Json | undefined {
  const [from, until = known] = [of<string>(row, 'effectiveFrom'), of<string | null>(row, 'effectiveUntil')];
  const next = { ...rest, ...given('from', from), ...given('until', until ?? undefined) };
  return next['from'] === undefined ? undefined : next;
}

function lines(said: string[] | undefined, known: unknown): LocalText[] | undefined {
  return said?.map(
    (zh) =>
      both(
        zh,
        (Array.isArray(known) ? (known as LocalText[]) : []).find((one) => one.zh === zh),
      ) as LocalText,
  );
}

/** 《…》第六条: the name of the law and, after it, the article. */
function basis(line: string, known: unknown): Json {
  const same = (Array.isArray(known) ? (known as { title: LocalText; article?: LocalText }[]) : []).find(
    ({ title, article }) => `${title.zh}${article?.zh ?? ''}` === line,
  );
  if (same) return same;
  const [, title = line, article = ''] = /^(《[^》]+》(?:（[^）]*）)?)(.*)$/.exec(line) ?? [];
  return { title: both(title.trim()), ...(article.trim() === '' ? {} : { article: both(article.trim()) }) };
}

function handling(known: Json, row: Row): Json | undefined {
  const mail = asJson(known['mail']);
  const [materials, result] = [of<boolean>(row, 'mailMaterials'), of<boolean>(row, 'mailResult')];
  const next: Json = {
    ...known,
    ...given('forms', of(row, 'forms')),
    ...given('depth', of(row, 'depth')),
    ...given('across', of(row, 'across')),
    ...(materials === undefined && result === undefined
      ? {}
      : { mail: { materials: materials ?? mail['materials'] ?? false, result: result ?? mail['result'] ?? false } }),
  };
  if (Array.isArray(next['forms']) && !next['forms'].includes('online')) delete next['depth'];
  return Object.keys(next).length === 0 ? undefined : next;
}

function fee(known: unknown, row: Row): unknown {
  const is = of<boolean>(row, 'isFee');
  if (is === undefined) return undefined;
  if (!is) return { isFee: false };
  const before = asJson(known);
  const items = (Array.isArray(before['items']) ? before['items'] : []) as Json[];
  const [first, ...others] = items;
  const law = both(of(row, 'feeBasis'), before['basis']);
  const name = both(of(row, 'feeItem'), first?.['name']);
  const fen = of<number>(row, 'feeYuan');
  return {
    ...before,
    isFee: true,
    ...given('basis', law),
    ...given('payOnline', of(row, 'payOnline')),
    items: [
      { ...first, ...given('name', name), ...given('fen', fen), ...given('basis', first?.['basis'] ?? law) },
      ...others,
    ],
  };
}

const organ = (known: Json, name: string | undefined): Json =>
  name === undefined ? known : { ...known, organ: both(name, known['organ']) };

function materials(base: Json, rows: readonly Row[]): Json[] {
  const known = (Array.isArray(base['materials']) ? base['materials'] : []) as Json[];
  return rows.map((row) => {
    const title = of<string>(row, 'title') ?? '';
    const id = of<string>(row, 'id');
    const same = known.find((one) => (id === undefined ? (one['title'] as LocalText).zh === title : one['id'] === id));
    return {
      kind: 'original',
      source: 'applicant',
      necessity: 'required',
      ...same,
      id: id ?? same?.['id'] ?? idFromTitle(title),
      title: both(title, same?.['title'], of(row, 'titleEn')),
      ...given('kind', of(row, 'kind')),
      ...given('source', of(row, 'source')),
      ...given('necessity', of(row, 'necessity')),
      ...given('copies', of(row, 'copies')),
      ...given('note', both(of(row, 'note'), same?.['note'])),
    };
  });
}

function questions(base: Json, rows: readonly Row[]): Json[] {
  return rows.map((row) => {
    const question = of<string>(row, 'question') ?? '';
    const same = before(base['faq'], question, 'question');
    return { question: both(question, same?.['question']), answer: both(of(row, 'answer'), same?.['answer']) };
  });
}
