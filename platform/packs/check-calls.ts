import { DomainError, type LocalText } from '@platform/kernel';
import { parseProcess, type ProcessModel } from '@platform/process';
import { withHint } from './faults.ts';

/** Processes that may be called: their texts, and the names for a hint. */
export type Callable = { textOf: (id: string) => string | undefined; names: readonly string[] };

export type CallFault = { node: string; code: string; message: LocalText };

const TASKS = new Set(['user-task', 'manual-task', 'service-task', 'business-rule-task', 'send-task', 'receive-task']);

/**
 * Everything wrong with the call activities of a process: processes that do not exist or cannot be begun, circles, and tasks of one name, whose
 * results would overwrite each other. What is wrong inside a called process is told where it stands.
 */
export async function callFaults(model: ProcessModel, callable: Callable): Promise<CallFault[]> {
  const faults: CallFault[] = [];
  const tasks = new Map<string, string>();
  const read = new Map<string, Promise<ProcessModel | undefined>>();
  const parsed = (id: string): Promise<ProcessModel | undefined> => {
    let found = read.get(id);
    if (!found) {
      const text = callable.textOf(id);
      found = text === undefined ? Promise.resolve(undefined) : parseProcess(text).catch(unreadable);
      read.set(id, found);
    }
    return found;
  };
  for (const { id, type } of Object.values(model.nodes)) if (TASKS.has(type)) tasks.set(id, model.id);
  for (const { id: node, name, calls } of Object.values(model.nodes)) {
    if (calls === null) continue;
    const say = (code: string, zh: string, en: string): void => {
      faults.push({ node, code, message: { zh: `环节“${name || node}”${zh}`, en: `"${name || node}" ${en}` } });
    };
    if (callable.textOf(calls) === undefined && calls !== model.id) {
      const text = {
        zh: `环节“${name || node}”调用的流程“${calls}”不存在`,
        en: `"${name || node}": there is no process "${calls}" to call`,
      };
      faults.push({ node, code: 'unknown-process', message: withHint(text, calls, callable.names) });
      continue;
    }
    const circle = await wayBack(model.id, calls, parsed);
    if (circle) {
      const way = [model.id, ...circle].join(' → ');
      say('circle', `使流程调用自身：${way}`, `makes the process call itself: ${way}`);
      continue;
    }
    const called = await parsed(calls);
    if (called && !called.scopes[called.id]?.start)
      say(
        'not-callable',
        `调用的流程“${calls}”没有不带触发条件的开始事件`,
        `calls "${calls}", which has no start event without a trigger`,
      );
    for (const one of await within(calls, parsed)) {
      for (const task of Object.values(one.nodes).filter(({ type }) => TASKS.has(type))) {
        const other = tasks.get(task.id);
        tasks.set(task.id, one.id);
        if (other === undefined || other === one.id) continue;
        say(
          'same-task',
          `调用的流程“${one.id}”与“${other}”都有编号为“${task.id}”的任务，结果会互相覆盖，请改名`,
          `calls "${one.id}", which has a task "${task.id}" like "${other}": their results would overwrite each other; rename one`,
        );
      }
    }
  }
  return faults;
}

function unreadable(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error;
  return undefined;
}

type Parsed = (id: string) => Promise<ProcessModel | undefined>;

/** The processes from `from` back to `to`, both told; undefined where none calls it. */
async function wayBack(
  to: string,
  from: string,
  parsed: Parsed,
  seen = new Set<string>(),
): Promise<string[] | undefined> {
  if (from === to) return [to];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const { calls } of Object.values((await parsed(from))?.nodes ?? {})) {
    const way = calls === null ? undefined : await wayBack(to, calls, parsed, seen);
    if (way) return [from, ...way];
  }
  return undefined;
}

/** A process and all that it calls, each once. */
async function within(id: string, parsed: Parsed, seen = new Map<string, ProcessModel>()): Promise<ProcessModel[]> {
  const model = seen.has(id) ? undefined : await parsed(id);
  if (model) {
    seen.set(id, model);
    for (const { calls } of Object.values(model.nodes)) if (calls !== null) await within(calls, parsed, seen);
  }
  return [...seen.values()];
}
