import type { Actor, StaffActor } from '@platform/access';
import { asStaff } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { HeldReceipts, ReceiptArchive, ReceiptFilter, ReceiptRow, ReceiptTrust } from '@platform/receipts';
import type { OrganisationsPort } from '@modules/organisations/contract';

export type ReceiptsDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'keys' | 'audit' | 'packs' | 'live' | 'log' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  /** What an open question or dispute names; told by modules further down, asked when the term of something is over. */
  held?: () => Promise<HeldReceipts>;
};

export type Own = Omit<ReceiptsDeps, 'held'> & {
  held: () => Promise<HeldReceipts>;
  db: ModuleDatabase;
  archive: ReceiptArchive;
  trust: ReceiptTrust;
};

/** The platform's own consumer, whose key the platform itself holds. */
export const OWN_APPLICATION = 'cases';
const OWN_TITLE: LocalText = { zh: '一网平台·办件', en: 'Yiwang platform, cases' };

/** The applications of packs; the platform's own has no department. */
export function applicationsOf(
  packs: ReceiptsDeps['packs'],
): { id: string; title: LocalText; organisation?: string }[] {
  return [
    { id: OWN_APPLICATION, title: OWN_TITLE },
    ...packs
      .all('applications')
      .map(({ value }) => ({ id: value.id, title: value.title, organisation: value.organisation })),
  ];
}

/** Both sides of an exchange may see its receipt: whoever gave, and whoever's application took. Everyone's for those who oversee all. */
export function sidesOf(deps: Pick<Own, 'packs'>, actor: StaffActor): ReceiptFilter['sides'] {
  if (actor.organisations === 'all') return undefined;
  const own = new Set(actor.organisations);
  return {
    providers: [...own],
    consumers: applicationsOf(deps.packs).flatMap(({ id, organisation }) =>
      organisation !== undefined && own.has(organisation) ? [id] : [],
    ),
  };
}

/** Whether the reader may be told that this application took part in a batch: its own department's, or one who oversees all. */
export function seesConsumer(deps: Pick<Own, 'packs'>, actor: StaffActor): (application: string) => boolean {
  const sides = sidesOf(deps, actor);
  return (application) => !sides || sides.consumers.includes(application);
}

/** Whether this receipt is one of the reader's. */
export function maySee(
  deps: Pick<Own, 'packs'>,
  actor: Actor,
  row: Pick<ReceiptRow, 'provider' | 'consumer'>,
): boolean {
  if (actor.kind === 'application') return actor.applicationId === row.consumer;
  const sides = sidesOf(deps, asStaff(actor));
  return !sides || sides.providers.includes(row.provider) || sides.consumers.includes(row.consumer);
}

export function titleOf(deps: Pick<Own, 'packs'>, application: string): LocalText {
  return applicationsOf(deps.packs).find(({ id }) => id === application)?.title ?? { zh: application, en: application };
}

export function nameOf(deps: Pick<Own, 'organisations'>, organisation: string): LocalText {
  return deps.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation };
}
