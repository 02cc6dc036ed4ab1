import type { Foundations, Module } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { listMyReads } from './features/list-my-reads.ts';
import { summariseMyReads } from './features/summarise-my-reads.ts';

export type DisclosureDeps = Pick<Foundations, 'database' | 'audit' | 'clock' | 'packs'> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  cases: Pick<CasesPort, 'titlesByNumber'>;
};

/** 我的数据: people see who read their data and why. It owns no tables: the reads stand in the platform's audit. */
export function createDisclosures(deps: DisclosureDeps): Module {
  return { name: 'disclosures', features: [listMyReads(deps), summariseMyReads(deps)] };
}
