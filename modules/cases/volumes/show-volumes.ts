import { Type, type Static } from 'typebox';
import { asStaff, type StaffActor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { LocalText } from '@platform/kernel';
import type { CaseTools } from '../module.ts';
import { matterTitle } from '../pool/returned-view.ts';
import { firstDay, volumeMonths, volumeRows, type MonthRow } from '../store/volumes.ts';
import { understood, VolumesAsked } from './ask.ts';
import { isEmpty, VolumeLine, volumeLine } from './lines.ts';
import type { Span } from './spans.ts';

const Day = Type.String({ format: 'date' });
const Days = Type.Object({ from: Day, to: Day });

const MatterLine = Type.Interface([VolumeLine], { level: Type.Optional(Type.String()) });
export type MatterLine = Static<typeof MatterLine>;
const DepartmentLine = Type.Interface([VolumeLine], {
  /** What it handles, the most received first. */
  matters: Type.Array(MatterLine),
});

const Month = Type.Object({
  /** 1 to 12. */
  month: Type.Integer(),
  received: Type.Integer(),
  decided: Type.Integer(),
  receivedYearBefore: Type.Integer(),
  decidedYearBefore: Type.Integer(),
});

const Volumes = Type.Object({
  from: Day,
  to: Day,
  yearBefore: Days,
  /** Absent where the time is longer than a quarter. */
  before: Type.Optional(Days),
  /** The first day of which there are cases in this choice; absent where there are none. What is compared with days before it has nothing to say. */
  since: Type.Optional(Day),
  /** Part of what is counted was invented for the demonstration. */
  sample: Type.Boolean(),
  total: VolumeLine,
  departments: Type.Array(DepartmentLine),
  /** The year of the last day beside the one before. */
  year: Type.Integer(),
  months: Type.Array(Month),
});
export type Volumes = Static<typeof Volumes>;

/** 办件量: what was received, accepted and decided, by department and matter, beside a year before and right before, and since the opening. */
export function showVolumes(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-volumes',
    method: 'GET',
    path: '/api/work/volumes',
    summary: { zh: '办件量', en: 'Volumes of cases' },
    access: { permission: 'cases.read-volumes' },
    query: VolumesAsked,
    response: Volumes,
    async handle(context, { query }) {
      return volumesOf(tools, asStaff(context.actor), query);
    },
  });
}

/** Counted from the cases that are stored, at this moment. @throws cases.bad-span */
export async function volumesOf(tools: CaseTools, staff: StaffActor, asked: VolumesAsked): Promise<Volumes> {
  const { spans, filter } = understood(tools, staff, asked);
  const year = Number(spans.now.to.slice(0, 4));
  const twoYears: Span = { from: `${year - 1}-01-01`, to: `${year}-12-31` };
  const [rows, months, since] = await tools.db.read((tx) =>
    Promise.all([volumeRows(tx, filter, spans), volumeMonths(tx, filter, twoYears), firstDay(tx, filter)]),
  );
  const departments = [...Map.groupBy(rows, ({ organisation }) => organisation)].map(([organisation, some]) => ({
    ...volumeLine(organisation, nameOf(tools, organisation), some),
    matters: some
      .filter((row) => !isEmpty(row))
      .map((row) => {
        const level = tools.matters.find(row.matter)?.useLevel;
        return { ...volumeLine(row.matter, matterTitle(tools, row.matter), [row]), ...(level ? { level } : {}) };
      })
      .sort(mostFirst),
  }));
  return {
    ...spans.now,
    yearBefore: spans.year,
    ...(spans.before ? { before: spans.before } : {}),
    ...(since ? { since } : {}),
    sample: tools.settings.demo,
    total: volumeLine('total', { zh: '合计', en: 'Total' }, rows),
    departments: departments.sort(mostFirst),
    year,
    months: monthsOf(year, months),
  };
}

function monthsOf(year: number, rows: readonly MonthRow[]): Volumes['months'] {
  const of = (when: number, month: number): MonthRow | undefined =>
    rows.find((row) => row.month === `${when}-${String(month).padStart(2, '0')}`);
  return Array.from({ length: 12 }, (_, index) => {
    const [now, before] = [of(year, index + 1), of(year - 1, index + 1)];
    return {
      month: index + 1,
      received: now?.received ?? 0,
      decided: now?.decided ?? 0,
      receivedYearBefore: before?.received ?? 0,
      decidedYearBefore: before?.decided ?? 0,
    };
  });
}

const mostFirst = (one: VolumeLine, other: VolumeLine): number =>
  other.received.count - one.received.count || (one.key < other.key ? -1 : 1);

const nameOf = (tools: CaseTools, organisation: string): LocalText =>
  tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation };
