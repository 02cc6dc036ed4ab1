import type { LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { BaseRegistriesPort } from '@modules/base-registries/contract';
import type { CasesPort } from '@modules/cases/contract';
import type { DisclosuresPort } from '@modules/disclosures/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Grant } from '@modules/sharing/contract';

/** What is asked of identity. A staff account may carry the person it is; where it does not, own family is not known. */
export type IdentityOfStaff = {
  /** @throws a coded error for an account without a person */
  citizenOf(accountId: string): Promise<{ subject: string }>;
  staffOf?(accountId: string): Promise<{ name: string; organisation: string } | undefined>;
};

export type DataSecurityDeps = Pick<
  Foundations,
  | 'database'
  | 'audit'
  | 'clock'
  | 'ids'
  | 'calendar'
  | 'sealer'
  | 'blindIndex'
  | 'outbox'
  | 'live'
  | 'log'
  | 'packs'
  | 'keys'
  | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'subtree'>;
  words: Pick<DisclosuresPort, 'resourceTitle' | 'fieldTitle'>;
  identity?: IdentityOfStaff;
  cases?: Pick<CasesPort, 'findByNumber'>;
  registries?: Pick<BaseRegistriesPort, 'definition'>;
  grants?: { byId(id: string): Grant | undefined };
};

export type Own = Omit<DataSecurityDeps, 'database'> & { db: ModuleDatabase; hub: Foundations['database'] };

export function nameOf(deps: Pick<Own, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? { zh: id, en: id };
}
