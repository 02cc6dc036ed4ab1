import type { ModdleElement } from 'bpmn-moddle';
import { bare, kindName } from './element-names.ts';
import { type Faults, readOrFault } from './faults.ts';
import type { EventDefinition, NodeType, TimerDefinition, TimerKind } from './model.ts';
import { bodyOf, child, list, ywAttributes } from './moddle.ts';
import { isTimer } from './timers.ts';

type Kind = EventDefinition['kind'];

/** Which triggers may stand where (BPMN 2.0, table 10.93), of those that are run. */
const ALLOWED: Partial<Record<NodeType, readonly Kind[]>> = {
  'start-event': ['none', 'message', 'timer', 'signal', 'error', 'escalation'],
  'catch-event': ['message', 'timer', 'signal'],
  'throw-event': ['none', 'message', 'signal', 'escalation'],
  'boundary-event': ['message', 'timer', 'signal', 'error', 'escalation'],
  'end-event': ['none', 'message', 'signal', 'error', 'escalation', 'terminate'],
};

/** What an event waits for or throws; null after a fault. */
export function readEvent(element: ModdleElement, type: NodeType, faults: Faults): EventDefinition | null {
  const definitions = list(element, 'eventDefinitions');
  if (list(element, 'eventDefinitionRef').length > 0)
    faults.add('unsupported', element, { what: 'eventDefinitionRef' });
  const [definition] = definitions;
  if (definitions.length > 1) {
    faults.add('severalTriggers', element);
    return null;
  }
  const event = definition ? readDefinition(element, definition, type, faults) : ({ kind: 'none' } as const);
  if (event && !ALLOWED[type]?.includes(event.kind)) {
    const what = definition ? kindName(definition.$type) : { zh: '无触发的事件', en: 'an event without trigger' };
    faults.add('badHere', element, { what });
    return null;
  }
  return event;
}

function readDefinition(
  element: ModdleElement,
  definition: ModdleElement,
  type: NodeType,
  faults: Faults,
): EventDefinition | null {
  const kind = bare(definition.$type);
  const missing = (): null => {
    faults.add('noReference', element, { what: kindName(definition.$type) });
    return null;
  };
  const isThrow = type === 'throw-event' || type === 'end-event';
  switch (kind) {
    case 'MessageEventDefinition': {
      const message = child(definition, 'messageRef');
      if (!message) return missing();
      const correlate = correlateOf(element, definition, faults);
      return { kind: 'message', name: message.name ?? (message.id as string), correlate };
    }
    case 'SignalEventDefinition': {
      const signal = child(definition, 'signalRef');
      return signal ? { kind: 'signal', name: signal.name ?? (signal.id as string) } : missing();
    }
    case 'ErrorEventDefinition': {
      const error = child(definition, 'errorRef');
      if (!error && isThrow) return missing();
      return { kind: 'error', code: error ? String(error['errorCode'] ?? error.name ?? error.id) : null };
    }
    case 'EscalationEventDefinition': {
      const escalation = child(definition, 'escalationRef');
      if (!escalation && isThrow) return missing();
      const code = escalation ? String(escalation['escalationCode'] ?? escalation.name ?? escalation.id) : null;
      return { kind: 'escalation', code };
    }
    case 'TimerEventDefinition': {
      const timer = readTimer(element, definition, faults);
      return timer && { kind: 'timer', timer };
    }
    case 'TerminateEventDefinition':
      return { kind: 'terminate' };
    default:
      faults.add('unsupported', element, { what: kindName(definition.$type) });
      return null;
  }
}

/** `yw:correlate` is a FEEL expression, on the event or on its definition. */
export function correlateOf(element: ModdleElement, definition: ModdleElement | undefined, faults: Faults) {
  const text = ywAttributes(element)['correlate'] ?? (definition && ywAttributes(definition)['correlate']);
  return text === undefined ? null : readOrFault(text, element, faults);
}

const TIMERS: [property: string, kind: TimerKind][] = [
  ['timeDuration', 'duration'],
  ['timeDate', 'date'],
  ['timeCycle', 'cycle'],
];

function readTimer(element: ModdleElement, definition: ModdleElement, faults: Faults): TimerDefinition | null {
  const days = ywAttributes(definition)['workingDays'] ?? ywAttributes(element)['workingDays'];
  const given = TIMERS.flatMap(([property, kind]) => {
    const text = bodyOf(child(definition, property));
    return text === '' ? [] : [{ kind, text }];
  });
  if (days !== undefined) given.unshift({ kind: 'working-days', text: days.trim() });
  const [timer] = given;
  if (!timer || (given.length > 1 && days === undefined)) {
    faults.add('badTimer', element, { value: given.map((one) => one.text).join(' / ') });
    return null;
  }
  const { kind, text } = timer;
  if (isTimer(kind, text)) return { kind, value: text };
  // What looks like a time and is none is a slip of the pen, not an expression.
  if (/^(P\d|PT|R\d*\/|\d)/.test(text)) {
    faults.add('badTimer', element, { value: text });
    return null;
  }
  const value = readOrFault(text, element, faults);
  return value && { kind, value };
}
