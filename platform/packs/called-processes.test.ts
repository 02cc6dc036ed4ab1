import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { calledIds, calledProcesses, withCalled } from './called-processes.ts';
import { packFileFaults } from './check-matter-files.ts';
import { formatFault } from './faults.ts';
import { loadPacks } from './load-packs.ts';

const folder = mkdtempSync(join(tmpdir(), 'called-'));
const club = join(folder, 'tennis-club');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(club, { recursive: true, force: true });
  cpSync(join(import.meta.dirname, '../../packs/tennis-club'), club, { recursive: true });
});

/** A process with one task and, in order, calls; a line for each element. */
const bpmn = (
  id: string,
  task: string,
  calls: readonly string[] = [],
  start = '<startEvent id="start_ID"/>',
): string => {
  const called = calls.map((one) => `<callActivity id="${id}_${one}" name="调${one}" calledElement="${one}"/>`);
  const way = [...(start.includes('start_ID') ? [`start_${id}`] : []), task, ...calls.map((one) => `${id}_${one}`)];
  const flows = way
    .slice(1)
    .map((to, at) => `<sequenceFlow id="${id}_f${at}" sourceRef="${way[at]}" targetRef="${to}"/>`);
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
<process id="${id}" isExecutable="true">
${start.replace('ID', id)}
<userTask id="${task}" yw:link="review"/>
${[...called, ...flows].join('\n')}
</process></definitions>`;
};
const matter = (text: string): void => writeFileSync(join(club, 'matters/tennis-membership/process.bpmn'), text);
function shared(id: string, text?: string): void {
  const at = join(club, 'processes', id);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'process.yaml'), `id: ${id}\ntitle: { zh: 核查, en: Check }\n`);
  if (text !== undefined) writeFileSync(join(at, 'process.bpmn'), text);
}
const load = () => loadPacks({ folder, ids: ['tennis-club'] });
const faults = async (): Promise<{ en: string; zh: string }[]> =>
  (await packFileFaults(load(), 'tennis-club')).map((fault) => ({
    en: formatFault(fault, 'en').replace(`${folder}/`, ''),
    zh: formatFault(fault, 'zh').replace(`${folder}/`, ''),
  }));

test('what a text calls is found with what that calls, a circle once; comments and unknown ones are left out', () => {
  const texts: Record<string, string> = { a: bpmn('a', 't', ['b']), b: bpmn('b', 't', ['a', 'gone']) };
  expect(
    calledIds(`<!-- <callActivity calledElement="old"/> --><bpmn:callActivity id='x' calledElement='a'/>`),
  ).toEqual(['a']);
  expect(Object.keys(calledProcesses(bpmn('m', 't', ['a']), (id) => texts[id]))).toEqual(['a', 'b']);
  const files = { 'process.bpmn': bpmn('m', 't', ['a']), 'called-b.bpmn': 'own' };
  expect(withCalled(files, (id) => texts[id])).toEqual({
    ...files,
    'called-a.bpmn': texts['a'],
    'called-b.bpmn': 'own',
  });
  expect(withCalled({ 'form.json': '{}' }, () => 'x')).toEqual({ 'form.json': '{}' });
});

const TRIGGERED =
  '<startEvent id="s"><timerEventDefinition yw:workingDays="1"/></startEvent><sequenceFlow id="f" sourceRef="s" targetRef="look"/>';

describe('the packs’ check', () => {
  test('is content with a called process, and a matter has another version when that one changes', async () => {
    matter(bpmn('m', 'decide', ['check']));
    shared('check', bpmn('check', 'look'));
    expect(await faults()).toEqual([]);
    const { hash } = load().get('matters', 'tennis-membership');
    shared('check', bpmn('check', 'look_twice'));
    expect(load().get('matters', 'tennis-membership').hash).not.toBe(hash);
    shared('other', bpmn('other', 'unrelated'));
    shared('check', bpmn('check', 'look'));
    expect(load().get('matters', 'tennis-membership').hash).toBe(hash);
  });

  const at = 'tennis-club/matters/tennis-membership/process.bpmn';
  test.each<[string, () => void, string, string]>([
    [
      'a process that is not there',
      () => {
        matter(bpmn('m', 'decide', ['chek']));
        shared('check', bpmn('check', 'look'));
      },
      `${at}:5:1 "调chek": there is no process "chek" to call; did you mean "check"?`,
      `${at}:5:1 环节“调chek”调用的流程“chek”不存在；是否想写“check”？`,
    ],
    [
      'one that waits for a trigger',
      () => {
        matter(bpmn('m', 'decide', ['check']));
        shared('check', bpmn('check', 'look', [], TRIGGERED));
      },
      `${at}:5:1 "调check" calls "check", which has no start event without a trigger`,
      `${at}:5:1 环节“调check”调用的流程“check”没有不带触发条件的开始事件`,
    ],
    [
      'tasks of one name',
      () => {
        matter(bpmn('m', 'decide', ['check']));
        shared('check', bpmn('check', 'decide'));
      },
      `${at}:5:1 "调check" calls "check", which has a task "decide" like "m": their results would overwrite each other; rename one`,
      `${at}:5:1 环节“调check”调用的流程“check”与“m”都有编号为“decide”的任务，结果会互相覆盖，请改名`,
    ],
    [
      'a circle',
      () => {
        shared('a', bpmn('a', 'look', ['b']));
        shared('b', bpmn('b', 'sign', ['a']));
      },
      'tennis-club/processes/a/process.bpmn:5:1 "调b" makes the process call itself: a → b → a',
      'tennis-club/processes/a/process.bpmn:5:1 环节“调b”使流程调用自身：a → b → a',
    ],
    [
      'a process under another id',
      () => shared('check', bpmn('chekc', 'look')),
      'tennis-club/processes/check/process.bpmn:2:1 The process must have the id "check", like its folder (it is "chekc")',
      'tennis-club/processes/check/process.bpmn:2:1 流程的 id 应为“check”，与其文件夹同名（现为“chekc”）',
    ],
    [
      'a definition without its process',
      () => shared('check'),
      'tennis-club/processes/check/process.bpmn:1:1 There is no process.bpmn beside process.yaml',
      'tennis-club/processes/check/process.bpmn:1:1 缺少流程图文件 process.bpmn',
    ],
  ])('names %s with file and line, in both languages', async (_what, write, en, zh) => {
    write();
    expect((await faults())[0]).toEqual({ en, zh });
  });
});
