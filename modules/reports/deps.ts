import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { ReportingPort } from '@modules/upstreams/contract';

export type ReportsDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'audit' | 'packs' | 'sealer' | 'live' | 'log'
> & {
  cases: Pick<CasesPort, 'summary' | 'applicantToReport'>;
  matters: Pick<MattersPort, 'find'>;
  organisations: Pick<OrganisationsPort, 'find'>;
  /** The level above that is told. */
  province: ReportingPort;
  /** Within how long a report must have its receipt to be in time; a day unless the province asks for less. */
  withinMs?: number;
};

/** The same with the module's own store. */
export type Own = Omit<ReportsDeps, 'database'> & { db: ModuleDatabase; withinMs: number };

/** Open pages hear of what was sent at most this often. */
export const LIVE_TOPIC = 'reports';
/** Where what is told of a case is sealed. */
export const contentContext = (id: string): string => `reports.report:${id}:content`;
