import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY, type Product } from './product.ts';

export const RENEWAL_PACK = 'driving-licence';

/** What two versions of the pack differ in: the eyesight from which a licence is renewed at once, and whether others are examined, in which step. */
export type RenewalVersion = {
  version: string;
  eyesight: number;
  examined: false | true | { id: string; zh: string; en: string };
};
const EXAMINATION = { id: 'examine', zh: '体检核查', en: 'Examination' };

/** Puts the pack “driving-licence” beside the product's packs, as an administrator would. */
export function writeRenewalPack({ packs }: Product, wanted: RenewalVersion): void {
  for (const [path, text] of Object.entries(files(wanted))) {
    const file = join(packs, RENEWAL_PACK, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function files({ version, eyesight, examined }: RenewalVersion): Record<string, string> {
  const matter = `matters/${RENEWAL_PACK}`;
  return {
    'pack.yaml': `id: ${RENEWAL_PACK}\nversion: ${version}\ntitle: { zh: 驾驶证, en: Driving licences }\nrequires: [mingzhou]\n`,
    [`${matter}/matter.yaml`]: MATTER,
    [`${matter}/form.json`]: JSON.stringify(FORM, null, 2),
    [`${matter}/decision.dmn`]: decision(eyesight),
    [`${matter}/process.bpmn`]: processOf(examined),
  };
}

const MATTER = `id: driving-licence
title: { zh: 机动车驾驶证补领、换领, en: "Driving licence: replacement" }
summary: { zh: 驾驶证期满、损坏、遗失的，网上换领、补领, en: "For a driving licence that has run out, is damaged or lost" }
codes: { catalogCode: "990109003001", taskCode: "11990200MB0099039J3990109003001" }
keywords: { zh: [驾照, 换驾照], en: [driving licence, renew] }
organisation: public-security-bureau
taskType: "01"
useLevel: "3"
serviceObject: [natural-person]
projectType: promise
limits: { promise: { days: 1, unit: workday }, statutory: { days: 20, unit: workday } }
legalBasis:
  - { title: { zh: 《中华人民共和国道路交通安全法》, en: Road Traffic Safety Law }, article: { zh: 第十九条, en: Article 19 } }
conditions:
  - { zh: 身体条件符合准驾车型要求, en: Fit to drive the class of vehicle }
materials: []
visits: { count: 0 }
fee: { isFee: false }
result: { kind: document, name: { zh: 换领结果, en: The new licence } }
prefill: []
form: form.json
decision: { file: decision.dmn, decision: renewal, inputs: { eyesight: $form.eyesight }, routeTo: public-security-bureau }
reasons:
  sees-well: { zh: 视力符合当场换证的标准, en: The eyesight is good enough to renew at once }
  to-be-examined: { zh: 视力低于当场换证的标准，由工作人员办理, en: The eyesight is below that of a renewal at once; a clerk handles it }
rights:
  review: { organ: { zh: 明州市人民政府, en: Mingzhou Municipal People's Government } }
  litigation: { organ: { zh: 明州市城西区人民法院, en: Chengxi District People's Court } }
phone: "12345"
`;

const FORM = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['eyesight', 'why'],
  properties: {
    eyesight: {
      type: 'number',
      minimum: 4,
      maximum: 5.3,
      title: { zh: '较差一眼的视力', en: 'Eyesight of the weaker eye' },
    },
    why: {
      type: 'string',
      title: { zh: '换领原因', en: 'Why' },
      oneOf: [
        { const: 'over', title: { zh: '有效期满', en: 'It has run out' } },
        { const: 'lost', title: { zh: '遗失', en: 'It is lost' } },
      ],
    },
  },
};

const decision = (eyesight: number): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="driving-licence" name="驾驶证换领" namespace="urn:yiwang:driving-licence">
  <inputData id="in_eyesight" name="eyesight"><variable id="var_in_eyesight" name="eyesight" typeRef="number" /></inputData>
  <decision id="renewal" name="renewal">
    <variable id="var_renewal" name="renewal" />
    <informationRequirement id="req_eyesight"><requiredInput href="#in_eyesight" /></informationRequirement>
    <decisionTable id="table_renewal" hitPolicy="FIRST">
      <input id="col_eyesight" label="视力 / eyesight"><inputExpression id="expr_eyesight" typeRef="number"><text>eyesight</text></inputExpression></input>
      <output id="out_outcome" name="outcome" typeRef="string" />
      <output id="out_reason" name="reason" typeRef="string" />
      <rule id="well" label="${eyesight} or better: at once"><description>视力 ${eyesight} 以上：当场换证</description><inputEntry id="well_i"><text>&gt;= ${eyesight}</text></inputEntry><outputEntry id="well_o"><text>"approve"</text></outputEntry><outputEntry id="well_r"><text>"sees-well"</text></outputEntry></rule>
      <rule id="less" label="Below ${eyesight}: by a clerk"><description>视力不到 ${eyesight}：人工办理</description><inputEntry id="less_i"><text>-</text></inputEntry><outputEntry id="less_o"><text>"route"</text></outputEntry><outputEntry id="less_r"><text>"to-be-examined"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
`;

/** The product's own process of a committed matter under another name; with an examination between acceptance and decision. */
function processOf(examined: RenewalVersion['examined']): string {
  const own = readFileSync(join(REPOSITORY, 'modules/matters/processes/promise.bpmn'), 'utf8')
    .replaceAll('id="promise" name="承诺件"', 'id="driving_licence" name="驾驶证换领"')
    .replaceAll('bpmnElement="promise"', 'bpmnElement="driving_licence"');
  if (!examined) return own;
  const { id, zh, en } = examined === true ? EXAMINATION : examined;
  return own
    .replace('<incoming>to_decide</incoming>', '<incoming>to_examined</incoming>')
    .replace(
      '<userTask id="decide"',
      `<userTask id="${id}" name="${zh}" yw:nameEn="${en}" yw:link="review">\n` +
        '      <incoming>to_decide</incoming>\n      <outgoing>to_examined</outgoing>\n    </userTask>\n    <userTask id="decide"',
    )
    .replace(
      'sourceRef="accepted" targetRef="decide" />',
      `sourceRef="accepted" targetRef="${id}" />\n    <sequenceFlow id="to_examined" sourceRef="${id}" targetRef="decide" />`,
    )
    .replace(
      '<dc:Bounds x="800" y="160" width="110" height="80" />',
      '<dc:Bounds x="800" y="300" width="110" height="80" />',
    )
    .replace(
      '<di:waypoint x="740" y="200" />\n        <di:waypoint x="800" y="200" />',
      '<di:waypoint x="740" y="200" />\n        <di:waypoint x="800" y="200" />\n      </bpmndi:BPMNEdge>\n' +
        '      <bpmndi:BPMNEdge id="examined_edge" bpmnElement="to_examined">\n        <di:waypoint x="855" y="240" />\n        <di:waypoint x="855" y="300" />',
    )
    .replace(
      '<di:waypoint x="910" y="200" />\n        <di:waypoint x="972" y="200" />',
      '<di:waypoint x="910" y="340" />\n        <di:waypoint x="990" y="340" />\n        <di:waypoint x="990" y="218" />',
    )
    .replace(
      '<bpmndi:BPMNShape id="decide_shape"',
      `<bpmndi:BPMNShape id="examine_shape" bpmnElement="${id}">\n        <dc:Bounds x="800" y="160" width="110" height="80" />\n` +
        '      </bpmndi:BPMNShape>\n      <bpmndi:BPMNShape id="decide_shape"',
    );
}
