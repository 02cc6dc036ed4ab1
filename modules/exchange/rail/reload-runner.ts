import { DomainError, fillText } from '@platform/kernel';
import { findAtSource, keyText, takeReloaded, type Key } from '../jobs/reload-rows.ts';
import { checkerOf, withRetries } from '../jobs/replay-rows.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { findLine, lockLine } from '../store/lines.ts';
import { BY_RAIL, endReload, reloadContext, waitingReloads, type ReloadRow } from '../store/reloads.ts';
import type { Runner, RunnerDeps } from './deps.ts';
import { WindowBroken } from './windows.ts';

const LOOK_MS = 1_000;
const TRIES = 5;

/** Reads rows anew that someone asked for (reconciliation, a person), one request after another, in step with the connection's capture. */
export function startReloads(deps: RunnerDeps): Runner {
  const stop = new AbortController();
  const signal = AbortSignal.any([deps.signal, stop.signal]);
  let wake: (() => void) | undefined;
  const loop = (async () => {
    while (!signal.aborted) {
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, LOOK_MS);
        wake = () => {
          clearTimeout(timer);
          resume();
        };
      });
      if (signal.aborted) return;
      try {
        const waiting = await deps.database.read((tx) => waitingReloads(tx, deps.connection.id));
        for (const requests of together(waiting)) {
          if (signal.aborted) return;
          await carryOut(deps, requests, signal);
        }
      } catch (error) {
        // The request waits on; a fault of the connection as a whole shows in its readings as well.
        if (!signal.aborted)
          deps.log.warn(
            { module: 'exchange', connection: deps.connection.id, error: error as Error },
            'rows could not be read anew',
          );
      }
    }
  })();
  return {
    wake: () => wake?.(),
    async stop() {
      stop.abort(new Error('stopped'));
      wake?.();
      await loop;
    },
  };
}

/** The rail's own requests of one line become one reading; whoever else asked is answered alone. */
function together(waiting: readonly ReloadRow[]): [ReloadRow, ...ReloadRow[]][] {
  const groups = new Map<string, [ReloadRow, ...ReloadRow[]]>();
  for (const request of waiting) {
    const name = request.actor === BY_RAIL ? request.line_id : request.id;
    const group = groups.get(name);
    if (group) group.push(request);
    else groups.set(name, [request]);
  }
  return [...groups.values()];
}

async function carryOut(
  deps: RunnerDeps,
  requests: readonly [ReloadRow, ...ReloadRow[]],
  signal: AbortSignal,
): Promise<void> {
  const [request] = requests;
  const end = (how: Parameters<typeof endReload>[3]): Promise<void> =>
    deps.database.transaction(async (tx) => {
      const at = deps.clock.now();
      // What one reading did is told once.
      for (const one of requests)
        await endReload(tx, one.id, at, one === request || 'fault' in how ? how : { written: 0, removed: 0 });
    });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await end(await reload(deps, requests, signal));
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WindowBroken && attempt < TRIES) continue;
      const known =
        error instanceof DomainError
          ? error
          : lineErrors.sourceBroken({ source: deps.connection.title, number: request.id });
      if (known.code.startsWith('database.')) throw error;
      deps.log.warn(
        { module: 'exchange', reload: request.id, code: known.code, error: error as Error },
        'rows could not be read anew',
      );
      const text = { zh: fillText(known.text, 'zh', known.params), en: fillText(known.text, 'en', known.params) };
      await end({ fault: { code: known.code, text } });
      return;
    }
  }
}

async function reload(
  deps: RunnerDeps,
  requests: readonly [ReloadRow, ...ReloadRow[]],
  signal: AbortSignal,
): Promise<{ written: number; removed: number }> {
  const [request] = requests;
  const line = await deps.database.read((tx) => findLine(tx, request.line_id));
  if (!line) throw lineErrors.unknownLine();
  const asked = requests.flatMap((one) => deps.sealer.openJson(one.sealed, reloadContext(one.id)) as Key[]);
  const keys = [...new Map(asked.map((key) => [keyText(key), key])).values()];
  const shape = line.shape ?? (await deps.session.shape(line.table));
  const window = await deps.windows.open(line, signal);
  try {
    const found = await findAtSource(
      deps.session,
      line,
      shape,
      checkerOf(deps, line),
      deps.catalogue.resource(line.resource).key,
      keys,
      signal,
    );
    if (!found.mark) throw lineErrors.modeNotPossible();
    const settled = await window.settle(found.mark, signal);
    try {
      if (settled.skipAll) return { written: 0, removed: 0 };
      const skip = new Set(settled.skip.map(keyText));
      return await withRetries(() =>
        deps.database.transaction(async (tx) => {
          const locked = await lockLine(tx, line.id);
          if (!locked) throw lineErrors.unknownLine();
          return takeReloaded(deps, tx, locked, keys, found, skip, request.trace);
        }),
      );
    } finally {
      settled.end();
    }
  } finally {
    window.close();
  }
}
