import type { LocalText } from '@platform/kernel';

/** What an unusual read is unusual by. Each rule is described in README.md. */
export type RuleId = 'volume' | 'hours' | 'self' | 'family' | 'watched' | 'no-case' | 'street';

export type Rule = {
  id: RuleId;
  title: LocalText;
  /** How it is found, in one sentence, as the page says it. */
  meaning: LocalText;
  /** Where false alarms may raise the bar. Facts (own self, family, a watched person) have no bar to raise. */
  taught: boolean;
  grave: boolean;
};

export const RULES: Record<RuleId, Rule> = {
  volume: {
    id: 'volume',
    title: { zh: '查询量异常', en: 'Far more than usual' },
    meaning: {
      zh: '当日查看次数远高于该账号近 28 天的习惯（中位数加 6 倍离散度），且超过底数',
      en: 'More reads in a day than the account’s habit of 28 days (median and six times its spread), and above a floor',
    },
    taught: true,
    grave: false,
  },
  hours: {
    id: 'hours',
    title: { zh: '非工作时间查看', en: 'Unusual hours' },
    meaning: {
      zh: '在城市工作时间以外、且不是该账号习惯的钟点查看个人数据',
      en: 'Reads outside the city’s hours, at an hour that is not the account’s habit either',
    },
    taught: true,
    grave: false,
  },
  self: {
    id: 'self',
    title: { zh: '查看本人', en: 'Own self' },
    meaning: {
      zh: '工作人员用工作账号查看自己的数据',
      en: 'A member of staff read their own data with their staff account',
    },
    taught: false,
    grave: true,
  },
  family: {
    id: 'family',
    title: { zh: '查看家人', en: 'Own family' },
    meaning: {
      zh: '被查看的人与查看者户籍地址相同',
      en: 'The person read is registered at the same address as who read',
    },
    taught: false,
    grave: true,
  },
  watched: {
    id: 'watched',
    title: { zh: '查看重点保护人员', en: 'A watched person' },
    meaning: {
      zh: '被查看的人在数据安全的重点保护名单上',
      en: 'The person read is on data security’s list of watched people',
    },
    taught: false,
    grave: true,
  },
  'no-case': {
    id: 'no-case',
    title: { zh: '没有在办事项', en: 'No case open' },
    meaning: {
      zh: '查看时没有办件编号，或编号对应的办件已经办结、属于另一个人',
      en: 'Reads without a case number, or for a case that was over, or was another person’s',
    },
    taught: true,
    grave: false,
  },
  street: {
    id: 'street',
    title: { zh: '集中查看同一街道', en: 'Many people of one street' },
    meaning: {
      zh: '一天内查看同一街道（乡镇）的人数远高于习惯',
      en: 'Far more people of one street or town read in a day than is the account’s habit',
    },
    taught: true,
    grave: false,
  },
};

/** Below these nothing is ever an alarm of a taught rule, whatever the habit. The guard may set others (thresholds.ts). */
export const FLOORS = {
  /** Reads a day of one member of staff, and of an application, which handles far more. */
  volume: { staff: 60, application: 2_000 },
  /** Reads in unusual hours of one day. */
  hours: { staff: 3, application: 200 },
  'no-case': { staff: 5, application: 200 },
  /** Different people of one street in one day; only staff: systems handle whole streets by nature. */
  street: { staff: 20 },
} as const;

/** Days of habit that are looked back on. */
export const HABIT_DAYS = 28;
/** Days with reads before there is a habit; until then four times the floor is the bar. */
export const HABIT_MIN = 5;
const SPREADS = 6;
/** Turns the median distance into a standard deviation of a normal spread. */
const MAD_TO_SIGMA = 1.4826;
const UNKNOWN = 4;

/** How far false alarms may raise a bar, and how much each does; a true finding takes as much back. */
export const TEACHING = { step: 1.15, most: 3 } as const;

/** The bar of a rule after a closed alert. Bounded, so that nobody can teach the guard to sleep. */
export function taught(factor: number, finding: 'false-alarm' | 'misuse'): number {
  const next = finding === 'false-alarm' ? factor * TEACHING.step : factor / TEACHING.step;
  return Math.min(TEACHING.most, Math.max(1, next));
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * The number above which a day is unusual for an account whose days were these (days without any read left out). The median and the
 * median distance from it do not follow single wild days, so a first misuse does not hide the second. The spread counts as at
 * least 15 % of the median, for accounts whose days are all alike.
 */
export function bar(days: readonly number[], floor: number, factor: number): number {
  if (days.length < HABIT_MIN) return Math.round(floor * UNKNOWN * factor);
  const middle = median(days);
  const spread = Math.max(MAD_TO_SIGMA * median(days.map((day) => Math.abs(day - middle))), 0.15 * middle, 1);
  return Math.round(Math.max(floor, middle + SPREADS * spread) * factor);
}

/** The hours of the city's offices; 24-hour clock of Shanghai, `to` excluded. */
export const OFFICE_HOURS = { from: 7, to: 20 } as const;
/** An hour is a habit when reads fell into it on so many of the days looked back on. */
const HOUR_HABIT_DAYS = 3;

/** Whether a read at this hour is outside both the city's hours and the account's own. `days`: reads by hour, a day each. */
export function unusualHour(
  hour: number,
  workday: boolean,
  days: readonly (readonly number[])[],
  office: { readonly from: number; readonly to: number } = OFFICE_HOURS,
): boolean {
  if (workday && hour >= office.from && hour < office.to) return false;
  return days.filter((hours) => (hours[hour] ?? 0) > 0).length < HOUR_HABIT_DAYS;
}
