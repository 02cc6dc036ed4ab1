import type { Foundations, Measure, Module } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { getBoard } from './features/get-board.ts';
import { listBoards } from './features/list-boards.ts';
import { listIndicatorRecords } from './features/list-indicator-records.ts';

export type CockpitDeps = Pick<Foundations, 'packs' | 'clock'> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  /** The measures of all modules. */
  measures: () => readonly Measure[];
};

/** 指标与大屏: boards of figures, each computed from what happened and open to its records. It owns no tables. */
export function createCockpit(deps: CockpitDeps): Module {
  return { name: 'cockpit', features: [listBoards(deps), getBoard(deps), listIndicatorRecords(deps)] };
}
