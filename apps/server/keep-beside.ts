import { isDeepStrictEqual } from 'node:util';
import type { Log } from '@platform/log';
import { startBeside, type Beside, type BesideOrder, type Running } from './beside.ts';
import { keepRunning } from './keep-running.ts';
import type { ServerSettings } from './settings.ts';

/**
 * A process beside the server that is started again whenever it ends unasked: where it was, so that who knows its address finds it again, and told
 * again what it was told last. The first start must succeed. @throws beside.failed
 */
export async function keepBeside<Ready extends object>(
  order: BesideOrder<Ready>,
  settings: ServerSettings,
  log: Log,
): Promise<Beside<Ready>> {
  const what = order.program;
  const { ready, ...first } = await startBeside(order, settings);
  let current: Omit<Running<Ready>, 'ready'> | undefined = first;
  let told: object | undefined;
  let stopping = false;

  async function startAgain(): Promise<Omit<Running<Ready>, 'ready'>> {
    const next = await startBeside({ ...order, more: { ...order.more, ...order.again?.(ready) } }, settings);
    if (!isDeepStrictEqual(next.ready, ready)) log.error({ what }, 'it is not where it was: restart the product');
    if (told) next.tell(told);
    log.warn({ what, pid: next.pid }, 'a process is back');
    return next;
  }

  const keeper = keepRunning(
    what,
    async () => {
      const now = (current ??= await startAgain());
      // Let go while it was being started.
      if (stopping) await now.stop();
      const end = await now.ended;
      current = undefined;
      return end;
    },
    log,
  );
  return {
    ...ready,
    get pid() {
      return current?.pid;
    },
    tell(message) {
      told = message;
      current?.tell(message);
    },
    async stop() {
      stopping = true;
      const ended = keeper.stop();
      await current?.stop();
      await ended;
    },
  };
}
