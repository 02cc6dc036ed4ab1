import { addDays, ageOn, type PlainDate } from '@platform/kernel';
import type { SamplePerson } from '@platform/packs';
import { type CitizenIdBook, citizenIdBook } from './citizen-ids.ts';
import { attributeDrawer, type Drawer, nameGiver, type NameGiver } from './person-facts.ts';
import type { Place, Places } from './places.ts';
import { type Random, randomFrom, seedOf, weighted } from './random.ts';
import type { MemberRule, PeopleSettings } from './settings.ts';

/** A person who does not exist. */
export type Person = {
  /** 0, 1, 2 … in the order of the city. */
  index: number;
  /** The name under which a pack guarantees this person. */
  sampleKey?: string;
  citizenId: string;
  name: string;
  /** GB/T 2261.1. */
  sex: '1' | '2';
  birthDate: PlainDate;
  age: number;
  place: Place;
  /** Road and number; the place stands before it. */
  road: string;
  attributes: Record<string, string>;
  /** When a tester last let the department change a fact of this person. */
  changedOn?: PlainDate;
};

/** Facts a tester has changed, by sample key. */
export type Changes = Record<string, { on: PlainDate; set: Record<string, string> }>;

export type Population = {
  settings: PeopleSettings;
  places: Places;
  guaranteed: readonly SamplePerson[];
  /** How many people; the guaranteed are among them, and all there even when the number is smaller, unless it is 0. */
  count: number;
  /** The day on which ages are counted. */
  asOf: PlainDate;
  changes?: Changes;
};

/** Everyone, in the same order with the same facts each time it is asked; nothing is kept in memory. */
export function* peopleOf(population: Population): Generator<Person> {
  if (population.count === 0) return;
  const makers = makersOf(population);
  let index = 0;
  for (const wanted of population.guaranteed) yield guaranteedPerson(population, makers, wanted, index++);
  const household = weighted(population.settings.households.map((one) => [one.members, one.weight] as const));
  for (let number = 0; index < population.count; number += 1) {
    const random = randomFrom(seedOf(population.settings.seed, 'household', number));
    for (const member of membersOf(population, makers, household(random), random)) {
      if (index >= population.count) return;
      yield { index: index++, ...member };
    }
  }
}

/** The people that packs guarantee: the same as {@link peopleOf} begins with, also for an empty city. */
export function guaranteedPeople(population: Population): Person[] {
  const makers = makersOf(population);
  return population.guaranteed.map((wanted, index) => guaranteedPerson(population, makers, wanted, index));
}

type Makers = {
  ids: CitizenIdBook;
  names: NameGiver;
  attributes: Drawer;
  /** Where the guaranteed made so far live, for those who live with one of them. */
  homes: Map<string, Pick<Person, 'place' | 'road'>>;
};

function makersOf({ settings, asOf }: Population): Makers {
  return {
    ids: citizenIdBook(),
    names: nameGiver(settings.names),
    attributes: attributeDrawer(settings.attributes, asOf),
    homes: new Map(),
  };
}

function guaranteedPerson(population: Population, makers: Makers, wanted: SamplePerson, index: number): Person {
  const { settings, places, asOf } = population;
  const random = randomFrom(seedOf(settings.seed, 'guaranteed', wanted.sampleKey));
  const choices = wanted.division === undefined ? places.all : places.within(wanted.division);
  const change = population.changes?.[wanted.sampleKey];
  const home = random.of(choices.length > 0 ? choices : places.all);
  const place = places.find(change?.set['division'] ?? '') ?? home;
  const sex = wanted.sex ?? random.of(['1', '2'] as const);
  // Half a year after the birthday, so that the age holds for half a year more.
  const birth = birthDateAt(asOf, wanted.age ?? random.between(20, 59), 182);
  const { citizenId, birthDate } = makers.ids.issue(home.code, birth, sex);
  const age = ageOn(birthDate, asOf);
  const name = wanted.name ?? makers.names.surname(random) + makers.names.given(random, sex, birthDate);
  const fixed = (wanted.settings?.['attributes'] ?? {}) as Record<string, string | { daysAgo: number }>;
  const attributes = makers.attributes(random, birthDate, age);
  for (const [key, value] of Object.entries(fixed)) {
    attributes[key] = typeof value === 'object' ? addDays(asOf, -value.daysAgo) : value;
  }
  Object.assign(attributes, change?.set);
  delete attributes['division'];
  // `livesWith` names someone of the list before: the same dwelling, whatever became of the other since.
  const shared = makers.homes.get(String(wanted.settings?.['livesWith'] ?? ''));
  const own = { place: home, road: makers.names.road(random) };
  makers.homes.set(wanted.sampleKey, shared ?? own);
  return {
    index,
    sampleKey: wanted.sampleKey,
    citizenId,
    name,
    sex,
    birthDate,
    age,
    place: shared && !change ? shared.place : place,
    road: shared?.road ?? own.road,
    attributes,
    ...(change ? { changedOn: change.on } : {}),
  };
}

function* membersOf(
  { places, asOf }: Population,
  makers: Makers,
  members: readonly MemberRule[],
  random: Random,
): Generator<Omit<Person, 'index'>> {
  const place = random.of(places.all);
  const road = makers.names.road(random);
  const head = { age: 0, sex: '1' as '1' | '2', surname: makers.names.surname(random) };
  let father = head.surname;
  for (const member of members) {
    let sex: '1' | '2' = random.next() < 0.51 ? '1' : '2';
    let surname = makers.names.surname(random);
    let age = 0;
    if (member.role === 'head') {
      age = random.between(...member.age);
      Object.assign(head, { age, sex });
      surname = head.surname;
    } else {
      const gap = random.between(...member.gap);
      age = member.role === 'child' ? head.age - gap : head.age + gap;
      if (member.role === 'partner') {
        sex = head.sex === '1' ? '2' : '1';
        if (sex === '1') father = surname;
      } else if (member.role === 'child') {
        surname = father;
      } else if (sex === '1' && head.sex === '1') {
        surname = head.surname;
      }
    }
    if (age < 0 || age > 108) continue;
    const birth = birthDateAt(asOf, age, random.between(0, 364));
    const { citizenId, birthDate } = makers.ids.issue(place.code, birth, sex);
    const years = ageOn(birthDate, asOf);
    const name = surname + makers.names.given(random, sex, birthDate);
    const attributes = makers.attributes(random, birthDate, years);
    yield { citizenId, name, sex, birthDate, age: years, place, road, attributes };
  }
}

/** The birth date of someone who completed `age` years `daysSince` days before `asOf`. */
function birthDateAt(asOf: PlainDate, age: number, daysSince: number): PlainDate {
  const birthday = addDays(asOf, -daysSince);
  const monthDay = birthday.slice(5) === '02-29' ? '02-28' : birthday.slice(5);
  return `${String(Number(birthday.slice(0, 4)) - age).padStart(4, '0')}-${monthDay}`;
}
