import type { LocalText } from '@platform/kernel';

/** What a new matter begins with: a form that asks for a telephone number, and rules that hand every case to a person. It can be used as it is. */
export const FIRST_FILES: Readonly<Record<string, string>> = {
  'form.json': `${JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['phone'],
      properties: {
        phone: { type: 'string', format: 'mobile-phone', title: { zh: '手机号码', en: 'Mobile phone' } },
        statement: {
          type: 'string',
          maxLength: 1000,
          title: { zh: '申请事由', en: 'What is applied for' },
        },
      },
    },
    null,
    2,
  )}\n`,
  'decision.dmn': `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="decision" name="decision" namespace="urn:yiwang:decision">
  <inputData id="in_today" name="today"><variable id="var_today" name="today" typeRef="date" /></inputData>
  <decision id="answer" name="answer">
    <variable id="var_answer" name="answer" />
    <informationRequirement id="req_today"><requiredInput href="#in_today" /></informationRequirement>
    <decisionTable id="table" hitPolicy="FIRST">
      <input id="c_today" label="today"><inputExpression id="e_today" typeRef="date"><text>today</text></inputExpression></input>
      <output id="o_outcome" name="outcome" typeRef="string" />
      <output id="o_reason" name="reason" typeRef="string" />
      <rule id="by-a-person" label="A person decides">
        <description>由工作人员审核</description>
        <inputEntry id="i_today"><text>-</text></inputEntry>
        <outputEntry id="r_outcome"><text>"route"</text></outputEntry>
        <outputEntry id="r_reason"><text>"to-be-checked"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
`,
};

export type FirstFacts = {
  id: string;
  organisation: string;
  useLevel: string;
  creditCode?: string | undefined;
  /** From the basic list, where the new matter is one of it. */
  basic?: { code: string; title: LocalText; taskType: string; legalBasis: object[] } | undefined;
};

/** The definition of a new matter as far as it is known; what is missing is told by the check. */
export function firstDefinition({
  id,
  organisation,
  useLevel,
  creditCode,
  basic,
}: FirstFacts): Record<string, unknown> {
  return {
    id,
    ...(basic ? { title: basic.title } : { title: { zh: '', en: '' } }),
    summary: { zh: '', en: '' },
    codes: basic
      ? { catalogCode: basic.code, taskCode: `${creditCode ?? ''}${useLevel}${basic.code}` }
      : { catalogCode: '', taskCode: '' },
    keywords: { zh: [], en: [] },
    organisation,
    taskType: basic?.taskType ?? '20',
    useLevel,
    serviceObject: ['natural-person'],
    projectType: 'promise',
    limits: { promise: { days: 10, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
    legalBasis: basic?.legalBasis ?? [],
    conditions: [],
    materials: [],
    handling: { forms: ['online', 'window'], depth: 'IV' },
    visits: { count: 0 },
    fee: { isFee: false },
    result: { kind: 'other', name: { zh: '办理结果', en: 'Result' } },
    prefill: [],
    form: 'form.json',
    decision: { file: 'decision.dmn', decision: 'answer', inputs: { today: '$today' } },
    reasons: {
      'to-be-checked': { zh: '由工作人员审核', en: 'A clerk examines it' },
      'meets-conditions': { zh: '符合条件', en: 'The conditions are met' },
      'conditions-not-met': { zh: '不符合办理条件', en: 'The conditions are not met' },
    },
    rights: {
      review: { organ: { zh: '本级人民政府', en: 'The government of this level' } },
      litigation: { organ: { zh: '有管辖权的人民法院', en: 'The court with jurisdiction' } },
    },
    phone: '12345',
  };
}

/** What a level below begins with when it takes a matter. */
export function firstHeir(
  id: string,
  inherits: string,
  organisation: string,
  useLevel: string,
): Record<string, unknown> {
  return { id, inherits, organisation, useLevel, windows: [], phone: '12345' };
}
