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
    expect(overlay(before, rows, idOf), String(id)).toEqual(before);
  }
});
