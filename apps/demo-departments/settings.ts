import type { PackDefinition, PackSet, Sample } from '@platform/packs';
import { demoErrors } from './errors.ts';

/** The share of each value: `{ normal: 97, moved-away: 3 }`. */
export type Shares = Record<string, number>;

/** How a fact about a person is drawn: the first entry whose ages fit. `from`/`to`: a date, `birth` or `today`. */
export type AttributeRule = { ages?: [number, number] } & ({ values: Shares } | { date: { from: string; to: string } });

/** A member of a household; `gap` in years: partner older by, child younger than, parent older than the head. */
export type MemberRule =
  | { role: 'head'; age: [number, number] }
  | { role: 'partner' | 'child' | 'parent'; gap: [number, number] };

export type NameLists = {
  surnames: Shares;
  /** By year of birth, in order. */
  given: { bornUntil: number; male: string[]; female: string[] }[];
  roads: string[];
};

/** `people.settings` of a sample, with what it leaves out filled in. */
export type PeopleSettings = {
  seed: number;
  names: NameLists;
  households: { weight: number; members: MemberRule[] }[];
  attributes: Record<string, AttributeRule[]>;
  /** Facts that a tester may let a department change; `division` is the village of the household. */
  changes: string[];
};

/** Plain made-up names for packs that bring none. */
const PLAIN_NAMES: NameLists = {
  surnames: { 赵: 1, 钱: 1, 孙: 1, 李: 1, 周: 1, 吴: 1, 郑: 1, 王: 1 },
  given: [{ bornUntil: 9999, male: ['甲一', '乙二', '丙三', '丁四'], female: ['子一', '丑二', '寅三', '卯四'] }],
  roads: ['一号路', '二号路', '三号路'],
};

/** Reads a sample's settings. The companion file named by `names` stands beside the sample. */
export function peopleSettings(packs: PackSet, sample: PackDefinition<'sample'>): PeopleSettings {
  const given = (sample.value.people?.settings ?? {}) as Partial<Omit<PeopleSettings, 'names'>> & { names?: string };
  const names =
    given.names === undefined
      ? PLAIN_NAMES
      : (JSON.parse(packs.readText(`${sample.folder}/${given.names}`)) as NameLists);
  const settings: PeopleSettings = {
    seed: given.seed ?? 1,
    names,
    households: given.households ?? [{ weight: 1, members: [{ role: 'head', age: [18, 80] }] }],
    attributes: given.attributes ?? {},
    changes: given.changes ?? [],
  };
  const wrong = faultIn(settings);
  if (wrong) throw demoErrors.badSettings({ sample: sample.id, what: wrong });
  return settings;
}

function faultIn(settings: PeopleSettings): string | undefined {
  if (settings.households.some(({ members }) => members[0]?.role !== 'head')) {
    return 'each of households begins with the head';
  }
  for (const [name, rules] of Object.entries(settings.attributes)) {
    if (!Array.isArray(rules) || rules.length === 0) return `attributes.${name} is an empty list`;
    if (rules.at(-1)?.ages && !coversAll(rules)) return `attributes.${name} leaves ages from 0 to 120 without a rule`;
  }
  const unknown = settings.changes.find((name) => name !== 'division' && !settings.attributes[name]);
  return unknown === undefined ? undefined : `changes names "${unknown}", which is no attribute`;
}

function coversAll(rules: AttributeRule[]): boolean {
  for (let age = 0; age <= 120; age += 1) {
    if (!rules.some(({ ages }) => !ages || (age >= ages[0] && age <= ages[1]))) return false;
  }
  return true;
}

/** Which people a table holds: allowed values of attributes, and `ages: [from, to]`. */
export type Where = { ages?: [number, number] } & Record<string, unknown>;

export type SampleTable = Sample['tables'][number];
