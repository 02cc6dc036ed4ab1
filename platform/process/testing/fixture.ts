import {
  advance,
  parseProcess,
  startInstance,
  type Command,
  type Effect,
  type InstanceState,
  type Options,
  type ProcessModel,
  type StartOptions,
} from '../index.ts';
import { counting } from './play.ts';

/** A file with one process. `before` stands beside it: messages, errors, signals. */
export function bpmn(inside: string, before = '', attributes = 'id="p" name="办件"'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
${before}
<process ${attributes} isExecutable="true">
${inside}
</process>
</definitions>`;
}

/** Flows through nodes in order: `flow('a', 'b', 'c')`. */
export function flow(...ids: string[]): string {
  return ids
    .slice(1)
    .map((id, at) => `<sequenceFlow id="${ids[at]}_${id}" sourceRef="${ids[at]}" targetRef="${id}"/>`)
    .join('');
}

/** A flow that is taken when a FEEL condition holds. */
export function flowIf(source: string, target: string, condition: string): string {
  const text = condition.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<sequenceFlow id="${source}_${target}" sourceRef="${source}" targetRef="${target}"><conditionExpression xsi:type="tFormalExpression">${text}</conditionExpression></sequenceFlow>`;
}

/** Plays a process as a person would: by the names of its nodes. */
export class Case {
  readonly model: ProcessModel;
  readonly options: Options;
  readonly commands: Command[] = [];
  effects: readonly Effect[];
  state: InstanceState;

  constructor(model: ProcessModel, options: Partial<StartOptions> = {}) {
    this.model = model;
    this.options = { ids: counting(), ...options };
    const { state, effects } = startInstance(model, { ...this.options, ...options });
    this.state = frozen(state);
    this.effects = effects;
  }

  static async of(xml: string, options: Partial<StartOptions> = {}): Promise<Case> {
    return new Case(await parseProcess(xml), options);
  }

  /** Nodes whose work is open. */
  open(): string[] {
    return this.state.jobs.map((job) => job.node);
  }

  do(command: Command): this {
    const { state, effects } = advance(this.model, this.state, command, this.options);
    this.commands.push(command);
    this.state = frozen(state);
    this.effects = effects;
    return this;
  }

  job(node: string, at = 0) {
    const job = this.state.jobs.filter((one) => one.node === node)[at];
    if (!job) throw new Error(`${node} is not open; open are ${this.open().join(', ')}`);
    return job;
  }

  complete(node: string, variables: Record<string, unknown> = {}, at = 0): this {
    return this.do({ type: 'complete-job', jobId: this.job(node, at).id, variables });
  }

  timer(node: string): this {
    return this.do({ type: 'trigger-timer', jobId: this.job(node).id });
  }

  fail(node: string, code: string): this {
    return this.do({ type: 'fail-job', jobId: this.job(node).id, code });
  }

  token(node: string): string {
    const token = this.state.tokens.find((one) => one.node === node);
    if (!token) throw new Error(`no token at ${node}`);
    return token.id;
  }

  variables(): Readonly<Record<string, unknown>> {
    return this.state.variables[0]?.values ?? {};
  }
}

/** A state that cannot be changed: whoever does so unseen is found out. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
