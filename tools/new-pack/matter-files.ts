/** A first matter that works: one question, decided by a table, with a scenario for each rule. Texts are there to be replaced. */
export function matterFiles(id: string, organisation: string, creditCode: string): [string, string][] {
  const folder = `matters/${id}`;
  // 20: public service; a city replaces it by the code of the national catalogue.
  const catalogCode = '992000000001';
  return [
    [`${folder}/matter.yaml`, matterYaml(id, organisation, creditCode, catalogCode)],
    [`${folder}/form.json`, FORM],
    [`${folder}/decision.dmn`, decisionXml(id)],
    [`scenarios/${id}.yaml`, scenariosYaml(id)],
  ];
}

const matterYaml = (id: string, organisation: string, creditCode: string, catalogCode: string): string =>
  `# yaml-language-server: $schema=../../../../docs/specs/pack-schemas/matters.json
id: ${id}
title: { zh: ${id} 事项, en: ${id.replaceAll('-', ' ')} }
summary: { zh: 用一句话说明谁可以办、办成什么, en: One sentence on who may apply and what they get }
codes: { catalogCode: "${catalogCode}", taskCode: "${creditCode}3${catalogCode}" }
keywords: { zh: [${id}], en: [${id.replaceAll('-', ' ')}] }
organisation: ${organisation}
taskType: "20"
useLevel: "3"
serviceObject: [natural-person]
projectType: instant
limits: { promise: { days: 0, unit: workday }, statutory: { days: 20, unit: workday } }
legalBasis:
  - { title: { zh: 写明依据的法规名称, en: Name the law it rests on }, article: { zh: 第一条, en: Article 1 } }
conditions:
  - { zh: 年满十八周岁, en: At least eighteen years of age }
materials: []
visits: { count: 0 }
fee: { isFee: false }
result: { kind: other, name: { zh: 办理结果, en: Result } }
prefill: []
form: form.json
decision:
  file: decision.dmn
  decision: answer
  inputs: { age: $applicant.age, wantsHelp: $form.wantsHelp }
reasons:
  meets-conditions: { zh: 符合条件, en: The conditions are met }
  under-age: { zh: 未满十八周岁, en: Below eighteen }
  wants-help: { zh: 申请人希望由工作人员协助, en: The applicant asks for a clerk's help }
rights:
  review: { organ: { zh: 本级人民政府, en: The government of this level } }
  litigation: { organ: { zh: 有管辖权的人民法院, en: The court with jurisdiction } }
phone: "12345"
`;

const FORM = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["phone"],
  "properties": {
    "phone": { "type": "string", "format": "mobile-phone", "title": { "zh": "手机号码", "en": "Mobile phone" } },
    "wantsHelp": { "type": "boolean", "title": { "zh": "需要工作人员协助", "en": "I want a clerk's help" } }
  }
}
`;

const rule = (id: string, why: string, age: string, help: string, outcome: string, reason: string): string => `
      <rule id="${id}">
        <description>${why}</description>
        <inputEntry id="${id}_age"><text>${age}</text></inputEntry><inputEntry id="${id}_help"><text>${help}</text></inputEntry>
        <outputEntry id="${id}_outcome"><text>"${outcome}"</text></outputEntry><outputEntry id="${id}_reason"><text>"${reason}"</text></outputEntry>
      </rule>`;

const decisionXml = (id: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}" name="${id}" namespace="urn:yiwang:${id}">
  <inputData id="in_age" name="age"><variable id="var_age" name="age" typeRef="number" /></inputData>
  <inputData id="in_help" name="wantsHelp"><variable id="var_help" name="wantsHelp" typeRef="boolean" /></inputData>
  <decision id="answer" name="answer">
    <variable id="var_answer" name="answer" />
    <informationRequirement id="req_age"><requiredInput href="#in_age" /></informationRequirement>
    <informationRequirement id="req_help"><requiredInput href="#in_help" /></informationRequirement>
    <decisionTable id="table" hitPolicy="FIRST">
      <input id="c_age" label="Age"><inputExpression id="e_age" typeRef="number"><text>age</text></inputExpression></input>
      <input id="c_help" label="Wants help"><inputExpression id="e_help" typeRef="boolean"><text>wantsHelp</text></inputExpression></input>
      <output id="o_outcome" name="outcome" typeRef="string" />
      <output id="o_reason" name="reason" typeRef="string" />${rule('minor', 'Below eighteen', '&lt; 18', '-', 'refuse', 'under-age')}${rule('helped', 'A clerk helps who asks for it', '-', 'true', 'route', 'wants-help')}${rule('adult', 'Decided at once', '&gt;= 18', '-', 'approve', 'meets-conditions')}
    </decisionTable>
  </decision>
</definitions>
`;

const scenariosYaml = (
  id: string,
): string => `# yaml-language-server: $schema=../../../docs/specs/pack-schemas/scenarios.json
scenarios:
  - id: ${id}-at-once
    title: { zh: 成年人当场办结, en: An adult is answered at once }
    matter: ${id}
    given: { today: 2026-05-11, applicant: { name: 张三, birthDate: 1990-05-11 } }
    rounds:
      - when: [{ submit: { form: { phone: "13800000000" } } }]
        then: { case: { outcome: approve, reason: meets-conditions } }
  - id: ${id}-eve-of-eighteen
    title: { zh: 十八岁生日前一天, en: The eve of the eighteenth birthday }
    matter: ${id}
    given: { today: 2026-05-11, applicant: { name: 李四, birthDate: 2008-05-12 } }
    rounds:
      - when: [{ submit: { form: { phone: "13800000000" } } }]
        then: { case: { outcome: refuse, reason: under-age } }
  - id: ${id}-with-help
    title: { zh: 需要协助的转人工, en: Who asks for help meets a clerk }
    matter: ${id}
    given: { today: 2026-05-11, applicant: { name: 王五, birthDate: 1990-05-11 } }
    rounds:
      - when: [{ submit: { form: { phone: "13800000000", wantsHelp: true } } }]
        then: { case: { outcome: route, reason: wants-help } }
`;
