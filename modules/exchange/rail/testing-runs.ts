import { afterAll, afterEach, beforeAll } from 'vitest';
import { askRun } from '../store/run-views.ts';
import { quarantineContext, type QuarantinedContent } from '../store/quarantine.ts';
import { startRail, type Rail } from './rail.ts';
import { startRuns } from './snapshot-runner.ts';
import { openStage, type Stage, type StageTable } from './testing-stage.ts';

// What the tests of whole readings share: a hub and a source, and rails that cut small tables into many chunks.

export let stage: Stage;
const rails: Rail[] = [];

/** Sets up the stage for the tests of a file. */
export function useStage(): void {
  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);
  afterAll(() => stage.stop(), 60_000);
  afterEach(async () => {
    await Promise.all(rails.splice(0).map((one) => one.stop()));
    // The next test's rail has its own connection to look after only.
    await stage.hubSql(`update exchange.connection set state = 'paused'`);
  }, 30_000);
}

export const simple: StageTable = {
  items: [
    { name: 'n', type: 'integer' },
    { name: 'name', type: 'text', maxLength: 30 },
  ],
  key: ['n'],
};

/** A rail whose chunks are small, so that a small table has many. */
export function rail(rows = 100): Rail {
  const one = startRail(stage.deps, { startRuns: (deps) => startRuns(deps, { plain: rows, joined: rows }) });
  rails.push(one);
  return one;
}
/** A line read whole, not captured. @returns its id */
export async function snapshotLine(table: string, definition: StageTable, limits: object = {}): Promise<string> {
  await stage.connect(table, { [table]: definition }, limits);
  await stage.hubSql(`update exchange.line set mode = 'snapshot' where id = $1`, [`${table}-${table}`]);
  return `${table}-${table}`;
}
/** The line's newest run. */
export async function runOf(line: string) {
  const [row] = await stage.hubSql<
    { id: string; state: string; fault: { code: string } | null; chunks: number; done: number } & Record<string, number>
  >(
    `select id, state, fault, resumed, straight, rows_read::int as read, rows_good::int as good, rows_rejected::int as rejected, inserted::int, updated::int, deleted::int,
      (select count(*)::int from exchange.chunk where run_id = r.id) as chunks, (select count(done_at)::int from exchange.chunk where run_id = r.id) as done
     from exchange.run r where line_id = $1 order by id desc limit 1`,
    [line],
  );
  return row;
}
/** Waits until the line's newest run is in this state. */
export const ended = (line: string, state = 'done', ms = 20_000) =>
  stage.until(async () => (await runOf(line))?.state === state, ms);
/** Asks for another run and waits until it is done. */
export async function again(line: string, deletionsConfirmed = false): Promise<void> {
  const { deps } = stage;
  await deps.database.transaction((tx) =>
    askRun(tx, {
      id: deps.ids.next(),
      lineId: line,
      reason: 'asked',
      at: new Date(),
      deletionsConfirmed,
      trace: 'test',
    }),
  );
  await ended(line);
}
/** What quarantine keeps of the line, opened. */
export async function kept(line: string) {
  const rows = await stage.hubSql<{
    id: string;
    reasons: { item?: string; code: string }[];
    sealed: Buffer;
    state: string;
  }>(`select id, reasons, sealed, state from exchange.quarantined where line_id = $1 order by id`, [line]);
  return rows.map((row) => ({
    state: row.state,
    reasons: row.reasons.map((reason) => `${reason.item ?? ''}:${reason.code}`),
    content: stage.deps.sealer.openJson(row.sealed, quarantineContext(row.id)) as QuarantinedContent,
  }));
}
export const lake = (table: string, columns: string) =>
  stage.hubSql<Record<string, unknown>>(`select ${columns} from lake.raw_${table} order by 1`);

/** Rows of the lake and of the source, compared by counts and sums. */
export async function lakeAndSource(table: string): Promise<{ lake: object[]; source: object[] }> {
  const sums = `select count(*)::int as rows, count(distinct n)::int as keys, sum(n)::text as sum, sum(hashtext(name))::text as hash from`;
  const { rows } = await stage.source.query<object>(`${sums} ${table}`);
  return { lake: await stage.hubSql(`${sums} lake.raw_${table}`), source: rows };
}
