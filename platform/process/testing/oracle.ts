import { SequenceFlow } from 'bpmn-elements';
import { Engine } from 'bpmn-engine';

/** What we use of bpmn-engine, which keeps its own types of it apart. */
type Parent = { id: string; executionId?: string; path?: Parent[] };
type Api = {
  id: string;
  type: string;
  executionId: string;
  content: { parent?: Parent };
  owner: { execution?: { getPostponed(): Api[] } };
  getPostponed(): Api[];
};
type Execution = {
  state: string;
  stopped: boolean;
  getPostponed(): Api[];
  signal(message: object): void;
  cancelActivity(message: object): void;
};

/** Open work in words both sides share: `task` or `task@0.2` in instances of multi-instance activities, outermost first. */
export type Oracle = {
  /** Keys of open user tasks, sorted; one entry each time a task is open. */
  open(): string[];
  ended(): boolean;
  /** The error it stopped with. */
  failed(): string | undefined;
  complete(key: string): void;
  trigger(key: string): void;
  stop(): void;
};

/** A sequence flow without dead path elimination: when it is not taken it tells nobody. */
function QuietFlow(...given: unknown[]): object {
  const Flow = SequenceFlow as unknown as new (...given: unknown[]) => { discard(): void };
  const flow = new Flow(...given);
  flow.discard = () => undefined;
  return flow;
}

/**
 * Plays a file of the dialect `oracle` in bpmn-engine. `decisions` may be changed between steps.
 * @param deadPaths whether paths not taken are followed too, as bpmn-engine does by itself and BPMN 2.0 does not
 */
export async function playOracle(
  xml: string,
  decisions: Record<string, boolean>,
  { deadPaths }: { deadPaths: boolean },
): Promise<Oracle> {
  const repeated = repeatedIds(xml);
  // Timers happen when the test says so.
  const timers = {
    executing: [],
    register: () => timers,
    setTimeout: () => ({}),
    clearTimeout: () => undefined,
  };
  const engine = new (
    Engine as unknown as new (
      options: object,
    ) => {
      execute(): Promise<Execution>;
      on(event: string, listener: (value: Error) => void): void;
      stop(): void;
    }
  )({
    source: xml,
    variables: { d: decisions },
    timers,
    ...(deadPaths ? {} : { elements: { SequenceFlow: QuietFlow } }),
  });
  let ended = false;
  let failed: string | undefined;
  engine.on('end', () => {
    ended = true;
  });
  engine.on('error', (error) => {
    failed = error.message;
  });
  const execution = await engine.execute();
  const find = () => openApis(execution, repeated);
  const executionOf = (key: string): string => {
    const found = find().find((one) => one.key === key);
    if (!found) throw new Error(`the oracle has no ${key} open`);
    return found.executionId;
  };
  return {
    open: () =>
      find()
        .filter((one) => one.task)
        .map((one) => one.key)
        .sort(),
    ended: () => ended,
    failed: () => failed,
    complete: (key) => execution.signal({ executionId: executionOf(key) }),
    trigger: (key) => execution.cancelActivity({ executionId: `${executionOf(key)}_0` }),
    stop: () => engine.stop(),
  };
}

function repeatedIds(xml: string): Set<string> {
  const ids = new Set<string>();
  const open: string[] = [];
  for (const [, slash, tag, id] of xml.matchAll(
    /<(\/?)(userTask|subProcess|multiInstance\w+)(?:[^>]*?\sid="(\w+)")?/g,
  )) {
    const isActivity = tag === 'userTask' || tag === 'subProcess';
    if (isActivity && slash) open.pop();
    else if (isActivity) open.push(id as string);
    else if (!slash) ids.add(open.at(-1) as string);
  }
  return ids;
}

type Open = { key: string; executionId: string; task: boolean };

function openApis(execution: Execution, repeated: ReadonlySet<string>): Open[] {
  const seen = new Set<string>();
  const found: Open[] = [];
  const visit = (api: Api): void => {
    if (seen.has(api.executionId)) return;
    seen.add(api.executionId);
    if (api.type === 'bpmn:SubProcess') {
      for (const inner of api.getPostponed()) visit(inner);
      return;
    }
    const task = api.type === 'bpmn:UserTask';
    if (!task && api.type !== 'bpmn:BoundaryEvent' && api.type !== 'bpmn:IntermediateCatchEvent') return;
    const around = indexes(api.content.parent, repeated);
    if (!task || !repeated.has(api.id)) {
      found.push({ key: keyOf(api.id, around), executionId: api.executionId, task });
      return;
    }
    for (const each of api.owner.execution?.getPostponed() ?? []) {
      if (each.executionId === api.executionId || seen.has(each.executionId)) continue;
      seen.add(each.executionId);
      found.push({ key: keyOf(api.id, [...around, indexOf(each.executionId)]), executionId: each.executionId, task });
    }
  };
  for (const api of execution.getPostponed()) visit(api);
  return found;
}

const indexOf = (executionId: string): number => Number(/_(\d+)$/.exec(executionId)?.[1]);

function indexes(parent: Parent | undefined, repeated: ReadonlySet<string>): number[] {
  if (!parent) return [];
  return [...(parent.path ?? []).toReversed(), parent]
    .filter((one) => repeated.has(one.id) && one.executionId !== undefined)
    .map((one) => indexOf(one.executionId as string));
}

export function keyOf(id: string, around: readonly number[]): string {
  return around.length > 0 ? `${id}@${around.join('.')}` : id;
}
