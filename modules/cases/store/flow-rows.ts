import type { InstanceRow, InstanceState, JobRow, ScopeRow, TokenRow, VariablesRow } from '@platform/process';
import type { Clock } from '@platform/kernel';
import { sql, type Sql, type Tx } from '@platform/database';
import type { Contents } from '../sealed-contents.ts';
import type { CaseRecord } from './case-record.ts';
import { rowJson, taskOf, type TaskRecord, type TaskRow } from './task-record.ts';

/** What stands in the store of a running process and of the case's open work. */
export type FlowRows = {
  /** Undefined where no process runs. */
  state: InstanceState | undefined;
  /** Open tasks of the case, waits too, in the order in which they were opened. */
  tasks: readonly TaskRecord[];
};

export const NOTHING_RUNS: FlowRows = { state: undefined, tasks: [] };

type ProcessRow = { case_id: string; instance: InstanceRow; scopes: ScopeRow[]; sealed_variables: Buffer };
type StoredToken = {
  id: string;
  scope: string;
  node: string;
  state: TokenRow['state'];
  rest: Pick<TokenRow, 'flow' | 'index' | 'incident'>;
};
/** What is sealed: variables by scope, and what single instances of a multi-instance activity see. */
export type SealedVariables = {
  scopes: Record<string, VariablesRow['values']>;
  locals: Record<string, NonNullable<TokenRow['local']>>;
};

/** Loads what runs for a case. Given side by side with the lock of the case, behind it. */
export function loadFlow(tx: Tx, caseId: string, contents: Contents): Promise<FlowRows> {
  return load(tx, sql`${caseId}::uuid`, contents);
}

/** The same by one of the case's tasks. */
export function loadFlowOfTask(tx: Tx, taskId: string, contents: Contents): Promise<FlowRows> {
  return load(tx, sql`(select case_id from cases.task where id = ${taskId})`, contents);
}

async function load(tx: Tx, of: Sql, contents: Contents): Promise<FlowRows> {
  const [process, tokens, tasks] = await Promise.all([
    tx.first<ProcessRow>(
      sql`select case_id, instance, scopes, sealed_variables from cases.process where case_id = ${of}`,
    ),
    tx.rows<StoredToken>(sql`select id, scope, node, state, rest from cases.token where case_id = ${of} order by id`),
    tx.rows<TaskRow>(sql`select * from cases.task where case_id = ${of} and state in ('open', 'failed') order by id`),
  ]);
  return { tasks: tasks.map(taskOf), state: process && stateOf(process.case_id, process, tokens, tasks, contents) };
}

function stateOf(
  caseId: string,
  process: ProcessRow,
  tokens: readonly StoredToken[],
  tasks: readonly TaskRow[],
  contents: Contents,
): InstanceState {
  const { scopes, locals } = contents.variables(caseId, process.sealed_variables);
  const instance = process.instance;
  return {
    instance,
    scopes: process.scopes,
    tokens: tokens.map(({ rest, ...token }) => ({
      ...token,
      ...rest,
      instance: instance.id,
      local: locals[token.id] ?? null,
    })),
    jobs: tasks.flatMap(({ id, job }): JobRow[] => (job === null ? [] : [{ id, ...job }])),
    variables: Object.entries(scopes).map(([scope, values]) => ({ scope, instance: instance.id, values })),
  };
}

/** The case that a process belongs to, with what the process's row repeats of it. */
type Of = Pick<CaseRecord, 'id' | 'matter' | 'processVersion' | 'organisation'>;

/** Writes what differs from what was loaded; a process that is over leaves no row but its finished tasks. */
export async function saveFlow(
  tx: Tx,
  record: Of,
  before: FlowRows,
  after: { state: InstanceState | undefined; tasks: readonly TaskRecord[] },
  deps: { contents: Contents; clock: Clock },
): Promise<void> {
  const writes: Promise<unknown>[] = [];
  const { id: caseId } = record;
  const { state } = after;
  if (state === undefined || state.instance.how !== null) {
    if (before.state) {
      writes.push(
        tx.run(sql`delete from cases.token where case_id = ${caseId}`),
        tx.run(sql`delete from cases.process where case_id = ${caseId}`),
      );
    }
  } else if (state !== before.state) writes.push(...saveState(tx, record, before.state, state, deps));
  const were = new Map(before.tasks.map((task) => [task.id, task]));
  const put = after.tasks.filter((task) => were.get(task.id) !== task);
  const kept = new Set(after.tasks.map(({ id }) => id));
  const gone = before.tasks.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (put.length > 0) writes.push(putTasks(tx, put));
  if (gone.length > 0) writes.push(tx.run(sql`delete from cases.task where id = any(${gone}::uuid[])`));
  await Promise.all(writes);
}

function saveState(
  tx: Tx,
  { id: caseId, matter, processVersion, organisation }: Of,
  before: InstanceState | undefined,
  state: InstanceState,
  { contents, clock }: { contents: Contents; clock: Clock },
): Promise<unknown>[] {
  const sealed = contents.sealVariables(caseId, {
    scopes: Object.fromEntries(state.variables.map(({ scope, values }) => [scope, values])),
    locals: Object.fromEntries(state.tokens.flatMap(({ id, local }) => (local === null ? [] : [[id, local]]))),
  });
  // One that waits at a gateway for nobody stands there too.
  const stopped = state.tokens.some(({ incident }) => incident !== null);
  const were = new Set(before?.tokens);
  const tokens = state.tokens.filter((token) => !were.has(token));
  const kept = new Set(state.tokens.map(({ id }) => id));
  const gone = (before?.tokens ?? []).filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const writes: Promise<unknown>[] = [
    tx.run(sql`
      insert into cases.process (case_id, matter, version, organisation, state, stopped_at, instance, scopes, sealed_variables)
      values (${caseId}, ${matter}, ${processVersion}, ${organisation}, ${stopped ? 'incident' : 'running'}, ${stopped ? clock.now() : null}, ${JSON.stringify(state.instance)}::jsonb,
        ${JSON.stringify(state.scopes)}::jsonb, ${sealed})
      on conflict (case_id) do update set version = excluded.version, organisation = excluded.organisation, state = excluded.state, instance = excluded.instance, scopes = excluded.scopes,
        stopped_at = case when excluded.stopped_at is not null then coalesce(process.stopped_at, excluded.stopped_at) end,
        sealed_variables = excluded.sealed_variables`),
  ];
  if (gone.length > 0) writes.push(tx.run(sql`delete from cases.token where id = any(${gone}::uuid[])`));
  if (tokens.length > 0) {
    const rows = tokens.map(({ id, scope, node, state: at, flow, index, incident }) => ({
      id,
      case_id: caseId,
      scope,
      node,
      state: at,
      rest: { flow, index, incident },
    }));
    writes.push(
      tx.run(sql`
        insert into cases.token select * from jsonb_populate_recordset(null::cases.token, ${JSON.stringify(rows)}::jsonb)
        on conflict (id) do update set scope = excluded.scope, node = excluded.node, state = excluded.state, rest = excluded.rest`),
    );
  }
  return writes;
}

/** Inserts or replaces tasks, all in one statement. */
export async function putTasks(tx: Tx, tasks: readonly TaskRecord[]): Promise<void> {
  await tx.run(sql`
    insert into cases.task as task select * from jsonb_populate_recordset(null::cases.task, ${JSON.stringify(tasks.map(rowJson))}::jsonb)
    on conflict (id) do update set kind = excluded.kind, node = excluded.node, system = excluded.system, state = excluded.state, title_zh = excluded.title_zh, title_en = excluded.title_en,
      organisation = excluded.organisation, role = excluded.role, holder = excluded.holder, closed_at = excluded.closed_at,
      due_at = excluded.due_at, own_due = excluded.own_due, amber_from = excluded.amber_from,
      statutory_due_at = excluded.statutory_due_at, work_order = excluded.work_order, result = excluded.result,
      sealed_opinion = excluded.sealed_opinion, by_account = excluded.by_account, by_organisation = excluded.by_organisation,
      asked_by = excluded.asked_by,
      -- Lending does not wait for who acts on the case: what was lent since it was loaded stays lent.
      taken_until = case when task.state = 'open' and excluded.state = 'open' and task.attempts > excluded.attempts then task.taken_until else excluded.taken_until end,
      attempts = case when task.state = 'open' and excluded.state = 'open' then greatest(task.attempts, excluded.attempts) else excluded.attempts end,
      result_key = excluded.result_key, failure = excluded.failure, urged = excluded.urged, job = excluded.job`);
}
