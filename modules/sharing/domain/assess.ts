import { addDays, type FieldFault, type LocalText, type PlainDate } from '@platform/kernel';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { LIMITS } from './clock.ts';
import type { Asked, Level } from './request.ts';

/** An interface over a resource, as far as a request needs to know it. */
export type OfferedInterface = {
  readonly id: string;
  readonly title: LocalText;
  readonly mode: string;
  readonly fields: readonly string[];
};

/** A grant is given for at most this many years; then it is renewed, so that nobody keeps data that nobody needs. */
export const LONGEST_YEARS = 3;

/** The grade of an item; the resource's where the item has none. */
export const gradeOf = (resource: CataloguedResource, name: string): number =>
  resource.items.find((item) => item.name === name)?.grade ?? resource.grade;

export const highestGrade = (resource: CataloguedResource, fields: readonly string[]): number =>
  fields.length === 0 ? 1 : Math.max(...fields.map((field) => gradeOf(resource, field)));

/**
 * Who has to consent, by the highest grade of the fields (GB/T 43697-2024's general data, split into 1–4): up to 2 the rules may answer,
 * 3 is the provider's, 4 the provider's and then the sharing authority's.
 */
export function levelOf(grade: number): Level {
  if (grade >= 4) return 'authority';
  return grade === 3 ? 'provider' : 'rules';
}

export const replyDaysOf = (resource: CataloguedResource): number =>
  resource.shareType === 'unconditional' ? LIMITS.unconditional : LIMITS.conditional;

const text = (zh: string, en: string): LocalText => ({ zh, en });

/** What a machine can see to be wrong with a request: the formal rules. Empty when it may go on. */
export function formalFaults(
  asked: Asked,
  facts: {
    resource: CataloguedResource;
    applicant: string;
    /** Organisation of the application; undefined when there is none of that id. */
    applicationOf: string | undefined;
    interfaces: readonly OfferedInterface[];
    today: PlainDate;
    /** A grant in force that gives the same already. */
    there: boolean;
  },
): FieldFault[] {
  const { resource, applicant, applicationOf, interfaces, today } = facts;
  const faults: FieldFault[] = [];
  const complain = (path: string, code: string, message: LocalText): void => {
    faults.push({ path, code, message });
  };
  if (resource.provider === applicant)
    complain(
      '/resource',
      'own',
      text('这是本单位自己的数据，无需申请', 'These are your own data; no request is needed'),
    );
  const known = new Set(resource.items.map((item) => item.name));
  const unknown = asked.fields.filter((field) => !known.has(field));
  if (unknown.length > 0)
    complain(
      '/fields',
      'unknown',
      text(`资源中没有信息项：${unknown.join('、')}`, `The resource has no items: ${unknown.join(', ')}`),
    );
  const chosen = interfaces.find((one) => one.id === asked.interface);
  if (asked.fields.length === 0 && (chosen === undefined || chosen.mode === 'rows'))
    complain('/fields', 'required', text('至少选择一个信息项', 'Choose at least one item'));
  if (new Set(asked.fields).size < asked.fields.length)
    complain('/fields', 'twice', text('同一信息项选了两次', 'An item is chosen twice'));
  if (asked.interface !== undefined && chosen === undefined)
    complain('/interface', 'unknown', text('该资源没有这个接口', 'The resource has no such interface'));
  if (applicationOf === undefined)
    complain('/application', 'unknown', text('没有这个应用系统', 'There is no such application'));
  else if (applicationOf !== applicant)
    complain(
      '/application',
      'not-yours',
      text('只能为本单位的应用系统申请', 'Ask for an application of your own organisation'),
    );
  if (facts.there)
    complain(
      '/purpose/id',
      'there',
      text(
        '这个系统已有同一用途、包含这些信息项的有效授权，无需再申请；快到期时请续期',
        'This system has a grant in force for the same purpose and fields; renew it before it ends',
      ),
    );
  for (const [path, value] of [
    ['/purpose/title', asked.purpose.title.zh],
    ['/legalBasis', asked.legalBasis.zh],
    ['/explanation', asked.explanation],
  ] as const)
    if (value.trim().length < 4)
      complain(path, 'required', text('请写清楚，至少四个字', 'Please say it clearly, in four characters at least'));
  if (asked.until < today || (asked.from !== undefined && asked.until < asked.from))
    complain(
      '/until',
      'order',
      text('使用期限应晚于开始日期和今天', 'The last day must lie after the first, and not in the past'),
    );
  const longest = addDays(asked.from ?? today, 366 * LONGEST_YEARS);
  if (asked.until > longest)
    complain(
      '/until',
      'too-long',
      text(`一次最长 ${LONGEST_YEARS} 年，到期可续期`, `At most ${LONGEST_YEARS} years at once; it can be renewed`),
    );
  return faults;
}

/** The interface through which the fields can be had: the one asked for, else the narrowest that answers with rows. */
export function coveringInterface(
  fields: readonly string[],
  interfaces: readonly OfferedInterface[],
  wanted?: string,
): OfferedInterface | undefined {
  const covers = (one: OfferedInterface): boolean => fields.every((field) => one.fields.includes(field));
  if (wanted !== undefined) {
    const found = interfaces.find((one) => one.id === wanted);
    return found && covers(found) ? found : undefined;
  }
  return interfaces
    .filter((one) => one.mode === 'rows' && covers(one))
    .toSorted((a, b) => a.fields.length - b.fields.length || (a.id < b.id ? -1 : 1))[0];
}
