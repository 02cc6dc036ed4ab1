import { normaliseText, shanghaiDate, type LocalText, type PlainDate, type WorkingCalendar } from '@platform/kernel';
import type { CataloguedResource } from '../contract/index.ts';
import { supplyState, type SupplyState } from './freshness.ts';

/** A line of the responsibility list (责任清单): what a department must supply, by when, and whether it did. */
export type ResponsibilityLine = {
  /** `resource:<id>` where the catalogue itself says so; the line's own id otherwise. */
  id: string;
  kept: boolean;
  provider: string;
  title: LocalText;
  resource: string | undefined;
  dueOn: PlainDate;
  basis: LocalText | undefined;
  state: SupplyState;
  firstAt: Date | undefined;
  lastAt: Date | undefined;
  /** Working days left; negative once its day is over and nothing came. */
  workdaysLeft: number | undefined;
  version: number;
};

type Supply = { firstAt: Date | undefined; lastAt: Date | undefined };

/** All lines, by day and title: those kept here and those that the catalogue's definitions carry. */
export function responsibilityLines(given: {
  resources: readonly CataloguedResource[];
  kept: readonly {
    id: string;
    provider: string;
    title: LocalText;
    resource: string | null;
    due_on: PlainDate;
    basis: LocalText | null;
    version: number;
  }[];
  supplyOf: (resource: string) => Supply | undefined;
  now: Date;
  calendar: WorkingCalendar;
}): ResponsibilityLine[] {
  const { resources, now, calendar } = given;
  const byId = new Map(resources.map((one) => [one.id, one]));
  const byTitle = new Map(resources.map((one) => [`${one.provider} ${normaliseText(one.title.zh)}`, one]));
  const today = shanghaiDate(now);
  const line = (
    from: Omit<ResponsibilityLine, 'state' | 'firstAt' | 'lastAt' | 'workdaysLeft' | 'resource'>,
    resource: CataloguedResource | undefined,
  ): ResponsibilityLine => {
    const { firstAt, lastAt } = (resource && given.supplyOf(resource.id)) ?? {};
    const { dueOn } = from;
    return {
      ...from,
      resource: resource?.id,
      firstAt,
      lastAt,
      state: supplyState({ dueOn, cycle: resource?.updateCycle, firstAt, lastAt }, now, calendar),
      workdaysLeft: firstAt
        ? undefined
        : today > dueOn
          ? -Math.max(1, calendar.workdaysBetween(dueOn, today))
          : calendar.workdaysBetween(today, dueOn),
    };
  };
  const lines = [
    ...resources.flatMap((resource) =>
      resource.responsibility
        ? [
            line(
              {
                id: `resource:${resource.id}`,
                kept: false,
                provider: resource.provider,
                title: resource.title,
                dueOn: resource.responsibility.dueOn,
                basis: resource.responsibility.basis,
                version: 0,
              },
              resource,
            ),
          ]
        : [],
    ),
    ...given.kept.map((one) =>
      line(
        {
          id: one.id,
          kept: true,
          provider: one.provider,
          title: one.title,
          dueOn: one.due_on,
          basis: one.basis ?? undefined,
          version: one.version,
        },
        // A line that names no resource is fulfilled by the one that its department has catalogued under the same title.
        byId.get(one.resource ?? '') ?? byTitle.get(`${one.provider} ${normaliseText(one.title.zh)}`),
      ),
    ),
  ];
  return lines.sort((a, b) => (a.dueOn === b.dueOn ? (a.id < b.id ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1));
}

/** How one department stands. `share`: of the lines that were due by now, those supplied; absent while nothing was due. */
export type Score = {
  provider: string;
  total: number;
  supplied: number;
  late: number;
  never: number;
  due: number;
  share: number | undefined;
};

/** Departments with lines in the list, those who owe most first. */
export function scoreboard(lines: readonly ResponsibilityLine[]): Score[] {
  const scores = new Map<string, Score>();
  for (const { provider, state } of lines) {
    const score = scores.get(provider) ?? {
      provider,
      total: 0,
      supplied: 0,
      late: 0,
      never: 0,
      due: 0,
      share: undefined,
    };
    score.total += 1;
    score[state] += 1;
    const asked = score.total - score.due;
    score.share = asked === 0 ? undefined : score.supplied / asked;
    scores.set(provider, score);
  }
  return [...scores.values()].sort(
    (a, b) => b.never - a.never || b.late - a.late || b.total - a.total || (a.provider < b.provider ? -1 : 1),
  );
}
