import { isCitizenId } from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CaseLimits } from './clock.ts';
import type { Applicant } from './contents.ts';
import { LICENSING } from './limits.ts';

/** What several departments handle may take fifteen working days more (行政许可法 art. 42 para 2). */
export const LAWFUL_JOINT_EXTENSION = 15;

/** Who may give a case more time, at most how much, and by which clause; other laws than that on licensing name their own. */
export type ExtensionRule = { byGovernment: boolean; most: number; clause?: string };

/**
 * The rule of a matter: the head of its office; of licensing that several departments handle (联合办理) the head of the government of the level
 * instead, never both.
 */
export function extensionRule(
  { taskType, coOrganisations = [] }: Pick<Matter, 'taskType' | 'coOrganisations'>,
  { extensionDays }: Pick<CaseLimits, 'extensionDays'>,
): ExtensionRule {
  if (taskType !== LICENSING) return { byGovernment: false, most: extensionDays };
  const law = '《中华人民共和国行政许可法》第四十二条';
  return coOrganisations.length > 0
    ? { byGovernment: true, most: LAWFUL_JOINT_EXTENSION, clause: `${law}第二款` }
    : { byGovernment: false, most: extensionDays, clause: `${law}第一款` };
}

type Places = Pick<OrganisationsPort, 'all' | 'find' | 'division'>;

/** The people's government of an office's level (本级人民政府): that of its division, of a street or village without one that of the next above, up to the district. */
export function governmentOf(organisations: Places, office: string): string | undefined {
  let code = organisations.find(office)?.division;
  while (code !== undefined) {
    const found = organisations.all().find(({ kind, division }) => kind === 'government' && division === code);
    if (found) return found.id;
    const division = organisations.division(code);
    code = division?.level === 'street' || division?.level === 'village' ? division.parent : undefined;
  }
  return undefined;
}

/** The offices whose level a government is. */
export function officesOf(organisations: Places, government: string): string[] {
  return organisations.all().flatMap(({ id }) => (governmentOf(organisations, id) === government ? [id] : []));
}

/** Whether a text says who a person is: their name, somebody's citizen id or mobile number. A firm's name is no secret. */
export function tellsWho(text: string, { citizenId, name }: Applicant): boolean {
  if (isCitizenId(citizenId) && text.includes(name)) return true;
  return /(?<!\d)1[3-9]\d{9}(?!\d)/.test(text) || (text.match(/(?<!\d)\d{17}[\dXx](?!\d)/g) ?? []).some(isCitizenId);
}

/** Time is given before the statutory limit has passed, not after. */
export const isTooLate = ({ statutory }: { statutory: { at: Date } | null }, now: Date): boolean =>
  statutory !== null && now >= statutory.at;
