import { expect, test } from 'vitest';
import { loadPacks } from '@platform/packs';
import { packSources, settleSources, sharedProcesses } from '../domain/sources.ts';
import { cityPacks, PACKS } from '../testing/city-packs.ts';
import { overlay } from './overlay.ts';
import { readWorkbook, type Sheet } from './read.ts';
import { writeWorkbook } from './write.ts';

test.each([[['tennis-club']], [cityPacks()]])('the lists of %s come back from Excel as they went out', async (ids) => {
  const packs = loadPacks({ folder: PACKS, ids });
  const sources = packSources(packs);
  const { effective, orphans } = settleSources(
    sources,
    (id) => packs.find('organisations', id)?.value.creditCode,
    sharedProcesses(packs),
  );
  expect(orphans).toEqual([]);
  const nameOf = (id: string): string => packs.get('organisations', id).value.name.zh;
  const idOf = (name: string): string | undefined =>
    packs.all('organisations').find(({ id }) => nameOf(id) === name)?.id;
  const bytes = await writeWorkbook(
    [...effective.values()].map(({ value }) => value),
    nameOf,
  );
  const book = await readWorkbook(bytes);
  expect(book.faults).toEqual([]);
  expect(book.list.rows).toHaveLength(sources.length);
  for (const list of book.list.rows) {
    const id = list.values.get('id');
    const of = (sheet: Sheet) => sheet.rows.filter(({ values }) => values.get('of') === id);
    const before = sources.find((source) => source.id === id)?.definition as Record<string, unknown>;
    const rows = { list, materials: of(book.materials), links: of(book.links), faq: of(book.faq) };
    expect(
      overlay(before, rows, idOf, () => undefined),
      String(id),
    ).toEqual(before);
  }
});

test('topics and days in force go out and come back, with the English that is known; an end can be taken away', async () => {
  const packs = loadPacks({ folder: PACKS, ids: ['tennis-club'] });
  const { effective } = settleSources(packSources(packs), () => undefined, sharedProcesses(packs));
  const [matter] = [...effective.values()].map(({ value }) => value);
  if (!matter) throw new Error('no matter');
  const topics = { person: [{ zh: '体育健身', en: 'Sport' }], firm: [{ zh: '场馆', en: 'Venues' }] };
  const back = async (out: typeof matter, base: object) => {
    const book = await readWorkbook(await writeWorkbook([out], (id) => id));
    expect(book.faults).toEqual([]);
    const [list] = book.list.rows;
    if (!list) throw new Error('no row');
    const known = (zh: string) => [...topics.person, ...topics.firm].find((one) => one.zh === zh);
    return overlay({ ...base }, { list, materials: [], links: [], faq: [] }, (id) => id, known);
  };
  const ending = { ...matter, topics, effective: { from: '2026-02-01', until: '2027-02-01' } };
  expect(await back(ending, matter)).toMatchObject({ topics, effective: ending.effective });
  const endless = { ...ending, effective: { from: '2026-02-01' } };
  expect((await back(endless, ending))['effective']).toEqual({ from: '2026-02-01' });
  // What says nothing of them takes nothing away.
  expect(await back(matter, ending)).toMatchObject({ topics, effective: ending.effective });
});
