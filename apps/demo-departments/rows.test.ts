import { mkdtempSync, readdirSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ageOn, citizenIdBirthDate, citizenIdSex, isCitizenId, isCreditCode, isDemoCitizenId } from '@platform/kernel';
import { loadPacks, type PackSet } from '@platform/packs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFixturePack } from './fixture-pack.ts';
import { guaranteedPeople, peopleOf, type Population } from './people.ts';
import { planDepartments, type PlannedSample } from './plan.ts';
import { tableRows } from './rows.ts';

const ASOF = '2026-11-22';
const folder = mkdtempSync(join(tmpdir(), 'yiwang-rows-'));
let packs: PackSet;

beforeAll(() => {
  writeFixturePack(folder);
  packs = loadPacks({ folder, ids: ['fixture'] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function planned(of: PackSet, people: number, seed?: number): PlannedSample {
  const [sample] = planDepartments({
    folder: '/nowhere',
    packs: of,
    people,
    asOf: ASOF,
    ...(seed === undefined ? {} : { seed }),
  }).samples;
  if (!sample) throw new Error('the pack has no sample');
  return sample;
}

function everyone(population: Population) {
  return [...peopleOf(population)];
}

function rowsOf(sample: PlannedSample, source: string) {
  const table = sample.tables.find((one) => one.table.source === source);
  if (!table) throw new Error(`no table ${source}`);
  const made = tableRows(sample.id, table.table, sample.population);
  const rows = [...made.rows()];
  return { ...made, rows, table: table.table };
}

describe('people', () => {
  test('are the same each time, and others with another seed', () => {
    const once = everyone(planned(packs, 500).population);
    expect(everyone(planned(packs, 500).population)).toEqual(once);
    expect(everyone(planned(packs, 500, 8).population)).not.toEqual(once);
  });

  test('a larger city begins with the same people', () => {
    const small = everyone(planned(packs, 200).population);
    expect(everyone(planned(packs, 300).population).slice(0, 200)).toEqual(small);
  });

  test('the guaranteed are there whatever the number, and known even in an empty city', () => {
    expect(everyone(planned(packs, 1).population).map((one) => one.sampleKey)).toEqual(['known']);
    expect(everyone(planned(packs, 0).population)).toEqual([]);
    const [known] = guaranteedPeople(planned(packs, 0).population);
    expect(known).toMatchObject({ name: '常在', sex: '1', age: 70, attributes: { state: 'here' } });
    expect(known?.place.code).toBe('995502');
    expect(known).toEqual(everyone(planned(packs, 9).population)[0]);
  });

  test('of every pack have valid ids of area 99 that agree with birth date, sex and district, none twice', () => {
    for (const [id, set] of packsWithSamples()) {
      const people = everyone(planned(set, 4000).population);
      expect(people, id).toHaveLength(4000);
      expect(new Set(people.map((one) => one.citizenId)).size, id).toBe(4000);
      for (const one of people) {
        expect(isCitizenId(one.citizenId) && isDemoCitizenId(one.citizenId), one.citizenId).toBe(true);
        expect(citizenIdBirthDate(one.citizenId)).toBe(one.birthDate);
        expect(citizenIdSex(one.citizenId)).toBe(one.sex);
        expect(one.citizenId.slice(2, 6)).toBe(one.place.code.slice(2, 6));
        expect(ageOn(one.birthDate, ASOF)).toBe(one.age);
        expect(one.age).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test('more people of a day than it has serials spill over to the next day', () => {
    const crowded = planned(packs, 3000);
    const day = {
      ...crowded.population.settings,
      households: [{ weight: 1, members: [{ role: 'head' as const, age: [30, 30] as [number, number] }] }],
    };
    const ids = everyone({ ...crowded.population, settings: day }).map((one) => one.citizenId);
    expect(new Set(ids).size).toBe(3000);
    expect(ids.every(isCitizenId)).toBe(true);
  });
});

describe('rows', () => {
  test('carry as much dirt as is declared, and what the generator says it put in is there', () => {
    const { rows, counts } = rowsOf(planned(packs, 2001), 'front');
    const of = (kind: string): number => counts.find((one) => one.kind === kind)?.count ?? -1;
    expect(of('full-width-digits')).toBe(100);
    expect(of('wrong-check-digit')).toBe(3);
    expect(of('alias')).toBe(40);
    expect(of('impossible-date')).toBe(2);
    expect(of('duplicate-row')).toBe(20);
    expect(of('blank-row')).toBe(4);
    expect(rows).toHaveLength(2001 + 20 + 4);
    const unique = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
    const seen = (test: (row: string[]) => boolean): number => unique.filter(test).length;
    expect(seen(([id]) => /[０-９]/.test(id ?? ''))).toBe(100);
    expect(seen(([id]) => id !== '' && !isCitizenId((id ?? '').normalize('NFKC')))).toBe(3);
    expect(seen((row) => row[1] === 'left')).toBe(40);
    expect(seen((row) => /02\/?30$/.test(row[3] ?? ''))).toBe(2);
    expect(rows.filter((row) => row.every((cell) => cell === ''))).toHaveLength(4);
  });

  test('firms of every pack have valid codes of area 99, none twice, always the same', () => {
    let seen = 0;
    for (const [id, set] of packsWithSamples()) {
      const sample = planned(set, 50);
      for (const { table } of sample.tables) {
        const column = table.columns.findIndex((one) => one.generator === 'listed');
        if (column < 0) continue;
        const rows = rowsOf(sample, table.source).rows;
        const codes = rows.map((row) => row[column] as string);
        expect(
          codes.every((code) => isCreditCode(code) && code.slice(2, 4) === '99'),
          id,
        ).toBe(true);
        expect(new Set(codes).size, id).toBe(rows.length);
        // Columns of one row belong together, whatever the number of people.
        expect(rowsOf(planned(set, 500), table.source).rows).toEqual(rows);
        seen += rows.length;
      }
    }
    expect(seen).toBeGreaterThan(1);
  });

  test('dirt of every pack is met within one row of what it declares', () => {
    for (const [id, set] of packsWithSamples()) {
      const sample = planned(set, 6000);
      for (const { table } of sample.tables) {
        const { rows, counts } = rowsOf(sample, table.source);
        const extra = counts.filter(({ kind }) => kind.endsWith('-row')).reduce((sum, one) => sum + one.count, 0);
        const ordinary = rows.length - extra;
        for (const [index, dirt] of (table.dirt ?? []).entries()) {
          const wanted = dirt.count ?? (dirt.rate ?? 0) * ordinary;
          expect(
            Math.abs((counts[index]?.count ?? 0) - wanted),
            `${id} ${table.source} ${dirt.kind} ${index}`,
          ).toBeLessThanOrEqual(1.1);
        }
      }
    }
  });

  test('the guaranteed are clean', () => {
    const sample = planned(packs, 800);
    const { rows } = rowsOf(sample, 'front');
    const [known] = guaranteedPeople(sample.population);
    expect(rows[0]?.slice(0, 3)).toEqual([known?.citizenId, '1', '995502']);
  });

  test('hold only the people and the share that the pack asks for', () => {
    const sample = planned(packs, 2000);
    const gone = everyone(sample.population).filter((one) => one.attributes['state'] === 'gone').length;
    const { rows } = rowsOf(sample, 'list');
    expect(rows).toHaveLength(Math.floor(gone / 2));
    expect(rows.every((row) => row[1] === 'gone')).toBe(true);
    expect(rowsOf(sample, 'book').rows).toHaveLength(25);
  });

  test('an unknown generator or dirt is refused with the names that exist', () => {
    const bad = mkdtempSync(join(tmpdir(), 'yiwang-bad-'));
    writeFixturePack(bad, (_, text) => text.replace('generator: changed-on', 'generator: horoscope'));
    const table = planned(loadPacks({ folder: bad, ids: ['fixture'] }), 5);
    expect(() => rowsOf(table, 'front')).toThrow(/horoscope.*citizen-id/);
    writeFixturePack(bad, (_, text) => text.replace('kind: alias', 'kind: coffee'));
    const soiled = planned(loadPacks({ folder: bad, ids: ['fixture'] }), 5);
    expect(() => rowsOf(soiled, 'front')).toThrow(/coffee.*blank-row/);
    rmSync(bad, { recursive: true });
  });
});

/** The product's own packs that bring people. */
function packsWithSamples(): [string, PackSet][] {
  const root = join(import.meta.dirname, '../../packs');
  const ids = readdirSync(root).filter((id) => existsSync(join(root, id, 'sample')));
  return ids.map((id) => [id, loadPacks({ folder: root, ids: [id] })]);
}
