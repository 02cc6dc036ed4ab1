// What the department of the crash test keeps: small on purpose in number of keys, so that the same keys are written again and again.

type Item = { readonly name: string; readonly type: 'integer' | 'text' | 'date' | 'timestamp' | 'boolean' | 'number' };
export type CrashTable = {
  readonly name: string;
  readonly connection: 'a' | 'b';
  readonly key: readonly string[];
  readonly items: readonly Item[];
  /** Its changes also go into the stream, and into `truth` at the source. */
  readonly streamed: boolean;
};

const integer = (name: string): Item => ({ name, type: 'integer' });
const text = (name: string): Item => ({ name, type: 'text' });

export const TABLES: readonly CrashTable[] = [
  {
    name: 'persons',
    connection: 'a',
    key: ['id'],
    items: [
      integer('id'),
      integer('version'),
      text('name'),
      { name: 'amount', type: 'number' },
      { name: 'born', type: 'date' },
      { name: 'seen', type: 'timestamp' },
      { name: 'open', type: 'boolean' },
    ],
    streamed: true,
  },
  {
    name: 'places',
    connection: 'a',
    key: ['district', 'number'],
    items: [text('district'), integer('number'), text('name'), text('note')],
    streamed: false,
  },
  {
    name: 'papers',
    connection: 'a',
    key: ['id'],
    items: [integer('id'), text('title'), text('body'), integer('pages')],
    streamed: false,
  },
  {
    name: 'moves',
    connection: 'b',
    key: ['code'],
    items: [
      text('code'),
      { name: 'amount', type: 'number' },
      { name: 'moved_on', type: 'date' },
      { name: 'open', type: 'boolean' },
    ],
    streamed: false,
  },
  {
    name: 'bulk',
    connection: 'b',
    key: ['id'],
    items: [integer('id'), integer('batch'), text('label')],
    streamed: false,
  },
];

/** A resource as the catalogue would define it. */
export const resourceOf = ({ name, key, items }: CrashTable) => ({
  id: name,
  title: { zh: name, en: name },
  key,
  items: items.map((item) => ({ ...item, title: { zh: item.name, en: item.name } })),
});

export const lineOf = ({ name, connection }: CrashTable): string => `${connection}-${name}`;

/**
 * The department's tables. `truth` notes each change of a streamed table in the transaction that makes it, in the order in which each key met
 * them: what a crash took back is not in it, and what was committed is.
 */
export const SOURCE_TABLES = `
create sequence versions;
create table persons (id bigint primary key, version bigint not null, name text, amount numeric(38,10), born date, seen timestamp, open boolean);
create table places (district text, number int, name text, note text, primary key (district, number));
create table papers (id int primary key, title text, body text, pages int);
create table moves (code text primary key, amount numeric(38,10), moved_on date, open boolean);
create table bulk (id bigint primary key, batch int, label text);
create table truth (n bigint generated always as identity primary key, key bigint not null, op text not null, version bigint not null);
create function note_truth() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into truth (key, op, version) values (new.id, 'c', new.version);
  elsif tg_op = 'DELETE' then
    insert into truth (key, op, version) values (old.id, 'd', old.version);
  elsif new.id <> old.id then
    insert into truth (key, op, version) values (old.id, 'd', old.version);
    insert into truth (key, op, version) values (new.id, 'c', new.version);
  else
    insert into truth (key, op, version) values (new.id, 'u', new.version);
  end if;
  return null;
end $$;
create trigger note_truth after insert or update or delete on persons for each row execute function note_truth();
insert into places select '区' || n % 7, n, '地点 ' || n, null from generate_series(1, 700) n;
insert into papers select n, '文件 ' || n, (select string_agg(md5(n::text || m), '') from generate_series(1, 200) m), n from generate_series(1, 150) n;
insert into moves select 'M' || n, n * 1.0000000001, date '2020-01-01' + n % 900, n % 2 = 0 from generate_series(1, 1500) n;
insert into bulk select n, 0, '批 ' || n from generate_series(1, 60000) n;
`;
