import { Type, type Static } from 'typebox';
import { FieldName, Grade, Id, ItemType, MaskName, PlainDateText, ref, SettingName, strict, Text } from './parts.ts';

/** A code table (代码表). */
export const Standard = strict({
  id: Id,
  title: Text,
  codes: Type.Array(
    strict({
      code: Type.String({ minLength: 1, description: 'In quotes: 01 is a text, not a number' }),
      name: Text,
      aliases: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), { description: 'How sources write it; taken as this code' }),
      ),
    }),
    { minItems: 1 },
  ),
});
export type Standard = Static<typeof Standard>;

/** One item of a catalogue entry (信息项): a column of the lake's table. */
export const ResourceItem = strict({
  name: FieldName,
  title: Text,
  type: ItemType,
  required: Type.Optional(Type.Boolean({ default: false })),
  maxLength: Type.Optional(Type.Integer({ minimum: 1 })),
  min: Type.Optional(Type.Integer()),
  max: Type.Optional(Type.Integer()),
  pattern: Type.Optional(Type.String({ format: 'regex', description: 'JavaScript regular expression (u flag)' })),
  codeTable: Type.Optional(ref('standards', 'Needed when the type is code')),
  grade: Type.Optional(Grade),
  personal: Type.Optional(Type.Boolean({ default: true, description: 'Personal data until someone says otherwise' })),
  mask: Type.Optional(MaskName),
  element: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Data element (数据元) it follows' })),
  dataClass: Type.Optional(
    Type.Enum(['identity', 'contact', 'health', 'property', 'location', 'person', 'firm', 'public', 'other'], {
      description: 'Class of the data (数据分类); told from type and personal where absent',
    }),
  ),
});
export type ResourceItem = Static<typeof ResourceItem>;

/** A rule over one row, by name (GB/T 36344 consistency). */
export const RowRule = strict({
  id: Id,
  rule: Type.Enum(['birth-date-matches-citizen-id', 'sex-matches-citizen-id', 'date-order']),
  items: Type.Array(FieldName, {
    minItems: 2,
    maxItems: 2,
    description: 'birth-date-…: [birth date, citizen id]; sex-…: [sex, citizen id]; date-order: [earlier, later]',
  }),
});
export type RowRule = Static<typeof RowRule>;

/** A catalogue entry (目录): one resource with its items, class, grade and share type. */
export const Resource = strict({
  id: Id,
  title: Text,
  summary: Text,
  provider: ref('organisations'),
  class: strict({
    category: Type.Enum(['base', 'theme', 'department'], { description: '基础, 主题, 部门' }),
    theme: Type.Optional(Text),
  }),
  code: Type.Optional(
    Type.String({
      pattern: '^[1-3]\\d{5,}(/\\d+)?$',
      description: 'National code of the 2017 guide as an alias: 类 1 digit, 项 2, 目 3, 细目, then /serial',
    }),
  ),
  aliases: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), { uniqueItems: true, description: 'Everyday words it is found by' }),
  ),
  duty: Type.Optional(Text),
  system: Type.Optional(Text),
  format: Type.Optional(Type.Enum(['database', 'spreadsheet', 'document', 'image', 'geodata', 'stream'])),
  shareType: Type.Enum(['unconditional', 'conditional', 'none']),
  shareCondition: Type.Optional(Text),
  shareBasis: Type.Optional(Text),
  shareModes: Type.Optional(
    Type.Array(Type.Enum(['interface', 'subscription', 'file', 'sandbox']), {
      uniqueItems: true,
      description: 'Ways in which it is given; all when absent',
    }),
  ),
  openAttribute: Type.Enum(['open', 'conditional', 'closed']),
  openCondition: Type.Optional(Text),
  responsibility: Type.Optional(
    strict(
      { dueOn: PlainDateText, basis: Type.Optional(Text) },
      'It stands in the responsibility list (责任清单): to be supplied by this day',
    ),
  ),
  updateCycle: Type.Enum(['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular']),
  grade: Grade,
  key: Type.Array(FieldName, { minItems: 1, uniqueItems: true, description: 'Items that tell one row from another' }),
  items: Type.Array(ResourceItem, { minItems: 1 }),
  rowRules: Type.Optional(Type.Array(RowRule)),
});
export type Resource = Static<typeof Resource>;

/** `transform` steps are applied in their order before the value is checked; `code:<table>` reads names and aliases of a code table. */
const sourceFields = {
  id: Id,
  title: Text,
  organisation: ref('organisations'),
  resource: ref('resources'),
  mapping: Type.Array(
    strict({
      item: FieldName,
      column: Type.String({ minLength: 1, description: "The source's own column or heading" }),
      transform: Type.Optional(
        Type.Array(Type.String({ pattern: '^(trim|half-width|upper|date|citizen-id|code:[a-z0-9-]+)$' })),
      ),
      dateFormats: Type.Optional(
        Type.Array(Type.String({ pattern: '^([YMD年月日/. -]+|excel-serial)$' }), {
          minItems: 1,
          description:
            'Tried in order, as YYYY-MM-DD, YYYY/M/D, YYYYMMDD, YYYY年M月D日, excel-serial; default YYYY-MM-DD',
        }),
      ),
    }),
    { minItems: 1 },
  ),
  schedule: Type.Optional(
    strict({
      everyMinutes: Type.Optional(Type.Integer({ minimum: 1 })),
      cron: Type.Optional(
        Type.String({ pattern: '^\\S+ \\S+ \\S+ \\S+ \\S+$', description: 'Five fields, Asia/Shanghai' }),
      ),
    }),
  ),
};

export const PostgresSettings = strict({
  urlFrom: SettingName,
  schema: Type.String({ minLength: 1, maxLength: 63 }),
  table: Type.String({ minLength: 1, maxLength: 63 }),
});
export type PostgresSettings = Static<typeof PostgresSettings>;

const fileSettings = {
  dropFolderFrom: SettingName,
  filePattern: Type.String({
    minLength: 1,
    description: 'Name with * and ?, as in deaths-*.csv; the newest file is taken',
  }),
};

export const CsvSettings = strict({
  ...fileSettings,
  encoding: Type.Optional(Type.Enum(['auto', 'utf-8', 'gb18030'], { default: 'auto' })),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1, default: ',' })),
});
export type CsvSettings = Static<typeof CsvSettings>;

export const XlsxSettings = strict({
  ...fileSettings,
  sheet: Type.Optional(Type.String({ minLength: 1, description: 'Name of the sheet; default the first' })),
});
export type XlsxSettings = Static<typeof XlsxSettings>;

const HourText = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM, Asia/Shanghai' });

/** Of a source on the rail: what it belongs to and what it may be burdened with. Sources with one `urlFrom` share a connection. */
export const SourceConnection = strict({
  title: Type.Optional(Text),
  system: Type.Optional(Text),
  limits: Type.Optional(
    strict({
      connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 32, description: 'Connections at once' })),
      rowsPerSecond: Type.Optional(Type.Integer({ minimum: 1 })),
      hours: Type.Optional(Type.Array(strict({ from: HourText, to: HourText }), { minItems: 1 })),
      logBytes: Type.Optional(Type.Integer({ minimum: 1_048_576, description: 'Log that it may keep for us, bytes' })),
      logSeconds: Type.Optional(Type.Integer({ minimum: 60, description: 'Age of log that it may keep for us' })),
    }),
  ),
});
export type SourceConnection = Static<typeof SourceConnection>;

const wholeReading = { ...sourceFields, mode: Type.Literal('snapshot') };

/**
 * Where rows of a resource come from: a front database (前置库) or files dropped in a folder. `snapshot`: read whole by a load;
 * `cursor` and `capture`: a line of the rail, which follows what is new (by `cursorColumn`, or by the source's log).
 */
export const Source = Type.Union([
  strict({
    ...sourceFields,
    mode: Type.Enum(['snapshot', 'cursor', 'capture']),
    connector: Type.Literal('postgres'),
    settings: PostgresSettings,
    cursorColumn: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 63,
        description: 'A column that only grows; needed when the mode is cursor',
      }),
    ),
    connection: Type.Optional(SourceConnection),
  }),
  strict({ ...wholeReading, connector: Type.Literal('csv'), settings: CsvSettings }),
  strict({ ...wholeReading, connector: Type.Literal('xlsx'), settings: XlsxSettings }),
]);
export type Source = Static<typeof Source>;

/** One field of a base registry, taken from the first of `from` that has a value. */
export const RegistryField = strict({
  name: FieldName,
  title: Text,
  type: ItemType,
  from: Type.Array(strict({ resource: ref('resources'), item: FieldName }), { minItems: 1 }),
  personal: Type.Optional(Type.Boolean({ default: true })),
  grade: Type.Optional(Grade),
  mask: Type.Optional(MaskName),
  codeTable: Type.Optional(ref('standards')),
});
export type RegistryField = Static<typeof RegistryField>;

/** A base registry (基础库): one record a key, each field with its source. */
export const Registry = strict({
  id: Id,
  title: Text,
  kind: Type.Enum(['population', 'legal-entity', 'other']),
  key: FieldName,
  keyType: Type.Enum(['citizen-id', 'credit-code', 'text']),
  fields: Type.Array(RegistryField, { minItems: 1 }),
  watch: Type.Array(FieldName, { uniqueItems: true, description: 'Fields whose change is announced as an event' }),
});
export type Registry = Static<typeof Registry>;

const ParameterName = Type.String({ pattern: '^[a-z][A-Za-z0-9]*$', maxLength: 48 });

/** How a score is made: points of every rule that holds are added; the answer is the sum and its band, never a value. */
export const Scoring = strict({
  method: Type.Optional(Text),
  base: Type.Optional(Type.Integer({ minimum: -1_000, maximum: 1_000, default: 0 })),
  rules: Type.Array(
    strict({
      title: Text,
      field: FieldName,
      points: Type.Integer({ minimum: -1_000, maximum: 1_000 }),
      equals: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 50 })),
      matches: Type.Optional(
        Type.String({
          pattern: '^[a-z][A-Za-z0-9]*$',
          description: 'Holds when the value is what this parameter says',
        }),
      ),
      from: Type.Optional(Type.String({ description: 'Number or date, included' })),
      to: Type.Optional(Type.String({ description: 'Number or date, included' })),
      ageFrom: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 150, description: 'Completed years since this date' }),
      ),
      ageTo: Type.Optional(Type.Integer({ minimum: 0, maximum: 150 })),
    }),
    { minItems: 2, maxItems: 50, description: 'Two at least: the sum of one rule alone would tell the value' },
  ),
  bands: Type.Array(strict({ id: Id, title: Text, from: Type.Integer() }), {
    minItems: 1,
    maxItems: 20,
    description: 'The band of a score is the highest whose `from` it reaches',
  }),
});
export type Scoring = Static<typeof Scoring>;

/** What an interface of mode `aggregate` counts, and how small a group it never shows. */
export const Aggregation = strict({
  dimensions: Type.Array(FieldName, { maxItems: 8, uniqueItems: true, description: 'Fields it may group by' }),
  measures: Type.Array(
    strict({ id: Id, title: Text, kind: Type.Enum(['count', 'sum', 'average']), field: Type.Optional(FieldName) }),
    { minItems: 1, maxItems: 10 },
  ),
  minimumGroup: Type.Optional(
    Type.Integer({
      minimum: 3,
      maximum: 1_000,
      default: 10,
      description: 'Smaller groups, and smaller rests, are never told',
    }),
  ),
  filtersMax: Type.Optional(Type.Integer({ minimum: 0, maximum: 8, default: 3, description: 'Filters in one query' })),
  queriesMax: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000,
      default: 60,
      description: 'Different queries of one consumer in a period',
    }),
  ),
  periodDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })),
  rounding: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000, description: 'Counts are told in multiples of this' }),
  ),
});
export type Aggregation = Static<typeof Aggregation>;

/**
 * A data interface (数据接口) over a registry, a resource or a service of the level above: granted fields (`rows`), yes or no (`verify`),
 * a number with its band (`score`), or figures of groups (`aggregate`).
 */
export const Interface = strict({
  id: Id,
  title: Text,
  summary: Type.Optional(Text),
  registry: Type.Optional(ref('registries', 'One of registry, resource and upstream')),
  resource: Type.Optional(ref('resources')),
  upstream: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'A data service of the level above' }),
  ),
  mode: Type.Enum(['verify', 'rows', 'score', 'aggregate']),
  parameters: Type.Array(
    strict({
      name: ParameterName,
      field: FieldName,
      required: Type.Boolean(),
      match: Type.Optional(
        Type.Enum(['equal', 'from', 'to'], {
          default: 'equal',
          description: 'from and to: dates and numbers, included',
        }),
      ),
    }),
    { maxItems: 20, description: 'At least one, but for aggregate' },
  ),
  fields: Type.Array(strict({ name: FieldName, mask: Type.Optional(MaskName) }), {
    description: 'Fields it can answer with; rows only',
  }),
  clearBasis: Type.Optional({
    ...Text,
    description:
      'Why values of grade 3 and 4 may leave without the mask that their items ask for; without it they never do',
  }),
  score: Type.Optional(Scoring),
  aggregate: Type.Optional(Aggregation),
  version: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' }),
  limits: strict({
    perMinute: Type.Integer({ minimum: 1, description: 'Calls a minute of one consumer' }),
    rowsMax: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Rows in one answer' }),
  }),
});
export type Interface = Static<typeof Interface>;

/** What one application may ask of one interface, for which purposes and on what legal ground. */
export const Grant = strict({
  interface: ref('interfaces'),
  consumer: ref('applications', "Application id; the platform's own `cases` needs no declaration"),
  organisation: ref('organisations'),
  fields: Type.Array(FieldName, { uniqueItems: true }),
  purposes: Type.Array(strict({ id: Id, title: Text }), { minItems: 1 }),
  legalBasis: Text,
  until: Type.Optional(PlainDateText),
  delayedNoticeDays: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Days after which the person sees the read (lawful delay); default at once',
    }),
  ),
});
export type Grant = Static<typeof Grant>;

/** A system that may hold an application key. */
export const Application = strict({ id: Id, title: Text, organisation: ref('organisations') });
export type Application = Static<typeof Application>;
