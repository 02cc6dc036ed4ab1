import type { LocalText } from '@platform/kernel';
import type { CityPlan } from './plan.ts';
import { seededNumbers } from './random.ts';

export type PlannedDivision = {
  code: string;
  name: LocalText;
  level: 'city' | 'district' | 'street' | 'village';
  parent?: string;
};

/** Serials by kind, as the statistical code has them: 街道 from 001, 镇 from 100, 乡 from 200; 社区 from 001, 村 from 200. */
const STREET_SERIALS: [ending: string, first: number][] = [
  ['街道', 1],
  ['镇', 100],
  ['乡', 200],
];

/** The city with its districts, streets and villages, each after its parent; village names occur once in the city. */
export function planDivisions(plan: CityPlan): PlannedDivision[] {
  const random = seededNumbers(plan.seed);
  const names = shuffled(
    plan.villages.first.flatMap((first) => plan.villages.last.map((last) => [first, last] as const)),
    random,
  );
  const divisions: PlannedDivision[] = [{ code: plan.city.code, name: plan.city.name, level: 'city' }];
  for (const district of plan.districts) {
    divisions.push({ code: district.code, name: district.name, level: 'district', parent: plan.city.code });
    const taken = new Map<number, number>();
    for (const [zh, en] of district.streets) {
      const first = STREET_SERIALS.find(([ending]) => zh.endsWith(ending))?.[1];
      if (first === undefined) throw new RangeError(`${zh} is neither 街道, 镇 nor 乡`);
      const serial = taken.get(first) ?? first;
      taken.set(first, serial + 1);
      const code = `${district.code}${String(serial).padStart(3, '0')}`;
      divisions.push({ code, name: { zh, en }, level: 'street', parent: district.code });
      const count = plan.villages.fewest + Math.floor(random() * (plan.villages.most - plan.villages.fewest + 1));
      let [communities, villages] = [1, 200];
      for (let index = 0; index < count; index += 1) {
        const name = names.pop();
        if (!name) throw new RangeError('The plan has fewer names of villages than villages');
        const urban = first === 1 || index === 0;
        const place = urban ? communities++ : villages++;
        divisions.push({
          code: `${code}${String(place).padStart(3, '0')}`,
          name: villageName(name, urban),
          level: 'village',
          parent: code,
        });
      }
    }
  }
  return divisions;
}

function villageName([first, last]: readonly [[string, string], [string, string]], urban: boolean): LocalText {
  return {
    zh: `${first[0]}${last[0]}${urban ? '社区' : '村'}`,
    en: `${first[1]}${last[1]} ${urban ? 'Community' : 'Village'}`,
  };
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other] as T, items[index] as T];
  }
  return items;
}
