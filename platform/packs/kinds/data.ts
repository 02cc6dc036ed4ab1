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
  shareType: Type.Enum(['unconditional', 'conditional', 'none']),
  shareCondition: Type.Optional(Text),
  shareBasis: Type.Optional(Text),
  openAttribute: Type.Enum(['open', 'conditional', 'closed']),
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

/** A data interface over a registry (数据接口): yes/no (`verify`) or granted fields (`rows`). */
export const Interface = strict({
  id: Id,
  title: Text,
  registry: ref('registries'),
  mode: Type.Enum(['verify', 'rows']),
  parameters: Type.Array(
    strict({ name: Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }), field: FieldName, required: Type.Boolean() }),
    { minItems: 1 },
  ),
  fields: Type.Array(strict({ name: FieldName, mask: Type.Optional(MaskName) }), {
    description: 'Fields it can answer with; empty for verify',
  }),
  version: Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' }),
  limits: strict({
    perMinute: Type.Integer({ minimum: 1, description: 'Calls a minute of one consumer' }),
    rowsMax: Type.Integer({ minimum: 1, description: 'Rows in one answer' }),
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
