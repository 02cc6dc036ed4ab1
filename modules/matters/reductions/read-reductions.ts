import type { LocalText } from '@platform/kernel';
import type { TakenByVersion } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { firstVersions } from '../store/matter-versions.ts';
import { countSteps } from './count-steps.ts';
import { measure, totalsOf, type Measured, type MatterReduction, type ReductionTotals } from './measure.ts';

export type ReducedMatter = MatterReduction & {
  id: string;
  title: LocalText;
  /** When the first version came into use. */
  since?: Date;
};
export type ReducedDepartment = {
  organisation: string;
  organisationName: LocalText;
  totals: ReductionTotals;
  matters: ReducedMatter[];
};
export type Reductions = { total: ReductionTotals; departments: ReducedDepartment[] };

/** Measures any version of a matter. @throws matters.unknown-matter */
export function openMeasures(own: Own, taken: readonly TakenByVersion[]) {
  const found = new Map(taken.map((one) => [`${one.matter} ${one.version}`, one]));
  return async (id: string, version: string): Promise<Measured> => {
    const one = own.book.version(id, version);
    return measure(one.matter, await countSteps(one), found.get(`${id} ${version}`));
  };
}

/** The four reductions (四减) of the matters in use, by department: from versions and from what cases took, nothing typed in. */
export async function readReductions(own: Own, asked: { level?: string }): Promise<Reductions> {
  const [firsts, taken] = await Promise.all([own.database.read(firstVersions), own.takenByVersion?.() ?? []]);
  const first = new Map(firsts.map((one) => [one.matter, one]));
  const measured = openMeasures(own, taken);
  const shown = own.book.all().filter(({ useLevel }) => !asked.level || useLevel === asked.level);
  const all: (ReducedMatter & { organisation: string })[] = [];
  for (const { id, title, organisation, version } of shown) {
    const earliest = first.get(id);
    const earlier = earliest && earliest.version !== version && own.book.has(id, earliest.version);
    all.push({
      id,
      title,
      organisation,
      ...(earlier ? { before: await measured(id, earliest.version) } : {}),
      ...(earliest ? { since: earliest.at } : {}),
      now: await measured(id, version),
    });
  }
  const departments = [...Map.groupBy(all, ({ organisation }) => organisation)].map(([organisation, matters]) => ({
    organisation,
    organisationName: own.organisations.get(organisation).name,
    totals: totalsOf(matters),
    // Those with something to compare first.
    matters: matters.toSorted((a, b) => Number(b.before !== undefined) - Number(a.before !== undefined)),
  }));
  return { total: totalsOf(all), departments: departments.sort((a, b) => b.totals.matters - a.totals.matters) };
}
