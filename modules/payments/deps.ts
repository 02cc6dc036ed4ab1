import type { SystemActor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { PaymentPlatform } from './contract/index.ts';
import type { Bill } from './store/bills.ts';

export type PaymentsDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'outbox' | 'audit' | 'live' | 'log' | 'settings'
> & {
  matters: Pick<MattersPort, 'get' | 'find'>;
  organisations: Pick<OrganisationsPort, 'find'>;
  cases: Pick<CasesPort, 'cameToday'>;
  /** By account; undefined where there is none any more. */
  staffOf(account: string): Promise<{ name: string } | undefined>;
  /** Instead of what the deployment's settings name. */
  platform?: PaymentPlatform;
};

/** The same with the module's own store and the platform in use; none where the deployment names none. */
export type Own = Omit<PaymentsDeps, 'database' | 'platform'> & {
  db: ModuleDatabase;
  platform: PaymentPlatform | undefined;
  announce(bill: Pick<Bill, 'caseId' | 'subject'>): void;
};

export const LIVE_TOPIC = 'payments';

export const PLATFORM: SystemActor = { kind: 'system', name: 'payments' };

/** An order can be paid for so long. */
export const ORDER_LIVES_MS = 2 * 3_600_000;
