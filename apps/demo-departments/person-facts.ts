import { addDays, type PlainDate } from '@platform/kernel';
import { daysBetween } from './dates.ts';
import { type Random, type Weighted, weighted } from './random.ts';
import type { AttributeRule, NameLists } from './settings.ts';

export type NameGiver = {
  surname(random: Random): string;
  given(random: Random, sex: '1' | '2', birthDate: PlainDate): string;
  /** Road, number and, in half of the houses, a room. */
  road(random: Random): string;
};

/** Names from the pack's lists; two given names of a list are crossed now and then, so that fewer people share one. */
export function nameGiver(lists: NameLists): NameGiver {
  const surname = weighted(Object.entries(lists.surnames));
  return {
    surname,
    given(random, sex, birthDate) {
      const year = Number(birthDate.slice(0, 4));
      const era = lists.given.find((one) => year <= one.bornUntil) ?? lists.given.at(-1);
      const names = (sex === '1' ? era?.male : era?.female) ?? [];
      const name = random.of(names) ?? '';
      const other = random.of(names) ?? '';
      const crossed = random.next() < 0.5 && name.length === 2 && other.length === 2 && name[0] !== other[1];
      return crossed ? `${name[0]}${other[1]}` : name;
    },
    road(random) {
      const number = `${random.of(lists.roads)}${random.between(1, 288)}号`;
      return random.next() < 0.5
        ? number
        : `${number}${random.between(1, 30)}幢${random.between(1, 18)}0${random.between(1, 4)}室`;
    },
  };
}

/** Draws every declared fact of a person. */
export type Drawer = (random: Random, birthDate: PlainDate, age: number) => Record<string, string>;

export function attributeDrawer(attributes: Record<string, AttributeRule[]>, asOf: PlainDate): Drawer {
  const drawers = Object.entries(attributes).map(
    ([name, rules]) => [name, rules.map((rule) => ({ ages: rule.ages, draw: drawOne(rule, asOf) }))] as const,
  );
  return (random, birthDate, age) => {
    const facts: Record<string, string> = {};
    for (const [name, rules] of drawers) {
      const rule = rules.find(({ ages }) => !ages || (age >= ages[0] && age <= ages[1]));
      if (rule) facts[name] = rule.draw(random, birthDate);
    }
    return facts;
  };
}

function drawOne(rule: AttributeRule, asOf: PlainDate): (random: Random, birthDate: PlainDate) => string {
  if ('values' in rule) {
    const choose: Weighted<string> = weighted(Object.entries(rule.values));
    return (random) => choose(random);
  }
  const dateOf = (word: string, birthDate: PlainDate): PlainDate =>
    word === 'birth' ? birthDate : word === 'today' ? asOf : word;
  return (random, birthDate) => {
    const from = dateOf(rule.date.from, birthDate);
    return addDays(from, random.between(0, Math.max(0, daysBetween(from, dateOf(rule.date.to, birthDate)))));
  };
}
