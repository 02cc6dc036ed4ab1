import { Type, type Static } from 'typebox';
import { FormFieldName, FormFieldPath } from './form-field-name.ts';
import {
  CatalogCode,
  Effective,
  Handling,
  HandlingScenario,
  Intermediary,
  PowerSource,
  ProcessLink,
  ServiceObject,
  SpecialProcedure,
  TaskType,
  UseLevel,
  WindowPlace,
} from './matter-elements.ts';
import { FieldName, Id, ref, strict, Text } from './parts.ts';

export { FormFieldName } from './form-field-name.ts';
export { BasicMatter } from './matter-elements.ts';

/**
 * Where a value comes from: `$form.<field>` (dots go deeper), `$data.<registry>.<field>` (read by a prefill interface),
 * `$applicant.citizenId|creditCode|name|birthDate|age|sex`, `$case.number`, `$today`, and in licences `$decision.<output>`.
 */
export const ValuePath = Type.String({
  pattern:
    '^\\$(today|applicant\\.(citizenId|creditCode|name|birthDate|age|sex)|case\\.number|form(\\.[A-Za-z][A-Za-z0-9_]*)+|data\\.[a-z][a-z0-9-]*\\.[a-z][a-z0-9_]*|decision\\.[A-Za-z][A-Za-z0-9_]*)$',
  description:
    '$form.x, $data.<registry>.<field>, $applicant.citizenId|creditCode|name|birthDate|age|sex, $case.number, $today, $decision.x',
});

const Limit = strict({
  days: Type.Integer({ minimum: 0 }),
  unit: Type.Enum(['workday', 'day'], { description: '工作日 or 自然日; 时 and 月 are written in these' }),
});

/** One paper (材料) that the matter asks for. */
export const Material = strict({
  id: Id,
  title: Text,
  kind: Type.Enum(['original', 'copy', 'original-and-copy', 'electronic']),
  source: Type.Enum(['applicant', 'government', 'intermediary'], { description: '自备, 政府核发, 中介' }),
  necessity: Type.Enum(['required', 'optional', 'later'], { description: '必要, 非必要, 容缺后补' }),
  note: Type.Optional(Text),
  copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
  basis: Type.Optional(Text),
  replacedBy: Type.Optional(
    Type.Union(
      [
        strict({ interface: ref('interfaces'), fields: Type.Array(FieldName, { minItems: 1 }) }),
        strict({ licence: ref('licences') }),
      ],
      { description: 'Data or a licence that replaces it, so that it need not be brought' },
    ),
  ),
});
export type Material = Static<typeof Material>;

/** Data fetched before the form opens. */
export const Prefill = strict({
  interface: ref('interfaces'),
  purpose: Id,
  parameters: Type.Record(Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }), ValuePath, { additionalProperties: false }),
  into: Type.Record(FormFieldPath, FieldName, {
    additionalProperties: false,
    description: 'form field (dots go into a group): registry field',
  }),
});
export type Prefill = Static<typeof Prefill>;

const Organ = strict({
  organ: Text,
  address: Type.Optional(Text),
  phone: Type.Optional(Type.String({ minLength: 1 })),
});

const Fee = Type.Union([
  strict({ isFee: Type.Literal(false) }),
  strict({
    isFee: Type.Literal(true),
    basis: Text,
    payOnline: Type.Boolean(),
    items: Type.Array(strict({ name: Text, fen: Type.Integer({ minimum: 0 }), basis: Text }), { minItems: 1 }),
    refund: Type.Optional(
      strict(
        {
          when: Type.Array(Type.Enum(['withdrawn', 'returned', 'refused', 'referred']), {
            minItems: 1,
            uniqueItems: true,
          }),
          basis: Text,
        },
        'When a fee that was paid is given back (退费规则); without it never',
      ),
    ),
  }),
]);

/** How a matter is decided: a DMN decision, its inputs, and who takes a routed case. */
export const MatterDecision = strict({
  file: Type.String({ pattern: '^[a-z0-9-]+\\.dmn$' }),
  decision: Type.String({ minLength: 1, description: 'Id of the decision inside the file' }),
  inputs: Type.Record(Type.String({ minLength: 1 }), ValuePath, {
    description: 'DMN input name: where its value comes from',
  }),
  routeTo: Type.Optional(ref('organisations', "Who takes a routed case; default the matter's organisation")),
});
export type MatterDecision = Static<typeof MatterDecision>;

const Rights = strict({ review: Organ, litigation: Organ }, '行政复议, 行政诉讼');
const Questions = Type.Array(strict({ question: Text, answer: Text }));
const Phone = Type.String({ minLength: 1 });
const Windows = Type.Array(WindowPlace, { description: '办理地点' });

/** A service matter (事项) as an implementation list (实施清单, GB/T 39554). */
export const Matter = strict({
  id: Id,
  inherits: Type.Optional(ref('matters', 'Set by the platform where a matter takes the one of the level above')),
  title: Text,
  summary: Text,
  codes: strict({
    catalogCode: CatalogCode,
    taskCode: Type.String({ pattern: '^[0-9A-Z]{31}$', description: '实施编码: credit code, use level, catalog code' }),
    localCode: Type.Optional(Type.String({ minLength: 1 })),
  }),
  keywords: strict(
    { zh: Type.Array(Type.String({ minLength: 1 })), en: Type.Array(Type.String({ minLength: 1 })) },
    'Everyday words under which people look for it',
  ),
  organisation: ref('organisations'),
  coOrganisations: Type.Optional(Type.Array(ref('organisations'), { description: '联办机构' })),
  taskType: TaskType,
  useLevel: UseLevel,
  powerSource: Type.Optional(PowerSource),
  entrusted: Type.Optional(Text),
  serviceObject: Type.Array(ServiceObject, { minItems: 1 }),
  topics: Type.Optional(
    strict({ person: Type.Optional(Type.Array(Text)), firm: Type.Optional(Type.Array(Text)) }, '自然人、法人办事主题'),
  ),
  projectType: Type.Enum(['instant', 'promise'], { description: '即办件, 承诺件' }),
  limits: strict({ promise: Limit, statutory: Limit }),
  effective: Type.Optional(Effective),
  legalBasis: Type.Array(strict({ title: Text, article: Type.Optional(Text) }), { minItems: 1 }),
  conditions: Type.Array(Text, { minItems: 1 }),
  quota: Type.Optional(Text),
  materials: Type.Array(Material),
  localMaterials: Type.Optional(
    Type.Boolean({ description: 'Whether those who inherit may ask for papers of their own; default no' }),
  ),
  handling: Type.Optional(Handling),
  windows: Type.Optional(Windows),
  visits: strict({ count: Type.Integer({ minimum: 0 }), reason: Type.Optional(Text) }),
  fee: Fee,
  result: strict({
    kind: Type.Enum(['licence', 'document', 'approval', 'other'], { description: '出证, 出文, 审批, 其他' }),
    name: Text,
    licence: Type.Optional(ref('licences')),
  }),
  scenarios: Type.Optional(Type.Array(HandlingScenario, { description: '业务办理项' })),
  specialProcedures: Type.Optional(Type.Array(SpecialProcedure)),
  links: Type.Optional(Type.Array(ProcessLink)),
  intermediaries: Type.Optional(Type.Array(Intermediary)),
  prefill: Type.Array(Prefill),
  form: Type.String({ pattern: '^[a-z0-9-]+\\.json$', description: 'JSON Schema of the form, beside this file' }),
  decision: MatterDecision,
  reasons: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]*$' }), Text, {
    additionalProperties: false,
    description: 'What people are told for each reason code of the decision and of clerks',
  }),
  rights: Rights,
  faq: Type.Optional(Questions),
  phone: Phone,
  supervisionPhone: Type.Optional(Phone),
});
export type Matter = Static<typeof Matter>;

/**
 * A matter that takes the one of the level above as it is (四级四同: name, code, type and basis, and with them conditions, objects, materials,
 * statutory limit, form, rules and process) and states only what is local.
 */
export const LocalMatter = strict({
  id: Id,
  inherits: ref('matters', 'The matter of the level above'),
  organisation: ref('organisations'),
  useLevel: UseLevel,
  powerSource: Type.Optional(PowerSource),
  localCode: Type.Optional(Type.String({ minLength: 1 })),
  promise: Type.Optional(Limit),
  materials: Type.Optional(Type.Array(Material, { description: 'Papers of its own, where the one above allows it' })),
  windows: Type.Optional(Windows),
  faq: Type.Optional(Questions),
  keywords: Type.Optional(
    strict({ zh: Type.Array(Type.String({ minLength: 1 })), en: Type.Array(Type.String({ minLength: 1 })) }),
  ),
  routeTo: Type.Optional(ref('organisations', "Who takes a routed case; default the matter's organisation")),
  rights: Type.Optional(Rights),
  phone: Phone,
  supervisionPhone: Type.Optional(Phone),
});
export type LocalMatter = Static<typeof LocalMatter>;

/** A process that matters' processes call (BPMN call activity); its text stands beside it as process.bpmn, under the same id. */
export const SharedProcess = strict({ id: Id, title: Text, summary: Type.Optional(Text) });
export type SharedProcess = Static<typeof SharedProcess>;

/** A change in a registry that asks for verification of the licences of the person concerned. Nothing adverse happens by data alone. */
export const LicenceWatch = strict({
  registry: ref('registries'),
  field: FieldName,
  becomes: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Default: any change' }),
  ),
  verification: strict({
    organisation: ref('organisations'),
    title: Text,
    evidence: Text,
    action: Type.Literal('suspend'),
    noticeReason: Text,
    objectionDays: Type.Integer({ minimum: 1, description: 'Working days in which the holder may object' }),
  }),
});
export type LicenceWatch = Static<typeof LicenceWatch>;

/** An e-licence template (电子证照, GB/T 36901 to 36906). */
export const Licence = strict({
  id: Id,
  title: Text,
  typeCode: Type.String({
    pattern: '^[0-9A-HJ-NPQRTUWXY]{18}[0-9A-Z]{3}$',
    description: 'GB/T 36904: credit code of the defining organ and three places',
  }),
  issuer: ref('organisations'),
  holderType: Type.Enum(['natural-person', 'legal-person', 'other-organisation']),
  validity: Type.Union([
    strict({ kind: Type.Literal('permanent') }),
    strict({ kind: Type.Literal('years'), years: Type.Integer({ minimum: 1, maximum: 100 }) }),
  ]),
  fields: Type.Array(strict({ name: FormFieldName, title: Text, from: ValuePath }), { minItems: 1 }),
  layout: strict({
    kind: Type.Literal('card'),
    colour: Type.String({ pattern: '^#[0-9a-f]{6}$' }),
    subtitle: Type.Optional(Text),
    photo: Type.Optional(Type.Boolean({ default: false })),
  }),
  watch: Type.Optional(Type.Array(LicenceWatch)),
});
export type Licence = Static<typeof Licence>;
