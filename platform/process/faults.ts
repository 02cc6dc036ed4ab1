import type { DomainError, FieldFault, LocalText, TextParams } from '@platform/kernel';
import type { ModdleElement } from 'bpmn-moddle';
import { kindName } from './element-names.ts';
import { readExpression } from './expression.ts';
import type { Expression } from './model.ts';

/** What is wrong with a file, element by element. */
export type Faults = {
  readonly list: FieldFault[];
  add(code: keyof typeof faultTexts, element: ModdleElement, params?: TextParams): void;
  addAt(code: keyof typeof faultTexts, line: number, params: TextParams): void;
};

export const faultTexts = {
  unsupported: { zh: '不支持{what}；请改用其他方式表达', en: '{what} is not supported; express it in another way' },
  unsupportedElement: {
    zh: '不支持这种元素；请改用人工、服务、规则任务或受支持的网关和事件',
    en: 'this kind of element is not supported; use user, service or business rule tasks, or a gateway or event that is',
  },
  script: {
    zh: '不支持脚本；请改用规则任务（yw:decision）或服务任务（yw:service）',
    en: 'scripts are not supported; use a business rule task (yw:decision) or a service task (yw:service)',
  },
  severalTriggers: {
    zh: '一个事件只能有一种触发方式；请拆成几个事件',
    en: 'an event has one trigger; draw several events',
  },
  noReference: { zh: '没有指明{what}；请在属性中选择', en: 'it names no {what}; choose one in its properties' },
  brokenReference: {
    zh: '引用的“{what}”不存在；请改正或删除',
    en: 'it refers to "{what}", which does not exist; mend or delete it',
  },
  unreadable: { zh: '这里无法读取：{what}', en: 'this cannot be read: {what}' },
  badExpression: {
    zh: '表达式“{expression}”有误：{what}；请用 FEEL 改写',
    en: 'the expression "{expression}" is wrong: {what}; write it in FEEL',
  },
  badLanguage: {
    zh: '不支持表达式语言“{what}”；请用 FEEL',
    en: 'the expression language "{what}" is not supported; use FEEL',
  },
  badTimer: {
    zh: '期限“{value}”不是有效的时间；请写 ISO 8601（如 P5D、2026-12-31、R3/PT1H）、FEEL 表达式或 yw:workingDays',
    en: 'the timer "{value}" is no valid time; write ISO 8601 (P5D, 2026-12-31, R3/PT1H), a FEEL expression or yw:workingDays',
  },
  cycleOnce: {
    zh: '这里只会等待一次，不能用循环期限；请用时长或日期',
    en: 'it waits only once, so that a cycle has no meaning; use a duration or a date',
  },
  noLoopEnd: {
    zh: '没有说明重复多少次；请填写次数、yw:collection 或条件',
    en: 'nothing says how often it is repeated; give a cardinality, yw:collection or a condition',
  },
  outputPair: { zh: 'yw:output 与 yw:outputs 须同时填写', en: 'yw:output and yw:outputs go together' },
  noStart: { zh: '没有开始事件；请画一个', en: 'it has no start event; draw one' },
  severalStarts: {
    zh: '有几个无触发的开始事件；请只留一个',
    en: 'it has several start events without trigger; keep one',
  },
  badStartHere: {
    zh: '子流程内只能有一个无触发的开始事件',
    en: 'a sub-process has exactly one start event, without trigger',
  },
  badEventStart: {
    zh: '事件子流程须有且只有一个带触发的开始事件',
    en: 'an event sub-process has exactly one start event, with a trigger',
  },
  mustInterrupt: { zh: '错误总是中断；请改为中断型', en: 'an error always interrupts; make the event interrupting' },
  unreachable: { zh: '没有路径能到达这里；请连线或删除', en: 'no path leads here; connect or delete it' },
  flowIn: { zh: '不能有进入的连线；请删除', en: 'no flow may lead into it; delete the flow' },
  flowOut: { zh: '不能有离开的连线；请删除', en: 'no flow may lead out of it; delete the flow' },
  noFlowOut: { zh: '没有离开的连线；请画一条', en: 'no flow leads out of it; draw one' },
  crossesBorder: {
    zh: '连线不能穿过子流程的边界；请接到子流程本身',
    en: 'a flow must not cross the border of a sub-process; connect the sub-process itself',
  },
  noCondition: {
    zh: '从网关“{gateway}”分出的路径须有条件，或设为默认路径',
    en: 'a path that leaves gateway "{gateway}" needs a condition, or must be its default',
  },
  conditionHere: {
    zh: '从“{gateway}”出来的路径不能带条件；请改用排他或包容网关',
    en: 'a path from "{gateway}" cannot have a condition; use an exclusive or inclusive gateway',
  },
  badDefault: { zh: '默认路径不是从这里出来的；请重新设置', en: 'its default flow does not leave it; set it anew' },
  badAfterEvents: {
    zh: '事件网关之后只能直接接消息、信号、定时事件或接收任务，且没有其他连线进入它',
    en: 'after an event-based gateway come only message, signal and timer events or receive tasks, with no other flow into them',
  },
  badHost: {
    zh: '边界事件须附在任务、子流程或调用活动上',
    en: 'a boundary event stands on a task, sub-process or call activity',
  },
  badHere: { zh: '{what}不能用在这里；请改用其他事件', en: '{what} cannot stand here; use another event' },
} satisfies Record<string, LocalText>;

const MOST = 50;

/** Collects faults; each names the element as people see it, its id, and its line. */
export function collectFaults(xml: string): Faults {
  const list: FieldFault[] = [];
  const push = (code: keyof typeof faultTexts, path: string, prefix: LocalText, params: TextParams): void => {
    if (list.length >= MOST) return;
    const text = faultTexts[code];
    const kebab = code.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const message = { zh: prefix.zh + text.zh, en: prefix.en + text.en };
    list.push({ path, code: `process.${kebab}`, message, params });
  };
  return {
    list,
    add(code, element, params = {}) {
      const named = nearest(element);
      const line = lineOf(xml, named.id);
      const kind = kindName(named.$type);
      const name = named.name || named.id || '';
      const prefix =
        line === undefined
          ? { zh: '{kind}“{name}”（{id}）：', en: '{kind} "{name}" ({id}): ' }
          : { zh: '第 {line} 行{kind}“{name}”（{id}）：', en: 'Line {line}, {kind} "{name}" ({id}): ' };
      push(code, `/${named.id ?? ''}`, prefix, { ...params, kind, name, id: named.id ?? '', line });
    },
    addAt(code, line, params) {
      push(code, '', { zh: '第 {line} 行：', en: 'Line {line}: ' }, { ...params, line });
    },
  };
}

/** The element itself, or the one around it that has an id. */
function nearest(element: ModdleElement): ModdleElement {
  return element.id === undefined && element.$parent ? nearest(element.$parent) : element;
}

function lineOf(xml: string, id: string | undefined): number | undefined {
  if (id === undefined) return undefined;
  const at = xml.search(new RegExp(`\\sid\\s*=\\s*["']${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']`));
  return at < 0 ? undefined : xml.slice(0, at + 1).split('\n').length;
}

/** Reads an expression; a wrong one becomes a fault. */
export function readOrFault(text: string, element: ModdleElement, faults: Faults): Expression | null {
  try {
    return readExpression(text);
  } catch (error) {
    const what = String((error as DomainError).params?.['what'] ?? (error as Error).message);
    faults.add('badExpression', element, { expression: text.trim(), what });
    return null;
  }
}
