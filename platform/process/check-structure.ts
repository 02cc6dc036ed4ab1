import type { ModdleElement } from 'bpmn-moddle';
import { ACTIVITIES, type ProcessNode, type ScopeDefinition, type SequenceFlow } from './model.ts';
import type { Reading } from './read-nodes.ts';

/** Finds what no token could pass, or what would be run otherwise than it is drawn. */
export function checkStructure(reading: Reading, processId: string): void {
  for (const scope of Object.values(reading.scopes)) checkStarts(scope, reading, processId);
  for (const node of Object.values(reading.nodes)) checkNode(node, reading);
  for (const flow of Object.values(reading.flows)) checkFlow(flow, reading);
  const reached = reachable(reading);
  for (const node of Object.values(reading.nodes)) {
    const fromEvent = node.type === 'event-sub-process' || node.type === 'start-event';
    if (!fromEvent && !reached.has(node.id)) reading.faults.add('unreachable', element(reading, node.id));
  }
}

const element = (reading: Reading, id: string): ModdleElement => reading.elements.get(id) as ModdleElement;

function checkStarts(scope: ScopeDefinition, reading: Reading, processId: string): void {
  const { faults, nodes } = reading;
  const node = nodes[scope.id];
  const at = element(reading, scope.id);
  const plain = scope.starts.filter((id) => nodes[id]?.event?.kind === 'none');
  const kinds = scope.starts.map((id) => nodes[id]?.event?.kind);
  if (node?.type === 'event-sub-process') {
    if (scope.starts.length !== 1 || plain.length > 0) faults.add('badEventStart', at);
    const start = nodes[scope.starts[0] ?? ''];
    if (start?.event?.kind === 'error' && !start.interrupting) faults.add('mustInterrupt', element(reading, start.id));
    return;
  }
  if (scope.starts.length === 0) faults.add('noStart', at);
  else if (scope.id !== processId && (plain.length !== 1 || scope.starts.length !== 1)) faults.add('badStartHere', at);
  else if (plain.length > 1) faults.add('severalStarts', at);
  else if (kinds.includes('error') || kinds.includes('escalation'))
    faults.add('badHere', at, { what: { zh: '由错误或升级触发的开始', en: 'a start by error or escalation' } });
}

function checkNode(node: ProcessNode, reading: Reading): void {
  const { faults } = reading;
  const at = element(reading, node.id);
  const noWayIn = ['start-event', 'boundary-event', 'event-sub-process'].includes(node.type);
  if (noWayIn && node.incoming.length > 0) faults.add('flowIn', at);
  if (['end-event', 'event-sub-process'].includes(node.type) && node.outgoing.length > 0) faults.add('flowOut', at);
  if (/gateway|boundary|start/.test(node.type) && node.outgoing.length === 0) faults.add('noFlowOut', at);
  if (node.defaultFlow && !node.outgoing.includes(node.defaultFlow)) faults.add('badDefault', at);
  if (node.type === 'event-gateway') checkAfterEvents(node, reading);
  if (node.type === 'boundary-event') {
    const host = reading.nodes[node.attachedTo ?? ''];
    if (!host || !ACTIVITIES.has(host.type) || host.within !== node.within) faults.add('badHost', at);
    if (node.event?.kind === 'error' && !node.interrupting) faults.add('mustInterrupt', at);
  }
  const isCycle = node.event?.kind === 'timer' && node.event.timer.kind === 'cycle';
  if (isCycle && (node.type === 'catch-event' || (node.type === 'boundary-event' && node.interrupting)))
    faults.add('cycleOnce', at);
}

function checkAfterEvents(gateway: ProcessNode, { nodes, flows, elements, faults }: Reading): void {
  for (const id of gateway.outgoing) {
    const target = nodes[flows[id]?.target ?? ''];
    const fits =
      target?.type === 'catch-event' ||
      (target?.type === 'receive-task' && target.message && !target.loop && target.boundary.length === 0);
    if (target && (!fits || target.incoming.length !== 1))
      faults.add('badAfterEvents', elements.get(target.id) as ModdleElement);
  }
}

function checkFlow(flow: SequenceFlow, reading: Reading): void {
  const { faults, nodes } = reading;
  const source = nodes[flow.source];
  const target = nodes[flow.target];
  const at = element(reading, flow.id);
  if (!source || !target) return;
  if (source.within !== target.within) faults.add('crossesBorder', at);
  const splits = source.type === 'exclusive-gateway' || source.type === 'inclusive-gateway';
  const gateway = source.name || source.id;
  if (splits && source.outgoing.length > 1 && !flow.condition && source.defaultFlow !== flow.id)
    faults.add('noCondition', at, { gateway });
  if (flow.condition && !splits && !ACTIVITIES.has(source.type)) faults.add('conditionHere', at, { gateway });
}

function reachable({ nodes, flows, scopes }: Reading): Set<string> {
  const seen = new Set<string>();
  const open = Object.values(scopes).flatMap((scope) => [...scope.starts]);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    open.push(...node.boundary, ...node.outgoing.map((flow) => flows[flow]?.target ?? ''));
  }
  return seen;
}
