import type { ModdleElement } from 'bpmn-moddle';
import { bare, NODE_TYPES, SILENT } from './element-names.ts';
import { type Faults, readOrFault } from './faults.ts';
import { ACTIVITIES, type Expression, type ProcessNode, type ScopeDefinition, type SequenceFlow } from './model.ts';
import { bodyOf, child, list, ywAttributes } from './moddle.ts';
import { correlateOf, readEvent } from './read-events.ts';
import { readLoop } from './read-loops.ts';

/** What is read so far; `elements` gives the element of the file for faults. */
export type Reading = {
  nodes: Record<string, ProcessNode>;
  flows: Record<string, SequenceFlow>;
  scopes: Record<string, ScopeDefinition>;
  elements: Map<string, ModdleElement>;
  faults: Faults;
};

/** Attributes of ours that the core itself uses up. */
const USED = new Set(['correlate', 'workingDays', 'collection', 'element', 'output', 'outputs']);

/** Reads a process or sub-process with all it holds. */
export function readScope(scope: ModdleElement, reading: Reading): void {
  const id = scope.id as string;
  const starts: string[] = [];
  const events: string[] = [];
  let start: string | null = null;
  for (const element of list(scope, 'flowElements')) {
    const kind = bare(element.$type);
    if (kind === 'SequenceFlow') readFlow(element, reading);
    else if (NODE_TYPES[kind]) {
      const node = readNode(element, id, reading);
      if (!node) continue;
      if (node.type === 'start-event') starts.push(node.id);
      if (node.type === 'start-event' && node.event?.kind === 'none') start ??= node.id;
      if (node.type === 'event-sub-process') events.push(node.id);
      if (kind === 'SubProcess') readScope(element, reading);
    } else if (kind === 'ScriptTask') reading.faults.add('script', element);
    else if (!SILENT.has(kind)) reading.faults.add('unsupportedElement', element);
  }
  reading.scopes[id] = { id, start, starts, events };
}

function readFlow(element: ModdleElement, reading: Reading): void {
  const { faults } = reading;
  const source = child(element, 'sourceRef');
  const target = child(element, 'targetRef');
  if (!element.id || !source?.id || !target?.id) {
    faults.add('noReference', element, { what: { zh: '起点或终点', en: 'source or target' } });
    return;
  }
  const written = child(element, 'conditionExpression');
  const language = String(written?.['language'] ?? '');
  if (language !== '' && !/feel/i.test(language)) faults.add('badLanguage', element, { what: language });
  const text = bodyOf(written);
  const condition = text === '' ? null : readOrFault(text, element, faults);
  reading.elements.set(element.id, element);
  reading.flows[element.id] = {
    id: element.id,
    name: element.name ?? '',
    source: source.id,
    target: target.id,
    condition,
  };
}

function readNode(element: ModdleElement, within: string, reading: Reading): ProcessNode | undefined {
  const { faults } = reading;
  const kind = bare(element.$type);
  const byEvent = kind === 'SubProcess' && element['triggeredByEvent'] === true;
  const type = byEvent ? 'event-sub-process' : (NODE_TYPES[kind] as ProcessNode['type']);
  if (!element.id) {
    faults.add('noReference', element, { what: 'id' });
    return undefined;
  }
  refuseDetails(element, type, faults);
  const isEvent = kind.endsWith('Event');
  const isActivity = ACTIVITIES.has(type);
  const node: ProcessNode = {
    id: element.id,
    type,
    name: element.name ?? '',
    within,
    incoming: [],
    outgoing: [],
    defaultFlow: child(element, 'default')?.id ?? null,
    event: isEvent ? readEvent(element, type, faults) : null,
    attachedTo: child(element, 'attachedToRef')?.id ?? null,
    interrupting: element['cancelActivity'] !== false && element['isInterrupting'] !== false,
    boundary: [],
    loop: isActivity ? readLoop(element, faults) : null,
    calls: type === 'call-activity' ? String(element['calledElement'] ?? '') : null,
    message: type === 'send-task' || type === 'receive-task' ? readMessage(element, faults) : null,
    attributes: readAttributes(element, faults),
  };
  if (node.calls === '') faults.add('noReference', element, { what: { zh: '要调用的流程', en: 'process to call' } });
  reading.elements.set(node.id, element);
  reading.nodes[node.id] = node;
  return node;
}

function readMessage(element: ModdleElement, faults: Faults): ProcessNode['message'] {
  const message = child(element, 'messageRef');
  return message
    ? { name: message.name ?? (message.id as string), correlate: correlateOf(element, undefined, faults) }
    : null;
}

function readAttributes(element: ModdleElement, faults: Faults): Record<string, string | Expression> {
  const read: Record<string, string | Expression> = {};
  const all = list(element, 'eventDefinitions').reduce(
    (sum, definition) => ({ ...ywAttributes(definition), ...sum }),
    ywAttributes(element),
  );
  for (const [name, value] of Object.entries(all)) {
    if (USED.has(name)) continue;
    const expression = value.startsWith('=') ? readOrFault(value, element, faults) : value;
    if (expression !== null) read[name] = expression;
  }
  return read;
}

/** Details of supported elements that would change a run and are not run. */
function refuseDetails(element: ModdleElement, type: ProcessNode['type'], faults: Faults): void {
  const refuse = (zh: string, en: string) => faults.add('unsupported', element, { what: { zh, en } });
  if (element['isForCompensation'] === true) refuse('补偿', 'compensation');
  if (Number(element['startQuantity'] ?? 1) !== 1 || Number(element['completionQuantity'] ?? 1) !== 1)
    refuse('起始或完成数量', 'a start or completion quantity');
  if (list(element, 'resources').length > 0)
    refuse('资源分配（请用 yw:organisation 和 yw:role）', 'a resource assignment (use yw:organisation and yw:role)');
  if (type === 'event-gateway' && element['instantiate'] === true)
    refuse('启动流程的事件网关', 'an event-based gateway that starts the process');
  if (type === 'event-gateway' && element['eventGatewayType'] === 'Parallel')
    refuse('并行的事件网关', 'a parallel event-based gateway');
  if (type === 'receive-task' && element['instantiate'] === true)
    refuse('启动流程的接收任务', 'a receive task that starts the process');
}
