import { sql, type Sql, type Tx } from '@platform/database';
import { lakeColumn, lakeView, rawTable, type LakeType, type LakeView } from '@platform/lake';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { divisionPrefix } from '../domain/identity.ts';
import type { Publication } from './publications.ts';

/** How a key's text becomes a value of its column again. */
const CASTS: Readonly<Record<LakeType, Sql>> = {
  text: sql`text`,
  date: sql`date`,
  integer: sql`bigint`,
  boolean: sql`boolean`,
  number: sql`numeric`,
  timestamp: sql`timestamp without time zone`,
  timestamptz: sql`timestamptz`,
  uuid: sql`uuid`,
  jsonb: sql`jsonb`,
};

/** What of a resource's raw table a publication may read: the chosen items and whose the row is. The database itself gives no more. */
export function publishedView(
  resource: ResourceDefinition,
  publication: Pick<Publication, 'id' | 'items' | 'filterItem'>,
): LakeView {
  const columns = [
    ...new Set([
      ...publication.items,
      ...resource.key,
      ...(publication.filterItem ? [publication.filterItem] : []),
      '_source',
    ]),
  ];
  return lakeView({ name: `published_${publication.id.replaceAll('-', '')}`, table: rawTable(resource), columns });
}

export type PublishedRow = { readonly key: string[]; readonly values: (string | null)[] };
type Reading = {
  readonly view: LakeView;
  readonly resource: ResourceDefinition;
  readonly publication: Pick<Publication, 'items' | 'lineId' | 'filterItem' | 'filterDivision'>;
};

const texts = (names: readonly string[], of: string): Sql => {
  const alias = of === 'r' ? sql`r.` : sql``;
  return sql.join(
    names.map((name) => sql`${alias}${lakeColumn(name)}::text`),
    ', ',
  );
};

function chosen({ publication }: Reading): Sql {
  const { filterItem, filterDivision, lineId } = publication;
  if (filterItem === null || filterDivision === null) return sql`r._source = ${lineId}`;
  const prefix = divisionPrefix(filterDivision);
  return sql`r._source = ${lineId} and left(r.${lakeColumn(filterItem)}::text, ${prefix.length}) = ${prefix}`;
}

function rowsOf(rows: { key: string[]; row: (string | null)[] }[]): PublishedRow[] {
  return rows.map(({ key, row }) => ({ key, values: row }));
}

/** A page of the rows that are published, behind a key, in the order of the key. */
export async function readPage(
  tx: Tx,
  reading: Reading,
  after: readonly string[] | null,
  limit: number,
): Promise<PublishedRow[]> {
  const { view, resource, publication } = reading;
  const keys = sql.join(
    resource.key.map((name) => sql`r.${lakeColumn(name)}`),
    ', ',
  );
  const behind = after === null ? sql`true` : sql`(${keys}) > (${castKey(reading, after)})`;
  return rowsOf(
    await tx.rows(sql`select array[${texts(resource.key, 'r')}] as key, array[${texts(publication.items, 'r')}] as row
      from ${view.at} r where ${chosen(reading)} and ${behind} order by ${keys} limit ${limit}`),
  );
}

/** The rows with these keys as they are now; a key whose row is gone, or not published, is not among them. */
export async function readRows(
  tx: Tx,
  reading: Reading,
  keys: readonly (readonly string[])[],
): Promise<PublishedRow[]> {
  if (keys.length === 0) return [];
  const { view, resource, publication } = reading;
  const names = sql.join(
    resource.key.map((name) => sql`r.${lakeColumn(name)}`),
    ', ',
  );
  const asked = sql.join(
    resource.key.map(
      (name, place) => sql`unnest(${keys.map((key) => key[place] as string)}::text[])::${castOf(reading, name)}`,
    ),
    ', ',
  );
  return rowsOf(
    await tx.rows(sql`select array[${texts(resource.key, 'r')}] as key, array[${texts(publication.items, 'r')}] as row
      from ${view.at} r where ${chosen(reading)} and (${names}) in (select ${asked})`),
  );
}

function castOf({ view }: Reading, name: string): Sql {
  const type = view.table.columns.find((column) => column.name === name)?.type ?? 'text';
  return CASTS[type];
}

function castKey(reading: Reading, key: readonly string[]): Sql {
  return sql.join(
    reading.resource.key.map((name, place) => sql`${key[place]}::text::${castOf(reading, name)}`),
    ', ',
  );
}
