import type { DomainError, LocalText } from '@platform/kernel';
import type { Actor, PersonActor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { ReceiptsPort } from '@modules/receipts/contract';
import type { Grant, GrantRecordsPort } from '@modules/sharing/contract';
import { disclosureErrors } from './domain/errors.ts';
import type { ResourceWords } from './resource-words.ts';

/** A firm for which a person may act, as identity knows it. `subject` is the blind index of its credit code. */
export type Mandate = {
  id: string;
  subject: string;
  name: string;
  creditCode?: string;
  /** The firm's own id, for the audit. */
  firm?: string;
  scope: readonly ('services' | 'my-data' | 'questions')[];
};

/** What is asked of identity; what it does not know yet is absent. */
export type IdentityOfPeople = {
  citizenOf(accountId: string): Promise<{ citizenId: string; name: string }>;
  /** Firms for which this account may act; none where firms cannot sign in yet. */
  mandatesOf?(accountId: string): Promise<readonly Mandate[]>;
  /** The firm that a subject is, where it is one. */
  firmOfSubject?(subject: string): Promise<{ name: string; creditCode: string } | undefined>;
  /** A member of staff by name, for their own office only. */
  staffOf?(accountId: string): Promise<{ name: string; organisation: string } | undefined>;
};

export type DisclosureDeps = Pick<
  Foundations,
  'database' | 'audit' | 'clock' | 'packs' | 'ids' | 'calendar' | 'sealer' | 'outbox' | 'live' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'all'>;
  cases: Pick<CasesPort, 'titlesByNumber'>;
  catalogue?: Pick<CataloguePort, 'find' | 'resources'>;
  identity?: IdentityOfPeople;
  /** Grants in force, from memory: for reads that were made under another node's, which {@link grantRecords} does not know. */
  grants?: { byId(id: string): Grant | undefined };
  /** Grants as they were given, those that are over among them. */
  grantRecords?: GrantRecordsPort;
  /** Interfaces over a resource, also those made on the console, which no pack states. */
  interfaces?: Pick<InterfacesPort<Actor>, 'interfacesOf'>;
  /** Proof of the exchange behind a read, once it is sealed. */
  proofs?: Pick<ReceiptsPort, 'receiptFor' | 'removed'>;
};

/** The parts that every feature is made of. */
export type Own = Omit<DisclosureDeps, 'database'> & { db: ModuleDatabase; words: ResourceWords };

/**
 * Whose data a person looks at: their own, or a firm's they may act for, by its mandate. Without `holder`: for whom their session acts. The
 * mandate is asked for each time, so that its end counts at once.
 * @param need what the mandate must allow
 * @throws disclosures.not-your-firm, .not-in-mandate
 */
export async function holderOf(
  deps: Pick<Own, 'identity'>,
  person: PersonActor,
  holder: string | undefined,
  need: 'my-data' | 'questions' = 'my-data',
): Promise<{ subject: string; actor: PersonActor }> {
  const wanted = holder ?? person.actingFor?.mandate ?? 'self';
  const { actingFor: _firm, ...self } = person;
  if (wanted === 'self') return { subject: person.subject, actor: self };
  const mandates = (await deps.identity?.mandatesOf?.(person.accountId)) ?? [];
  const found = mandates.find(({ id }) => id === wanted);
  if (!found) throw notYours();
  if (!found.scope.includes(need)) throw disclosureErrors.notInMandate({ firm: found.name });
  // What is done is recorded as both: the person, and the firm, also where a page asked for the firm by its mandate alone.
  const firm = person.actingFor?.mandate === found.id ? person.actingFor.firm : (found.firm ?? found.id);
  return {
    subject: found.subject,
    actor: { ...self, actingFor: { mandate: found.id, firm, subject: found.subject, scope: found.scope } },
  };
}

const notYours = (): DomainError => disclosureErrors.notYourFirm();

export function nameOf(deps: Pick<Own, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? { zh: id, en: id };
}

/** The organisation to which people may go on: the city's sharing authority. */
export function authorityOf(deps: Pick<Own, 'organisations'>): string | undefined {
  return deps.organisations.all().find(({ kind }) => kind === 'sharing-authority')?.id;
}
