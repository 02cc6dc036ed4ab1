import { Type, type Static } from 'typebox';
import { FieldName, Id, PlainDateText, ref, strict, Text } from './parts.ts';

const Values = Type.Record(Type.String(), Type.Unknown());
const RegistryValues = Type.Record(
  Type.String(),
  Type.Record(FieldName, Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Null()])),
  {
    description: 'registry id: { field: value } of the applicant',
  },
);

/** What is so before anyone acts. */
export const ScenarioGiven = strict({
  today: PlainDateText,
  applicant: strict(
    {
      name: Type.String({ minLength: 1 }),
      birthDate: PlainDateText,
      sex: Type.Optional(Type.Enum(['1', '2'], { default: '1', description: 'GB/T 2261.1' })),
    },
    'A demo citizen id is made of these',
  ),
  data: Type.Optional(RegistryValues),
});
export type ScenarioGiven = Static<typeof ScenarioGiven>;

/** One act; exactly one of the fields is given. */
export const ScenarioAct = Type.Union([
  strict({ submit: strict({ form: Values, usePrefilled: Type.Optional(Type.Boolean({ default: true })) }) }),
  strict({
    clerk: strict({ action: Type.Enum(['approve', 'ask-correction', 'refuse']), reason: Type.Optional(Type.String()) }),
  }),
  strict({ dataChanges: strict({ registry: ref('registries'), set: Type.Record(FieldName, Type.Unknown()) }) }),
  strict({ officer: strict({ verification: Type.Enum(['confirm', 'reject', 'restore']) }) }),
  strict({ daysPass: Type.Integer({ minimum: 1 }) }),
]);
export type ScenarioAct = Static<typeof ScenarioAct>;

/** What must be so after the acts; only what is written is compared. */
export const ScenarioThen = strict({
  prefilled: Type.Optional(Values),
  papersSaved: Type.Optional(Type.Integer({ minimum: 0 })),
  formFaults: Type.Optional(Type.Array(strict({ path: Type.String(), code: Type.Optional(Type.String()) }))),
  case: Type.Optional(
    strict({
      outcome: Type.Optional(Type.Enum(['approve', 'route', 'refuse'], { description: 'What the rules said' })),
      reason: Type.Optional(Type.String({ minLength: 1 })),
      state: Type.Optional(Type.String({ minLength: 1 })),
      routedTo: Type.Optional(ref('organisations')),
    }),
  ),
  licence: Type.Optional(
    Type.Union([
      Type.Literal('none'),
      strict({
        template: ref('licences'),
        status: Type.Optional(Type.Enum(['valid', 'suspended', 'revoked', 'expired'])),
        validTo: Type.Optional(Type.Union([PlainDateText, Type.Literal('permanent')])),
        fields: Type.Optional(Values),
      }),
    ]),
  ),
  reads: Type.Optional(
    Type.Array(
      strict({ interface: ref('interfaces'), purpose: Type.String(), fields: Type.Optional(Type.Array(FieldName)) }),
    ),
  ),
  openVerifications: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type ScenarioThen = Static<typeof ScenarioThen>;

/** A story of a pack: given, then one or more rounds of when and then. */
export const Scenario = strict({
  id: Id,
  title: Text,
  matter: ref('matters'),
  given: ScenarioGiven,
  rounds: Type.Array(strict({ when: Type.Array(ScenarioAct), then: ScenarioThen }), { minItems: 1 }),
});
export type Scenario = Static<typeof Scenario>;
