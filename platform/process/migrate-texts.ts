import { fillText, type LocalText } from '@platform/kernel';
import type { ProcessNode } from './model.ts';
import type { TimerRequest } from './state.ts';

const FAULTS = {
  'called-gone': {
    zh: '新版本不再调用“{node}”所在的流程；请待该流程办完后再移动',
    en: 'The new version no longer has the called process in which "{node}" is; move the case when that process is over',
  },
  'node-gone': {
    zh: '新版本中没有环节“{node}”；请为它选择一个同类环节，或待该环节办完后再移动',
    en: 'The new version has no step "{node}"; choose one of the same kind for it, or move the case when it is done',
  },
  'other-kind': {
    zh: '环节“{node}”在新版本中是另一类环节；请为它选择一个同类环节，或待该环节办完后再移动',
    en: 'The step "{node}" is of another kind in the new version; choose one of the same kind, or move the case when it is done',
  },
  'other-place': {
    zh: '环节“{node}”在新版本中属于另一个子流程；请选择同一层的环节，或待该环节办完后再移动',
    en: 'The step "{node}" lies in another sub-process in the new version; choose one at the same level, or move the case when it is done',
  },
  'loop-changed': {
    zh: '环节“{node}”由几方办理的方式在新版本中变了；请待各方办完后再移动',
    en: 'The new version repeats "{node}" in another way; move the case when all of its work is done',
  },
  'calls-other': {
    zh: '环节“{node}”在新版本中调用另一个流程；请待所调用的流程办完后再移动',
    en: '"{node}" calls another process in the new version; move the case when the called one is over',
  },
  'other-event': {
    zh: '“{node}”在新版本中等待另一个消息或信号；请选择等待同一消息的环节，或等它到达后再移动',
    en: '"{node}" waits for another message or signal in the new version; choose one that waits for the same, or move the case when it has come',
  },
  'other-meaning': {
    zh: '环节“{node}”已打开的工作在新版本中含义不同（{what}）；请待该环节办完后再移动',
    en: 'The open work of "{node}" means something else in the new version ({what}); move the case when it is done',
  },
  'flow-gone': {
    zh: '已到达汇合处“{node}”的分支在新版本中没有对应路径；请为它选择另一个汇合网关，或待各分支到齐后再移动',
    en: 'A branch that has arrived at "{node}" has no way into it in the new version; choose another join, or move the case when all branches have arrived',
  },
  'join-gone': {
    zh: '正在并行办理的分支在新版本中不再于“{node}”汇合，移动后后续环节会重复；请待各分支到齐后再移动',
    en: 'Branches that run side by side no longer meet at "{node}" in the new version, and what follows would be done twice; move the case when they have met',
  },
  'join-waits': {
    zh: '新版本的“{node}”还要等待一个没有开始的分支，移动后办件会停住；请待各分支到齐后再移动',
    en: '"{node}" of the new version also waits for a branch that was never begun, and the case would stand still; move it when its branches have met',
  },
  'cannot-wait': {
    zh: '新版本在“{node}”新增的等待缺少数据，无法开始；请修正流程后再移动',
    en: 'The new version waits at "{node}" for something that lacks data; mend the process first',
  },
} as const satisfies Record<string, LocalText>;

export type MigrationFaultCode = keyof typeof FAULTS;

/** Why an instance cannot be taken over, and what to do. */
export type MigrationFault = { code: MigrationFaultCode; node: string; name: string; text: LocalText };

/** What is different afterwards, told before it is done. */
export type MigrationNote =
  | { code: 'timer-changed'; node: string; name: string; before: TimerRequest; after: TimerRequest }
  /** A wait that only the new version has begins with the move. */
  | { code: 'wait-opened'; node: string; name: string }
  /** Conditions ahead read what the instance does not have. */
  | { code: 'missing'; node: string; name: string; names: readonly string[] };

export function faultOf(
  code: MigrationFaultCode,
  { id, name, attributes }: ProcessNode,
  params: Readonly<Record<string, string>> = {},
): MigrationFault {
  const nameEn = attributes['nameEn'];
  const said = { node: name || id, ...params };
  const saidEn = { ...said, ...(typeof nameEn === 'string' ? { node: nameEn } : {}) };
  const text = { zh: fillText(FAULTS[code], 'zh', said), en: fillText(FAULTS[code], 'en', saidEn) };
  return { code, node: id, name: name || id, text };
}
