import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadPacks } from '@platform/packs';
import { readStory, type Story } from '../chain/story.ts';

/** The matter of this bench, and whom it asks. */
export const REVIEW = 'bench-review';
const PACK = 'bench-review-pack';
const FIELDS = 20;
const FILES = ['plan', 'proof', 'photo'] as const;

export type ReviewStory = Story & {
  /** Who accepts and decides, and the three whose opinions are asked for at the same time. */
  office: string;
  advisers: readonly string[];
  files: readonly string[];
};

/**
 * The packs in use with one matter more, made of their own first story: 20 fields, three files, two calls of its prefill interface, acceptance,
 * three opinions side by side, decision. Written into a temporary folder, which is removed at once: packs are read whole.
 */
export function readReviewStory(): ReviewStory {
  const story = readStory();
  const from = resolve(import.meta.dirname, '../../..', process.env['YIWANG_PACKS_FOLDER'] ?? 'packs');
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-bench-packs-'));
  try {
    for (const id of story.packs.packs.map((pack) => pack.id))
      cpSync(join(from, id), join(folder, id), { recursive: true });
    const definition = story.packs.get('matters', story.matter);
    const { value } = definition;
    const organisations = story.packs.all('organisations').map(({ id }) => id);
    const office = value.organisation;
    const advisers = [...organisations.filter((id) => id !== office), office, office, office].slice(0, 3);
    const form = JSON.parse(story.packs.readText(`${definition.folder}/${value.form}`)) as {
      properties: Record<string, unknown>;
      'x-order'?: string[];
      required?: string[];
    };
    // Whoever no registry knows (in the crash test nobody is) must be able to apply too.
    delete form.required;
    const more = Math.max(0, FIELDS - Object.keys(form.properties).length);
    const text = (zh: string): { zh: string; en: string } => ({ zh, en: zh });
    for (let n = 1; n <= more; n += 1)
      form.properties[`note${n}`] = { type: 'string', title: { zh: `补充说明${n}`, en: `Note ${n}` }, maxLength: 200 };
    for (const name of FILES) {
      form.properties[name] = {
        type: 'array',
        title: text(name),
        items: { type: 'string', format: 'uuid' },
        'x-upload': { material: name, accept: ['application/pdf'], maxBytes: 1_000_000, maxFiles: 1 },
      };
    }
    const names = new Set(Object.keys(form.properties));
    const extra = [...names].filter((name) => /^note\d+$/.test(name) || (FILES as readonly string[]).includes(name));
    if (form['x-order']) form['x-order'] = [...form['x-order'], ...extra];
    const at = join(folder, PACK, 'matters', REVIEW);
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(folder, PACK, 'pack.yaml'),
      JSON.stringify({
        id: PACK,
        version: '1.0.0',
        title: text('评测'),
        summary: text('评测'),
        requires: story.packIds,
      }),
    );
    const materials = FILES.map((id) => ({
      id,
      title: text(id),
      kind: 'electronic',
      source: 'applicant',
      necessity: 'required',
    }));
    const first = value.prefill[0];
    writeFileSync(
      join(at, 'matter.yaml'),
      JSON.stringify({
        ...value,
        id: REVIEW,
        projectType: 'promise',
        codes: { ...value.codes, localCode: 'BENCH' },
        materials: [...value.materials, ...materials],
        prefill: first && value.prefill.length < 2 ? [first, { ...first, into: first.into }] : value.prefill,
        result: { kind: 'other', name: text('评测结果') },
        form: 'form.json',
        decision: { ...value.decision, file: 'decision.dmn', routeTo: office },
      }),
    );
    writeFileSync(join(at, 'form.json'), JSON.stringify(form));
    writeFileSync(join(at, 'decision.dmn'), story.packs.readText(`${definition.folder}/${value.decision.file}`));
    writeFileSync(join(at, 'process.bpmn'), reviewProcess(office, advisers));
    const ids = [...story.packIds, PACK];
    const notes = Object.fromEntries(
      Array.from({ length: more }, (_, index) => [`note${index + 1}`, `评测补充说明，第${index + 1}项`]),
    );
    return {
      ...story,
      packs: loadPacks({ folder, ids }),
      packIds: ids,
      matter: REVIEW,
      form: { ...story.form, ...notes },
      office,
      advisers,
      files: FILES,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reviewProcess(office: string, advisers: readonly string[]): string {
  const flow = (id: string, from: string, to: string): string =>
    `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`;
  const opinions = advisers.map(
    (one, n) => `<userTask id="opinion_${n}" name="意见${n}" yw:link="opinion" yw:organisation="${one}"/>`,
  );
  const ways = advisers.flatMap((_one, n) => [
    flow(`to_${n}`, 'fork', `opinion_${n}`),
    flow(`from_${n}`, `opinion_${n}`, 'join'),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="http://yiwang.dev/bpmn">
  <process id="bench-review" name="评测" isExecutable="true">
    <startEvent id="start"/><businessRuleTask id="rules" name="规则"/>
    <userTask id="accept" name="受理" yw:link="accept" yw:organisation="${office}"/><exclusiveGateway id="accepted" default="to_fork"/><endEvent id="over"/>
    <parallelGateway id="fork"/>${opinions.join('')}<parallelGateway id="join"/>
    <userTask id="decide" name="决定" yw:link="decide" yw:organisation="${office}"/><endEvent id="end"/>
    ${flow('f1', 'start', 'rules')}${flow('f2', 'rules', 'accept')}${flow('f3', 'accept', 'accepted')}${flow('to_fork', 'accepted', 'fork')}
    <sequenceFlow id="to_over" sourceRef="accepted" targetRef="over"><conditionExpression xsi:type="tFormalExpression">=result != "accept"</conditionExpression></sequenceFlow>
    ${ways.join('')}${flow('f4', 'join', 'decide')}${flow('f5', 'decide', 'end')}
  </process>
</definitions>`;
}
