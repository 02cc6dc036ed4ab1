import type { LocalText } from '@platform/kernel';
import type { NodeType } from './model.ts';

/** Elements that are run, by their name in the file. */
export const NODE_TYPES: Readonly<Record<string, NodeType>> = {
  Task: 'task',
  UserTask: 'user-task',
  ManualTask: 'manual-task',
  ServiceTask: 'service-task',
  BusinessRuleTask: 'business-rule-task',
  SendTask: 'send-task',
  ReceiveTask: 'receive-task',
  SubProcess: 'sub-process',
  CallActivity: 'call-activity',
  ExclusiveGateway: 'exclusive-gateway',
  ParallelGateway: 'parallel-gateway',
  InclusiveGateway: 'inclusive-gateway',
  EventBasedGateway: 'event-gateway',
  StartEvent: 'start-event',
  IntermediateCatchEvent: 'catch-event',
  IntermediateThrowEvent: 'throw-event',
  BoundaryEvent: 'boundary-event',
  EndEvent: 'end-event',
};

/** Elements that tell people something and change no run. */
export const SILENT: ReadonlySet<string> = new Set(['DataObject', 'DataObjectReference', 'DataStoreReference']);

const NAMES: Readonly<Record<string, LocalText>> = {
  Process: { zh: '流程', en: 'process' },
  Task: { zh: '任务', en: 'task' },
  UserTask: { zh: '人工任务', en: 'user task' },
  ManualTask: { zh: '线下任务', en: 'manual task' },
  ServiceTask: { zh: '服务任务', en: 'service task' },
  BusinessRuleTask: { zh: '规则任务', en: 'business rule task' },
  SendTask: { zh: '发送任务', en: 'send task' },
  ReceiveTask: { zh: '接收任务', en: 'receive task' },
  ScriptTask: { zh: '脚本任务', en: 'script task' },
  SubProcess: { zh: '子流程', en: 'sub-process' },
  AdHocSubProcess: { zh: '临时子流程', en: 'ad-hoc sub-process' },
  Transaction: { zh: '事务子流程', en: 'transaction' },
  CallActivity: { zh: '调用活动', en: 'call activity' },
  ExclusiveGateway: { zh: '排他网关', en: 'exclusive gateway' },
  ParallelGateway: { zh: '并行网关', en: 'parallel gateway' },
  InclusiveGateway: { zh: '包容网关', en: 'inclusive gateway' },
  ComplexGateway: { zh: '复杂网关', en: 'complex gateway' },
  EventBasedGateway: { zh: '事件网关', en: 'event-based gateway' },
  StartEvent: { zh: '开始事件', en: 'start event' },
  IntermediateCatchEvent: { zh: '中间捕获事件', en: 'intermediate catch event' },
  IntermediateThrowEvent: { zh: '中间抛出事件', en: 'intermediate throw event' },
  BoundaryEvent: { zh: '边界事件', en: 'boundary event' },
  EndEvent: { zh: '结束事件', en: 'end event' },
  SequenceFlow: { zh: '连线', en: 'sequence flow' },
  ChoreographyTask: { zh: '编排任务', en: 'choreography task' },
  CompensateEventDefinition: { zh: '补偿', en: 'compensation' },
  ConditionalEventDefinition: { zh: '条件', en: 'condition' },
  CancelEventDefinition: { zh: '取消', en: 'cancel' },
  LinkEventDefinition: { zh: '链接', en: 'link' },
  MessageEventDefinition: { zh: '消息', en: 'message' },
  SignalEventDefinition: { zh: '信号', en: 'signal' },
  TimerEventDefinition: { zh: '定时', en: 'timer' },
  ErrorEventDefinition: { zh: '错误', en: 'error' },
  EscalationEventDefinition: { zh: '升级', en: 'escalation' },
  TerminateEventDefinition: { zh: '终止', en: 'terminate' },
};

/** `bpmn:UserTask` → `UserTask`. */
export function bare(type: string): string {
  return type.replace(/^.*:/, '');
}

/** What a kind of element is called by people; its own name in the file where we know none. */
export function kindName(type: string): LocalText {
  const local = bare(type);
  return NAMES[local] ?? { zh: local, en: local };
}
