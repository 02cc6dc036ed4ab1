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
      firm: Type.Optional(
        strict(
          { name: Type.String({ minLength: 1 }), creditCode: Type.String({ minLength: 18, maxLength: 18 }) },
          'The firm for which the person applies, by a mandate',
        ),
      ),
    },
    'A demo citizen id is made of these',
  ),
  data: Type.Optional(RegistryValues),
});
export type ScenarioGiven = Static<typeof ScenarioGiven>;

const Node = Type.String({
  minLength: 1,
  description: 'Id of a task in the matter’s process; where no process drew it, its link',
});

/** What offices and their systems do for the case, by someone of the organisation whose task it is. */
export const OfficeAct = Type.Union([
  strict({
    task: strict({
      node: Node,
      result: Type.Enum(['accept', 'correct', 'agree', 'disagree', 'approve', 'refuse', 'done']),
      reason: Type.Optional(Type.String({ minLength: 1, description: 'A code of the matter’s reasons' })),
    }),
  }),
  strict({
    handle: strict({
      node: Node,
      act: Type.Enum(['urge', 'return', 'retry', 'take-over']),
      to: Type.Optional(Node),
    }),
  }),
  strict({ extension: strict({ days: Type.Integer({ minimum: 1 }), approve: Type.Boolean() }) }),
  strict({
    papers: Type.Union([
      strict({
        follow: Type.Array(Id, { minItems: 1, description: 'Papers of the matter that may come later (容缺)' }),
      }),
      Type.Literal('received'),
    ]),
  }),
  strict({ fee: Type.Literal('paid', { description: 'Paid at the window, and recorded there' }) }),
  strict({
    system: strict({
      application: ref('applications'),
      result: Type.Optional(Type.Enum(['accept', 'agree', 'disagree', 'approve', 'done'])),
      failure: Type.Optional(Type.String({ minLength: 1 })),
      times: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'How often the same answer is sent' })),
    }),
  }),
]);
export type OfficeAct = Static<typeof OfficeAct>;

/** One act; exactly one of the fields is given. */
export const ScenarioAct = Type.Union([
  strict({
    submit: strict({
      form: Type.Record(Type.String(), Type.Unknown(), {
        description: 'Where the form asks for files: a list of file names, for which harmless files are uploaded',
      }),
      usePrefilled: Type.Optional(Type.Boolean({ default: true })),
    }),
  }),
  ...OfficeAct.anyOf,
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
      tasks: Type.Optional(Type.Array(Node, { description: 'All tasks that are open, in any order' })),
      failed: Type.Optional(Type.Array(Node, { description: 'All tasks in the error queue, in any order' })),
      suspended: Type.Optional(Type.Boolean({ description: 'The clocks stand still' })),
      light: Type.Optional(Type.Enum(['green', 'amber', 'red', 'double-red'])),
      dueDate: Type.Optional(PlainDateText),
      documents: Type.Optional(
        Type.Array(Type.String(), { description: 'Kinds of all documents the applicant got, the oldest first' }),
      ),
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
