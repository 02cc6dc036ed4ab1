import { sideBySide, type Tx } from '@platform/database';
import type { Fault } from '../domain/line.ts';
import { advanceCapture } from '../store/capture.ts';
import { noteEvent } from '../store/line-events.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { noteApplied, setLineState } from '../store/lines.ts';
import { applyLine, type LineTally } from './apply-line.ts';
import type { Batch, Commit } from './batch.ts';
import type { BatchIds } from './batch-ids.ts';
import type { RailDeps } from './deps.ts';
import type { LinePlan } from './line-plan.ts';

/** Another process moved the capture's place on: this one must stop and begin anew from where that is. */
export class PlaceMoved extends Error {
  constructor() {
    super('Another process applies the changes of this connection');
  }
}

/** What the store can hold (24 days): a clock set wrongly must not stop a line. */
const MOST_LAG_MS = 2 ** 31 - 1;

type Step = { run: (tx: Tx) => Promise<void>; done: () => void; failed: (error: unknown) => void };

/** What is written at the end of a hub transaction, beside the rows. */
export type Ending = {
  readonly connectionId: string;
  readonly from: string;
  readonly to: string;
  readonly commit: Commit | undefined;
  readonly transactions: number;
  readonly received: Date;
};

/**
 * One transaction of the hub: any number of parts, then the position and all that is told of the lines. Nothing of it is seen before it commits;
 * when it fails, the loop begins anew from the last position.
 */
export class Applying {
  readonly #deps: RailDeps;
  readonly #ids: BatchIds;
  readonly #tallies = new Map<string, { plan: LinePlan; tally: LineTally }>();
  readonly #steps: Step[] = [];
  readonly #over: Promise<void>;
  #wake: (() => void) | undefined;
  #ended = false;
  readonly #afterwards: (() => void)[] = [];

  constructor(deps: RailDeps, ids: BatchIds) {
    this.#deps = deps;
    this.#ids = ids;
    this.#over = deps.database.transaction((tx) => this.#work(tx));
    this.#over.catch((error: unknown) => {
      this.#ended = true;
      for (const step of this.#steps.splice(0)) step.failed(error);
    });
  }

  async #work(tx: Tx): Promise<void> {
    for (;;) {
      const step = this.#steps.shift();
      if (step === undefined) {
        if (this.#ended) return;
        await new Promise<void>((resume) => {
          this.#wake = resume;
        });
        continue;
      }
      try {
        await step.run(tx);
        step.done();
      } catch (error) {
        step.failed(error);
        throw error;
      }
    }
  }

  #step(run: (tx: Tx) => Promise<void>): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#ended) {
        failed(new Error('The transaction has ended'));
        return;
      }
      this.#steps.push({ run, done, failed });
      this.#wake?.();
    });
  }

  /** Brings a part into the lake. */
  part(batch: Batch): Promise<void> {
    return this.#step(async (tx) => {
      const at = this.#deps.clock.now();
      const commitOf = (transaction: string): Commit =>
        batch.commits.get(transaction) ?? batch.commit ?? { position: batch.position ?? '', committedAt: at };
      for (const lineBatch of batch.lines.values()) {
        const { plan } = lineBatch;
        const context = { batchId: this.#ids.of(plan.line), at, commitOf };
        const tally = await apart(tx, plan, at, () => applyLine(this.#deps, tx, lineBatch, context));
        if (!tally) continue;
        if (lineBatch.keyless > 0 && !plan.fault) plan.fault = keylessFault(plan, at);
        const sum = this.#tallies.get(plan.line.id);
        if (!sum) this.#tallies.set(plan.line.id, { plan, tally });
        else for (const name of Object.keys(tally) as (keyof LineTally)[]) sum.tally[name] += tally[name];
      }
    });
  }

  /** Ends the transaction with the position; when this resolves, all of it is kept for good. @throws PlaceMoved */
  async commit(ending: Ending, faulty: readonly LinePlan[]): Promise<Map<string, LineTally>> {
    await this.#step(async (tx) => {
      const at = this.#deps.clock.now();
      const { connectionId, from, to, received } = ending;
      // Side by side: in one message, and run in this order.
      const [moved] = await Promise.all([
        advanceCapture(tx, connectionId, from, to, { received, applied: at }),
        ...[...this.#tallies.values()].map(({ plan, tally }) => this.#noteLine(tx, plan, tally, ending, at)),
      ]);
      if (!moved) throw new PlaceMoved();
      for (const plan of faulty) await holdLine(this.#deps, tx, plan, plan.fault as Fault);
    });
    this.#ended = true;
    this.#wake?.();
    await this.#over;
    for (const after of this.#afterwards) after();
    return new Map([...this.#tallies].map(([id, { tally }]) => [id, tally]));
  }

  async #noteLine(tx: Tx, plan: LinePlan, tally: LineTally, ending: Ending, at: Date): Promise<void> {
    const { line } = plan;
    const { inserted, updated, deleted, rejected, bytes, rowsChange } = tally;
    const sourceAt = ending.commit?.committedAt;
    // Clocks differ: a source ahead of us has no negative delay.
    const lagMs =
      sourceAt === undefined ? undefined : Math.min(MOST_LAG_MS, Math.max(0, at.getTime() - sourceAt.getTime()));
    const { transactions } = ending;
    const changed = inserted + updated + deleted > 0;
    const [, , after] = await Promise.all([
      noteApplied(tx, line.id, { position: ending.to, sourceAt, appliedAt: at, rowsChange }),
      noteMinute(tx, line.id, { at, inserted, updated, deleted, rejected, bytes, transactions, lagMs }),
      changed ? this.#ids.wrote(tx, line, { inserted, updated, deleted }) : undefined,
    ]);
    if (after) this.#afterwards.push(after);
  }

  /** Undoes all of it. */
  async abandon(): Promise<void> {
    if (this.#ended) return;
    const gone = this.#step(() => Promise.reject(new Error('abandoned')));
    await gone.catch(() => undefined);
    await this.#over.catch(() => undefined);
  }
}

/** SQLSTATEs of data that the store refuses: what is wrong with them is not mended by trying again. */
const OF_DATA = /^2[23]/;

/** One line's part. Should the store refuse what all checks let through, that line alone is stopped; the others go on. */
async function apart(tx: Tx, plan: LinePlan, at: Date, work: () => Promise<LineTally>): Promise<LineTally | undefined> {
  // Not waited for: what comes next goes with it.
  const saved = tx.client.query('savepoint line');
  saved.catch(() => undefined);
  try {
    const tally = await work();
    await saved;
    // Else those of a great transaction's parts would stand one inside the other. Not waited for either.
    tx.client.query('release savepoint line').catch(() => undefined);
    return tally;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string' || !OF_DATA.test(code)) throw error;
    await tx.client.query('rollback to savepoint line');
    sideBySide(tx);
    plan.fault ??= refusedFault(plan, code, at);
    return undefined;
  }
}

function refusedFault(plan: LinePlan, code: string, at: Date): Fault {
  const { schema, table } = plan.line.table;
  return {
    code: 'exchange.refused-by-store',
    text: {
      zh: `来源表 ${schema}.${table} 的一批变更通过了校验，但中心库拒收（SQLSTATE ${code}）`,
      en: `Changes of the source's table ${schema}.${table} passed the checks, but the hub's database refused them (SQLSTATE ${code})`,
    },
    mend: {
      zh: '请运维人员按时间查看服务日志与目录定义；处理后点“恢复”，本线路会重新做一次快照。其他线路不受影响。',
      en: 'Have operations look at the log of that time and at the resource; then resume: the line takes a new snapshot. Other lines go on.',
    },
    at: at.toISOString(),
  };
}

/** Stops a line for a fault, in the transaction from whose position on its changes are no longer taken. */
export async function holdLine(
  deps: Pick<RailDeps, 'ids' | 'clock'>,
  tx: Tx,
  plan: Pick<LinePlan, 'line'>,
  fault: Fault,
): Promise<void> {
  const { line } = plan;
  await setLineState(tx, line.id, 'held', fault);
  await noteEvent(tx, {
    id: deps.ids.next(),
    connectionId: line.connectionId,
    lineId: line.id,
    at: deps.clock.now(),
    kind: 'held',
    text: fault.text,
    actor: 'exchange',
  });
}

export function keylessFault(plan: LinePlan, at: Date): Fault {
  const { schema, table } = plan.line.table;
  return {
    code: 'exchange.key-not-told',
    text: {
      zh: `来源表 ${schema}.${table} 的删除没有带出目录主键，认不出删的是哪一行`,
      en: `Deletions of the source's table ${schema}.${table} do not tell the catalogue's key, so it is not known which row is gone`,
    },
    mend: {
      zh: `请来源管理员执行 ALTER TABLE "${schema}"."${table}" REPLICA IDENTITY FULL; 然后点“恢复”，本线路会重新做一次快照。`,
      en: `Have the source's administrator run ALTER TABLE "${schema}"."${table}" REPLICA IDENTITY FULL; then resume: the line takes a new snapshot.`,
    },
    at: at.toISOString(),
  };
}
