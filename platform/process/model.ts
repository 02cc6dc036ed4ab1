/** What a node of the diagram is. Names are those of BPMN 2.0, as people write them. */
export type NodeType =
  | 'task'
  | 'user-task'
  | 'manual-task'
  | 'service-task'
  | 'business-rule-task'
  | 'send-task'
  | 'receive-task'
  | 'sub-process'
  | 'event-sub-process'
  | 'call-activity'
  | 'exclusive-gateway'
  | 'parallel-gateway'
  | 'inclusive-gateway'
  | 'event-gateway'
  | 'start-event'
  | 'catch-event'
  | 'throw-event'
  | 'boundary-event'
  | 'end-event';

/** A FEEL expression, read when the file is read. `names` are the variables it uses; one that is not set counts as null. */
export type Expression = {
  text: string;
  names: readonly string[];
  /** The same with paths into contexts (`application.amount`) as plain names, for speed; see expression.ts. */
  plain: { text: string; names: readonly string[]; paths: Readonly<Record<string, readonly string[]>> } | null;
};

/** `cycle` is `R3/PT1H`; `working-days` comes from `yw:workingDays`, its value is a whole number of days. */
export type TimerKind = 'duration' | 'date' | 'cycle' | 'working-days';
/** A literal is known from the file; otherwise the expression gives it. */
export type TimerDefinition = { kind: TimerKind; value: string | Expression };

export type EventDefinition =
  | { kind: 'none' | 'terminate' }
  | { kind: 'message'; name: string; correlate: Expression | null }
  | { kind: 'signal'; name: string }
  | { kind: 'timer'; timer: TimerDefinition }
  /** A null code catches every error or escalation. */
  | { kind: 'error' | 'escalation'; code: string | null };

/** Multi-instance (`kind` parallel or sequential) or a standard loop. */
export type Loop =
  | {
      kind: 'parallel' | 'sequential';
      cardinality: Expression | null;
      /** `yw:collection`: gives the list; one instance an item. */
      collection: Expression | null;
      /** `yw:element`: the variable under which an instance sees its item. */
      element: string;
      /** `yw:output` of each instance is gathered in the list `yw:outputs`. */
      output: Expression | null;
      outputs: string | null;
      until: Expression | null;
    }
  | { kind: 'standard'; testBefore: boolean; condition: Expression; maximum: number | null };

export type ProcessNode = {
  id: string;
  type: NodeType;
  /** As in the diagram; empty where it has none. */
  name: string;
  /** The process or sub-process that holds it. */
  within: string;
  incoming: readonly string[];
  /** In the order of the file; conditions are tried in this order. */
  outgoing: readonly string[];
  defaultFlow: string | null;
  event: EventDefinition | null;
  /** The activity a boundary event stands on. */
  attachedTo: string | null;
  /** For boundary events and starts of event sub-processes. */
  interrupting: boolean;
  /** Boundary events on this activity. */
  boundary: readonly string[];
  loop: Loop | null;
  /** Call activity: the process it calls. */
  calls: string | null;
  /** The message of a send or receive task. */
  message: { name: string; correlate: Expression | null } | null;
  /** All `yw:*` attributes without their prefix; a value that begins with `=` is a FEEL expression. */
  attributes: Readonly<Record<string, string | Expression>>;
};

export type SequenceFlow = { id: string; name: string; source: string; target: string; condition: Expression | null };

/** What a process or sub-process begins with. */
export type ScopeDefinition = {
  id: string;
  /** The start without trigger; null where there is none (event sub-processes, processes begun by messages only). */
  start: string | null;
  starts: readonly string[];
  /** Event sub-processes in it. */
  events: readonly string[];
};

/** A parsed, checked process. Plain data: it may be stored as JSON. */
export type ProcessModel = {
  /** Id of the process element. */
  id: string;
  name: string;
  /** SHA-256 of the file in hex. */
  version: string;
  /** `yw:*` attributes of the process element. */
  attributes: Readonly<Record<string, string>>;
  nodes: Readonly<Record<string, ProcessNode>>;
  flows: Readonly<Record<string, SequenceFlow>>;
  scopes: Readonly<Record<string, ScopeDefinition>>;
};

/** Nodes at which work is done and boundary events may stand. */
export const ACTIVITIES: ReadonlySet<NodeType> = new Set([
  'task',
  'user-task',
  'manual-task',
  'service-task',
  'business-rule-task',
  'send-task',
  'receive-task',
  'sub-process',
  'call-activity',
]);
