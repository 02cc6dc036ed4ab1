import { isDeepStrictEqual } from 'node:util';
import type { LocalText } from '@platform/kernel';
import type { ProcessModel, ProcessNode } from '@platform/process';
import type { NameOf } from './say-elements.ts';
import { added, becomes, joined, quoted, removed, textOf, type Said } from './say.ts';

const STEP: LocalText = { zh: '环节', en: 'step' };

/** What changed in a process: steps that came, went or are done otherwise, and what follows what. */
export function sayProcess(before: ProcessModel, after: ProcessModel, nameOf: NameOf): Said[] {
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const said = [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (!was) return [added(STEP, nameOfStep(is as ProcessNode))];
    if (!is) return [removed(STEP, nameOfStep(was))];
    return [...sayStep(was, is, nameOf), ...sayNext(before, after, was, is)];
  });
  if (said.length === 0 && !isDeepStrictEqual(drawn(before), drawn(after)))
    return [{ zh: '分支、事件或其条件有变化', en: 'Branches, events or their conditions changed' }];
  return said;
}

/** Where something is done or waited for; gateways and plain starts and ends have no name for people. */
function stepsOf({ nodes }: ProcessModel): Map<string, ProcessNode> {
  return new Map(
    Object.values(nodes)
      .filter(isStep)
      .map((node) => [node.id, node]),
  );
}

const isStep = ({ type, name }: ProcessNode): boolean =>
  name !== '' && !type.endsWith('gateway') && type !== 'start-event';

function nameOfStep({ name, attributes }: ProcessNode): LocalText {
  const en = attributes['nameEn'];
  return { zh: name, en: typeof en === 'string' ? en : name };
}

const SAID: Readonly<Record<string, LocalText>> = {
  organisation: { zh: '办理单位', en: 'office' },
  role: { zh: '办理角色', en: 'role' },
  days: { zh: '期限（工作日）', en: 'working days' },
  link: { zh: '性质', en: 'kind of work' },
  system: { zh: '办理的部门系统', en: 'department’s system' },
  special: { zh: '特别程序', en: 'special procedure' },
};

/** Codes and expressions that packs use in these places. */
const WORDS: Readonly<Record<string, LocalText>> = {
  '=routeTo': { zh: '受理单位', en: 'the office that handles the case' },
  '=organisation': { zh: '实施机构', en: 'the office of the matter' },
  accept: { zh: '受理', en: 'acceptance' },
  receive: { zh: '收件', en: 'receipt' },
  review: { zh: '审核', en: 'review' },
  opinion: { zh: '征求意见', en: 'opinion' },
  decide: { zh: '决定', en: 'decision' },
  check: { zh: '承诺核查', en: 'check of a commitment' },
};

function sayStep(was: ProcessNode, is: ProcessNode, nameOf: NameOf): Said[] {
  const said: Said[] = [];
  const { zh, en } = quoted(nameOfStep(is));
  if (!isDeepStrictEqual(nameOfStep(was), nameOfStep(is))) said.push(becomes(STEP, nameOfStep(was), nameOfStep(is)));
  if (was.type !== is.type) said.push({ zh: `环节${zh}改为另一类环节`, en: `The step ${en} is of another kind` });
  for (const [key, what] of Object.entries(SAID)) {
    const [old, now] = [sourceOf(was, key), sourceOf(is, key)];
    if (old === now) continue;
    const word = (text: string | undefined): LocalText =>
      text === undefined
        ? textOf(text)
        : (WORDS[text] ?? (key === 'organisation' && !text.startsWith('=') ? nameOf(text) : textOf(text)));
    said.push(becomes({ zh: `环节${zh}的${what.zh}`, en: `${what.en} of the step ${en}` }, word(old), word(now)));
  }
  if (!isDeepStrictEqual(was.event, is.event)) {
    const [old, now] = [timerText(was), timerText(is)];
    said.push(
      old && now
        ? becomes({ zh: `${zh}的等待时间`, en: `Time of ${en}` }, textOf(old), textOf(now))
        : { zh: `${zh}等待的事件有变化`, en: `What ${en} waits for changed` },
    );
  }
  if (!isDeepStrictEqual(was.loop, is.loop))
    said.push({ zh: `环节${zh}由几方办理的方式有变化`, en: `How many do the step ${en}, and how, changed` });
  if (was.calls !== is.calls) said.push({ zh: `环节${zh}调用另一个流程`, en: `The step ${en} calls another process` });
  return said;
}

function sourceOf({ attributes }: ProcessNode, key: string): string | undefined {
  const value = attributes[key];
  return value === undefined || typeof value === 'string' ? value : `=${value.text}`;
}

function timerText({ event }: ProcessNode): string | undefined {
  if (event?.kind !== 'timer') return undefined;
  const { value } = event.timer;
  return typeof value === 'string' ? value : value.text;
}

/** What may follow a step that both versions have, past gateways. */
function sayNext(before: ProcessModel, after: ProcessModel, was: ProcessNode, is: ProcessNode): Said[] {
  const [old, now] = [nextOf(before, was), nextOf(after, is)];
  const same = old.length === now.length && old.every(({ id }) => now.some((one) => one.id === id));
  if (same) return [];
  const end: LocalText = { zh: '结束', en: 'the end' };
  const names = (nodes: readonly ProcessNode[]): LocalText =>
    nodes.length === 0 ? end : joined(nodes.map(nameOfStep));
  const { zh, en } = quoted(nameOfStep(is));
  return [becomes({ zh: `${zh}的下一环节`, en: `What follows ${en}` }, names(old), names(now))];
}

function nextOf({ nodes, flows }: ProcessModel, from: ProcessNode): ProcessNode[] {
  const found = new Map<string, ProcessNode>();
  const seen = new Set<string>();
  const open = [...from.outgoing];
  for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
    const node = nodes[flows[flow]?.target ?? ''];
    if (!node || seen.has(node.id)) continue;
    seen.add(node.id);
    if (isStep(node) && node.type !== 'end-event') found.set(node.id, node);
    else open.push(...node.outgoing);
  }
  // In the order in which they are drawn.
  return Object.values(nodes).filter(({ id }) => found.has(id));
}

const drawn = ({ nodes, flows, attributes }: ProcessModel): object => ({ nodes, flows, attributes });
