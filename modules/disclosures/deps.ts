import type { DomainError, LocalText } from '@platform/kernel';
import type { Actor, PersonActor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { ReceiptsPort } from '@modules/receipts/contract';
import type { Grant } from '@modules/sharing/contract';
import { disclosureErrors } from './domain/errors.ts';
import type { ResourceWords } from './resource-words.ts';

/** A firm for which a person may act, as identity knows it. `subject` is the blind index of its credit code. */
export type Mandate = { id: string; subject: string; name: string };

/** What is asked of identity; what it does not know yet is absent. */
export type IdentityOfPeople = {
  citizenOf(accountId: string): Promise<{ citizenId: string; name: string }>;
  /** Firms for which this account may act; none where firms cannot sign in yet. */
  mandatesOf?(accountId: string): Promise<readonly Mandate[]>;
  /** A member of staff by name, for their own office only. */
  staffOf?(accountId: string): Promise<{ name: string; organisation: string } | undefined>;
};

export type DisclosureDeps = Pick<
  Foundations,
  'database' | 'audit' | 'clock' | 'packs' | 'ids' | 'calendar' | 'sealer' | 'outbox' | 'live'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'all'>;
  cases: Pick<CasesPort, 'titlesByNumber'>;
  catalogue?: Pick<CataloguePort, 'find' | 'resources'>;
  identity?: IdentityOfPeople;
  /** Grants in force, from memory. */
  grants?: { of(filter: { interface: string; organisation: string }): readonly Grant[] };
  /** Interfaces over a resource, also those made on the console, which no pack states. */
  interfaces?: Pick<InterfacesPort<Actor>, 'interfacesOf'>;
  /** Proof of the exchange behind a read, once it is sealed. */
  proofs?: Pick<ReceiptsPort, 'receiptFor'>;
};

/** The parts that every feature is made of. */
export type Own = Omit<DisclosureDeps, 'database'> & { db: ModuleDatabase; words: ResourceWords };

/** Whose data a person looks at: their own, or a firm's they may act for. @throws disclosures.not-your-firm */
export async function holderOf(
  deps: Pick<Own, 'identity'>,
  person: PersonActor,
  holder: string | undefined,
): Promise<{ subject: string }> {
  if (holder === undefined || holder === 'self') return { subject: person.subject };
  const mandates = (await deps.identity?.mandatesOf?.(person.accountId)) ?? [];
  const found = mandates.find(({ id }) => id === holder);
  if (!found) throw notYours();
  return { subject: found.subject };
}

const notYours = (): DomainError => disclosureErrors.notYourFirm();

export function nameOf(deps: Pick<Own, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? { zh: id, en: id };
}

/** The organisation to which people may go on: the city's sharing authority. */
export function authorityOf(deps: Pick<Own, 'organisations'>): string | undefined {
  return deps.organisations.all().find(({ kind }) => kind === 'sharing-authority')?.id;
}
