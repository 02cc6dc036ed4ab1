import { Type, type Static } from 'typebox';
import { Id, ref, strict, Text } from './parts.ts';

/** Settings of one generator, open: the generator that is named knows them. */
const Settings = Type.Record(Type.String(), Type.Unknown());

/** How the demo generator fills one source: its own column names, formats and dirt. */
export const SampleTable = strict({
  source: ref('sources'),
  target: Type.Union([
    strict({
      kind: Type.Literal('table'),
      schema: Type.String({ minLength: 1 }),
      table: Type.String({ minLength: 1 }),
      key: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          minItems: 1,
          uniqueItems: true,
          description:
            'Columns of its primary key; without one the source tells whole rows of what changed (replica identity full)',
        }),
      ),
    }),
    strict({
      kind: Type.Literal('file'),
      file: Type.String({ pattern: '^[^/\\\\]+\\.(csv|xlsx)$' }),
      format: Type.Enum(['csv', 'xlsx']),
      encoding: Type.Optional(Type.Enum(['utf-8', 'gb18030'], { default: 'utf-8' })),
      sheet: Type.Optional(Type.String({ minLength: 1 })),
    }),
  ]),
  rows: Type.Union([
    strict({ ofPeople: Type.Number({ exclusiveMinimum: 0, maximum: 1 }), where: Type.Optional(Settings) }),
    strict({ count: Type.Integer({ minimum: 0 }) }),
  ]),
  columns: Type.Array(
    strict({
      column: Type.String({ minLength: 1 }),
      generator: Type.String({ minLength: 1, 'x-known': 'generators' }),
      settings: Type.Optional(Settings),
    }),
    { minItems: 1 },
  ),
  activity: Type.Optional(
    strict(
      {
        everySeconds: Type.Number({ minimum: 0.2, maximum: 3600 }),
        column: Type.String({ minLength: 1 }),
        values: Type.Array(Type.String(), { minItems: 2, uniqueItems: true }),
        stamp: Type.Optional(Type.String({ minLength: 1, description: 'A column that gets the time of the change' })),
      },
      'What the department goes on changing while the demo runs: one row at a time, of those that hold one of the values',
    ),
  ),
  dirt: Type.Optional(
    Type.Array(
      strict({
        kind: Type.String({ minLength: 1, 'x-known': 'dirt' }),
        column: Type.Optional(Type.String({ minLength: 1 })),
        rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
        count: Type.Optional(Type.Integer({ minimum: 1 })),
        settings: Type.Optional(Settings),
      }),
    ),
  ),
});
export type SampleTable = Static<typeof SampleTable>;

/** A person that is always among the generated, so that a demo account can be bound to them. */
export const SamplePerson = strict({
  sampleKey: Id,
  name: Type.Optional(Type.String({ minLength: 1 })),
  sex: Type.Optional(Type.Enum(['1', '2'])),
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
  division: Type.Optional(ref('divisions')),
  settings: Type.Optional(Settings),
  note: Type.Optional(Text),
});
export type SamplePerson = Static<typeof SamplePerson>;

/** Settings of the demo departments' generator. */
export const Sample = strict({
  id: Id,
  people: Type.Optional(
    strict({ guaranteed: Type.Optional(Type.Array(SamplePerson)), settings: Type.Optional(Settings) }),
  ),
  tables: Type.Array(SampleTable),
});
export type Sample = Static<typeof Sample>;
