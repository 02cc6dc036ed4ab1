import type { ModuleDatabase } from '@platform/database';
import type { Foundations, Period } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CaseFacts, PastDecision, TakenByVersion, VisitFigures } from './contract/index.ts';
import type { MatterBook } from './matter-book.ts';
import type { Register } from './register.ts';

export type MattersDeps = Pick<
  Foundations,
  'audit' | 'calendar' | 'clock' | 'database' | 'ids' | 'live' | 'log' | 'packs'
> & {
  organisations: OrganisationsPort;
  /** Who works under an account, for the history of a version; undefined where there is none any more. */
  staffOf?: (account: string) => Promise<{ name: string; organisation: string } | undefined>;
  /** How often people had to come for cases of a period, by matter; told by a module further down, as what follows. */
  visitFigures?: (period: Period) => Promise<VisitFigures[]>;
  /** What cases really took and asked; only asked once all are made. */
  caseFacts?: (matter: string, period: Period) => Promise<CaseFacts>;
  /** What decided cases took, by the version that they ran under; of one matter alone when it is named. */
  takenByVersion?: (matter?: string) => Promise<TakenByVersion[]>;
  /** Decisions since a day with their inputs, the newest first. */
  pastDecisions?: (matter: string, since: Date, limit: number) => Promise<PastDecision[]>;
};

/** The same with the module's own door, and what it keeps in memory. */
export type Own = Omit<MattersDeps, 'database'> & {
  database: ModuleDatabase;
  book: MatterBook;
  register: Register;
};
