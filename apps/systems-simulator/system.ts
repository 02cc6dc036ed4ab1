import type { Log } from '@platform/log';
import { createClient, YiwangError, type LentTask, type TaskAnswer } from '@tools/sdk';
import { fateOf, type Habits } from './habits.ts';
import { returnCases, type Person } from './returns.ts';

/** A department's own system as the platform knows it: the application, and the key it signs with. */
export type SystemOptions = {
  origin: string;
  application: string;
  key: string;
  secret: string;
  habits: Habits;
  log: Log;
  /** Of which it handles cases by itself; none: it returns nothing. */
  taskCodes?: readonly string[];
  /** People of the demonstration whose cases are among them. */
  people?: readonly Person[];
};

export type SimulatedSystem = {
  /** What it did so far. */
  counts(): { taken: number; sent: number; failed: number; forgotten: number; returned: number };
  stop(): Promise<void>;
};

const MOST_AT_ONCE = 5;
const LONGEST_LOOK_MS = 60_000;
/** A result that did not get through is sent so often before the task is left to be lent again. */
const MOST_SENDS = 6;

const RESULTS: Readonly<Record<string, TaskAnswer['result']>> = {
  receive: 'done',
  accept: 'accept',
  decide: 'approve',
  deliver: 'done',
};

/** A department's own system (部门自建系统), simulated: takes tasks and returns results, slowly, now and then twice, now and then not at all. */
export function startSystem({
  application,
  habits,
  log,
  taskCodes = [],
  people = [],
  ...client
}: SystemOptions): SimulatedSystem {
  const stopping = new AbortController();
  const { signal } = stopping;
  const yiwang = createClient({ ...client, longestWaitSeconds: 5 });
  const counts = { taken: 0, sent: 0, failed: 0, forgotten: 0, returned: 0 };
  const working = new Set<Promise<void>>();

  /** Ends early when the system stops. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resume) => {
      if (signal.aborted) return resume();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resume();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });

  async function work(task: LentTask): Promise<void> {
    const { fate, takesMs } = fateOf(habits, task.caseNo, task.attempt);
    const about = { application, task: task.id, caseNo: task.caseNo, attempt: task.attempt, fate };
    log.info({ ...about, takesMs }, 'task taken');
    await pause(takesMs);
    if (signal.aborted) return;
    if (fate === 'forgotten') {
      counts.forgotten += 1;
      return log.info(about, 'task forgotten: the platform will give it again');
    }
    // One key for one task, whatever happens to the messages: a result sent again counts once. What was given again after a failure is another turn.
    const key = `${application}:${task.id}:${fate === 'failed' ? `failure-${task.attempt}` : 'result'}`;
    const answer: TaskAnswer =
      fate === 'failed'
        ? { key, failure: '业务系统接口异常（模拟）Fault of the system (simulated)' }
        : {
            key,
            result: RESULTS[task.link ?? ''] ?? 'agree',
            opinion: '业务系统核查通过（模拟系统返回）',
            variables: { checkedBy: application },
          };
    if (fate === 'doubled') {
      await Promise.all([send(about, task, answer), send(about, task, answer)]);
      return;
    }
    await send(about, task, answer);
    if (fate === 'lost') {
      log.info(about, 'answer lost: asking, and sending again');
      const { state } = await yiwang.showTask(task.id, signal);
      log.info({ ...about, state }, 'the platform says');
      await send(about, task, answer);
    }
  }

  /** Sends until someone answers; a refusal is told and left to the platform's error queue. */
  async function send(about: Record<string, unknown>, task: LentTask, answer: TaskAnswer): Promise<void> {
    for (let sends = 1; !signal.aborted; sends += 1) {
      try {
        const { state } = await yiwang.answerTask(task.id, answer, signal);
        counts[state === 'failed' ? 'failed' : 'sent'] += 1;
        return log.info({ ...about, state, sends }, 'result taken');
      } catch (error) {
        const refused = error instanceof YiwangError && error.status < 500;
        if (refused || sends >= MOST_SENDS)
          return log.warn({ ...about, sends, code: codeOf(error) }, refused ? 'result refused' : 'result not sent');
        await pause(Math.min(habits.lookMs * 2 ** sends, LONGEST_LOOK_MS));
      }
    }
  }

  const running = (async () => {
    for (let misses = 0; !signal.aborted; ) {
      try {
        const room = MOST_AT_ONCE - working.size;
        const tasks = room > 0 ? await yiwang.takeTasks({ max: room, signal }) : [];
        misses = 0;
        counts.taken += tasks.length;
        for (const task of tasks) {
          const one: Promise<void> = work(task)
            .catch((error: Error) => {
              if (!signal.aborted) log.warn({ application, task: task.id, code: codeOf(error) }, 'task not ended');
            })
            .finally(() => working.delete(one));
          working.add(one);
        }
      } catch (error) {
        if (signal.aborted) return;
        misses += 1;
        log.warn({ application, misses, code: codeOf(error) }, 'no tasks could be taken');
      }
      await pause(Math.min(habits.lookMs * 2 ** misses, LONGEST_LOOK_MS));
    }
  })();

  const returning =
    habits.returnMs > 0 && taskCodes.length > 0
      ? returnCases({
          yiwang,
          application,
          habits,
          log,
          taskCodes,
          people,
          pause,
          signal,
          onReturned: () => (counts.returned += 1),
        })
      : Promise.resolve();

  return {
    counts: () => ({ ...counts }),
    async stop() {
      stopping.abort();
      await running;
      await returning;
      await Promise.all(working);
    },
  };
}

function codeOf(error: unknown): string {
  if (error instanceof YiwangError) return error.code;
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
